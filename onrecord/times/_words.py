"""Words of a text as time expressions see them: each gets one class ("MONTH", "UNIT", "YEAR", ...), or OTHER.

What a word may be besides a time is settled here: "May" is a month after "in" and a surname before "said", "2000" is
no year before "people", "Sunday" is no day before "Times".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from onrecord.times._calendar import BY_WEEKDAY, FIXED, FROM_EASTER, SEASONS

_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)|\d{1,4}/\d{1,2}/\d{1,4}(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)"
    r"|\d+(?:\.\d+)?|[ap]\.\s?m\b\.?|o['’]\s?clock|\[[^\W\d_]+\]|[^\W\d_]+|[^\w\s]", re.IGNORECASE,
)  # fmt: skip
_DATE = re.compile(r"\d+[-/.]\d+[-/.]\d+")

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH_NUMBER = {m: i for i, m in enumerate(MONTHS, 1)} | {m[:3]: i for i, m in enumerate(MONTHS, 1)} | {"sept": 9}
WEEKDAY_NUMBER = {w: i for i, w in enumerate(WEEKDAYS, 1)} | {w[:3]: i for i, w in enumerate(WEEKDAYS, 1)}
WEEKDAY_NUMBER |= {"tues": 2, "thur": 4, "thurs": 4} | {f"{w}s": i for i, w in enumerate(WEEKDAYS, 1)}
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
NUMBER = {w: i for i, w in enumerate((_ONES + " eighteen nineteen").split(), 1)} | {"dozen": 12}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER |= {w: 10 * i for i, w in enumerate(_TENS, 2)} | {"hundred": 100}
ORDINAL = {w: i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)}
_TEENTHS = "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
ORDINAL |= {w: i for i, w in enumerate(_TEENTHS.split(), 11)}
DECADES = {
    w: 10 * i for i, w in enumerate("twenties thirties forties fifties sixties seventies eighties nineties".split(), 2)
}
UNITS = {u: u for u in "hour day week month year decade century".split()} | {
    "minute": "minute",
    "fortnight": "fortnight",
}
UNITS |= {f"{u}s": u for u in list(UNITS)} | {"centuries": "century"}
PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
WARS = {
    "world war i": ("1914-07-28", "1918-11-11"), "world war one": ("1914-07-28", "1918-11-11"),
    "first world war": ("1914-07-28", "1918-11-11"), "wwi": ("1914-07-28", "1918-11-11"),
    "world war ii": ("1939-09-01", "1945-09-02"), "world war two": ("1939-09-01", "1945-09-02"),
    "second world war": ("1939-09-01", "1945-09-02"), "wwii": ("1939-09-01", "1945-09-02"),
}  # fmt: skip

_CLASSES = {
    "THE": "the", "A": "a an", "THIS": "this", "LAST": "last", "PAST": "past previous preceding", "NEXT": "next",
    "COMING": "coming upcoming following", "CURRENT": "current", "THAT": "that those", "SAME": "same",
    "EVERY": "every each", "AGO": "ago", "EARLIER": "earlier prior", "LATER": "later afterwards",
    "BEFORE": "before", "AFTER": "after", "YESTERDAY": "yesterday", "TODAY": "today", "TONIGHT": "tonight",
    "TOMORROW": "tomorrow", "OVERNIGHT": "overnight", "WEEKEND": "weekend weekends", "QUARTER": "quarter quarters",
    "HALF": "half", "MOD": "early mid late", "END": "end", "START": "beginning start", "OF": "of", "AND": "and",
    "TO": "to until through till thru", "AT": "at around about", "ON": "on", "IN": "in during within over throughout",
    "FROM": "from", "NOW": "now", "BACK": "back", "FEW": "few several", "COUPLE": "couple",
    "ADJ": "more full consecutive straight long whole additional further short calendar working business entire",
    "OLD": "old older younger", "FISCAL": "fiscal financial", "NOON": "noon midnight midday",
    "ZONE": "gmt utc est edt et pt pst pdt cst cdt bst cet cest local eastern", "OFTEN": "daily weekly monthly yearly",
    "PRESENT": "currently nowadays", "RECENT": "recent", "RECENTLY": "recently", "COURSE": "season term session school",
}  # fmt: skip
_MARKS = {",": "COMMA", ".": "DOT", ":": "COLON", "/": "SLASH", "'": "APOS", "-": "DASH", "–": "DASH", "—": "DASH"}

_TITLES = frozenset("mr mrs ms miss dr sir lady lord madam senator minister president prime".split())
_SAYS = frozenset("said says told tells asked asks added wrote writes thinks wants insisted warned argued".split())
_OUTLETS = frozenset("times telegraph mirror express mail herald post age sport world addams mass".split())
_NAMED_DAYS = frozenset("black bloody cyber super ruby casual freaky".split())
_NOT_FEAST = frozenset(
    "tree trees card cards gift gifts shopping lights market markets carol carols present presents song songs island "
    "story bonus sales season agreement accord accords deal rising egg eggs bunny costume costumes movie".split()
)
_BEFORE_MONTH = frozenset(
    "in last next this since until till by through from to during of and or between early late mid before after for "
    "every each past coming previous - – — on , (".split()
)
_SURE_BEFORE_MONTH = frozenset("in last next this since until till during early late mid".split())
_BEFORE_YEAR = frozenset(
    "in since until till through from to between and by of before after around about circa c ca the early late mid "
    "born died b d m year during - – — ( , ; : / [ ' or on m. built founded".split()
)
_NOT_BEFORE_YEAR = frozenset(
    "no number room page pages pp flight route highway article resolution section bus model channel boeing psalm than "
    "rule nearly almost approximately some another exactly least $ £ € ¥ # % = + × * & up".split()
)
_COUNTED = frozenset(
    "people persons troops soldiers men women children jobs votes seats miles km kilometres kilometers metres meters "
    "feet foot ft m kg tons tonnes tonne acres hectares dollars euros pounds yen yuan rupees words pages degrees mph "
    "gmt homes houses cars students workers employees members million billion thousand hundred hours yards calories "
    "percent year years months weeks days schoolchildren".split()
)
_ENDS_LIKE_PLURAL = frozenset("was is has as this its levels figures elections results games standards series".split())
_BEFORE_ANCIENT = frozenset("in about around until since after before by from to of - – (".split())
_CURRENCY = frozenset("$£€¥#")
_FOUR_DIGITS = re.compile(r"\d{4}")


class Habits(NamedTuple):
    """What holds for a text as a whole: the months that are surnames in it, and whether it tells of antiquity."""

    surnames: frozenset[str]
    antiquity: bool


class Words:
    """The tokens of one stretch of text: lower-case words, where they stand in the text, and the class of each.

    `numbers` holds what a token counts or names: 12 for "12" and "dozen", 9 for "Sept" and 1990 for the "90" of
    "1985-90"; 0 elsewhere. `merged` says how many tokens a name takes ("New Year's Day"), and `names` which it is.
    """

    def __init__(self, text: str, start: int, end: int, habits: Habits) -> None:
        spans = [m.span() for m in _TOKEN.finditer(text, start, end)]
        self.text = text
        self.starts = [a for a, _ in spans]
        self.ends = [b for _, b in spans]
        self.raw = [text[a:b] for a, b in spans]
        self.lower = [w.lower() for w in self.raw]
        self.numbers = [0] * len(spans)
        self.names: dict[int, str] = {}
        self.habits = habits
        self.classes = [""] * len(spans)
        self._classify()

    def _classify(self) -> None:
        known, named, classes = _known(), _named(), self.classes
        for i, word in enumerate(self.lower):
            if word in _SPELLED or word[0] == "[":  # "[Ten] years ago"
                self.lower[i] = word = _SPELLED.get(word) or word.strip("[]") or word
                self.raw[i] = self.raw[i].strip("[]") or word
            if classes[i]:
                continue
            if word in named and (name := self._name(i)) is not None:
                classes[i] = name
            elif word in known:
                kind = known[word]
                classes[i] = kind if kind in _PLAIN else self._ambiguous(i, word, kind)
            else:
                classes[i] = self._number(i, word) if word[0].isdigit() else "OTHER"

    def word(self, i: int) -> str:
        """The lower-case word at i, or "" outside."""
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def capital(self, i: int) -> bool:
        """Whether the word begins with a capital letter."""
        return 0 <= i < len(self.raw) and self.raw[i][0].isupper()

    def glued(self, i: int) -> bool:
        """Whether nothing stands between token i and the one before it."""
        return 0 < i < len(self.raw) and self.starts[i] == self.ends[i - 1]

    def opens_sentence(self, i: int) -> bool:
        """Whether token i is the first of a sentence, as far as marks tell."""
        return i == 0 or self.lower[i - 1] in (".", "?", "!", ":", ";", '"', "“", "”", "‘", "'", "(")

    # -- classes -------------------------------------------------------------------------------------------------------

    def _ambiguous(self, i: int, word: str, known: str) -> str:
        if known == "MONTH":
            self.numbers[i] = MONTH_NUMBER[word]
            return "MONTH" if self._is_month(i, word) else "OTHER"
        if known == "ABBR":
            self.numbers[i] = MONTH_NUMBER[word]
            near = self.word(i + 1) == "." or self.word(i + 1).isdigit() or self.word(i - 1).isdigit()
            return "ABBR" if self.capital(i) and near and len(self.raw[i]) < 5 else "OTHER"
        if known in ("WEEKDAY", "WDABBR", "WEEKDAYS"):
            self.numbers[i] = WEEKDAY_NUMBER[word]
            return known if self._is_weekday(i, known) else "OTHER"
        self.numbers[i] = (NUMBER | ORDINAL | DECADES).get(word, 0)
        if known == "S":
            return "S" if self.glued(i) or self.word(i - 1) == "'" else "OTHER"
        if known == "ORD":
            return "ORD" if self.glued(i) and self.lower[i - 1].isdigit() else "OTHER"
        if known in ("ERA", "AMPM"):
            return known if self.numbers[i - 1] or self.raw[i].isupper() else "OTHER"
        if known in _PROGRAMMES:  # "USA TODAY", "Entertainment Tonight"
            is_name = self.capital(i) and self.capital(i - 1) and self.raw[i][1:].islower()
            is_name = is_name or (self.capital(i) and self.word(i + 1) in ("show", '"', "”"))
            return "OTHER" if is_name or self.word(i - 1) == "usa" else known
        return "OTHER" if known == "OFTEN" and self.capital(i) else known

    def _name(self, i: int) -> str | None:
        """A holiday or a war that begins at token i; the tokens after its first are of class REST."""
        if not (self.capital(i) or self.lower[i] in ("first", "second")):
            return None
        if self.capital(i - 1) and not self.opens_sentence(i - 1) and not _known().get(self.lower[i - 1]):
            return None  # "Johnnie Christmas"
        for tokens, name in _named().get(self.lower[i], ()):
            if tuple(self.lower[i : i + len(tokens)]) == tokens:
                for j in range(i + 1, i + len(tokens)):
                    self.classes[j] = "REST"
                if self.word(i + len(tokens)) in _NOT_FEAST or (self.capital(i + len(tokens)) and name not in WARS):
                    return "OTHER"
                self.names[i] = name
                return "WAR" if name in WARS else "FEAST"
        return None

    def _is_weekday(self, i: int, known: str) -> bool:
        before, after = self.word(i - 1), self.word(i + 1)
        if known == "WDABBR":
            j = i + 1 + (after == ".")
            j += self.word(j) == ","
            return self.capital(i) and (self.word(j).isdigit() or self.word(j) in MONTH_NUMBER)
        if before in _NAMED_DAYS and self.capital(i - 1):
            return False
        is_show = known and self.word(i) == "sunday" and (self.word(i - 2), before) == ("fox", "news")
        if (after, self.word(i + 2)) == ("the", "13") or is_show:
            return False
        if after == "night" and self.word(i + 2) in ("live", "football", "lights"):
            return False
        return not (after in _OUTLETS and self.capital(i + 1) and self.capital(i))

    def _is_month(self, i: int, word: str) -> bool:
        if word not in ("may", "march", "april", "june", "august"):
            return True
        before, after = self.word(i - 1), self.word(i + 1)
        if not self.capital(i) or before in _TITLES or (before == "." and self.word(i - 2) in _TITLES):
            return False
        if after.isdigit() and len(after) in (1, 2, 4):
            return True
        if before.isdigit() or self.word(i - 2).isdigit() or after in _SAYS:
            return after not in _SAYS
        if before in (_SURE_BEFORE_MONTH if word in self.habits.surnames else _BEFORE_MONTH):
            return self._is_no_name(i, word, before, after)
        return self._modifies(i, word, before) or self._stands_alone(i, word)

    def _is_no_name(self, i: int, word: str, before: str, after: str) -> bool:
        """After "in", "since", "of" ...: a month, unless it is a person whose deeds follow ("by May's government")."""
        if before in _SURE_BEFORE_MONTH:
            return True
        if before == ",":
            return self.word(i - 2) in MONTHS
        if word == "may" and after == "'":
            return False
        return not (word in ("april", "june", "august") and self.capital(i + 1))

    def _modifies(self, i: int, word: str, before: str) -> bool:
        """As in "the March meeting", "its May report"."""
        after = self.raw[i + 1] if i + 1 < len(self.raw) else ""
        lower_noun = after[:1].islower() and after not in ("for", "on", "to", "of", "s", "and", "was", "has", "will")
        return before in ("the", "a", "an", "its", "his", "her", "their", "our", "s") and lower_noun

    def _stands_alone(self, i: int, word: str) -> bool:
        if word in ("may", "march"):
            return False
        return not self.capital(i + 1) and (self.opens_sentence(i) or not self.capital(i - 1))

    def _number(self, i: int, word: str) -> str:
        if _DATE.fullmatch(word):
            return "ISODATE"
        if not word.isdecimal() or len(word) > 6:
            return "COUNT"
        self.numbers[i] = value = int(word)
        if self._is_year(i, value):
            return "YEAR"
        if self.word(i + 1) == "/" and (self.word(i), self.word(i + 2)) == ("9", "11") and self.word(i + 3) != "/":
            self.classes[i + 1 : i + 3] = ["REST", "REST"]
            return "ATTACKS"
        if len(word) <= 2 and 1 <= value <= 31:
            return "LOW" if value <= 12 else "MID"
        return "COUNT"

    def _is_year(self, i: int, value: int) -> bool:
        before, after = self.word(i - 1), self.word(i + 1)
        if self._is_era(i + 1) or (self._is_era(i - 1) and value) or (before == "year" and 0 < value < 2200):
            return True
        if before == "'" and self.glued(i) and len(self.lower[i]) == 2 and self.word(i + 1) != "s":
            is_year = self.word(i - 2) in ("of", "in", "since") or self.word(i - 2) in SEASONS
            self.numbers[i] = value + (1900 if value >= 30 else 2000) if is_year else value  # "the summer of '69"
            return is_year
        if before in ("-", "–", "—", "/") and self._ends_year_range(i, value):
            return True
        if not _FOUR_DIGITS.fullmatch(self.lower[i]):
            return self._is_ancient(i, value)
        if self.word(i + 1) == "s" and self.glued(i + 1) and before not in _CURRENCY:
            return 1000 <= value < 2200  # "the 1800s"
        if not 1000 <= value < 2200 or before in _NOT_BEFORE_YEAR or after in _COUNTED or after in ("%", "°", "+"):
            return False
        if self._is_inside_a_number(i) or self._is_round_count(i, value):
            return False
        return value >= 1900 or self._is_old_year(i, value)

    def _is_old_year(self, i: int, value: int) -> bool:
        """Years before 1900 need more around them: "built in 1656", "1596, dating from", "reigned 1715-1774"."""
        before, after = self.word(i - 1), self.word(i + 1)
        if self.classes[i - 1] in ("MONTH", "ABBR", "ORD", "LOW", "MID") or (i > 0 and before in _BEFORE_YEAR):
            follows_date = before == "," and self.classes[i - 2] in ("MONTH", "ABBR", "ORD", "LOW", "MID")
            return before != "," or follows_date or not after[:1].isalpha()  # ", 1355 Inwood Terrace"
        if before == "." and self.word(i - 2) in ("c", "ca", "b", "d", "m", "div"):
            return True
        if after in ("-", "–") and _FOUR_DIGITS.fullmatch(self.word(i + 2)):
            return value < int(self.word(i + 2)) < 2200
        return self.opens_sentence(i) and after in (",", ":")

    def _is_era(self, i: int) -> bool:
        return self.word(i) in ("bc", "bce", "ad", "ce") and self.raw[i].isupper()

    def _ends_year_range(self, i: int, value: int) -> bool:
        """The "72" of "1871-72", the "368" of "314 - 368"; the first year is made whole in `numbers`."""
        first = self.numbers[i - 2] if i > 1 and self.classes[i - 2] == "YEAR" else 0
        if not first or not value or self.word(i - 3) in ("-", "–", "/") or self.word(i + 1) in MONTH_NUMBER:
            return False
        if len(self.lower[i]) == 2 and first >= 1000 and first % 100 < value:
            self.numbers[i] = first - first % 100 + value
            return True
        return len(self.lower[i]) >= 3 and first < value < 2200

    def _is_ancient(self, i: int, value: int) -> bool:
        """Years of three digits, only where the text says so: "c. 314", "In 348 Pachomius", "30 September 420"."""
        if len(self.lower[i]) != 3 or value < 100:
            return False
        before, two, after = self.word(i - 1), self.word(i - 2), self.word(i + 1)
        if before in ("c", "ca", "circa") or (before == "." and two in ("c", "ca")):
            return True
        if self.habits.antiquity:
            is_dated = before in _BEFORE_ANCIENT or self.classes[i - 1] in ("MONTH", "COMMA") and two.isdigit()
            return (
                (is_dated or before in MONTH_NUMBER)
                and (self.capital(i + 1) or not after.endswith("s"))
                and after not in _COUNTED
            )
        if before != "in" or two in NUMBER or two.isdigit():
            return False
        return after == "," or self.capital(i + 1)

    def _is_inside_a_number(self, i: int) -> bool:
        if self.glued(i) and self.lower[i - 1] in _CURRENCY:
            return True
        if self.glued(i + 1) and self.lower[i + 1][0].isalpha() and self.lower[i + 1] != "s":
            return True
        joined = self.glued(i) and self.lower[i - 1] in ("-", ".", "/", ":") and self.glued(i - 1)
        return joined and self.lower[i - 2].isdigit() and self.classes[i - 2] != "YEAR"

    def _is_round_count(self, i: int, value: int) -> bool:
        """As in "about 1500 marched", "2000 homes"; but "2000 levels" and "over 2000-2050" are years."""
        before, after = self.word(i - 1), self.word(i + 1)
        if before == "over":
            return after not in ("-", "–", "—")
        if value % 50:
            return False
        if before in ("about", "around"):
            return after[:1].isalpha()
        return (
            value % 100 == 0 and after.endswith("s") and len(after) > 3 and not self.capital(i + 1)
            and after not in _ENDS_LIKE_PLURAL
        )  # fmt: skip


def habits_of(text: str) -> Habits:
    """The habits of a whole text, looked up once."""
    return Habits(frozenset(m[1].lower() for m in _SURNAME.finditer(text)), _ANTIQUITY.search(text) is not None)


_SURNAME = re.compile(r"\b(?:Theresa|Mrs?\.?|Ms\.?|Miss|Minister|Fredric) (May|March)\b(?! \d)")
_ANTIQUITY = re.compile(r"\bAD \d|\d (?:AD|BCE?|CE)\b|\b(?:c|ca|circa)\.? ?\d{3}\b(?![,.]\d)|\b[4-9]th century")
_PROGRAMMES = frozenset({"TODAY", "TONIGHT", "TOMORROW"})
_SPELLED = {"’": "'", "o’clock": "o'clock", "o’ clock": "o'clock", "o' clock": "o'clock"}
_PLAIN = frozenset(_CLASSES) - {*_PROGRAMMES, "OFTEN"} | frozenset(_MARKS.values())


@cache
def _known() -> dict[str, str]:
    """Word to class; where a word could be two things, the class that `_ambiguous` then tests."""
    known = {word: name for name, words in _CLASSES.items() for word in words.split()} | _MARKS
    known |= {m: "MONTH" for m in MONTHS} | {m[:3]: "ABBR" for m in MONTHS if m != "may"} | {"sept": "ABBR"}
    known |= {w: "WEEKDAY" for w in WEEKDAYS} | {f"{w}s": "WEEKDAYS" for w in WEEKDAYS}
    known |= {w: "WDABBR" for w in WEEKDAY_NUMBER if w not in known}
    known |= {w: "WORDNUM" for w in NUMBER} | {w: "ORDWORD" for w in ORDINAL} | {w: "DECADE" for w in DECADES}
    known |= {u: "UNITS" if u.endswith("s") else "UNIT" for u in UNITS} | {"century": "CENTURY", "centuries": "CENTURY"}
    known |= {p: "PART" for p in PARTS} | {s: "SEASON" for s in SEASONS} | {"s": "S"}
    known |= {w: "ORD" for w in ("st", "nd", "rd", "th")} | {w: "ERA" for w in ("bc", "bce", "ad", "ce")}
    known |= {w: "AMPM" for w in ("am", "pm", "a.m", "p.m", "a.m.", "p.m.", "a. m.", "p. m.", "o'clock")}
    return known | {f"q{n}": "QNAME" for n in range(1, 5)}


@cache
def _named() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word to the names that begin with it, longest first; apostrophes and dots may be missing in the text."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in [*FIXED, *BY_WEEKDAY, *FROM_EASTER, *WARS]:
        for form in sorted({name, name.replace("'", ""), name.replace(".", ""), name.replace("s'", "'s")}):
            tokens = tuple(m[0] for m in _TOKEN.finditer(form))
            found.setdefault(tokens[0], []).append((tokens, name))
    for forms in found.values():
        forms.sort(key=lambda pair: (-len(pair[0]), pair))
    return found


def value_of(words: Words, tokens: Sequence[int]) -> float | None:
    """What number words and digits count together ("twenty-two", "5,000", "2.5"); None for "a few"."""
    total = 0.0
    for i in tokens:
        word = words.lower[i]
        if word[0].isdigit():
            total += float(word.replace(",", "")[:9]) if word.replace(",", "").replace(".", "", 1).isdecimal() else 0
        elif word == "hundred":
            total = max(total, 1) * 100
        elif word in NUMBER:
            total += NUMBER[word]
        elif words.classes[i] == "HALF":
            total += 0.5
    return total or None
