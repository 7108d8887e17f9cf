"""Any proposition: what people hold of measures and claims of every kind, in excerpts of news and in own passages.

training/labels/stances.jsonl has a row per text and proposition: where it stands in an article of ../shared (or the
text), what is proposed (`says`), the places that speak of it, and every mention of somebody with what he holds. The
part that is measured on is a sixth of the texts, by the checksum of their name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from benchmarks.excerpts import articles
from benchmarks.positions import Label, compared, found_in, ways
from onrecord.errors import UsageError
from onrecord.facts import fold, home_of
from onrecord.questions import Network, Question, question_of, shipped
from onrecord.reader import Reader
from onrecord.records import Page, Reading, Span

LABELS = Path(__file__).parents[1] / "training" / "labels"
APART = 6  # one text in so many is measured on
_PRONOUNS = frozenset("it that this them these those so one what which such".split())


class Told(NamedTuple):
    """A text, the day it was published, what is proposed, where that stands, and everybody with what he holds of it."""

    name: str
    text: str
    published: str
    says: str
    places: tuple[Span, ...]
    holders: tuple[tuple[Span, str], ...]


def told(path: Path, shared: Path) -> list[Told]:
    """The rows of a file of labels; those of articles only where the corpora are."""
    found = articles(shared) if shared.exists() else {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [_told(r, found) for r in rows if "text" in r or r["url"] in found]


def _told(row: dict[str, Any], found: Mapping[str, dict[str, str]]) -> Told:
    shift, article = row.get("start", 0), found.get(row.get("url", ""), {})
    text = row.get("text") or article["text"][shift : row["end"]]
    places = tuple(Span(a - shift, b - shift) for a, b in row["places"])
    holders = tuple((Span(a - shift, b - shift), held) for a, b, held in row["holders"])
    return Told(row.get("url", text), text, article.get("published", "2024-07-30")[:10], row["says"], places, holders)


def is_apart(one: Told) -> bool:
    """Whether a text is kept to measure on; all of an article's are, or none."""
    return crc32(one.name.encode()) % APART == 0


def run(shared: Path, reader: Reader, network: Network = shipped) -> dict[str, float]:
    """Precision, recall, F1 (%) of the positions, and the share of those found that say the contrary: of measures and
    of claims, by the rules alone and with what is inferred; and how two annotators agree."""
    rows = [t for t in told(LABELS / "stances.jsonl", shared) if is_apart(t)]
    figures: dict[str, float] = {}
    for kind in ("measures", "claims"):
        mine = [t for t in rows if (" should " in t.says) == (kind == "measures")]
        readings = [_read(one, reader) for one in mine]
        for way, asked in ways(network):
            found, gold = _both(mine, readings, asked)
            figures |= {f"{kind}: {way}{k}": v for k, v in compared(found, gold).items()}
        figures[f"{kind}: labels"] = float(len(gold))
    return figures | {"F1 of two annotators": _agreement(shared)}


def _read(one: Told, reader: Reader) -> Reading:
    return reader.read(Page(one.name, "text", one.text.encode(), "utf-8", published=one.published))


def _both(rows: list[Told], readings: list[Reading], network: Network | None) -> tuple[set[Label], set[Label]]:
    found: set[Label] = set()
    gold: set[Label] = set()
    for number, (one, reading) in enumerate(zip(rows, readings, strict=True)):
        with suppress(UsageError):  # a surname of two people in one sentence: a user would be asked
            found |= set(found_in(_question(one), reading, str(number), network))
        gold |= set(_labels(one, reading, str(number)))
    return found, gold


def _question(one: Told) -> Question:
    ways = dict.fromkeys(p.of(one.text) for p in one.places if fold(p.of(one.text)) not in _PRONOUNS)
    return question_of({"question": f"{one.says}?", "propositions": {"it": {"says": one.says, "examples": list(ways)}}})


def _labels(one: Told, reading: Reading, name: str) -> Iterator[Label]:
    """One label per actor of the reading; under the words of the text, too, and under his country's name, for the
    table has a minister's word as his government's."""
    seen: set[str] = set()
    for span, held in one.holders:
        words = span.of(one.text)
        actor = next((a for a in reading.actors for m in a.mentions if m.touches(span)), None)
        if held != "none" and (actor.id if actor else words) not in seen:
            seen.add(actor.id if actor else words)
            names = (actor.name, actor.country and home_of(actor.country)) if actor else ()
            yield Label(name, "|".join(filter(None, (words, *names))), "it", held)


def _agreement(shared: Path) -> float:
    """F1 of the second annotation against the first, over mentions that hold something."""
    first = {(t.name, t.says): dict(t.holders) for t in told(LABELS / "stances.jsonl", shared)}
    pairs = [
        (first[t.name, t.says].get(span), held)
        for t in told(LABELS / "second" / "stances.jsonl", shared) for span, held in t.holders
    ]  # fmt: skip
    same = sum(a == b != "none" for a, b in pairs)
    return 200 * same / max(1, sum((a != "none") + (b != "none") for a, b in pairs))
