"""What the copies of one report say again: each statement and event is counted in one of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_ALIKE = 0.8  # of the words of both; a copy's editor changes a word, or what is read ends a word earlier
_FEWEST = 5  # words, under which they have to be the same


class Said(NamedTuple):
    """A statement or an event: its id and its article's, the words that may differ a little, the facts that may not."""

    id: str
    article: str
    words: str
    facts: str


def repeats(said: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Pairs of ids, (what repeats, what it repeats), among all that the copies of one report say.

    What comes first in the order given stands for the others. Two of one article never stand for each other: who says a
    thing twice in a report has said it twice.
    """
    firsts: dict[tuple[str, str], list[_First]] = defaultdict(list)
    for one in said:
        words = _WORD.findall(one.words.casefold())
        exact = firsts[one.facts, " ".join(words)]
        first = next((f for f in exact if one.article not in f.articles), None) or next(
            (f for f in firsts[one.facts, ""] if _alike(f, one.article, words)), None
        )
        if first is None:
            first = _First(one.id, Counter(words), {one.article})
            exact.append(first)
            firsts[one.facts, ""].append(first)
        else:
            first.articles.add(one.article)
            yield one.id, first.id


class _First(NamedTuple):
    id: str
    words: Counter[str]
    articles: set[str]  # that have it


def _alike(first: _First, article: str, words: Sequence[str]) -> bool:
    if article in first.articles or min(len(words), first.words.total()) < _FEWEST:
        return False
    shared = (first.words & Counter(words)).total()
    return 2 * shared >= _ALIKE * (first.words.total() + len(words))
