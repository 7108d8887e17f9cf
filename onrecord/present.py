"""A reading as lines for a terminal: who, with which cue, in which words, and where they stand.

What a page says is shown, never obeyed: nothing in it can move the cursor, colour the screen or turn the text round.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from onrecord.ledger import Found
from onrecord.ledger.rows import paragraph_at, paragraph_starts
from onrecord.records import Article, Doubt, Failure, Reading, Reference, Span, Statement

LOW_SCORE = 0.5  # below it the score is shown unasked
_DEEPEST = 4  # nested deeper than that is indented no further

# Marks that turn the text round or stand there unseen. Joiners stay: Persian and emoji are written with them.
_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SHOWN: dict[int, int | str | None] = {
    **{code: 0x2400 + code for code in range(0x20)},  # ESC shows as ␛
    0x7F: "␡",
    **dict.fromkeys(range(0x80, 0xA0), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(range(0xE0000, 0xE0080)),  # "tag" characters: a whole hidden message fits in them
    **dict.fromkeys(map(ord, _UNSEEN)),
    **dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), " "),
}


def lines(reading: Reading, *, width: int = 80, verbose: bool = False, style: bool = False) -> Iterator[str]:
    """The reading, line by line, without line ends.

    `width` is in characters; `verbose` adds every score and doubt; `style` adds bold and dim (ANSI).
    """
    show = _Show(width, verbose, style)
    yield from show.heading(reading.article)
    yield ""
    starts = paragraph_starts(reading.article.text)
    for statement, depth in _nested(reading.statements):
        spans = statement.content.spans
        yield from show.statement(statement, paragraph_at(starts, spans[0].start if spans else 0), depth)
        yield ""
    if not reading.statements:
        yield from ("No statements found.", "")
    if verbose:
        yield from show.doubts(reading.doubts)


def found_lines(
    found: Iterable[Found], *, width: int = 80, verbose: bool = False, style: bool = False
) -> Iterator[str]:
    """Statements found in a ledger, under a heading for each article they stand in; see `lines`."""
    show = _Show(width, verbose, style)
    for heading, group in groupby(found, key=lambda one: one.article):
        facts = (heading.published or "undated", heading.outlet, heading.title, heading.id)
        yield from show.wrapped(_dotted(facts), "", "1")
        yield ""
        for one in group:
            yield from show.statement(one.statement, one.paragraph, 0)
            yield ""


def failure_line(failure: Failure) -> str:
    """A failure as one line: the page, and why it could not be read, with the fix."""
    return shown(f"{failure.page}: {failure.why}")


def shown(text: str) -> str:
    """The text in one line, safe to print: control characters as signs, what is unseen left out."""
    return text.translate(_SHOWN)


class _Show:
    """How to show: the width in characters, whether to show every score, whether to style."""

    def __init__(self, width: int, verbose: bool, style: bool) -> None:
        self.width, self.verbose, self.style = max(width, 40), verbose, style

    def heading(self, article: Article) -> Iterator[str]:
        published = f"published {article.published}" if article.published else "undated"
        yield from self.wrapped(article.title or "(no title)", "", "1")
        yield from self.wrapped(_dotted((article.outlet, published, article.language, article.id)), "")
        if article.url:
            yield shown(article.url)

    def statement(self, statement: Statement, paragraph: int, depth: int) -> Iterator[str]:
        indent = "    " * min(depth, _DEEPEST)
        yield from self.wrapped(f"¶{paragraph}  {_attribution(statement)}", indent, "1")
        yield from self.wrapped(statement.content.text, indent + "    ")
        yield from self.wrapped(self._where(statement), indent + "    ", "2")

    def doubts(self, doubts: tuple[Doubt, ...]) -> Iterator[str]:
        for doubt in doubts:
            candidates = f" ({' or '.join(doubt.candidates)})" if doubt.candidates else ""
            line = f"Doubt at {_offsets((doubt.span,))}: {doubt.question}{candidates}: {doubt.why}"
            yield from self.wrapped(line, "", "2")

    def wrapped(self, text: str, indent: str, code: str = "") -> Iterator[str]:
        """The text in lines of the width; `code` is its ANSI style, 1 for bold and 2 for dim."""
        for line in textwrap.wrap(
            shown(text), self.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ):
            yield f"\x1b[{code}m{line}\x1b[0m" if self.style and code else line

    def _where(self, statement: Statement) -> str:
        facts = [statement.quotation, f"characters {_offsets(statement.content.spans)}"]
        if statement.passage != "report":
            facts.append(f"in the {statement.passage}")
        if statement.when:
            facts.append(f"on {statement.when.from_ or statement.when.value}")
        if self.verbose or statement.score < LOW_SCORE:
            facts.append(f"score {statement.score:.2f}")
        return ", ".join(facts)


def _nested(statements: tuple[Statement, ...]) -> Iterator[tuple[Statement, int]]:
    """Each statement once, the inner ones after the one they stand in, with how deep they are."""
    inner = defaultdict(list)
    known = {statement.id for statement in statements}
    for statement in statements:
        inner[statement.within if statement.within in known else None].append(statement)
    waiting = [(statement, 0) for statement in reversed(inner[None])]
    while waiting:
        statement, depth = waiting.pop()
        known.discard(statement.id)
        yield statement, depth
        waiting += [(one, depth + 1) for one in reversed(inner[statement.id])]
    # Two that are `within` each other have no outermost one to be reached from.
    yield from ((statement, 0) for statement in statements if statement.id in known)


def _attribution(statement: Statement) -> str:
    to = f"to {statement.addressee.text}" if statement.addressee else None
    return " — ".join(part for part in (_name(statement.speaker), statement.cue.text, to) if part)


def _name(speaker: Reference | None) -> str:
    return speaker.text if speaker else "(speaker not known)"


def _offsets(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{span.start}-{span.end}" for span in spans)


def _dotted(facts: Iterable[str | None]) -> str:
    return " · ".join(fact for fact in facts if fact)
