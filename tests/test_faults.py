"""Faults: killed, filled up, cut off or run twice, nothing is lost, nothing is there twice, and the ledger is sound."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.ledger import Ledger

TESTS = Path(__file__).parent
# A shell's background job begins with interrupts ignored, and hands that down.
RUN = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from onrecord import crews
crews.READER = "standin:StandIn"
from onrecord.cli import main
main(sys.argv[1:])
"""
KILLS = 10


def started(*arguments, **options):
    """The command line, with a reader that needs no model, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def done(*arguments, **options):
    """How it ended, and what it said."""
    process = started(*arguments, **options)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


def written(path, number, text="Moscow said number {n}\nthis takes its time\n"):
    path.write_text("".join(json.dumps({"text": text.format(n=n)}) + "\n" for n in range(number)))
    return path


def is_sound(ledger, articles):
    with Ledger(ledger, create=False) as kept:
        assert kept.counts().articles == articles
        assert kept.check() == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_killed_and_repeated_loses_nothing_and_reads_nothing_twice(tmp_path, news_db, workers):
    news = written(tmp_path / "news.jsonl", 60)
    moments = random.Random(workers)
    for _ in range(KILLS):
        run = started("read", news, "--into", news_db, "--workers", workers)
        try:
            run.wait(timeout=moments.uniform(0.2, 1.2))
        except subprocess.TimeoutExpired:
            run.kill()
        run.communicate()
        if news_db.exists() and news_db.stat().st_size:
            with Ledger(news_db, create=False) as kept:
                assert kept.check() == ()
    code, err = done("read", news, "--into", news_db, "--workers", workers)
    assert code == 0
    read, known = (int(re.search(rf"(\d+) {what}", err)[1]) if what in err else 0 for what in ("article", "already"))
    assert read + known == 60
    is_sound(news_db, 60)
    assert "0 articles read, 60 already there" in done("read", news, "--into", news_db)[1]


def test_workers_end_with_the_run_that_was_killed(tmp_path, news_db):
    (tmp_path / "page.txt").write_text("this never ends\n")
    run = started("read", tmp_path / "page.txt", "--into", news_db, "--timeout", "2")
    time.sleep(1)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    pids = [int(pid) for pid in children.read_text().split()] if children.exists() else []
    run.kill()
    run.communicate()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_interrupt_ends_at_once_and_keeps_what_was_read(tmp_path, news_db):
    news = written(tmp_path / "news.jsonl", 400)
    run = started("read", news, "--into", news_db, start_new_session=True)
    deadline = time.monotonic() + 20
    while not (news_db.exists() and _articles(news_db)) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode != 0
    is_sound(news_db, _articles(news_db))
    assert 0 < _articles(news_db) < 400


def _articles(path):
    with closing(sqlite3.connect(path)) as db:
        try:
            return db.execute("SELECT count(*) FROM articles").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes, where we may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False).returncode:
        pytest.skip("only root may mount a disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_is_told_and_after_some_space_is_free_the_same_command_goes_on(tmp_path, small_disk):
    news = written(tmp_path / "news.jsonl", 200, "Moscow said number {n} " + "and so on " * 300 + "\n")
    (small_disk / "ballast").write_bytes(b"0" * 2_000_000)
    ledger = small_disk / "news.db"
    code, err = done("read", news, "--into", ledger)
    assert code == 4
    assert str(ledger) in err
    assert "full" in err
    (small_disk / "ballast").unlink()
    kept = _articles(ledger)
    is_sound(ledger, kept)
    done("read", news, "--into", ledger)
    is_sound(ledger, _articles(ledger))
    assert kept < _articles(ledger)


def test_a_file_that_may_not_grow_is_told_and_what_was_read_is_kept(tmp_path, news_db):
    news = written(tmp_path / "news.jsonl", 200, "Moscow said number {n} " + "and so on " * 300 + "\n")

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    code, err = done("read", news, "--into", news_db, preexec_fn=little)
    assert code == 4
    assert str(news_db) in err
    kept = _articles(news_db)
    is_sound(news_db, kept)
    code, err = done("read", news, "--into", news_db)
    assert code == 0
    assert f"{200 - kept} articles read" in err
    is_sound(news_db, 200)


def test_a_folder_where_nothing_may_be_written_is_told(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    news = written(tmp_path / "news.jsonl", 1)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    code, err = done("read", news, "--into", closed / "news.db")
    assert code == 4
    assert str(closed / "news.db") in err


def test_a_warc_that_was_cut_off_gives_its_pages_and_the_whole_one_the_rest(tmp_path, news_db):
    whole = (TESTS / "pages/warc/page.warc").read_bytes()
    records = [whole.replace(b"<body", b"<body id='%d'" % n) for n in range(1)] * 3
    crawl = tmp_path / "crawl.warc"
    crawl.write_bytes(b"".join(records)[:-60])
    code, err = done("read", crawl, "--into", news_db)
    assert code == 3
    assert f"{crawl}: the archive is broken; fetch it again" in err
    with Ledger(news_db) as kept:
        assert [failure.page for failure in kept.failures()] == [str(crawl)]
        before = kept.counts().articles
    is_sound(news_db, before)
    crawl.write_bytes(b"".join(records))
    code, err = done("read", crawl, "--into", news_db)
    assert (code, "already there" in err) == (0, True)
    is_sound(news_db, before)


def test_a_second_run_into_one_ledger_is_told_who_has_it(tmp_path, news_db):
    news = written(tmp_path / "news.jsonl", 60)
    first = started("read", news, "--into", news_db)
    lock = news_db.with_name(f".{news_db.name}-run")
    deadline = time.monotonic() + 20
    while not (lock.exists() and lock.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    code, err = done("read", news, "--into", news_db)
    assert code == 4
    assert f"{news_db}: another run (process {first.pid}) is filling it; let that one end" in err
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert not lock.exists()
    is_sound(news_db, 60)


def test_a_ledger_of_a_newer_version_is_told_and_left_as_it_was(tmp_path, news_db):
    news = written(tmp_path / "news.jsonl", 1)
    done("read", news, "--into", news_db)
    with closing(sqlite3.connect(news_db)) as db:
        db.execute("PRAGMA user_version = 99")
    before = news_db.read_bytes()
    code, err = done("read", news, "--into", news_db)
    assert code == 4
    assert "was made by a newer onrecord (ledger version 99" in err
    assert news_db.read_bytes() == before
