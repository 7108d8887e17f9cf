"""Many pages: one that can't be read never stops the others, and what was read is in the ledger."""

from __future__ import annotations

import pytest

import onrecord
from onrecord import run
from onrecord.errors import LedgerError, ModelError, NotAPage, PageError, UsageError
from onrecord.ledger import Ledger
from onrecord.parts import Parts, outcomes_of
from onrecord.records import Failure, Model, Page
from onrecord.run import Given, Run, Summary, read_all
from onrecord.shards import Share


@pytest.fixture
def pages(tmp_path):
    """Three pages that can be read among three that can't."""
    texts = {
        "a.txt": "Moscow said it backs Maduro\n",
        "b.txt": "no text here\n",
        "c.txt": "Peskov said one\nPeskov warned others\n",
        "d.txt": "deep nesting\n",
        "f.txt": "Maduro denied it\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in ("a.txt", "b.txt", "c.txt", "d.txt", "missing.txt", "f.txt")]


def test_a_page_that_cannot_be_read_never_stops_the_others(pages, reader):
    readings, failures = [], []
    summary = read_all(pages, reader, on_reading=readings.append, on_failure=failures.append)
    assert summary == Summary(read=3, failed=3, statements=4)
    assert [len(reading.statements) for reading in readings] == [1, 2, 1]
    assert [failure.page for failure in failures] == [str(page) for page in (pages[1], pages[3], pages[4])]


def test_a_failure_tells_the_stage_why_and_the_fix_in_one_line(pages, reader):
    failures = []
    read_all(pages, reader, on_failure=failures.append)
    no_text, nested, missing = failures
    assert no_text.why == "holds no article text; save the page with its text"
    assert nested.why.startswith("RecursionError: maximum recursion depth exceeded; a fault of onrecord")
    assert missing.stage == "pages"
    assert "no such file" in missing.why
    assert not any("\n" in failure.why or failure.why.startswith(failure.page) for failure in failures)


def test_the_stage_is_the_innermost_room_that_gave_up(reader, tmp_path, monkeypatch):
    scope = {"__name__": "onrecord.statements"}
    exec("def decode(page):\n    return page.name.undefined", scope)
    monkeypatch.setattr(reader, "read", scope["decode"], raising=False)
    page = tmp_path / "a.txt"
    page.write_text("Moscow said it backs Maduro\n")
    failures = []
    read_all([page], reader, on_failure=failures.append)
    assert [failure.stage for failure in failures] == ["statements"]


def test_what_was_read_and_what_was_not_is_in_the_ledger(pages, reader, news_db):
    with Ledger(news_db) as ledger:
        read_all(pages, reader, ledger=ledger)
        assert ledger.counts().articles == 3
        assert [failure.page for failure in ledger.failures()] == sorted(str(pages[n]) for n in (1, 3, 4))
        assert ledger.check() == ()


@pytest.mark.parametrize("again", [False, True])
def test_the_same_pages_again_change_nothing(pages, reader, news_db, again):
    with Ledger(news_db) as ledger:
        read_all(pages, reader, ledger=ledger)
        before = list(ledger.statements()), list(ledger.failures())
        summary = read_all(reversed(pages), reader, ledger=ledger, run=Run(again=again))
        assert (summary.read, summary.known, summary.failed) == ((3, 0, 3) if again else (0, 3, 3))
        assert (list(ledger.statements()), list(ledger.failures())) == before


def test_a_file_of_many_pages_that_is_mended_is_no_failure_any_more(tmp_path, reader, news_db):
    file = tmp_path / "a.jsonl"
    file.write_text("no json")
    with Ledger(news_db) as ledger:
        read_all([file], reader, ledger=ledger)
        assert [failure.page for failure in ledger.failures()] == [str(file)]
        file.write_text('{"text": "Peskov said one"}')
        read_all([file], reader, ledger=ledger)
        assert list(ledger.failures()) == []


def test_a_file_that_breaks_a_library_is_a_failure_and_the_next_files_are_read(tmp_path, reader, monkeypatch):
    for name in ("a.txt", "b.rss", "c.txt"):
        (tmp_path / name).write_text(f"Peskov said {name}\n")
    monkeypatch.setattr("onrecord.pages.feed.read_page", lambda *_: [][0])
    failed, read = [], []
    read_all([tmp_path], reader, on_failure=failed.append, on_reading=read.append)
    assert [failure.page for failure in failed] == [str(tmp_path / "b.rss")]
    assert len(read) == 2


def test_shares_beside_their_own_parts_lose_no_page(tmp_path, reader):
    for number in range(12):
        (tmp_path / f"z{number:02}.txt").write_text(f"Peskov said {number}\n")
    for number in (1, 2, 3):
        read_all([tmp_path], reader, ledger=Parts(tmp_path / "parts"), run=Run(Share(number, 3)))
    assert sum(len([*outcomes_of(file)]) for file in Parts(tmp_path / "parts").files()) == 12


def test_a_page_that_is_mended_is_no_failure_any_more(pages, reader, news_db):
    with Ledger(news_db) as ledger:
        read_all([pages[1]], reader, ledger=ledger)
        pages[1].write_text("Moscow said it had no text\n")
        read_all([pages[1]], reader, ledger=ledger)
        assert list(ledger.failures()) == []


def test_a_run_that_is_interrupted_keeps_what_it_read(pages, reader, news_db, monkeypatch):
    whole = reader.read

    def interrupt(page):
        if page.name.endswith("d.txt"):
            raise KeyboardInterrupt
        return whole(page)

    monkeypatch.setattr(reader, "read", interrupt, raising=False)
    with Ledger(news_db) as ledger:
        with pytest.raises(KeyboardInterrupt):
            read_all(pages, reader, ledger=ledger)
        assert (ledger.counts().articles, ledger.counts().failures) == (2, 1)
        assert ledger.check() == ()


@pytest.mark.parametrize("error", [LedgerError, ModelError, KeyboardInterrupt])
def test_what_no_other_page_would_escape_ends_the_run(pages, reader, monkeypatch, error):
    def read(page):
        raise error("out of order")

    monkeypatch.setattr(reader, "read", read, raising=False)
    with pytest.raises(error):
        read_all(pages, reader)


def test_a_full_disk_ends_the_run_and_keeps_what_was_read(pages, reader, news_db):
    pages[2].write_text("Moscow said it backs Maduro\n" * 20_000)
    with Ledger(news_db) as ledger:
        ledger._db.execute("PRAGMA max_page_count = 60")
        with pytest.raises(LedgerError, match="the disk is full"):
            read_all(pages, reader, ledger=ledger)
        assert ledger.counts().articles == 1


def test_a_reading_that_contradicts_itself_is_a_failure_of_its_page_only(pages, reader, news_db):
    pages[0].write_text("Moscow said a\n")
    whole = reader.read

    class Repeats:
        model = reader.model

        def read(self, page):
            reading = whole(page)
            return onrecord.reading_from_json(
                onrecord.to_json(reading).replace(reading.statements[0].id.encode(), b"x")
                if reading.statements
                else b""
            )

    failures = []
    with Ledger(news_db) as ledger:
        read_all([pages[0], pages[5]], Repeats(), ledger=ledger, on_failure=failures.append)
        assert ledger.counts().articles == 1
    assert [(failure.page, failure.stage) for failure in failures] == [(str(pages[5]), "ledger")]


def test_a_source_that_breaks_in_the_middle_gives_the_pages_before_the_break(reader, monkeypatch):
    def broken_archive(source):
        yield Page("archive, line 1", "text", b"Moscow said one\n")
        yield Failure("archive, line 2", "pages", "archive, line 2: no JSON; mend the line")
        raise NotAPage(f"{source}: broken off; fetch it again")

    readings, failures = [], []
    monkeypatch.setattr(run, "open_pages", broken_archive)
    summary = read_all(["archive"], reader, on_reading=readings.append, on_failure=failures.append)
    assert summary == Summary(read=1, failed=2, statements=1)
    assert [(one.page, one.why) for one in failures] == [
        ("archive, line 2", "no JSON; mend the line"),
        ("archive", "broken off; fetch it again"),
    ]


# Only what is missing


def read_into(ledger, pages, reader, **options):
    """How many pages were read, and the articles of those that were there."""
    known = []
    summary = read_all(pages, reader, ledger=ledger, on_known=known.append, **options)
    assert len(known) == summary.known
    return summary.read, known


def test_a_page_that_is_there_is_not_read_again_under_whatever_name(pages, reader, news_db, tmp_path):
    with Ledger(news_db) as ledger:
        assert read_into(ledger, pages[:1], reader) == (1, [])
        (article,) = ledger.articles()
        (tmp_path / "copy.txt").write_bytes(pages[0].read_bytes())
        assert read_into(ledger, [pages[0], tmp_path / "copy.txt"], reader) == (0, [article.id] * 2)


def test_a_page_is_read_again_when_it_or_what_is_said_of_it_has_changed(pages, reader, news_db):
    with Ledger(news_db) as ledger:
        read_into(ledger, pages[:1], reader)
        said = [Given(), Given(published="2024-07-30"), Given(published="2024-07-31"), Given(published="2024-07-30")]
        assert [read_into(ledger, pages[:1], reader, given=given)[0] for given in said] == [0, 1, 1, 1]
        assert [article.published for article in ledger.articles()] == ["2024-07-30"]
        pages[0].write_text("Moscow said it backs nobody\n")
        assert read_into(ledger, pages[:1], reader) == (1, [])


def test_a_page_is_read_again_with_another_model_or_ontology(pages, reader, news_db):
    class Newer:
        model, read, ontology = Model("stand-in", "2"), reader.read, ""

    class Other(Newer):
        ontology = "one of one's own 1"

    with Ledger(news_db) as ledger:
        found = [read_into(ledger, pages[:1], one)[0] for one in (reader, Newer(), Newer(), Other(), Other())]
        assert found == [1, 1, 0, 1, 0]


def test_a_name_that_is_no_text_is_no_reason_to_stop(reader, news_db, tmp_path):
    (tmp_path / "caf\udce9.txt").write_text("Moscow said it backs Maduro\n")
    (tmp_path / "b\udce9d.txt").write_text("no text here\n")
    with Ledger(news_db) as ledger:
        assert read_all([tmp_path], reader, ledger=ledger).read == 1
        assert [failure.page for failure in ledger.failures()] == [f"{tmp_path}/b?d.txt"]


# What the user says of the pages


def test_what_the_user_says_outranks_the_page(tmp_path, reader):
    page = tmp_path / "pages.jsonl"
    page.write_text('{"text": "Moscow said it", "published": "2020-01-01", "url": "https://a.example/1"}\n')
    readings = []
    read_all([page], reader, given=Given("2024-07-30", "The Example"), on_reading=readings.append)
    article = readings[0].article
    assert (article.published, article.outlet, article.url) == ("2024-07-30", "The Example", "https://a.example/1")
    read_all([page], reader, on_reading=readings.append)
    assert (readings[1].article.published, readings[1].article.outlet) == ("2020-01-01", None)


@pytest.mark.parametrize("day", ["30.07.2024", "2024-13-01", "0001-01-01", "9999-12-31"])
def test_an_absurd_day_of_publication_is_a_usage_error(day):
    with pytest.raises(UsageError, match=f"published '{day}'.*write it as YYYY-MM-DD"):
        Given(published=day)


# One page, in Python


@pytest.fixture
def onrecord_read(reader, monkeypatch):
    monkeypatch.setattr(run, "_reader", lambda: reader)
    return onrecord.read


def test_read_takes_a_path_or_a_page(onrecord_read, pages):
    from_path = onrecord_read(str(pages[0]), published="2024-07-30", outlet="The Example")
    from_page = onrecord_read(
        Page("a.txt", "text", pages[0].read_bytes()), published="2024-07-30", outlet="The Example"
    )
    assert from_path.statements[0].content.text == "it backs Maduro"
    assert from_path == from_page


def test_read_raises_what_is_wrong_with_the_one_page(onrecord_read, pages, tmp_path):
    with pytest.raises(PageError, match=r"b\.txt: holds no article text; save"):
        onrecord_read(pages[1])
    with pytest.raises(PageError, match=r"missing\.txt: no such file"):
        onrecord_read(pages[4])
    with pytest.raises(UsageError, match="holds several pages; read them with onrecord.read_all"):
        onrecord_read(tmp_path)


def test_a_ledger_is_filled_in_one_line(onrecord_read, pages, news_db):
    onrecord.Ledger(news_db).add(onrecord_read(pages[0]))
    with onrecord.Ledger(news_db) as ledger:
        assert ledger.counts().articles == 1
