"""From annotated articles to padded training windows."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from benchmarks.brat import Gold, articles
from onrecord.encoder import ROLE_LABELS, Window, WordPieces, Words, encoded, read_words, windows
from training.network import Batch

LABEL = {name: i for i, name in enumerate(ROLE_LABELS)}


class Relation(NamedTuple):
    """One attribution as a label per word of its article; `anchor` is the first word of the cue."""

    anchor: int
    labels: np.ndarray
    nested: bool


class Example(NamedTuple):
    """An article with one list of relations per annotator. `nested_known`: inner attributions are marked too;
    `unsure`: words that may begin a cue, or not, for all that is known."""

    name: str
    text: str
    words: Words
    annotations: list[list[Relation]]
    nested_known: bool
    unsure: frozenset[int] = frozenset()


class Piece(NamedTuple):
    """A window with the relations whose cue it owns."""

    words: Words
    window: Window
    relations: list[Relation]
    nested_known: bool
    unsure: frozenset[int]

    @property
    def size(self) -> int:
        return 2 + sum(len(s) for s in self.words.subwords[self.window.start : self.window.end])


def relation(gold: Gold, words: Words) -> Relation | None:
    """The gold attribution on words; None if its cue touches none."""
    labels = np.zeros(len(words.text), np.int64)
    for role, pieces in (("content", gold.content), ("source", gold.source), ("cue", gold.cue)):
        for start, end in pieces:
            first = int(np.searchsorted(words.ends, start, side="right"))
            last = int(np.searchsorted(words.starts, end, side="left"))
            if first < last:
                labels[first:last] = LABEL[f"I-{role}"]
                labels[first] = LABEL[f"B-{role}"]
    cue = np.flatnonzero(labels == LABEL["B-cue"])
    return Relation(int(cue[0]), labels, gold.nested) if len(cue) else None


def polnear(folder: Path, pieces: WordPieces, nested: Path | None = None) -> list[Example]:
    """One split of PolNeAR; with the nested attributions that `training.nest` wrote, if given."""
    inner = _nested(nested) if nested else {}
    out = []
    for name, text, annotators in articles(folder):
        words = read_words(text, pieces)
        both = [golds + inner.get((name, n), []) for n, golds in enumerate(annotators)]
        rows = [[r for g in golds if (r := relation(g, words))] for golds in both]
        out.append(Example(name, text, words, rows, bool(inner)))
    return out


def _nested(path: Path) -> dict[tuple[str, int], list[Gold]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {
        (r["article"], r["annotator"]): [
            Gold(*(tuple(map(tuple, g[k])) for k in ("source", "cue", "content")), nested=True) for g in r["nested"]
        ]
        for r in rows
    }


def news(shared: Path, labels: Path, pieces: WordPieces) -> list[Example]:
    """News articles with the labels that `training.selflabel` wrote."""
    rows = {r["url"]: r for r in map(json.loads, labels.read_text(encoding="utf-8").splitlines())}
    out = []
    with gzip.open(shared / "corpora/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            row = rows.get(article["url"])
            if row is not None:
                words = read_words(article["text"], pieces)
                golds = [Gold(*(tuple(map(tuple, g[k])) for k in ("source", "cue", "content"))) for g in row["found"]]
                unsure = frozenset(np.searchsorted(words.starts, row["unsure"]).tolist())
                relations = [r for g in golds if (r := relation(g, words))]
                out.append(Example(article["url"], article["text"], words, [relations], False, unsure))
    return out


def own_sentences(path: Path, pieces: WordPieces) -> list[Example]:
    """The project's own sentences with nested attributions (training/labels/nested.jsonl)."""
    out = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        words = read_words(row["text"], pieces)
        golds = [
            Gold(tuple(map(tuple, s["source"])), tuple(map(tuple, s["cue"])), tuple(map(tuple, s["content"])),
                 nested=s["within"] is not None)
            for s in row["statements"]
        ]  # fmt: skip
        out.append(Example(f"nested-{n}", row["text"], words, [[r for g in golds if (r := relation(g, words))]], True))
    return out


def cut(example: Example, annotator: int, limit: int, context: int) -> list[Piece]:
    """The article's windows, each with the relations whose anchor it owns."""
    rows = example.annotations[annotator]
    return [
        Piece(
            example.words,
            w,
            [r for r in rows if w.owns(r.anchor)],
            example.nested_known,
            example.unsure,
        )
        for w in windows(example.words, limit, context)
    ]


def epoch(examples: Sequence[Example], rng: random.Random, subwords: int) -> Iterator[list[Piece]]:
    """Batches of windows of about the same length, `subwords` padded subwords each, in random order."""
    found: list[Piece] = []
    for example in examples:
        annotator = rng.randrange(len(example.annotations))
        found += cut(example, annotator, rng.randint(120, 224), rng.choice((0, 24, 32, 48)))
    found.sort(key=lambda p: p.size + rng.random() * 16)
    batches: list[list[Piece]] = [[]]
    for piece in found:
        if batches[-1] and piece.size * (len(batches[-1]) + 1) > subwords:
            batches.append([])
        batches[-1].append(piece)
    rng.shuffle(batches)
    yield from batches


def collate(pieces: Sequence[Piece], vocabulary: WordPieces) -> Batch:
    """Pad the windows into one batch."""
    rows = [encoded(p.words, p.window, vocabulary) for p in pieces]
    n, m = max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    ids, features = torch.zeros(len(rows), n, dtype=torch.long), torch.zeros(len(rows), n, dtype=torch.long)
    mask, first = torch.zeros(len(rows), n, dtype=torch.bool), torch.zeros(len(rows), m, dtype=torch.long)
    word_mask = torch.zeros(len(rows), m, dtype=torch.bool)
    for i, (a, b, c) in enumerate(rows):
        ids[i, : len(a)], features[i, : len(a)], mask[i, : len(a)] = torch.tensor(a), torch.tensor(b), True
        first[i, : len(c)], word_mask[i, : len(c)] = torch.tensor(c), True
    return Batch(ids, features, mask, first, word_mask)
