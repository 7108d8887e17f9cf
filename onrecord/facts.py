"""The tables of facts, loaded once and indexed: countries, persons in office, organisations, who governs, agent nouns.

Each row of `tables/*.tsv` has its source; `python -m training.tables` compiles them. A key is a name folded to plain
lower-case words (`fold`), so that "Nicolás Maduro", "NICOLAS MADURO" and "Nicolas Maduro" are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parent / "tables"
PSEUDO = frozenset("IGO UNO EUR NGO ISM IMG MNC".split())
_SIGNS = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "—": " ", "/": " ", "_": " ", ".": None, ",": " ",
                        "'": None, "’": None, "‘": None, "`": None, '"': None, "“": None, "”": None, "(": " ",
                        ")": " ", ";": " ", ":": " ", "&": " and "})  # fmt: skip
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})


class Country(NamedTuple):
    """A country, a territory, a breakaway state, a region or a city: `code` is the sovereign's ISO3."""

    row: str
    code: str
    name: str
    kind: str
    names: tuple[str, ...]
    people: tuple[str, ...]
    seats: tuple[str, ...]
    sectors: tuple[str, ...]
    wikidata: str | None


class Holding(NamedTuple):
    """A person in an office, from its first day to its last ("YYYY[-MM[-DD]]", empty if unknown or lasting).

    `titles` are office keys (`office_key`); `rank` is 1 for heads of state and government, 2 for others entered by
    hand, 3 for the rest.
    """

    row: str
    name: str
    surnames: str
    aliases: tuple[str, ...]
    country: str
    office: str
    titles: tuple[str, ...]
    sectors: tuple[str, ...]
    since: str
    until: str
    wikidata: str | None
    gender: str | None
    rank: int


class Organisation(NamedTuple):
    """An organisation or a metonym."""

    row: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str
    sectors: tuple[str, ...]
    since: str
    until: str
    wikidata: str | None


class Governing(NamedTuple):
    """A party in government; `role` is "leads" or "partner"."""

    since: str
    until: str
    role: str


class Noun(NamedTuple):
    """An agent noun. A "weak" one ("leader", "official") takes the sector of what it belongs to, if that has one."""

    row: str
    noun: str
    sectors: tuple[str, ...]
    weak: bool


