"""Contested propositions that a ledger holds: what at least one actor affirms and another denies or questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from onrecord.commitment import stance_of
from onrecord.errors import UsageError
from onrecord.facts import fold
from onrecord.ledger import Ledger
from onrecord.lexicon import read_words
from onrecord.questions._file import Proposition, Question
from onrecord.questions._frames import content_words, senses
from onrecord.questions._positions import located, reports_of
from onrecord.questions._sides import sides
from onrecord.questions._table import Position
from onrecord.records import Reading, Record, Statement

# A few words → their embedding, of length 1 (`Likeness.vector`).
Vector = Callable[[str], Any]

# Cosine of two contents' embeddings from which they may be of one topic: only then are their words compared.
ALIKE = 0.75
# Share of the words of two contents that both have, from which they speak of the same.
SHARED = 0.5
_LONGEST = 2000  # contents that are compared with each other; time grows with their square
_MOST = 20  # persons that are looked at
_FEWEST = 3  # words of a content that say something
_LINE = 80  # code points
_SAYS = {"win": "{} won the election", "office": "{} is the legitimate president"}


class Proposed(Record, frozen=True):
    """A contested proposition: `says` in words, and how many actors, reports and days it has."""

    says: str
    affirm: tuple[str, ...]
    deny: tuple[str, ...]
    actors: int
    reports: int
    days: int


def proposed(ledger: Ledger, vector: Vector) -> tuple[Proposed, ...]:
    """The contested propositions of a ledger, the most actors first.

    Three ways lead to them: who is said to have won or to be in office; which named plans, bills and treaties are
    fought over, and whose resignation; and what somebody denies or questions, with what others say of the same.
    `vector` (the encoder's, of a few words) only picks what is compared: what anybody holds is told by the words.
    """
    readings, groups = list(ledger.readings()), reports_of(ledger)
    found = [*_of_frames(readings, groups), *_of_measures(readings, groups), *_of_contents(readings, vector, groups)]
    once = {one.says: one for one in reversed(found)}
    return tuple(sorted(once.values(), key=lambda one: (-one.actors, -one.reports, one.says)))


# -- who won, who is in office -----------------------------------------------------------------------------------------


def _of_frames(readings: Sequence[Reading], groups: Callable[[str], str]) -> Iterator[Proposed]:
    """Each person who is named beside words of winning or of office, as a question of one proposition."""
    for frame, name in _candidates(readings):
        yield from _asked(_SAYS[frame].format(name), readings, groups)


def _asked(says: str, readings: Sequence[Reading], groups: Callable[[str], str]) -> Iterator[Proposed]:
    """What is contested of one proposition; nothing if its name may be two people's."""
    with suppress(UsageError):
        yield from _contested(says, located(readings, Question(says, {"it": Proposition(says)}), groups=groups))


def _candidates(readings: Sequence[Reading]) -> list[tuple[str, str]]:
    """(frame, full name) of the persons who stand in a statement with a word of the frame, twice at least."""
    count: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        named = [a for a in reading.actors if a.kind == "person" and " " in a.name and a.name[0].isupper()]
        for statement in reading.statements:
            frames = _frames(statement.content.text)
            for actor in named if frames else ():
                if any(c.start <= m.start < c.end for m in actor.mentions for c in statement.content.spans):
                    count.update((frame, actor.name) for frame in frames)
    return [pair for pair, times in sorted(count.items(), key=lambda c: (-c[1], c[0])) if times > 1][:_MOST]


def _frames(content: str) -> set[str]:
    words = [w.text for w in read_words(content, 0, len(content))]
    return {s.frame for at in range(len(words)) for s in senses(words, at)[1]} & set(_SAYS)


# -- what should be done -----------------------------------------------------------------------------------------------

# "The Clean Rivers Act", "the Green New Deal": a name that ends with what a measure is.
_LAW = re.compile(
    r"\b(?:[A-Z][\w’'-]+ ){1,5}(?:Act|Accord|Agreement|Amendment|Bill|Deal|Pact|Plan|Resolution|Treaty)\b(?! of\b)"
)
_GOES = re.compile(r"\b(?:resign|step down|stand down)\b|\bresignation\b")
_OPENS = frozenset("The A An This That His Her Its Their Our".split())


def _of_measures(readings: Sequence[Reading], groups: Callable[[str], str]) -> Iterator[Proposed]:
    """Each plan, bill or treaty that two articles name, and each person who is named where somebody's going is."""
    laws = Counter(name for r in readings for name in {_bare(m[0]) for m in _LAW.finditer(r.article.text)} if name)
    persons = Counter(name for r in readings for name in _asked_to_go(r))
    asked = [(name, f"The {name} should be adopted") for name in _common(laws)]
    asked += [(name, f"{name} should resign") for name in _common(persons)]
    for name, says in asked:
        near = [r for r in readings if name.split()[-1] in r.article.text]
        yield from _asked(says, near, groups)


def _common(found: Counter[str]) -> list[str]:
    """The names that two articles have at least, the most common first; none that is mostly the end of another."""
    whole = {name for name, times in found.items() if times > 1 and not any(
        other.endswith(f" {name}") and 2 * more >= times for other, more in found.items())}  # fmt: skip
    return sorted(whole, key=lambda name: (-found[name], name))[:_MOST]


def _bare(name: str) -> str:
    words = re.split(r"[’']s ", name)[-1].split()
    while words and words[0] in _OPENS:
        words.pop(0)
    return " ".join(words) if len(words) > 1 else ""


def _asked_to_go(reading: Reading) -> set[str]:
    """The persons whose name stands less than a line from a word of resigning."""
    near = [m.start() for m in _GOES.finditer(reading.article.text)]
    return {
        a.name for a in reading.actors if near and a.kind == "person" and " " in a.name and a.name[0].isupper()
        and any(abs(m.start - at) < _LINE for m in a.mentions for at in near)
    }  # fmt: skip


def _contested(says: str, found: Sequence[Position]) -> Iterator[Proposed]:
    affirm = tuple(p.actor.name for p in found if p.position == "affirms")
    deny = tuple(p.actor.name for p in found if p.position in ("denies", "questions"))
    if affirm and deny:
        pieces = [piece for p in found for piece in p.evidence]
        reports, days = {p.report for p in pieces}, {p.when for p in pieces if p.when}
        yield Proposed(says, affirm, deny, len(found), len(reports), len(days))


# -- what somebody denies ----------------------------------------------------------------------------------------------


class _Told(NamedTuple):
    reading: Reading
    statement: Statement
    stance: str
    who: str
    words: frozenset[str]


def _of_contents(readings: Sequence[Reading], vector: Vector, groups: Callable[[str], str]) -> Iterator[Proposed]:
    """What somebody denies or questions in a clause of its own, with those who say the same."""
    told = [t for reading in readings for t in _told(reading)][:_LONGEST]
    contrary = [t for t in told if t.stance in ("denies", "questions")]
    if not contrary:
        return
    vectors = {t.statement.id: vector(t.statement.content.text) for t in told}
    for one in contrary:
        own = vectors[one.statement.id]
        alike = [t for t in told if own @ vectors[t.statement.id] >= ALIKE and _same(one, t)]
        affirm = sorted({t.who for t in alike if t.stance == "affirms"} - {one.who})
        deny = sorted({t.who for t in alike if t.stance in ("denies", "questions")})
        if affirm:
            reports = {groups(t.reading.article.id) for t in alike}
            days = {t.reading.article.published for t in alike if t.reading.article.published}
            says = " ".join(one.statement.content.text.split()).strip(' "“”.,').removeprefix("that ")
            yield Proposed(says, tuple(affirm), tuple(deny), len({*affirm, *deny}), len(reports), len(days))


def _told(reading: Reading) -> Iterator[_Told]:
    """The statements of an article with a clause as content, a known speaker and a stance."""
    for statement in reading.statements:
        words = frozenset(content_words(statement.content.text))
        stance = stance_of(statement)
        if statement.speaker is None or stance == "none" or len(words) < _FEWEST:
            continue
        for side in sides(reading, statement.speaker.spans[0], statement.speaker.actor, None):
            yield _Told(reading, statement, stance, side.party.name, words)


def _same(one: _Told, other: _Told) -> bool:
    return len(one.words & other.words) >= SHARED * len(one.words | other.words) and _negated(one) == _negated(other)


def _negated(told: _Told) -> bool:
    return any(w in fold(told.statement.content.text).split() for w in ("not", "never", "no"))
