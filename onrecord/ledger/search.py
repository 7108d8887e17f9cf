"""Find statements again: by their words, their speaker, their outlet, their day, what the speaker did; and events: by
what was done, by or to whom, where and when, and whether it happened."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from onrecord.errors import UsageError
from onrecord.ledger.rows import event_of, statement_of
from onrecord.records import Event, EventStatus, Quotation, Record, Statement

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})
_COUNTRY = re.compile("[A-Za-z]{3}")
_MANY = 4_000  # statements
_WORDS = re.compile(r'"([^"]+)"|([^\s"]+)')

_FIND = """
    SELECT statements.*, articles.url, articles.outlet, articles.title, articles.published
      FROM {tables} ON articles.id = statements.article
     WHERE {conditions}
     ORDER BY articles.published DESC, articles.id, statements.number
     LIMIT :limit
"""
_CONDITIONS = {
    "match": 'statements."row" IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :match)',
    "outlet": "articles.outlet = :outlet COLLATE NOCASE",
    "since": "articles.published >= :since",
    "until": "articles.published <= :until",
    "act": "statements.act = :act",
    "quotation": "statements.quotation = :quotation",
    "country": """EXISTS (SELECT 1 FROM actors WHERE actors.article = statements.article
                          AND actors.id = statements.speaker_actor AND actors.country = :country)""",
}

_FIND_EVENTS = """
    SELECT events.*, articles.url, articles.outlet, articles.title, articles.published,
           coalesce(statements.speaker_name, statements.speaker) AS claimant
      FROM events JOIN articles ON articles.id = events.article
      LEFT JOIN statements ON statements.id = events.according_to
     WHERE {conditions}
     ORDER BY articles.published DESC, articles.id, events.number
     LIMIT :limit
"""
_PARTIES = """
    SELECT event_actors.*, actors.name
      FROM event_actors
      LEFT JOIN actors ON actors.article = event_actors.article AND actors.id = event_actors.actor
     WHERE event = ? ORDER BY role, event_actors.number
"""
# Of the rows that answer, one for each report: the one that the others repeat, if it is among them, else the next.
_ONCE = """
    SELECT * FROM (
        SELECT *, 1 + (SELECT count(*) FROM {kind}_repeats r WHERE r.repeats = first) AS copies,
               row_number() OVER (PARTITION BY first ORDER BY id != first, published, article) AS nth
          FROM (SELECT answers.*, coalesce(r.repeats, answers.id) AS first
                  FROM ({answers}) answers LEFT JOIN {kind}_repeats r ON r.id = answers.id))
     WHERE nth = 1 ORDER BY published DESC, article, number LIMIT :limit
