"""From drafts to records: who claims it, what that source commits to, when and where."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from onrecord.crf import Run
from onrecord.encoder import Telling, Words
from onrecord.events._decoded import Draft
from onrecord.mentions import span_words
from onrecord.records import (
    Article,
    Doubt,
    Event,
    EventStatus,
    Mention,
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
    named: Sequence[Mention] = (),
) -> Told:
    """The drafts as events, in their order; their actors are words, still nobody's, each of a list for itself where
    `named` has them. An event that the text gives no actor is kept, and a Doubt says so: users may filter, a lost row
    can't be brought back."""
    parted = [d._replace(actors=_parted(words, d.actors, named), recipients=_parted(words, d.recipients, named))
              for d in drafts]  # fmt: skip
    found = [_event(article, words, d, telling, statements, times, places) for d in parted]
    open_ = [
        Doubt(e.trigger[0], "who did it?", (), "the text names no actor of this event") for e in found if not e.actors
    ]
    return Told(tuple(found), tuple(open_))


_JOINTS = re.compile(r"(?:[,;]|(?:, )?(?:and|or))(?: the| a| an)?")


def _parted(words: Words, runs: Sequence[Run], named: Sequence[Mention]) -> tuple[Run, ...]:
    """The runs of parties, lists of names or nouns taken apart: "the Justice Department | and the FBI". What a comma
    parts without an "and" to follow is an apposition."""
    return tuple(part for run in runs for part in _listed(words, run, named))


def _listed(words: Words, run: Run, named: Sequence[Mention]) -> list[Run]:
    inside = words.text[run[0] : run[1] + 1]
    if "and" not in inside and "or" not in inside:
        return [run]
    whole = words.span(*run)
    at = bisect_left(named, whole.start, key=lambda m: m.span.start)
    parts: list[tuple[int, int]] = []
    for mention in named[at:]:
        if mention.span.start >= whole.end:
            break
        first, end = span_words(words, mention.span)
        if mention.form != "pronoun" and mention.kind != "nationality" and end - 1 <= run[1]:
            parts += [(first, end - 1)] if not parts or first > parts[-1][1] else []
    gaps = [" ".join(words.text[a[1] + 1 : b[0]]).replace(" ,", ",") for a, b in pairwise(parts)]
    if any(_is_apposed(words, a, gap) for a, gap in zip(parts, gaps, strict=False)):
        return [run]
    begins = bool(parts) and all(w.lower() in ("the", "a", "an", "both") for w in words.text[run[0] : parts[0][0]])
    is_list = begins and len(parts) > 1 and parts[-1][1] == run[1] and all(map(_JOINTS.fullmatch, gaps))
    return parts if is_list and {"and", "or"} & set(gaps[-1].split()) else [run]


def _is_apposed(words: Words, before: Run, gap: str) -> bool:
    """Whether what follows says who was named before: "Ann Lee, the mayor, and Bo Roe" are two."""
    comma = gap.startswith(",") and "and" not in gap.split()
    return comma and words.text[before[1] + 2].lower() in ("the", "a", "an")


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
