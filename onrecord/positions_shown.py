"""Positions as lines for a terminal: each proposition, who affirms, denies and questions it, and the words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from onrecord.present import shown
from onrecord.questions import Piece, Position, Proposed, Question

_ORDER = (("affirms", "affirms"), ("denies", "denies"), ("questions", "questions"),
          ("asks_for_evidence", "asks for evidence"), ("silent", "silent"))  # fmt: skip
_FEW = 1  # pieces of evidence of an actor that are shown unasked


def lines(
    question: Question, found: Sequence[Position], *, width: int = 80, verbose: bool = False, style: bool = False
) -> Iterator[str]:
    """The table, line by line, without line ends. `width` is in characters; `verbose` shows every piece of evidence and
    names who is silent; `style` adds bold (ANSI)."""
    yield _bold(shown(question.question), style)
    for name, proposition in question.propositions.items():
        yield ""
        yield _bold(shown(f"{name}: {proposition.says}"), style)
        own = [p for p in found if p.proposition == name]
        if all(p.position == "silent" for p in own):
            yield "  nobody speaks of it"
        for position, words in _ORDER:
            some = [p for p in own if p.position == position]
            if some and position != "silent":
                yield f"  {words}"
                for one in some:
                    yield from _cell(one, width, verbose)
            elif some:
                yield from _silent(some, width, verbose)


def proposed_lines(found: Sequence[Proposed], *, width: int = 80, style: bool = False) -> Iterator[str]:
    """Contested propositions, each with who holds what of it and the counts."""
    for one in found:
        yield _bold(shown(one.says), style)
        yield f"  {one.actors} actors, {one.reports} reports, {one.days} days"
        for label, names in (("affirm", one.affirm), ("deny or question", one.deny)):
            yield from _wrapped(f"{label}: {', '.join(names)}", width, "  ")


def _cell(one: Position, width: int, verbose: bool) -> Iterator[str]:
    days = one.since if one.since == one.until else f"{one.since} to {one.until}"
    reports = len({e.report for e in one.evidence})
    told = f"{one.actor.name} — {days or 'no day known'}, {reports} report{'' if reports == 1 else 's'}"
    if len(one.history) > 1:
        told += "; " + ", then ".join(f"{t.position.replace('_', ' ')} from {t.from_}" for t in one.history)
    if one.contradicted:
        told += "; reports contradict each other"
    yield from _wrapped(told, width, "    ")
    pieces = one.evidence if verbose or one.contradicted else _telling(one)
    for piece in pieces:
        yield from _piece(piece, width)


def _telling(one: Position) -> Sequence[Piece]:
    """The evidence that is shown unasked: the surest for the position."""
    own = [e for e in one.evidence if e.position == one.position] or one.evidence
    return sorted(own, key=lambda e: (e.derived, -e.score, e.when or ""))[:_FEW]


def _piece(piece: Piece, width: int) -> Iterator[str]:
    mark = " (inferred)" * (piece.kind == "inferred") + " (it excludes the other)" * piece.derived
    told = f"{piece.when or 'no day'} {piece.position.replace('_', ' ')}{mark}: “{piece.text}” [{piece.article}]"
    yield from _wrapped(told, width, "        ")


def _silent(some: Sequence[Position], width: int, verbose: bool) -> Iterator[str]:
    if verbose:
        yield from _wrapped(f"silent: {', '.join(p.actor.name for p in some)}", width, "  ")
    else:
        yield f"  silent: {len(some)} of the roster"


def _wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(shown(text), max(width, 40), initial_indent=indent, subsequent_indent=indent + "  ")


def _bold(text: str, style: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if style else text
