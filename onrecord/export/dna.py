"""Discourse Network Analyzer: a `.dna` file (SQLite, version 3.0.7) of the evidence on a question."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord.errors import UsageError
from onrecord.export._coding import Coding, codings, seconds, title_of
from onrecord.export._whole import Whole

VERSION = "3.0.7"
# The coder's password is "onrecord". DNA keeps base64(salt + SHA-256 of salt and password, 100,000 times); the salt is
# fixed, so that the same ledger makes the same file.
PASSWORD = "onrecord"
_SALT = b"onrecord-export."
_ROUNDS = 100_000
_VARIABLES = (("person", "short text"), ("organization", "short text"), ("concept", "short text"),
              ("agreement", "boolean"), ("qualifier", "integer"))  # fmt: skip
_ATTRIBUTES = ("Type", "Alias", "Notes")


def saved(whole: Whole, out: Path) -> None:
    """Write the file, in the place of an earlier one. Raises: UsageError if `out` can't be written."""
    out.unlink(missing_ok=True)
    try:
        db = sqlite3.connect(out)
    except sqlite3.Error as error:
        raise UsageError(f"{out}: can't be written ({error}); name another file") from error
    with db:
        db.execute("PRAGMA foreign_keys = ON")
        db.executescript(Path(__file__).with_name("dna.sql").read_text(encoding="utf-8"))
        _fill(db, list(codings(whole)))
    db.close()


def _fill(db: sqlite3.Connection, found: Sequence[Coding]) -> None:
    settings = (("version", VERSION), ("date", "2024-01-01"))
    db.executemany("INSERT INTO SETTINGS (Property, Value) VALUES (?, ?)", settings)
    db.execute("INSERT INTO CODERS (ID, Name, Password) VALUES (1, 'onrecord', ?)", (hashed(PASSWORD),))
    db.execute("INSERT INTO STATEMENTTYPES (ID, Label, Red, Green) VALUES (1, 'DNA Statement', 239, 208)")
    for number, (name, kind) in enumerate(_VARIABLES, start=1):
        db.execute("INSERT INTO VARIABLES VALUES (?, ?, ?, 1)", (number, name, kind))
    documents = _documents(db, found)
    entities = _entities(db, found)
    for number, coding in enumerate(found, start=1):
        _statement(db, number, coding, documents[coding.article.id], entities)


def hashed(password: str) -> str:
    """The password as DNA keeps it."""
    digest = _SALT + password.encode()
    for _ in range(_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(_SALT + digest).decode()


def _documents(db: sqlite3.Connection, found: Iterable[Coding]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for coding in found:
        article = coding.article
        if article.id not in ids:
            ids[article.id] = len(ids) + 1
            db.execute(
                "INSERT INTO DOCUMENTS (ID, Title, Text, Coder, Author, Source, Notes, Date)"
                " VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
                (ids[article.id], title_of(article), article.text, article.byline or "", article.outlet or "",
                 article.url or "", seconds(article)),
            )  # fmt: skip
    return ids


def _entities(db: sqlite3.Connection, found: Sequence[Coding]) -> dict[tuple[int, str], int]:
    """(variable, value) → entity. Every short-text variable has the empty one too, and every entity its attributes."""
    short = {number: name for number, (name, kind) in enumerate(_VARIABLES, start=1) if kind == "short text"}
    values = {(number, "") for number in short}
    values |= {(number, getattr(coding, name)) for number, name in short.items() for coding in found}
    ids = {value: number for number, value in enumerate(sorted(values), start=1)}
    db.executemany("INSERT INTO ENTITIES (ID, VariableId, Value, Red, Green, Blue) VALUES (?, ?, ?, 0, 0, 0)",
                   [(number, variable, value) for (variable, value), number in ids.items()])  # fmt: skip
    attributes = {(v, name): n for n, (v, name) in enumerate(((v, a) for v in short for a in _ATTRIBUTES), start=1)}
    db.executemany("INSERT INTO ATTRIBUTEVARIABLES VALUES (?, ?, ?)", [(n, v, a) for (v, a), n in attributes.items()])
    pairs = [(number, attributes[variable, a]) for (variable, _), number in ids.items() for a in _ATTRIBUTES]
    db.executemany("INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId) VALUES (?, ?)", pairs)
    return ids


def _statement(
    db: sqlite3.Connection, number: int, coding: Coding, document: int, entities: dict[tuple[int, str], int]
) -> None:
    db.execute("INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 1)", (number, document, coding.start, coding.stop))
    for variable, (name, kind) in enumerate(_VARIABLES, start=1):
        value = getattr(coding, name)
        if kind == "short text":
            db.execute("INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)",
                       (number, variable, entities[variable, value]))  # fmt: skip
        else:
            table = "DATABOOLEAN" if kind == "boolean" else "DATAINTEGER"
            db.execute(
                f"INSERT INTO {table} (StatementId, VariableId, Value) VALUES (?, ?, ?)", (number, variable, value)
            )
