"""Readings out again, in the formats of others: one file per format, and the table of them.

A new format is one file here and one row in `FORMATS`. Modules with a leading underscore serve the formats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from onrecord.export import plover_json, polecat
from onrecord.export._coded import DONE
from onrecord.plover import Codebook
from onrecord.records import EventStatus, Reading, Record

__all__ = ["DONE", "FORMATS", "Format", "Writes"]


class Writes(Protocol):
    """What writes the events of a reading."""

    def __call__(self, reading: Reading, codebook: Codebook, statuses: Collection[EventStatus] = DONE) -> Iterator[str]:
        """Lines, without line ends."""


class Format(Record, frozen=True):
    """A format of events: its first line, if it has one, and what writes the others."""

    written: Writes
    header: str | None = None


FORMATS = {
    "plover": Format(plover_json.written),
    "polecat": Format(polecat.written, polecat.HEADER),
}
