"""Parts: a folder of Parquet files that several runs fill, and one ledger that they are merged into."""

from __future__ import annotations

import json

import pytest
from standin import MODEL, StandIn

from onrecord import parts as module
from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.parts import Parts, merge, outcomes_of
from onrecord.records import to_json
from onrecord.run import Run, read_all
from onrecord.shards import Share


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.jsonl"
    lines = [{"text": f"Moscow said number {n}\n" if n % 50 else "no text here\n"} for n in range(1, 151)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "parts"


def content(ledger):
    return [to_json(r) for r in ledger.readings()], list(ledger.failures())


@pytest.fixture
def straight(news, tmp_path):
    """What the pages give when they are read into a ledger."""
    with Ledger(tmp_path / "straight.db") as ledger:
        read_all([news], StandIn(), ledger=ledger)
        return content(ledger)


def test_parts_merged_are_what_reading_into_a_ledger_gives_also_twice(news, folder, straight, tmp_path):
    read_all([news], StandIn(), ledger=Parts(folder))
    with Ledger(tmp_path / "all.db") as ledger:
        for _ in range(2):
            assert merge([folder], ledger) == 147
            assert content(ledger) == straight
            assert ledger.check() == ()


def test_shares_fill_one_folder(news, folder, straight, tmp_path):
    for number in (3, 1, 2):
        read_all([news], StandIn(), ledger=Parts(folder), run=Run(Share(number, 3)))
    with Ledger(tmp_path / "all.db") as ledger:
        merge(Parts(folder).files(), ledger)
        assert content(ledger) == straight


def test_a_name_is_made_of_what_is_in_the_part_and_its_line_says_what_read_it(news, folder, tmp_path):
    for place in (folder, tmp_path / "again"):
        read_all([news], StandIn(), ledger=Parts(place))
    names = [[part.name for part in Parts(place).files()] for place in (folder, tmp_path / "again")]
    assert names[0] == names[1]
    lines = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    assert sorted(line["part"] for line in lines) == names[0]
    assert [(line["model"], line["model_version"]) for line in lines] == [(MODEL.name, MODEL.version)] * 3
    assert [line["read"] + line["failed"] for line in lines] == [64, 64, 22]


def test_the_same_run_again_does_only_what_is_missing(news, folder):
    assert read_all([news], StandIn(), ledger=Parts(folder)).read == 147
    parts = Parts(folder).files()
    parts[0].unlink()
    (folder / f"{parts[0].name}.unfinished-1-of-1").write_bytes(b"half of it")
    summary = read_all([news], StandIn(), ledger=Parts(folder))
    assert summary.read + summary.known == 147
    assert 0 < summary.read <= 64
    assert not list(folder.glob("*unfinished*"))


def test_a_part_is_whole_or_not_there(news, folder, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_synced", fails)
    with pytest.raises(LedgerError, match="No space left on device.*free some space"):
        read_all([news], StandIn(), ledger=Parts(folder))
    assert Parts(folder).files() == []


def test_a_failure_that_another_part_read_is_none(folder, tmp_path):
    page = tmp_path / "a.txt"
    for text in ("no text here\n", "Moscow said it\n"):
        page.write_text(text)
        read_all([page], StandIn(), ledger=Parts(folder))
    with Ledger(tmp_path / "all.db") as ledger:
        merge([folder], ledger)
        assert (ledger.counts().articles, ledger.counts().failures) == (1, 0)


def test_what_is_no_part_is_told(folder, tmp_path, news):
    folder.mkdir()
    (tmp_path / "b.parquet").write_bytes(b"PAR1 and then nothing")
    with Ledger(tmp_path / "all.db") as ledger:
        for part, told in (
            (folder, "no part in it"),
            (tmp_path / "gone", "no such part"),
            (tmp_path / "b.parquet", "is no part, or a broken one"),
        ):
            with pytest.raises(LedgerError, match=told):
                merge([part], ledger)


def test_what_a_part_holds_can_be_read_by_its_columns(news, folder):
    read_all([news], StandIn(), ledger=Parts(folder))
    outcomes = [outcome for part in Parts(folder).files() for outcome in outcomes_of(part)]
    assert len({outcome.input for outcome in outcomes if outcome.reading}) == 147
    assert [o.failure.why for o in outcomes if o.failure] == ["holds no article text; save the page with its text"] * 3
