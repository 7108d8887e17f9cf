"""An article as its page shows it: blocks of text with their marks, and beside each block the rows that begin in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from onrecord.desk.finding import Party
from onrecord.desk.marks import Mark, Token, depths_of, marked, marks_of
from onrecord.ledger.rows import names_of, paragraph_at, paragraph_starts
from onrecord.records import Actor, Doubt, Event, Reading, Record, Reference, Span, Statement

FOLDED = frozenset({"appeal", "promo", "other", "credit"})  # kinds of passage that are no reporting
_PART = 40_000  # code points of a part of a long article: some 6,000 words
_NAMES = 12  # of an actor, that the cast shows


class Row(Record, frozen=True):
    """A row of the record beside its words: `id` on the page ("s3"), `number` from 1 among its kind, and what it is."""

    id: str
    number: int
    start: int
    depth: int = 0
    statement: Statement | None = None
    event: Event | None = None
    doubt: Doubt | None = None
    speaker: Party | None = None
    addressee: Party | None = None
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    inside: str | None = None
    words: str = ""


class Block(Record, frozen=True):
    """A paragraph: its number from 1, the words with their marks, and the rows that begin in it."""

    number: int
    tokens: tuple[Token, ...]
    rows: tuple[Row, ...]


class Stretch(Record, frozen=True):
    """Paragraphs of one kind of passage, one after the other; folded away if they are no reporting."""

    kind: str
    blocks: tuple[Block, ...]
    characters: int

    @property
    def folded(self) -> bool:
        """Whether it is shown only when asked for."""
        return self.kind in FOLDED


class Member(Record, frozen=True):
    """Somebody of the article's cast: the names it has for them, and how often they are named and speak."""

    actor: Actor
    key: str | None
    names: tuple[str, ...]
    named: int
    speaking: int
    spoken_to: int


class Part(Record, frozen=True):
    """A part of an article, counted from 1, of `parts`; the whole of it, unless it is long."""

    number: int
    parts: int
    stretches: tuple[Stretch, ...]


def part(reading: Reading, keys: Mapping[str, str], number: int, found: Span | None = None) -> Part:
    """A part of the article with everything on it; the last one if there are fewer.

    `keys`: actor's id → key. `found`: words that another page has pointed at.
    """
    text = reading.article.text
    cuts = _cuts(text)
    number = min(max(number, 1), len(cuts) - 1)
    start, end = cuts[number - 1], cuts[number]
    pointed = (Mark(found.start, found.end, "found", "found"),) if found else ()
    marks = [m for m in (*marks_of(reading), *pointed) if m.start < end and m.end > start]
    rows = [row for row in rows_of(reading, keys) if start <= row.start < end or (row.start >= end == len(text))]
    return Part(number, len(cuts) - 1, tuple(_stretches(reading, start, end, marks, rows)))


def part_of(text: str, offset: int) -> int:
    """In which part of the article the character stands, from 1."""
    cuts = _cuts(text)
    return max(1, min(bisect_right(cuts, offset), len(cuts) - 1))


def rows_of(reading: Reading, keys: Mapping[str, str]) -> Iterator[Row]:
    """Every row of the reading: statements, events, doubts, each in their own order."""
    names, depths = names_of(reading.actors), depths_of(reading)
    numbers = {s.id: f"s{n}" for n, s in enumerate(reading.statements, 1)}

    def party(reference: Reference) -> Party:
        actor = reference.actor or ""
        return Party(reference.text, names.get(actor), keys.get(actor))

    for number, said in enumerate(reading.statements, 1):
        yield Row(
            f"s{number}", number, _start(said.cue.spans), depths[said.id],
            statement=said, speaker=party(said.speaker) if said.speaker else None,
            addressee=party(said.addressee) if said.addressee else None, inside=numbers.get(said.within or ""),
        )  # fmt: skip
    for number, done in enumerate(reading.events, 1):
        yield Row(
            f"e{number}", number, _start(done.trigger), event=done, actors=tuple(map(party, done.actors)),
            recipients=tuple(map(party, done.recipients)), inside=numbers.get(done.according_to or ""),
        )  # fmt: skip
    for number, doubt in enumerate(reading.doubts, 1):
        yield Row(f"d{number}", number, doubt.span.start, doubt=doubt, words=doubt.span.of(reading.article.text))


