"""Reads the older dictionaries: Phoenix actor patterns (2014), PLOVER agent nouns, the factbook's list of leaders.

Their codes are CAMEO's: three letters each, first the country, then what the actor is. PLOVER renamed two of them
(HLH is MED, MED is JRN) and dropped others (DEV, HRI, ENV ...), which become nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED OPP PRE REF REL SOC".split()
)
RENAMED = {"HLH": "MED", "MED": "JRN", "CVL": "CVL", "SET": "CVL", "INS": "REB", "SEP": "REB"}
_CODE = re.compile(r"\[\s*([A-Z~-]+)\s*([^\]]*)\]")
# What a dictionary written in capitals lost: these stay small inside a name.
_SMALL = frozenset("of the and for in on to de la del du des e y von van der den al el bin bint ibn".split())


class Spell(NamedTuple):
    """A code and the days it holds, "YYYY-MM-DD" or empty."""

    code: str
    since: str
    until: str


class Entry(NamedTuple):
    """One actor of a Phoenix file: its names as written there (capitals) and its spells."""

    names: tuple[str, ...]
    spells: tuple[Spell, ...]


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a Phoenix file, in order. A pattern's stars and underscores are taken off."""
    names: list[str] = []
    spells: list[Spell] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = re.split(r"[;#]", line)[0].strip()
        found = [Spell(code, *_days(when)) for code, when in _CODE.findall(line)]
        name = re.sub(r"\s+", " ", line.split("[")[0].strip(" +*_").replace("_", " ")).strip()
        if name and not line.startswith("+") and spells:
            yield Entry(tuple(names), tuple(spells))
            names, spells = [], []
        names += [name] if name else []
        spells += found
    if names and spells:
        yield Entry(tuple(names), tuple(spells))


def _days(when: str) -> tuple[str, str]:
    """First and last day of ">011222", "<061231" or "030101-040930"."""
    when = when.strip()
    if when.startswith(">"):
        return _day(when[1:]), ""
    if when.startswith("<"):
        return "", _day(when[1:])
    first, _, last = when.partition("-")
    return _day(first), _day(last)


def _day(digits: str) -> str:
    """Two-digit years up to 20 are of this century: the files end in 2014."""
    digits = re.sub(r"\D", "", digits)
    if len(digits) == 6:
        digits = ("20" if digits[:2] <= "20" else "19") + digits
    if len(digits) != 8 or not "1900" <= digits[:4] <= "2020":
        return ""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def sectors_of(code: str) -> tuple[str, ...]:
    """PLOVER's sectors in a CAMEO code behind its country, first the chief one; a minister's field stays only where
    PLOVER's own agents keep it (a defence minister is GOVMIL, a finance minister GOV).
    """
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    kept = [RENAMED.get(p, p) for p in parts if RENAMED.get(p, p) in SECTORS]
    if kept[:2] == ["GOV", "LEG"]:
        kept = kept[1:]
    if kept[:1] == ["GOV"]:
        kept = [k for k in kept if k not in ("BUS", "CVL", "JRN", "SOC", "REF")]
    return tuple(dict.fromkeys(kept))


def title_case(name: str) -> str:
    """A name of the dictionaries as newspapers write it."""
    words = name.split(" ")
    if len(words) == 1 and len(name) <= 5:
        return name
    return " ".join(
        w.lower() if i and w.lower() in _SMALL else "-".join(p if "." in p else p.capitalize() for p in w.split("-"))
        for i, w in enumerate(words)
    )


class Agent(NamedTuple):
    """An agent noun and its sectors."""

    noun: str
    sectors: tuple[str, ...]


def agents(path: Path) -> Iterator[Agent]:
    """The agent nouns with !PERSON! and !MINIST! spelled out, lower case, spaces for underscores."""
    sets: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("!") and "=" in line and "[" not in line:
            name, _, members = line.partition("=")
            sets[name.strip()] = [m.strip() for m in members.split(",")]
        found = re.fullmatch(r"([^\[{]+)(?:\{([^}]*)\})?\s*\[~([A-Z]+)\]", line)
        if found:
            sectors = tuple(s for s in (found[3][i : i + 3] for i in range(0, len(found[3]), 3)) if s in SECTORS)
            for pattern in filter(None, (found[1], found[2])):
                yield from (Agent(noun, sectors) for noun in _spelled(pattern, sets))


def _spelled(pattern: str, sets: dict[str, list[str]]) -> Iterable[str]:
    for name, members in sets.items():
        if name in pattern:
            return [n for m in members for n in _spelled(pattern.replace(name, m), sets)]
    noun = re.sub(r"[\s_-]+", " ", pattern).strip().lower()
    return [noun + "er", noun + "ry"] if noun.endswith("minist") else [noun]


class Leader(NamedTuple):
    """A row of the factbook's list: country and office as printed there, name, surname, first day."""

    country: str
    office: str
    name: str
    surname: str
    since: str


_TITLE = re.compile(
    r"((?:(?:First|Second|Third|Deputy|Vice|Acting|Interim|Transitional|Transition|State|Executive|Senior) )*"
    r"(?:Vice President|Deputy Prime Minister|Prime Minister|President|King|Queen|Chancellor|Amir|Emir|Sultan|"
    r"Supreme Leader|Premier|Taoiseach|Grand Duke|Pope|Crown Prince|Prince|Governor General|Taliban Leader))\b "
)
_MONTHS = "January February March April May June July August September October November December".split()


def leaders(path: Path) -> Iterator[Leader]:
    """The leaders whose printed office is understood."""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        country, printed, since = line.split("\t")
        found = _TITLE.match(printed)
        day = since.split()
        if not found or len(day) != 3 or day[1] not in _MONTHS:
            continue
        name = printed[found.end() :].split(",")[0].strip()
        capitals = [w for w in name.split() if w.isupper() and len(w) > 2]
        if capitals:
            iso = f"{day[2]}-{_MONTHS.index(day[1]) + 1:02}-{int(day[0]):02}"
            plain = " ".join(title_case(w) if len(w) > 5 else w.capitalize() if w.isupper() and len(w) > 2 else w
                             for w in name.split())  # fmt: skip
            yield Leader(country, found[1].lower(), plain, capitals[-1].capitalize(), iso)
