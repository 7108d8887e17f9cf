"""The gazetteer: what a place name may stand for, from the tables alone.

`gazetteer.tsv` is compiled by `training/gazetteer.py`, which names its sources; its lines are sorted by the bytes of
their keys, so that nothing is parsed until it is asked for. The countries are those of `countries.tsv`.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parent / "tables"
COUNTRIES = TABLES / "countries.tsv"
GAZETTEER = TABLES / "gazetteer.tsv"

# PLOVER: a dependency goes under its sovereign.
DEPENDENCIES: dict[str, str] = {
    code: sovereign
    for sovereign, codes in {
        "AUS": "CCK CXR HMD NFK",
        "CHN": "HKG MAC",
        "DNK": "FRO GRL",
        "FIN": "ALA",
        "FRA": "ATF BLM GLP GUF MAF MTQ MYT NCL PYF REU SPM WLF",
        "GBR": "AIA BMU CYM FLK GGY GIB IMN IOT JEY MSR PCN SGS SHN TCA VGB",
        "KOS": "XKX",
        "NLD": "ABW BES CUW SXM",
        "NOR": "BVT SJM",
        "NZL": "COK NIU TKL",
        "USA": "ASM GUM MNP PRI UMI VIR",
    }.items()
    for code in codes.split()
}

# How likely a name means this place before the article is asked, in decimal logarithms; 5 is a city of 100,000.
COUNTRY_PRIOR, BEYOND_PRIOR, STEEP = 7.6, 7.5, 1.25
KIND = {"capital": 1.0, "region": -0.3, "county": -0.9}
OTHER_SPELLING = -1.2
# A name that holds the name of a place this well known is there: "Volgograd Arena".
HELD = 5.0
# Code points of one block of the table; its first keys are kept.
_BLOCK = 4_096
# No abbreviation is longer: "N. Mex.".
_LONGEST_SHORT = 8

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})
_MARKS = str.maketrans(dict.fromkeys(".'‘ʻʼ`") | dict.fromkeys("-–—/", " ") | {"&": " and "})
_SHORTENED = {"saint": "st", "ft": "fort", "mt": "mount"}
_DIRECTION = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern central greater downtown upper lower inner outer mainland rural".split()
)
_BEFORE = frozenset("port city state province county town district republic island lake gulf al el ar as".split()) | {
    "of",
    "the",
}
_AFTER = frozenset(
    "province region state city county district governorate oblast prefecture area valley border suburbs metro airport "
    "international port harbor harbour bay coast peninsula island islands river lake desert plains basin territory "
    "division department municipality town village republic central square bridge station stadium arena front plateau "
    "park house field hall church center centre convention avenue road street way college school place plaza mountain "
    "hill mount railroad railway line".split()
)
_PRE = _DIRECTION | _BEFORE


class Reading(NamedTuple):
    """One place that a name may stand for. `kind`: country, region, county, capital, city, area, disputed, beyond.

    `country` is ISO 3166-1 with three letters, empty for what lies across borders; several with "|" if disputed.
    `region` is the ISO 3166-2 code without its country where it is known. `short` is an abbreviation ("Pa.").
    """

    name: str
    kind: str
    country: str
    region: str
    lat: float | None
    lon: float | None
    prior: float
    short: bool = False

    def __str__(self) -> str:
        where = "-".join(p for p in (self.country.replace("|", "/"), self.region) if p)
        return f"{self.name}, {where}" if where else self.name


@lru_cache(maxsize=8192)
def readings(surface: str) -> tuple[Reading, ...]:
    """What a name may stand for, best prior first: as it is listed, or by the place that its words hold.

    "Paris, Texas" in one span is read by its first part; the rest is a container.
    """
    head = surface.partition(",")[0].strip()
    for name in (surface, head):
        found = known(name)
        if found:
            return tuple(sorted(found, key=lambda r: -r.prior))
    return _derived(head)


def plain(text: str) -> str:
    """The text without accents, and with the letters of other Latin alphabets spelled out."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=16_384)
def key(name: str) -> str:
    """What a name is looked up under: "St. Louis" and "Saint Louis" are "st louis", "the U.S." is "us"."""
    folded = plain(name.casefold()).replace("’", "'")
    folded = folded.removesuffix("'s").removesuffix("'")
    words = [_SHORTENED.get(w, w) for w in folded.translate(_MARKS).split()]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def country_names(name: str) -> tuple[Reading, ...]:
    """The countries of this name."""
    return _countries(COUNTRIES).get(key(name), ())


def adjectives() -> dict[str, str]:
    """Every adjective or people of `countries.tsv` with the ISO3 code of its country."""
    return {word: row["code"] for row in _table(COUNTRIES) for word in row["people"].split("|") if word}


def listed(name: str) -> tuple[Reading, ...]:
    """What the gazetteer has under a name, as it is written ("Pa.") or by its key."""
    return _short(name) + _listed(key(name))


def _short(name: str) -> tuple[Reading, ...]:
    """What an abbreviation stands for, as it is written."""
    return _listed(f"={name}") if len(name) <= _LONGEST_SHORT else ()


