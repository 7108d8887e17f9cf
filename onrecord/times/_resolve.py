"""From what an expression means to the days it covers, by the reference, the verb and the dates told before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import singledispatch
from typing import NamedTuple

from onrecord.times import _calendar as cal
from onrecord.times import _tense as tense
from onrecord.times._builders import length, whole
from onrecord.times._calendar import DAY, Stretch
from onrecord.times._meanings import (
    Bare,
    Clock,
    Day,
    Feast,
    Fixed,
    Found,
    Meaning,
    Month,
    Open,
    Quarter,
    Relative,
    Season,
    Steps,
    Weekday,
    Weekend,
    Window,
    Year,
    Years,
)
from onrecord.times._words import Words


class Answer(NamedTuple):
    """TIMEX3 value and first and last day, as far as known; `why` says why not, "" if there is nothing to know."""

    value: str
    first: date | None = None
    last: date | None = None
    why: str = ""
    candidates: tuple[str, ...] = ()
    stretch: Stretch | None = None  # what later expressions may count from


NO_DATE = "the article has no date to count from"
NO_ANCHOR = "no date stands before it to count from"
NO_EVENT = "it counts from something that has no date here"


class Place(NamedTuple):
    """Where an expression stands, and what was told before it."""

    words: Words
    item: Found
    reference: date | None
    told: Stretch | None  # the last date told, near enough to count from
    year: int | None  # the year the text tells of, if it tells of another than the reference's
    following: Stretch | None  # the date that stands right after it
    is_history: bool  # most years that the text names are long before its publication


def resolve(place: Place) -> Answer | None:
    """The answer for one expression, or None if it is no date that a calendar has."""
    item = place.item
    answer = _answer(item.meaning, place)
    if answer is None:
        return None
    if answer.stretch is not None and item.mod:
        answer = _narrowed(answer, answer.stretch, item.mod)
    if item.part and "T" not in answer.value and _is_one_day(answer):
        answer = answer._replace(value=answer.value + item.part)
    return answer


@singledispatch
def _answer(meaning: Meaning, place: Place) -> Answer | None:
    """What one kind of meaning comes to; a function below for each."""
    raise TypeError(type(meaning).__name__)


def _is_one_day(answer: Answer) -> bool:
    return answer.first == answer.last if answer.first else answer.value.startswith("XXXX")


def _known(stretch: Stretch | None) -> Answer | None:
    return None if stretch is None else Answer(stretch.value, stretch.first, stretch.last, stretch=stretch)


def _narrowed(answer: Answer, stretch: Stretch, mod: str) -> Answer:
    """Narrowed to the first half ("early"), the middle ("mid"), the second half ("late") or the last day ("end").

    The value stays that of the whole, as TIMEX3 has it.
    """
    if mod == "end":
        return answer._replace(first=stretch.last)
    if stretch.grain not in ("month", "year", "decade", "century"):
        return answer
    days = (stretch.last - stretch.first).days + 1
    if stretch.grain == "month" and days < 40:
        cuts = {"early": (1, 15), "mid": (11, 20), "late": (16, days)}[mod]
        return answer._replace(first=stretch.first.replace(day=cuts[0]), last=stretch.first.replace(day=cuts[1]))
    if stretch.grain == "month":
        return answer
    if stretch.grain == "year":
        first, last = {"early": (1, 6), "mid": (4, 9), "late": (7, 12)}[mod]
        year = stretch.first.year
        return answer._replace(first=cal.month(year, first).first, last=cal.month(year, last).last)
    size = stretch.last.year - stretch.first.year + 1
    shares = (
        {"early": (0, 5), "mid": (3, 8), "late": (5, 10)}
        if size < 100
        else {"early": (0, 25), "mid": (25, 75), "late": (75, 100)}
    )
    first, last = shares[mod]
    start = stretch.last.year - size + 1
    return answer._replace(first=date(start + first, 1, 1), last=date(start + last - 1, 12, 31))


# -- days, months, years -----------------------------------------------------------------------------------------------


_PUT_OFF = frozenset(
    "postpone postponed postpones postponing delay delayed cancel canceled cancelled cancelling".split()
)


_UP_TO = frozenset("through until till from".split())


def _just_before(place: Place) -> Sequence[str]:
    """The eight words before the expression, in small letters."""
    return place.words.lower[max(0, place.item.first - 8) : place.item.first]


def _nearest(place: Place, candidates: Sequence[Stretch], towards: int) -> Stretch | None:
    """Of the stretches, in order: the last begun by the reference, or the first not over by then; unsure, the nearest.

    Unsure means that no verb tells: then what comes within two months is nearer than what was ten months ago.
    """
    reference = place.reference
    if reference is None or not candidates:
        return None
    past = [s for s in candidates if s.first <= reference]
    future = [s for s in candidates if s.last >= reference]
    if towards == tense.FUTURE and future and past:
        # "is to run from January 23", said on January 28, is of this year
        is_just_past = (reference - past[-1].last).days < 60 and (future[0].first - reference).days > 300
        return past[-1] if is_just_past else future[0]
    if not past:
        return future[0] if future else None
    if future and future[0].first > reference:
        ahead, behind = (future[0].first - reference).days, (reference - past[-1].last).days
        # "postponed the address of January 29", said on January 26, is of this year
        put_off = behind > 300 and (
            not _PUT_OFF.isdisjoint(_just_before(place)) or place.words.word(place.item.first - 1) in _UP_TO
        )
        if put_off or (towards == tense.UNKNOWN and ahead * 3 < behind):
            return future[0] if ahead < 60 else past[-1]
    return past[-1]


def _yearly(
    place: Place, of_year: Callable[[int], Stretch | None], which: str = "", *, is_over: bool = False
) -> Stretch | None:
    """The stretch of the right year of what comes once a year; if it is over, the verb has no say."""
    reference = place.reference
    year = _relative_year(place)
    if year is None and not which:
        year = place.year
    if year is not None or reference is None:
        return of_year(year) if year is not None and 1 <= year <= 9998 else None
    around = [s for y in range(max(1, reference.year - 2), min(9998, reference.year + 3)) if (s := of_year(y))]
    if which == "last":
        return next((s for s in reversed(around) if s.last < reference), None)
    if which == "next":
        return next((s for s in around if s.first > reference), None)
    if which == "this":
        near = [s for s in around if s.last.year == reference.year or s.first.year == reference.year]
        if (coming := _this_coming(near, place, reference)) is not None:
            return coming
        if near[0].first > reference and tense.direction(place.words, place.item) == tense.PAST:
            return next((s for s in reversed(around) if s.first <= reference), None)
        return near[-1] if near[-1].first <= reference else near[0]
    return _nearest(place, around, tense.PAST if is_over else tense.direction(place.words, place.item))


def _this_coming(near: Sequence[Stretch], place: Place, reference: date) -> Stretch | None:
    """Of the stretches of this year the one that is, or that is to come and is meant: "this winter" in October."""
    now = next((s for s in near if s.first <= reference <= s.last), None)
    if now is not None or near[-1].first <= reference or near[0].last >= reference:
        return now
    towards = tense.direction(place.words, place.item)
    is_nearer = near[-1].first - reference < reference - near[0].last
    return near[-1] if towards == tense.FUTURE or (towards == tense.UNKNOWN and is_nearer) else None


def _relative_year(place: Place) -> int | None:
    """The year of "March last year", "June of this year", where it stands after the expression."""
    words, i = place.words, place.item.last + 1
    i += words.word(i) == "of"
    offset = {"last": -1, "this": 0, "next": 1}.get(words.word(i))
    if place.told is not None and words.lower[i : i + 3] in (["the", "same", "year"], ["of", "that", "year"]):
        return place.told.first.year
    if offset is None or words.word(i + 1) != "year" or place.reference is None:
        return None
    return place.reference.year + offset


@_answer.register
def _day(meaning: Day, place: Place) -> Answer | None:
    def of_year(year: int) -> Stretch | None:
        first = cal.real_day(year, meaning.month, meaning.day)
        if first is None or meaning.last is None:
            return None if first is None else cal.day(first)
        last = cal.real_day(year, meaning.month, meaning.last)
        return None if last is None else Stretch(f"{first.isoformat()}/{last.isoformat()}", first, last, "day")

    if cal.real_day(2000, meaning.month, meaning.day) is None:
        return None
    if meaning.year is not None:
        return _known(of_year(meaning.year))
    if (meaning.month, meaning.day) == (9, 11) and place.words.word(place.item.last + 1) in _ATTACKS:
        return _known(of_year(2001))
    found = _by_weekday(place, meaning, of_year) or _yearly(place, of_year)
    return _known(found) or Answer(f"XXXX-{meaning.month:02d}-{meaning.day:02d}", why=NO_DATE)


_ATTACKS = frozenset("attack attacks terror terrorist terrorists hijackers hijackings commission".split())


def _by_weekday(place: Place, meaning: Day, of_year: Callable[[int], Stretch | None]) -> Stretch | None:
    """As in "Friday, March 13" tells its year by the weekday, the nearest one that fits."""
    reference = place.reference
    if meaning.weekday is None or reference is None or place.year is not None:
        return None
    near = [s for y in range(max(1, reference.year - 3), min(9998, reference.year + 4)) if (s := of_year(y))]
    fitting = [s for s in near if s.first.isoweekday() == meaning.weekday]
    return min(fitting, key=lambda s: abs((s.first - reference).days), default=None)


@_answer.register
def _month(meaning: Month, place: Place) -> Answer | None:
    number = meaning.month
    if meaning.year is not None:
        return _known(cal.month(meaning.year, number)) if 1 <= meaning.year <= 9999 else None
    return _known(_yearly(place, lambda y: cal.month(y, number), meaning.which)) or Answer(
        f"XXXX-{number:02d}", why=NO_DATE
    )


@_answer.register
def _year(meaning: Year, place: Place) -> Answer | None:
    if meaning.era:
        return Answer(f"BC{meaning.year:04d}")
    return _known(cal.year_of(meaning.year))


@_answer.register
def _years(meaning: Years, place: Place) -> Answer | None:
    return _known(cal.years(meaning.first, meaning.last, meaning.value))


@_answer.register
def _feast(meaning: Feast, place: Place) -> Answer | None:
    def of_year(year: int) -> Stretch | None:
        found = cal.holiday(meaning.name, year)
        return None if found is None else cal.day(found)

    if meaning.year is not None:
        return _known(of_year(meaning.year))
    fixed = cal.FIXED.get(meaning.name)
    unknown = f"XXXX-{fixed[0]:02d}-{fixed[1]:02d}" if fixed else "XXXX-XX-XX"
    return _known(_yearly(place, of_year, meaning.which)) or Answer(unknown, why=NO_DATE)


@_answer.register
def _season(meaning: Season, place: Place) -> Answer | None:
    code = cal.SEASONS[meaning.name][0]
    if meaning.year is not None:
        return _known(cal.season(meaning.year, meaning.name)) if 1 <= meaning.year <= 9999 else None
    if not meaning.which and tense.direction(place.words, place.item) == tense.UNKNOWN:
        return Answer(f"XXXX-{code}")
    found = _yearly(place, lambda y: cal.season(y, meaning.name), meaning.which)
    return _known(found) or Answer(f"XXXX-{code}", why=NO_DATE)


@_answer.register
def _quarter(meaning: Quarter, place: Place) -> Answer | None:
    make = cal.half if meaning.half else cal.quarter
    unknown = Answer(f"XXXX-{'H' if meaning.half else 'Q'}{meaning.number}", why=NO_DATE)
    if meaning.year is not None:
        return _known(make(meaning.year, meaning.number))
    if meaning.which and place.reference is not None:
        offset = {"last": -1, "next": 1}.get(meaning.which, 0)
        return _known(make(place.reference.year + offset, meaning.number))
    is_over = place.words.word(place.item.last + 1) in _OF_A_QUARTER
    return _known(_yearly(place, lambda y: make(y, meaning.number), is_over=is_over)) or unknown


# "third-quarter results are due next month": what is told of a quarter is told after it.
_OF_A_QUARTER = frozenset(
    "results earnings profit profits sales revenue revenues net loss losses figures income".split()
)


# -- from the reference ------------------------------------------------------------------------------------------------


@_answer.register
def _weekday(meaning: Weekday, place: Place) -> Answer | None:
    reference, number = place.reference, meaning.weekday
    if reference is None:
        return Answer(f"XXXX-WXX-{number}", why=NO_DATE)
    if (weeks := _weeks_off(place)) is not None:
        moved = cal.moved(reference, "day", number - reference.isoweekday() + 7 * weeks)
        return None if moved is None else _known(cal.day(moved))
    back = (reference.isoweekday() - number) % 7
    ahead = (number - reference.isoweekday()) % 7
    if meaning.which == "last":
        days = -(back or 7)
    elif meaning.which == "next":
        days = ahead or 7
    elif meaning.which in ("this", "current"):
        days, towards = number - reference.isoweekday(), tense.direction(place.words, place.item)
        days += 7 * ((days < 0 and towards == tense.FUTURE) - (days > 0 and towards == tense.PAST))
    else:
        days = ahead if tense.direction(place.words, place.item) == tense.FUTURE else -back
    found = cal.moved(reference, "day", days)
    return None if found is None else _known(cal.day(found))


def _weeks_off(place: Place) -> int | None:
    """Of "Tuesday next week", "Monday of last week" how many weeks it is off."""
    words, i = place.words, place.item.last + 1
    i += words.word(i) == "of"
    return {"last": -1, "next": 1}.get(words.word(i)) if words.word(i + 1) == "week" else None


@_answer.register
def _weekend(meaning: Weekend, place: Place) -> Answer | None:
    reference = place.reference
    if reference is None:
        return Answer("XXXX-WXX-WE", why=NO_DATE)
    towards = tense.direction(place.words, place.item)
    offset = 0
    if (
        meaning.which == "last"
        or (not meaning.which and towards != tense.FUTURE)
        or (meaning.which == "this" and towards == tense.PAST)
    ):
        offset = 0 if reference.isoweekday() > 5 and meaning.which != "last" else -7
    elif meaning.which == "next":
        offset = 7
    found = cal.moved(reference, "day", offset)
    return None if found is None else _known(cal.weekend(found))


_UNKNOWN = {
    "hour": "XXXX-XX-XX", "day": "XXXX-XX-XX", "night": "XXXX-XX-XXTNI", "week": "XXXX-WXX", "month": "XXXX-XX",
    "year": "XXXX", "decade": "XXX", "century": "XX", "fortnight": "XXXX-WXX",
}  # fmt: skip


def _is_of_sundays_week(meaning: Relative, place: Place) -> bool:
    """Whether the week of a Sunday's paper is that which begins: "last week" is just over, "this week" is to come."""
    future = meaning.offset == 0 and tense.direction(place.words, place.item) == tense.FUTURE
    return not meaning.origin and (meaning.offset == -1 or future)


