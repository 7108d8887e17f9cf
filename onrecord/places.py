"""Where: every place name of an article with its country and, for a city or region, its point; or left open.

The order of the evidence, each step with the case that asks for it:
1. a container in the text ("Paris, Texas"; "Georgia's capital Tbilisi") beats all else;
2. what the text says once explicitly holds for the same name elsewhere in the article;
3. the countries and states that the article names otherwise, by how often, and the names next to this one
   ("Georgia" beside "Ohio", or beside "Abkhazia");
4. the prior: the inhabitants of the place, ten times as many if it is a capital ("Washington").
What two countries claim with about the same score stays open, with a Doubt. The score is a sum of decimal
logarithms, so a margin of 0.35 says: a bit more than twice as likely.

What a name may stand for comes from `gazetteer.py`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from onrecord.gazetteer import DEPENDENCIES, Reading, distance, key, known
from onrecord.gazetteer import readings as readings_of
from onrecord.records import Doubt, Span, Where

# The score, in decimal logarithms; set by hand on the errors of half A of `benchmarks/gold/places.jsonl`.
NAMED_COUNTRY, NAMED_REGION, BESIDE_COUNTRY, BESIDE_REGION, ALIKE, OUTLET = 1.2, 1.0, 0.3, 0.7, 1.0, 0.3
# From so many mentions on a country or region counts no more: "Niger" is a country in an article full of Nigeria.
ENOUGH = 10
MARGIN, SURE = 0.35, 1.5
# What a reading must reach at least, and in a country that the article names otherwise: there a village may be meant.
LEAST, LEAST_NAMED = 4.2, 2.2
# A region's or city's neighbourhood in kilometres, where the codes of regions don't say what lies in it.
IN_REGION, IN_CITY, SAME = 300.0, 60.0, 50.0
LONGEST_NAME, NEIGHBOURS = 100, 12

_INSIDE = re.compile(r"\s*,\s*|\s*\(\s*|,?\s+in\s+(?:[a-z-]+\s+){0,2}")
_OWNED = re.compile(r"['’]s?\s+(?:[a-z-]+\s+){0,4}")
_LISTED = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")


class Placed(NamedTuple):
    """One place for each name, in order, and what stayed open: one Doubt for each name, at its first mention."""

    places: tuple[Where, ...]
    doubts: tuple[Doubt, ...]


class Found(NamedTuple):
    """What a name was taken for; without a reading it is open, and `why` says so."""

    reading: Reading | None
    candidates: tuple[Reading, ...] = ()
    why: str = ""


def places(
    text: str,
    names: Sequence[Span],
    countries: Sequence[str] = (),
    outlet_country: str | None = None,
) -> Placed:
    """The place of every name.

    `names` are spans in code points into `text`, in order; `countries` the ISO3 codes of the countries that the
    article names otherwise ("Russian", "the Kremlin"), as often as it does; `outlet_country` where it was published.
    A country has no point. What lies across borders ("the Middle East") is known and has no country. A name that
    stays open has a null country, or its country and no point, and a Doubt. Time grows linearly with the names.
    """
    surfaces = [_surface(text, s) for s in names]
    readings = [readings_of(s) for s in surfaces]
    between = [text[a.end : min(b.start, a.end + 60)] for a, b in zip(names, names[1:], strict=False)]
    between += [""] if names else []
    said = _explicit(text, names, surfaces, readings, between)
    keys = [key(s) for s in surfaces]
    carried = _carried(keys, {i: r for i, r in said.items() if not _is_rather_a_city(r, readings[i])})
    evidence = _Evidence(countries, outlet_country, between)
    for i, name in enumerate(keys):
        anchor = said.get(i) or carried.get(name) or _anchor(readings[i])
        if anchor is not None:
            evidence.add(i, name, anchor)
    found: dict[str, Found] = {}
    mentions = _mentions(keys)
    for name, at in mentions.items():
        taken = carried.get(name)
        found[name] = Found(taken) if taken else _decide(readings[at[0]], at, name, evidence)
    each = [Found(said[i]) if i in said else found[name] for i, name in enumerate(keys)]
    each = [_contained(f, i, surfaces[i], each, between) for i, f in enumerate(each)]
    wheres = tuple(_where(s, w, f) for s, w, f in zip(names, surfaces, each, strict=True))
    return Placed(wheres, tuple(_doubts(names, keys, surfaces, each)))


def _surface(text: str, span: Span) -> str:
    return " ".join(span.of(text)[:LONGEST_NAME].split())


def _mentions(keys: Sequence[str]) -> dict[str, list[int]]:
    """Where each name is mentioned, in order of the first mention."""
    mentions: dict[str, list[int]] = {}
    for i, name in enumerate(keys):
        mentions.setdefault(name, []).append(i)
    return mentions


def _contained(found: Found, i: int, surface: str, each: Sequence[Found], between: Sequence[str]) -> Found:
    """A name that no table has, where the text says what it lies in: "Zzyxqua, Kansas" has its country."""
    if found.reading is not None or found.candidates or not _INSIDE.fullmatch(between[i]) or i + 1 == len(each):
        return found
    around = each[i + 1].reading
    if around is None or not around.country or _LISTED.fullmatch(between[i + 1]):
        return found
    return found._replace(reading=Reading(surface, "area", around.country, around.region, None, None, 0.0))


# What the text says itself -------------------------------------------------------------------------------------------


def _explicit(
    text: str,
    names: Sequence[Span],
    surfaces: Sequence[str],
    readings: Sequence[tuple[Reading, ...]],
    between: Sequence[str],
) -> dict[int, Reading]:
    """The mentions that the words around them place."""
    said: dict[int, Reading] = {}
    for i, gap in enumerate(between):
        own = _tail(surfaces[i])
        pair = _pair(readings[i], own) if own and not known(surfaces[i]) else None
        if pair is None and gap and _INSIDE.fullmatch(gap) and not _enumerated(between, i, readings):
            pair = _pair(readings[i], readings[i + 1])
        if pair is None and i and _OWNED.fullmatch(between[i - 1]):
            pair = _pair(readings[i], readings[i - 1])
        pair = pair or _labelled(text, names[i], readings[i])
        if pair is not None:
            said[i] = pair
    return said


def _tail(surface: str) -> tuple[Reading, ...]:
    """The container inside the span: "Texas" of "Paris, Texas"; of several the first that is known."""
    for part in surface.split(",")[1:4]:
        readings = readings_of(part.strip()) if part.strip() else ()
        if readings:
            return readings
    return ()


def _pair(inner: Sequence[Reading], outer: Sequence[Reading]) -> Reading | None:
    """The likeliest reading of a name that lies within a reading of its container."""
    best, most = None, 0.0
    for container in outer[:8]:
        for reading in inner:
            prior = reading.prior + container.prior
            if prior > most and _within(reading, container):
                best, most = reading, prior
    return best


def _within(reading: Reading, container: Reading) -> bool:
    if reading.country != container.country or not reading.country or reading.kind in ("country", "disputed"):
        return False
    if container.kind == "country":
        return True
    if reading.name == container.name and reading.kind == container.kind:
        return False
    if container.kind in ("region", "area") and container.region and reading.region and _coded(reading, container):
        return reading.kind != "region" and reading.region == container.region
    if container.kind == "county" and reading.kind in ("region", "county"):
        return False
    return reading.kind != "region" and distance(reading, container) <= (
        IN_REGION if container.kind == "region" else IN_CITY
    )


def _coded(reading: Reading, container: Reading) -> bool:
    """Whether the codes of both are of one kind: a letter code of a state, as GeoNames and ISO 3166-2 share them."""
    return reading.country in ("USA", "CAN", "AUS", "GBR") and container.region.isalpha() and reading.region.isalpha()


def _enumerated(between: Sequence[str], i: int, readings: Sequence[tuple[Reading, ...]]) -> bool:
    """Whether "A, B" is rather a list: "in Virginia, Texas, and Ohio"; "Houston, New York and Washington"."""
    if "," not in between[i]:
        return False
    first, second = readings[i], readings[i + 1]
    if not first or not second or second[0].short:
        return False
    wide = ("country", "region", "beyond")
    listed = bool((i and _LISTED.fullmatch(between[i - 1])) or _LISTED.fullmatch(between[i + 1]))
    if first[0].kind in wide and second[0].kind in wide:
        return listed or first[0].kind == second[0].kind == "country"
    pair = _pair(first, second)
    city = any(r.kind in ("city", "capital") and r.prior > 5 for r in second)
    return listed and pair is not None and pair.prior < first[0].prior - 1.5 and city


def _labelled(text: str, span: Span, readings: Sequence[Reading]) -> Reading | None:
    """Where the words beside say what kind of place it is: "Washington state", "the state of Georgia"."""
    after, before = text[span.end : span.end + 8], text[max(0, span.start - 12) : span.start]
    if re.match(r" [Ss]tate\b(?! [A-Z])", after) or before.endswith("state of "):
        return next((r for r in readings if r.kind == "region"), None)
    return None


def _is_rather_a_city(region: Reading, readings: Sequence[Reading]) -> bool:
    """Whether "the state of New York" is said so because New York alone would be the city."""
    return region.kind == "region" and any(
        r.kind != "region" and r.country == region.country and r.prior >= region.prior for r in readings
    )


def _carried(keys: Sequence[str], said: Mapping[int, Reading]) -> dict[str, Reading]:
    """For each name that the text places somewhere: the reading that it says most often, the earliest of equals."""
    votes: dict[str, Counter[Reading]] = defaultdict(Counter)
    for i in sorted(said):
        votes[keys[i]][said[i]] += 1
    return {name: counted.most_common(1)[0][0] for name, counted in votes.items()}


# What the article says otherwise -------------------------------------------------------------------------------------


class _Evidence:
    """The countries and regions of the article, with how often, and by which mention."""

    def __init__(self, countries: Sequence[str], outlet: str | None, between: Sequence[str]) -> None:
        self.listed: dict[int, list[int]] = defaultdict(list)
        for i, gap in enumerate(between):
            if _LISTED.fullmatch(gap):
                self.listed[i].append(i + 1)
                self.listed[i + 1].append(i)
        self.countries = Counter(DEPENDENCIES.get(c, c) for c in countries)
        self.regions: Counter[tuple[str, str]] = Counter()
        self.anchors: dict[int, Reading] = {}
        self.own: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.outlet = outlet

    def add(self, i: int, name: str, reading: Reading) -> None:
        """A mention that is settled speaks for its country and region."""
        self.anchors[i] = reading
        if not reading.country or reading.kind == "disputed":
            return
        self.countries[reading.country] += 1
        self.own[name][reading.country, ""] += 1
        if reading.region:
            self.regions[reading.country, reading.region] += 1
            self.own[name][reading.country, reading.region] += 1

    def names(self, country: str, name: str) -> bool:
        """Whether the article names the country otherwise than by this name."""
        return self.countries[country] > (self.own[name][country, ""] if name in self.own else 0)

    def score(self, reading: Reading, name: str, at: Sequence[int]) -> float:
        """The prior of a reading and what the article adds to it; a name is no evidence for itself."""
        country, region = reading.country, reading.region
        own = self.own[name] if name in self.own else Counter[tuple[str, str]]()
        named = min(self.countries[country] - own[country, ""], ENOUGH)
        score = reading.prior + NAMED_COUNTRY * math.log10(1 + named)
        if region:
            named = min(self.regions[country, region] - own[country, region], ENOUGH)
            score += NAMED_REGION * math.log10(1 + named)
        beside = [self.anchors.get(j) for i in at[:NEIGHBOURS] for j in (i - 1, i + 1)]
        listed = [self.anchors.get(j) for i in at[:NEIGHBOURS] for j in self.listed.get(i, ())]
        if any(b and _level(b) == _level(reading) for b in listed):
            score += ALIKE
        if any(b and b.country == country for b in beside):
            score += BESIDE_COUNTRY
        if region and any(b and (b.country, b.region) == (country, region) for b in beside):
            score += BESIDE_REGION
        return score + (OUTLET if country == self.outlet else 0)


def _level(reading: Reading) -> str:
    """Lists hold like with like: "Oregon, Washington and Arizona" are states, "Niger, Chad" countries."""
    return "city" if reading.kind == "capital" else reading.kind


def _anchor(readings: Sequence[Reading]) -> Reading | None:
    """The reading that needs no evidence: far likelier by itself than any other country's."""
    if not readings or readings[0].kind == "disputed" or readings[0].prior < LEAST + 1:
        return None
    rival = next((r for r in readings[1:] if r.country != readings[0].country), None)
    return readings[0] if rival is None or readings[0].prior - rival.prior >= SURE else None


