"""A Reading as rows, and rows as a Reading again; nothing is lost on the way."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from onrecord.records import (
    Actor,
    Article,
    Content,
    Cue,
    Doubt,
    Event,
    Evidence,
    Model,
    Passage,
    Reading,
    Record,
    Reference,
    Span,
    Statement,
    When,
    Where,
)

Row = Mapping[str, Any]


class Rest(Record, frozen=True):
    """The parts of a Reading that have no table of their own; kept as JSON in `articles.rest`."""

    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    times: tuple[When, ...]
    places: tuple[Where, ...]


def rows_of(reading: Reading, code_version: str) -> dict[str, list[Row]]:
    """Table name → its rows, in the order in which they must be inserted."""
    article = reading.article.id
    starts = paragraph_starts(reading.article.text)
    return {
        "articles": [_article_row(reading, code_version)],
        "passages": [_passage_row(p, article, n) for n, p in enumerate(reading.passages)],
        "statements": [_statement_row(s, article, n, starts) for n, s in enumerate(reading.statements)],
        "doubts": [_doubt_row(d, article, n) for n, d in enumerate(reading.doubts)],
    }


def reading_of(
    article: sqlite3.Row,
    passages: Iterable[sqlite3.Row],
    statements: Iterable[sqlite3.Row],
    doubts: Iterable[sqlite3.Row],
) -> Reading:
    """The Reading whose rows these are, each table's in the order of its `number`."""
    rest = msgspec.json.decode(article["rest"], type=Rest)
    return Reading(
        article=article_of(article),
        passages=tuple(Passage(row["start"], row["end"], row["kind"]) for row in passages),
        actors=rest.actors,
        statements=tuple(statement_of(row) for row in statements),
        events=rest.events,
        times=rest.times,
        places=rest.places,
        doubts=tuple(_doubt_of(row) for row in doubts),
        model=Model(article["model"], article["model_version"]),
    )


def article_of(row: sqlite3.Row) -> Article:
    """The Article of a row of `articles`."""
    return Article(
        id=row["id"],
        url=row["url"],
        outlet=row["outlet"],
        title=row["title"],
        byline=row["byline"],
        dateline=row["dateline"],
        published=row["published"],
        language=row["language"],
        text=row["text"],
        evidence=msgspec.json.decode(row["evidence"], type=tuple[Evidence, ...]),
    )


def statement_of(row: sqlite3.Row) -> Statement:
    """The Statement of a row of `statements`."""
    return Statement(
        id=row["id"],
        quotation=row["quotation"],
        speaker=_reference_of(row, "speaker"),
        cue=Cue(_spans_of(row["cue_spans"]), row["cue"], row["lemma"], row["act"], row["polarity"]),
        content=Content(_spans_of(row["content_spans"]), row["content"]),
        addressee=_reference_of(row, "addressee"),
        when=_when_of(row),
        within=row["within"],
        passage=row["passage"],
        score=row["score"],
    )


def paragraph_starts(text: str) -> list[int]:
    """Where each paragraph begins, in code points. A paragraph is a line that is not blank."""
    starts, at = [], 0
    for line in text.splitlines(keepends=True):
        if not line.isspace():
            starts.append(at)
        at += len(line)
    return starts


def paragraph_at(starts: Sequence[int], offset: int) -> int:
    """The number, from 1, of the paragraph in which the character at `offset` stands."""
    return max(1, bisect_right(starts, offset))


def _article_row(reading: Reading, code_version: str) -> Row:
    article = reading.article
    rest = Rest(reading.actors, reading.events, reading.times, reading.places)
    return msgspec.structs.asdict(article) | {
        "evidence": _json(article.evidence),
        "rest": _json(rest),
        "model": reading.model.name,
        "model_version": reading.model.version,
        "code_version": code_version,
    }


def _passage_row(passage: Passage, article: str, number: int) -> Row:
    return msgspec.structs.asdict(passage) | {"id": f"{article}-p{number}", "article": article, "number": number}


def _doubt_row(doubt: Doubt, article: str, number: int) -> Row:
    return {
        "id": f"{article}-d{number}",
        "article": article,
        "number": number,
        "question": doubt.question,
        "candidates": _json(doubt.candidates),
        "why": doubt.why,
        "start": doubt.span.start,
        "end": doubt.span.end,
    }


def _doubt_of(row: sqlite3.Row) -> Doubt:
    candidates = msgspec.json.decode(row["candidates"], type=tuple[str, ...])
    return Doubt(Span(row["start"], row["end"]), row["question"], candidates, row["why"])


def _statement_row(statement: Statement, article: str, number: int, starts: Sequence[int]) -> Row:
    spans = statement.content.spans
    start = min((s.start for s in spans), default=None)
    return {
        "id": statement.id,
        "article": article,
        "number": number,
        "quotation": statement.quotation,
        **_reference_row("speaker", statement.speaker),
        "cue": statement.cue.text,
        "cue_spans": _json(statement.cue.spans),
        "lemma": statement.cue.lemma,
        "act": statement.cue.act,
        "polarity": statement.cue.polarity,
        "content": statement.content.text,
        "content_spans": _json(spans),
        **_reference_row("addressee", statement.addressee),
        **_when_row(statement.when),
        "paragraph": paragraph_at(starts, start or 0),
        "start": start,
        "end": max((s.end for s in spans), default=None),
        "within": statement.within,
        "passage": statement.passage,
        "score": statement.score,
    }


def _reference_row(role: str, reference: Reference | None) -> Row:
    return {
        role: reference and reference.text,
        f"{role}_spans": reference and _json(reference.spans),
        f"{role}_actor": reference and reference.actor,
    }


def _reference_of(row: sqlite3.Row, role: str) -> Reference | None:
    if row[role] is None:
        return None
    return Reference(_spans_of(row[f"{role}_spans"]), row[role], row[f"{role}_actor"])


def _when_row(when: When | None) -> Row:
    return {
        "when_value": when and when.value,
        "when_from": when and when.from_,
        "when_to": when and when.to,
        "when_start": when and when.span.start,
        "when_end": when and when.span.end,
    }


def _when_of(row: sqlite3.Row) -> When | None:
    if row["when_value"] is None:
        return None
    return When(Span(row["when_start"], row["when_end"]), row["when_value"], row["when_from"], row["when_to"])


def _spans_of(column: str) -> tuple[Span, ...]:
    return msgspec.json.decode(column, type=tuple[Span, ...])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