@_answer.register
def _relative(meaning: Relative, place: Place) -> Answer | None:
    start, told = place.reference, place.told
    if meaning.origin == "told" and (told is None or not _is_fine_enough(told, meaning.unit)):
        return Answer(_UNKNOWN[meaning.unit], why=NO_ANCHOR)
    if told is not None and (meaning.origin == "told" or (meaning.origin and _is_another_year(place, meaning.unit))):
        start = told.first  # "at the fair of 2015 ..., earlier in the year"
    if start is not None and meaning.unit == "week" and start.weekday() == 6 and _is_of_sundays_week(meaning, place):
        start += DAY  # papers count weeks from Sunday on
    if place.is_history and place.words.word(place.item.first) == "today":
        return Answer("PRESENT_REF")  # "still in use today", in the life of somebody long dead
    if start is None:
        return Answer(_UNKNOWN[meaning.unit], why=NO_DATE)
    if meaning.unit == "night":
        before = cal.moved(start, "day", -1)
        return Answer(f"{before.isoformat()}TNI", before, start) if before else None
    unit, count = whole(meaning.unit, meaning.offset) if meaning.unit == "fortnight" else (meaning.unit, meaning.offset)
    found = cal.moved(start, unit, count)
    return None if found is None else _known(cal.unit_of(found, unit))


