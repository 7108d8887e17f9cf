"""A Reading as rows, and rows as a Reading again; nothing is lost on the way."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    Reference,
    Span,
    Statement,
    When,
    Where,
    text_of,
)

Row = Mapping[str, Any]


def rows_of(reading: Reading, code_version: str) -> dict[str, list[Row]]:
    """Table name → its rows, in the order in which they must be inserted."""
    article = reading.article.id
    starts, names = paragraph_starts(reading.article.text), names_of(reading.actors)
    return {
        "articles": [_article_row(reading, code_version)],
        "passages": [_passage_row(p, article, n) for n, p in enumerate(reading.passages)],
        "actors": [_actor_row(a, article, n) for n, a in enumerate(reading.actors)],
        "actor_mentions": [_mention_row(m, article, a, n) for a in reading.actors for n, m in enumerate(a.mentions)],
        "statements": [_statement_row(s, article, n, starts, names) for n, s in enumerate(reading.statements)],
        "events": [_event_row(e, reading.article, n, starts) for n, e in enumerate(reading.events)],
        "event_actors": [row for event in reading.events for row in _party_rows(event, article)],
        "times": [_time_row(t, article, n) for n, t in enumerate(reading.times)],
        "places": [_place_row(p, article, n) for n, p in enumerate(reading.places)],
        "doubts": [_doubt_row(d, article, n) for n, d in enumerate(reading.doubts)],
    }


def reading_of(article: sqlite3.Row, parts: Mapping[str, Iterable[sqlite3.Row]]) -> Reading:
    """The Reading whose rows these are: of every table but `articles`, in the order of `number`."""
    mentions = defaultdict(list)
    for row in parts["actor_mentions"]:
        mentions[row["actor"]].append(Span(row["start"], row["end"]))
    parties = defaultdict(list)
    for row in parts["event_actors"]:
        parties[row["event"]].append(row)
    return Reading(
        article=article_of(article),
        passages=tuple(Passage(row["start"], row["end"], row["kind"]) for row in parts["passages"]),
        actors=tuple(_actor_of(row, tuple(mentions[row["id"]])) for row in parts["actors"]),
        statements=tuple(statement_of(row) for row in parts["statements"]),
        events=tuple(event_of(row, parties[row["id"]]) for row in parts["events"]),
        times=tuple(_time_of(row) for row in parts["times"]),
        places=tuple(_place_of(row) for row in parts["places"]),
        doubts=tuple(_doubt_of(row) for row in parts["doubts"]),
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


def event_of(row: sqlite3.Row, parties: Sequence[sqlite3.Row]) -> Event:
    """The Event of a row of `events` and its rows of `event_actors`, in the order of `number`."""
    return Event(
        id=row["id"],
        type=row["type"],
        modes=_texts_of(row["modes"]),
        contexts=_texts_of(row["contexts"]),
        trigger=_spans_of(row["trigger_spans"]),
        actors=_parties_of(parties, "actor"),
        recipients=_parties_of(parties, "recipient"),
        when=_when_of(row),
        where=_event_place_of(row),
        status=row["status"],
        according_to=row["according_to"],
        score=row["score"],
        mentions=msgspec.json.decode(row["mentions"], type=tuple[tuple[Span, ...], ...]),
    )


def names_of(actors: Iterable[Actor]) -> dict[str, str]:
    """Actor's id → name."""
    return {actor.id: actor.name for actor in actors}


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


def paragraph_of(text: str, offset: int | None) -> int:
    """The number of the paragraph at an offset; the first one's for None."""
    return paragraph_at(paragraph_starts(text), offset or 0)


def words_of(text: str, spans: str) -> str:
    """The words of spans in JSON, as `text_of` has them."""
    return text_of(_spans_of(spans), text)


def _article_row(reading: Reading, code_version: str) -> Row:
    article = reading.article
    return msgspec.structs.asdict(article) | {
        "evidence": _json(article.evidence),
        "model": reading.model.name,
        "model_version": reading.model.version,
        "code_version": code_version,
    }


def _passage_row(passage: Passage, article: str, number: int) -> Row:
    return msgspec.structs.asdict(passage) | {"id": f"{article}-p{number}", "article": article, "number": number}


def _actor_row(actor: Actor, article: str, number: int) -> Row:
    return {
        "article": article,
        "id": actor.id,
        "number": number,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "sectors": _json(actor.sectors),
        "wikidata": actor.wikidata,
    }


