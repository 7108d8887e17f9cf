"""Which time belongs to the saying and not to what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.records import Span, Statement, When

# What ends a sentence; "Sen. Reed", "Jan. 3" and "U.S. officials" do not.
_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bSen)(?<!\bGov)(?<!\bRep)(?<!\bGen)(?<!\bJan)(?<!\bFeb)"
    r"(?<!\bAug)(?<!\bSept)(?<!\bOct)(?<!\bNov)(?<!\bDec)(?<!\b[A-Z])[.?!][\"”’')]*\s+(?=[\"“‘'(]?[A-Z])|\n"
)
# What opens another clause between the time and the cue, so that the time is of that clause.
_OTHER_CLAUSE = re.compile(
    r"\b(?:that|who|whom|which|whose|when|while|because|if|whether|where|although|though|but|until|unless|so|than|as)\b"
    r"|[;:“”\"()—–]", re.IGNORECASE,
)  # fmt: skip
# "into the 2016 campaign is Trent's latest effort", "in 2018, and talk had been mounting": the clause goes on.
_CLAUSE_GOES_ON = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b|,\s+(?:and|or)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:when|while|because|if|although|though|after|before|since|as|who|which|that)\b[^,]*$", re.I
)
_OPENS_WITH_CLAUSE = re.compile(r"\W*(?:When|While|If|Because|Although|Though)\b")
_WHEN_CLAUSE = re.compile(r"(?:['’]s)?(?:\s+[\w-]+){0,2},?\s+when\b")
_NOT_THEN = re.compile(
    r"\b(?:since|until|till|before|after|by|from|through|than|of|between)\s+(?:the\s+|late\s+|early\s+)?$", re.I
)
_IS_NAME_OF_THING = re.compile(r"['’]s\b|\s+(?:will|would|was|is|were|are|had|has|could|should|may|might)\b")
_WORD = re.compile(r"\w+")
_NO_DAY = re.compile(r"P(?:T|\d|X)|[A-Z]+_REF|T\d")
_STEPS = re.compile(r"\b(?:before|after|earlier|later)$")

REACH = 600  # code points between a cue and a time that are looked at
FARTHEST = 16  # words between the time and the cue, without those of the speaker and the addressee


def attached(statement: Statement, times: Sequence[When], text: str) -> When | None:
    """The time at which it was said: "said on Monday that", "On Monday, the mayor told reporters"; else None.

    Never the day of publication, and never a time inside the speaker's name or the content. times: all that `times`
    found in the text, in its order; spans are code points into `text`.
    """
    cue = _hull(statement.cue.spans)
    first, last = (bisect_left(times, cue.start + reach, key=_start) for reach in (-REACH, REACH))
    near = [t for t in times[first:last] if _is_day(t, text)]
    ranked = [(cost, i) for i, t in enumerate(near) if (cost := _cost(statement, cue, t.span, text)) is not None]
    return near[min(ranked)[1]] if ranked else None


def _cost(statement: Statement, cue: Span, time: Span, text: str) -> int | None:
    """How many words, neither speaker nor addressee, the time is from the cue; None if it is not the cue's."""
    if cue.start <= time.start and time.end <= cue.end:
        return 0
    if _overlaps(time, statement.speaker.spans if statement.speaker else ()):
        return None
    if _overlaps(time, statement.content.spans):
        return 1 if _opens_content(statement, cue, time, text) else None
    if _NOT_THEN.search(text, max(0, time.start - 30), time.start) and not _is_when(cue, time, text):
        return None
    return _distance(statement, cue, time, text)


def _opens_content(statement: Statement, cue: Span, time: Span, text: str) -> bool:
    """As in "said Monday the law would": the time right after the cue, if the content seems to begin with it."""
    between = text[cue.end : time.start].strip().lower() if time.start >= cue.end else "x"
    return between in ("", "on", "late", "early", "late on", "early on") and not _IS_NAME_OF_THING.match(text, time.end)


def _is_when(cue: Span, time: Span, text: str) -> bool:
    """As in "since Monday night's debate, when Clarke cited": what follows "when" was then."""
    match = _WHEN_CLAUSE.match(text, time.end)
    return match is not None and match.end() <= cue.start


def _distance(statement: Statement, cue: Span, time: Span, text: str) -> int | None:
    before = time.end <= cue.start
    between = Span(time.end, cue.start) if before else Span(cue.end, time.start)
    if _SENTENCE_END.search(text, between.start, between.end):
        return None
    if before and (clause := _WHEN_CLAUSE.match(text, time.end, cue.start)):
        between = Span(clause.end(), cue.start)
    elif before and _is_of_another_clause(statement, time, text):
        return None
    speaker, addressee = (r.spans if r else () for r in (statement.speaker, statement.addressee))
    gap = _without(between, [*speaker, *addressee, *statement.content.spans], text)
    if _OTHER_CLAUSE.search(gap) or (before and _CLAUSE_GOES_ON.search(gap)):
        return None
    words = len(_WORD.findall(gap))
    return words if words <= FARTHEST else None


def _is_of_another_clause(statement: Statement, time: Span, text: str) -> bool:
    """As in "Crane, who left the race in February, called"; "When she came last week, I asked"."""
    start = max(0, time.start - 200)
    for end in _SENTENCE_END.finditer(text, start, time.start + 1):
        start = min(end.end(), time.start)
    speaker = statement.speaker.spans if statement.speaker else ()
    said_before = [s.end for s in speaker if s.end <= time.start]
    if _OPENS_WITH_CLAUSE.match(text, start):
        return True
    return _SUBORDINATE.search(text, max([start, *said_before]), time.start) is not None


def _is_day(time: When, text: str) -> bool:
    """Whether it is a point in time, known or not, and no duration."""
    return not _NO_DAY.match(time.value) or _STEPS.search(time.span.of(text)) is not None


def _start(time: When) -> int:
    return time.span.start


def _hull(spans: Sequence[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(o.touches(span) for o in others)


def _without(span: Span, out: Iterable[Span], text: str) -> str:
    """The words of the span without those of the others."""
    pieces, at = [], span.start
    for other in sorted(out):
        if other.start >= span.end or other.end <= at:
            continue
        pieces.append(text[at : max(at, other.start)])
        at = max(at, other.end)
    return " ".join([*pieces, text[at : span.end]]) if at < span.end else " ".join(pieces)
