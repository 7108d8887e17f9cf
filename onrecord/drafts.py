"""An attribution as the numbers of its words, before it is a statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from onrecord.crf import Run
from onrecord.encoder import Words


class Draft(NamedTuple):
    """An attribution on word numbers: runs are (first, last), both included; `nested` if only that unit saw it."""

    anchor: int
    cue: tuple[Run, ...]
    source: tuple[Run, ...]
    content: tuple[Run, ...]
    chance: float
    nested: bool = False
    turn: bool = False


def numbers(runs: Iterable[Run]) -> Iterator[int]:
    """The numbers of the words of runs, in order."""
    for first, last in runs:
        yield from range(first, last + 1)


def paragraphs(words: Words, first: int, last: int) -> Iterator[Run]:
    """The run cut at paragraph breaks."""
    begin = first
    for i in range(first + 1, last + 1):
        if words.paragraph[i] != words.paragraph[i - 1]:
            yield begin, i - 1
            begin = i
    yield begin, last