def fold(text: str) -> str:
    """Plain lower-case words: accents, full stops and apostrophes gone, hyphens and commas spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower()).translate(_LETTERS)
        text = "".join([c for c in text if not unicodedata.combining(c)])
    return " ".join(text.lower().translate(_SIGNS).split())


_SPELLING = {"defense": "defence", "labor": "labour", "programme": "program", "affairs": "", "relations": "",
             "the": "", "premier": "prime minister", "pm": "prime minister", "spokesman": "spokesperson",
             "spokeswoman": "spokesperson", "chairman": "chair", "chairwoman": "chair", "chairperson": "chair",
             "emir": "amir", "adviser": "advisor", "acting": "", "interim": "", "caretaker": ""}  # fmt: skip
_TURNED = re.compile(r"((?:[a-z]+ )?(?:minister|secretary)(?: general)?) (?:of|for) (.+)")


@cache
def office_key(title: str) -> str:
    """One key for the spellings of an office: "Minister of Foreign Affairs" and "foreign minister" are the same."""
    words = fold(title).split()
    key = " ".join(filter(None, (_SPELLING.get(w, w) for w in words)))
    turned = _TURNED.fullmatch(key)
    if turned and turned[2] != "state":
        key = f"{turned[2]} {turned[1]}"
    return key


def in_force(since: str, until: str, on: str) -> bool:
    """Whether `on` ("YYYY-MM-DD") lies in the spell. The last day counts for both who leaves and who comes."""
    return since <= on and (not until or on <= until + "-99-99"[len(until) - 4 :])


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    text = (TABLES / f"{name}.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n")[1:], 2):
        if line:
            yield f"{name}.tsv:{number}", line.split("\t")


def _many(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def countries() -> tuple[Country, ...]:
    """Countries and the places inside them, in the order of the table."""
    return tuple(
        Country(row, c[0], c[1], c[2], _many(c[3]), _many(c[4]), _many(c[5]), _many(c[6]), c[7] or None)
        for row, c in _rows("countries")
    )


@cache
def codes() -> frozenset[str]:
    """Every code that `country` may have."""
    return frozenset(c.code for c in countries()) | PSEUDO


class Person(NamedTuple):
    """All holdings of one person."""

    name: str
    country: str
    holdings: tuple[Holding, ...]

    @property
    def rank(self) -> int:
        """The best rank ever held."""
        return min(h.rank for h in self.holdings)


# --- the big tables: an index made when they are compiled, rows read when they are asked for


class _Index(NamedTuple):
    """Keys, each with the numbers of its rows: "12-14 90-90" are two persons of three rows and one."""

    names: dict[str, str]
    surnames: dict[str, str]
    offices: dict[str, str]
    bodies: dict[str, str]


@cache
def _index() -> _Index:
    lines = (TABLES / "index.tsv").read_text(encoding="utf-8").split("\n")
    pairs = [dict(zip(lines[i].split("\t"), lines[i + 1].split("\t"), strict=True)) for i in range(0, 8, 2)]
    return _Index(*pairs)


@cache
def _lines(name: str) -> list[str]:
    return (TABLES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")


@lru_cache(maxsize=1 << 14)
def _holding(line: int) -> Holding:
    c = _lines("persons")[line].split("\t")
    return Holding(f"persons.tsv:{line + 1}", c[0], c[1] or c[0].split(" ")[-1], _many(c[2]), c[3], c[4], _many(c[5]),
                   _many(c[6]), c[7], c[8], c[9] or None, c[10] or None, int(c[11]))  # fmt: skip


def _persons(spans: str | None) -> tuple[Person, ...]:
    found = []
    for span in (spans or "").split():
        first, last = span.split("-")
        held = tuple(_holding(i) for i in range(int(first), int(last) + 1))
        found.append(Person(held[0].name, held[0].country, held))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def persons_named(key: str) -> tuple[Person, ...]:
    """The persons of this full name, folded."""
    return _persons(_index().names.get(key))


@lru_cache(maxsize=1 << 14)
def persons_surnamed(key: str) -> tuple[Person, ...]:
    """The persons who are called by this surname alone, folded."""
    return _persons(_index().surnames.get(key))


def holders(country: str, title: str) -> tuple[Holding, ...]:
    """Who ever held the office (`office_key`) in the country, in the order of the table."""
    spans = _index().offices.get(f"{country} {title}", "")
    return tuple(_holding(int(line)) for line in spans.split())


@cache
def titles() -> frozenset[str]:
    """Every office of the table, whatever the country."""
    return frozenset(key[4:] for key in _index().offices)


@cache
def _everywhere() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in _index().offices:
        found.setdefault(key[4:], []).append(key[:3])
    return found


class Office(NamedTuple):
    """What all rows of an office have in common: its sectors, and its country if no other has such an office."""

    sectors: tuple[str, ...]
    country: str | None


@lru_cache(maxsize=1 << 12)
def office(title: str) -> Office:
    """What the table says of an office whatever its holder. Three holders at least make an office one country's own
    ("home secretary"): a rare one may only lack in the other countries' rows.
    """
    lands = _everywhere().get(title, [])
    held = [h for land in lands for h in holders(land, title)]
    most = Counter(h.sectors for h in held).most_common(1)
    own = len(lands) == 1 and " " in title and len({h.name for h in held}) >= 3
    own = own and any(h.rank < 3 for h in held)  # "a federal judge" is no country's own
    return Office(most[0][0] if most else (), lands[0] if own else None)


@lru_cache(maxsize=1 << 14)
def bodies_named(key: str) -> tuple[Organisation, ...]:
    """The organisations and metonyms of this name, folded, without "the"."""
    return tuple(_body(int(line)) for line in _index().bodies.get(key, "").split())


def bodies_called(name: str) -> tuple[Organisation, ...]:
    """The organisations and metonyms of this name as it is written."""
    return bodies_named(fold(name).removeprefix("the "))


def _body(line: int) -> Organisation:
    c = _lines("organisations")[line].split("\t")
    return Organisation(f"organisations.tsv:{line + 1}", c[0], _many(c[1]), c[2], c[3], _many(c[4]), c[5], c[6],
                        c[7] or None)  # fmt: skip


# --- the small tables


@cache
def governing() -> dict[tuple[str, str], list[Governing]]:
    """When a party governed, by country and folded name."""
    found: dict[tuple[str, str], list[Governing]] = defaultdict(list)
    for _, c in _rows("governing"):
        found[c[1], fold(c[0])].append(Governing(c[2], c[3], c[4]))
    return dict(found)


@cache
def nouns() -> dict[str, Noun]:
    """The agent nouns by their words, singular as in the table."""
    return {c[0]: Noun(row, c[0], _many(c[1]), c[2] == "weak") for row, c in _rows("agents")}


@cache
def _names() -> dict[str, str]:
    return {c.code: c.name for c in reversed(countries()) if c.kind == "country"}


def home_of(code: str) -> str:
    """The name of a code's country; a pseudo-code is its own name."""
    return _names().get(code, code)
