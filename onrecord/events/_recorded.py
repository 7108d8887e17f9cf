"""From drafts to records: who claims it, what that source commits to, when and where."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.crf import Run
from onrecord.encoder import Telling, Words
from onrecord.events._decoded import Draft
from onrecord.records import (
    Article,
    Doubt,
    Event,
    EventStatus,
    Reference,
    Span,
    Statement,
    When,
    Where,
    content_id,
    spans_key,
    text_of,
)

# What a cue says of what is told in its content: "denied that police had fired", "accused them of stealing ballots".
_COMMITS: dict[str, EventStatus] = {"deny": "denied", "accuse": "alleged", "allege": "alleged"}


class Told(NamedTuple):
    """The events of an article, and what stayed open."""

    events: tuple[Event, ...]
    doubts: tuple[Doubt, ...]


def recorded(
    article: Article,
    words: Words,
    drafts: Sequence[Draft],
    telling: Telling,
    statements: Sequence[Statement],
    times: Sequence[When],
    places: Sequence[Where],
) -> Told:
    """The drafts as events, in their order; their actors are words, still nobody's. An event that the text gives no
    actor is kept, and a Doubt says so: users may filter, a lost row can't be brought back."""
    found = [_event(article, words, d, telling, statements, times, places) for d in drafts]
    open_ = [
        Doubt(e.trigger[0], "who did it?", (), "the text names no actor of this event") for e in found if not e.actors
    ]
    return Told(tuple(found), tuple(open_))


def _event(
    article: Article,
    words: Words,
    draft: Draft,
    telling: Telling,
    statements: Sequence[Statement],
    times: Sequence[When],
    places: Sequence[Where],
) -> Event:
    trigger = _spans(words, draft.trigger)
    claim = claimant(trigger[0], statements)
    actors, recipients = (
        tuple(_reference(article.text, s) for s in _spans(words, r)) for r in (draft.actors, draft.recipients)
    )
    return Event(
        id=content_id("event", article.id, draft.type, spans_key(trigger), *(spans_key(r.spans) for r in actors),
                      "to", *(spans_key(r.spans) for r in recipients)),
        type=draft.type,
        modes=draft.modes,
        contexts=draft.contexts,
        trigger=trigger,
        actors=actors,
        recipients=recipients,
        when=_when(_spans(words, draft.when), times),
        where=_where(_spans(words, draft.where), places),
        status=committed(draft.status, claim),
        according_to=claim.id if claim else None,
        score=_calibrated(draft.chance, telling),
    )  # fmt: skip


def claimant(trigger: Span, statements: Sequence[Statement]) -> Statement | None:
    """The statement in whose content the trigger stands; of several, nested ones, the innermost."""
    holding = [s for s in statements if any(c.start <= trigger.start and trigger.end <= c.end for c in s.content.spans)]
    return min(holding, key=lambda s: (sum(c.end - c.start for c in s.content.spans), s.id)) if holding else None


def committed(status: EventStatus, claim: Statement | None) -> EventStatus:
    """What the source commits to: it denies what it denies, and what it accuses another of is alleged."""
    if claim is None or status not in ("happened", "ongoing"):
        return status
    if claim.cue.act == "deny":
        return "denied" if claim.cue.polarity != "positive" else status
    return _COMMITS.get(claim.cue.act or "", status)


def _spans(words: Words, runs: Sequence[Run]) -> tuple[Span, ...]:
    return tuple(words.span(*r) for r in runs)


def _reference(text: str, span: Span) -> Reference:
    return Reference((span,), text_of((span,), text))


def _when(spans: Sequence[Span], times: Sequence[When]) -> When | None:
    """The first time expression that the words hold or touch."""
    for span in spans:
        at = bisect_right(times, span.end - 1, key=lambda t: t.span.start)
        near = [t for t in times[max(0, at - 8) : at] if t.span.end > span.start]
        if near:
            return near[0]
    return None


def _where(spans: Sequence[Span], places: Sequence[Where]) -> Where | None:
    """The first place that the words name."""
    for span in spans:
        for place in places:
            if any(p.touches(span) for p in place.spans):
                return place
    return None


def _calibrated(chance: float, telling: Telling) -> float:
    """The probability that there is an event of this type, to three places (Platt 1999)."""
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    odds = math.log(chance / (1 - chance))
    return round(1 / (1 + math.exp(-(telling.sharpness * odds + telling.shift))), 3)