def _decide(readings: Sequence[Reading], at: Sequence[int], name: str, evidence: _Evidence) -> Found:
    """The reading that the article and the prior agree on, or why there is none."""
    if not readings:
        return Found(None, (), "not in the tables")
    scored = sorted(((evidence.score(r, name, at), r) for r in readings), key=lambda p: -p[0])
    top, best = scored[0]
    if best.kind == "disputed":
        return Found(None, tuple(best._replace(country=c) for c in best.country.split("|")), "disputed between states")
    if top < (LEAST_NAMED if evidence.names(best.country, name) else LEAST):
        return Found(None, _distinct(r for _, r in scored), "only small places of this name")
    close = [r for s, r in scored if top - s < MARGIN and r != best]
    if any(r.country != best.country for r in close):
        return Found(None, _distinct([best, *close]), "places of this name in several countries")
    apart = [r for r in close if best.lat is not None and _apart(r, best)]
    if apart:
        return Found(best._replace(lat=None, lon=None), _distinct([best, *apart]), "several places of this name")
    return Found(best)


def _apart(reading: Reading, best: Reading) -> bool:
    """Whether two readings are two places: not Singapore and its city, nor a city and the region of its name."""
    if "country" in (reading.kind, best.kind):
        return False
    around = bool({reading.kind, best.kind} & {"region", "county"})
    if around and reading.region and reading.region == best.region:
        return False
    return distance(reading, best) > (IN_REGION if around else SAME)


def _distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """At most five readings, each once as it is written."""
    return tuple({str(r): r for r in readings}.values())[:5]


# The records ---------------------------------------------------------------------------------------------------------


def _where(span: Span, surface: str, found: Found) -> Where:
    reading = found.reading
    if reading is None:
        return Where((span,), surface)
    return Where((span,), reading.name, reading.country or None, reading.lat, reading.lon)


def _doubts(
    names: Sequence[Span], keys: Sequence[str], surfaces: Sequence[str], each: Sequence[Found]
) -> Iterable[Doubt]:
    """One Doubt for each name that is open, at its first open mention."""
    told: set[str] = set()
    for span, name, surface, found in zip(names, keys, surfaces, each, strict=True):
        if found.why and name not in told:
            told.add(name)
            yield Doubt(span, f"which place is {surface!r}", tuple(map(str, found.candidates)), found.why)
