"""Two reports side by side: which words they share, in the same order."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from onrecord.wires._words import SHINGLE, Flags, Places, Words

_RUN = np.arange(SHINGLE)


class Match(NamedTuple):
    """How much of each of two reports stands in the other, in the same order: shares of their words, 0 to 1.

    `short` and `long` are of all the words of the shorter and of the longer one. `own` is of the shorter one's words
    outside quotation marks, and shared outside of them: two reporters who quote one speech share its words and not
    their own; `words` is how many of its own it has. `changed` is the share of the shorter one's words that stand
    between shared ones and stand nowhere in the longer one: a copy that was only cut has none.
    """

    short: float
    long: float
    own: float
    words: int
    changed: float


def match(short: Words, long: Words) -> Match:
    """The ordered match of two reports, `short` being the one with fewer words.

    Runs of five words that stand once in each are anchors; the longest sequence of anchors that comes in one order in
    both is kept (patience diff), and a word is shared if a kept anchor covers it. Time grows as n log n.
    """
    here, there = _anchors(short, long)
    kept = _rising(there)
    here, there = here[kept], there[kept]
    covered, covering = _covered(here, len(short.hashes)), _covered(there, len(long.hashes))
    own, mine = ~short.quoted, covered.copy()
    mine[here[:, None] + _RUN] &= ~long.quoted[there[:, None] + _RUN]
    changed = _gaps(covered, _covered(np.flatnonzero(np.isin(short.shingles, long.shingles)), len(short.hashes)))
    return Match(_share(covered), _share(covering), _share(mine[own]), int(np.count_nonzero(own)), changed)


def _anchors(short: Words, long: Words) -> tuple[Places, Places]:
    """Where each shingle that stands once in each of the two stands, in the order of the shorter one."""
    _, here, there = np.intersect1d(short.once, long.once, assume_unique=True, return_indices=True)
    order = np.argsort(short.places[here])
    return short.places[here][order], long.places[there][order]


def _rising(values: Places) -> list[int]:
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


def _covered(starts: Places, size: int) -> Flags:
    """Which words stand in one of the runs of five that begin at these."""
    edges = np.zeros(size + 1, np.intp)
    edges[starts] += 1
    edges[starts + SHINGLE] -= 1
    return np.asarray(np.cumsum(edges[:-1]) > 0, np.bool_)


def _gaps(covered: Flags, anywhere: Flags) -> float:
    """The share of words between the first and the last covered one that stand nowhere in the other report.

    A sentence that a report prints twice is no anchor, but it is no change either.
    """
    at = np.flatnonzero(covered)
    return float(np.count_nonzero(~anywhere[at[0] : at[-1]])) / len(covered) if len(at) else 0.0


def _share(flags: Flags) -> float:
    return float(np.count_nonzero(flags)) / len(flags) if len(flags) else 0.0
