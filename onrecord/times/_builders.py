"""From the words that a pattern matched to what they mean, or None where they mean no time after all."""

from __future__ import annotations

import re

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
from onrecord.times._words import DECADES, PARTS, UNITS, WARS, WEEKDAY_NUMBER, Words, value_of


class Match:
    """A pattern's match, asked by the names of its groups."""

    def __init__(self, words: Words, match: re.Match[str]) -> None:
        self.words = words
        self._match = match
        self.first = match.start()
        self.last = match.end() - 1
        self.before = words.word(self.first - 1)
        self.after = words.word(self.last + 1)

    def has(self, group: str) -> bool:
        """Whether the group took part."""
        return bool(self._match.groupdict().get(group))

    def at(self, group: str) -> int:
        """The group's first token."""
        return self._match.start(group)

    def tokens(self, group: str) -> range:
        """The group's tokens."""
        return range(*self._match.span(group))

    def word(self, group: str) -> str:
        """The group's first word in lower case, or ""."""
        return self.words.lower[self.at(group)] if self.has(group) else ""

    def number(self, group: str) -> int | None:
        """What the group's first token counts, or None."""
        return self.words.numbers[self.at(group)] if self.has(group) else None

    def is_compound(self) -> bool:
        """Whether a hyphen ties a word to the match ("this year-long"); a dash does not."""
        words, i = self.words, self.last + 1
        return self.after == "-" and words.glued(i) and words.glued(i + 1) and words.word(i + 1).isalpha()

    def part(self) -> str:
        """TIMEX3 for the part of day in group "part"."""
        return PARTS.get(self.word("part"), "")

    def mod(self) -> str:
        """As in "early", "mid", "late" or ""."""
        narrower = {"later": "late", "earlier": "early", "prior": "", "afterwards": ""}
        return narrower.get(word := self.word("mod"), word)

    def which(self) -> str:
        """As in "last", "next", "this" or ""."""
        word = self.word("which")
        known = {"past": "last", "previous": "last", "coming": "next", "upcoming": "next", "following": "next"}
        return known.get(word, word)

    def make(self, meaning: Meaning, *, last: int | None = None) -> Found:
        """The expression on the whole match."""
        return Found(self.first, self.last if last is None else last, meaning, self.part(), self.mod())


def _year_from(m: Match, at: int) -> int | None:
    """The year that stands in the pattern; a year of one side of "March to August 2011" is the other's too."""
    year = m.number("year")
    return year if year is not None else _year_after_range(m.words, at, m.number("month") or 0)


def _year_after_range(words: Words, last: int, month: int) -> int | None:
    """The year of what a range runs to, if it ends with one, "January 23 - March 9 2014"; the one before it, if the
    range begins in a later month: "from November to March 2024"."""
    if words.word(last + 1) not in ("to", "through", "until", "and", "-", "–", "—"):
        return None
    ending = 0
    for i in range(last + 2, min(last + 9, len(words.classes))):
        kind = words.classes[i]
        if kind == "YEAR":
            year = words.numbers[i]
            return year - (month > ending) if ending and year is not None else None
        ending = words.numbers[i] or ending if kind in ("MONTH", "ABBR") else ending
        if kind not in ("MONTH", "ABBR", "DOT", "LOW", "MID", "ORD", "COMMA", "OF", "THE", "IN"):
            return None
    return None


def mdy(m: Match) -> Found | None:
    weekday = WEEKDAY_NUMBER.get(m.word("weekday")) if m.has("weekday") else None
    month, day = m.number("month") or 0, m.number("day") or m.number("nth") or 0
    return m.make(Day(_year_from(m, m.last), month, day, weekday))


def days(m: Match) -> Found | None:
    month, first, last = m.number("month") or 0, m.number("day") or 0, m.number("last") or 0
    if last <= first:
        return None
    return m.make(Day(_year_from(m, m.last), month, first, None, last))


def month(m: Match) -> Found | None:
    if m.word("month") == "may" and m.before in ("he", "she", "it", "they", "who", "you", "i", "we"):
        return None
    return m.make(Month(_year_from(m, m.last), m.number("month") or 0, m.which()))


def iso(m: Match) -> Found | None:
    word = m.words.lower[m.first]
    a, b, c = (int(n) for n in re.split(r"[-/.]", word))
    if "-" in word or len(re.split(r"[-/.]", word)[0]) == 4:
        return m.make(Day(a, b, c)) if 1 <= b <= 12 and 1 <= c <= 31 else None
    year = c if c > 99 else (1900 + c if c > 50 else 2000 + c)
    if "." in word or (a > 12 and b <= 12):
        return m.make(Day(year, b, a))
    if b > 12 or a == b:
        return m.make(Day(year, a, b)) if a <= 12 else None
    days = (f"{year:04d}-{a:02d}-{b:02d}", f"{year:04d}-{b:02d}-{a:02d}")
    return m.make(Open(f"{year:04d}-XX-XX", days, "day and month can be either way round"))