def _actor_of(row: sqlite3.Row, mentions: tuple[Span, ...]) -> Actor:
    sectors = _texts_of(row["sectors"])
    return Actor(row["id"], row["name"], row["kind"], row["country"], sectors, row["wikidata"], mentions)


def _mention_row(mention: Span, article: str, actor: Actor, number: int) -> Row:
    return {"article": article, "actor": actor.id, "number": number, "start": mention.start, "end": mention.end}


def _time_row(when: When, article: str, number: int) -> Row:
    return {
        "id": f"{article}-t{number}",
        "article": article,
        "number": number,
        "value": when.value,
        "first_day": when.from_,
        "last_day": when.to,
        "start": when.span.start,
        "end": when.span.end,
    }


def _time_of(row: sqlite3.Row) -> When:
    return When(Span(row["start"], row["end"]), row["value"], row["first_day"], row["last_day"])


def _place_row(where: Where, article: str, number: int) -> Row:
    return {
        "id": f"{article}-w{number}",
        "article": article,
        "number": number,
        "name": where.name,
        "country": where.country,
        "lat": where.lat,
        "lon": where.lon,
        **_extent(where.spans),
        "spans": _json(where.spans),
    }


def _place_of(row: sqlite3.Row) -> Where:
    return Where(_spans_of(row["spans"]), row["name"], row["country"], row["lat"], row["lon"])


def _extent(spans: tuple[Span, ...]) -> Row:
    """From the first character of the spans to their last; null without a span."""
    return {"start": min((s.start for s in spans), default=None), "end": max((s.end for s in spans), default=None)}


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
    return Doubt(Span(row["start"], row["end"]), row["question"], _texts_of(row["candidates"]), row["why"])


def _statement_row(
    statement: Statement, article: str, number: int, starts: Sequence[int], names: Mapping[str, str]
) -> Row:
    spans = statement.content.spans
    extent = _extent(spans)
    speaker = statement.speaker.actor if statement.speaker else None
    return {
        "id": statement.id,
        "article": article,
        "number": number,
        "quotation": statement.quotation,
        **_reference_row("speaker", statement.speaker),
        "speaker_name": None if speaker is None else names.get(speaker),
        "cue": statement.cue.text,
        "cue_spans": _json(statement.cue.spans),
        "lemma": statement.cue.lemma,
        "act": statement.cue.act,
        "polarity": statement.cue.polarity,
        "content": statement.content.text,
        "content_spans": _json(spans),
        **_reference_row("addressee", statement.addressee),
        **_when_row(statement.when),
        "paragraph": paragraph_at(starts, extent["start"] or 0),
        **extent,
        "within": statement.within,
        "passage": statement.passage,
        "score": statement.score,
    }


def _event_row(event: Event, article: Article, number: int, starts: Sequence[int]) -> Row:
    extent = _extent(event.trigger)
    where = event.where
    return {
        "id": event.id,
        "article": article.id,
        "number": number,
        "type": event.type,
        "modes": _json(event.modes),
        "contexts": _json(event.contexts),
        "status": event.status,
        "trigger": text_of(event.trigger, article.text),
        "trigger_spans": _json(event.trigger),
        "according_to": event.according_to,
        "paragraph": paragraph_at(starts, extent["start"] or 0),
        **extent,
        "score": event.score,
        **_when_row(event.when),
        "place": where and where.name,
        "place_country": where and where.country,
        "place_lat": where and where.lat,
        "place_lon": where and where.lon,
        "place_spans": where and _json(where.spans),
        "mentions": _json(event.mentions),
    }


def _event_place_of(row: sqlite3.Row) -> Where | None:
    if row["place_spans"] is None:
        return None
    spans = _spans_of(row["place_spans"])
    return Where(spans, row["place"], row["place_country"], row["place_lat"], row["place_lon"])


def _party_rows(event: Event, article: str) -> Iterator[Row]:
    for role, parties in (("actor", event.actors), ("recipient", event.recipients)):
        for number, party in enumerate(parties):
            yield {
                "event": event.id,
                "article": article,
                "role": role,
                "number": number,
                "text": party.text,
                "actor": party.actor,
                "spans": _json(party.spans),
            }


def _parties_of(parties: Sequence[sqlite3.Row], role: str) -> tuple[Reference, ...]:
    return tuple(Reference(_spans_of(p["spans"]), p["text"], p["actor"]) for p in parties if p["role"] == role)


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


def _texts_of(column: str) -> tuple[str, ...]:
    return msgspec.json.decode(column, type=tuple[str, ...])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
