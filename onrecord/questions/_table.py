"""The table's records, and how the evidence of one cell becomes a position with its history."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import msgspec

from onrecord.errors import UsageError
from onrecord.questions._sides import Party
from onrecord.records import Record, Span

Window = Literal["day", "week"]
Standing = Literal["affirms", "denies", "questions", "asks_for_evidence", "silent"]
# Of several in one window that do not contradict each other, the one that says most.
_STRENGTH = {"affirms": 3, "denies": 3, "questions": 2, "asks_for_evidence": 1}


class Piece(Record, frozen=True):
    """A piece of evidence: the words that say so.

    `kind` is statement, event, words (a sentence of the article that neither holds), inferred (what a network takes
    from a sentence) or judgement (a person's); `by` who says it, in the words of the page; `report` the group of wire
    copies, else the article; `when` a day, None if it has none; `derived` if it speaks of a proposition that excludes
    this one.
    """

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


def position_of(party: Party, proposition: str, pieces: Sequence[Piece], window: Window) -> Position:
    """The cell of an actor and a proposition, of one piece of evidence at least."""
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


def rows_of(found: Iterable[Position]) -> Iterator[tuple[object, ...]]:
    """The table as rows, one for each actor and proposition, after the names of the columns."""
    yield COLUMNS
    yield from map(_flat, found)


def _flat(position: Position) -> tuple[object, ...]:
    actor = position.actor
    return (actor.name, actor.kind, actor.country, " ".join(actor.sectors), position.proposition, position.position,
            position.since, position.until, max(0, len(position.history) - 1), position.contradicted,
            len(position.evidence), len({p.report for p in position.evidence}), position.score)  # fmt: skip