def attacks(m: Match) -> Found:
    return m.make(Fixed("2001-09-11", "2001-09-11"), last=m.last)


def war(m: Match) -> Found:
    return m.make(Fixed(*WARS[m.words.names[m.first]]), last=end_of_name(m))


def end_of_name(m: Match) -> int:
    last = m.at("name")
    while last + 1 < len(m.words.classes) and m.words.classes[last + 1] == "REST":
        last += 1
    return last


def feast(m: Match) -> Found:
    name = m.words.names[m.at("name")]
    return m.make(Feast(name, m.number("year"), m.which()))


def decade(m: Match) -> Found | None:
    if len(m.word("short")) > 2:
        return None
    year = DECADES.get(m.word("tens"))
    if year is None:
        year = m.number("year") or m.number("short") or 0
    if year % 10 or (
        year > 99 and "'" in m.words.lower[m.first : m.last + 1] and not m.has("the") and not m.has("mod")
    ):
        return None
    if 100 < year < 1000 or (year == 0 and not m.has("apos")):
        return None
    if year < 100:
        if _is_age_or_heat(m) or year == 20:
            return None
        year += 2000 if year < 20 else 1900
    if year % 100 == 0 and year != 2000 and m.has("year"):
        return m.make(Years(year, year + 99, f"{year // 100:02d}"))
    return m.make(Years(year, year + 9, f"{year // 10:03d}"))


def _is_age_or_heat(m: Match) -> bool:
    near = m.words.lower[max(0, m.first - 8) : m.last + 6]
    return not m.has("the") or bool({"temperature", "temperatures", "degrees", "highs", "lows", "heat"} & set(near))


def century(m: Match) -> Found | None:
    number = m.number("number") or 0
    if not 1 <= number <= 22 or (number > 19 and m.words.capital(m.last) and m.words.capital(m.last + 1)):
        return None  # "Twentieth Century Fox"
    if m.has("era") and m.word("era") in ("bc", "bce"):
        return m.make(Year(number * 100, "bc"))
    return m.make(Years((number - 1) * 100, number * 100 - 1, f"{number - 1:02d}"))


def year(m: Match) -> Found | None:
    era = m.word("era") or m.word("erb")
    year = m.number("year") or 0
    if not 1 <= year <= 9999 or (m.has("mod") and m.words.word(m.last + 1) == "s"):
        return None
    return m.make(Year(year, "bc" if era in ("bc", "bce") else ""))


def two_years(m: Match) -> Found | None:
    first, last = m.number("year") or 0, m.number("last") or 0
    return m.make(Years(first, last, f"{first:04d}/{last:04d}")) if first < last <= first + 1 else None


def fiscal(m: Match) -> Found:
    return m.make(Open(f"FY{m.number('year')}", (), "a fiscal year begins where its owner says"))


def weekday(m: Match) -> Found:
    """A weekday; "on a Monday" and "Saturday mornings" are no one day."""
    is_any = m.before == "a" and m.words.word(m.first - 2) == "on" and not m.has("part")
    if is_any or m.after in ("mornings", "afternoons", "evenings", "nights"):
        return m.make(Bare(f"XXXX-WXX-{WEEKDAY_NUMBER[m.word('weekday')]}"))
    return m.make(Weekday(WEEKDAY_NUMBER[m.word("weekday")], m.which()))


def weekdays(m: Match) -> Found:
    return m.make(Bare(f"XXXX-WXX-{WEEKDAY_NUMBER[m.word('weekday')]}"))


def weekend(m: Match) -> Found | None:
    if m.word("weekend") == "weekends" or m.before in ("a", "an", "per", "any", "one", "every", "each", "long"):
        return None
    return m.make(Weekend(m.which()))


def near_day(m: Match) -> Found | None:
    word = m.word("day")
    offset = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if m.has("before"):
        offset *= 2
    item = m.make(Relative("day", offset))
    return item._replace(part="TNI") if word == "tonight" else item


def last_night(m: Match) -> Found | None:
    which, part = m.which(), m.part()
    if which == "this" and m.is_compound():
        return None
    offset = -1 if which == "last" else 0
    return m.make(Relative("day", offset)) if part else None


def overnight(m: Match) -> Found | None:
    return (
        m.make(Relative("night", -1))
        if not m.before.startswith("stay") and m.after not in ("stay", "stays", "success", "sensation")
        else None
    )


def season(m: Match) -> Found | None:
    if (
        m.word("season") == "fall"
        and not m.has("year")
        and (m.after == "of" or m.which() not in ("last", "next", "this"))
    ):
        return None
    return m.make(Season(m.word("season"), m.number("year") or m.number("short"), m.which()))


