"""Events on the command line: found by what they are, written for others."""

from __future__ import annotations

import json

import pytest
from test_cli import run  # noqa: F401 - a fixture
from test_event_formats import reading  # noqa: F401 - a fixture

from onrecord.ledger import EventQuery, Ledger

ONTOLOGY = """name = "two kinds"
[types.HELD]
about = "taken into custody"
quad = "material conflict"
score = -7
covers = ["COERCE arrest"]
"""


@pytest.fixture
def ledger(reading, news_db):  # noqa: F811
    with Ledger(news_db) as kept:
        kept.add(reading)
    return news_db


def found(run, *arguments):  # noqa: F811
    code, out, err = run("find", *arguments, "--format", "jsonl")
    assert code == 0, err
    return [json.loads(line)["event"]["id"] for line in out.splitlines()]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (["--events"], ["e1", "e2", "e3"]),
        (["--type", "PROTEST"], ["e3"]),
        (["--type", "coerce", "--type", "ASSAULT"], ["e1", "e2"]),
        (["--mode", "beat"], ["e2"]),
        (["--status", "denied"], ["e2"]),
        (["--context", "legal", "--status", "happened"], ["e1", "e3"]),
        (["--events", "--country", "per"], ["e1", "e2"]),
        (["--events", "--since", "2024-07-30"], ["e2", "e3"]),
        (["--events", "--until", "2024-07-29"], ["e1"]),
        (["--type", "AID"], []),
    ],
)
def test_events_are_found_by_what_they_are(run, ledger, asked, ids):  # noqa: F811
    assert found(run, ledger, *asked) == ids


def test_an_event_is_shown_with_its_parties_status_and_day(run, ledger):  # noqa: F811
    _, out, _ = run("find", ledger, "--type", "COERCE")
    assert "COERCE" in out
    assert "arrest" in out
    assert "Police in Lima" in out
    assert "2024-07-29" in out
    _, out, _ = run("find", ledger, "--status", "denied")
    assert "denied" in out


def test_a_status_that_is_none_is_refused_with_the_list(run, ledger):  # noqa: F811
    code, _, err = run("find", ledger, "--status", "done")
    assert code == 2
    assert "called_for" in err


def test_words_are_asked_of_statements_alone(run, ledger):  # noqa: F811
    code, _, err = run("find", ledger, "tally", "--type", "PROTEST")
    assert code == 2
    assert "leave it out" in err


def test_export_writes_what_happened_and_says_what_it_left_out(run, ledger, tmp_path):  # noqa: F811
    code, out, err = run("export", ledger)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["e1"]
    assert err.startswith("1 event of 1 article, 2 left out")
    table = tmp_path / "table.tsv"
    assert run("export", ledger, "--format", "polecat", "--out", table)[0] == 0
    assert len(table.read_text(encoding="utf-8").splitlines()) == 2


def test_export_never_writes_over_a_ledger(run, ledger):  # noqa: F811
    code, _, err = run("export", ledger, "--out", ledger)
    assert code == 2
    assert "is a ledger" in err
    with Ledger(ledger, create=False) as kept:
        assert [e.event.id for e in kept.events(EventQuery())] == ["e1", "e2", "e3"]


def test_an_ontology_that_is_wrong_is_refused_before_a_page_is_read(run, tmp_path):  # noqa: F811
    (tmp_path / "codebook.toml").write_text(ONTOLOGY.replace("COERCE arrest", "COERCE arest"), encoding="utf-8")
    code, _, err = run("read", tmp_path / "page.txt", "--ontology", tmp_path)
    assert code == 2
    assert "codebook.toml" in err
    assert "arrest" in err
