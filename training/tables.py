"""Compiles the tables of facts that the resolver of actors reads: `python -m training.tables ../shared/corpora/actors`.

What is entered by hand (`training/facts/*.tsv`) comes first; the older dictionaries (`training/phoenix.py`) add what it
lacks. For a later year add rows to `training/facts/` and run this again. Each compiled row names its source.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.facts import TABLES, fold, office_key
from training import phoenix

FACTS = Path(__file__).parent / "facts"
HAND, PHOENIX, FACTBOOK = "by hand", "Phoenix (MIT)", "factbook (CC0)"
PLOVER, GEONAMES = "PLOVER agents (MIT)", "GeoNames (CC BY 4.0)"
# The Phoenix files end here; an office that they leave open was held at least until then.
PHOENIX_END = "2012"
# Ministers who left before any news this is meant for; heads of state are kept whenever they ruled.
EARLIEST = "1990"
RENAMED_CODES = {"KSV": "KOS", "DDR": "DEU", "SUN": "RUS", "TMP": "TLS", "YUG": "SRB", "ROM": "ROU", "ZAR": "COD",
                 "GZS": "PSE", "BSH": "BIH", "GUE": "GGY", "SCG": "SRB", "CSK": "CZE"}  # fmt: skip
# Heads of state and government: what the bare surname of their holders may stand for.
HEADS = frozenset("president|prime minister|chancellor|king|queen|amir|sultan|supreme leader|pope|taoiseach|"
                  "leader|paramount leader|general secretary|crown prince|secretary general|chair of the presidency|"
                  "head of state|state counsellor|monarch|chief executive|president of the european commission|"
                  "emperor|head of government|de facto leader|military ruler|general secretary of the communist party|"
                  "taliban leader|chair of revolutionary command council|ruler|leader of revolution".split("|"))  # fmt: skip
FAMILY_FIRST = frozenset("CHN TWN HKG MAC KOR PRK VNM KHM".split())
DOUBLE = frozenset("ESP MEX ARG COL PER VEN CHL ECU GTM CUB BOL DOM HND PRY SLV NIC CRI PAN URY GNQ PRI".split())
_PARTICLES = frozenset("de del della di da dos das du la le van von den der ter al el bin ibn bint ben abu ould "
                       "mac st san santa y e".split())  # fmt: skip
_WESTERN = frozenset("jr sr ii iii iv v vi xvi xiv".split())
_TITLED = re.compile(r"^(?:acting )?(?:prime minister|president|king|queen|foreign|minister|general|secretary|sheikh|"
                     r"mullah|sultan|prince|sir|lord|mr|mrs|dr|senator|commander|chancellor|defen[cs]e|interior) ")  # fmt: skip


class Person(NamedTuple):
    """A row of persons.tsv before it is written."""

    name: str
    surname: str
    aliases: tuple[str, ...]
    country: str
    office: str
    titles: tuple[str, ...]
    sectors: tuple[str, ...]
    since: str
    until: str
    wikidata: str
    gender: str
    rank: int
    source: str


class Organisation(NamedTuple):
    """A row of organisations.tsv before it is written."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str
    sectors: tuple[str, ...]
    since: str
    until: str
    wikidata: str
    source: str


def main() -> None:
    """Compile all tables."""
    parser = argparse.ArgumentParser(prog="python -m training.tables", description=__doc__)
    parser.add_argument("actors", type=Path, help="the folder with the Phoenix files, agents and leaders")
    folder: Path = parser.parse_args().actors
    countries = _hand("countries.tsv")
    folds = {c[3]: c[0] for c in countries if c[3]} | {c[0]: c[0] for c in countries} | RENAMED_CODES
    files = [list(phoenix.entries(folder / f"Phoenix.{n}.actors.txt")) for n in ("Countries", "International",
                                                                                 "MilNonState")]  # fmt: skip
    persons = _persons(files, _leaders(folder, countries), folds)
    surnames = {fold(s) for p in persons for s in (*p.surname.split("|"), p.name.split(" ")[-1])}
    _write("countries", "code name kind names people seats sectors wikidata source",
           _countries(countries, files[0], folds, surnames))  # fmt: skip
    _write("persons", "name surname aliases country office titles sectors since until wikidata gender rank source",
           persons)  # fmt: skip
    known = {fold(n) for p in persons for n in (p.name, *p.aliases)}
    bodies = _organisations(files, folds, known)
    _write("organisations", "name aliases kind country sectors since until wikidata source", bodies)
    _write("governing", "party country since until role source",
           sorted((r[0], folds.get(r[1], r[1]), *r[2:]) for r in _hand("governing.tsv")))  # fmt: skip
    _write("agents", "noun sectors force source", _agents(folder / "PLOVER_agents.txt"))
    _write_index(persons, bodies)


