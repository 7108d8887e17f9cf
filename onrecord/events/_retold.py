"""The same event in headline, lead and background: one row, with every place where it is told.

Two tellings are of one event if type and status agree, no mode, party, day or place of one contradicts the other's, and
they share a party that is known. Two events of one sentence are two; what happened in another year is history.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec
import numpy as np

from onrecord.encoder import Words
from onrecord.records import Event

# Days between the article and a day of its own from which an event without a day is not the same one.
_HISTORY = 21
_DONE = ("happened", "ongoing")


def told_once(words: Words, events: Sequence[Event], published: str | None) -> tuple[Event, ...]:
    """The events with their retellings in `mentions`: the fullest telling stands for the event. In the text's order."""
    groups: list[list[Event]] = []
    for event in events:
        group = next((g for g in groups if all(_same(words, told, event, published) for told in g)), None)
        if group is None:
            groups.append([event])
        else:
            group.append(event)
    found = [_one(group) for group in groups]
    return tuple(sorted(found, key=lambda e: e.trigger))


def _one(group: Sequence[Event]) -> Event:
    kept = max(group, key=_fullness)
    others = tuple(e.trigger for e in group if e is not kept)
    when = kept.when or next((e.when for e in group if e.when), None)
    where = kept.where or next((e.where for e in group if e.where), None)
    return msgspec.structs.replace(kept, when=when, where=where, mentions=others)


def _fullness(event: Event) -> tuple[int, float]:
    parties = [any(r.actor for r in references) for references in (event.actors, event.recipients)]
    return sum((*parties, event.when is not None, event.where is not None)), event.score


def _same(words: Words, a: Event, b: Event, published: str | None) -> bool:
    return (
        a.type == b.type
        and (a.status == b.status or (a.status in _DONE and b.status in _DONE))
        and (not a.modes or not b.modes or a.modes[0] == b.modes[0])
        and _parties(a, b)
        and _days(a, b, published)
        and _places(a, b)
        and _sentence(words, a) != _sentence(words, b)
    )


def _parties(a: Event, b: Event) -> bool:
    """Whether they share an actor or a recipient and differ in neither."""
    shared = False
    for mine, yours in ((a.actors, b.actors), (a.recipients, b.recipients)):
        if not mine or not yours:
            continue
        if not {r.actor for r in mine if r.actor} & {r.actor for r in yours if r.actor}:
            return False
        shared = True
    return shared


def _days(a: Event, b: Event, published: str | None) -> bool:
    if a.when and b.when:
        if a.when.from_ is None or b.when.from_ is None:
            return a.when.value == b.when.value
        return a.when.from_ <= (b.when.to or b.when.from_) and b.when.from_ <= (a.when.to or a.when.from_)
    dated = a.when or b.when
    return dated is None or dated.from_ is None or not _is_history(dated.to or dated.from_, published)


def _is_history(last: str, published: str | None) -> bool:
    if published is None:
        return False
    return (datetime.date.fromisoformat(published) - datetime.date.fromisoformat(last)).days > _HISTORY


def _places(a: Event, b: Event) -> bool:
    if a.where is None or b.where is None or a.where.name == b.where.name:
        return True
    return a.where.country == b.where.country and None in (a.where.lat, b.where.lat)


def _sentence(words: Words, event: Event) -> int:
    at = int(np.searchsorted(words.ends, event.trigger[0].start, side="right"))
    return int(words.sentence[at])
