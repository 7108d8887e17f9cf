"""What people hold of a proposition where a text speaks of it, learned: for it, against it, in doubt, or nothing.

The proposition stands before the text as a paragraph of its own, the places that speak of it are marked, and a network
of the encoder's make, with layers of its own, reads both; a mention's vector beside that of the places tells what is
held there. It is asked where the rules of `onrecord.questions` say nothing, and believed where it is sure. The stances
are those of `onrecord.commitment.STANCES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from onrecord.encoder import (
    MODEL_DIR,
    Floats,
    Ints,
    Window,
    WordPieces,
    Words,
    encoded,
    open_graph,
    read_card,
    read_words,
    windows,
)
from onrecord.errors import ModelError
from onrecord.records import Span

STANCE_MARKS = ("", "says", "place")
LONGEST = 480  # subwords of proposition and text; what is longer is cut
_BETWEEN = ".\n\n"


class Asked(NamedTuple):
    """A proposition and a text, ready for the network: `marks` has a number of STANCE_MARKS for each subword ([CLS] and
    [SEP] included), `spans` (holders, 2) the subwords [first, end) of each holder, empty where the text was cut."""

    words: Words
    window: Window
    marks: Ints
    spans: Ints


def asked(text: str, says: str, places: Sequence[Span], holders: Sequence[Span], pieces: WordPieces) -> Asked:
    """Places and holders are spans of the text, in code points."""
    before = says.rstrip(".") + _BETWEEN
    words = read_words(before + text, pieces)
    window = windows(words, LONGEST, 0)[0]
    of_words = np.zeros(len(words.text), np.int64)
    of_words[words.touched(Span(0, len(before.rstrip())))] = STANCE_MARKS.index("says")
    for place in places:
        of_words[words.touched(place.moved(len(before)))] = STANCE_MARKS.index("place")
    lengths = np.asarray([len(s) for s in words.subwords], np.int64)
    first = 1 + np.concatenate([[0], np.cumsum(lengths)])
    runs = [words.touched(h.moved(len(before))) for h in holders]
    spans = [(first[r.start], first[r.stop]) if r.stop <= window.end else (0, 0) for r in runs]
    marks = np.pad(np.repeat(of_words[: window.end], lengths[: window.end]), 1)
    return Asked(words, window, marks, np.asarray(spans, np.int64).reshape(-1, 2))


class Stances:
    """Says it with one model.

    Raises: ModelError if the model folder is incomplete.
    """

    def __init__(self, folder: Path = MODEL_DIR) -> None:
        read_card(folder)
        graph = folder / "stances.onnx"
        if not graph.exists():
            raise ModelError(f"{graph}: missing; install onrecord again")
        self._pieces = WordPieces(folder / "tokenizer.json")
        self._session = open_graph(graph)

    def chances(
        self, text: str, says: str, places: Sequence[Span], holders: Sequence[Span]
    ) -> list[list[float] | None]:
        """How likely each holder holds what of a proposition: a chance for each of STANCES.

        `places` are the words of the text that speak of it, `holders` those that name somebody; spans in code points.
        None for a holder beyond LONGEST subwords, and for all if no place is within them.
        """
        out: list[list[float] | None] = [None] * len(holders)
        if not holders or not places:
            return out
        found = asked(text, says, places, holders, self._pieces)
        seen = np.flatnonzero(found.spans[:, 1] > found.spans[:, 0])
        if not len(seen) or not (found.marks == STANCE_MARKS.index("place")).any():
            return out
        ids, features, _ = encoded(found.words, found.window, self._pieces)
        of = np.stack([_share(found.marks == STANCE_MARKS.index(name)) for name in ("says", "place")])
        at = np.arange(len(ids))
        own = np.stack([_share((at >= a) & (at < b)) for a, b in found.spans[seen]])
        feed = {"ids": ids, "features": features, "marks": found.marks, "of": of[None], "holders": own[None]}
        scores = self._session.run(["stances"], feed)[0][0].astype(np.float64)
        odds = np.exp(scores - scores.max(-1, keepdims=True))
        for number, row in zip(seen, odds / odds.sum(-1, keepdims=True), strict=True):
            out[number] = row.tolist()
        return out


def _share(inside: npt.NDArray[np.bool_]) -> Floats:
    """Each subword's share of the mean over those that are inside."""
    return cast(Floats, (inside / max(1, inside.sum())).astype(np.float32))
