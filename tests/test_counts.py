"""The counts beside the rows: true after every swap, in every order, and from every older version."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ledger import ledger_of_version_1, readings
from test_present import with_cast

from onrecord.ledger import Ledger
from onrecord.ledger.migrations import SCRIPTS, migrate
from onrecord.ledger.summaries import summary_problems
from onrecord.records import Failure, Outcome, article_id


def rows(ledger, sql):
    return [tuple(row) for row in ledger._db.execute(sql)]


def retold(reading, text_id, **facts):
    """The same reading as that of another article."""
    article = msgspec.structs.replace(reading.article, id=article_id(None, text_id), **facts)
    statements = tuple(msgspec.structs.replace(s, id=f"{text_id}-{s.id}", within=None) for s in reading.statements)
    return msgspec.structs.replace(reading, article=article, statements=statements)


@pytest.fixture
def cast(make_reading):
    return with_cast(make_reading)


def test_what_a_first_page_and_an_actors_page_need_is_counted(news_db, cast):
    with Ledger(news_db) as ledger:
        ledger.add_many([cast, retold(cast, "b", published="2024-07-31"), retold(cast, "c", outlet=None)])
        assert rows(ledger, "SELECT day, outlet, articles, statements FROM days") == [
            ("2024-07-30", "", 1, 4),
            ("2024-07-30", "The Example", 1, 4),
            ("2024-07-31", "The Example", 1, 4),
        ]
        assert rows(ledger, "SELECT * FROM outlets") == [("", 1, 4, 0), ("The Example", 2, 8, 0)]
        peskov = 'SELECT {} WHERE "key" = (SELECT "key" FROM figures WHERE name = \'Dmitry Peskov\')'
        assert rows(ledger, peskov.format("name, country, articles, statements FROM figures")) == [
            ("Dmitry Peskov", "RUS", 3, 6)
        ]
        days = rows(ledger, peskov.format("day, statements FROM appearances"))
        assert days == [("2024-07-30", 2), ("2024-07-30", 2), ("2024-07-31", 2)]


def test_a_swap_takes_out_what_the_old_reading_gave(news_db, cast):
    with Ledger(news_db) as ledger:
        ledger.add(cast)
        less = msgspec.structs.replace(
            cast,
            article=msgspec.structs.replace(cast.article, published=None, outlet="Another"),
            statements=cast.statements[:1],
            actors=cast.actors[:2],
        )
        ledger.add(less)
        assert rows(ledger, "SELECT * FROM days") == [("", "Another", 1, 1, 0)]
        assert rows(ledger, "SELECT * FROM outlets") == [("Another", 1, 1, 0)]
        assert rows(ledger, "SELECT name, articles FROM figures ORDER BY name") == [("Dmitry Peskov", 1), ("Russia", 1)]
        assert ledger.check() == ()


@pytest.fixture(scope="module")
def shared_ledger(tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("counts") / "all.db") as ledger:
        yield ledger


@settings(max_examples=60, deadline=None)
@given(added=st.lists(readings(), min_size=1, max_size=3))
def test_whatever_is_added_counting_again_gives_the_same(shared_ledger, added):
    for reading in added:
        shared_ledger.add(reading)
    assert list(summary_problems(shared_ledger._db)) == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE days SET statements = statements + 1",
        "DELETE FROM outlets",
        "UPDATE appearances SET statements = 0",
        "DELETE FROM figures WHERE name = 'Russia'",
    ],
)
def test_check_tells_counts_that_are_wrong(news_db, cast, harm):
    with Ledger(news_db) as ledger:
        ledger.add(cast)
        assert ledger.check() == ()
        ledger._db.execute(harm)
        told = ledger.check()
        assert told
        assert all("not what counting again gives" in problem for problem in told)


@pytest.mark.parametrize("version", range(1, len(SCRIPTS)))
def test_a_ledger_of_every_older_version_gets_its_counts(news_db, cast, version):
    ledger_of_version_1(news_db, cast)
    with closing(sqlite3.connect(news_db, isolation_level=None)) as db:
        migrate(db, news_db, create=False, scripts=SCRIPTS[:version])
        assert db.execute("PRAGMA user_version").fetchone() == (version,)
    with Ledger(news_db, create=False) as ledger:
        assert rows(ledger, "SELECT day, outlet, articles, statements FROM days") == [
            ("2024-07-30", "The Example", 1, 4)
        ]
        assert rows(ledger, "SELECT count(*) FROM figures") == [(3,)]
        assert list(summary_problems(ledger._db)) == []
        ledger.add(cast)
        assert ledger.check() == ()
        assert ledger.reading(cast.article.id) == cast


def test_every_mention_has_an_id_of_its_own(news_db, cast):
    with Ledger(news_db) as ledger:
        ledger.add_many([cast, retold(cast, "b")])
        ids = rows(ledger, "SELECT id FROM mentions WHERE article = (SELECT min(id) FROM articles)")
        assert len(set(ids)) == len(ids) == 4


@pytest.mark.parametrize("table", ["articles", "statements", "events", "actors", "mentions", "passages", "doubts",
                                   "failures", "runs"])  # fmt: skip
def test_the_tables_have_the_names_of_the_record_and_an_id(news_db, table):
    with Ledger(news_db) as ledger:
        ledger._db.execute(f"SELECT id FROM {table}")


# Which pages were read


def test_a_page_is_known_until_its_article_is_gone_or_read_on_other_terms(news_db, cast):
    with Ledger(news_db) as ledger:
        ledger.fail(Failure("a.html", "pages", "gone"))
        ledger.keep([Outcome("a.html", "1", "old", cast), Outcome("b.html", "2", "old", cast)])
        assert (ledger.known("1"), ledger.known("2"), ledger.has_page("b.html")) == (cast.article.id,) * 2 + (True,)
        assert list(ledger.failures()) == []
        ledger.keep([Outcome("a.html", "3", "new", cast)])
        assert [ledger.known(one) for one in "123"] == [None, None, cast.article.id]
        ledger._db.execute("DELETE FROM articles")
        assert ledger.known("3") is None


def test_a_batch_is_kept_whole_or_not_at_all(news_db, cast):
    twice = msgspec.structs.replace(retold(cast, "b"), statements=cast.statements[:1] * 2)
    with Ledger(news_db) as ledger:
        with pytest.raises(Exception, match="contradicts itself"):
            ledger.keep([Outcome("a.html", "1", "", cast), Outcome("b.html", "2", "", twice)])
        assert ledger.counts().articles == 0
        assert ledger.known("1") is None
