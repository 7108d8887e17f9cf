"""The ledger: articles, their statements and events in one SQLite file, a Reading swapped whole."""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from onrecord import __version__
from onrecord.errors import LedgerError, PageError, UsageError
from onrecord.ledger import wired
from onrecord.ledger.alone import only_one
from onrecord.ledger.check import problems
from onrecord.ledger.faults import explained
from onrecord.ledger.judgements import Judgement, judgements, row_of
from onrecord.ledger.migrations import migrate
from onrecord.ledger.rows import Row, article_of, reading_of, rows_of
from onrecord.ledger.search import EventQuery, Found, FoundEvent, Query, find, find_events, whole
from onrecord.ledger.summaries import put_in, take_out
from onrecord.ledger.wired import Report, Tally, ToldBy
from onrecord.records import (
    Article,
    Failure,
    FurnitureLine,
    Model,
    Outcome,
    Printed,
    Reading,
    Record,
    Told,
    Wire,
    content_id,
)

_BATCH = 100  # readings a transaction: few enough to make again after a crash
_CACHE = 65_536  # KiB of pages held: ids are hashes, so an article's rows lie all over a large ledger's indexes
_PARTS = ("passages", "actor_mentions", "actors", "event_actors", "events", "statements", "times", "places", "doubts")


class Counts(Record, frozen=True):
    """How much a ledger holds."""

    articles: int
    statements: int
    failures: int
    events: int = 0


