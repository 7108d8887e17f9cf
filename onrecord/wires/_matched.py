"""Two reports side by side: which words they share, in the same order."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.wires._words import SHINGLE, Flags, Hashes, Words, shingles

Positions = npt.NDArray[np.intp]


class Match(NamedTuple):
    """How much of each of two reports stands in the other, in the same order: shares of their words, 0 to 1.

    `short` and `long` are of all the words of the shorter and of the longer one, `own` is of the shorter one's words
    outside quotation marks: two reporters who quote one speech share its words and not their own. `words` is how many
    of those there are.
    """

    short: float
    long: float
    own: float
    words: int


def match(short: Words, long: Words) -> Match:
    """The ordered match of two reports, `short` being the one with fewer words.

    Runs of five words that stand once in each are anchors; the longest sequence of anchors that comes in one order in
    both is kept (patience diff), and a word is shared if a kept anchor covers it. Time grows as n log n.
    """
    here, there = _anchors(shingles(short.hashes), shingles(long.hashes))
    kept = _rising(there)
    covered, covering = _covered(here[kept], len(short.hashes)), _covered(there[kept], len(long.hashes))
    own = ~short.quoted
    return Match(
        _share(covered), _share(covering), _share(covered[own]) if own.any() else 0.0, int(np.count_nonzero(own))
    )


def _anchors(short: Hashes, long: Hashes) -> tuple[Positions, Positions]:
    """Where each shingle that stands once in each of the two stands, in the order of the shorter one."""
    once, at = _once(short)
    once_long, at_long = _once(long)
    _, here, there = np.intersect1d(once, once_long, assume_unique=True, return_indices=True)
    order = np.argsort(at[here])
    return at[here][order], at_long[there][order]


def _once(hashes: Hashes) -> tuple[Hashes, Positions]:
    values, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    return values[counts == 1], first[counts == 1]


def _rising(values: Positions) -> list[int]:
    """The indices of a longest rising subsequence."""
    if len(values) < 2 or bool((np.diff(values) > 0).all()):
        return list(range(len(values)))
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values.tolist()):
        place = bisect_left(ends, value)
        ends[place : place + 1] = [value]
        last[place : place + 1] = [index]
        before.append(last[place - 1] if place else -1)
    kept = [last[-1]]
    while before[kept[-1]] >= 0:
        kept.append(before[kept[-1]])
    return kept[::-1]


def _covered(starts: Positions, size: int) -> Flags:
    """Which words stand in one of the runs of five that begin at these."""
    edges = np.zeros(size + 1, np.intp)
    edges[starts] += 1
    edges[starts + SHINGLE] -= 1
    return np.asarray(np.cumsum(edges[:-1]) > 0, np.bool_)


def _share(flags: Flags) -> float:
    return float(np.count_nonzero(flags)) / len(flags) if len(flags) else 0.0
