"""What SQLite says, in the words of somebody who has a ledger in front of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from onrecord.errors import LedgerError

# Primary result codes (the low byte of an extended one): what happened; the fix.
_MEANING = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run the same command again, what was added is kept",
    sqlite3.SQLITE_READONLY: "can't be written; give yourself write permission to the file and its folder",
    sqlite3.SQLITE_BUSY: "another process is writing; let it end, then run the same command again",
    sqlite3.SQLITE_LOCKED: "another process is writing; let it end, then run the same command again",
    sqlite3.SQLITE_NOTADB: "is no ledger; name a ledger, or a new file to make one",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a copy, or read the pages again into a new file",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; see that its folder exists and that you may write there",
    sqlite3.SQLITE_IOERR: "the disk failed while reading or writing; see that it is healthy and not full",
    sqlite3.SQLITE_PERM: "can't be opened; give yourself read permission",
}


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger of ours, or a database that is open and may be one; one that can't be read is none."""
    with suppress(OSError), path.open("rb") as file:  # a name too long, a parent without permission, a folder
        head = file.read(72)
        # What is new in an open database may stand beside it; else its application_id tells (migrations.py).
        return head.startswith(b"SQLite format 3\0") and (head[68:] == b"onrc" or Path(f"{path}-wal").exists())
    return False


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn every SQLite error inside the block into a LedgerError that names the file and the fix."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        meaning = _MEANING.get(code & 0xFF, f"{error}; `onrecord check` tells what is wrong with it")
        raise LedgerError(f"{path}: {meaning}") from error
