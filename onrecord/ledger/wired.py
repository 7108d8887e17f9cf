"""Which articles of a ledger are the same report, and what is therefore counted once; in rows and out of them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import groupby
from pathlib import Path

import msgspec

from onrecord.ledger.faults import explained
from onrecord.ledger.repeats import Said, repeats
from onrecord.records import FurnitureLine, Printed, Record, Relation, Span, Told, Wire, content_id

_TOLD = "SELECT id, url, outlet, title, byline, published, text FROM articles WHERE id = ?"
_REPORT = """SELECT start, "end" FROM passages WHERE article = ? AND kind = 'report' ORDER BY number"""
_GROUPS = """
    SELECT wires.*, articles.url, articles.outlet, articles.title, articles.published
      FROM wires JOIN articles ON articles.id = wires.article
     WHERE report IN (SELECT report FROM wires GROUP BY report HAVING count(*) > 1)
     ORDER BY report, article != report, articles.published, article
"""
_STATEMENTS = """
    SELECT statements.id, statements.article, report, content AS words, '' AS facts
      FROM wires JOIN statements ON statements.article = wires.article
     WHERE report IN (SELECT report FROM wires GROUP BY report HAVING count(*) > 1)
     ORDER BY report, wires.article != report, wires.article, number
"""
_EVENTS = """
    SELECT events.id, events.article, report,
           (SELECT group_concat(role || ' ' || text, ' ') FROM (
               SELECT role, text FROM event_actors WHERE event = events.id ORDER BY role, number)) AS words,
           type || ' ' || status || ' ' || "trigger" AS facts
      FROM wires JOIN events ON events.article = wires.article
     WHERE report IN (SELECT report FROM wires GROUP BY report HAVING count(*) > 1)
     ORDER BY report, wires.article != report, wires.article, number
"""
# Short articles that share nothing but furniture look like edited copies, until it is known.
_PRINTED = """
    SELECT articles.id, outlet, CASE WHEN relation != 'edited' THEN report ELSE articles.id END AS report
      FROM articles LEFT JOIN wires ON wires.article = articles.id
     WHERE outlet IS NOT NULL ORDER BY outlet, report, articles.id
"""
_SAID = """
    SELECT j.value ->> 0 AS start, j.value ->> 1 AS "end"
      FROM statements, json_each(cue_spans) j WHERE article = :article
    UNION ALL
    SELECT j.value ->> 0, j.value ->> 1 FROM statements, json_each(content_spans) j WHERE article = :article
"""
_TALLY = """
    SELECT (SELECT count(*) FROM wires), (SELECT count(DISTINCT report) FROM wires),
           (SELECT count(*) FROM statement_repeats), (SELECT count(*) FROM event_repeats),
           (SELECT count(*) FROM furniture)
"""


class Copy(Record, frozen=True):
    """One place where a report stands. `relation` and `copy_of` are None for the fullest copy, the report itself."""

    article: str
    url: str | None
    outlet: str | None
    title: str | None
    published: str | None
    relation: Relation | None
    copy_of: str | None
    agency: str | None
    shared: float | None


class Report(Record, frozen=True):
    """A report that stands in more than one place: the fullest copy first, the others by day.

    `statements` and `events` are how many it holds, each counted once; `repeated_statements` and `repeated_events` how
    many more rows of its copies only say the same again.
    """

    id: str
    agency: str | None
    copies: tuple[Copy, ...]
    statements: int
    repeated_statements: int
    events: int
    repeated_events: int


class Tally(Record, frozen=True):
    """How much is the same: articles looked at, how many reports they are, rows that repeat, lines of furniture."""

    articles: int
    reports: int
    repeated_statements: int
    repeated_events: int
    furniture: int


class ToldBy(Mapping[str, Told]):
    """The articles of a ledger by their ids, each fetched when it is asked for."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def __getitem__(self, article: str) -> Told:
        with explained(self._path):
            row = self._db.execute(_TOLD, (article,)).fetchone()
            spans = tuple(Span(p["start"], p["end"]) for p in self._db.execute(_REPORT, (article,)))
        if row is None:
            raise KeyError(article)
        return Told(**row, report=spans)

    def __iter__(self) -> Iterator[str]:
        with explained(self._path):
            return iter([row["id"] for row in self._db.execute("SELECT id FROM articles ORDER BY id")])

    def __len__(self) -> int:
        with explained(self._path):
            return int(self._db.execute("SELECT count(*) FROM articles").fetchone()[0])


