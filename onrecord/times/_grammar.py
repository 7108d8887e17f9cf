"""The grammar of time expressions: patterns over the classes of words, each with what it means.

A pattern is a regular expression in which every name in capitals stands for one word of that class (`_words`). All
are bounded, so reading takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from onrecord.times import _builders as build
from onrecord.times._builders import Match
from onrecord.times._meanings import Clock, Day, Feast, Found, Relative, Weekday
from onrecord.times._words import Words


def found(words: Words) -> Iterator[Found]:
    """Every time expression of a stretch, in order, none overlapping; a time of day is put to its day."""
    waiting: Found | None = None
    for item in _scanned(words):
        if waiting is not None:
            joined = _joined(words, waiting, item)
            if joined is None:
                yield waiting
            else:
                item = joined
        waiting = item
    if waiting is not None:
        yield waiting


def _scanned(words: Words) -> Iterator[Found]:
    classes = "".join(map(_CODES.__getitem__, words.classes))
    grammar, at = _grammar(), 0
    while (start := grammar.start.search(classes, at)) is not None:
        match = grammar.any.match(classes, start.start())
        item = _built(words, classes, match.start(), int((match.lastgroup or "r0")[1:])) if match else None
        at = start.end() if item is None else item.last + 1
        if item is not None:
            yield item


def _built(words: Words, classes: str, start: int, first_rule: int) -> Found | None:
    """What the first rule makes of the place, or, if it is not meant there, a later one."""
    for rule in _grammar().rules[first_rule:]:
        match = rule.pattern.match(classes, start)
        item = rule.build(Match(words, match)) if match else None
        if item is not None:
            return item
    return None


def _joined(words: Words, left: Found, right: Found) -> Found | None:
    """As in "10 a.m. on Monday", "Monday at 10 a.m.", "the night of May 3" as one; None if they are two."""
    between = words.classes[left.last + 1 : right.first]
    if len(between) > 3 or set(between) - {"ON", "AT", "COMMA", "OF", "MOD", "ZONE", "IN"}:
        return None
    if isinstance(left.meaning, Clock) and _is_day(right):
        return right._replace(first=left.first, part=left.meaning.value)
    if isinstance(right.meaning, Clock) and _is_day(left) and right.meaning.value[1].isdigit() and "OF" not in between:
        return left._replace(last=right.last, part=right.meaning.value)
    return None


def _is_day(item: Found) -> bool:
    meaning = item.meaning
    if isinstance(meaning, Relative):
        return meaning.unit == "day"
    return isinstance(meaning, Weekday | Feast | Day)


# -- the patterns, in the order in which they are tried ----------------------------------------------------------------

_NAMES = (
    "OTHER REST ISODATE COUNT YEAR LOW MID ATTACKS WAR FEAST MONTH ABBR WEEKDAY WDABBR WEEKDAYS WORDNUM ORDWORD DECADE "
    "UNIT UNITS CENTURY PART SEASON S ORD ERA AMPM QNAME THE A THIS LAST PAST NEXT COMING CURRENT THAT SAME EVERY AGO "
    "EARLIER LATER BEFORE AFTER YESTERDAY TODAY TONIGHT TOMORROW OVERNIGHT WEEKEND QUARTER HALF MOD END START OF AND "
    "TO AT ON IN FROM NOW BACK FEW COUPLE ADJ OLD FISCAL NOON ZONE OFTEN PRESENT RECENT RECENTLY COURSE COMMA DOT "
    "COLON SLASH APOS DASH"
).split()
_CODES = {name: chr(0x4E00 + i) for i, name in enumerate(_NAMES)}
_MACROS = {
    "MON": "(?P<month>MONTH|ABBR) (?:(?<=ABBR) DOT)?",
    "MONTHS": "(?:MONTH|ABBR DOT?)",
    "DAYNUM": "(?:LOW|MID)",
    "WKDAY": "(?:(?P<weekday>WEEKDAY|WDABBR) DOT? (?P<part>PART)? COMMA? )",
    "YEAROF": "(?:COMMA? (?:OF|IN)? (?P<year>YEAR))",
    "EARLY": "(?:(?P<mod>MOD|LATER|EARLIER) DASH? )",
    "WHICH": "(?:THIS (?=PAST|COMING))? (?P<which>LAST|PAST|NEXT|COMING|THIS|CURRENT)",
    "DIGITS": "(?:LOW|MID|COUNT|YEAR|WORDNUM (?:DASH? WORDNUM)?)",
    "NTH": "(?P<number>ORDWORD|DAYNUM(?=ORD)) ORD?",
    "OFUNIT": "(?:(?P<the>THE)|THIS|(?P<that>THAT)|(?P<which>LAST|NEXT)) (?P<unit>UNIT|CENTURY)",
    "POINTED": "(?P<pointer>THIS (?=PAST|COMING))? (?P<which>THIS|LAST|PAST|NEXT|COMING|CURRENT)",
    "TAIL": "(?: (?P<tail>AGO|EARLIER|LATER|BEFORE|AFTER|BACK|FROM NOW))",
}


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    build: Callable[[Match], Found | None]


def _coded(pattern: str) -> str:
    """The pattern with macros written out and every class name as its one character."""
    for _ in range(3):  # macros name macros
        pattern = re.sub(r"[A-Z][A-Z0-9]+", lambda n: _MACROS.get(n[0], n[0]), pattern)
    pattern = re.sub(r"(?<!\?)[A-Z][A-Z0-9]*\b", lambda n: _CODES[n[0]], pattern)
    return pattern.replace(" ", "")


_PATTERNS: Sequence[tuple[str, Callable[[Match], Found | None]]] = (
    ("ISODATE", build.iso),
    ("ATTACKS REST REST", build.attacks),
    ("(?P<name>WAR)", build.war),
    ("WHICH? (?P<name>FEAST) REST{0,6} (?:COMMA? OF? IN? (?P<year>YEAR))?", build.feast),
    # days
    ("MON (?P<day>DAYNUM) ORD? (?:DASH|TO) (?P<last>DAYNUM) ORD? (?!COLON COUNT|MONTHS|SLASH) YEAROF?", build.days),
    ("(?P<day>DAYNUM) ORD? (?:DASH|TO) (?P<last>DAYNUM) ORD? OF? MON YEAROF?", build.days),
    ("WKDAY? MON (?P<day>DAYNUM) ORD? (?!COLON (?:LOW|MID|COUNT)) (?:COMMA? (?P<year>YEAR))?", build.mdy),
    ("WKDAY? THE? (?:(?P<day>DAYNUM) ORD? OF?|(?P<nth>ORDWORD) OF) MON YEAROF?", build.mdy),
    # months, years
    ("(?:THE? END OF|END DASH?) (?:MON)? YEAROF?", build.by_end_of),
    ("(?:WHICH|EARLY)? MON YEAROF?", build.month),
    ("(?P<the>THE)? EARLY? (?P<year>YEAR) APOS? S", build.decade),
    ("(?P<the>THE)? EARLY? (?:(?P<apos>APOS)? (?P<short>MID|COUNT) S|(?P<tens>DECADE))", build.decade),
    ("THE? EARLY? NTH DASH? CENTURY (?P<era>ERA)?", build.century),
    ("THE? NTH (?=(?:TO|DASH|AND) THE? MOD? (?:ORDWORD|DAYNUM ORD) DASH? CENTURY)", build.century),
    ("FISCAL UNIT? (?P<year>YEAR)", build.fiscal),
    ("(?P<year>YEAR) (?:DASH|SLASH) (?P<last>YEAR) (?=(?:FISCAL|OTHER)? (?:COURSE|UNIT))", build.two_years),
    ("(?:THE? (?:END|START) OF)? (?P<year>YEAR) (?=APOS S)", build.year),
    # seasons, quarters
    ("(?:WHICH|THE|EARLY)? (?P<season>SEASON) OF? APOS? (?P<year>YEAR) (?:DASH YEAR)?", build.season),
    ("(?:WHICH|(?<=IN) THE) (?P<season>SEASON)", build.season),
    ("THE? NTH DASH? (?:QUARTER|(?P<half>HALF)) OF? (?:FISCAL UNIT?)? THE? (?P<year>YEAR)", build.quarter),
    ("THE? NTH DASH? (?:QUARTER|(?P<half>HALF)) (?:OF (?P<which>LAST|NEXT|THIS) UNIT)?", build.quarter),
    ("(?P<year>YEAR) (?P<name>QNAME)", build.quarter),
    ("(?P<name>QNAME) OF? (?P<year>YEAR)?", build.quarter),
    ("EARLY? (?P<era>ERA)? (?P<year>YEAR) (?P<erb>ERA)?", build.year),
    # weekdays
    ("EVERY (?P<other>OTHER|ORDWORD)? (?:(?P<weekday>WEEKDAY)|(?P<part>PART))", build.every),
    ("EVERY (?P<count>DIGITS|FEW)? (?P<unit>UNIT|UNITS|CENTURY)", build.every),
    ("THE? WHICH? EARLY? (?:EARLIER|LATER)? (?P<weekday>WEEKDAY) (?P<part>PART)?", build.weekday),
    ("(?P<weekday>WEEKDAYS)", build.weekdays),
    ("(?:THE|THIS|THAT)? (?:WHICH)? (?P<weekend>WEEKEND)", build.weekend),
    # days near the reference
    ("THE UNIT (?P<before>BEFORE|AFTER) (?P<day>YESTERDAY|TOMORROW)", build.near_day),
    ("(?:EARLIER|LATER|EARLY)? (?P<day>YESTERDAY|TODAY|TOMORROW|TONIGHT) (?P<part>PART)?", build.near_day),
    ("EARLY? (?P<which>THIS|LAST) (?P<part>PART)", build.last_night),
    ("OVERNIGHT", build.overnight),
    # this, last, next
    ("THE (?P<which>LAST|PAST|NEXT|COMING) (?P<count>DIGITS|FEW|COUPLE OF?) ADJ? (?P<unit>UNIT|UNITS)", build.window),
    ("(?P<which>LAST|PAST|NEXT|COMING|THIS) (?P<count>DIGITS|FEW|COUPLE OF?) ADJ? (?P<unit>UNITS)", build.window),
    ("(?:THE)? (?:THAT SAME?|(?P<which>SAME)) (?:(?P<unit>UNIT)|(?P<part>PART))", build.that_unit),
    ("(?:EARLIER|LATER) (?:THAT SAME?|THE SAME) (?:(?P<unit>UNIT)|(?P<part>PART))", build.that_unit),
    ("THE (?P<which>NEXT|COMING|PAST) (?P<part>PART)", build.that_unit),
    ("(?:THE? (?P<end>END) OF|THE? START OF|(?:EARLIER|LATER) IN?) OFUNIT", build.in_the_unit),
    ("(?P<unit>UNIT) DASH? END", build.end_of_year),
    ("(?P<the>THE)? (?:EARLY|EARLIER|LATER)? POINTED (?P<unit>UNIT|CENTURY)", build.this_unit),
    ("(?P<which>THIS|LAST|NEXT) (?P<unit>UNITS) (?=OTHER)", build.years_possessive),
    # lengths and steps
    ("THE (?P<unit>UNIT) (?P<tail>BEFORE|AFTER|EARLIER|LATER)", build.amount),
    ("(?P<single>A|HALF A) (?P<halved>HALF DASH?)? ADJ? (?P<unit>UNIT|CENTURY) TAIL?", build.amount),
    ("(?P<count>DIGITS (?:AND A HALF)?) (?P<dash>DASH)? ADJ? (?P<unit>UNIT|UNITS|CENTURY) TAIL?", build.amount),
    ("(?:A FEW|A? COUPLE OF?|FEW) ADJ? (?P<unit>UNITS) TAIL?", build.amount),
    ("(?P<unit>UNITS) TAIL", build.amount),
    ("RECENT (?P<unit>UNITS)", build.recent),
    ("OFTEN", build.often),
    ("NOW|PRESENT|RECENTLY", build.refers),
    # times of day
    ("(?P<hour>LOW|MID) (?:(?:COLON|DOT) (?P<minute>LOW|MID|COUNT))? (?P<ampm>AMPM) ZONE{0,2}", build.clock),
    ("(?P<hour>LOW|MID|COUNT) COLON (?P<minute>LOW|MID|COUNT) (?P<zone>ZONE){0,2}", build.clock),
    ("(?P<four>COUNT|YEAR) (?P<zone>ZONE)", build.clock),
    ("NOON", build.noon),
    ("THE (?P<part>PART) (?=OF)", build.part_of),
)  # fmt: skip


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


class _Grammar(NamedTuple):
    """The rules in order, all of them as one pattern (group r7 is rule 7), and where an expression may begin."""

    rules: tuple[_Rule, ...]
    any: re.Pattern[str]
    start: re.Pattern[str]


@cache
def _grammar() -> _Grammar:
    rules = tuple(_Rule(re.compile(_coded(pattern)), build) for pattern, build in _PATTERNS)
    one = "|".join(f"(?P<r{i}>{_unnamed(_coded(pattern))})" for i, (pattern, _) in enumerate(_PATTERNS))
    return _Grammar(rules, re.compile(one), re.compile(_coded(_START)))


# Where an expression may begin: at a word of time, or at a word before one.
_HOLLOW = "OTHER REST ORD S AT ON OF AND TO IN FROM ADJ OLD ZONE COURSE COMMA DOT COLON SLASH DASH AGO BACK".split()
_WEAK = "THE A THIS THAT LAST PAST NEXT COMING CURRENT SAME EVERY EARLIER LATER FEW COUPLE HALF MOD END START".split()
_WEAK += "LOW MID COUNT WORDNUM ORDWORD APOS BEFORE AFTER FISCAL ERA RECENT".split()
_STRONG = [name for name in _NAMES if name not in {*_HOLLOW, *_WEAK}]
_START = f"[{' '.join(_STRONG)}]|[{' '.join(_WEAK)}](?=.{{0,7}}[{' '.join([*_STRONG, 'S', 'ZONE'])}])"
