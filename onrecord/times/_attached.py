"""Which time belongs to the saying and not to what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from onrecord.records import Span, Statement, When

# What ends a sentence, with or without a space behind it; "Sen. Reed", "Jan. 3" and "U.S. officials" do not.
_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bSen)(?<!\bGov)(?<!\bRep)(?<!\bGen)(?<!\bJan)(?<!\bFeb)"
    r"(?<!\bAug)(?<!\bSept)(?<!\bOct)(?<!\bNov)(?<!\bDec)(?<!\bSens)(?<!\bReps)(?<!\bGovs)(?<!\b[A-Z])"
    r"[.?!][\"”’')]*\s+(?=[\"“‘'(]?[A-Z])|(?<=[a-z][a-z])[.?!](?=[A-Z][a-z])|\n"
)
_CLAUSE = r"\s+(?:[\w'’-]+\s+){1,5}?(?:\w+ed|came|took|won|lost|said|began|left|met|gave)\b"
# What opens another clause between the time and the cue, so that the time is of that clause.
_OTHER_CLAUSE = re.compile(
    r"\b(?:that|who|whom|which|whose|when|while|because|if|whether|where|although|though|but|until|unless|so|than|as)\b"
    rf"|\b(?:after|before|since){_CLAUSE}"
    r"|[;:“”\"()—–]", re.IGNORECASE,
)  # fmt: skip
# "accused him, referring to what he did on Sunday"
_PARTICIPLE = re.compile(r",\s+(?!speaking|talking|appearing|testifying|writing|adding)\w+ing\b")
# "into the 2016 campaign is Trent's latest effort", "in 2018, and talk had been mounting": the clause goes on.
_CLAUSE_GOES_ON = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b|,\s+(?:and|or)\b", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:when|while|because|if|although|though|after|before|since|as|who|whom|whose|which|that)\b[^,]*$", re.I
)
_OPENS_WITH_CLAUSE = re.compile(r"\W*(?:When|While|If|Because|Although|Though)\b")
_WHEN_CLAUSE = re.compile(r"(?:['’]s)?(?:\s+[\w-]+){0,2},?\s+when\b")
_NOT_THEN = re.compile(
    r"\b(?:since|until|till|before|after|by|from|for|through|than|of|(?:prior|up)\s+to|ahead\s+of"
    r"|between(?:\s+[\w,]+){1,3}\s+and)"
    r"\s+(?:the\s+|late\s+|early\s+)?$",
    re.I,
)
# "a Tuesday hearing", "Trump's Jan. 29 address": the day of the noun; but he said it "in an August speech".
_OF_NOUN = re.compile(r"(?<!\bin)(?<!\bat)(?<!\bduring)(?:\s(?:an?|his|her|its|their|our|my)|['’]s)\s+$", re.I)
_HANDLE = re.compile(r"\(@\w+\)")  # of who signs a post, before its day
_IS_NAME_OF_THING = re.compile(r"['’]s\b|\s+(?:will|would|was|is|were|are|had|has|could|should|may|might)\b")
_WORD = re.compile(r"\w+")
_NO_DAY = re.compile(r"P(?:T|\d|X)|[A-Z]+_REF|T\d")
_STEPS = re.compile(r"\b(?:before|after|earlier|later)$")
_BEFORE_CLAUSE = re.compile(_CLAUSE)  # behind "hours after": what came first

REACH = 600  # code points between a cue and a time that are looked at
FARTHEST = 16  # words between the time and the cue, without those of the speaker and the addressee


def attached(statement: Statement, times: Sequence[When], text: str, others: Sequence[Statement] = ()) -> When | None:
    """The time at which it was said: "said on Monday that", "On Monday, the mayor told reporters"; else None.

    Never the day of publication, and never a time inside the speaker's name or the content, nor inside those of
    `others`, the statements of the text, or behind the cue of one. times: all that `times` found in the text, in its
    order; spans are code points into `text`.
    """
    cue = _hull(statement.cue.spans)
    first, last = (bisect_left(times, cue.start + reach, key=_start) for reach in (-REACH, REACH))
    beside = [s for s in others if s.id != statement.id and abs(s.cue.spans[0].start - cue.start) < 2 * REACH]
    near = [t for t in times[first:last] if _is_day(t, text) and not any(_is_of(s, t.span, cue) for s in beside)]
    ranked = [(cost, i) for i, t in enumerate(near) if (cost := _cost(statement, cue, t.span, text)) is not None]
    return near[min(ranked)[1]] if ranked else None


def _is_of(other: Statement, time: Span, cue: Span) -> bool:
    """Whether a time is another statement's: in its speaker, in its content, if this cue is not, or with its cue
    between the time and this cue."""
    said, between = other.cue.spans[0], Span(min(time.start, cue.start), max(time.end, cue.end))
    if between.start < said.start and said.end < between.end and not said.touches(cue):
        return True
    inside = _overlaps(time, other.content.spans) and not _overlaps(cue, other.content.spans)
    return inside or _overlaps(time, other.speaker.spans if other.speaker else ())


def _cost(statement: Statement, cue: Span, time: Span, text: str) -> int | None:
    """How many words, neither speaker nor addressee, the time is from the cue; None if it is not the cue's."""
    if cue.start <= time.start and time.end <= cue.end:
        return 0
    if statement.cue.text == "—" and time.start < cue.start:
        return None  # a signed post has its day behind its name
    if _overlaps(time, statement.speaker.spans if statement.speaker else ()):
        return None
    if _overlaps(time, statement.content.spans):
        return 1 if _opens_content(statement, cue, time, text) else None
    if _NOT_THEN.search(text, max(0, time.start - 40), time.start) and not _is_when(cue, time, text):
        return None
    if _OF_NOUN.search(text, max(0, time.start - 10), time.start):
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
    if _SENTENCE_END.search(text, between.start, between.end + 1):  # what follows the mark is looked at
        return None
    if before and (clause := _WHEN_CLAUSE.match(text, time.end, cue.start)):
        between = Span(clause.end(), cue.start)
    elif before and _is_of_another_clause(statement, time, text):
        return None
    speaker, addressee = (r.spans if r else () for r in (statement.speaker, statement.addressee))
    gap = _HANDLE.sub("", _without(between, [*speaker, *addressee, *statement.content.spans], text))
    if _OTHER_CLAUSE.search(gap) or (_CLAUSE_GOES_ON if before else _PARTICIPLE).search(gap):
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
    step = _STEPS.search(time.span.of(text))
    if step and step[0] in ("before", "after"):
        return _BEFORE_CLAUSE.match(text, time.span.end) is None
    return not _NO_DAY.match(time.value) or step is not None


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
