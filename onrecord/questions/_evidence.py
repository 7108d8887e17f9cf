"""The evidence of one article: who holds what where it speaks of a proposition, pinned to the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from onrecord.commitment import CONTRARY, Held, commitments, sentence_at
from onrecord.facts import fold
from onrecord.questions._file import Question
from onrecord.questions._frames import Theme, is_named
from onrecord.questions._guilt import ACCUSED, CHARGE, FRAME
from onrecord.questions._inferred import Inferred, Network, inferred, is_asked_about
from onrecord.questions._matches import Sentences, matches, may_speak_of, sentences_of
from onrecord.questions._measures import FRAME as MEASURE
from onrecord.questions._measures import times
from onrecord.questions._people import heard, with_roles
from onrecord.questions._pieces import extent, inferred_piece, stated_piece
from onrecord.questions._sides import Side, sides
from onrecord.questions._table import Piece
from onrecord.questions._view import Match
from onrecord.records import Reading, Span


class Found(NamedTuple):
    """A piece of evidence, whose it is, and for which proposition."""

    side: Side
    proposition: str
    piece: Piece
    source: Span | None = None  # the words that name who holds it, where the rules found it


def evidence_in(
    reading: Reading, question: Question, looked: Sequence[Theme], groups: Callable[[str], str],
    network: Network | None,
) -> Iterator[Found]:  # fmt: skip
    """What one article has on the question, derived evidence too: what the rules find; and of those of whom they say
    nothing, what the network is sure of."""
    reading = with_roles(reading)
    sentences = cache(lambda: list(sentences_of(reading)))
    found = list(_by_rule(reading, question, looked, sentences, groups))
    yield from found
    if network:
        yield from _by_inference(reading, question, looked, sentences, groups, network, found)


def _by_rule(
    reading: Reading, question: Question, looked: Sequence[Theme], sentences: Sentences, groups: Callable[[str], str]
) -> Iterator[Found]:
    home = _home(looked)
    found = matches(reading, looked, question.rivals, sentences)
    for match in found:
        chain = _chain(reading, match)
        if (own := _controlled(reading, match, chain, home)) is not None:
            for held in chain:
                yield from _stated(reading, question, own, held, home, groups)
    yield from _recalled(reading, question, found, home, groups)


def _home(looked: Sequence[Theme]) -> str | None:
    return next((t.home for t in looked if t.home), None)


def _by_inference(
    reading: Reading, question: Question, looked: Sequence[Theme], sentences: Sentences, groups: Callable[[str], str],
    network: Network, told: Sequence[Found],
) -> Iterator[Found]:  # fmt: skip
    """What the network is sure of; of two propositions that exclude each other nobody affirms more than the surer."""
    taken = {(f.side.key, f.proposition) for f in told}
    found: dict[tuple[str, str], Inferred] = {}
    for theme in looked:
        if is_asked_about(theme) and may_speak_of(reading, theme):
            sources = {f.source for f in told if f.proposition == theme.name and f.source}
            says = question.propositions[theme.name].says
            some = inferred(reading, sentences(), theme, says, _home(looked), network, sources)
            found |= {(one.side.key, theme.name): one for one in some if (one.side.key, theme.name) not in taken}
    kept = {cell: one for cell, one in found.items() if not _is_outdone(cell, one, found, question)}
    for (key, name), one in kept.items():
        for piece in with_rivals(question, Found(one.side, name, inferred_piece(reading, one, groups))):
            if not piece.piece.derived or (key, piece.proposition) not in taken | kept.keys():
                yield piece


def _is_outdone(
    cell: tuple[str, str], one: Inferred, found: Mapping[tuple[str, str], Inferred], question: Question
) -> bool:
    """Whether the same party affirms more surely what excludes this."""
    rivals = (found.get((cell[0], rival)) for rival in question.rivals(cell[1]))
    return one.stance == "affirms" and any(r and r.stance == "affirms" and r.chance > one.chance for r in rivals)


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
    stance = CONTRARY.get(held.stance, held.stance) if match.sign == "-" else held.stance
    if stance == "none" or held.source is None or held.predicate is None:
        return
    statement = next((s for s in reading.statements if s.id == held.statement), None)
    for side in sides(reading, held.source, _speaker(reading, held), home):
        heard_of = heard(reading, held.source, side, home) if match.core or match.frame in _PEOPLE else side
        if heard_of is None:
            continue
        spans = extent(held.predicate, held.source, match.span)
        piece = stated_piece(reading, statement, held, spans, stance, heard_of.by, groups)
        yield from with_rivals(question, Found(heard_of, match.theme, piece, held.source))


def with_rivals(question: Question, found: Found) -> Iterator[Found]:
    """The evidence, and what it says of the propositions that this one excludes: who affirms one denies the other."""
    yield found
    if found.piece.position == "affirms":
        for rival in question.rivals(found.proposition):
            piece = msgspec.structs.replace(found.piece, position="denies", derived=True)
            yield found._replace(proposition=rival, piece=piece)


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
