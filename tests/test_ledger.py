"""The ledger: what goes in comes out whole, whatever happens in between."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_present import with_cast

from onrecord.errors import LedgerError, PageError, UsageError
from onrecord.ledger import Ledger, Query, checked_day, store, summaries
from onrecord.ledger.migrations import SCRIPTS, migrate
from onrecord.ledger.rows import paragraph_at, paragraph_starts
from onrecord.ledger.search import match_of
from onrecord.records import (
    Actor,
    Article,
    Content,
    Cue,
    Doubt,
    Event,
    Evidence,
    Failure,
    Model,
    Passage,
    Reading,
    Reference,
    Span,
    Statement,
    When,
    Where,
    article_id,
    to_json,
)
from onrecord.wires import find_wires

# What goes in comes out


def test_a_reading_comes_back_as_it_went_in(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
    with Ledger(news_db, create=False) as ledger:
        assert to_json(ledger.reading(kremlin.article.id)) == to_json(kremlin)
        assert list(ledger.articles()) == [kremlin.article]


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | words
spans = st.lists(st.builds(Span, st.integers(0, 2**40), st.integers(0, 2**40)), max_size=3).map(tuple)
some = st.lists(words, max_size=2).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False)
references = st.builds(Reference, spans, words, maybe)
whens = st.builds(When, st.builds(Span, st.integers(0, 99), st.integers(0, 99)), words, maybe, maybe)
wheres = st.builds(Where, spans, words, maybe, st.none() | numbers, st.none() | numbers)
kinds = st.sampled_from(["headline", "byline", "report", "caption", "credit", "appeal", "promo", "other"])
actors = st.builds(Actor, words, words, words, maybe, some, maybe, spans)
cues = st.builds(Cue, spans, words, maybe, maybe, st.sampled_from([None, "positive", "negative", "neutral"]))


@st.composite
def statement_lists(draw, article):
    """Statements of one article, each perhaps inside another one, before or after it."""
    ids = [f"{article}-{n}" for n in range(draw(st.integers(0, 3)))]
    return tuple(
        Statement(
            id=one,
            quotation=draw(st.sampled_from(["direct", "indirect", "mixed"])),
            speaker=draw(st.none() | references),
            cue=draw(cues),
            content=draw(st.builds(Content, spans, words)),
            addressee=draw(st.none() | references),
            when=draw(st.none() | whens),
            within=draw(st.none() | st.sampled_from(ids)),
            passage=draw(kinds),
            score=draw(numbers),
        )
        for one in ids
    )


@st.composite
def readings(draw):
    article = draw(
        st.builds(
            Article,
            id=words,
            **dict.fromkeys(["url", "outlet", "title", "byline", "dateline", "published", "language"], maybe),
            text=words,
            evidence=st.lists(st.builds(Evidence, words, words, words), max_size=2).map(tuple),
        )
    )
    event = st.builds(
        Event,
        id=st.just("set below"),
        type=words,
        **dict.fromkeys(["modes", "contexts"], some),
        trigger=spans,
        **dict.fromkeys(["actors", "recipients"], st.lists(references, max_size=2).map(tuple)),
        when=st.none() | whens,
        where=st.none() | wheres,
        status=st.sampled_from(["happened", "alleged"]),
        according_to=st.none(),
        score=numbers,
    )
    statements = draw(statement_lists(article.id))
    claims = st.none() | st.sampled_from([s.id for s in statements]) if statements else st.none()

    def several(one):
        return draw(st.lists(one, max_size=2).map(tuple))

    return Reading(
        article=article,
        passages=several(st.builds(Passage, st.integers(0, 99), st.integers(0, 99), kinds)),
        actors=draw(st.lists(actors, max_size=3, unique_by=lambda actor: actor.id).map(tuple)),
        statements=statements,
        events=tuple(
            msgspec.structs.replace(e, id=f"{article.id}-event-{n}", according_to=draw(claims))
            for n, e in enumerate(several(event))
        ),
        times=several(whens),
        places=several(wheres),
        doubts=several(st.builds(Doubt, st.builds(Span, st.integers(0, 9), st.integers(0, 9)), words, some, words)),
        model=draw(st.builds(Model, words, words)),
    )


@pytest.fixture(scope="module")
def shared_ledger(tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("ledger") / "all.db") as ledger:
        yield ledger


@settings(max_examples=60, deadline=None)
@given(reading=readings())
def test_no_reading_loses_anything(shared_ledger, reading):
    shared_ledger.add(reading)
    assert shared_ledger.reading(reading.article.id) == reading
    assert not [problem for problem in shared_ledger.check() if "index" in problem or "points at" in problem]


def test_code_points_beyond_the_basic_plane_do_not_move_an_offset_in_sql(news_db, make_reading):
    reading = make_reading("Müller 🙂 said “schön” é\n")
    with Ledger(news_db) as ledger:
        ledger.add(reading)
    with closing(sqlite3.connect(news_db)) as db:
        sql = """SELECT role, substr(text, start + 1, "end" - start)
                   FROM pieces JOIN articles ON articles.id = article ORDER BY start"""
        assert db.execute(sql).fetchall() == [("speaker", "Müller 🙂"), ("cue", "said"), ("content", "“schön” é")]


# Who, when and where


@pytest.fixture
def cast(make_reading):
    return with_cast(make_reading)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


TABLES = {
    "SELECT id, number, name, kind, country, sectors, wikidata FROM actors ORDER BY number": [
        ("russia", 0, "Russia", "government", "RUS", '["GOV"]', None),
        ("peskov", 1, "Dmitry Peskov", "person", "RUS", '["GOV"]', "Q1390902"),
        ("others", 2, "others", "group", None, "[]", None),
    ],
    """SELECT actor, m.number, substr(text, start + 1, "end" - start)
         FROM actor_mentions m JOIN articles ON articles.id = article ORDER BY start""": [
        ("peskov", 0, "Kremlin spokesman Dmitry Peskov"),
        ("peskov", 1, "He"),
        ("others", 0, "others"),
        ("russia", 0, "The Kremlin"),
    ],
    "SELECT value, first_day, last_day, start FROM times": [("2024-07-30", "2024-07-30", "2024-07-30", 77)],
    'SELECT name, country, lat, lon, start, "end" FROM places': [("Caracas", "VEN", 10.48801, -66.87919, 126, 133)],
    "SELECT speaker, speaker_name FROM statements ORDER BY number": [
        ("Kremlin spokesman Dmitry Peskov", "Dmitry Peskov"),
        ("He", "Dmitry Peskov"),
        ("The Kremlin", "Russia"),
        ("The minister", None),
    ],
}


def test_who_when_and_where_are_tables(news_db, cast):
    with Ledger(news_db) as ledger:
        ledger.add(cast)
        assert ledger.reading(cast.article.id) == cast
        assert ledger.check() == ()
    for sql, expected in TABLES.items():
        assert rows(news_db, sql) == expected


def test_a_new_reading_takes_the_place_of_the_old_cast_too(news_db, cast):
    nobody = msgspec.structs.replace(
        cast, actors=cast.actors[:1], statements=cast.statements[2:], times=(), places=(), doubts=()
    )
    with Ledger(news_db) as ledger:
        ledger.add(cast)
        ledger.add(nobody)
        assert ledger.reading(cast.article.id) == nobody
        assert contents(ledger.statements(Query(speaker="Dmitry"))) == []
        assert ledger.check() == ()
    for table, count in (("actors", 1), ("actor_mentions", 1), ("times", 0), ("places", 0)):
        assert rows(news_db, f"SELECT count(*) FROM {table}") == [(count,)]


def test_the_same_actor_may_be_in_many_articles_and_only_once_in_one(news_db, cast):
    other = msgspec.structs.replace(
        cast, article=msgspec.structs.replace(cast.article, id="another"), statements=(), doubts=()
    )
    twice = msgspec.structs.replace(cast, actors=(*cast.actors, cast.actors[0]))
    with Ledger(news_db) as ledger:
        ledger.add_many([cast, other])
        with pytest.raises(PageError, match="contradicts itself"):
            ledger.add(twice)
        assert (ledger.reading(cast.article.id), ledger.reading("another")) == (cast, other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(speaker="Peskov"), ["the opposition lost", "others on Tuesday"]),
        (Query(speaker="dmitry kremlin"), ["the opposition lost"]),
        (Query(speaker="he"), ["others on Tuesday"]),
        (Query("peskov tuesday"), ["others on Tuesday"]),
        (Query(speaker="russia"), ["it backs the march in Caracas"]),
        (Query(country="RUS"), ["the opposition lost", "others on Tuesday", "it backs the march in Caracas"]),
        (Query(country="rus", act="warn"), ["others on Tuesday"]),
        (Query(country="VEN"), []),
        (Query(country="RUS", since="2024-07-31"), []),
    ],
)
def test_a_statement_is_found_by_who_its_speaker_is(news_db, cast, query, expected):
    with Ledger(news_db) as ledger:
        ledger.add(cast)
        assert contents(ledger.statements(query)) == expected


@pytest.mark.parametrize("country", ["", "RU", "Russia", "R\n", "12A"])
def test_a_country_that_is_no_code_is_a_usage_error(country):
    with pytest.raises(UsageError, match="country .*: no code; write the three letters"):
        Query(country=country)


# A reading is swapped whole


def test_reading_an_article_twice_changes_nothing(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        ledger.add(kremlin)
        assert ledger.counts() == msgspec.structs.replace(ledger.counts(), articles=1, statements=4)
        assert ledger.check() == ()


def test_a_new_reading_takes_the_place_of_the_old_one_and_of_no_other(news_db, kremlin, make_reading):
    other = make_reading("Moscow said it backs Maduro\n")
    better = msgspec.structs.replace(
        kremlin, statements=kremlin.statements[1:2], doubts=(), model=Model("stand-in", "2")
    )
    with Ledger(news_db) as ledger:
        assert ledger.add_many([kremlin, other]) == 2
        ledger.add(better)
        assert ledger.reading(kremlin.article.id) == better
        assert ledger.reading(other.article.id) == other
        assert ledger.check() == ()


def test_an_error_in_the_middle_of_a_swap_leaves_the_old_rows(news_db, kremlin, monkeypatch):
    better = msgspec.structs.replace(kremlin, statements=(), model=Model("stand-in", "2"))
    insert = store._insert

    def interrupted(table, row, **how):
        if table == "doubts":
            raise KeyboardInterrupt
        return insert(table, row, **how)

    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        monkeypatch.setattr(store, "_insert", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ledger.add(better)
        assert ledger.reading(kremlin.article.id) == kremlin
        monkeypatch.undo()
        ledger.add(better)
        assert ledger.reading(kremlin.article.id) == better


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_kill_in_the_middle_of_a_swap_leaves_the_old_rows(news_db, tmp_path, kremlin):
    better = tmp_path / "better.json"
    better.write_bytes(to_json(msgspec.structs.replace(kremlin, passages=(), model=Model("stand-in", "2"))))
    dies = f"""
