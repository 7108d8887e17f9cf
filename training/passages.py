"""Train the zoning of articles into passages, and write its weights.

    python training/passages.py --shared ../shared

The labels (`labels/passages.tsv`) point into the news corpus by address and offsets; the paragraphs of our own
writing (`labels/appeals.jsonl`) are set into labelled articles, at the places where such paragraphs stand. The
emissions are a multinomial logistic regression, the transitions counts over wholly labelled articles.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from onrecord import passages
from onrecord.passages import KINDS, Floats, Weights

LABELS = Path(__file__).parent / "labels"
CORPUS = Path("corpora/news/articles.jsonl.gz")
REPORT, APPEAL = KINDS.index("report"), KINDS.index("appeal")


class Settings(NamedTuple):
    """What was chosen on the grouped cross-validation; see docs/decisions.md."""

    strength: float = 1.0  # C of the regression
    seldom: int = 2  # a feature is kept if so many publishers or blocks of our own have it
    flat: float = 0.3  # how far the kinds' prior is divided out of the emissions, 0..1
    pull: float = 0.4  # weight of the log transitions
    keep: float = 0.15  # added to "report" for each doubling of the length over 32
    copies: int = 3  # how often each block of our own is set into an article; three times as often an appeal
    rounds: int = 2  # our own writing up to this round


class Document(NamedTuple):
    """The paragraphs of an article and their kinds (an index into KINDS; -1 is unlabelled)."""

    group: str
    lines: list[str]
    kinds: list[int]
    title: str | None
    byline: str | None
    outlet: str | None
    spans: list[tuple[int, int]]
    weight: float = 1.0
    whole: bool = False


def site(url: str) -> str:
    """The publisher an address belongs to: the last two parts of the host ("co.uk" and its like take three)."""
    parts = urlsplit(url).netloc.split(":")[0].split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2 else parts[-2:])


def read_labels(path: Path = LABELS / "passages.tsv") -> dict[str, list[tuple[int, int, str, str]]]:
    """The labels by address: (start, end, kind, part)."""
    found: dict[str, list[tuple[int, int, str, str]]] = collections.defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["url"]].append((int(row["start"]), int(row["end"]), row["kind"], row["part"]))
    return found


def read_documents(shared: Path) -> list[Document]:
    """Every article with a label, its paragraphs as the package cuts them."""
    labels = read_labels()
    with gzip.open(shared / CORPUS, "rt", encoding="utf-8") as lines:
        articles = [article for article in map(json.loads, lines) if article["url"] in labels]
    return [as_document(article, labels[article["url"]]) for article in articles]


def as_document(article: dict[str, str], labels: list[tuple[int, int, str, str]]) -> Document:
    """One article with its labels laid over its paragraphs."""
    text = article["text"]
    spans = passages.paragraphs(text)
    kinds = [-1] * len(spans)
    for i, (a, b) in enumerate(spans):
        for start, end, kind, _ in labels:
            if a < end and start < b:
                kinds[i] = KINDS.index(kind)
    whole = sum(part == "article" for *_, part in labels) >= 5
    known = (article["title"] or None, article["byline"] or None, article["outlet"] or None)
    return Document(site(article["url"]), [text[a:b] for a, b in spans], kinds, *known, spans, whole=whole)


class Block(NamedTuple):
    """Neighbouring paragraphs of our own writing: what they are for as a whole, and the kind of each."""

    kind: str
    outlet: str | None
    lines: list[str]
    kinds: list[str]


def read_own(rounds: int, path: Path = LABELS / "appeals.jsonl") -> list[Block]:
    """The blocks of our own writing, up to this round.

    What was written after errors of the cross-validation had been read is round 2.
    """
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Block(row["kind"], row["outlet"], row["lines"], row.get("kinds") or [row["kind"]] * len(row["lines"]))
        for row in rows
        if row["round"] <= rounds
    ]


def compose(hosts: list[Document], own: list[Block], set_: Settings) -> list[Document]:
    """Articles with our own paragraphs set into them, each block `copies` times."""
    rng = random.Random(20)
    return [
        set_into(rng.choice(hosts), block, rng)
        for block in own
        for _ in range(set_.copies * (3 if block.kind == "appeal" else 1))
    ]


def set_into(host: Document, block: Block, rng: random.Random) -> Document:
    """One block within a stretch of an article whose own appeals were taken out; only its surroundings are labelled."""
    kept = [(line, k) for line, k in zip(host.lines, host.kinds, strict=True) if k != APPEAL]
    size = rng.randint(4, 24)
    start = rng.choice([0, rng.randrange(max(1, len(kept) - size))])
    kept = kept[start : start + size]
    at = position(block.kind, len(kept), rng)
    own = [(line, KINDS.index(kind)) for line, kind in zip(block.lines, block.kinds, strict=True)]
    rows = [*kept[:at], *own, *kept[at:]]
    title, byline, outlet = (host.title, host.byline, block.outlet or host.outlet)
    if rng.random() < 0.5:
        title, byline, outlet = None, None, block.outlet
    if rng.random() < 0.3:
        title = block.lines[0] if block.kind == "headline" else title
        byline = block.lines[0] if block.kind == "byline" else byline
    kinds = [k if at - 2 <= i < at + len(own) + 2 else -1 for i, (_, k) in enumerate(rows)]
    group = f"own: {block.lines[0]}"
    return Document(group, [line for line, _ in rows], kinds, title, byline, outlet, [], whole=True)


def position(kind: str, size: int, rng: random.Random) -> int:
    """Where a block of this kind stands in an article of so many paragraphs."""
    middle = rng.randrange(1, size) if size > 1 else size
    places = {
        "headline": [0, 0, 0, min(1, size)],
        "byline": [0, min(1, size), min(2, size), size, max(0, size - 1)],
        "report": [middle, middle, size, 0],
        "caption": [0, min(1, size), middle, middle],
        "credit": [size, size, max(0, size - 1)],
        "appeal": [size, size, max(0, size - 1), middle, middle, 0],
        "promo": [size, middle, middle, max(0, size - 1)],
        "other": [0, size, middle, middle, max(0, size - 1)],
    }
    return rng.choice(places[kind])


def without_facts(document: Document) -> Document:
    """The same article as plain text: no title, byline or outlet are known."""
    return document._replace(title=None, byline=None, outlet=None)


def fit(documents: Iterable[Document], set_: Settings) -> Weights:
    """Learn emissions from every labelled paragraph, transitions from the wholly labelled documents."""
    documents = list(documents)
    rows, kinds, weights, sources = examples(documents)
    index = vocabulary(rows, sources, set_.seldom)
    model = LogisticRegression(C=set_.strength, max_iter=300)
    model.fit(as_matrix(rows, index), kinds, sample_weight=weights)
    if list(model.classes_) != list(range(len(KINDS))):
        raise SystemExit("every kind needs a label")
    prior = np.bincount(kinds, weights=weights, minlength=len(KINDS)) / np.sum(weights)
    bias = (model.intercept_ - set_.flat * np.log(prior)).astype(np.float32)
    change, begin = transitions(documents)
    return Weights(index, model.coef_.T.astype(np.float32), bias, set_.pull * change, set_.pull * begin, set_.keep)


def examples(documents: list[Document]) -> tuple[list[list[str]], list[int], list[float], list[str]]:
    """The labelled paragraphs: features, kind, weight, source; what a document says twice is one row of that weight."""
    weights: dict[tuple[str, int, tuple[str, ...]], float] = collections.defaultdict(float)
    for document in documents:
        found = passages.features(document.lines, document.title, document.byline, document.outlet)
        for row, kind in zip(found, document.kinds, strict=True):
            if kind >= 0:
                weights[document.group, kind, tuple(sorted(set(row)))] += document.weight
    rows = [list(row) for _, _, row in weights]
    return rows, [kind for _, kind, _ in weights], list(weights.values()), [group for group, _, _ in weights]


def vocabulary(rows: list[list[str]], sources: list[str], seldom: int) -> dict[str, int]:
    """The features that so many sources have, in the order of the alphabet: what only one says is its own habit."""
    seen: dict[str, set[str]] = collections.defaultdict(set)
    for row, source in zip(rows, sources, strict=True):
        for name in row:
            seen[name].add(source)
    return {name: i for i, name in enumerate(sorted(n for n, s in seen.items() if len(s) >= seldom))}


def as_matrix(rows: list[list[str]], index: dict[str, int]) -> csr_matrix:
    """The binary features as a sparse matrix."""
    ids = [sorted({index[name] for name in row if name in index}) for row in rows]
    ends = np.cumsum([0, *map(len, ids)])
    columns = np.array([i for row in ids for i in row], np.intp)
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(rows), len(index)))


def transitions(documents: list[Document]) -> tuple[Floats, Floats]:
    """Log probabilities of a kind after a kind, and of the first; counts smoothed by a half."""
    change = np.full((len(KINDS), len(KINDS)), 0.5)
    begin = np.full(len(KINDS), 0.5)
    for document in documents:
        if not document.whole:
            continue
        begin[document.kinds[0]] += document.kinds[0] >= 0
        for one, two in zip(document.kinds, document.kinds[1:], strict=False):
            change[one, two] += min(one, two) >= 0
    logs: npt.NDArray[np.float64] = np.log(change / change.sum(axis=1, keepdims=True))
    return logs.astype(np.float32), np.log(begin / begin.sum()).astype(np.float32)


def train(documents: list[Document], set_: Settings) -> Weights:
    """The model from these articles, once with and once without the facts about them, and our own paragraphs."""
    hosts = [d for d in documents if d.whole]
    own = compose(hosts, read_own(set_.rounds), set_)
    halves = [d._replace(weight=0.5) for d in documents]
    return fit([*halves, *map(without_facts, halves), *own], set_)


def write(weights: Weights, path: Path) -> None:
    """The weights as int8 with a scale for every kind; features that weigh next to nothing are left out."""
    strong = np.flatnonzero(np.abs(weights.rows).max(axis=1) > 0.02)
    names = sorted(weights.numbers, key=weights.numbers.__getitem__)
    scale = np.abs(weights.rows).max(axis=0) / 127
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(names[i] for i in strong).encode(), np.uint8),
        rows=np.round(weights.rows[strong] / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=weights.bias,
        change=weights.change,
        begin=weights.begin,
        keep=np.float32(weights.keep),
    )


def main() -> None:
    """Train on every label and write the weights into the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/")
    parser.add_argument("--out", type=Path, default=passages.WEIGHTS)
    args = parser.parse_args()
    write(train(read_documents(args.shared), Settings()), args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