class Ledger:
    """What was read, in one file. One process writes at a time, any number read meanwhile.

    Close it (or use it in a `with`) when done; one that is simply dropped closes itself.
    """

    batch, soon = 64, 1.0

    def __init__(self, path: str | Path, *, create: bool = True, wait: float = 10.0) -> None:
        """Open the ledger; make it if it is not there, unless `create` is False.

        `wait` is how many seconds to wait for another process that is writing.
        Raises: LedgerError if the file is missing, is no ledger, or was made by a newer onrecord.
        """
        self.path = Path(path)
        if not create and not self.path.exists():
            raise LedgerError(f"{self.path}: no such ledger; `onrecord read PAGE --into {self.path}` makes one")
        with explained(self.path):
            mode = "rwc" if create else "rw"
            uri = f"{self.path.absolute().as_uri()}?mode={mode}"
            self._db = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
        self._close = weakref.finalize(self, self._db.close)
        try:
            self._prepare(create)
        except BaseException:
            self.close()
            raise

    def add(self, reading: Reading, *, page: str | None = None) -> None:
        """Put the reading in, in the place of any earlier one of the same article, in one transaction.

        `page` is the name it was read under: a failure kept for that page is forgotten.
        Raises: LedgerError if the file can't be written; PageError if the reading contradicts itself
        (a statement, an event or an actor twice, a statement `within` or an event `according_to` a statement that is
        not there, half a character in its text).
        """
        with self._writing():
            self._swap(reading)
            if page is not None:
                self._db.execute("DELETE FROM failures WHERE id = ?", (_failure_id(page),))

    def add_many(self, readings: Iterable[Reading]) -> int:
        """Add readings, a hundred to a transaction; how many they were. Raises: as `add`."""
        added, stream = 0, iter(readings)
        while batch := list(islice(stream, _BATCH)):
            with self._writing():
                for reading in batch:
                    self._swap(reading)
            added += len(batch)
        return added

    def fail(self, failure: Failure) -> None:
        """Keep that a page could not be read, in the place of any earlier failure of the same page."""
        with self._writing():
            self._fail(failure)

    def keep(self, outcomes: Iterable[Outcome], *, code_version: str = __version__) -> None:
        """Keep what came of pages, all in one transaction: readings, and failures of pages that were not read.

        `code_version` is that of the onrecord that read them. Raises: as `add`.
        """
        with self._writing():
            for outcome in outcomes:
                if outcome.failure:
                    self._fail(outcome.failure)
                if outcome.reading:
                    self._swap(outcome.reading, code_version)
                    self._note_page(outcome, outcome.reading.article.id)

    def known(self, input_id: str) -> str | None:
        """The id of the article that this page was read as, on the same terms (`Outcome.input`); None if it was not."""
        with explained(self.path):
            row = self._db.execute("SELECT article FROM pages WHERE id = ?", (input_id,)).fetchone()
            return None if row is None else str(row["article"])

    def has_page(self, page: str) -> bool:
        """Whether the page of this name was read, whatever was in it then."""
        with explained(self.path):
            return self._db.execute("SELECT 1 FROM pages WHERE page = ?", (page,)).fetchone() is not None

    def alone(self, share: object = None) -> AbstractContextManager[None]:
        """The right to fill the ledger, while the block lasts; whoever looks into it needs none.

        Every share of a run fills a ledger of its own. Raises: LedgerError if another run is filling it.
        """
        return only_one(self.path.with_name(f".{self.path.name}-run"), f"{self.path}")

    def reading(self, article_id: str) -> Reading:
        """The reading of an article, equal to the one that was added. Raises: UsageError if it is not there."""
        with explained(self.path), self._snapshot():
            article = self._db.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
            if article is None:
                raise UsageError(f"{self.path}: holds no article {article_id!r}; `onrecord find {self.path}` shows ids")
            sql = "SELECT * FROM {} WHERE article = ? ORDER BY number"
            return reading_of(article, {table: self._db.execute(sql.format(table), (article_id,)) for table in _PARTS})

    def article_id(self, name: str) -> str:
        """The id of the article with this id, URL, or beginning of an id.

        Raises: UsageError if there is none, or more than one.
        """
        sql, name = "SELECT id FROM articles WHERE {} ORDER BY id LIMIT 4", whole(name)
        with explained(self.path):
            for condition in ("id = :name", "url = :name", "substr(id, 1, length(:name)) = :name"):
                ids = [row["id"] for row in self._db.execute(sql.format(condition), {"name": name})] if name else []
                if len(ids) == 1:
                    return str(ids[0])
                if ids:
                    raise UsageError(f"{self.path}: {name!r} is more than one article; use one of {', '.join(ids)}")
        raise UsageError(f"{self.path}: holds no article {name!r}; `onrecord find {self.path}` shows ids")

    def articles(self) -> Iterator[Article]:
        """Every article, in the order of the ids."""
        with explained(self.path):
            yield from map(article_of, self._db.execute("SELECT * FROM articles ORDER BY id"))

    def statements(self, query: Query | None = None) -> Iterator[Found]:
        """The statements that answer the query, the newest article first; all of them without a query."""
        with explained(self.path):
            yield from find(self._db, query or Query())

    def events(self, query: EventQuery | None = None) -> Iterator[FoundEvent]:
        """The events that answer the query, the newest article first; all of them without a query."""
        with explained(self.path):
            yield from find_events(self._db, query or EventQuery())

    def readings(self) -> Iterator[Reading]:
        """Every reading, in the order of the articles' ids."""
        with explained(self.path):
            ids = [row["id"] for row in self._db.execute("SELECT id FROM articles ORDER BY id")]
        yield from map(self.reading, ids)

    def judge(self, decided: Iterable[Judgement]) -> int:
        """Keep what a person has decided, in the place of an earlier decision on the same words; how many they were.

        Raises: LedgerError if the file can't be written; PageError if an article is not in the ledger.
        """
        rows = [row_of(one, _now()) for one in decided]
        with self._writing():
            for row in rows:
                self._db.execute(_insert("judgements", row, replacing=True), row)
        return len(rows)

    def judgements(self, question: str | None = None) -> tuple[Judgement, ...]:
        """What people have decided on a question, by its words; on all of them without one."""
        with explained(self.path):
            return tuple(judgements(self._db, question))

    def withdraw(self, judgements: Iterable[str]) -> int:
        """Take decisions back, by their ids; how many were there. What the machine found holds again."""
        with self._writing():
            gone = [self._db.execute("DELETE FROM judgements WHERE id = ?", (one,)).rowcount for one in judgements]
        return sum(gone)

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Every table but the full-text index: its name, its columns as "name KIND" (SQLite's), its rows in the
        order of its key."""
        sql = (
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
        )
        with explained(self.path):
            for (name,) in self._db.execute(sql).fetchall():
                told = self._db.execute(f"PRAGMA table_xinfo({name})").fetchall()
                keys = sorted((row for row in told if row["pk"]), key=lambda row: int(row["pk"])) or told
                order = ", ".join(f'"{row["name"]}"' for row in keys)
                rows = self._db.execute(f"SELECT * FROM {name} ORDER BY {order}")
                yield name, tuple(f"{row['name']} {row['type']}" for row in told), map(dict, rows)

    def failures(self) -> Iterator[Failure]:
        """The pages that could not be read, by name."""
        with explained(self.path):
            for row in self._db.execute("SELECT page, stage, why FROM failures ORDER BY page"):
                yield Failure(row["page"], row["stage"], row["why"])

    def told(self) -> Mapping[str, Told]:
        """The articles by their ids, as far as `onrecord.wires` compares them; each is fetched when it is asked for."""
        return ToldBy(self._db, self.path)

    def printed(self) -> Iterator[Printed]:
        """The articles of a named outlet with where they have statements, sorted by outlet, then by report."""
        with explained(self.path):
            yield from wired.printed(self._db)

    def keep_wires(self, found: Iterable[Wire]) -> None:
        """Keep which articles are the same report, and what is therefore counted once, in the place of all before."""
        with self._writing():
            wired.keep_wires(self._db, found)

    def keep_furniture(self, lines: Iterable[FurnitureLine]) -> None:
        """Keep the lines that outlets print under everything, in the place of all before."""
        with self._writing():
            wired.keep_furniture(self._db, lines)

    def wires(self) -> dict[str, Wire]:
        """What each article is a copy of, under its id; articles that were read since `keep_wires` are not in it."""
        with explained(self.path):
            return {wire.article: wire for wire in wired.wires_of(self._db)}

    def reports(self) -> Iterator[Report]:
        """The reports that stand in more than one place, in the order of their ids."""
        with explained(self.path):
            yield from wired.reports_of(self._db)

    def furniture(self) -> dict[str, frozenset[str]]:
        """The lines that each outlet prints under everything: outlet → keys of lines, for a `Reader`."""
        with explained(self.path):
            return wired.furniture_of(self._db)

    def tally(self) -> Tally:
        """How many reports the articles are, and how many rows and lines repeat."""
        with explained(self.path):
            return wired.tally_of(self._db)

    def counts(self) -> Counts:
        """How many articles, statements, failures and events it holds."""
        sql = """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM statements),
                        (SELECT count(*) FROM failures), (SELECT count(*) FROM events)"""
        with explained(self.path):
            return Counts(*self._db.execute(sql).fetchone())

    def check(self) -> tuple[str, ...]:
        """What is wrong with the ledger, a line each; empty if it is sound."""
        with explained(self.path):
            return tuple(problems(self._db, self.readings()))

    def begin_run(self, model: Model) -> int:
        """Note that reading begins, with which model; the run's id."""
        row = {
            "started": _now(),
            "model": model.name,
            "model_version": model.version,
            "code_version": __version__,
        }
        with self._writing():
            return self._db.execute(_insert("runs", row), row).lastrowid or 0

    def end_run(self, run: int, *, read: int, failed: int, known: int = 0) -> None:
        """Note that the run came to its end, and how many pages it read, could not read, and had no need to read."""
        with self._writing():
            self._db.execute(
                'UPDATE runs SET ended = ?, "read" = ?, failed = ?, known = ? WHERE id = ?',
                (_now(), read, failed, known, run),
            )

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """SQL of one's own in one read transaction, which keeps no writer waiting: every row is of the same moment.

        Take the rows out before the block ends. Raises: LedgerError, also for SQL that would write.
        """
        with explained(self.path):
            self._db.execute("PRAGMA query_only = ON")
            try:
                with self._snapshot():
                    yield self._db
            finally:
                self._db.execute("PRAGMA query_only = OFF")

    def close(self) -> None:
        """Close the file; doing it twice does no harm."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self, create: bool) -> None:
        self._db.row_factory = sqlite3.Row
        with explained(self.path):
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db, self.path, create=create)
            # In WAL mode a commit survives the death of the process; only a power cut may take the last ones.
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(f"PRAGMA cache_size = -{_CACHE}")

    def _swap(self, reading: Reading, code_version: str = __version__) -> None:
        rows = rows_of(reading, code_version)
        (article,) = rows.pop("articles")
        take_out(self._db, reading.article.id)
        self._db.execute(_insert("articles", article, replacing=True), article)
        for table in _PARTS:
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", (reading.article.id,))
        for table, table_rows in rows.items():
            if table_rows:
                self._db.executemany(_insert(table, table_rows[0]), table_rows)
        put_in(self._db, reading.article.id)

    def _fail(self, failure: Failure) -> None:
        row = {"id": _failure_id(failure.page), "page": failure.page, "stage": failure.stage, "why": failure.why}
        self._db.execute(_insert("failures", row, replacing=True), row)

    def _note_page(self, outcome: Outcome, article: str) -> None:
        """That this page has been read; what the article was read as on other terms counts no longer as read."""
        for name in _names_of(outcome.page):
            self._db.execute("DELETE FROM failures WHERE id = ?", (_failure_id(name),))
        self._db.execute("DELETE FROM pages WHERE article = ? AND terms != ?", (article, outcome.terms))
        row = {"id": outcome.input, "page": outcome.page, "article": article, "terms": outcome.terms}
        self._db.execute(_insert("pages", row, replacing=True), row)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A write transaction: all of the block, or nothing of it."""
        with explained(self.path):
            try:
                with self._transaction("BEGIN IMMEDIATE"):
                    yield
            except (sqlite3.IntegrityError, UnicodeEncodeError) as error:
                raise PageError(
                    f"{self.path}: a reading was refused, it contradicts itself ({error}); please report it"
                ) from error

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """A read transaction: what another process writes meanwhile is not seen halfway."""
        with self._transaction("BEGIN"):
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        self._db.execute(begin)
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            # SQLite has rolled back by itself after some errors, a full disk among them.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def _insert(table: str, row: Row, *, replacing: bool = False) -> str:
    """INSERT for the row's columns; `replacing` updates a row of the same id, which keeps what refers to it."""
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    sql = f"INSERT INTO {table} ({names}) VALUES ({values})"
    if replacing:
        sql += " ON CONFLICT (id) DO UPDATE SET " + ", ".join(f'"{name}" = excluded."{name}"' for name in row)
    return sql


_NUMBERED, _MEMBER = re.compile(r"[#:]\d+$"), re.compile(r"![^!]*$")


def _names_of(page: str) -> Iterator[str]:
    """The page's name, and those of the files that it is in: of "z.zip!a.jsonl:3" also "z.zip!a.jsonl" and "z.zip"."""
    yield page
    while within := _NUMBERED.search(page) or _MEMBER.search(page):
        page = page[: within.start()]
        yield page


def _failure_id(page: str) -> str:
    return content_id("failure", page)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
