"""What the formats of event data share: which events they take, with day, quad class, score and parties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from onrecord.facts import PSEUDO
from onrecord.ledger.rows import names_of
from onrecord.plover import QUADS, Codebook
from onrecord.records import Actor, Article, Event, EventStatus, Reading, Reference

# PLOVER has no status: what it records has happened.
DONE: tuple[EventStatus, ...] = ("happened", "ongoing")


class Party(NamedTuple):
    """One actor or recipient: the words, who that is, if known, and PLOVER's code of where it belongs."""

    text: str
    actor: Actor | None
    code: str | None


class Coded(NamedTuple):
    """An event as event data have it: `day` is "YYYY-MM-DD", `quad` 1 to 4, `scale` from -10 to 10.

    `claimant` is who says so, None if the reporter does.
    """

    event: Event
    day: str | None
    quad: int | None
    scale: float | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    claimant: str | None


def coded(reading: Reading, codebook: Codebook, statuses: Collection[EventStatus]) -> Iterator[Coded]:
    """The events of the reading that have one of the statuses and, in the text, an actor, which PLOVER demands, and a
    recipient, if the codebook demands one of their type.

    An event of a type that the codebook does not have has no quad class and no score.
    """
    cast = {actor.id: actor for actor in reading.actors}
    claimants = _claimants(reading)
    for event in reading.events:
        if event.status in statuses and _has_parties(event, codebook):
            quad, scale = _scored(event, codebook)
            actors, recipients = (
                tuple(_party(reference, cast) for reference in side) for side in (event.actors, event.recipients)
            )
            yield Coded(event, _day(event, reading.article), quad, scale, actors, recipients,
                        claimants.get(event.according_to or ""))  # fmt: skip


def _has_parties(event: Event, codebook: Codebook) -> bool:
    entry = codebook.types.get(event.type)
    return bool(event.actors and (event.recipients or entry is None or not entry.recipient_required))


def _claimants(reading: Reading) -> dict[str, str]:
    """Statement's id → who speaks: the name, else the words."""
    names = names_of(reading.actors)
    speakers = ((s.id, s.speaker) for s in reading.statements)
    return {one: (names.get(who.actor or "") or who.text) if who else "somebody not named" for one, who in speakers}


def _day(event: Event, article: Article) -> str | None:
    """The first day of the event, else the article's: PLOVER's date is one day."""
    when = event.when
    return (when and (when.from_ or when.to)) or article.published


def _scored(event: Event, codebook: Codebook) -> tuple[int | None, float | None]:
    entry = codebook.types.get(event.type)
    if entry is None:
        return None, None
    modes = tuple(mode for mode in event.modes if mode in entry.modes)
    return 1 + QUADS.index(entry.quad), entry.intensity(modes)


def _party(reference: Reference, cast: Mapping[str, Actor]) -> Party:
    actor = cast.get(reference.actor or "")
    if actor is None:
        return Party(reference.text, None, None)
    kind = actor.kind.upper()
    return Party(reference.text, actor, actor.country or (kind if kind in PSEUDO else None))
