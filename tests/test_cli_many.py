"""The command line with many pages: workers, shares, parts, merging, failures, what is there already, the bar."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from test_cli import run  # noqa: F401 - a fixture
from test_faults import RUN, TESTS

from onrecord.ledger import Ledger
from onrecord.records import Failure, reading_from_json, to_json


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    texts = [f"Moscow said number {n}\n" if n % 10 else "no text here\n" for n in range(1, 31)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    return path


def test_the_same_command_again_reads_only_what_is_missing(run, news, news_db):  # noqa: F811
    first = run("read", news, "--into", news_db, "--workers", 2)
    assert (first[0], first[2].splitlines()[-1]) == (3, f"{news_db}: 27 articles read, 3 pages failed, 27 statements")
    again = run("read", news, "--into", news_db)
    assert again[2].splitlines()[-1] == f"{news_db}: 0 articles read, 27 already there, 3 pages failed, 0 statements"
    whole = run("read", news, "--into", news_db, "--again")
    assert whole[2].splitlines()[-1] == first[2].splitlines()[-1]


def test_what_is_there_already_is_printed_too_if_it_is_asked_for(run, news, news_db):  # noqa: F811
    printed = [run("read", news, "--into", news_db, "--format", "jsonl")[1] for _ in range(2)]
    assert printed[0] == printed[1]
    assert printed[0].count("\n") == 27


def test_shares_in_a_folder_of_parts_are_merged_also_twice(run, news, news_db, tmp_path):  # noqa: F811
    for share in ("1/3", "2/3", "3/3"):
        code, _, _ = run("read", news, "--into", f"{tmp_path}/parts/", "--shard", share)
        assert code in (0, 3)
    for _ in range(2):
        code, _, err = run("merge", tmp_path / "parts", "--into", news_db)
        assert (code, err) == (0, f"{news_db}: 27 readings merged, 27 articles in it\n")
    with Ledger(news_db) as ledger:
        assert ledger.counts().failures == 3
        assert ledger.check() == ()


def test_a_folder_of_parts_is_not_printed(run, news, tmp_path):  # noqa: F811
    code, out, err = run("read", news, "--into", f"{tmp_path}/parts/", "--format", "jsonl")
    assert (code, out) == (2, "")
    assert "a folder of parts is not printed" in err


def test_merging_what_is_no_part_ends_with_4(run, news_db, tmp_path):  # noqa: F811
    code, _, err = run("merge", tmp_path / "nothing", "--into", news_db)
    assert (code, "no such part" in err) == (4, True)


def test_failures_are_listed_with_the_reason(run, news, news_db):  # noqa: F811
    run("read", news, "--into", news_db)
    code, out, _ = run("failures", news_db)
    assert code == 0
    assert out.splitlines()[0] == f"{news}:10: holds no article text; save the page with its text"
    code, out, _ = run("failures", news_db, "--format", "jsonl")
    why = "holds no article text; save the page with its text"
    assert out.encode().splitlines()[0] == to_json(Failure(f"{news}:10", "standin", why)).replace(b"standin", b"run")
    assert out.count("\n") == 3


def test_a_page_that_takes_too_long_is_a_failure_and_the_others_are_read(run, tmp_path, news_db):  # noqa: F811
    (tmp_path / "a.txt").write_text("this never ends\n")
    (tmp_path / "b.txt").write_text("Moscow said one\n")
    code, _, err = run("read", tmp_path / "a.txt", tmp_path / "b.txt", "--into", news_db, "--timeout", "0.5")
    assert code == 3
    assert f"{tmp_path}/a.txt: took longer than 0.5 s to read and was ended; leave it out, or give it more" in err
    assert "1 article read, 1 page failed" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--shard", "4/3"], "--shard 4/3: no share of a run; write which and of how many, like 3/40"),
        (["--workers", "0"], "--workers"),
        (["--workers", "2", "--cluster", "tcp://127.0.0.1:9"], "--workers: is for this machine"),
        (["--ontology", "nowhere"], "nowhere/codebook.toml: cannot be read"),
    ],
)
def test_a_wrong_call_ends_with_2_and_makes_no_ledger(run, news, news_db, arguments, told):  # noqa: F811
    code, _, err = run("read", news, "--into", news_db, *arguments)
    assert (code, told in err) == (2, True)
    assert not news_db.exists()


def test_a_folder_without_pages_and_an_empty_feed_end_with_3(run, tmp_path, news_db):  # noqa: F811
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.rss").write_text("<rss><channel><title>x</title></channel></rss>")
    code, _, err = run("read", tmp_path / "empty", tmp_path / "a.rss", "--into", news_db)
    assert code == 3
    assert f"{tmp_path}/empty: no files in this folder; check the path" in err
    assert f"{tmp_path}/a.rss: a feed without an entry" in err


def test_the_ledger_may_lie_in_the_folder_that_is_read(run, tmp_path):  # noqa: F811
    (tmp_path / "a.txt").write_text("Moscow said one\n")
    for told in ("1 article read, 1 statement", "0 articles read, 1 already there, 0 statements"):
        assert run("read", tmp_path, "--into", tmp_path / "news.db") == (0, "", f"{tmp_path}/news.db: {told}\n")
    (tmp_path / "news.db").unlink()
    for told in ("1 article read, 1 statement", "0 articles read, 1 already there, 0 statements"):
        assert run("read", tmp_path, "--into", f"{tmp_path}/parts/") == (0, "", f"{tmp_path}/parts/: {told}\n")


def test_the_bar_is_for_a_terminal_and_says_how_fast_and_what_failed(news, news_db):
    main, other = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "read", str(news), "--into", str(news_db)],
        env={**os.environ, "PYTHONPATH": str(TESTS), "TERM": "xterm", "COLUMNS": "120"},
        stderr=other,
        stdout=subprocess.DEVNULL,
    )
    os.close(other)
    said = b""
    while True:
        try:
            said += os.read(main, 4096)
        except OSError:
            break
    os.close(main)
    assert process.wait() == 3
    assert re.search(rb"27 articles read, 3 pages failed, [\d.]+ pages/s", said)


def test_what_is_printed_is_the_same_however_many_read(run, news):  # noqa: F811
    printed = [run("read", news, "--format", "jsonl", "--workers", number)[1] for number in (1, 3)]
    assert printed[0] == printed[1]
    assert reading_from_json(printed[0].splitlines()[0]).statements
