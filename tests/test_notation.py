"""The notation of annotated events, and the project's own annotated texts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

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
