"""The notation of annotated events, and the project's own annotated texts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import excerpts
from benchmarks.notation import STATUSES, Fault, read, samples
from onrecord.plover import CODEBOOK

ROOT = Path(__file__).parent.parent
TRAINING = ROOT / "training/labels/events"
DEV = ROOT / "benchmarks/gold/events"
BLOCK = """= 2023-05-11 | repression
Police in Oruro beat two students. A spokesman denied that police had beaten anyone.
- ASSAULT beat | beat | Police in Oruro | two students | happened
- ASSAULT beat | beaten | police | anyone | denied | by=A spokesman
"""


def test_a_block_is_a_text_with_its_events(tmp_path):
    file = tmp_path / "one.txt"
    file.write_text(BLOCK, encoding="utf-8")
    [sample] = samples(file)
    first, second = sample.events
    assert (sample.published, sample.contexts) == ("2023-05-11", ("repression",))
    assert first.trigger[0].of(sample.text) == "beat"
    assert (second.status, second.by[0].of(sample.text)) == ("denied", "A spokesman")
    assert second.actors[0].start > first.actors[0].end  # "police" is not the "Police" of the first sentence


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ASSAULT beat | beat |", "ASSAULT | beat |", None),
        ("- ASSAULT beat | beaten", "- BEAT | beaten", "no type is called 'BEAT'"),
        ("- ASSAULT beat | beaten", "- ASSAULT demo | beaten", "ASSAULT has no mode 'demo'"),
        ("| denied |", "| refuted |", "no status is called 'refuted'"),
        ("| beaten |", "| beating |", "does not have 'beating'"),
        ("| police |", "| police#3 |", "does not have 'police' 3 time(s)"),
        ("= 2023-05-11", "= May 11", "is no day"),
        ("| repression", "| oppression", "no context is called 'oppression'"),
        ("| by=A", "| who=A", "none of by=, when=, where="),
        ("| happened", "", "five fields are needed"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path, old, new, told):
    file = tmp_path / "one.txt"
    file.write_text(BLOCK.replace(old, new, 1), encoding="utf-8")
    found, faults = read(file)
    assert (len(found), len(faults)) == ((1, 0) if told is None else (0, 1))
    if told:
        assert told in faults[0]
        assert faults[0].startswith(f"{file}:")
        with pytest.raises(Fault, match="one.txt"):
            samples(file)


def test_the_training_texts_cover_the_codebook():
    found = samples(TRAINING)
    events = [e for s in found for e in s.events]
    assert len(found) >= 3_000
    assert {e.type for e in events} == set(CODEBOOK.types)
    assert {(e.type, m) for e in events for m in e.modes} == {
        (t, m) for t, entry in CODEBOOK.types.items() for m in entry.modes
    }
    assert {e.status for e in events} == set(STATUSES)
    assert min(Counter(e.type for e in events).values()) >= 100
    assert sum(not s.events for s in found) >= 500


def test_no_text_stands_twice_and_none_of_the_dev_part_is_trained_on():
    texts = Counter(s.text for s in (*samples(TRAINING), *samples(DEV)))
    assert [t for t, n in texts.items() if n > 1] == []


def test_no_article_is_trained_on_that_is_measured_on():
    trained, calibrated, measured, again = (
        {json.loads(line)["url"] for line in path.read_text(encoding="utf-8").splitlines()} for path in (
            ROOT / "training/labels/excerpts.jsonl", ROOT / "training/labels/calibration.jsonl",
            ROOT / "benchmarks/gold/excerpts.jsonl", ROOT / "benchmarks/gold/second/excerpts.jsonl")
    )  # fmt: skip
    assert again <= measured
    assert not measured & (trained | calibrated)


NEWS = {
    "a.example/1": {
        "published": "2024-05-02T00:00:00",
        "text": "Old top.\n\nPolice arrested two teachers.\nNobody spoke.",
    }
}


def test_excerpts_come_back_as_they_were_noted(tmp_path):
    notes = ["#a.example/1 10 55 | legal", "- COERCE arrest | arrested | Police | two teachers | happened"]
    rows = list(excerpts.kept(notes, NEWS))
    assert rows[0]["events"][0]["trigger"] == [(17, 25)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    (sample,) = excerpts.excerpts(path, NEWS)
    assert sample.text.startswith("Police arrested") and sample.published == "2024-05-02"
    (told,) = sample.events
    assert [s.of(sample.text) for s in (*told.trigger, *told.actors, *told.recipients)] == [
        "arrested",
        "Police",
        "two teachers",
    ]
    assert told.modes == ("arrest",) and sample.contexts == ("legal",)


@pytest.mark.parametrize("notes", [
    ["#b.example/2 0 5 |"],
    ["#a.example/1 10 55 | legal", "- COERCE arrest | arrested | Soldiers | two teachers | happened"],
])  # fmt: skip
def test_a_wrong_note_names_its_line(notes):
    with pytest.raises(Fault, match=rf"{len(notes)}: the (corpus|text)"):
        list(excerpts.kept(notes, NEWS))
