"""Who holds what where the rules say nothing: a network is asked of everybody near where the proposition is named.

Where it is spoken of is found as the rules find it, by its words; what is held of it there, by whom, the network says
that `onrecord.stances` loads. Only what it is sure of counts. Propositions with a frame (who won, who is president) are
not asked about: the rules know what they need.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from onrecord.commitment import CONTRARY, STANCES, Stance
from onrecord.questions._advocacy import named_in
from onrecord.questions._frames import Theme
from onrecord.questions._people import heard
from onrecord.questions._sides import Side, sides
from onrecord.questions._view import Sentence
from onrecord.questions._worded import Worded
from onrecord.records import Actor, Reading, Span

BELIEVED = 0.8  # the least chance of a stance that counts
_LONGEST = 1200  # code points of an excerpt; of what is longer, the middle sentence alone
_CONTRARY_COLUMNS = [STANCES.index(CONTRARY.get(s, s)) for s in STANCES]
_NOT = re.compile(
    r"^(?P<before>[^,;]*?\b(?:should|must|ought|did|does|do|has|have|had|is|was|are|were|will)) (?:not|never)\b"
)
_SUBORDINATE = re.compile(r"\b(?:that|because|if|when|while|who|which|whether)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"n[’']t\b|\b(?:not|never|no|nobody|none|nothing|neither|cannot)\b", re.IGNORECASE)


class Asks(Protocol):
    """What `onrecord.stances.Stances` does."""

    def chances(
        self, text: str, says: str, places: Sequence[Span], holders: Sequence[Span]
    ) -> Sequence[Sequence[float] | None]: ...


Network = Callable[[], Asks]  # loads it when it is first asked


@cache
def shipped() -> Asks:
    """The package's own, loaded once, with what it needs to run: most commands need neither."""
    return cast(Asks, import_module("onrecord.stances").Stances())


class Inferred(NamedTuple):
    """What somebody holds of a theme, how likely, and the words: his mention, and the place nearest to it."""

    side: Side
    stance: Stance
    chance: float
    holder: Span
    place: Span


class _Excerpt(NamedTuple):
    """A sentence that speaks of a theme with its neighbours, and every place there that does."""

    span: Span
    places: tuple[Span, ...]


class _Answer(NamedTuple):
    """What the network says of a mention, in each excerpt that has it, and the place nearest to it."""

    rows: list[Sequence[float]]
    place: Span


def inferred(
    reading: Reading, sentences: Sequence[Sentence], theme: Theme, says: str, home: str | None, network: Network,
    sources: Collection[Span],
) -> list[Inferred]:  # fmt: skip
    """Of everybody who is named near a place of the theme, the surest stance, if it is sure enough; nothing of the
    mentions in `sources`, of which the rules have told."""
    positive = _positive(says)
    if positive is None:
        return []
    best: dict[str, Inferred] = {}
    for (holder, actor), answer in _mentions(reading, sentences, theme, positive[0], network, sources).items():
        chances = [sum(column) / len(answer.rows) for column in zip(*answer.rows, strict=True)]
        if positive[1]:
            chances = [chances[i] for i in _CONTRARY_COLUMNS]
        at = max(range(1, len(STANCES)), key=lambda i: chances[i])
        if chances[at] < BELIEVED:
            continue
        for side in sides(reading, holder, actor, home):
            own = heard(reading, holder, side, home)
            if own is not None and (own.key not in best or best[own.key].chance < chances[at]):
                best[own.key] = Inferred(own, STANCES[at], chances[at], holder, answer.place)
    return list(best.values())


def _positive(says: str) -> tuple[str, bool] | None:
    """A proposition without its negation, and whether it had one: the network has learned on those that deny nothing.

    None if the negation is not that of its verb.
    """
    found = _NOT.search(says)
    if found and not _SUBORDINATE.search(found["before"]):
        rest = says[found.end() :]
        return None if _NEGATIVE.search(rest) else (found["before"] + rest, True)
    return None if _NEGATIVE.search(says) else (says, False)


def _mentions(
    reading: Reading, sentences: Sequence[Sentence], theme: Theme, says: str, network: Network,
    sources: Collection[Span],
) -> dict[tuple[Span, str], _Answer]:  # fmt: skip
    """What the network says of each mention near a place, with its actor."""
    found: dict[tuple[Span, str], list[Sequence[float]]] = defaultdict(list)
    places = _places(reading, sentences, theme)
    named = [
        (m, a.id) for m, a in sorted(((m, a) for a in reading.actors for m in a.mentions), key=_in_order)
        if a.kind != "place" and not any(m.touches(s) for s in sources)
    ] if places else []  # fmt: skip
    for excerpt in dict.fromkeys(_excerpts(sentences, places)):
        inside = [(m, a) for m, a in named if excerpt.span.start <= m.start and m.end <= excerpt.span.end]
        if not inside:
            continue
        text, by = excerpt.span.of(reading.article.text), -excerpt.span.start
        chances = network().chances(text, says, [p.moved(by) for p in excerpt.places],
                                    [m.moved(by) for m, _ in inside])  # fmt: skip
        for key, row in zip(inside, chances, strict=True):
            if row is not None:
                found[key].append(row)
    every = [p for some in places.values() for p in some]
    return {key: _Answer(rows, min(every, key=lambda p: _gap(p, key[0]))) for key, rows in found.items()}


def _in_order(named: tuple[Span, Actor]) -> tuple[Span, str]:
    return named[0], named[1].id


def _gap(a: Span, b: Span) -> int:
    """The code points between two spans."""
    return max(a.start - b.end, b.start - a.end, 0)


def _places(reading: Reading, sentences: Sequence[Sentence], theme: Theme) -> dict[int, tuple[Span, ...]]:
    """Where each sentence speaks of the theme, by its number."""
    starts = [sentence.words[0].start for sentence in sentences]
    found: dict[int, tuple[Span, ...]] = {}
    for place in sorted(set(_spoken_of(reading, sentences, theme))):
        number = bisect_right(starts, place.start) - 1
        found[number] = (*found.get(number, ()), place)
    return found


def _spoken_of(reading: Reading, sentences: Sequence[Sentence], theme: Theme) -> Iterator[Span]:
    if theme.measure:
        yield from named_in(reading, sentences, theme, theme.measure)
    else:
        for sentence in sentences:
            yield from Worded(reading, sentence, theme).spoken_of()


def is_asked_about(theme: Theme) -> bool:
    """Whether the network is asked about a theme: one without a frame."""
    return theme.measure is not None or all(key.phrase or key.frame == "guilt" for key in theme.keys)


def _excerpts(sentences: Sequence[Sentence], places: dict[int, tuple[Span, ...]]) -> Iterator[_Excerpt]:
    for number in places:
        first, last = max(0, number - 1), min(len(sentences) - 1, number + 1)
        if sentences[last].words[-1].end - sentences[first].words[0].start > _LONGEST:
            first = last = number
        inside = tuple(p for n in range(first, last + 1) for p in places.get(n, ()))
        yield _Excerpt(Span(sentences[first].words[0].start, sentences[last].words[-1].end), inside)