"""
# A day that is open, like a weekday without a day of publication, gives way to the article's own; `since 2019` has one.
_EVENT_CONDITIONS = {
    "types": "events.type COLLATE NOCASE IN (SELECT value FROM json_each(:types))",
    "modes": """EXISTS (SELECT 1 FROM json_each(events.modes) j
                         WHERE j.value COLLATE NOCASE IN (SELECT value FROM json_each(:modes)))""",
    "contexts": """EXISTS (SELECT 1 FROM json_each(events.contexts) j
                            WHERE j.value COLLATE NOCASE IN (SELECT value FROM json_each(:contexts)))""",
    "statuses": "events.status IN (SELECT value FROM json_each(:statuses))",
    "country": """(events.place_country = :country OR EXISTS (
                      SELECT 1 FROM event_actors
                        JOIN actors ON actors.article = event_actors.article AND actors.id = event_actors.actor
                       WHERE event_actors.event = events.id AND actors.country = :country))""",
    "since": "coalesce(events.when_to, events.when_from, articles.published) >= :since",
    "until": "coalesce(events.when_from, events.when_to, articles.published) <= :until",
    "outlet": _CONDITIONS["outlet"],
}


class Query(Record, frozen=True):
    """What to look for; every condition given must hold.

    `words` must all occur in the content or the speaker; words in quotation marks stand together, a trailing
    `*` matches any ending; case and accents do not matter. `speaker` is looked for in the speaker's words alone, and
    in the name of who that is: a statement by "He" is found as one by Peskov. `country` is that of the speaker, a code
    of three letters as in `Actor.country` (ISO 3166-1), in either case.
    `since` and `until` are days of publication, both included; an article without a day is never between them.
    `once` counts what the copies of one report repeat as one, if `Ledger.find_wires` has looked. `limit` None is no
    limit.
    """

    words: str = ""
    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    act: str | None = None
    quotation: Quotation | None = None
    limit: int | None = None
    country: str | None = None
    once: bool = False

    def __post_init__(self) -> None:
        """Raises: UsageError for a day that is none, or a country that is no code."""
        _check(self.country, self.since, self.until)


class EventQuery(Record, frozen=True):
    """Which events to look for; every condition given must hold, and of several values one is enough.

    `types`, `modes` and `contexts` are PLOVER's, or those of the ontology that was read with; case does not matter.
    `country` is that of an actor, of a recipient or of the place, a code of three letters (ISO 3166-1), in either case.
    `since` and `until` are days, both included: those of the event, or, if it has none, the article's; an event without
    either is never between them. `once` counts what the copies of one report repeat as one, if `Ledger.find_wires` has
    looked. `limit` None is no limit.
    """

    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    statuses: tuple[EventStatus, ...] = ()
    country: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    limit: int | None = None
    once: bool = False

    def __post_init__(self) -> None:
        """Raises: UsageError for a day that is none, or a country that is no code."""
        _check(self.country, self.since, self.until)


class Heading(Record, frozen=True):
    """The article a statement or an event stands in, without its text."""

    id: str
    url: str | None
    outlet: str | None
    title: str | None
    published: str | None


class Found(Record, frozen=True):
    """A statement that answers a query; `paragraph` counts from 1, `speaker_name` is the name of who speaks, if known.

    The statement's words may say "He"; its `speaker.actor` is an id that only the whole Reading explains. `copies` is
    in how many articles the report says it, if each was asked for once.
    """

    article: Heading
    paragraph: int
    statement: Statement
    speaker_name: str | None = None
    copies: int = 1


class FoundEvent(Record, frozen=True):
    """An event that answers a query; `paragraph` counts from 1, `trigger` are the words of the event's trigger.

    `names` has the name of every actor and recipient who is known, under the id; `claimant` is who says that it
    happened, by name or in the words of the page: None if the reporter does, or nobody is named. `copies`: see `Found`.
    """

    article: Heading
    paragraph: int
    event: Event
    trigger: str
    names: dict[str, str]
    claimant: str | None = None
    copies: int = 1


def find(db: sqlite3.Connection, query: Query) -> Iterator[Found]:
    """The statements that answer the query, the newest article first, in the order of the text."""
    given = {
        "match": match_of(query.words, query.speaker),
        "outlet": query.outlet and whole(query.outlet),
        "since": query.since,
        "until": query.until,
        "act": query.act and whole(query.act),
        "quotation": query.quotation,
        "country": query.country and query.country.upper(),
    }
    conditions = [_CONDITIONS[name] for name, value in given.items() if value is not None]
    # Few statements have the words or the act: those first. Else the articles, which an index holds in this order.
    few = given["act"] or (given["match"] and not _are_many(db, given["match"], query))
    tables = "statements JOIN articles" if few else "articles CROSS JOIN statements"
    sql = _FIND.format(tables=tables, conditions=" AND ".join(conditions) or "true")
    for row in _answers(db, sql, given, "statement", query):
        yield Found(_heading(row), row["paragraph"], statement_of(row), row["speaker_name"], _copies(row, query))


def _are_many(db: sqlite3.Connection, match: str, query: Query) -> bool:
    """Whether so many statements match that to order them all would cost more than to look from the newest on."""
    if query.limit is None or query.once:
        return False
    seen = db.execute(
        "SELECT count(*) FROM (SELECT rowid FROM statements_fts WHERE statements_fts MATCH ? LIMIT ?)", (match, _MANY)
    ).fetchone()[0]
    return bool(seen == _MANY)


def find_events(db: sqlite3.Connection, query: EventQuery) -> Iterator[FoundEvent]:
    """The events that answer the query, the newest article first, in the order of the text."""
    given = {
        "types": _listed(query.types),
        "modes": _listed(query.modes),
        "contexts": _listed(query.contexts),
        "statuses": _listed(query.statuses),
        "country": query.country and query.country.upper(),
        "since": query.since,
        "until": query.until,
        "outlet": query.outlet and whole(query.outlet),
    }
    conditions = [_EVENT_CONDITIONS[name] for name, value in given.items() if value is not None]
    sql = _FIND_EVENTS.format(conditions=" AND ".join(conditions) or "true")
    for row in _answers(db, sql, given, "event", query):
        parties = db.execute(_PARTIES, (row["id"],)).fetchall()
        names = {party["actor"]: party["name"] for party in parties if party["name"] is not None}
        event = event_of(row, parties)
        copies = _copies(row, query)
        yield FoundEvent(_heading(row), row["paragraph"], event, row["trigger"], names, row["claimant"], copies)


def _answers(
    db: sqlite3.Connection, sql: str, given: Mapping[str, str | None], kind: str, query: Query | EventQuery
) -> sqlite3.Cursor:
    """The rows that answer; if `once` is asked, what the copies of a report repeat is put together before the limit."""
    limit = -1 if query.limit is None else query.limit
    if query.once:
        sql = _ONCE.format(kind=kind, answers=sql.replace("LIMIT :limit", ""))
    return db.execute(sql, {**given, "limit": limit})


def _copies(row: sqlite3.Row, query: Query | EventQuery) -> int:
    return int(row["copies"]) if query.once else 1


def match_of(words: str, speaker: str | None) -> str | None:
    """The FTS5 expression for what a user typed, None if nothing was; each word is quoted, so none is an operator."""
    parts = []
    if speaker and speaker.strip():
        parts.append(f"{{speaker speaker_name}} : ({_quoted(speaker)})")
    if words.strip():
        parts.append(f"({_quoted(words)})")
    return " AND ".join(parts) or None


def checked_day(name: str, value: str) -> str:
    """The day, "YYYY-MM-DD", as it was given; `name` is what the message calls it.

    Raises: UsageError if there is no such day, or it is before 1900 or after 2100.
    """
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value or not 1900 <= day.year <= 2100:
        raise UsageError(f"{name} {value!r}: no day from 1900 to 2100; write it as YYYY-MM-DD, like 2024-07-30")
    return value


def _heading(row: sqlite3.Row) -> Heading:
    return Heading(row["article"], row["url"], row["outlet"], row["title"], row["published"])


def _check(country: str | None, since: str | None, until: str | None) -> None:
    if country is not None and not _COUNTRY.fullmatch(country):
        raise UsageError(f"country {country!r}: no code; write the three letters of ISO 3166-1, like VEN")
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            checked_day(name, day)


def whole(words: str) -> str:
    """The words with a question mark for half a character, as a shell may give one."""
    return words.encode("utf-8", "replace").decode()


def _listed(values: tuple[str, ...]) -> str | None:
    """The values as JSON, for `json_each`."""
    return msgspec.json.encode([whole(v) for v in values]).decode() if values else None


def _quoted(typed: str) -> str:
    """Every word and phrase in FTS5's quotation marks; of nothing but marks, a phrase that matches nothing."""
    text = whole(typed).translate(_QUOTES)
    return " ".join(_term(phrase or word) for phrase, word in _WORDS.findall(text)) or '""'


def _term(words: str) -> str:
    return f'"{words[:-1]}"*' if words.endswith("*") else f'"{words}"'
