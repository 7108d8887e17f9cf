"""A reading as lines for a terminal: who said what, who did what to whom, in which words, and where they stand.

What a page says is shown, never obeyed: nothing in it can move the cursor, colour the screen or turn the text round.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from onrecord.actors import Resolved
from onrecord.ledger import Copy, Found, FoundEvent, Heading, Report, Tally
from onrecord.ledger.rows import names_of, paragraph_at, paragraph_starts
from onrecord.records import (
    Actor,
    Article,
    Doubt,
    Event,
    Failure,
    Reading,
    Reference,
    Span,
    Statement,
    When,
    Where,
    text_of,
)

LOW_SCORE = 0.5  # below it the score is shown unasked
_DEEPEST = 4  # nested deeper than that is indented no further
_NAMES = 6  # of an actor, that are shown unasked
_DOUBTS = 20  # of a page, that are shown unasked

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

    `width` is in characters; `verbose` adds every score, time, place and doubt; `style` adds bold and dim (ANSI).
    """
    show = _Show(width, verbose, style)
    yield from show.heading(reading.article)
    yield ""
    yield from show.said(reading)


def whole_lines(reading: Reading, *, width: int = 80, verbose: bool = False, style: bool = False) -> Iterator[str]:
    """The reading as `lines` has it, with its cast (if there is one) before the statements."""
    show = _Show(width, verbose, style)
    yield from show.heading(reading.article)
    yield ""
    yield from show.cast(reading)
    yield from show.said(reading)


def cast_lines(reading: Reading, *, width: int = 80, verbose: bool = False, style: bool = False) -> Iterator[str]:
    """Who is in the reading, who speaks most first: under which names, how often named and speaking; and what is open.

    For the parameters see `lines`; `verbose` shows every name and every doubt.
    """
    show = _Show(width, verbose, style)
    yield from show.heading(reading.article)
    yield ""
    yield from show.cast(reading)
    if not reading.actors:
        yield from ("Nobody found.", "")
    yield from show.open(reading)


def found_lines(
    found: Iterable[Found], *, width: int = 80, verbose: bool = False, style: bool = False
) -> Iterator[str]:
    """Statements found in a ledger, under a heading for each article they stand in; see `lines`."""
    show = _Show(width, verbose, style)
    for heading, group in groupby(found, key=lambda one: one.article):
        yield from show.found_in(heading)
        for one in group:
            speaker = one.statement.speaker
            names = {speaker.actor: one.speaker_name} if speaker and speaker.actor and one.speaker_name else {}
            yield from show.statement(one.statement, one.paragraph, 0, names)
            yield from show.copies(one.copies)
            yield ""


def found_event_lines(
    found: Iterable[FoundEvent], *, width: int = 80, verbose: bool = False, style: bool = False
) -> Iterator[str]:
    """Events found in a ledger, under a heading for each article they stand in; see `lines`."""
    show = _Show(width, verbose, style)
    for heading, group in groupby(found, key=lambda one: one.article):
        yield from show.found_in(heading)
        for one in group:
            yield from show.event(one.event, one.paragraph, one.trigger, one.names, one.claimant)
            yield from show.copies(one.copies)
        yield ""


def report_lines(reports: Iterable[Report], *, width: int = 80, style: bool = False) -> Iterator[str]:
    """Reports that stand in more than one place, each with its copies; see `lines`."""
    show = _Show(width, False, style)
    for report in reports:
        title = next((copy.title for copy in report.copies if copy.title), "(no title)")
        agency = f"by {report.agency}" if report.agency else None
        yield from show.wrapped(_dotted((title, agency)), "", "1")
        for copy in report.copies:
            yield from show.wrapped(_copy(copy), "    ")
        held = f"{report.statements:,} statements, {report.repeated_statements:,} more repeat them"
        if report.events:
            held += f"; {report.events:,} events, {report.repeated_events:,} more repeat them"
        yield from show.wrapped(held, "    ", "2")
        yield ""


def tally_line(tally: Tally) -> str:
    """How many reports the articles of a ledger are, and what is counted once."""
    return (
        f"{tally.articles:,} articles are {tally.reports:,} reports; counted once, "
        f"{tally.repeated_statements:,} statements and {tally.repeated_events:,} events less; "
        f"{tally.furniture:,} lines are furniture"
    )