def quarter(m: Match) -> Found | None:
    number = m.number("number") or 0
    if m.has("name"):
        number = int(m.word("name")[1])
    half = m.has("half")
    if not 1 <= number <= (2 if half else 4) or (half and not m.has("year") and not m.has("which")):
        return None
    if not m.has("year") and not m.has("which") and not _is_about_money(m):
        return None
    return m.make(Quarter(number, m.number("year"), half, m.which()))


_MONEY = frozenset(
    "earnings profit profits sales revenue revenues growth gdp economy economic net results income shares percent % $ "
    "billion million exports loss losses company analysts investors market orders output inflation".split()
)


def _is_about_money(m: Match) -> bool:
    """As in "the fourth quarter" of a match is no time of the year."""
    return bool(_MONEY & set(m.words.lower[max(0, m.first - 40) : m.last + 40]))


def this_unit(m: Match) -> Found | None:
    """As in "last week", "this year", "the past decade"."""
    unit, which = UNITS[m.word("unit")], m.which()
    if m.is_compound() or m.after == "of" or unit == "minute":
        return None
    if (unit, which, m.before) == ("day", "this", "to"):
        return m.make(Bare("PRESENT_REF"))
    offset = {"last": -1, "next": 1}.get(which, 0)
    if m.has("the") and offset and not m.has("pointer"):
        return _the_unit(m, unit, m.word("which"), offset)
    if unit in ("hour", "day") and offset == -1:
        return None
    return m.make(Relative(unit, offset))


def _the_unit(m: Match, unit: str, word: str, offset: int) -> Found | None:
    if word in ("previous", "preceding", "following") or (word == "next" and m.before not in _IN):
        return m.make(Relative(unit, offset, "told"))
    if unit == "century" or (unit == "year" and word == "last"):
        return m.make(Relative(unit, offset))
    return m.make(Window(unit, 1, offset > 0)) if unit not in ("hour", "fortnight") else None


_IN = frozenset("in over within during for throughout".split())


def that_unit(m: Match) -> Found | None:
    """As in "that year", "the same day", "the next morning", "the following month"."""
    offset = {"last": -1, "next": 1}.get(m.which(), 0)
    if m.has("unit"):
        unit = UNITS[m.word("unit")]
        return None if m.is_compound() or unit in ("hour", "minute") else m.make(Relative(unit, offset, "told"))
    return m.make(Relative("day", offset, "told"))


def years_possessive(m: Match) -> Found | None:
    """As in "this years festival", its apostrophe lost."""
    return this_unit(m) if m.word("unit") == "years" and m.after.isalpha() else None


def in_the_unit(m: Match) -> Found | None:
    """As in "earlier in the year", "the end of the month"."""
    unit = UNITS[m.word("unit")]
    offset = {"last": -1, "next": 1}.get(m.which(), 0)
    if unit in ("hour", "minute"):
        return None
    item = m.make(Relative(unit, offset, "told" if m.has("that") else "either" if m.has("the") else ""))
    if m.has("end"):
        return item._replace(mod="end")
    return item


def end_of_year(m: Match) -> Found | None:
    return m.make(Relative("year", 0))._replace(mod="end") if m.word("unit") == "year" else None


def by_end_of(m: Match) -> Found | None:
    """As in "by the end of 2015" is its last day; "at the end of 2015" says no more than the year."""
    year, month = m.number("year"), m.number("month")
    if m.before not in ("by", "before", "until", "till") or year is None and month is None:
        return None
    return m.make(Month(year, month) if month else Year(year or 0))._replace(mod="end")


_TAILS = {
    "ago": -1,
    "earlier": -1,
    "prior": -1,
    "before": -1,
    "later": 1,
    "afterwards": 1,
    "after": 1,
    "from": 1,
    "back": -1,
}
_ENDS_PHRASE = frozenset('. , ; : ? ! ) " ” ’ - – — and but when as or'.split())


def amount(m: Match) -> Found | None:
    """As in "two years", "three days ago", "a week later", "two days before the vote", "in a month"."""
    unit = UNITS[m.word("unit")]
    if m.after in ("old", "older", "younger") or (m.after == "-" and m.words.word(m.last + 2) == "old"):
        return None
    if m.words.lower[m.last + 1 : m.last + 3] == ["of", "age"]:
        return None
    count = value_of(m.words, m.tokens("count")) if m.has("count") else None
    if m.has("single") or m.words.classes[m.first] == "THE":
        count = 0.5 if m.has("halved") or m.word("single") == "half" else 1.0
    if m.has("tail"):
        return _with_tail(m, unit, count)
    return _without_tail(m, unit, count)