def _is_another_year(place: Place, unit: str) -> bool:
    told, reference = place.told, place.reference
    return told is not None and _is_fine_enough(told, unit) and (reference is None or told.first.year != reference.year)


_GRAINS = ("hour", "day", "week", "month", "year", "decade", "century")


def _is_fine_enough(told: Stretch, unit: str) -> bool:
    """Whether one can count in such units from there: no "next day" after "in 2012"."""
    unit = {"night": "day", "fortnight": "week", "minute": "hour"}.get(unit, unit)
    return told.grain == "day" or _GRAINS.index(told.grain) <= _GRAINS.index(unit)


@_answer.register
def _window(meaning: Window, place: Place) -> Answer | None:
    value, reference = length(meaning.unit, meaning.many), place.reference
    if meaning.ahead and tense.direction(place.words, place.item) == tense.PAST:
        if place.told is None:
            return Answer(value, why=NO_ANCHOR)
        reference = place.told.first  # "In 1655 he enlisted. In the next five years he served ..."
    if reference is None:
        return Answer(value, why=NO_DATE)
    if meaning.many is None:
        return Answer(value, reference if meaning.ahead else None, None if meaning.ahead else reference)
    unit, count = whole(meaning.unit, meaning.many)
    other = cal.moved(reference, unit, count if meaning.ahead else -count)
    if other is None or other == reference:
        return Answer(value)
    return Answer(value, reference, other - DAY) if meaning.ahead else Answer(value, other + DAY, reference)


