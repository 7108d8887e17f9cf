"""Who holds what of a question, since when, with the words that say so."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from onrecord.commitment import Held, Stance, commitments
from onrecord.errors import UsageError
from onrecord.facts import fold
from onrecord.ledger import Judgement, Ledger
from onrecord.questions._file import Member, Question, members
from onrecord.questions._frames import Theme, is_named, themes
from onrecord.questions._matches import Match, matches
from onrecord.questions._sides import Party, Side, government, names_alike, party_of, sides, unified
from onrecord.records import Reading, Record, Span, Statement, content_id, spans_key

Window = Literal["day", "week"]
Standing = Literal["affirms", "denies", "questions", "asks_for_evidence", "silent"]
_CONTRARY: dict[Stance, Stance] = {"affirms": "denies", "denies": "affirms"}
# Of several in one window that do not contradict each other, the one that says most.
_STRENGTH = {"affirms": 3, "denies": 3, "questions": 2, "asks_for_evidence": 1}
_NO_STATEMENT = 0.5  # how sure words are that no statement and no event holds


class Piece(Record, frozen=True):
    """A piece of evidence: the words that say so. `kind` is statement, event, words (a sentence of the article that
    neither holds) or judgement (a person's); `by` who says it, in the words of the page; `report` the group of wire
    copies, else the article; `when` a day, None if it has none; `derived` if it speaks of a proposition that excludes
    this one."""

    kind: str
    id: str
    article: str
    spans: tuple[Span, ...]
    text: str
    when: str | None
    position: str
    by: str
    report: str
    score: float
    derived: bool = False


class Turn(Record, frozen=True):
    """A position, and from which day on it was held; None if the day is not known."""

    position: Standing
    from_: str | None = msgspec.field(name="from")
    evidence: tuple[Piece, ...] = ()


class Position(Record, frozen=True):
    """What an actor holds of a proposition. `since` and `until` are the first and last day of the evidence;
    `contradicted` if reports of the same time have the actor affirm and deny; `score` from 0 to 1."""

    actor: Party
    proposition: str
    position: Standing
    since: str | None
    until: str | None
    history: tuple[Turn, ...]
    contradicted: bool
    evidence: tuple[Piece, ...]
    score: float


class Positions(tuple[Position, ...]):
    """The positions on a question, a sequence; `to_frame()` makes a table of them."""

    __slots__ = ()

    def to_frame(self) -> Any:
        """One row for each actor and proposition, as a data frame of pandas, or of polars where pandas is not there.

        Raises: UsageError if neither is installed.
        """
        rows = [_flat(p) for p in self]
        try:
            import pandas  # noqa: PLC0415  (neither is needed to read or to ask)
        except ImportError:
            try:
                import polars  # noqa: PLC0415
            except ImportError as error:
                raise UsageError("to_frame: needs pandas or polars; pip install pandas") from error
            return polars.DataFrame(rows, schema=list(COLUMNS))
        return pandas.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = ("actor", "kind", "country", "sectors", "proposition", "position", "since", "until", "changes",
           "contradicted", "evidence", "reports", "score")  # fmt: skip


class _Found(NamedTuple):
    side: Side
    proposition: str
    piece: Piece


def positions(
    ledger: Ledger,
    question: Question,
    *,
    window: Window = "day",
    groups: Callable[[str], str] = lambda article: article,
) -> Positions:
    """Who holds what of the question: by actor, then by proposition.

    `groups` maps an article's id to the report it is a copy of, and a report counts once; by default each article is
    its own. Raises: UsageError if a name of the question may be two actors of the ledger; LedgerError.
    """
    return located(ledger.readings(), question, judgements=ledger.judgements(question.question), window=window,
                   groups=groups)  # fmt: skip


def located(
    readings: Iterable[Reading],
    question: Question,
    *,
    judgements: Sequence[Judgement] = (),
    window: Window = "day",
    groups: Callable[[str], str] = lambda article: article,
) -> Positions:
    """As `positions`, of readings from anywhere."""
    looked = themes(question)
    named: dict[str, set[str]] = defaultdict(set)
    found: list[_Found] = []
    for reading in readings:
        _name(reading, looked, named)
        found += evidence_in(reading, question, looked, groups)
    _check_names(named)
    found = _once(_judged(found, judgements, groups))
    table = unified(f.side for f in found)
    cells: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for one in found:
        if _is_in_time(one.piece, question):
            cells[table[one.side.key].key, one.proposition].append(one.piece)
    present = {key: table[key].party for key, _ in cells}
    heard = [_position(present[key], name, pieces, window) for (key, name), pieces in cells.items()]
    silent = _silent(question, {table[k].key: table[k] for k, _ in cells}, {p.proposition for p in heard}, cells)
    order = list(question.propositions)
    everybody = [*heard, *silent]
    return Positions(sorted(everybody, key=lambda p: (fold(p.actor.name), p.actor.kind, order.index(p.proposition))))


def evidence_in(
    reading: Reading, question: Question, looked: Sequence[Theme], groups: Callable[[str], str]
) -> Iterator[_Found]:
    """What one article has on the question, derived evidence too."""
    home = next((t.home for t in looked if t.home), None)
    found = matches(reading, looked)
    for match in found:
        chain = commitments(reading, match.span, asked=match.asked)
        if (own := _controlled(reading, match, chain, home)) is not None:
            for held in chain:
                yield from _stated(reading, question, own, held, home, groups)
    yield from _recalled(reading, question, found, home, groups)


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
                turned = {"+": "-", "-": "+"}[match.sign] if sign == "-" else match.sign
                return match._replace(sign=turned)
    return None


def _speaker(reading: Reading, held: Held) -> str | None:
    """The actor of the statement that the stance is the cue of."""
    statement = next((s for s in reading.statements if s.id == held.statement), None)
    return statement.speaker.actor if statement and statement.speaker else None


def _stated(
    reading: Reading, question: Question, match: Match, held: Held, home: str | None, groups: Callable[[str], str]
) -> Iterator[_Found]:
    stance = _CONTRARY.get(held.stance, held.stance) if match.sign == "-" else held.stance
    if stance == "none" or held.source is None or held.predicate is None:
        return
    statement = next((s for s in reading.statements if s.id == held.statement), None)
    for side in sides(reading, held.source, _speaker(reading, held), home):
        spans = _extent(held.predicate, held.source, match.span)
        piece = _piece(reading, statement, held, spans, stance, side.by, groups)
        yield from _with_rivals(question, _Found(side, match.theme, piece))


def _extent(*spans: Span) -> tuple[Span, ...]:
    return (Span(min(s.start for s in spans), max(s.end for s in spans)),)


def _piece(
    reading: Reading, statement: Statement | None, held: Held, spans: tuple[Span, ...], stance: Stance, by: str,
    groups: Callable[[str], str],
) -> Piece:  # fmt: skip
    event = None if statement or held.predicate is None else next((e for e in reading.events if any(
        s.start < held.predicate.end and held.predicate.start < s.end for s in e.trigger)), None)  # fmt: skip
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


def _around(reading: Reading, span: Span) -> Any:
    """The day of the statement that holds the words, if one does."""
    holding = [s for s in reading.statements if s.when and any(c.start <= span.start < c.end for c in s.content.spans)]
    return holding[0].when if holding else None


def _with_rivals(question: Question, found: _Found) -> Iterator[_Found]:
    """The evidence, and what it says of the propositions that this one excludes: who affirms one denies the other."""
    yield found
    if found.piece.position == "affirms":
        for rival in question.rivals(found.proposition):
            piece = msgspec.structs.replace(found.piece, position="denies", derived=True)
            yield _Found(found.side, rival, piece)


_SO = ("this", "it", "that", "so", "the claim", "the charge", "the accusation", "this claim", "these claims")
_NEAR = 400  # characters, about two sentences: how far back "denied this" reaches


def _recalled(
    reading: Reading, question: Question, found: Sequence[Match], home: str | None, groups: Callable[[str], str]
) -> Iterator[_Found]:
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
                yield from _stated(reading, question, Match(last.theme, last.span, sign), held, home, groups)


def _is_negative(reading: Reading, match: Match) -> bool:
    """Whether the words of the match deny of themselves: "Maduro did not win"."""
    return any(f" {n} " in f" {fold(match.span.of(reading.article.text))} " for n in ("not", "never", "didnt"))


# -- names and judgements ----------------------------------------------------------------------------------------------


def _name(reading: Reading, looked: Sequence[Theme], named: dict[str, set[str]]) -> None:
    for wanted in {k.who for t in looked for k in t.keys if k.who and " " not in k.who}:
        for actor in reading.actors:
            if actor.kind == "person" and " " in actor.name and is_named(actor.name, wanted):
                named[wanted].add(actor.name)


def _check_names(named: Mapping[str, set[str]]) -> None:
    for wanted, names in named.items():
        if len({fold(n) for n in names}) > 1:
            raise UsageError(
                f"{wanted!r} may be {' or '.join(sorted(names))}; write the whole name in the question file"
            )


def _judged(found: Sequence[_Found], judgements: Sequence[Judgement], groups: Callable[[str], str]) -> list[_Found]:
    """The evidence with what people have decided in the place of what the machine found on the same words."""
    kept = [f for f in found if not any(_is_of(j, f) for j in judgements)]
    for one in judgements:
        if one.position != "none":
            party = Party(one.actor, one.kind, one.country, one.sectors)
            span = Span(one.start, one.end)
            piece = Piece("judgement", one.id, one.article, (span,), one.text, one.day, one.position, one.by,
                          groups(one.article), 1.0)  # fmt: skip
            kept.append(_Found(Side(one.key, party, one.by), one.proposition, piece))
    return kept


def _is_of(judgement: Judgement, found: _Found) -> bool:
    span = found.piece.spans[0]
    return (
        judgement.article == found.piece.article
        and judgement.proposition == found.proposition
        and judgement.key == found.side.key
        and judgement.start < span.end
        and span.start < judgement.end
    )


def _once(found: Iterable[_Found]) -> list[_Found]:
    """A report counts once: of wire copies, the pieces of the first article; and each piece once."""
    ordered = sorted(found, key=lambda f: (f.piece.when or "", f.piece.article, f.piece.spans, f.piece.derived))
    first: dict[tuple[str, str, str, str], str] = {}
    seen: set[tuple[str, str, str, str]] = set()
    out = []
    for one in ordered:
        piece = one.piece
        told = (piece.report, one.side.key, one.proposition, piece.position)
        if first.setdefault(told, piece.article) != piece.article:
            continue
        key = (piece.id, one.side.key, one.proposition, piece.position)
        if key not in seen:
            seen.add(key)
            out.append(one)
    return out


# -- cells -------------------------------------------------------------------------------------------------------------


def _is_in_time(piece: Piece, question: Question) -> bool:
    """Undated evidence stays: it may be of the time."""
    day = piece.when
    return day is None or (
        (question.since is None or day >= question.since) and (question.until is None or day <= question.until)
    )


def _position(party: Party, proposition: str, pieces: Sequence[Piece], window: Window) -> Position:
    dated = sorted((p for p in pieces if p.when), key=lambda p: (p.when or "", p.article, p.spans))
    frames: dict[str, list[Piece]] = defaultdict(list)
    for piece in dated:
        frames[_frame(piece.when or "", window)].append(piece)
    told = [(frame, *_strongest(some)) for frame, some in sorted(frames.items())] or [("", *_strongest(pieces))]
    turns: list[tuple[Standing, list[Piece]]] = []
    for frame, standing, _ in told:
        own = frames[frame] if frame else list(pieces)
        if turns and turns[-1][0] == standing:
            turns[-1][1].extend(own)
        else:
            turns.append((standing, list(own)))
    history = tuple(
        Turn(standing, min((p.when for p in own if p.when), default=None), tuple(own)) for standing, own in turns
    )
    days = [p.when for p in dated if p.when]
    return Position(party, proposition, history[-1].position, min(days, default=None), max(days, default=None), history,
                    any(clash for _, _, clash in told), (*dated, *(p for p in pieces if not p.when)),
                    _score(history[-1]))  # fmt: skip


def _frame(day: str, window: Window) -> str:
    """The window that a day is in: itself, or the Monday of its week."""
    if window == "day":
        return day
    at = datetime.date.fromisoformat(day)
    return (at - datetime.timedelta(days=at.weekday())).isoformat()


def _strongest(pieces: Sequence[Piece]) -> tuple[Standing, bool]:
    """The position of one window, and whether its pieces contradict each other. A person's judgement decides."""
    judged = [p for p in pieces if p.kind == "judgement"]
    weights: dict[str, float] = defaultdict(float)
    for piece in judged or pieces:
        weights[piece.position] += piece.score if not piece.derived else 0.5 * piece.score
    best = max(weights, key=lambda one: (_STRENGTH[one] * weights[one], _STRENGTH[one], one))
    clash = "affirms" in weights and ("denies" in weights or "questions" in weights)
    return msgspec.convert(best, Standing), clash


def _score(turn: Turn) -> float:
    """How sure the position is: that not all the reports that say so are wrong, times their share of the turn."""
    wrong, held, all_ = 1.0, 0.0, 0.0
    best: dict[str, float] = defaultdict(float)
    for piece in turn.evidence:
        all_ += piece.score
        if piece.position == turn.position:
            held += piece.score
            best[piece.report] = max(best[piece.report], piece.score)
    for score in best.values():
        wrong *= 1 - score
    return round((1 - wrong) * held / all_, 3) if all_ else 0.0


def _silent(
    question: Question,
    present: Mapping[str, Side],
    spoken_of: set[str],
    cells: Mapping[tuple[str, str], Sequence[Piece]],
) -> Iterator[Position]:
    """The members of the roster of whom nothing is known; none of a proposition that nobody speaks of."""
    for member in members(question):
        side = _member(member, question, present)
        for proposition in question.propositions:
            if proposition in spoken_of and (side.key, proposition) not in cells:
                yield Position(side.party, proposition, "silent", None, None, (), False, (), 0.0)


def _member(member: Member, question: Question, present: Mapping[str, Side]) -> Side:
    if member.code:
        return government(member.code, member.name)
    alike = {s.key: s for s in names_alike(member.name, present.values())}
    if len(alike) > 1:
        names = " or ".join(sorted(s.party.name for s in alike.values()))
        raise UsageError(f"roster: {member.name!r} may be {names}; write the whole name in the question file")
    found = party_of(member.name, question.since)
    return next(iter(alike.values()), None) or present.get(found.key, found)


def rows_of(found: Iterable[Position]) -> Iterator[tuple[object, ...]]:
    """The table as rows, one for each actor and proposition, after the names of the columns."""
    yield COLUMNS
    yield from map(_flat, found)


def _flat(position: Position) -> tuple[object, ...]:
    actor = position.actor
    return (actor.name, actor.kind, actor.country, " ".join(actor.sectors), position.proposition, position.position,
            position.since, position.until, max(0, len(position.history) - 1), position.contradicted,
            len(position.evidence), len({p.report for p in position.evidence}), position.score)  # fmt: skip
