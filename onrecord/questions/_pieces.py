"""A piece of evidence: the words, what they are of, their day, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.commitment import Held, Stance, sentence_at
from onrecord.questions._inferred import Inferred
from onrecord.questions._table import Piece
from onrecord.records import Reading, Span, Statement, When, content_id, spans_key

_NO_STATEMENT = 0.5  # how sure words are that no statement and no event holds


def extent(*spans: Span) -> tuple[Span, ...]:
    """From the first of the words to the last, as one span."""
    return (Span(min(s.start for s in spans), max(s.end for s in spans)),)


def stated_piece(
    reading: Reading, statement: Statement | None, held: Held, spans: tuple[Span, ...], stance: Stance, by: str,
    groups: Callable[[str], str],
) -> Piece:  # fmt: skip
    """The evidence of a stance that words show: the statement, the event, or else the words by themselves."""
    event = None if statement or held.predicate is None else next((e for e in reading.events if any(
        s.touches(held.predicate) for s in e.trigger)), None)  # fmt: skip
    article = reading.article
    if statement is not None:
        kind, id_, score = "statement", statement.id, statement.score
    elif event is not None:
        kind, id_, score = "event", event.id, event.score
    else:
        kind, id_, score = "words", content_id("words", article.id, spans_key(spans)), _NO_STATEMENT
    when = _day(reading, statement.when if statement else event.when if event else _around(reading, spans[0]))
    return Piece(kind, id_, article.id, spans, _words(reading, spans), when, stance, by, groups(article.id),
                 score)  # fmt: skip


def _words(reading: Reading, spans: Sequence[Span]) -> str:
    return " ".join(spans[0].of(reading.article.text).split())


def _day(reading: Reading, dated: When | None) -> str | None:
    """The one day that a time is; that of the article, if there is none, or a later one."""
    published = reading.article.published
    when = dated.from_ if dated and dated.from_ and dated.from_ == dated.to else None
    return published if when is None or (published and when > published) else when


def _around(reading: Reading, span: Span) -> When | None:
    """The day of the statement that holds the words, if one does."""
    holding = [s for s in reading.statements if s.when and any(c.start <= span.start < c.end for c in s.content.spans)]
    return holding[0].when if holding else None


def inferred_piece(reading: Reading, one: Inferred, groups: Callable[[str], str]) -> Piece:
    """What the network says, pinned to the sentence or sentences of the mention and the place.

    Its chance counts half, so that it weighs less than what the rules find.
    """
    text, article = reading.article.text, reading.article
    ends = [sentence_at(text, s.start) for s in (one.holder, one.place)]
    spans = extent(*ends)
    when = _day(reading, _around(reading, one.place))
    return Piece("inferred", content_id("inferred", article.id, spans_key(spans)), article.id, spans,
                 _words(reading, spans), when, one.stance, one.side.by, groups(article.id),
                 round(_NO_STATEMENT * one.chance, 3))  # fmt: skip