def distance(a: Reading, b: Reading) -> float:
    """Kilometres on the sphere; infinite if a point is not known."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    x, y = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((x - y) / 2) ** 2 + math.cos(x) * math.cos(y) * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))


def _derived(surface: str) -> tuple[Reading, ...]:
    """Names made of a listed one: "Eastern Ukraine", "Aleppo province", "Volgograd Arena"."""
    words = surface.split()
    bare = _bare(words)
    if len(bare) < len(words):
        led = " ".join(words[: len(words) - words[::-1].index(bare[-1])])  # "El Alto | airport" is not of Alto, Texas
        found = known(led) or known(" ".join(bare))
        turned = bool(words) and key(words[0]) in _DIRECTION
        state = key(words[-1]) == "state"
        if found:
            ranked = sorted(found, key=lambda r: (state and r.kind != "region", -r.prior))
            return tuple(_part(r, surface, turned) for r in ranked)
    for size in range(min(len(words), 6) - 1, 0, -1):
        parts = (words[start : start + size] for start in range(min(len(words), 8) - size + 1))
        proper = [p for p in parts if key(p[0]) not in _PRE | _AFTER and key(p[-1]) not in _AFTER]
        held = [r for p in proper for r in known(" ".join(p))]
        parted = tuple(_part(r, surface, True) for r in sorted(held, key=lambda r: -r.prior) if r.prior >= HELD)
        if parted:
            return parted
    return ()


def _bare(words: Sequence[str]) -> Sequence[str]:
    """The words without what only says which part or kind of place it is."""
    low, high = 0, len(words)
    while low < high - 1 and key(words[low]) in _PRE:
        low += 1
    while high - 1 > low and key(words[high - 1]) in _AFTER:
        high -= 1
    return words[low:high]


def _part(whole: Reading, surface: str, elsewhere: bool) -> Reading:
    """A place inside or around a listed one, under its own name; `elsewhere`: at no point that the table has."""
    if whole.kind in ("beyond", "disputed"):
        return whole._replace(name=surface)
    kind = "area" if whole.kind == "country" else whole.kind
    point = (None, None) if elsewhere and whole.kind not in ("city", "capital") else (whole.lat, whole.lon)
    return whole._replace(name=surface, kind=kind, lat=point[0], lon=point[1], prior=whole.prior - 0.3)


@cache
def _countries(path: Path) -> Mapping[str, tuple[Reading, ...]]:
    """Every name of every country under its key."""
    named: dict[str, tuple[Reading, ...]] = {}
    for row in _table(path):
        if row["kind"] == "country":
            reading = Reading(row["name"], "country", row["code"], "", None, None, COUNTRY_PRIOR)
            for name in dict.fromkeys((row["name"], *row["names"].split("|"))):
                named[key(name)] = (*named.get(key(name), ()), reading)
    return named


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


class _Blocks(NamedTuple):
    """The table as it lies on disk, with the first key of every block and where the block begins."""

    data: bytes
    keys: list[bytes]
    starts: list[int]


@cache
def _gazetteer(path: Path) -> _Blocks:
    data = path.read_bytes()
    starts = [data.find(b"\n", i) + 1 for i in range(0, len(data) - _BLOCK, _BLOCK)]
    starts = [0, *(s for s in starts if 0 < s < len(data))]
    return _Blocks(data, [data[s : data.index(b"\t", s)] for s in starts], starts)


def _rows(blocks: _Blocks, name: bytes) -> Iterator[list[str]]:
    """The lines under a key. They may begin in the block before the first one whose key is not smaller."""
    data, wanted = blocks.data, name + b"\t"
    last = bisect_right(blocks.keys, name)
    first = last - 1
    while first > 0 and blocks.keys[first] == name:
        first -= 1
    low = blocks.starts[max(first, 0)]
    high = blocks.starts[last] if last < len(blocks.starts) else len(data)
    at = low if data.startswith(wanted, low) else data.find(b"\n" + wanted, low, high) + 1
    while data.startswith(wanted, at) and (at or not low):
        end = data.find(b"\n", at)
        yield data[at:end].decode("utf-8").split("\t")
        at = end + 1


def _prior(people: int) -> float:
    """Steeper than the number of people: news names the village of a name less often than its share of them."""
    return 5 + STEEP * (math.log10(max(people, 50)) - 5)


@lru_cache(maxsize=8192)
def _listed(name: str) -> tuple[Reading, ...]:
    """What the gazetteer has under a key."""
    readings = []
    for _, proper, kind, country, region, lat, lon, weight in _rows(
        _gazetteer(GAZETTEER), name.encode("utf-8", "replace")
    ):
        prior = BEYOND_PRIOR if kind in ("beyond", "disputed") else _prior(int(weight)) + KIND.get(kind, 0)
        exact = name.startswith("=") or kind not in ("city", "capital") or key(proper) == name
        prior += 0 if exact else OTHER_SPELLING
        north, east = (float(lat), float(lon)) if lat else (None, None)
        readings.append(Reading(proper, kind, country, region, north, east, prior, name.startswith("=")))
    return tuple(readings)


def known(surface: str) -> tuple[Reading, ...]:
    """All that the name itself is listed as."""
    name = key(surface)
    named = _countries(COUNTRIES).get(name, ())
    rows = _short(surface) + _listed(name)
    return (*named, *(r for r in rows if not any(_same_country(r, n) for n in named)))


def _same_country(reading: Reading, country: Reading) -> bool:
    """Whether a row is the country itself once more ("America"), or a first-level region of its name inside it."""
    return reading.kind == "area" and reading.country == country.country and reading.lat is None
