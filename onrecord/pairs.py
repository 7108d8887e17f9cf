"""What one party does to another in a sentence: the type of the event between two parties that are given.

The way event coders are compared: the parties are known, the type is asked. The encoder reads the sentence once, and a
head of its own reads it again with the two parties marked.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from onrecord.encoder import MODEL_DIR, TYPES, Encoder, Floats, Ints, Words, read_words
from onrecord.records import Span

LONGEST = 5_000  # code points of a sentence that are read


class Coded(NamedTuple):
    """A type of PLOVER and its probability."""

    type: str
    score: float


class Pairs:
    """Codes pairs with one model.

    Raises: ModelError if the model folder is incomplete.
    """

    def __init__(self, folder: Path = MODEL_DIR) -> None:
        self._encoder = Encoder(folder)

    def coded(self, sentence: str, source: str, target: str) -> Coded:
        """The likeliest type, always one of the 16. A party whose words the sentence does not have is unknown."""
        chances = self.chances(sentence, source, target)
        best = int(chances.argmax())
        return Coded(TYPES[best], round(float(chances[best]), 3))

    def chances(self, sentence: str, source: str, target: str) -> Floats:
        """The probability of each of TYPES."""
        words = read_words(sentence[:LONGEST], self._encoder.pieces)
        if not words.text:
            return np.full(len(TYPES), 1 / len(TYPES), np.float32)
        scores, _ = self._encoder.pair(words, parties(words, sentence, source, target))
        odds = np.exp(scores - scores.max())
        return cast(Floats, odds / odds.sum())


def parties(words: Words, sentence: str, source: str, target: str) -> Ints:
    """A number per word: 1 for the source's, 2 for the target's, else 0. Of two places the first counts."""
    out = np.zeros(len(words.text), np.int64)
    for number, party in ((2, target), (1, source)):
        at = sentence.find(party) if party else -1
        if at >= 0:
            out[words.touched(Span(at, at + len(party)))] = number
    return out
