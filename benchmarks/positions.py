"""Positions: the example set cell by cell, and articles of early 2019 against labels of this project's own.

The labels are in gold/positions_*.tsv (article, actor, proposition, position, and where the words stand that say so; no
text), those of a second annotator in gold/second, the questions in the YAML file of the same name. What follows from a
proposition that excludes another is added to both sides.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.excerpts import Articles, articles
from onrecord.facts import fold
from onrecord.pages import open_pages
from onrecord.questions import Network, Position, Question, located, read_question, shipped
from onrecord.reader import Reader
from onrecord.records import Page, Reading

GOLD = Path(__file__).parent / "gold"
EXAMPLES = Path(__file__).parents[1] / "examples" / "venezuela-2024"
_CONTRARY = {("affirms", "denies"), ("denies", "affirms")}


class Label(NamedTuple):
    """A position of an actor in one article."""

    url: str
    actor: str
    proposition: str
    position: str


def run(reader: Reader) -> dict[str, float]:
    """The share (%) of the cells of the examples' table that are right, whole."""
    return {"examples: cells right": 100 * examples(reader)}


def labelled(shared: Path, reader: Reader, network: Network = shipped) -> dict[str, float]:
    """Precision, recall and F1 of the positions in labelled articles, and the share of those found that say the
    contrary (%)."""
    news, figures = articles(shared), {}
    for path in sorted(GOLD.glob("positions_*.tsv")):
        name = path.stem.removeprefix("positions_").replace("_", " ")
        figures |= {f"{name}: {k}": v for k, v in _scored(path, news, reader, network).items()}
    return figures


def examples(reader: Reader) -> float:
    """The share of the cells of examples/venezuela-2024/expected.tsv that are found as they stand there."""
    question = read_question(EXAMPLES / "question.yaml")
    found = {row[:2]: row for row in map(cell, located(read_examples(reader), question))}
    with (EXAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        expected = [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]
    return sum(found.get(row[:2]) == row for row in expected) / max(len(expected), len(found))


def cell(position: Position) -> tuple[str, ...]:
    """What stands in the table of the examples: actor, proposition, position, days, and the positions before."""
    history = ", ".join(f"{t.position} {t.from_}" for t in position.history)
    return (position.actor.name, position.proposition, position.position, position.since or "", position.until or "",
            history)  # fmt: skip


def read_examples(reader: Reader) -> list[Reading]:
    """The readings of the example set; its plain texts are of 30 July 2024."""
    found = []
    for path in sorted(EXAMPLES.iterdir()):
        if path.suffix in (".html", ".txt", ".jsonl", ".rss"):
            for page in open_pages(path):
                if isinstance(page, Page):
                    found.append(reader.read(_dated(page) if path.suffix == ".txt" else page))
    return found


def _dated(page: Page) -> Page:
    return Page(page.name, page.kind, page.data, published="2024-07-30")


def _scored(path: Path, news: Articles, reader: Reader, network: Network) -> dict[str, float]:
    question = read_question(path.with_suffix(".yaml"))
    urls, labels = _labels(path)
    gold = _with_rivals(question, labels)
    second = _with_rivals(question, _labels(GOLD / "second" / path.name)[1])
    readings = {url: reader.read(_page(news[url])) for url in urls}
    figures = {"labels": float(len(gold)), "F1 of two annotators": compared(second, gold)["F1"]}
    for way, asked in ways(network):
        found = {label for url, reading in readings.items() for label in found_in(question, reading, url, asked)}
        figures |= {f"{way}{name}": value for name, value in compared(found, gold).items()}
    return figures


def ways(network: Network) -> tuple[tuple[str, Network | None], ...]:
    """What positions are taken from, for the names of figures: rules alone, and with what is inferred."""
    return ("", None), ("inferred too: ", network)


def compared(found: set[Label], gold: set[Label]) -> dict[str, float]:
    """Precision, recall, F1, and the share of what was found that says the contrary (%)."""
    right = {f for f in found if any(_same(f, g) and f.position == g.position for g in gold)}
    held = {g for g in gold if any(_same(f, g) and f.position == g.position for f in found)}
    flips = {f for f in found - right if any(_same(f, g) and (f.position, g.position) in _CONTRARY for g in gold)}
    p, r = len(right) / max(len(found), 1), len(held) / max(len(gold), 1)
    return {"precision": 100 * p, "recall": 100 * r, "F1": 200 * p * r / max(p + r, 1e-9),
            "wrong flips": 100 * len(flips) / max(len(found), 1)}  # fmt: skip


def _page(article: Mapping[str, str]) -> Page:
    facts = (article["url"], article["outlet"], article["title"], article["byline"], article["published"])
    return Page(article["url"], "text", article["text"].encode(), "utf-8", *facts)


def found_in(question: Question, reading: Reading, url: str, network: Network | None = None) -> Iterator[Label]:
    """The positions of one reading, as labels of its address."""
    for position in located([reading], question, network=network):
        if position.position != "silent":
            yield Label(url, position.actor.name, position.proposition, position.position)


def _labels(path: Path) -> tuple[list[str], set[Label]]:
    """The articles that were looked at, in order, and the labels; `none` says that an article has no position."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    labels = {Label(r["url"], r["actor"], r["proposition"], r["position"]) for r in rows if r["position"] != "none"}
    return list(dict.fromkeys(r["url"] for r in rows)), labels


def _with_rivals(question: Question, labels: set[Label]) -> set[Label]:
    derived = {
        Label(one.url, one.actor, rival, "denies")
        for one in labels if one.position == "affirms" for rival in question.rivals(one.proposition)
    }  # fmt: skip
    stated = {(one.url, one.actor, one.proposition) for one in labels}
    return labels | {d for d in derived if (d.url, d.actor, d.proposition) not in stated}


def _same(found: Label, gold: Label) -> bool:
    """Whether the labels are of the same actor and proposition; names of which one has more words are one name."""
    if (found.url, found.proposition) != (gold.url, gold.proposition):
        return False
    mine, yours = _names(found), _names(gold)
    return any(a <= b or a >= b for a in mine for b in yours)


def _names(label: Label) -> list[set[str]]:
    return [set(fold(name).split()) - {"a", "an", "the"} for name in label.actor.split("|")]
