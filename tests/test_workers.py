"""Workers: processes that read and can be killed; the same readings however many there are."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest
from standin import StandIn

from onrecord import workers
from onrecord.errors import ModelError, OnrecordError
from onrecord.ledger import Ledger
from onrecord.records import Page, to_json
from onrecord.run import Run, read_all
from onrecord.shards import Share, shards, share_of
from onrecord.workers import Crew, Pool, Recipe, Worker

STANDIN = Recipe("standin:StandIn")


@pytest.fixture
def news(tmp_path):
    """Forty articles in one file, some of which can't be read."""
    path = tmp_path / "news.jsonl"
    texts = [f"Moscow said number {n}\n" if n % 9 else "no text here\n" for n in range(1, 41)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


def told(sources, reader, **options):
    out = []
    read_all(sources, reader, on_reading=lambda r: out.append(to_json(r)), on_failure=out.append, **options)
    return out


def test_the_same_comes_in_the_same_order_however_many_read(news):
    here = told([news], StandIn())
    assert len(here) == 40
    for number in (1, 2, 5):
        with Pool(number, STANDIN) as pool:
            assert told([news], pool) == here


def test_the_ledger_is_the_same_to_the_row_however_many_read(news, tmp_path):
    dumps = []
    for number in (1, 3):
        with Ledger(tmp_path / f"{number}.db") as ledger, Pool(number, STANDIN) as pool:
            read_all([news], pool, ledger=ledger)
            dumps.append([line for line in ledger._db.iterdump() if 'INTO "runs"' not in line])
    assert dumps[0] == dumps[1]


def page(text):
    return Page("page.txt", "text", text.encode())


def test_a_page_that_never_ends_is_ended_and_the_next_one_is_read():
    crew = Crew(Recipe("standin:StandIn", seconds=0.5))
    began = time.monotonic()
    failure = crew.answer(page("this never ends"))
    assert time.monotonic() - began < 5
    assert failure.why.startswith("took longer than 0.5 s to read and was ended; ")
    assert crew.answer(page("Moscow said one")).statements
    crew.close()


def test_a_worker_that_dies_of_its_page_is_replaced_and_the_page_tried_once_more(tmp_path):
    crew = Crew(STANDIN)
    assert crew.answer(page(f"Moscow said one\nkills its reader once, {tmp_path / 'marker'}")).statements
    assert "died twice" in crew.answer(page("kills its reader")).why
    assert crew.answer(page("Moscow said one")).statements
    crew.close()


def test_a_worker_that_is_killed_loses_nothing_and_reads_nothing_twice(news, tmp_path):
    with Ledger(tmp_path / "news.db") as ledger, Pool(2, STANDIN) as pool:
        seen = []

        def kill(reading):
            seen.append(reading.article.id)
            if len(seen) in (1, 5, 9):
                os.kill(pool.pids[0], signal.SIGKILL)

        summary = read_all([news], pool, ledger=ledger, on_reading=kill)
        assert (summary.read, summary.failed) == (36, 4)
        assert len(seen) == len(set(seen)) == 36
        assert ledger.check() == ()


def test_half_a_character_fails_its_page_only():
    crew = Crew(STANDIN)
    failure = crew.answer(Page("page.txt", "text", b"Moscow said one", title="\ud800"))
    assert failure.why.startswith("half a character in it")
    assert crew.answer(page("Moscow said one")).statements
    crew.close()


def test_what_a_reader_prints_does_not_mix_with_its_answers():
    crew = Crew(Recipe("standin:Chatty"))
    assert crew.answer(page("Moscow said one")).statements
    crew.close()


def test_what_is_wrong_with_the_model_is_raised_here():
    with pytest.raises(ModelError, match="install onrecord again"):
        Worker(Recipe("standin:no_model"))


def test_a_process_that_ends_as_it_begins_is_told(monkeypatch):
    monkeypatch.setattr(workers, "ENTRY", "os:abort")
    with pytest.raises(OnrecordError, match="ended as it began"):
        Worker(STANDIN)


def test_a_worker_ends_when_what_started_it_is_gone():
    worker = Worker(STANDIN)
    worker._stdin.close()
    assert worker._process.wait(timeout=5) == 0
    worker.close()


def test_closing_ends_a_worker_in_the_middle_of_a_page(tmp_path):
    (tmp_path / "a.txt").write_text("this never ends")
    (tmp_path / "b.txt").write_text("Moscow said one")
    pool = Pool(2, STANDIN)
    results = pool.each(shards([], 1), "")
    assert list(results) == []
    pids = pool.pids
    pool.close()
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# Shares


def test_shares_together_are_the_whole_and_none_reads_what_is_anothers(news, tmp_path):
    whole = sorted(told([news], StandIn()), key=str)
    many = tmp_path / "many"
    many.mkdir()
    for number, line in enumerate(news.read_text().splitlines()):
        (many / f"{number:02}.jsonl").write_text(line)
    for source in (news, many):
        parts = [told([source], StandIn(), run=Run(Share(n, 3))) for n in (1, 2, 3)]
        assert sum(map(len, parts)) == len(whole)
    assert all(len(part) in (13, 14) for part in parts)


@pytest.mark.parametrize("words", ["0/3", "4/3", "3", "a/b", "-1/2", "1/0", "1/1000000000"])
def test_a_share_that_is_none_is_a_usage_error(words):
    with pytest.raises(OnrecordError, match=r"no share of a run; write which and of how many, like 3/40"):
        share_of(words)
