"""Is the ledger sound: the file, the links between its rows, its index, and every span against its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from onrecord.records import Content, Cue, Passage, Reading, Reference, Statement, text_of


def problems(db: sqlite3.Connection, readings: Iterable[Reading]) -> Iterator[str]:
    """What is wrong, a line each; nothing if the ledger is sound. `db` must be in autocommit mode."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table}, row {row}: points at a row of {parent} that is not there"
    yield from _index_problems(db)
    for reading in readings:
        yield from _reading_problems(reading)


def _index_problems(db: sqlite3.Connection) -> Iterator[str]:
    try:
        db.execute("INSERT INTO statements_fts (statements_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        yield (
            "the full-text index does not match the statements; rebuild it in SQL with "
            "INSERT INTO statements_fts (statements_fts) VALUES ('rebuild')"
        )


def _reading_problems(reading: Reading) -> Iterator[str]:
    text, name = reading.article.text, f"article {reading.article.id}"
    if not _tile(reading.passages, len(text)):
        yield f"{name}: its passages leave a gap, overlap, or end outside of the text"
    for statement in reading.statements:
        for role, part in _parts(statement):
            if part.text != text_of(part.spans, text):
                yield f"{name}, statement {statement.id}: the {role} is not the words its spans stand on"
    for number, doubt in enumerate(reading.doubts):
        if not 0 <= doubt.span.start <= doubt.span.end <= len(text):
            yield f"{name}, doubt {number}: its span is outside of the text"


def _tile(passages: tuple[Passage, ...], length: int) -> bool:
    """Whether the passages cover the text from its first to its last character, each character once."""
    at = 0
    for passage in passages:
        if passage.start != at or passage.end < at:
            return False
        at = passage.end
    return at == length


def _parts(statement: Statement) -> Iterator[tuple[str, Reference | Cue | Content]]:
    for role, part in (("speaker", statement.speaker), ("addressee", statement.addressee)):
        if part is not None:
            yield role, part
    yield "cue", statement.cue
    yield "content", statement.content
