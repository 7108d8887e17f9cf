"""What people have decided about the positions on a question: rows of their own, which no reading again touches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from onrecord.records import Record, content_id


class Judgement(Record, frozen=True):
    """Somebody's decision on one piece of evidence.

    `position` is affirms, denies, questions, asks_for_evidence, or none (the words are no evidence). `key` is the
    actor's row in the table of positions; `actor`, `kind`, `country` and `sectors` are what it shows. `start` and `end`
    are code points into the article's text, half-open; `text` the words there, `day` the day they count for. `by` is
    who decided, `decided` when (UTC, ISO 8601; the ledger fills it in).
    """

    question: str
    proposition: str
    key: str
    actor: str
    kind: str
    country: str | None
    sectors: tuple[str, ...]
    position: str
    article: str
    start: int
    end: int
    text: str
    day: str | None
    by: str
    decided: str = ""

    @property
    def id(self) -> str:
        """One for each piece of evidence, actor and proposition of a question: deciding again replaces it."""
        return content_id(
            "judgement", self.question, self.proposition, self.key, self.article, f"{self.start}-{self.end}"
        )


def row_of(judgement: Judgement, decided: str) -> dict[str, object]:
    """The judgement as a row, decided at that time."""
    sectors = msgspec.json.encode(judgement.sectors).decode()
    return {"id": judgement.id, **msgspec.structs.asdict(judgement), "sectors": sectors, "decided": decided}


def judgements(db: sqlite3.Connection, question: str | None) -> Iterator[Judgement]:
    """The judgements on a question, on all if it is None, in the order in which they were made."""
    sql = "SELECT * FROM judgements WHERE ? IS NULL OR question = ? ORDER BY decided, article, start, id"
    for row in db.execute(sql, (question, question)):
        fields = {name: row[name] for name in Judgement.__struct_fields__}
        yield Judgement(**fields | {"sectors": tuple(msgspec.json.decode(row["sectors"]))})