import os, signal
from onrecord.ledger import Ledger, store
from onrecord.records import reading_from_json
insert = store._insert
def killed(table, row, **how):
    if table == "doubts":
        os.kill(os.getpid(), signal.SIGKILL)
    return insert(table, row, **how)
store._insert = killed
Ledger({str(news_db)!r}).add(reading_from_json(open({str(better)!r}).read()))
"""
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
    assert subprocess.run([sys.executable, "-c", dies], check=False).returncode == -signal.SIGKILL
    with Ledger(news_db, create=False) as ledger:
        assert ledger.reading(kremlin.article.id) == kremlin
        assert ledger.check() == ()


def test_a_reading_that_contradicts_itself_is_refused_and_the_old_one_stays(news_db, kremlin):
    first = kremlin.statements[0]
    twice = msgspec.structs.replace(kremlin, statements=(first, first))
    dangling = msgspec.structs.replace(
        kremlin, statements=(msgspec.structs.replace(first, within="a statement that is not there"),)
    )
    surrogate = msgspec.structs.replace(kremlin, article=msgspec.structs.replace(kremlin.article, title="\ud800"))
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        for bad in (twice, dangling, surrogate):
            with pytest.raises(PageError, match="contradicts itself"):
                ledger.add(bad)
        assert ledger.reading(kremlin.article.id) == kremlin


# Failures and runs


def test_a_failure_is_kept_once_and_forgotten_when_its_page_is_read(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger.fail(Failure("page.html", "pages", "no such file; check the path"))
        ledger.fail(Failure("page.html", "articles", "holds no text; save it again"))
        assert list(ledger.failures()) == [Failure("page.html", "articles", "holds no text; save it again")]
        ledger.add(kremlin, page="page.html")
        assert list(ledger.failures()) == []


def test_a_run_that_did_not_end_can_be_told_from_one_that_did(news_db):
    with Ledger(news_db) as ledger:
        ended, _ = ledger.begin_run(Model("stand-in", "1")), ledger.begin_run(Model("stand-in", "1"))
        ledger.end_run(ended, read=12, failed=1)
    with closing(sqlite3.connect(news_db)) as db:
        assert db.execute('SELECT "read", failed FROM runs WHERE ended IS NOT NULL').fetchall() == [(12, 1)]
        assert db.execute("SELECT count(*) FROM runs WHERE ended IS NULL").fetchone() == (1,)


# Finding


@pytest.fixture
def archive(news_db, kremlin, make_reading):
    later = make_reading(
        "Nicolás Maduro said he won the election\nThe opposition denied he won\n",
        outlet="El Ejemplo",
        published="2024-08-02",
    )
    undated = make_reading('An aide said "No comment on the election."\n')
    with Ledger(news_db) as ledger:
        ledger.add_many([kremlin, later, undated])
        yield ledger


def contents(found):
    return [one.statement.content.text for one in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("lost election"), ["they had lost the presidential election"]),
        (Query('"presidential election"'), ["they had lost the presidential election"]),
        (Query("“presidential election”"), ["they had lost the presidential election"]),
        (Query('"election presidential"'), []),
        (Query("countr* lost"), ["they had lost the presidential election"]),
        (Query("nicolas ELECTION"), ["he won the election"]),
        (Query(speaker="maduro"), ["he won the election"]),
        (Query(speaker="Several Maduro"), []),
        (Query("won", speaker="opposition"), ["he won"]),
        (Query(act="warn"), ["other countries"]),
        (Query(act="deny"), ["he won", "they had lost the presidential election"]),
        (Query(outlet="el ejemplo"), ["he won the election", "he won"]),
        (Query("election", since="2024-08-01"), ["he won the election"]),
        (Query("election", until="2024-07-30"), ["they had lost the presidential election"]),
        (Query("election", quotation="direct"), ['"No comment on the election."']),
        (Query("election", limit=1), ["he won the election"]),
        (Query("!!!"), []),
    ],
)
def test_find(archive, query, expected):
    assert contents(archive.statements(query)) == expected


@pytest.mark.parametrize("query", [Query("election", limit=3), Query(speaker="maduro", limit=3), Query("won", limit=1)])
def test_where_many_match_the_answer_is_the_same(archive, query, monkeypatch):
    asked = []
    expected = list(archive.statements(query))
    archive._db.set_trace_callback(asked.append)
    monkeypatch.setattr("onrecord.ledger.search._MANY", 1)
    assert expected and list(archive.statements(query)) == expected
    assert any("articles CROSS JOIN statements" in sql for sql in asked)


def test_without_conditions_every_statement_is_found_the_newest_article_first(archive):
    found = list(archive.statements())
    assert [one.article.published for one in found] == ["2024-08-02"] * 2 + ["2024-07-30"] * 4 + [None]
    assert [one.paragraph for one in found] == [1, 2, 1, 2, 3, 1, 1]


def test_a_statement_that_was_replaced_is_found_no_more(archive, kremlin):
    archive.add(msgspec.structs.replace(kremlin, statements=()))
    assert contents(archive.statements(Query("presidential"))) == []


def test_the_index_survives_a_vacuum(archive, kremlin):
    archive.add(kremlin)
    archive._db.execute("VACUUM")
    assert contents(archive.statements(Query("presidential"))) == ["they had lost the presidential election"]
    assert archive.check() == ()


@pytest.mark.parametrize(
    "typed", ['"', "'", '""', "a AND", "NEAR(", "speaker:", "-x", "^", "*", "(", "\0", "{a}", "\ud800"]
)
def test_no_character_that_is_typed_is_an_error(archive, typed):
    list(archive.statements(Query(typed, speaker=typed)))


@settings(max_examples=100, deadline=None)
@given(typed=st.text(max_size=30), speaker=st.none() | st.text('"*(): a', max_size=10))
def test_no_text_that_is_typed_is_an_error(shared_ledger, typed, speaker):
    list(shared_ledger.statements(Query(typed, speaker=speaker, limit=1)))


def test_a_very_long_query_is_no_error(archive):
    assert contents(archive.statements(Query(" ".join(f"word{n}" for n in range(2000))))) == []


def test_words_are_quoted_one_by_one():
    assert (
        match_of('lost "the election" elect*', "Peskov")
        == '{speaker speaker_name} : ("Peskov") AND ("lost" "the election" "elect"*)'
    )
    assert match_of(" ", None) is None


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "1899-12-31", "2101-01-01", "20240730", "2024-W31-2", ""])
def test_a_day_that_is_none_is_a_usage_error(day):
    with pytest.raises(UsageError, match="since"):
        Query(since=day)


def test_days_from_1900_to_2100_are_days():
    assert checked_day("published", "1900-01-01") == "1900-01-01"
    assert checked_day("published", "2100-12-31") == "2100-12-31"


def test_a_paragraph_is_a_line_that_is_not_blank():
    text = "\n  \nTitle\r\n\r\nFirst.\n \nSecond.\n"
    starts = paragraph_starts(text)
    assert [paragraph_at(starts, text.index(words)) for words in ("Title", "First", "Second")] == [1, 2, 3]


# Naming an article


def test_an_article_is_named_by_its_id_the_beginning_of_it_or_its_url(archive, kremlin):
    article = kremlin.article
    assert {archive.article_id(name) for name in (article.id, article.id[:9], article.url)} == {article.id}


def test_a_name_of_no_article_or_of_several_is_a_usage_error(news_db, make_reading):
    first = make_reading("A said one\n", url="https://news.example/live")
    update = make_reading("A said two\n", url="https://news.example/live")
    with Ledger(news_db) as ledger:
        ledger.add_many([first, update])
        with pytest.raises(UsageError, match=f"more than one article.*{first.article.id}"):
            ledger.article_id("https://news.example/live")
        for name in ("", "nobody", "https://news.example/other"):
            with pytest.raises(UsageError, match="no article"):
                ledger.article_id(name)
        with pytest.raises(UsageError, match="no article"):
            ledger.reading("nobody")


# Files that are no ledger, and disks that will not


def test_a_missing_ledger_is_not_made_by_looking_for_it(news_db):
    with pytest.raises(LedgerError, match=r"news\.db: no such ledger; .*--into"):
        Ledger(news_db, create=False)
    assert not news_db.exists()


@pytest.mark.parametrize("data", [b"hello", b"<html>" * 1000, b"\0" * 5000])
@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(news_db, data, create):
    news_db.write_bytes(data)
    with pytest.raises(LedgerError, match=r"news\.db: is no ledger; name"):
        Ledger(news_db, create=create)
    assert news_db.read_bytes() == data


def test_a_database_of_something_else_is_refused_and_left_as_it_was(news_db):
    with closing(sqlite3.connect(news_db)) as db:
        db.execute("CREATE TABLE places (url TEXT)")
    before = news_db.read_bytes()
    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger(news_db)
    assert news_db.read_bytes() == before


def test_an_empty_file_becomes_a_ledger_only_to_be_written(news_db):
    news_db.touch()
    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger(news_db, create=False)
    Ledger(news_db).close()
    Ledger(news_db, create=False).close()


def test_a_folder_and_a_file_in_no_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere" / "news.db"):
        with pytest.raises(LedgerError, match="can't be opened; see that its folder exists"):
            Ledger(path)


def test_a_ledger_of_a_newer_version_is_refused(news_db):
    Ledger(news_db).close()
    with closing(sqlite3.connect(news_db)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match=r"news\.db: was made by a newer onrecord \(ledger version 99.*upgrade"):
        Ledger(news_db)


def test_a_full_disk_is_told_and_what_was_added_is_kept(news_db, kremlin, make_reading):
    big = make_reading("Moscow said it backs Maduro\n" * 20_000)
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        ledger._db.execute("PRAGMA max_page_count = 60")
        with pytest.raises(LedgerError, match=r"news\.db: the disk is full; free some space"):
            ledger.add(big)
        assert ledger.reading(kremlin.article.id) == kremlin
        assert ledger.check() == ()


def test_a_ledger_that_may_not_be_written_is_told(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger._db.execute("PRAGMA query_only = ON")
        with pytest.raises(LedgerError, match="can't be written; give yourself write permission"):
            ledger.add(kremlin)


# Several at once


def test_it_can_be_read_while_another_writes(news_db, kremlin):
    better = msgspec.structs.replace(kremlin, statements=())
    with Ledger(news_db) as writer, Ledger(news_db, create=False, wait=0) as looking:
        writer.add(kremlin)
        with writer._writing():
            writer._swap(better)
            assert looking.reading(kremlin.article.id) == kremlin
            assert len(list(looking.statements())) == 4
        assert looking.reading(kremlin.article.id) == better


def test_a_second_writer_waits_and_then_is_told(news_db, kremlin):
    with Ledger(news_db) as first, Ledger(news_db, wait=0.05) as second:
        with first._writing(), pytest.raises(LedgerError, match="another process is writing; let it end"):
            second.add(kremlin)
        second.add(kremlin)


def test_many_may_make_the_same_ledger_at_once(news_db):
    told = []

    def make():
        try:
            Ledger(news_db).close()
        except LedgerError as error:
            told.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == []


# Migrations


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_an_older_ledger_is_brought_to_this_version_with_what_it_holds(news_db, tmp_path, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
    script = tmp_path / "positions.sql"
    script.write_text("CREATE TABLE positions (id TEXT) STRICT;\nINSERT INTO positions SELECT id FROM statements;\n")
    with closing(connect(news_db)) as db:
        for _ in range(2):
            migrate(db, news_db, create=False, scripts=[*SCRIPTS, script])
        assert db.execute("SELECT count(*) FROM positions").fetchone() == (4,)
        assert db.execute("PRAGMA user_version").fetchone() == (len(SCRIPTS) + 1,)


OLD_STATEMENT = """
    INSERT INTO statements (id, article, number, quotation, speaker, speaker_actor, cue, content, paragraph, start,
                            "end", passage, score, speaker_spans, cue_spans, content_spans)
    VALUES (:id, :article, :number, 'indirect', :speaker, :actor, :cue, :content, 1, 0, 0, 'report', 0.9,
            :speaker_spans, :cue_spans, :content_spans)
