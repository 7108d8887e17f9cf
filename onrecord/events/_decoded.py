"""From candidate triggers to drafts: events on word numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import numpy as np

from onrecord.crf import Ints, Run, forbidden, viterbi
from onrecord.encoder import (
    EVENT_LABELS,
    EVENT_ROLES,
    MODES,
    STATUSES,
    TYPES,
    VERDICTS,
    Floats,
    Telling,
    Trigger,
    Words,
)
from onrecord.plover import CODEBOOK
from onrecord.records import EventStatus

_LABEL = {name: i for i, name in enumerate(EVENT_LABELS)}
_FORBIDDEN = forbidden(EVENT_LABELS)
_TYPES = slice(2, 2 + len(TYPES))
_STATUSES = slice(_TYPES.stop, _TYPES.stop + len(STATUSES))
_MODES = slice(_STATUSES.stop, _STATUSES.stop + len(MODES))
_CONTEXTS = slice(_MODES.stop, len(VERDICTS))


class Draft(NamedTuple):
    """An event on word numbers: runs are (first, last), both included. `chance`: how likely it is of its type."""

    anchor: int
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    status: EventStatus
    trigger: tuple[Run, ...]
    actors: tuple[Run, ...]
    recipients: tuple[Run, ...]
    when: tuple[Run, ...]
    where: tuple[Run, ...]
    chance: float


def drafted(words: Words, triggers: Sequence[Trigger], telling: Telling) -> list[Draft]:
    """The events as word numbers, in the order of their triggers."""
    chances = in_company(triggers)
    kept = [t for t in triggers if chances[t.anchor] >= telling.event]
    if not kept:
        return []
    paths = viterbi([t.scores + _HEARD for t in kept], telling.transitions + _FORBIDDEN, telling.begin + _FORBIDDEN[0])
    found = (_draft(words, t, path, chances[t.anchor]) for t, path in zip(kept, paths, strict=True))
    return within_rules(words, distinct(found))


# A recipient is passed over more often than invented: its beginning gets half a point.
_HEARD = np.zeros(len(EVENT_LABELS), np.float32)
_HEARD[_LABEL["B-recipient"]] = 0.5

NEAR = 60  # words, two or three sentences
ALONE = 0.74


def in_company(triggers: Sequence[Trigger]) -> dict[int, float]:
    """The chance of each candidate by its anchor, lowered where no other is near: down to `ALONE` of it if none is.

    An event seldom comes alone: a word that looks like one among poems, sport or recipes has no likely neighbour, one
    in a report of a protest has several.
    """
    chances = dict(sorted((t.anchor, chance_of(t)) for t in triggers))
    anchors, found = list(chances), {}
    for at, chance in chances.items():
        near = anchors[bisect_left(anchors, at - NEAR) : bisect_right(anchors, at + NEAR)]
        company = max((chances[other] for other in near if other != at), default=0.0)
        found[at] = chance * ALONE ** (1 - company)
    return found


def chance_of(trigger: Trigger) -> float:
    """How likely the candidate is an event of its likeliest type: the root of the product of whether the word says so,
    whether the second look does, and the share of that type."""
    types = _probabilities(trigger)
    found = _sigmoid(float(trigger.types.max())) * _sigmoid(float(trigger.verdicts[0]))
    return float((found * types.max()) ** 0.5)


def _probabilities(trigger: Trigger) -> Floats:
    """Of each type: what the second look says, weighed with what the word says of itself."""
    scores = trigger.verdicts[_TYPES] + 0.5 * trigger.types
    odds = np.exp(scores - scores.max())
    return cast(Floats, odds / odds.sum())


def _draft(words: Words, trigger: Trigger, path: Ints, chance: float) -> Draft:
    sentence = words.sentence[trigger.anchor]
    runs = {role: _runs(words, path, role, trigger.start) for role in EVENT_ROLES}
    type_ = TYPES[int(_probabilities(trigger).argmax())]
    own = [r for r in runs["trigger"] if words.sentence[r[0]] == sentence]
    actors, recipients = runs["actor"], runs["recipient"]
    if trigger.verdicts[1] > 0 and not recipients:
        recipients = actors
    status = STATUSES[int(trigger.verdicts[_STATUSES].argmax())]
    return Draft(trigger.anchor, type_, _modes(trigger, type_), _contexts(trigger), status,
                 tuple(own) or ((trigger.anchor, trigger.anchor),), actors, recipients, runs["when"], runs["where"],
                 chance)  # fmt: skip


def _modes(trigger: Trigger, type_: str) -> tuple[str, ...]:
    """The likeliest mode of the type, if it is likelier than not."""
    scores = trigger.verdicts[_MODES]
    found = [(float(s), m) for s, (t, m) in zip(scores, MODES, strict=True) if t == type_ and s > 0]
    return (max(found)[1],) if found else ()


def _contexts(trigger: Trigger) -> tuple[str, ...]:
    scores = trigger.verdicts[_CONTEXTS]
    return tuple(c for c, s in zip(CODEBOOK.contexts, scores, strict=True) if s > 0)


def _runs(words: Words, path: Ints, role: str, start: int) -> tuple[Run, ...]:
    """Runs of one role in a path of labels whose first word has the number `start`; none crosses a paragraph."""
    begins, goes_on = _LABEL[f"B-{role}"], _LABEL[f"I-{role}"]
    inside = np.flatnonzero((path == begins) | (path == goes_on))
    if not len(inside):
        return ()
    breaks = np.flatnonzero((np.diff(inside) > 1) | (path[inside[1:]] == begins)) + 1
    runs = [(int(r[0]) + start, int(r[-1]) + start) for r in np.split(inside, breaks)]
    return tuple(r for run in runs for r in _trimmed(words, run))


def _trimmed(words: Words, run: Run) -> Iterator[Run]:
    """The run without marks at its edges, which belong to no party and no trigger."""
    first, last = run
    while first <= last and not words.text[first][0].isalnum():
        first += 1
    while last >= first and not words.text[last][-1].isalnum():
        last -= 1
    if first <= last and words.paragraph[first] == words.paragraph[last]:
        yield first, last


def distinct(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft per trigger: of those whose triggers share a word, the likeliest. In the order of the triggers."""
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=lambda d: (-d.chance, d.anchor)):
        own = {i for first, last in draft.trigger for i in range(first, last + 1)}
        if not own & taken:
            taken |= own
            kept.append(draft)
    return sorted(kept, key=lambda d: d.anchor)


# What is left out beside an event of the same sentence and the same actor (PLOVER, rules for the coder): the demands
# of a protest, and the march of the troops that attack.
_INSIDE = {"PROTEST": ("REQUEST",), "ASSAULT": ("MOBILIZE",)}


def within_rules(words: Words, drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that PLOVER counts as part of another."""
    return [d for d in drafts if not any(_holds(words, outer, d) for outer in drafts)]


def _holds(words: Words, outer: Draft, inner: Draft) -> bool:
    return (
        inner.type in _INSIDE.get(outer.type, ())
        and words.sentence[inner.anchor] == words.sentence[outer.anchor]
        and bool(set(outer.actors) & set(inner.actors))
        and outer.status in ("happened", "ongoing")
    )


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))
