"""The words of a report as numbers, and the few of its shingles that are kept to find it again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

SHINGLE = 5  # words; a phrase of politics ("did not immediately respond to") is rarely longer
KEPT = 4  # one shingle of so many is kept in a sketch

# A quotation ends with its line, if not before: one that is left open must not quote the rest of the article.
_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?|«[^»\n]*»?|„[^“”\n]*[“”]?|‘(?<!\w‘)[^‘\n]*?’(?!\w)")
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_BASE = 0x100000001B3  # odd, so that it has an inverse modulo 2**64
_POWERS = np.array([pow(_BASE, n, 1 << 64) for n in range(SHINGLE)], np.uint64)
_PLANE = 0x10000  # code points beyond the first plane (emoji, rare ideographs) are no part of words


class Words(NamedTuple):
    """The words of a report in order: their hashes, and which of them stand between quotation marks.

    `shingles` are its runs of five words, in order; `once` are those that stand in it once, sorted, and `places` the
    words that these begin with.
    """

    hashes: Hashes
    quoted: Flags
    shingles: Hashes
    once: Hashes
    places: Places


def hashed(text: str) -> Hashes:
    """The hash of every word, in order; case, punctuation and typography do not count."""
    return _spotted(text.casefold())[0]


def words(text: str) -> Words:
    """The words of the text with whether they are quoted: those are not the reporter's."""
    plain = text.casefold()
    hashes, starts = _spotted(plain)
    edges = [edge for match in _QUOTED.finditer(plain) for edge in match.span()]
    # Inside of a quotation, an odd number of edges lies before.
    quoted = np.asarray(np.searchsorted(edges, starts, side="right") % 2 == 1, np.bool_)
    runs = shingles(hashes)
    values, first, counts = np.unique(runs, return_index=True, return_counts=True)
    return Words(hashes, quoted, runs, values[counts == 1], first[counts == 1])


def _spotted(plain: str) -> tuple[Hashes, Places]:
    """The hash of every word and where it begins, in code points.

    A word is a run of letters and digits. Its hash is a polynomial over its code points, taken from running sums over
    the whole text, since a step for each word would cost more than all the rest.
    """
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), "<u4")
    inside = np.concatenate(([False], _letters()[np.minimum(codes, _PLANE)], [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    powers, inverses = _powers(max(len(codes), 1).bit_length())
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * powers[: len(codes)], dtype=np.uint64)))
    return _mixed((sums[ends] - sums[starts]) * inverses[starts]), starts


@lru_cache(maxsize=1)
def _letters() -> Flags:
    """For each code point of the first plane, and one more for all others, whether it is part of a word."""
    return np.array([*(chr(code).isalnum() for code in range(_PLANE)), False], np.bool_)


@lru_cache(maxsize=8)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """The base to the power of every place in a text of so many bits of length, and the inverses of these."""
    base, inverse = np.full(1 << bits, _BASE, np.uint64), np.full(1 << bits, pow(_BASE, -1, 1 << 64), np.uint64)
    base[0] = inverse[0] = 1
    return np.cumprod(base, dtype=np.uint64), np.cumprod(inverse, dtype=np.uint64)


def shingles(hashes: Hashes) -> Hashes:
    """The hash of every run of five words, in order; none of a text with fewer."""
    count = len(hashes) - SHINGLE + 1
    if count < 1:
        return hashes[:0]
    total = np.zeros(count, np.uint64)
    for offset, power in enumerate(_POWERS):
        total += hashes[offset : offset + count] * power
    return _mixed(total)


def sketch(hashes: Hashes) -> Hashes:
    """The shingles whose hash is a multiple of four, sorted, each once.

    The choice depends on the shingle alone, so a cut copy keeps those of its original that it still holds, and the
    share that two sketches have in common estimates containment (Broder 1997, the sketch modulo m).
    """
    found = shingles(hashes)
    return np.unique(found[found % np.uint64(KEPT) == 0])


def _mixed(values: Hashes) -> Hashes:
    """Bits spread over the whole number, so that "a multiple of four" is a fair draw (after splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _PRIME
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
