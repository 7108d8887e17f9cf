"""Search: statements and events by words, actor, outlet, kind, status and day, a page of them at a time."""

from __future__ import annotations

import re
import sqlite3
import string
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from onrecord.ledger.rows import event_of, statement_of
from onrecord.ledger.search import checked_day, match_of
from onrecord.records import Event, Record, Statement

Kind = Literal["statements", "events"]

# Both tables answer in the same order: newest article first, then the article's id, then the order of its text.
_FIND = """
    SELECT {table}.*, articles.title, articles.outlet, articles.published, {more}
      FROM {tables} ON articles.id = {table}.article {joined}
     WHERE {conditions}
     ORDER BY {order}, {table}.number
     LIMIT :limit
"""
_ARTICLE = {
    "outlet": "articles.outlet = :outlet COLLATE NOCASE",
    "since": "articles.published >= :since",
    "until": "articles.published <= :until",
    "after": """(coalesce(articles.published, '') < :after_day OR (coalesce(articles.published, '') = :after_day AND (
                    articles.id > :after_article
                    OR (articles.id = :after_article AND {table}.number > :after_number))))""",
}
_STATEMENT = _ARTICLE | {
    "match": 'statements."row" IN (SELECT rowid FROM statements_fts WHERE statements_fts MATCH :match)',
    "act": "statements.act = :act",
    "quotation": "statements.quotation = :quotation",
    "country": """EXISTS (SELECT 1 FROM actors WHERE actors.article = statements.article
                           AND actors.id = statements.speaker_actor AND actors.country = :country)""",
    "key": 'seen."key" = :key AND seen.statements > 0',
}
# Few events are of a type or have a status; their words are looked for in the trigger and in who took part.
_EVENT = _ARTICLE | {
    "type": "events.type = :type COLLATE NOCASE",
    "status": "events.status = :status",
    "terms": """NOT EXISTS (
                    SELECT 1 FROM json_each(:terms) AS term
                     WHERE NOT instr(lower(events."trigger"), term.value) AND NOT EXISTS (
                         SELECT 1 FROM event_actors WHERE event = events.id AND instr(lower(text), term.value)))""",
    "actor": """EXISTS (
                    SELECT 1 FROM event_actors
                      LEFT JOIN actors ON actors.article = event_actors.article AND actors.id = event_actors.actor
                     WHERE event = events.id
                       AND (instr(lower(text), lower(:actor)) OR instr(lower(coalesce(name, '')), lower(:actor))))""",
    "country": """(events.place_country = :country OR EXISTS (
                      SELECT 1 FROM event_actors
                        JOIN actors ON actors.article = event_actors.article AND actors.id = event_actors.actor
                       WHERE event = events.id AND actors.country = :country))""",
    # Two actors of an article may have one key: the first stands for both, so that no event comes twice.
    "key": """seen."key" = :key AND seen.events > 0
              AND seen.actor = (SELECT min(actor) FROM appearances
                                 WHERE "key" = :key AND day = seen.day AND article = seen.article AND events > 0)""",
}
_PARTIES = """
    SELECT event_actors.*, actors.name, actors."key" AS "key" FROM event_actors
      LEFT JOIN actors ON actors.article = event_actors.article AND actors.id = event_actors.actor
     WHERE event = ? ORDER BY role, event_actors.number
"""


_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_AS_INDEXED = {"act": "", "type": "COLLATE NOCASE"}
_COMMON = 1500  # rows with a word or a value, from which on the articles are gone through by day


class Place(Record, frozen=True):
    """Where a page of results ended: the day ("" is not known), the article, and the number of its last row."""

    day: str
    article: str
    number: int

    def __str__(self) -> str:
        return f"{self.day}.{self.article}.{self.number}"


class Asked(Record, frozen=True):
    """What is looked for; every condition given must hold. `key` is one actor, across articles; `actor` words of one.

    `words` are looked for as `onrecord find` does in statements, as they stand in trigger and parties of events.
    `since` and `until` are days of publication, both included.
    """

    kind: Kind = "statements"
    words: str = ""
    actor: str | None = None
    key: str | None = None
    outlet: str | None = None
    country: str | None = None
    act: str | None = None
    quotation: str | None = None
    type: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        """Raises: UsageError for a day that is none."""
        for name in ("since", "until"):
            if day := getattr(self, name):
                checked_day(name, day)


class Party(Record, frozen=True):
    """Somebody in a row: the words of the page, and who that is across articles, if known."""

    words: str
    name: str | None = None
    key: str | None = None


class Hit(Record, frozen=True):
    """A row that answers: a statement or an event, and the article it stands in. `paragraph` counts from 1.

    `speaker` and `addressee` are a statement's, `actors` and `recipients` an event's; `claimant` is who says that the
    event happened, if not the reporter; `trigger` are the event's words.
    """

    article: str
    title: str | None
    outlet: str | None
    published: str | None
    paragraph: int
    number: int
    statement: Statement | None = None
    event: Event | None = None
    speaker: Party | None = None
    addressee: Party | None = None
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    claimant: str | None = None
    trigger: str = ""

    @property
    def place(self) -> Place:
        """Where to go on after this row."""
        return Place(self.published or "", self.article, self.number)


