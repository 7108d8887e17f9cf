"""Is the ledger sound: the file, the links between its rows, its index, and every span against its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from onrecord.ledger.rows import words_of
from onrecord.ledger.summaries import summary_problems
from onrecord.records import Content, Cue, Event, Passage, Reading, Reference, Span, Statement, text_of


def problems(db: sqlite3.Connection, readings: Iterable[Reading]) -> Iterator[str]:
    """What is wrong, a line each; nothing if the ledger is sound. `db` must be in autocommit mode."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table}, row {row}: points at a row of {parent} that is not there"
    yield from _index_problems(db)
    yield from _name_problems(db)
    yield from summary_problems(db)
    for reading in readings:
        yield from _reading_problems(reading)
        yield from _trigger_problems(db, reading)


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


def _trigger_problems(db: sqlite3.Connection, reading: Reading) -> Iterator[str]:
    """The words of a trigger are in the table alone; a Reading has only its spans."""
    article = reading.article
    for event, words, spans in db.execute('SELECT id, "trigger", trigger_spans FROM events WHERE article = ?',
                                          (article.id,)):  # fmt: skip
        if words != words_of(article.text, spans):
            yield f"article {article.id}, event {event}: the trigger is not the words its spans stand on"


def _reading_problems(reading: Reading) -> Iterator[str]:
    text, name = reading.article.text, f"article {reading.article.id}"
    if not _tile(reading.passages, len(text)):
        yield f"{name}: its passages leave a gap, overlap, or end outside of the text"
    for row, role, part in _worded(reading):
        if _words(part.text) != _words(text_of(part.spans, text)):
            yield f"{name}, {row}: the {role} is not the words its spans stand on"
    for row, span in _pointers(reading):
        if not 0 <= span.start <= span.end <= len(text):
            yield f"{name}, {row}: its span is outside of the text"
    for row, stranger in _strangers(reading):
        yield f"{name}, {row}: its actor {stranger!r} is not in the article's cast"
    for row, claim in _unclaimed(reading):
        yield f"{name}, {row}: its according_to {claim!r} is no statement of the article"


def _worded(reading: Reading) -> Iterator[tuple[str, str, Reference | Cue | Content]]:
    """Every part of a statement or an event that carries its words, with its row and its role."""
    for statement in reading.statements:
        yield from ((f"statement {statement.id}", role, part) for role, part in _parts(statement))
    for event in reading.events:
        yield from ((f"event {event.id}", role, party) for role, party in _parties(event))


def _words(text: str) -> str:
    """Without the comma that closes an apposition: "Ann Roe, the mayor," is "Ann Roe, the mayor" in a reference."""
    return text.rstrip(" ,;")


def _pointers(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Every span that carries no words of its own: of mentions, triggers, times, places and doubts."""
    for actor in reading.actors:
        for number, span in enumerate(actor.mentions):
            yield f"actor {actor.id}, mention {number}", span
    for statement in reading.statements:
        if statement.when:
            yield f"statement {statement.id}, when", statement.when.span
    for event in reading.events:
        yield from _event_pointers(event)
    for number, when in enumerate(reading.times):
        yield f"time {number}", when.span
    for number, where in enumerate(reading.places):
        yield from ((f"place {number}", span) for span in where.spans)
    for number, doubt in enumerate(reading.doubts):
        yield f"doubt {number}", doubt.span


def _event_pointers(event: Event) -> Iterator[tuple[str, Span]]:
    tellings = (("trigger", event.trigger), *((f"mention {n}", spans) for n, spans in enumerate(event.mentions)))
    for what, spans in tellings:
        yield from ((f"event {event.id}, {what}", span) for span in spans)
    if event.when:
        yield f"event {event.id}, when", event.when.span
    if event.where:
        yield from ((f"event {event.id}, where", span) for span in event.where.spans)


def _strangers(reading: Reading) -> Iterator[tuple[str, str]]:
    """Every statement and event with somebody who is an actor that the reading does not have, with that actor's id."""
    cast = {actor.id for actor in reading.actors}
    for statement in reading.statements:
        for role, who in (("speaker", statement.speaker), ("addressee", statement.addressee)):
            if who and who.actor is not None and who.actor not in cast:
                yield f"statement {statement.id}, {role}", who.actor
    for event in reading.events:
        for role, party in _parties(event):
            if party.actor is not None and party.actor not in cast:
                yield f"event {event.id}, {role}", party.actor


def _unclaimed(reading: Reading) -> Iterator[tuple[str, str]]:
    """Every event that is according to a statement that the reading does not have, with that statement's id."""
    said = {statement.id for statement in reading.statements}
    for event in reading.events:
        if event.according_to is not None and event.according_to not in said:
            yield f"event {event.id}", event.according_to


def _tile(passages: tuple[Passage, ...], length: int) -> bool:
    """Whether the passages cover the text from its first to its last character, each character once."""
    at = 0
    for passage in passages:
        if passage.start != at or passage.end < at:
            return False
        at = passage.end
    return at == length


def _parties(event: Event) -> Iterator[tuple[str, Reference]]:
    yield from (("actor", party) for party in event.actors)
    yield from (("recipient", party) for party in event.recipients)


def _parts(statement: Statement) -> Iterator[tuple[str, Reference | Cue | Content]]:
    for role, part in (("speaker", statement.speaker), ("addressee", statement.addressee)):
        if part is not None:
            yield role, part
    yield "cue", statement.cue
    yield "content", statement.content
