"""Who holds what: sentences of this project's own, each with a proposition in brackets, read as pages of their own.

gold/commitments.tsv has the author's stance and that of every source ("The Kremlin=affirms; the opposition=none"), and
those of a second annotator.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.agreement import kappa
from onrecord.commitment import Held, commitments
from onrecord.reader import Reader
from onrecord.records import Article, Span, article_id

GOLD = Path(__file__).parent / "gold" / "commitments.tsv"


class Sentence(NamedTuple):
    """A sentence, where its proposition stands, and who holds what of it."""

    text: str
    span: Span
    author: str
    sources: Mapping[str, str]
    second_author: str
    second_sources: Mapping[str, str]


def run(reader: Reader) -> dict[str, float]:
    """The share (%) of right stances, of authors and of sources; a source that is not found is wrong."""
    authors = sources = all_sources = 0
    gold = list(sentences())
    for one in gold:
        chain = commitments(reader.read_article(_article(one.text)), one.span)
        authors += chain[0].stance == one.author
        for source, stance in one.sources.items():
            all_sources += 1
            sources += stance_of(one.text, source, chain) == stance
    return {
        "sentences": float(len(gold)),
        "author right": 100 * authors / len(gold),
        "sources": float(all_sources),
        "source right": 100 * sources / all_sources,
        "two annotators' kappa, author": kappa([(s.author, s.second_author) for s in gold]),
        "two annotators' kappa, source": kappa([(s.sources[k], s.second_sources[k]) for s in gold for k in s.sources]),
    }


def sentences() -> Iterator[Sentence]:
    """The gold sentences, their brackets taken out."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            marked = row["sentence"]
            start, end = marked.index("["), marked.index("]") - 1
            yield Sentence(marked.replace("[", "").replace("]", ""), Span(start, end), row["author"],
                           _stances(row["sources"]), row["second_author"], _stances(row["second_sources"]))  # fmt: skip


def _stances(listed: str) -> dict[str, str]:
    pairs = (pair.rsplit("=", 1) for pair in listed.split("; ") if pair)
    return {source: stance for source, stance in pairs}


def stance_of(text: str, source: str, chain: tuple[Held, ...]) -> str | None:
    """The stance of a source, by its last word; None if it is not in the chain."""
    head = text.rindex(source) if text.count(source) == 1 else text.index(source)
    for held in chain[1:]:
        if held.source and held.source.start < head + len(source) <= held.source.end:
            return held.stance
    return None


def _article(text: str) -> Article:
    return Article(article_id(None, text), None, None, None, None, None, None, "en", text)
