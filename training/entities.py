"""The mention head's training: labels per word on two layers, and the loss.

"the Kremlin spokesman Dmitry Peskov" is a name (two words) and a noun (three), hence two layers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from benchmarks.entities import Document
from onrecord.encoder import MENTION_KINDS, MENTION_LABELS, WordPieces, Words, read_words, windows
from training.data import Piece, collate
from training.network import Network, crf_loss, mixed


class Labelled(NamedTuple):
    """A document in words: a label per word and layer (see `MENTION_LABELS`), -1 where a layer is not marked."""

    name: str
    text: str
    words: Words
    labels: np.ndarray


def labelled(document: Document, pieces: WordPieces) -> Labelled:
    """The document in words; labels are (2, words)."""
    words = read_words(document.text, pieces)
    labels = np.zeros((2, len(words.text)), np.int64)
    for layer, marks in enumerate((document.names, document.nouns)):
        if marks is None:
            labels[layer] = -1
        for start, end, kind in marks or ():
            first = int(np.searchsorted(words.ends, start, side="right"))
            last = int(np.searchsorted(words.starts, end, side="left"))
            if first < last:
                number = 1 + 2 * MENTION_KINDS.index(kind)
                labels[layer, first] = number
                labels[layer, first + 1 : last] = number + 1
    return Labelled(document.name, document.text, words, labels)


def batches(documents: Sequence[Labelled], rng: random.Random, subwords: int) -> Iterator[list[tuple[Piece, Labelled]]]:
    """Batches of windows for ever, `subwords` padded subwords each; every document once before any twice."""
    while True:
        limit, context = rng.randint(100, 200), rng.choice((0, 24, 32))
        found = [
            (Piece(d.words, w, [], False, frozenset()), d) for d in documents for w in windows(d.words, limit, context)
        ]
        found.sort(key=lambda pair: pair[0].size + rng.random() * 16)
        out: list[list[tuple[Piece, Labelled]]] = [[]]
        for pair in found:
            if out[-1] and pair[0].size * (len(out[-1]) + 1) > subwords:
                out.append([])
            out[-1].append(pair)
        rng.shuffle(out)
        yield from out


def loss(net: Network, batch: Sequence[tuple[Piece, Labelled]], vocabulary: WordPieces) -> Tensor:
    """Negative log-likelihood per word, the mean of the layers that are marked."""
    padded = collate([p for p, _ in batch], vocabulary)
    with mixed():
        scores = net.mentions(net.words(padded)).float()
    scores = scores.view(*scores.shape[:2], 2, len(MENTION_LABELS))
    gold = torch.zeros(*scores.shape[:3], dtype=torch.long)
    for i, (p, d) in enumerate(batch):
        gold[i, : p.window.end - p.window.start] = torch.from_numpy(d.labels[:, p.window.start : p.window.end].T)
    total = torch.zeros(())
    for layer in (0, 1):
        marked = gold[:, 0, layer] >= 0
        if marked.any():
            mask = padded.word_mask[marked]
            rows = crf_loss(scores[marked, :, layer], gold[marked, :, layer].clamp(min=0), mask,
                            net.mention_transitions[layer], net.mention_begin[layer])  # fmt: skip
            total = total + rows.sum() / mask.sum()
    return total