def _with_tail(m: Match, unit: str, count: float | None) -> Found | None:
    tail = m.word("tail")
    sign = _TAILS[tail]
    if tail == "back" and m.after not in _ENDS_PHRASE and m.after != "":
        return _without_tail(m, unit, count, last=m.last - 1)
    if tail in ("ago", "back", "from"):
        if count is None:
            return m.make(Bare("PAST_REF" if sign < 0 else "FUTURE_REF", ends_now=sign < 0))
        return m.make(Relative(*whole(unit, sign * count)))
    if tail in ("before", "after") and m.after not in _ENDS_PHRASE and m.after:
        return m.make(Steps(unit, count, sign, "event"))
    return m.make(Steps(unit, count, sign, "context"))


def whole(unit: str, count: float) -> tuple[str, int]:
    """Units and their number, whole: "two and a half years" ago is 30 months, "a decade" ten years."""
    if unit in ("decade", "century"):
        unit, count = "year", count * (10 if unit == "decade" else 100)
    if unit == "fortnight":
        unit, count = "week", count * 2
    if unit == "minute":
        return "hour", 0
    if count % 1 and unit == "year":
        unit, count = "month", count * 12
    return unit, int(count)


def _without_tail(m: Match, unit: str, count: float | None, last: int | None = None) -> Found | None:
    if count is None and m.words.lower[m.first] == UNITS.get(unit, unit):
        return None
    if m.has("single") and m.before not in (
        "for",
        "within",
        "than",
        "about",
        "nearly",
        "almost",
        "in",
        "lasted",
        "half",
    ):
        return None
    if m.before == "in" and count is not None and not m.has("dash"):
        return m.make(Steps(unit, count, 1, "in"), last=last)
    return m.make(Bare(length(unit, count)), last=last)


def length(unit: str, count: float | None) -> str:
    """The TIMEX3 value of a duration: P3Y, PT2H, PXD."""
    letter = {"hour": "H", "minute": "M", "day": "D", "week": "W", "month": "M", "year": "Y", "fortnight": "W"}
    number = "X" if count is None else f"{count * (2 if unit == 'fortnight' else 1):g}"
    if unit in ("decade", "century"):
        return f"P{number}{'DE' if unit == 'decade' else 'CE'}"
    return f"P{'T' if unit in ('hour', 'minute') else ''}{number}{letter[unit]}"


def window(m: Match) -> Found | None:
    """As in "the past three years", "the last few months", "the next 10 days"."""
    unit = UNITS[m.word("unit")]
    count = value_of(m.words, m.tokens("count")) if m.has("count") else None
    if m.after == "of" or m.which() == "this" or unit in ("hour", "minute"):
        return m.make(Bare(length(unit, count)))
    return m.make(Window(unit, count, m.which() == "next"))


def recent(m: Match) -> Found:
    return m.make(Bare(length(UNITS[m.word("unit")], None), ends_now=True))


def every(m: Match) -> Found | None:
    """As in "every Monday", "every other night", "each month"."""
    if m.has("other") and m.word("other") not in ("other", "second", "third", "single"):
        return None
    if m.has("weekday"):
        return m.make(Bare(f"XXXX-WXX-{WEEKDAY_NUMBER[m.word('weekday')]}"))
    if m.has("part"):
        return Found(m.first, m.last, Bare("P1D"))
    count = value_of(m.words, m.tokens("count")) if m.has("count") else 1
    unit = UNITS[m.word("unit")]
    return None if m.is_compound() else m.make(Bare(length(unit, count)))


def often(m: Match) -> Found:
    unit = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y"}
    return m.make(Bare(unit[m.words.lower[m.first]]))


def refers(m: Match) -> Found | None:
    word = m.words.lower[m.first]
    if word == "now" and (m.after in ("that", ",", "-", "defunct") or m.before in ("-", "from")):
        return None
    return m.make(Bare("PAST_REF" if word == "recently" else "PRESENT_REF"))


def clock(m: Match) -> Found | None:
    hour, minute = m.number("hour") or 0, m.number("minute") or 0
    mark = m.word("ampm").replace(".", "").replace(" ", "")
    if hour > (12 if mark else 24) or minute > 59 or (not mark and not m.has("zone") and m.before not in ("at", "by")):
        return None
    if m.has("four"):
        if len(m.word("four")) != 4 or (m.word("zone") in _LOCALS and m.after != "time"):
            return None  # "500 local residents", "2000 eastern Ukrainians"
        hour, minute = divmod(m.number("four") or 0, 100)
        if hour > 23 or minute > 59:
            return None
    hour = hour % 12 + 12 if mark == "pm" else 0 if mark == "am" and hour == 12 else hour
    return m.make(Clock(f"T{hour:02d}:{minute:02d}"))


_LOCALS = frozenset(("local", "eastern"))


def noon(m: Match) -> Found:
    return m.make(Clock("T24:00" if m.words.lower[m.first] == "midnight" else "T12:00"))


def part_of(m: Match) -> Found:
    return m.make(Clock(m.part()))
