"""Decisions of the person at the desk: a piece of evidence accepted, corrected or rejected, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.errors import UsageError
from onrecord.ledger import Ledger
from onrecord.questions import CHOICES, Piece, Position, Question, take_rows
from onrecord.records import content_id

__all__ = ["CHOICES", "cell_of", "decide"]


def decide(
    ledger: Ledger, question: Question, positions: Sequence[Position], *, cell: str, piece: str, verdict: str, by: str
) -> int:
    """Keep a decision on one piece of a cell's evidence, or on all of it if `piece` is empty; on how many.

    `verdict` is one of CHOICES, or "accept": what the machine found is right.
    Raises: UsageError if the cell or the piece is not there (any more), or there is no such verdict.
    """
    position = next((p for p in positions if cell_of(p) == cell), None)
    pieces = [p for p in position.evidence if piece in ("", piece_of(p))] if position else []
    if position is None or not pieces:
        raise UsageError("the evidence is not there any more: the ledger has changed; load the page again")
    if verdict not in (*CHOICES, "accept"):
        raise UsageError(f"{verdict!r}: is no decision; it has to be one of accept, {', '.join(CHOICES)}")
    return take_rows(ledger, question, list(_rows(question, position, pieces, verdict)), "desk", by)


def cell_of(position: Position) -> str:
    """The name of a cell in addresses: the same as long as actor and proposition are."""
    actor = position.actor
    return content_id("cell", actor.name, actor.kind, actor.country or "", position.proposition)[:12]


def piece_of(piece: Piece) -> str:
    """The name of a piece of evidence in a form."""
    span = piece.spans[0]
    return f"{piece.article}.{span.start}.{span.end}"


def _rows(question: Question, position: Position, pieces: Sequence[Piece], verdict: str) -> Iterator[dict[str, str]]:
    """The rows that a corrected sheet would have."""
    actor = position.actor
    for piece in pieces:
        span = piece.spans[0]
        yield {
            "question": question.question,
            "proposition": position.proposition,
            "actor": actor.name,
            "kind": actor.kind,
            "country": actor.country or "",
            "sectors": " ".join(actor.sectors),
            "judgement": piece.position if verdict == "accept" else verdict,
            "day": piece.when or "",
            "article": piece.article,
            "start": str(span.start),
            "end": str(span.end),
        }