def who_lines(answer: Resolved, *, width: int = 80, style: bool = False) -> Iterator[str]:
    """Who an actor string stands for, a line for each thing known, then what is open; see `lines`."""
    show = _Show(width, False, style)
    on = f"on {answer.on}" if answer.on else "no day given"
    yield from show.wrapped(f"{answer.text.strip() or '(no text)'} — {on}", "", "1")
    facts = (
        ("name", answer.name),
        ("kind", answer.kind),
        ("country", answer.country),
        ("sectors", ", ".join(answer.sectors)),
        ("office", answer.office),
        ("held by", answer.holder),
        ("wikidata", answer.wikidata),
        ("row", answer.row),
        ("open", answer.why),
        ("may be", " or ".join(answer.candidates)),
    )
    for label, fact in facts:
        if fact:
            yield from show.wrapped(f"{label:10}{fact}", "    ")
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

    def found_in(self, heading: Heading) -> Iterator[str]:
        facts = (heading.published or "undated", heading.outlet, heading.title, heading.id)
        yield from self.wrapped(_dotted(facts), "", "1")
        yield ""

    def said(self, reading: Reading) -> Iterator[str]:
        """The statements and the events; when verbose, also the times, places and doubts."""
        starts, names = paragraph_starts(reading.article.text), names_of(reading.actors)
        for statement, depth in _nested(reading.statements):
            spans = statement.content.spans
            yield from self.statement(statement, paragraph_at(starts, spans[0].start if spans else 0), depth, names)
            yield ""
        if not reading.statements:
            yield from ("No statements found.", "")
        yield from self.done(reading, starts, names)
        if self.verbose:
            yield from self.times_and_places(reading)
            yield from self.doubts(reading.doubts)

    def statement(self, statement: Statement, paragraph: int, depth: int, names: Mapping[str, str]) -> Iterator[str]:
        indent = "    " * min(depth, _DEEPEST)
        yield from self.wrapped(f"¶{paragraph}  {_attribution(statement, names)}", indent, "1")
        yield from self.wrapped(statement.content.text, indent + "    ")
        yield from self.wrapped(self._where(statement), indent + "    ", "2")

    def done(self, reading: Reading, starts: Sequence[int], names: Mapping[str, str]) -> Iterator[str]:
        """The events, each with who claims it."""
        speakers = {s.id: s.speaker for s in reading.statements if s.speaker}
        for event in reading.events:
            speaker = speakers.get(event.according_to or "")
            who = (names.get(speaker.actor or "") or speaker.text) if speaker else None
            paragraph = paragraph_at(starts, event.trigger[0].start if event.trigger else 0)
            yield from self.event(event, paragraph, text_of(event.trigger, reading.article.text), names, who)
        if reading.events:
            yield ""

    def event(
        self, event: Event, paragraph: int, trigger: str, names: Mapping[str, str], claimant: str | None
    ) -> Iterator[str]:
        what = " ".join((event.type, *event.modes))
        parties = " → ".join(_listed(references, names) for references in (event.actors, event.recipients))
        status = event.status.replace("_", " ")
        yield from self.wrapped(f"¶{paragraph}  {what} — {status} — {parties}", "", "1")
        yield from self.wrapped(self._circumstances(event, trigger, claimant), "    ", "2")

    def copies(self, number: int) -> Iterator[str]:
        if number > 1:
            yield from self.wrapped(f"in {number:,} articles", "    ", "2")

    def cast(self, reading: Reading) -> Iterator[str]:
        speaking = Counter(s.speaker.actor for s in reading.statements if s.speaker)
        spoken_to = Counter(s.addressee.actor for s in reading.statements if s.addressee)
        for actor in sorted(reading.actors, key=lambda a: (-speaking[a.id], -len(a.mentions))):
            yield from self.wrapped(f"{actor.name} — {_what(actor)}", "", "1")
            yield from self.wrapped(self._names(actor, reading.article.text), "    ")
            counts = (
                ("named", len(actor.mentions)),
                ("speaking", speaking[actor.id]),
                ("addressed", spoken_to[actor.id]),
            )
            yield from self.wrapped(", ".join(f"{how} {_times(n)}" for how, n in counts if n), "    ", "2")
            yield ""

    def open(self, reading: Reading) -> Iterator[str]:
        """What could not be told, with the words it is asked about."""
        text = reading.article.text
        starts, asked = paragraph_starts(text), reading.doubts if self.verbose else reading.doubts[:_DOUBTS]
        for doubt in asked:
            line = f"¶{paragraph_at(starts, doubt.span.start)}  open: “{doubt.span.of(text)}”, {_question(doubt)}"
            yield from self.wrapped(line, "", "2")
        if len(asked) < len(reading.doubts):
            yield f"… and {len(reading.doubts) - len(asked):,} more; --verbose shows all"

    def times_and_places(self, reading: Reading) -> Iterator[str]:
        text = reading.article.text
        for when in reading.times:
            line = f"Time at {_offsets((when.span,))}: “{when.span.of(text)}”, {when.value}: {_days(when) or 'open'}"
            yield from self.wrapped(line, "", "2")
        for where in reading.places:
            words = " … ".join(span.of(text) for span in where.spans)
            at = f"{where.lat:.2f}, {where.lon:.2f}" if where.lat is not None and where.lon is not None else None
            facts = _dotted((where.name, where.country, at))
            yield from self.wrapped(f"Place at {_offsets(where.spans)}: “{words}”, {facts}", "", "2")

    def doubts(self, doubts: tuple[Doubt, ...]) -> Iterator[str]:
        for doubt in doubts:
            yield from self.wrapped(f"Doubt at {_offsets((doubt.span,))}: {_question(doubt)}", "", "2")

    def wrapped(self, text: str, indent: str, code: str = "") -> Iterator[str]:
        """The text in lines of the width; `code` is its ANSI style, 1 for bold and 2 for dim."""
        for line in textwrap.wrap(
            shown(text), self.width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ):
            yield f"\x1b[{code}m{line}\x1b[0m" if self.style and code else line

    def _names(self, actor: Actor, text: str) -> str:
        """The different words that the article names the actor with, in its order."""
        spelled: dict[str, str] = {}
        for span in actor.mentions:
            spelled.setdefault(span.of(text).casefold(), span.of(text))
        names = list(spelled.values())
        shown = names if self.verbose else names[:_NAMES]
        more = f" and {len(names) - len(shown):,} more" if len(shown) < len(names) else ""
        return ", ".join(f"“{name}”" for name in shown) + more

    def _where(self, statement: Statement) -> str:
        facts = [statement.quotation, f"characters {_offsets(statement.content.spans)}"]
        if statement.passage != "report":
            facts.append(f"in the {statement.passage}")
        if statement.when:
            facts.append(f"on {_days(statement.when) or statement.when.value}")
        if self.verbose or statement.score < LOW_SCORE:
            facts.append(f"score {statement.score:.2f}")
        return ", ".join(facts)

    def _circumstances(self, event: Event, trigger: str, claimant: str | None) -> str:
        facts = [f"“{trigger}”", f"characters {_offsets(event.trigger)}"]
        if event.when:
            facts.append(f"on {_days(event.when) or event.when.value}")
        if event.where:
            facts.append(f"in {_place(event.where)}")
        if event.according_to is not None:
            facts.append(f"according to {claimant or 'somebody who is not named'}")
        if event.mentions:
            again = f", again at {'; '.join(map(_offsets, event.mentions))}" if self.verbose else ""
            facts.append(f"told {_times(1 + len(event.mentions))}{again}")
        if self.verbose and event.contexts:
            facts.append(f"contexts {', '.join(event.contexts)}")
        if self.verbose or event.score < LOW_SCORE:
            facts.append(f"score {event.score:.2f}")
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