def search(db: sqlite3.Connection, asked: Asked, limit: int, after: Place | None = None) -> tuple[Hit, ...]:
    """At most `limit` rows that answer, the newest article first, then in the order of the text."""
    given = _given(asked) | ({"after": str(after)} if after else {})
    conditions = _STATEMENT if asked.kind == "statements" else _EVENT
    table = asked.kind
    wanted = [conditions[name].format(table=table) for name in given if name in conditions]
    # What few rows have comes first; else the articles, which an index holds in this order.
    few = any(_are_few(db, table, name, given[name]) for name in ("act", "type") if name in given)
    few = few or _is_rare(db, given.get("match"))
    sql = _FIND.format(
        table=table,
        tables=_SEEN[table] if asked.key else f"{table} JOIN articles" if few else f"articles CROSS JOIN {table}",
        more=_MORE[table],
        joined=_JOINED[table],
        conditions=" AND ".join(wanted) or "true",
        order="seen.day DESC, seen.article" if asked.key else "articles.published DESC, articles.id",
    )
    values = given | {"limit": limit} | _from(after)
    rows = db.execute(sql, values).fetchall()
    return tuple(_said(row) if table == "statements" else _done(db, row) for row in rows)


def _are_few(db: sqlite3.Connection, table: str, column: str, value: object) -> bool:
    """Whether so few rows have a value that an index holds."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {column} = ? {_AS_INDEXED[column]} LIMIT {_COMMON})"
    return bool(db.execute(sql, (value,)).fetchone()[0] < _COMMON)


def _is_rare(db: sqlite3.Connection, match: object) -> bool:
    """Whether so few statements have the words that looking at each of them is quicker than going by day."""
    if match is None:
        return False
    sql = f"SELECT count(*) FROM (SELECT 1 FROM statements_fts WHERE statements_fts MATCH ? LIMIT {_COMMON})"
    (count,) = db.execute(sql, (match,)).fetchone()
    return int(count) < _COMMON


def place_of(written: str) -> Place | None:
    """The place that `str` wrote into an address; None if it is none."""
    day, _, rest = written.partition(".")
    article, _, number = rest.partition(".")
    return Place(day, article, int(number)) if article and number.isdecimal() and len(number) < 10 else None


_MORE = {
    "statements": 'spoke."key" AS speaker_key, heard.name AS addressee_name, heard."key" AS addressee_key',
    "events": "coalesce(claims.speaker_name, claims.speaker) AS claimant",
}
# One actor's rows, by the day and the article that the table of appearances is sorted by.
_SEEN = {
    "statements": """appearances AS seen CROSS JOIN statements
             ON statements.article = seen.article AND statements.speaker_actor = seen.actor CROSS JOIN articles""",
    "events": """appearances AS seen CROSS JOIN events ON events.article = seen.article AND events.id IN (
                 SELECT event FROM event_actors JOIN actors
                     ON actors.article = event_actors.article AND actors.id = event_actors.actor
                  WHERE event_actors.article = seen.article AND actors."key" = :key) CROSS JOIN articles""",
}
_JOINED = {
    "statements": """
      LEFT JOIN actors AS spoke ON spoke.article = statements.article AND spoke.id = statements.speaker_actor
      LEFT JOIN actors AS heard ON heard.article = statements.article AND heard.id = statements.addressee_actor""",
    "events": "LEFT JOIN statements AS claims ON claims.id = events.according_to",
}


def _given(asked: Asked) -> dict[str, object]:
    """The conditions that were asked, under the names that the SQL has for them."""
    given = {name: value for name, value in msgspec.structs.asdict(asked).items() if value and name != "kind"}
    if asked.kind == "statements" and (match := match_of(asked.words, asked.actor)):
        given["match"] = match
    if asked.kind == "events" and (terms := _terms(asked.words)):
        given["terms"] = msgspec.json.encode(terms).decode()
    if asked.country:
        given["country"] = asked.country.upper()
    return given


def _terms(typed: str) -> list[str]:
    """The words that must all occur, small as SQLite makes them, and those together that stand in quotation marks."""
    found = re.findall(r'["“”]([^"“”]+)["“”]|([^\s"“”]+)', typed)
    return [words.translate(_SMALL) for pair in found if (words := (pair[0] or pair[1]).rstrip("*").strip())]


def _from(after: Place | None) -> dict[str, object]:
    if after is None:
        return {}
    return {"after_day": after.day, "after_article": after.article, "after_number": after.number}


def _said(row: sqlite3.Row) -> Hit:
    statement = statement_of(row)
    speaker, addressee = statement.speaker, statement.addressee
    return Hit(
        **_heading(row),
        statement=statement,
        speaker=Party(speaker.text, row["speaker_name"], row["speaker_key"]) if speaker else None,
        addressee=Party(addressee.text, row["addressee_name"], row["addressee_key"]) if addressee else None,
    )


def _done(db: sqlite3.Connection, row: sqlite3.Row) -> Hit:
    parties = db.execute(_PARTIES, (row["id"],)).fetchall()
    return Hit(
        **_heading(row),
        event=event_of(row, parties),
        actors=tuple(_parties(parties, "actor")),
        recipients=tuple(_parties(parties, "recipient")),
        claimant=row["claimant"],
        trigger=row["trigger"],
    )


def _parties(rows: list[sqlite3.Row], role: str) -> Iterator[Party]:
    for row in rows:
        if row["role"] == role:
            yield Party(row["text"], row["name"], row["key"])


def _heading(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in ("article", "title", "outlet", "published", "paragraph", "number")}
