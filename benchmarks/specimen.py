"""The specimen: the page that the project was started from, and the statements that a right reading finds in it.

Only the first and last words of each piece stand here, with the role; the text itself is not in the repository.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from onrecord.reader import Reader
from onrecord.records import Page, Statement


class Expected(NamedTuple):
    """A statement by the edges of its words: the content begins and ends so."""

    source: str
    cue: str
    begins: str
    ends: str
    quotation: str
    addressee: str | None = None


EXPECTED = (
    Expected("The Kremlin", "said", "Venezuela's opposition must", "", "indirect"),
    Expected(
        "Several foreign countries including nine in Latin America",
        "have questioned",
        "Sunday's",
        "results",
        "indirect",
    ),
    Expected("Kremlin spokesman Dmitry Peskov", "told", '"We see', "do so", "direct", "reporters"),
    Expected("Peskov", "warned", "against interfering", "domestic politics", "indirect", "other countries"),
    Expected("he", "said", "\"It's very", "outside influence", "direct"),
)


def run(shared: Path, reader: Reader) -> dict[str, float]:
    """How many of the expected statements are found with the right words, and what was taken from the appeal."""
    path = shared / "specimens/contested-election.txt"
    text = path.read_text(encoding="utf-8")
    reading = reader.read(Page(path.name, "text", path.read_bytes(), published="2024-07-30"))
    appeal = text.index("A Message from")
    outside = [s for s in reading.statements if s.cue.spans[0].start >= appeal]
    kinds = {p.kind for p in reading.passages if p.end > appeal}
    return {
        "statements found": float(sum(any(_same(e, s) for s in reading.statements) for e in EXPECTED)),
        "statements expected": float(len(EXPECTED)),
        "statements taken from the appeal": float(len(outside)),
        "the appeal is one appeal": float(kinds == {"appeal"}),
    }


def _same(expected: Expected, statement: Statement) -> bool:
    content = statement.content.text.rstrip('",.')
    to = statement.addressee.text if statement.addressee else None
    return (
        statement.speaker is not None
        and statement.speaker.text == expected.source
        and expected.cue in statement.cue.text
        and content.startswith(expected.begins)
        and content.endswith(expected.ends)
        and statement.quotation == expected.quotation
        and to == expected.addressee
    )
