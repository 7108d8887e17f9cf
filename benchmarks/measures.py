"""Who is for a measure and who against it: short passages written for this project, each about one of ten measures.

gold/measures.tsv has a passage, the measure that it is about and who holds what of it ("Ada Smith=denies;
unions=affirms", empty if nobody holds anything); gold/measures.yaml asks about all ten. Rules were mended on the part
"open"; the part "kept" was written by another hand, and nobody has looked at its passages since.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.positions import Label, compared, found_in, ways
from onrecord.questions import Network, read_question, shipped
from onrecord.reader import Reader
from onrecord.records import Page, Reading

GOLD = Path(__file__).parent / "gold" / "measures.tsv"


def run(reader: Reader, network: Network = shipped) -> dict[str, float]:
    """Precision, recall and F1 (%) of the positions, and the share of those found that say the contrary, by part:
    of the rules alone, and with what is inferred."""
    question = read_question(GOLD.with_suffix(".yaml"))
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    figures: dict[str, float] = {}
    for part in ("open", "kept"):
        mine = [row for row in rows if row["part"] == part]
        read = {row["passage"]: _read(reader, row["passage"]) for row in mine}
        gold = {label for row in mine for label in _labels(row)}
        for way, asked in ways(network):
            found = {label for text, reading in read.items() for label in found_in(question, reading, text, asked)}
            figures |= {f"{part}: {way}{k}": v for k, v in compared(found, gold).items()}
        figures |= {f"{part}: labels": float(len(gold))}
    return figures


def _labels(row: dict[str, str]) -> Iterator[Label]:
    for one in filter(None, (part.strip() for part in row["held"].split(";"))):
        actor, position = one.rsplit("=", 1)
        yield Label(row["passage"], actor, row["measure"], position)


def _read(reader: Reader, passage: str) -> Reading:
    return reader.read(Page(passage, "text", passage.encode(), "utf-8", published="2024-07-30"))
