"""The table of POLECAT: 40 columns between tabs, one event a line, under one line of column names.

A cell is one line: white space in it is one blank, and a cell with quotation marks is quoted as in CSV. `;` stands
between the values of several actors or places, one for each in their order, and `|` between the sectors of one; inside
a name they become commas and slashes. Not known is empty. The table has no place for a status or for who claims it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from onrecord.errors import UsageError
from onrecord.export._coded import DONE, Coded, Party, coded
from onrecord.plover import Codebook
from onrecord.records import EventStatus, Reading, Record, text_of

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
HEADER = "\t".join(COLUMNS)
_BODIES = ("organisation", "government")
_QUOTE = '"'
_SEPARATORS = str.maketrans(";|", ",/")


class Side(Record, frozen=True, array_like=True):
    """The actors or the recipients: eight columns. The COW code and the title are not known to us; the Wikipedia column
    has the Wikidata item, which is what we know."""

    name: str = ""
    country: str = ""
    cow: str = ""
    primary_sector: str = ""
    sectors: str = ""
    title: str = ""
    name_raw: str = ""
    wikipedia_id: str = ""


class PolecatEvent(Record, frozen=True, array_like=True):
    """One row, cell by cell as text. `event_id` is the article's id and the event's, with `_` between them."""

    event_id: str
    event_date: str
    event_type: str
    event_mode: str
    intensity: str
    quad_code: str
    contexts: str
    actor: Side
    recipient: Side
    placename: str = ""
    city: str = ""
    district: str = ""
    province: str = ""
    country: str = ""
    latitude: str = ""
    longitude: str = ""
    geonames_id: str = ""
    raw_placename: str = ""
    feature_type: str = ""
    source: str = ""
    publication_date: str = ""
    story_people: str = ""
    story_organizations: str = ""
    story_locations: str = ""
    language: str = ""
    version: str = ""


def written(reading: Reading, codebook: Codebook, statuses: Collection[EventStatus] = DONE) -> Iterator[str]:
    """A line for each event of the reading that has an actor in its text and one of the statuses; no header."""
    story = _Story(
        _joined(actor.name for actor in reading.actors if actor.kind == "person"),
        _joined(actor.name for actor in reading.actors if actor.kind in _BODIES),
        _joined(dict.fromkeys(place.name for place in reading.places)),
    )
    for one in coded(reading, codebook, statuses):
        yield line(_row(one, reading, story))


def parsed(lines: Iterable[str]) -> Iterator[PolecatEvent]:
    """The events of the lines; blank lines and column names are passed over.

    Raises: UsageError, with the number of the line, if one has not 40 cells.
    """
    for number, text in enumerate(lines, start=1):
        row = text.rstrip("\r\n")
        if row.strip() and row != HEADER:
            cells = [_unquoted(cell) for cell in row.split("\t")]
            if len(cells) != len(COLUMNS):
                raise UsageError(f"line {number}: {len(cells)} cells; a row of POLECAT has {len(COLUMNS)} between tabs")
            yield msgspec.convert([*cells[:7], cells[7:15], cells[15:23], *cells[23:]], PolecatEvent)


def line(event: PolecatEvent) -> str:
    """The event as one line, without the line's end."""
    cells: list[str] = []
    for value in msgspec.structs.astuple(event):
        cells += msgspec.structs.astuple(value) if isinstance(value, Side) else (value,)
    return "\t".join(_quoted(_one_line(cell)) for cell in cells)


class _Story(NamedTuple):
    """Who and what the article names: the same in each of its rows."""

    people: str
    organizations: str
    locations: str


def _row(one: Coded, reading: Reading, story: _Story) -> PolecatEvent:
    event, article, where = one.event, reading.article, one.event.where
    return PolecatEvent(
        event_id=f"{article.id}_{event.id}",
        event_date=one.day or "",
        event_type=event.type,
        event_mode=_joined(event.modes),
        intensity=_number(one.scale),
        quad_code=_number(one.quad),
        contexts=_joined(event.contexts),
        actor=_side(one.actors),
        recipient=_side(one.recipients),
        placename=where.name if where else "",
        country=where.country or "" if where else "",
        latitude=_number(where.lat if where else None),
        longitude=_number(where.lon if where else None),
        raw_placename=text_of(where.spans, article.text) if where else "",
        source=article.outlet or "",
        publication_date=article.published or "",
        story_people=story.people,
        story_organizations=story.organizations,
        story_locations=story.locations,
        language=article.language or "",
        version=f"{reading.model.name} {reading.model.version}",
    )


def _side(parties: Sequence[Party]) -> Side:
    sectors = [party.actor.sectors if party.actor else () for party in parties]
    return Side(
        name=_joined(party.actor.name if party.actor else "" for party in parties),
        country=_joined(party.code or "" for party in parties),
        primary_sector=_joined(several[0] if several else "" for several in sectors),
        sectors=";".join("|".join(map(_within, several)) for several in sectors),
        name_raw=_joined(party.text for party in parties),
        wikipedia_id=_joined(party.actor and party.actor.wikidata or "" for party in parties),
    )


def _joined(values: Iterable[str]) -> str:
    return ";".join(map(_within, values))


def _within(text: str) -> str:
    """The text without what separates the values of a cell."""
    return text.translate(_SEPARATORS)


def _number(value: float | None) -> str:
    """As short as it can be without loss: 2.5, -7, 10.48801."""
    return "" if value is None else repr(value).removesuffix(".0")


def _one_line(text: str) -> str:
    """A tab or a line's end would break the table, a blank does not: every white space is one."""
    return " ".join(text.split())


def _quoted(cell: str) -> str:
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _QUOTE in cell else cell


def _unquoted(cell: str) -> str:
    if len(cell) < 2 or not (cell[0] == cell[-1] == _QUOTE):
        return cell
    return cell[1:-1].replace(_QUOTE * 2, _QUOTE)
