"""Is the ledger sound: the file, the links between its rows, its index, and every span against its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from onrecord.records import Content, Cue, Passage, Reading, Reference, Span, Statement, text_of


def problems(db: sqlite3.Connection, readings: Iterable[Reading]) -> Iterator[str]:
    """What is wrong, a line each; nothing if the ledger is sound. `db` must be in autocommit mode."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table}, row {row}: points at a row of {parent} that is not there"
    yield from _index_problems(db)
    yield from _name_problems(db)
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


def _name_problems(db: sqlite3.Connection) -> Iterator[str]:
    sql = """SELECT statements.article, statements.id, actors.name
               FROM statements LEFT JOIN actors ON actors.article = statements.article AND actors.id = speaker_actor
              WHERE speaker_name IS NOT actors.name ORDER BY statements.article, statements.number"""
    for article, statement, name in db.execute(sql):
        yield f"article {article}, statement {statement}: its speaker_name is not {name!r}, the actor's"


def _reading_problems(reading: Reading) -> Iterator[str]:
    text, name = reading.article.text, f"article {reading.article.id}"
    if not _tile(reading.passages, len(text)):
        yield f"{name}: its passages leave a gap, overlap, or end outside of the text"
    for statement in reading.statements:
        for role, part in _parts(statement):
            if part.text.rstrip(" ,;") != text_of(part.spans, text).rstrip(" ,;"):  # "Ann Roe, the mayor," has no comma
                yield f"{name}, statement {statement.id}: the {role} is not the words its spans stand on"
    for row, span in _pointers(reading):
        if not 0 <= span.start <= span.end <= len(text):
            yield f"{name}, {row}: its span is outside of the text"
    for row, stranger in _strangers(reading):
        yield f"{name}, {row}: its actor {stranger!r} is not in the article's cast"


def _pointers(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Every span that carries no words of its own: of mentions, times, places and doubts."""
    for actor in reading.actors:
        for number, span in enumerate(actor.mentions):
            yield f"actor {actor.id}, mention {number}", span
    for statement in reading.statements:
        if statement.when:
            yield f"statement {statement.id}, when", statement.when.span
    for number, when in enumerate(reading.times):
        yield f"time {number}", when.span
    for number, where in enumerate(reading.places):
        yield from ((f"place {number}", span) for span in where.spans)
    for number, doubt in enumerate(reading.doubts):
        yield f"doubt {number}", doubt.span


def _strangers(reading: Reading) -> Iterator[tuple[str, str]]:
    """Every statement whose speaker or addressee is an actor that the reading does not have, with that actor's id."""
    cast = {actor.id for actor in reading.actors}
    for statement in reading.statements:
        for role, who in (("speaker", statement.speaker), ("addressee", statement.addressee)):
            if who and who.actor is not None and who.actor not in cast:
                yield f"statement {statement.id}, {role}", who.actor


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