def _hand(name: str) -> list[list[str]]:
    path = FACTS / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.split("\t") for line in lines[1:] if line and not line.startswith("#")]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _write(name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    cells = ["\t".join("|".join(c) if isinstance(c, tuple) else str(c) for c in row) for row in rows]
    (TABLES / f"{name}.tsv").write_text("\n".join([header.replace(" ", "\t"), *cells]) + "\n", encoding="utf-8")
    print(f"{name}.tsv: {len(cells):,} rows")


def _write_index(persons: list[Person], bodies: list[Organisation]) -> None:
    """The keys of persons, surnames, offices and organisations, each with its rows: reading the tables whole would cost
    a quarter of a second. Four pairs of lines, keys and values. Rows are counted as lines from 0, the header's.
    """
    names, surnames = _Rows(), _Rows()
    offices, organisations = _Rows(), _Rows()
    for first, last in _runs(persons):
        run = persons[first - 1 : last]
        span = f"{first}-{last}"
        for key in dict.fromkeys(fold(n) for p in run for n in (p.name, *p.aliases)):
            names.add(key, span)
        for key in dict.fromkeys(fold(s) for p in run for s in (p.surname or p.name.split(" ")[-1]).split("|")):
            surnames.add(key, span)
        for line, person in enumerate(run, first):
            for title in person.titles:
                offices.add(f"{person.country} {title}", str(line))
    for line, body in enumerate(bodies, 1):
        for key in dict.fromkeys(fold(n).removeprefix("the ") for n in (body.name, *body.aliases)):
            organisations.add(key, str(line))
    lines = [line for rows in (names, surnames, offices, organisations) for line in rows.lines()]
    (TABLES / "index.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


class _Rows:
    def __init__(self) -> None:
        self._spans: dict[str, list[str]] = defaultdict(list)

    def add(self, key: str, span: str) -> None:
        if key:
            self._spans[key].append(span)

    def lines(self) -> tuple[str, str]:
        return "\t".join(self._spans), "\t".join(" ".join(s) for s in self._spans.values())


def _runs(persons: list[Person]) -> list[tuple[int, int]]:
    """First and last line of each person."""
    out: list[tuple[int, int]] = []
    for line, person in enumerate(persons, 1):
        if out and persons[line - 2][:1] + persons[line - 2][3:4] == person[:1] + person[3:4]:
            out[-1] = (out[-1][0], line)
        else:
            out.append((line, line))
    return out


# --- countries


def _countries(
    hand: list[list[str]], entries: list[phoenix.Entry], folds: dict[str, str], surnames: set[str]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    taken: set[str] = set()
    for code, name, kind, _, names, people, seats, wikidata in hand:
        sectors = ("PRE",) if kind == "breakaway" else ()
        rows.append((code, name, kind, _split(names), _split(people), _split(seats), sectors, wikidata, HAND))
        taken.update(fold(n) for n in (name, *_split(names), *_split(people), *_split(seats)))
    codes = {r[0] for r in rows}
    for code, place in _places(entries, taken):
        if code in codes:
            rows.append((code, place, "place", (), (), (), (), "", PHOENIX))
            taken.add(fold(place))
    rows += [(c, n, "place", (), (), (), (), "", GEONAMES) for c, n in _cities(taken | surnames, folds)]
    return rows


# A city this large, and so much larger than its namesakes elsewhere, stands for its country.
_LARGE, _LARGER = 120_000, 8


def _cities(taken: set[str], folds: dict[str, str]) -> list[tuple[str, str]]:
    """Large cities and provinces of the gazetteer (tables/gazetteer.tsv, GeoNames) that are in one country only."""
    path = TABLES / "gazetteer.tsv"
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    names: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        cells = line.split("\t")
        if len(cells) >= 8 and cells[1] and cells[3] in folds and cells[7].isdigit():
            key, code = fold(cells[1]), folds[cells[3]]
            sizes[key][code] = max(sizes[key].get(code, 0), int(cells[7]))
            names.setdefault(key, cells[1])
    out = []
    for key, by_code in sizes.items():
        first, *rest = sorted(by_code.items(), key=lambda c: -c[1])
        if key not in taken and len(key) > 3 and first[1] >= _LARGE and all(r[1] * _LARGER < first[1] for r in rest):
            out.append((first[0], names[key]))
    return out


_NO_PLACE = re.compile(
    r"river|mountain|lake|falls|ocean| sea$|gulf|valley$|desert|the | peninsula|ian$|ese$|ish$|ians$"
)


def _places(entries: list[phoenix.Entry], taken: set[str]) -> list[tuple[str, str]]:
    """Cities and provinces: the further names of the pattern that stands for a country as a whole, if one only."""
    where: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        code = RENAMED_CODES.get(entry.spells[0].code, entry.spells[0].code)
        one = len({s.code[:3] for s in entry.spells}) == 1
        if one and len(code) == 3 and len(entry.names) > 3:
            for name in entry.names[1:] if len(entry.spells) == 1 else entry.names:
                where[name].add(code)
    plain = {n: min(c) for n, c in where.items() if len(c) == 1 and re.fullmatch(r"[A-Z.' -]{4,}", n)}
    return [(c, phoenix.title_case(n).title() if len(n) <= 5 else phoenix.title_case(n)) for n, c in plain.items()
            if fold(n) not in taken and not _NO_PLACE.search(n.lower())]  # fmt: skip


# --- persons


def surname(name: str, country: str) -> tuple[str, ...]:
    """What a newspaper calls the person at second mention, likeliest first: the family name by the custom of the
    country (family first in China and Korea, two family names in Spanish, particles kept and left out).
    """
    words = [w for w in name.replace(",", "").split() if fold(w) not in _WESTERN]
    if len(words) < 2:
        return tuple(words)
    if country == "SGP" and len(words) == 3 or country in FAMILY_FIRST and len(words) <= 3:
        return (words[0],) if country != "VNM" else (words[-1], words[0])
    start = len(words) - 1
    if country in DOUBLE and len(words) >= 4 and fold(words[-2]) not in _PARTICLES:
        start -= 1
    found = [" ".join(words[start:])] + words[start:-1]
    if country == "PRT" or country == "BRA" or start == len(words) - 1:
        before = start
        while before > 1 and fold(words[before - 1]) in _PARTICLES:
            before -= 1
        found += [" ".join(words[before:])] if before < start else []
    bare = re.sub(r"^(?:al|el|an|as|at|ash|ar|ad)[- ]", "", found[0], flags=re.I)
    return tuple(dict.fromkeys([found[0], *found[1:], bare]))


def _short(name: str) -> tuple[str, ...]:
    """The name without its middle initials and Jr.: "Donald J. Trump" is Donald Trump."""
    words = name.split()
    kept = [w for i, w in enumerate(words) if not (i > 0 and re.fullmatch(r"[A-Z]\.?|Jr\.?|Sr\.?|I{2,3}", w))]
    return (" ".join(kept),) if 2 <= len(kept) < len(words) else ()


def _persons(files: list[list[phoenix.Entry]], leaders: list[Person], folds: dict[str, str]) -> list[Person]:
    held = [_by_hand(row, folds) for row in _hand("offices.tsv")]
    known = _index(held)
    for person in leaders + [p for entries in files for e in entries for p in _from_phoenix(e, folds)]:
        same = next((known[k] for n in (person.name, *person.aliases) if (k := (fold(n), person.country)) in known), [])
        if any(_overlap(person, other) for other in same):
            continue
        if same:
            person = person._replace(name=same[0].name, surname=same[0].surname)
        held.append(person)
        for name in (person.name, *person.aliases):
            known.setdefault((fold(name), person.country), []).append(person)
    held.sort(key=lambda p: (p.name, p.country, p.source != HAND, p.since, p.until))
    return [p._replace(surname="" if p.surname == p.name.split(" ")[-1] else p.surname) for p in _joined(held)]


def _index(held: list[Person]) -> dict[tuple[str, str], list[Person]]:
    known: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in held:
        for name in {fold(n): None for n in (person.name, *person.aliases)}:
            known[name, person.country].append(person)
    return dict(known)


def _overlap(a: Person, b: Person) -> bool:
    return a.since < (b.until or "9999") and b.since < (a.until or "9999")


def _joined(held: list[Person]) -> list[Person]:
    """Rows of one person with the same sectors that follow each other within a year or so become one."""
    out: list[Person] = []
    for p in held:
        last = out[-1] if out else None
        if (last and not p.office and last[:6] == p[:6] and last.sectors == p.sectors and last.until
                and int(p.since[:4] or 0) - int(last.until[:4]) <= 1):  # fmt: skip
            out[-1] = last._replace(until=max(last.until, p.until), rank=min(last.rank, p.rank))
        else:
            out.append(p)
    return out


def _by_hand(row: list[str], folds: dict[str, str]) -> Person:
    holder, aliases, country, office, titles, sectors, since, until, wikidata, gender, source = row
    keys = tuple(dict.fromkeys(office_key(t) for t in (office, *_split(titles))))
    names = tuple(dict.fromkeys(_split(aliases) + _short(holder)))
    one = [a for a in names if " " not in a and "-" not in a and len(a) > 2]
    return Person(holder, "|".join(dict.fromkeys(surname(holder, country) + tuple(one))),
                  tuple(a for a in names if a not in one), folds.get(country, country), office, keys,
                  _office_sectors(keys[0], _split(sectors)), since, until, wikidata, gender, 1 if keys[0] in HEADS else 2, source)  # fmt: skip


def _office_sectors(key: str, sectors: tuple[str, ...]) -> tuple[str, ...]:
    """A minister is of the government first, then of his field; an activist is of civil society."""
    if re.search(r"\b(?:minister|ministry|secretary)\b", key) and "GOV" not in sectors and "OPP" not in sectors:
        return ("GOV", *sectors) if not {"PTY", "SOC", "REL", "LAB"} & set(sectors) else sectors
    return ("SOC", *sectors) if "activist" in key and "SOC" not in sectors else sectors


def _leaders(folder: Path, countries: list[list[str]]) -> list[Person]:
    """The factbook's leaders; each holds the office until the next of the same country and office comes."""
    codes = {fold(n): c[0] for c in reversed(countries) for n in (c[1], *_split(c[4]))}
    found = [(codes[fold(x.country)], x) for x in phoenix.leaders(folder / "leaders_2020_2026.tsv")
             if fold(x.country) in codes]  # fmt: skip
    out = []
    for code, x in found:
        later = [y.since for c, y in found if c == code and y.office == x.office and y.since > x.since]
        key = office_key(x.office)
        out.append(Person(x.name, x.surname, _short(x.name), code, x.office, (key,), ("GOV",), x.since,
                          min(later, default=""), "", "", 1 if key in HEADS else 2, FACTBOOK))  # fmt: skip
    return out


def _from_phoenix(entry: phoenix.Entry, folds: dict[str, str]) -> list[Person]:
    """The dated spells of an entry that is a person: its elite spells before and after office are what the resolver
    answers anyway, and mark the list of rulers.
    """
    dated = [s for s in entry.spells if (s.since or s.until) and s.code[:3] in folds and s.code[3:6] != "ELI"]
    full = [n for n in entry.names if " " in n and not _TITLED.match(n.lower()) and len(n) < 45]
    if not dated or not full or "." in full[0][4:]:
        return []
    ruler = any(s.code[3:6] == "ELI" for s in entry.spells)
    names = [phoenix.title_case(re.sub(r"\s+", " ", n)) for n in full]
    out = []
    for spell in dated:
        until, country = spell.until or PHOENIX_END, folds[spell.code[:3]]
        sectors = phoenix.sectors_of(spell.code[3:])
        if sectors and (until >= EARLIEST or ruler):
            out.append(Person(names[0], "|".join(surname(names[0], country)), tuple(names[1:]) + _short(names[0]),
                              country, "", (), sectors, spell.since, until, "", "", 2 if ruler else 3, PHOENIX))  # fmt: skip
    return out


# --- organisations


def _organisations(files: list[list[phoenix.Entry]], folds: dict[str, str], persons: set[str]) -> list[Organisation]:
    rows = [
        Organisation(r[0], _split(r[1]), r[2], folds.get(r[3], r[3]), _split(r[4]), r[5], r[6], r[7], r[8])
        for r in _hand("organisations.tsv")
    ]
    worldwide = {fold(n) for e in files[1] if e.spells[0].code[:3] == "NGO" and e.spells[0].code[3:6] not in folds
                 for n in e.names}  # fmt: skip
    rows = [r._replace(country="NGO") if r.kind == "ngo" and worldwide & {fold(n) for n in (r.name, *r.aliases)} else r
            for r in rows]  # fmt: skip
    taken = {fold(n) for r in rows for n in (r.name, *r.aliases)} | persons
    for entry in [e for entries in files for e in entries]:
        row = _organisation(entry, folds)
        names = [n for n in (row.name, *row.aliases) if fold(n) not in taken] if row else []
        if row and names:
            rows.append(row._replace(name=names[0], aliases=tuple(names[1:])))
            taken.update(fold(n) for n in names)
    return rows


_SOMEBODY = re.compile(r"\b(?:Official|Spokesman|Spokeswoman|Spokesperson|Secretary|Vice.President|Ambassador)\b")


def _organisation(entry: phoenix.Entry, folds: dict[str, str]) -> Organisation | None:
    spell = entry.spells[0]
    code = spell.code
    person = len(entry.spells) > 1 or spell.since or spell.until or any(_TITLED.match(n.lower()) for n in entry.names)
    names = tuple(dict.fromkeys(phoenix.title_case(n) for n in entry.names if re.fullmatch(r"[A-Z0-9.'&/ -]{3,60}", n)))
    # "White House Official" is no body, but somebody of one
    names = tuple(n for n in names if not _SOMEBODY.search(n))
    if person or not names or len(code) < 6 and code[:3] not in ("IGO", "NGO", "MNC", "IMG"):
        return None
    country, sectors, kind = _placed(code, folds)
    if not country or not (sectors or kind == "igo"):
        return None
    return Organisation(names[0], names[1:], kind, country, sectors, "", "", "", PHOENIX)


def _placed(code: str, folds: dict[str, str]) -> tuple[str, tuple[str, ...], str]:
    """Country, sectors and kind of an organisation from its CAMEO code."""
    first, nation = code[:3], folds.get(code[3:6], "")
    sectors = phoenix.sectors_of(code[3:])
    if first == "MNC":
        return nation or "MNC", ("BUS",), "company"
    if first == "NGO":
        return nation or "NGO", sectors or ("SOC",), "ngo"
    if first == "IGO":
        body = "UNO" if code[3:6] == "UNO" else "EUR" if "EEC" in code or "EUR" in code else "IGO"
        return body, sectors, "igo"
    if first == "IMG":
        return "IMG", ("REB",), "armed_group"
    if sectors[:1] == ("GOV",) and sectors[1:2] in (("JUD",), ("COP",), ("SPY",), ("MIL",)):
        sectors = sectors[1:]
    kind = "armed_group" if "REB" in sectors else "other"
    return folds.get(first, ""), sectors, kind


# --- agent nouns


def _agents(path: Path) -> list[tuple[object, ...]]:
    rows: dict[str, tuple[object, ...]] = {}
    for noun, sectors, force in _hand("agents.tsv"):
        rows.setdefault(fold(noun), (fold(noun), _split(sectors), force, HAND))
    for agent in phoenix.agents(path):
        agent = agent._replace(noun=fold(agent.noun))
        if agent.sectors and not agent.noun.startswith("spokes"):
            rows.setdefault(agent.noun, (agent.noun, agent.sectors, "strong", PLOVER))
    return list(rows.values())


if __name__ == "__main__":
    main()
