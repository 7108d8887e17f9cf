"""Bring a ledger's tables to this version; refuse what is no ledger or was made by a newer onrecord."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from onrecord.errors import LedgerError
from onrecord.ledger.rows import paragraph_of, words_of

# Spells "onrc": how a ledger is told from any other SQLite file (`file news.db` shows it too).
APPLICATION_ID = 0x6F6E7263
OLDEST_SQLITE = (3, 38, 0)  # STRICT tables, and `->>` in the views

_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 0.0)  # seconds after each try; after the last none

# Script n brings a ledger from version n to n + 1; a new file runs them all. Append; never edit one that shipped.
_NAMES = ("schema.sql", "cast.sql", "events.sql", "many.sql", "judgements.sql", "wires.sql")
SCRIPTS = tuple(Path(__file__).with_name(name) for name in _NAMES)


def migrate(db: sqlite3.Connection, path: Path, *, create: bool, scripts: Sequence[Path] = SCRIPTS) -> None:
    """Run the scripts that the ledger has not seen, in one transaction; nothing is written if it is up to date.

    `db` must be in autocommit mode. `create` allows an empty file to become a ledger.
    Raises: LedgerError for a file that is no ledger, and for a ledger of a newer version.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LedgerError(f"{path}: needs SQLite 3.38, this Python has {sqlite3.sqlite_version}; use a newer Python")
    if _version(db, path, create, len(scripts)) == len(scripts):
        return
    _write_ahead(db)
    db.create_function("words_of", 2, words_of, deterministic=True)
    db.create_function("paragraph_of", 2, paragraph_of, deterministic=True)
    db.execute("BEGIN IMMEDIATE")
    # Asked again under the lock: another process may have made the tables in between.
    for number in range(_version(db, path, create, len(scripts)), len(scripts)):
        for statement in _statements(scripts[number]):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(scripts)}")
    db.execute("COMMIT")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to a write-ahead log. SQLite does not wait here for others who are switching, whatever the timeout."""
    for pause in _PAUSES:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or not pause:
                raise
        time.sleep(pause)


def _version(db: sqlite3.Connection, path: Path, create: bool, latest: int) -> int:
    """The ledger's version; 0 for an empty file that may become one."""
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not tables and create:
        return 0
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise LedgerError(f"{path}: is no ledger; name a ledger, or a new file to make one")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > latest:
        raise LedgerError(
            f"{path}: was made by a newer onrecord (ledger version {version}, this one knows {latest}); "
            "upgrade onrecord, or read the pages again into a new file"
        )
    return int(version)


def _statements(script: Path) -> Iterator[str]:
    """The SQL statements of a script, one by one: `executescript` would commit before it starts."""
    pending = ""
    for line in script.read_text(encoding="utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
