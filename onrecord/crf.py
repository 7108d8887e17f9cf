"""Labels that go together: the best path through a linear-chain CRF."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Run = tuple[int, int]


def forbidden(labels: Sequence[str]) -> Floats:
    """(labels, labels) to add to transitions: "I-x" follows only "B-x" and "I-x"; the first row is for the begin."""
    out = np.zeros((len(labels), len(labels)), np.float32)
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            for i, before in enumerate(labels):
                out[i, j] = 0.0 if before[2:] == label[2:] else -1e4
    return out


def viterbi(scores: Sequence[Floats], transitions: Floats, begin: Floats) -> list[Ints]:
    """The best label of every word of every sequence, under a linear-chain CRF (Viterbi 1967).

    scores: one (words, labels) array per sequence, of any lengths; transitions (labels, labels) and begin (labels,),
    or one of each per sequence. What is forbidden has been added to them.
    """
    n, labels = len(scores), begin.shape[-1]
    lengths = np.asarray([len(s) for s in scores])
    longest = int(lengths.max())
    padded = np.zeros((longest, n, labels), np.float32)
    for i, s in enumerate(scores):
        padded[: len(s), i] = s
    moves = np.swapaxes(transitions, -1, -2).reshape(-1, labels, labels)
    back = np.zeros((longest, n, labels), np.int64)
    best = padded[0] + begin
    for t in range(1, longest):
        paths = best[:, None, :] + moves
        back[t] = paths.argmax(axis=2)
        step = paths.max(axis=2) + padded[t]
        best = np.where((t < lengths)[:, None], step, best)
    out = np.zeros((n, longest), np.int64)
    label = best.argmax(axis=1)
    rows = np.arange(n)
    for t in range(longest - 1, -1, -1):
        out[:, t] = label
        label = np.where(t < lengths, back[t, rows, label], label)
    return [out[i, :length] for i, length in enumerate(lengths)]
