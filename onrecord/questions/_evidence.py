"""The evidence of one article: who holds what where it speaks of a proposition, pinned to the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from onrecord.commitment import Held, Stance, commitments, sentence_at
from onrecord.facts import fold
from onrecord.questions._file import Question
from onrecord.questions._frames import Theme, is_named
from onrecord.questions._guilt import ACCUSED, CHARGE, FRAME
from onrecord.questions._matches import matches
from onrecord.questions._measures import FRAME as MEASURE
from onrecord.questions._measures import times
from onrecord.questions._people import heard, with_roles
from onrecord.questions._sides import Side, sides
from onrecord.questions._table import Piece
from onrecord.questions._view import Match
from onrecord.records import Reading, Span, Statement, When, content_id, spans_key

_CONTRARY: dict[Stance, Stance] = {"affirms": "denies", "denies": "affirms"}
_NO_STATEMENT = 0.5  # how sure words are that no statement and no event holds


class Found(NamedTuple):
    """A piece of evidence, whose it is, and for which proposition."""

    side: Side
    proposition: str
    piece: Piece


def evidence_in(
    reading: Reading, question: Question, looked: Sequence[Theme], groups: Callable[[str], str]
) -> Iterator[Found]:
    """What one article has on the question, derived evidence too."""
    home = next((t.home for t in looked if t.home), None)
    reading = with_roles(reading)
    found = matches(reading, looked, question.rivals)
    for match in found:
        chain = _chain(reading, match)
        if (own := _controlled(reading, match, chain, home)) is not None:
            for held in chain:
                yield from _stated(reading, question, own, held, home, groups)
    yield from _recalled(reading, question, found, home, groups)


# Who condemns a victory or a presidency does not hold that it is one; who condemns a fraud holds that it was.
_CONDEMNS = frozenset("condemn denounce criticise criticize attack".split())


def _chain(reading: Reading, match: Match) -> tuple[Held, ...]:
    """The sources over a match, and what each holds of it."""
    if match.by is not None:
        return (Held(match.by, match.span, None, "questions" if match.sign == "?" else "affirms"),)
    found = commitments(reading, match.span, asked=match.asked)
    if match.core:
        found = tuple(h for h in found if match.asked or h.stance != "asks_for_evidence")
        return tuple(h for h in found if not _is_unsaid(reading, h) and not _is_itself(match, h))
    if match.frame == CHARGE:
        return tuple(h for h in found if _takes_charge(reading, match, h))
    if match.frame not in ("win", "office", "result", FRAME):
        return found
    return tuple(
        msgspec.structs.replace(h, stance="denies") if h.lemma in _CONDEMNS and h.stance == "affirms" else h
        for h in found
    )


# Who does this to a charge holds it.
_UPHOLDS = frozenset("repeat confirm believe support back corroborate substantiate make".split())


def _takes_charge(reading: Reading, match: Match, held: Held) -> bool:
    """Whether a predicate takes the charge, or the inquiry, itself: right before it, or in the passive behind it."""
    if held.predicate is None or (held.stance == "affirms" and held.lemma not in _UPHOLDS):
        return False
    between = reading.article.text[held.predicate.end : match.span.start]
    verb = match.asked and match.span.of(reading.article.text).startswith("investigate")
    return held.predicate.start >= match.span.end or fold(between) in ("", "for") or (verb and between.endswith(" to "))


def _is_unsaid(reading: Reading, held: Held) -> bool:
    """Whether the words are quoted within a quotation, and so are not the speaker's: "he didn't say, 'I think so'"."""
    text = reading.article.text
    if held.source is None or fold(held.source.of(text)) not in ("i", "we"):
        return False
    before = text[sentence_at(text, held.source.start).start : held.source.start]
    return bool(re.search(r"(?:^|\s)['‘][^'’]*$", before))


def _is_itself(match: Match, held: Held) -> bool:
    """Whether the predicate is one of the words that were looked for: "was attacked by" is no criticism."""
    return held.predicate is not None and any(held.predicate.start <= at < held.predicate.end for at in match.core)


def _controlled(reading: Reading, match: Match, chain: Sequence[Held], home: str | None) -> Match | None:
    """The match with the sign of whose victory it is, where only the innermost source tells; None if it is nobody's
    that the question is about."""
    if not match.control:
        return match
    inner = next((h for h in reversed(chain) if h.source is not None), None)
    for side in (
        () if inner is None or inner.source is None else sides(reading, inner.source, _speaker(reading, inner), home)
    ):
        for name, sign in match.control:
            if is_named(side.party.name, name) or name in fold(side.party.name).split():
                return match._replace(sign=times(match.sign, sign))
    return None


