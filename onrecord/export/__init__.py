"""Readings out again, in the formats of others: one file per format, and the table of them.

A new format is one file here and one row in `FORMATS`. Modules with a leading underscore serve the formats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from onrecord.export import (
    annotation,
    csv_table,
    dna,
    dna_events,
    graphml,
    json_lines,
    label_studio,
    parquet,
    plover_json,
    polecat,
    schema_org,
)
from onrecord.export._coded import DONE
from onrecord.export._whole import Whole
from onrecord.plover import Codebook
from onrecord.records import EventStatus, Reading, Record

__all__ = ["DONE", "FORMATS", "Format", "Saves", "Tells", "Whole", "Writes"]


class Writes(Protocol):
    """What writes the events of a reading."""

    def __call__(self, reading: Reading, codebook: Codebook, statuses: Collection[EventStatus] = DONE) -> Iterator[str]:
        """Lines, without line ends."""


class Tells(Protocol):
    """What writes a whole ledger as lines."""

    def __call__(self, whole: Whole) -> Iterator[str]:
        """Lines, without line ends."""


class Saves(Protocol):
    """What writes a whole ledger into a file or a folder."""

    def __call__(self, whole: Whole, out: Path) -> None:
        """Raises: UsageError if it can't."""


class Format(Record, frozen=True):
    """A format, by one of three ways to write it: `written` the events of a reading, with the `header` before the
    first; `told` the lines of a whole ledger; `saved` a file. `asks` if it shows the positions on a question."""

    written: Writes | None = None
    header: str | None = None
    told: Tells | None = None
    saved: Saves | None = None
    asks: bool = False


FORMATS = {
    "plover": Format(plover_json.written),
    "polecat": Format(polecat.written, polecat.HEADER),
    "csv": Format(told=csv_table.written),
    "jsonl": Format(told=json_lines.written),
    "annotation": Format(told=annotation.written),
    "schema-org": Format(told=schema_org.written),
    "label-studio": Format(told=label_studio.told, asks=True),
    "dna-events": Format(told=dna_events.written, asks=True),
    "dna": Format(saved=dna.saved, asks=True),
    "graphml": Format(saved=graphml.saved, asks=True),
    "parquet": Format(saved=parquet.saved),
}