def keep_wires(db: sqlite3.Connection, found: Iterable[Wire]) -> None:
    """Put the wires in the place of all there were, and find what the copies repeat, in the caller's transaction."""
    for table in ("wires", "statement_repeats", "event_repeats"):
        db.execute(f"DELETE FROM {table}")
    db.executemany("INSERT INTO wires VALUES (?, ?, ?, ?, ?, ?, ?)", map(_wire_row, found))
    for table, sql in (("statement_repeats", _STATEMENTS), ("event_repeats", _EVENTS)):
        db.executemany(f"INSERT INTO {table} VALUES (?, ?)", list(_repeats(db.execute(sql))))


def keep_furniture(db: sqlite3.Connection, lines: Iterable[FurnitureLine]) -> None:
    """Put the lines in the place of all there were, in the caller's transaction."""
    db.execute("DELETE FROM furniture")
    db.executemany("INSERT INTO furniture VALUES (?, ?, ?, ?)", map(_furniture_row, lines))


def tally_of(db: sqlite3.Connection) -> Tally:
    """How much of the ledger is the same."""
    return Tally(*db.execute(_TALLY).fetchone())


def wires_of(db: sqlite3.Connection) -> Iterator[Wire]:
    """Every row of `wires`, in the order of the articles' ids."""
    for row in db.execute("SELECT * FROM wires ORDER BY article"):
        yield Wire(row["article"], row["report"], row["relation"], row["copy_of"], row["agency"], row["shared"])


def reports_of(db: sqlite3.Connection) -> Iterator[Report]:
    """Every report that stands in more than one place, in the order of the ids."""
    for report, rows in groupby(db.execute(_GROUPS).fetchall(), key=lambda row: str(row["report"])):
        copies = tuple(msgspec.convert({k: row[k] for k in Copy.__struct_fields__}, Copy) for row in rows)
        named = Counter(copy.agency for copy in copies if copy.agency)
        agency = min(named, key=lambda name: (-named[name], name)) if named else None
        yield Report(report, agency, copies, *_counted(db, "statement", report), *_counted(db, "event", report))


def furniture_of(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The keys of the lines that each outlet repeats."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in db.execute("SELECT outlet, line FROM furniture"):
        found[row["outlet"]].add(row["line"])
    return {outlet: frozenset(lines) for outlet, lines in found.items()}


def _counted(db: sqlite3.Connection, kind: str, report: str) -> tuple[int, int]:
    """How many statements or events a report holds, each once, and how many rows repeat one."""
    sql = f"""SELECT count(*), count(r.id) FROM wires JOIN {kind}s s ON s.article = wires.article
                LEFT JOIN {kind}_repeats r ON r.id = s.id WHERE wires.report = ?"""
    rows, repeated = db.execute(sql, (report,)).fetchone()
    return rows - repeated, repeated


def _repeats(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[str, str]]:
    for _, said in groupby(rows, key=lambda row: row["report"]):
        yield from repeats([Said(row["id"], row["article"], row["words"] or "", row["facts"]) for row in said])


def printed(db: sqlite3.Connection) -> Iterator[Printed]:
    """The articles of a named outlet, sorted by outlet and report."""
    with closing(db.cursor()) as texts:
        for row in db.execute(_PRINTED).fetchall():
            (text,) = texts.execute("SELECT text FROM articles WHERE id = ?", (row["id"],)).fetchone()
            said = texts.execute(_SAID, {"article": row["id"]})
            spans = tuple(Span(s["start"], s["end"]) for s in said)
            yield Printed(row["outlet"], row["report"], text, spans)


def _wire_row(wire: Wire) -> tuple[object, ...]:
    row = (wire.article, wire.report, wire.relation, wire.to, wire.agency, wire.shared)
    return (content_id("wire", wire.article), *row)


def _furniture_row(line: FurnitureLine) -> tuple[object, ...]:
    return content_id("furniture", line.outlet, line.line), line.outlet, line.line, line.articles
