"""PLOVER JSON lines: one event, one object (openeventdata/PLOVER, manual, chapter on JSON data fields).

The field names are PLOVER's; what is not known is null or empty. Offsets are code points into the article's text.
PLOVER has no place for a status: `comment` has it, with who claims it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import msgspec

from onrecord.errors import UsageError
from onrecord.export._coded import DONE, Coded, Party, coded
from onrecord.ledger.rows import paragraph_at, paragraph_starts
from onrecord.plover import Codebook
from onrecord.records import EventStatus, Reading, Record, Span, Where, text_of

_STATUS, _CLAIM = "status: ", "; according to: "


class Entity(Record, frozen=True):
    """An actor or a recipient. `code` is a country (ISO3) or one of PLOVER's pseudo-codes, `entity_text` the words of
    the page, `identifier_id` the Wikidata item, `identifier_text` the full name."""

    code: str | None = None
    sector: tuple[str, ...] = ()
    entity_text: str | None = None
    identifier_id: str | None = None
    identifier_text: str | None = None
    religion: str | None = None
    ethnicity: str | None = None
    office: str | None = None


class Location(Record, frozen=True):
    """Where: degrees (WGS 84), `cc3` the country (ISO3)."""

    name: str
    cc3: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class TextInfo(Record, frozen=True):
    """Where `text` stands in the article: `[start, end)`; `sequence` is the paragraph's number, from 1."""

    sequence: int
    start: int
    end: int


class CiteInfo(Record, frozen=True):
    """The article: `citation` is its id."""

    citation: str | None = None
    url: str | None = None
    title: str | None = None
    publication: str | None = None
    language: str | None = None
    codebook: str | None = None


class PloverEvent(Record, frozen=True):
    """One line. `date` is null if neither the event nor its article has a day; PLOVER wants one, and there is none.

    `text` is the stretch of the article from the first to the last word of trigger and parties; `event_text` has the
    words of the trigger, and those of every other telling.
    """

    id: str
    date: str | None
    actor: tuple[Entity, ...]
    event: tuple[str, ...]
    recipient: tuple[Entity, ...] = ()
    event_loc: Location | None = None
    event_text: tuple[str, ...] = ()
    quad_code: int | None = None
    event_scale: float | None = None
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    link: str | None = None
    text: str | None = None
    text_info: TextInfo | None = None
    cite_info: CiteInfo | None = None
    coder: str | None = None
    coded_date: str | None = None
    comment: str | None = None

    @property
    def status(self) -> str | None:
        """The status in `comment`; None if it has none."""
        head, _, _ = (self.comment or "").partition(_CLAIM)
        return head.removeprefix(_STATUS) if head.startswith(_STATUS) else None

    @property
    def according_to(self) -> str | None:
        """Who claims it, from `comment`; None if the reporter does."""
        return (self.comment or "").partition(_CLAIM)[2] or None


def written(reading: Reading, codebook: Codebook, statuses: Collection[EventStatus] = DONE) -> Iterator[str]:
    """A line for each event of the reading that has an actor in its text and one of the statuses."""
    starts = paragraph_starts(reading.article.text)
    cite = CiteInfo(reading.article.id, reading.article.url, reading.article.title, reading.article.outlet,
                    reading.article.language, f"{codebook.name} {codebook.version}".strip())  # fmt: skip
    for one in coded(reading, codebook, statuses):
        extent = _extent(one)
        yield line(
            PloverEvent(
                id=one.event.id,
                date=one.day,
                actor=tuple(map(_entity, one.actors)),
                event=(one.event.type,),
                recipient=tuple(map(_entity, one.recipients)),
                event_loc=_location(one.event.where),
                event_text=tuple(text_of(s, reading.article.text) for s in (one.event.trigger, *one.event.mentions)),
                quad_code=one.quad,
                event_scale=one.scale,
                mode=one.event.modes,
                context=one.event.contexts,
                text=extent.of(reading.article.text),
                text_info=TextInfo(paragraph_at(starts, extent.start), extent.start, extent.end),
                cite_info=cite,
                coder=f"{reading.model.name} {reading.model.version}",
                comment=_STATUS + one.event.status + (_CLAIM + one.claimant if one.claimant else ""),
            )
        )


def parsed(lines: Iterable[str]) -> Iterator[PloverEvent]:
    """The events of the lines; blank ones are passed over, and so are fields that PLOVER does not name.

    Raises: UsageError, with the number of the line, if one is no event.
    """
    for number, text in enumerate(lines, start=1):
        if text.strip():
            try:
                yield msgspec.json.decode(text, type=PloverEvent)
            except (ValueError, RecursionError) as error:
                raise UsageError(
                    f"line {number}: no event of PLOVER ({error}); write one JSON object a line"
                ) from error


def line(event: PloverEvent) -> str:
    """The event as one line, without the line's end."""
    return msgspec.json.encode(event).decode()


def _entity(party: Party) -> Entity:
    actor = party.actor
    if actor is None:
        return Entity(entity_text=party.text)
    return Entity(party.code, actor.sectors, party.text, actor.wikidata, actor.name)


def _location(where: Where | None) -> Location | None:
    return Location(where.name, where.country, where.lat, where.lon) if where else None


def _extent(one: Coded) -> Span:
    """From the first character of the trigger and the parties to the last."""
    parties = (*one.event.actors, *one.event.recipients)
    spans = list(chain(one.event.trigger, *(party.spans for party in parties)))
    return Span(min((s.start for s in spans), default=0), max((s.end for s in spans), default=0))