def _speaker(reading: Reading, held: Held) -> str | None:
    """The actor of the statement that the stance is the cue of."""
    statement = next((s for s in reading.statements if s.id == held.statement), None)
    return statement.speaker.actor if statement and statement.speaker else None


_PEOPLE = (*ACCUSED, MEASURE)  # frames of questions in which a minister speaks for himself


def _stated(
    reading: Reading, question: Question, match: Match, held: Held, home: str | None, groups: Callable[[str], str]
) -> Iterator[Found]:
    stance = _CONTRARY.get(held.stance, held.stance) if match.sign == "-" else held.stance
    if stance == "none" or held.source is None or held.predicate is None:
        return
    statement = next((s for s in reading.statements if s.id == held.statement), None)
    for side in sides(reading, held.source, _speaker(reading, held), home):
        heard_of = heard(reading, held.source, side, home) if match.core or match.frame in _PEOPLE else side
        if heard_of is None:
            continue
        spans = _extent(held.predicate, held.source, match.span)
        piece = _piece(reading, statement, held, spans, stance, heard_of.by, groups)
        yield from with_rivals(question, Found(heard_of, match.theme, piece))


def _extent(*spans: Span) -> tuple[Span, ...]:
    return (Span(min(s.start for s in spans), max(s.end for s in spans)),)


def _piece(
    reading: Reading, statement: Statement | None, held: Held, spans: tuple[Span, ...], stance: Stance, by: str,
    groups: Callable[[str], str],
) -> Piece:  # fmt: skip
    event = None if statement or held.predicate is None else next((e for e in reading.events if any(
        s.touches(held.predicate) for s in e.trigger)), None)  # fmt: skip
    article = reading.article
    if statement is not None:
        kind, id_, score = "statement", statement.id, statement.score
    elif event is not None:
        kind, id_, score = "event", event.id, event.score
    else:
        kind, id_, score = "words", content_id("words", article.id, spans_key(spans)), _NO_STATEMENT
    dated = statement.when if statement else event.when if event else _around(reading, spans[0])
    when = dated.from_ if dated and dated.from_ and dated.from_ == dated.to else None
    if when is None or (article.published and when > article.published):
        when = article.published
    return Piece(kind, id_, article.id, spans, " ".join(spans[0].of(article.text).split()), when, stance, by,
                 groups(article.id), score)  # fmt: skip


def _around(reading: Reading, span: Span) -> When | None:
    """The day of the statement that holds the words, if one does."""
    holding = [s for s in reading.statements if s.when and any(c.start <= span.start < c.end for c in s.content.spans)]
    return holding[0].when if holding else None


def with_rivals(question: Question, found: Found) -> Iterator[Found]:
    """The evidence, and what it says of the propositions that this one excludes: who affirms one denies the other."""
    yield found
    if found.piece.position == "affirms":
        for rival in question.rivals(found.proposition):
            piece = msgspec.structs.replace(found.piece, position="denies", derived=True)
            yield Found(found.side, rival, piece)


_SO = frozenset(
    f"{the} {word}{s}".strip()
    for the in ("the", "this", "these", "those", "all", "any such")
    for word in ("claim", "charge", "accusation", "allegation")
    for s in ("", "s")
) | {"this", "it", "that", "so"}
_NEAR = 400  # characters, about two sentences: how far back "denied this" reaches


def _recalled(
    reading: Reading, question: Question, found: Sequence[Match], home: str | None, groups: Callable[[str], str]
) -> Iterator[Found]:
    """What was spoken of last, in a sentence before: "The opposition denied this", "Blinken said so"."""
    for statement in reading.statements:
        content = fold(statement.content.text)
        if not (content in _SO or content.startswith("so ")) or statement.speaker is None:
            continue
        start = statement.cue.spans[0].start
        before = [m for m in found if not m.asked and m.span.end <= start and start - m.span.end < _NEAR]
        if not before or statement.content.spans[0].start < before[-1].span.end:
            continue
        last = before[-1]
        for held in commitments(reading, statement.content.spans[0]):
            if held.statement == statement.id:
                sign = "-" if last.sign == "-" or _is_negative(reading, last) else "+"
                yield from _stated(
                    reading, question, Match(last.theme, last.span, sign, core=last.core), held, home, groups
                )


def _is_negative(reading: Reading, match: Match) -> bool:
    """Whether the words of the match deny of themselves: "Maduro did not win"."""
    return any(f" {n} " in f" {fold(match.span.of(reading.article.text))} " for n in ("not", "never", "didnt"))