@_answer.register
def _steps(meaning: Steps, place: Place) -> Answer | None:
    unknown = length(meaning.unit, meaning.many)
    if meaning.origin == "in":
        coming = place.reference is not None and tense.direction(place.words, place.item) == tense.FUTURE
        coming = coming and not _is_ranked(place)
        start = cal.day(place.reference) if coming and place.reference else None
        why = ""
    elif meaning.origin == "event":
        start, why = place.following, NO_EVENT
    else:
        start, why = place.told, NO_ANCHOR
        if place.following is not None and place.words.word(place.item.last + 1) in (",", "in", "on"):
            return _known(place.following)  # "two years later, in 1923"
        if start is None and meaning.unit == "year" and meaning.sign < 0 and place.reference:
            start = cal.year_of(place.reference.year)  # "up from 3 percent a year earlier"
    if start is None or meaning.many is None or not _is_fine_enough(start, meaning.unit):
        return Answer(unknown, why=why if meaning.many is not None else "")
    unit, count = whole(meaning.unit, meaning.many)
    found = cal.moved(start.first, unit, meaning.sign * count)
    if found is None:
        return None
    return _known(cal.day(found) if unit == "week" and meaning.origin != "in" else cal.unit_of(found, unit))


_RANKED = re.compile(r"(?:first|second|third|only|\w+est|most|least|best|worst)")


def _is_ranked(place: Place) -> bool:
    """Whether something is the first or the greatest "in three decades", which are those behind it."""
    return any(_RANKED.fullmatch(word) for word in _just_before(place))


@_answer.register
def _bare(meaning: Bare, place: Place) -> Answer | None:
    return Answer(meaning.value, None, place.reference if meaning.ends_now else None)


@_answer.register
def _fixed(meaning: Fixed, place: Place) -> Answer | None:
    first, last = date.fromisoformat(meaning.first), date.fromisoformat(meaning.last)
    if first == last:
        return _known(cal.day(first))
    return Answer(f"{meaning.first}/{meaning.last}", first, last)


@_answer.register
def _open(meaning: Open, place: Place) -> Answer | None:
    return Answer(meaning.value, why=meaning.why, candidates=meaning.candidates)


@_answer.register
def _clock(meaning: Clock, place: Place) -> Answer | None:
    return Answer(meaning.value, why="no day stands beside it") if meaning.value[1].isdigit() else None