"""


def ledger_of_version_1(path: Path, reading: Reading) -> None:
    """A ledger with the cast of the reading as version 1 kept it, and its statements."""
    public = msgspec.json.decode(to_json(reading))
    article = public["article"] | {
        "evidence": "[]",
        "rest": msgspec.json.encode({key: public[key] for key in ("actors", "events", "times", "places")}).decode(),
        "model": reading.model.name,
    }
    with closing(connect(path)) as db:
        migrate(db, path, create=True, scripts=SCRIPTS[:1])
        db.execute(
            """INSERT INTO articles VALUES (:id, :url, :outlet, :title, :byline, :dateline, :published, :language,
                                            :text, :evidence, :rest, :model, '1', '0.1.0')""",
            article,
        )
        for number, one in enumerate(public["statements"]):
            row = {"id": one["id"], "article": reading.article.id, "number": number}
            row |= {"speaker": one["speaker"]["text"], "actor": one["speaker"]["actor"]}
            row |= {role: one[role]["text"] for role in ("cue", "content")}
            spans_of = {f"{role}_spans": str(one[role]["spans"]) for role in ("speaker", "cue", "content")}
            db.execute(OLD_STATEMENT, row | spans_of)


def test_a_ledger_of_version_1_gets_tables_of_who_when_and_where(news_db, cast):
    ledger_of_version_1(news_db, cast)
    with Ledger(news_db, create=False) as ledger:
        read = ledger.reading(cast.article.id)
        assert (read.actors, read.times, read.places) == (cast.actors, cast.times, cast.places)
        assert [s.speaker for s in read.statements] == [s.speaker for s in cast.statements]
        assert len(list(ledger.statements(Query(speaker="dmitry")))) == 2
        assert contents(ledger.statements(Query("caracas"))) == ["it backs the march in Caracas"]
        assert not [problem for problem in ledger.check() if "passages" not in problem]
        ledger.add(cast)
        assert ledger.reading(cast.article.id) == cast
        assert ledger.check() == ()
    for sql, expected in TABLES.items():
        assert rows(news_db, sql) == expected
    assert "rest" not in {name for (name,) in rows(news_db, "SELECT name FROM pragma_table_info('articles')")}


def test_an_empty_ledger_of_version_1_becomes_one_of_this_version(news_db, kremlin):
    with closing(connect(news_db)) as db:
        migrate(db, news_db, create=True, scripts=SCRIPTS[:1])
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        assert ledger.reading(kremlin.article.id) == kremlin
    assert rows(news_db, "PRAGMA user_version") == [(len(SCRIPTS),)]


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(news_db, tmp_path, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
    script = tmp_path / "broken.sql"
    script.write_text("CREATE TABLE positions (id TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);\n")
    with closing(connect(news_db)) as db, pytest.raises(sqlite3.OperationalError):
        migrate(db, news_db, create=False, scripts=[*SCRIPTS, script])
    with Ledger(news_db, create=False) as ledger:
        assert ledger.reading(kremlin.article.id) == kremlin
        assert ledger._db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'positions'").fetchone()[0] == 0


# Checking


def test_check_tells_what_does_not_stand_where_it_says(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
        for harm, told in (
            ("UPDATE statements SET content = 'nobody said this' WHERE number = 0", "the content is not the words"),
            ("UPDATE passages SET start = 1", "its passages leave a gap"),
            ('UPDATE doubts SET "end" = 9999', "doubt 0: its span is outside"),
            ("INSERT INTO statements_fts (statements_fts) VALUES ('delete-all')", "full-text index does not match"),
        ):
            assert not any(told in problem for problem in ledger.check())
            ledger._db.execute(harm)
            assert any(told in problem for problem in ledger.check())


def test_check_tells_what_is_wrong_with_who_when_and_where(news_db, cast):
    for harm, told in (
        ("UPDATE actor_mentions SET start = -1 WHERE actor = 'russia'", "actor russia, mention 0: its span is outside"),
        ('UPDATE times SET "end" = 9999', "time 0: its span is outside"),
        ("UPDATE places SET spans = '[[7, 3]]'", "place 0: its span is outside"),
        ("UPDATE statements SET when_end = 9999 WHERE number = 1", "when: its span is outside"),
        ("UPDATE statements SET speaker_name = 'Nobody' WHERE number = 2", "its speaker_name is not 'Russia'"),
        ("UPDATE statements SET addressee_actor = 'x' WHERE number = 1", "addressee: its actor 'x' is not in the"),
        ("UPDATE statements SET speaker_actor = 'x' WHERE number = 0", "speaker: its actor 'x' is not in the"),
        ("UPDATE actor_mentions SET actor = 'x' WHERE actor = 'russia'", "points at a row of actors that is not there"),
    ):
        with Ledger(news_db) as ledger:
            ledger.add(cast)
            assert ledger.check() == ()
            ledger._db.execute("PRAGMA foreign_keys = OFF")
            ledger._db.execute(harm)
            assert any(told in problem for problem in ledger.check()), told


def test_check_tells_a_statement_of_no_article(news_db, kremlin):
    with Ledger(news_db) as ledger:
        ledger.add(kremlin)
    with closing(sqlite3.connect(news_db)) as db:
        db.execute("DELETE FROM articles")
        db.commit()
    with Ledger(news_db) as ledger:
        assert any("points at a row of articles that is not there" in problem for problem in ledger.check())


# What the documentation says

DOCS = Path(__file__).parent.parent / "docs" / "ledger.md"


def test_every_question_in_the_documentation_is_answered(archive, cast):
    questions = re.findall(r"```sql\n(.+?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    archive.add(cast)
    find_wires(archive)
    assert len(questions) == 10
    for question in questions:
        assert archive._db.execute(question).fetchall(), question


def test_every_table_and_column_is_documented(archive):
    text = DOCS.read_text(encoding="utf-8")
    tables = archive._db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").fetchall()
    for (table,) in tables:
        if table.startswith("statements_fts_"):
            continue
        assert f"**{table}**" in text
        for column in archive._db.execute("SELECT name FROM pragma_table_info(?)", (table,)):
            assert f"`{column['name']}`" in text or table == "statements_fts", (table, column["name"])


def test_half_a_character_is_found_nowhere_and_breaks_nothing(archive):
    assert (
        contents(archive.statements(Query(outlet="\udce9"))) == contents(archive.statements(Query(act="\udce9"))) == []
    )
    with pytest.raises(UsageError, match="no article"):
        archive.article_id("\udce9")


def test_an_actor_whose_country_is_known_later_has_it(tmp_path, kremlin):
    known = Actor("a1", "Dmitry Peskov", "person", wikidata="Q1", mentions=(Span(17, 23),))
    with Ledger(tmp_path / "a.db") as ledger:
        for country, url in ((None, "https://a.example/1"), ("RUS", "https://a.example/2")):
            actors = (msgspec.structs.replace(known, country=country),)
            article = msgspec.structs.replace(kremlin.article, id=article_id(url, kremlin.article.text), url=url)
            ledger.add(msgspec.structs.replace(kremlin, article=article, actors=actors, statements=(), doubts=()))
        with ledger.looking() as db:
            assert {row[0] for row in db.execute("SELECT country FROM figures")} == {"RUS"}


def test_an_actor_of_many_articles_is_looked_up_by_day(tmp_path):
    with Ledger(tmp_path / "a.db") as ledger, ledger.looking() as db:
        sql = summaries._FIGURES.format(which=f'a."key" IN ({summaries._ITS}) AND {summaries._THERE}')
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", {"article": "x"}))
    assert "key=? AND day=? AND article=?" in plan
