"""The agent noun that an unknown noun is most like: "legislators" to "lawmakers", "gunsmiths" to nothing."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from onrecord.encoder import MODEL_DIR, Encoder
from onrecord.errors import ModelError

# Cosine of word embeddings. Of the list's nouns, taken out one at a time, 75 % get their sector at or above it, 60 % at
# .5 (`python -m training.likeness`).
ENOUGH = 0.65


class Likeness:
    """The nearest noun of a list by its word embedding. `folder` holds likeness.npz (nouns, vectors as int8).

    Raises: ModelError if the file is not there or not such a file.
    """

    def __init__(self, encoder: Encoder, folder: Path = MODEL_DIR) -> None:
        self._encoder = encoder
        try:
            with np.load(folder / "likeness.npz") as file:
                self._nouns = [str(n) for n in file["nouns"]]
                vectors = file["vectors"].astype(np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(f"{folder}: no usable likeness.npz ({error}); install onrecord again") from error
        self._vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.vector = lru_cache(maxsize=1 << 12)(encoder.vector)
        self.nearest = lru_cache(maxsize=1 << 12)(self._nearest)

    def _nearest(self, word: str) -> str | None:
        """The noun most like the word, None if none is like enough. The same word gives the same noun."""
        vector = self._encoder.vector(word)
        if not len(vector):
            return None
        likeness = self._vectors @ vector
        best = int(likeness.argmax())
        return self._nouns[best] if likeness[best] >= ENOUGH else None


@cache
def shipped_likeness() -> Likeness:
    """The likeness of the model that ships, loaded when it is first asked for."""
    return Likeness(Encoder())
