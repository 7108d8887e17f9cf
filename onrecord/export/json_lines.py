"""JSON lines: the public record, an object for each article, as `onrecord read --format jsonl` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export._whole import Whole
from onrecord.records import to_json


def written(whole: Whole) -> Iterator[str]:
    """The readings, one a line."""
    for reading in whole.readings():
        yield to_json(reading).decode()
