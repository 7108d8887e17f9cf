"""Calendar arithmetic for time expressions: stretches of days, their TIMEX3 values, and holidays by rule.

Nothing here knows of text. Years are 1 to 9999; whatever leaves them is None, never an error.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
UNITS = ("hour", "day", "week", "month", "year", "decade", "century")
SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "fall": ("FA", 9), "winter": ("WI", 12)}


class Stretch(NamedTuple):
    """Days, first and last, both of them in it, with the TIMEX3 value that names them; `grain` is one of UNITS."""

    value: str
    first: date
    last: date
    grain: str


def day(first: date) -> Stretch:
    """One day."""
    return Stretch(first.isoformat(), first, first, "day")


def week(inside: date) -> Stretch:
    """The ISO week, Monday to Sunday, that holds a day."""
    year, number, weekday = inside.isocalendar()
    first = moved(inside, "day", 1 - weekday) or date.min
    return Stretch(f"{year:04d}-W{number:02d}", first, moved(first, "day", 6) or date.max, "week")


def weekend(inside: date) -> Stretch:
    """Saturday and Sunday of the week that holds a day."""
    whole = week(inside)
    first = moved(whole.first, "day", 5) or date.max
    return Stretch(f"{whole.value}-WE", first, whole.last, "week")


def month(year: int, number: int) -> Stretch:
    """A month, first to last day."""
    last = calendar.monthrange(year, number)[1]
    return Stretch(f"{year:04d}-{number:02d}", date(year, number, 1), date(year, number, last), "month")


def year_of(number: int) -> Stretch:
    """A year, first to last day."""
    return Stretch(f"{number:04d}", date(number, 1, 1), date(number, 12, 31), "year")


def years(first: int, last: int, value: str) -> Stretch:
    """Several whole years: a decade or a century, by its TIMEX3 value ("199", "19")."""
    return Stretch(value, date(max(first, 1), 1, 1), date(last, 12, 31), "century" if len(value) == 2 else "decade")


def quarter(year: int, number: int) -> Stretch:
    """A calendar quarter (1 to 4)."""
    first, last = date(year, 3 * number - 2, 1), month(year, 3 * number).last
    return Stretch(f"{year:04d}-Q{number}", first, last, "month")


def half(year: int, number: int) -> Stretch:
    """A half of a year (1 or 2)."""
    first, last = date(year, 6 * number - 5, 1), month(year, 6 * number).last
    return Stretch(f"{year:04d}-H{number}", first, last, "month")


def season(year: int, name: str) -> Stretch | None:
    """A meteorological season of the northern half; the winter of a year begins in its December."""
    code, first = SEASONS[name]
    if first == 12 and year == 9999:
        return None
    last = month(year + 1, 2) if first == 12 else month(year, first + 2)
    return Stretch(f"{year:04d}-{code}", date(year, first, 1), last.last, "month")


_WHOLE: dict[str, Callable[[date], Stretch]] = {
    "week": week,
    "month": lambda inside: month(inside.year, inside.month),
    "year": lambda inside: year_of(inside.year),
}


def unit_of(inside: date, unit: str) -> Stretch | None:
    """The day, week, month, year, decade or century that holds a day."""
    if unit in ("hour", "day"):
        return day(inside)
    if unit in ("decade", "century"):
        size = 10 if unit == "decade" else 100
        number = inside.year // size
        return years(number * size, number * size + size - 1, f"{number:0{3 if size == 10 else 2}d}")
    return _WHOLE[unit](inside)


def moved(start: date, unit: str, count: int) -> date | None:
    """The day `count` units later (earlier if negative), a month's end inside its month; None off the calendar."""
    if unit in ("hour", "day", "week"):
        days = int(count / 24) if unit == "hour" else count * (7 if unit == "week" else 1)
        ordinal = start.toordinal() + days
        return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
    months = count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
    index = start.year * 12 + start.month - 1 + months
    if not 12 <= index < 120_000:
        return None
    year, number = index // 12, index % 12 + 1
    return date(year, number, min(start.day, calendar.monthrange(year, number)[1]))


def real_day(year: int, number: int, day_of_month: int) -> date | None:
    """The day, or None where the calendar has none such."""
    if not 1 <= year <= 9999 or not 1 <= number <= 12 or not 1 <= day_of_month <= calendar.monthrange(year, number)[1]:
        return None
    return date(year, number, day_of_month)


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian computus, Meeus 1991, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    number, rest = divmod(h + j - 7 * m + 114, 31)
    return date(year, number, rest + 1)


def nth_weekday(year: int, number: int, weekday: int, nth: int) -> date:
    """The nth Monday (weekday 1) to Sunday (7) of a month; nth -1 is the last one."""
    whole = month(year, number)
    if nth < 0:
        return whole.last - DAY * ((whole.last.isoweekday() - weekday) % 7)
    return whole.first + DAY * ((weekday - whole.first.isoweekday()) % 7 + 7 * (nth - 1))


# Days that have one date a year: month and day; or weekday and which one of the month; or days from Easter.
FIXED = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "christmas": (12, 25), "christmas day": (12, 25),
    "christmas eve": (12, 24), "boxing day": (12, 26), "halloween": (10, 31), "valentine's day": (2, 14),
    "st. patrick's day": (3, 17), "may day": (5, 1), "bastille day": (7, 14), "groundhog day": (2, 2),
    "earth day": (4, 22), "armistice day": (11, 11), "veterans day": (11, 11), "anzac day": (4, 25),
    "canada day": (7, 1), "cinco de mayo": (5, 5), "juneteenth": (6, 19), "fourth of july": (7, 4),
    "april fools' day": (4, 1), "orthodox christmas": (1, 7), "epiphany": (1, 6), "all saints' day": (11, 1),
    "international women's day": (3, 8), "guy fawkes night": (11, 5), "st. george's day": (4, 23),
    "world aids day": (12, 1), "australia day": (1, 26),
}  # fmt: skip
BY_WEEKDAY = {
    "thanksgiving": (11, 4, 4), "thanksgiving day": (11, 4, 4), "memorial day": (5, 1, -1), "labor day": (9, 1, 1),
    "columbus day": (10, 1, 2), "presidents' day": (2, 1, 3), "martin luther king day": (1, 1, 3),
    "martin luther king jr. day": (1, 1, 3), "mlk day": (1, 1, 3), "remembrance sunday": (11, 7, 2),
}  # fmt: skip
FROM_EASTER = {
    "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "holy thursday": -3, "maundy thursday": -3,
    "palm sunday": -7, "ash wednesday": -46, "shrove tuesday": -47, "mardi gras": -47, "ascension day": 39,
    "pentecost": 49, "whit monday": 50, "holy saturday": -1, "corpus christi": 60,
}  # fmt: skip


def holiday(name: str, year: int) -> date | None:
    """The day of a holiday that has one date a year; names in lower case with straight marks."""
    if not 1583 <= year <= 9998:
        return None
    if name in FROM_EASTER:
        return easter(year) + DAY * FROM_EASTER[name]
    if name in BY_WEEKDAY:
        return nth_weekday(year, *BY_WEEKDAY[name])
    return date(year, *FIXED[name])
