"""Which words of an article stand for what: its rows as marks, and the text cut at them, properly nested.

All offsets are [start, end) in code points into the article's text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.records import Reading, Span

Role = Literal["speaker", "cue", "content", "addressee", "trigger", "party", "doubt", "found"]
# Of marks on the same words the outer one first: a speaker stands inside a content, a doubt inside a speaker.
_RANK: dict[Role, int] = {
    "content": 0, "speaker": 1, "addressee": 1, "party": 2, "cue": 3, "trigger": 4, "doubt": 5, "found": 6,
}  # fmt: skip


class Mark(NamedTuple):
    """Words that belong to a row. `row` is the row's name on the page ("s3", "e1", "d2"), `depth` how deep a statement
    is nested; `first` and `last` say whether the piece is the row's first or last of its role."""

    start: int
    end: int
    role: Role
    row: str
    depth: int = 0
    first: bool = True
    last: bool = True


class Open(NamedTuple):
    """A mark begins here; `begins` is False where it only goes on after another one has been closed over it."""

    mark: Mark
    begins: bool


class Close(NamedTuple):
    """The innermost open mark is closed here; `ends` is False where it goes on."""

    mark: Mark
    ends: bool


Token = Open | Close | str


def marked(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Token]:
    """The text from `start` to `end` with the marks in it, each opened and closed in the order that HTML needs.

    Marks that cross are cut where they do. The strings, put together, are `text[start:end]`.
    """
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    beginning: dict[int, list[Mark]] = defaultdict(list)
    for mark in inside:
        beginning[max(mark.start, start)].append(mark)
    edges = sorted({start, end, *beginning, *(m.end for m in inside if m.end < end)})
    stack: list[Mark] = []
    for at, to in pairwise(edges):
        yield from _turned(stack, at, beginning.get(at, ()))
        yield text[at:to]
    yield from (Close(mark, mark.end <= end) for mark in reversed(stack))


def _turned(stack: list[Mark], at: int, beginning: Iterable[Mark]) -> Iterator[Token]:
    """Close what ends at this place and open what begins; what lies over a mark that ends goes on after it."""
    ending = next((number for number, mark in enumerate(stack) if mark.end <= at), len(stack))
    over = stack[ending:]
    del stack[ending:]
    yield from (Close(mark, mark.end <= at) for mark in reversed(over))
    for mark in sorted([*(m for m in over if m.end > at), *beginning], key=lambda m: (-m.end, _RANK[m.role])):
        stack.append(mark)
        yield Open(mark, mark.start == at)


def marks_of(reading: Reading) -> tuple[Mark, ...]:
    """A mark for every piece of every row of the reading; rows are numbered from 1 in their own order."""
    return tuple(_marks(reading))


def _marks(reading: Reading) -> Iterator[Mark]:
    depths = depths_of(reading)
    for number, statement in enumerate(reading.statements, 1):
        depth = depths[statement.id]
        row = f"s{number}"
        for role, part in (("content", statement.content), ("speaker", statement.speaker), ("cue", statement.cue),
                           ("addressee", statement.addressee)):  # fmt: skip
            yield from _pieces(part.spans if part else (), role, row, depth)  # type: ignore[arg-type]
    for number, event in enumerate(reading.events, 1):
        yield from _pieces(event.trigger, "trigger", f"e{number}", 0)
        for party in (*event.actors, *event.recipients):
            yield from _pieces(party.spans, "party", f"e{number}", 0)
    for number, doubt in enumerate(reading.doubts, 1):
        yield from _pieces((doubt.span,), "doubt", f"d{number}", 0)


def _pieces(spans: Sequence[Span], role: Role, row: str, depth: int) -> Iterator[Mark]:
    last = len(spans) - 1
    for number, span in enumerate(spans):
        yield Mark(span.start, span.end, role, row, depth, number == 0, number == last)


def depths_of(reading: Reading) -> dict[str, int]:
    """How deep each statement is nested, by its id; 0 for one in a ring of statements that hold each other."""
    within = {s.id: s.within for s in reading.statements}
    return {id_: _depth(id_, within) for id_ in within}


def _depth(id_: str, within: dict[str, str | None]) -> int:
    seen = {id_}
    outer = within.get(id_)
    while outer is not None and outer in within and outer not in seen:
        seen.add(outer)
        outer = within[outer]
    return 0 if outer in seen else len(seen) - 1
