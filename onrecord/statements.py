"""Who said what."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onrecord.encoder import ROLE_LABELS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def viterbi(scores: Floats, transitions: Floats, begin: Floats) -> Ints:
    """The best label of every word, (cues, words), under a linear-chain CRF (Viterbi 1967).

    scores (cues, words, labels); a label that continues a piece never follows one that is not of that piece.
    """
    n, length, _ = scores.shape
    moves = transitions + _FORBIDDEN
    best = scores[:, 0] + begin + _FORBIDDEN[0]
    back = np.zeros((length, n, len(begin)), np.int64)
    for t in range(1, length):
        paths = best[:, :, None] + moves
        back[t] = paths.argmax(axis=1)
        best = paths.max(axis=1) + scores[:, t]
    out = np.zeros((n, length), np.int64)
    out[:, -1] = best.argmax(axis=1)
    rows = np.arange(n)
    for t in range(length - 1, 0, -1):
        out[:, t - 1] = back[t, rows, out[:, t]]
    return out


def _forbidden() -> Floats:
    """-1e4 where "I-x" would follow a label that is neither "B-x" nor "I-x"."""
    out = np.zeros((len(ROLE_LABELS), len(ROLE_LABELS)), np.float32)
    for i, before in enumerate(ROLE_LABELS):
        for j, label in enumerate(ROLE_LABELS):
            if label.startswith("I-") and before[2:] != label[2:]:
                out[i, j] = -1e4
    return out


_FORBIDDEN = _forbidden()