def _attribution(statement: Statement, names: Mapping[str, str]) -> str:
    speaker = _named(statement.speaker, names) if statement.speaker else "(speaker not known)"
    to = f"to {_named(statement.addressee, names)}" if statement.addressee else None
    return " — ".join(part for part in (speaker, statement.cue.text, to) if part)


def _named(reference: Reference, names: Mapping[str, str]) -> str:
    """The words, with who that is where they do not say it: "He (= Dmitry Peskov)", but "Peskov" and "Mr Peskov".
    Several are nobody alone: "Peru and Chile"."""
    name = names.get(reference.actor or "", "")
    said, known = reference.text.split(), name.split()
    if not known or "and" in said or said and (said[-1] in known or known[-1] in said):
        return reference.text
    return f"{reference.text} (= {name})"


def _listed(references: Sequence[Reference], names: Mapping[str, str]) -> str:
    """The parties on one side of an event; a dash if the text names none."""
    return ", ".join(_named(reference, names) for reference in references) or "–"


def _place(where: Where) -> str:
    """The place with its country, unless it is one."""
    return f"{where.name} ({where.country})" if where.country else where.name


def _what(actor: Actor) -> str:
    return ", ".join((actor.kind, *filter(None, (actor.country,)), *actor.sectors))


def _days(when: When) -> str:
    """The day, or the first and the last one; empty if neither is known."""
    return " to ".join(day for day in dict.fromkeys((when.from_, when.to)) if day)


def _question(doubt: Doubt) -> str:
    candidates = f" ({' or '.join(doubt.candidates)})" if doubt.candidates else ""
    return f"{doubt.question}{candidates}: {doubt.why}"


def _copy(copy: Copy) -> str:
    day = copy.published or "undated"
    if copy.relation is None:
        return _dotted((day, copy.outlet, copy.article, copy.url))
    shared = f"{copy.shared:.0%} of its words" if copy.shared is not None else None
    return _dotted((day, copy.outlet, copy.relation, shared, copy.article, copy.url))


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _offsets(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{span.start}-{span.end}" for span in spans)


def _dotted(facts: Iterable[str | None]) -> str:
    return " · ".join(fact for fact in facts if fact)