def cast(reading: Reading, keys: Mapping[str, str]) -> tuple[Member, ...]:
    """Who is in the article, who speaks most first."""
    speaking = Counter(s.speaker.actor for s in reading.statements if s.speaker)
    spoken_to = Counter(s.addressee.actor for s in reading.statements if s.addressee)
    return tuple(
        Member(a, keys.get(a.id), _names(a, reading.article.text), len(a.mentions), speaking[a.id], spoken_to[a.id])
        for a in sorted(reading.actors, key=lambda a: (-speaking[a.id], -len(a.mentions)))
    )


def _names(actor: Actor, text: str) -> tuple[str, ...]:
    """The different words that the article names the actor with, in its order."""
    spelled: dict[str, str] = {}
    for span in actor.mentions[:1000]:
        spelled.setdefault(span.of(text).casefold(), span.of(text))
    return tuple(spelled.values())[:_NAMES]


def _start(spans: Sequence[Span]) -> int:
    return min((s.start for s in spans), default=0)


def _cuts(text: str) -> list[int]:
    """Where the parts of the text begin, and its end: after a line's end if there is one, never inside a short text."""
    cuts = [0]
    while len(text) - cuts[-1] > _PART * 3 // 2:
        at = text.rfind("\n", cuts[-1] + _PART // 2, cuts[-1] + _PART)
        at = at if at >= 0 else text.rfind(" ", cuts[-1] + _PART // 2, cuts[-1] + _PART)
        cuts.append(at + 1 if at >= 0 else cuts[-1] + _PART)
    return [*cuts, len(text)]


def _stretches(reading: Reading, start: int, end: int, marks: Sequence[Mark], rows: Sequence[Row]) -> Iterator[Stretch]:
    spans = [(p.kind, max(p.start, start), min(p.end, end)) for p in reading.passages]
    # A text without passages, as another program may have written it, is shown as a report.
    spans = [s for s in spans if s[1] < s[2]] or [("report", start, end)]
    text, paragraphs = reading.article.text, paragraph_starts(reading.article.text)
    lines = list(_lines(text, spans))
    beside = _placed(rows, [line.start for line in lines])
    for kind, group in groupby(enumerate(lines), key=lambda one: one[1].kind):
        blocks, characters = [], 0
        for index, line in group:
            own = [m for m in marks if m.start < line.end and m.end > line.start]
            tokens = tuple(marked(text, line.start, line.end, own))
            blocks.append(Block(paragraph_at(paragraphs, line.start), tokens, tuple(beside[index])))
            characters += line.end - line.start
        yield Stretch(kind, tuple(blocks), characters)


class _Line(NamedTuple):
    kind: str
    start: int
    end: int


def _lines(text: str, spans: Sequence[tuple[str, int, int]]) -> Iterator[_Line]:
    """The lines that are not blank, without the white space around them; a line of two kinds is cut between them."""
    for kind, start, end in spans:
        at = start
        for line in text[start:end].split("\n"):
            inner = line.strip()
            if inner:
                begin = at + len(line) - len(line.lstrip())
                yield _Line(kind, begin, begin + len(inner))
            at += len(line) + 1


def _placed(rows: Sequence[Row], starts: Sequence[int]) -> dict[int, list[Row]]:
    """The rows beside each block, in the order of the text, what is open last; by the block's index."""
    placed: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r.doubt is not None, r.start, r.depth)):
        placed[max(bisect_right(starts, row.start) - 1, 0)].append(row)
    return placed
