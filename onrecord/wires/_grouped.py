"""One report in many places: which articles of a collection are copies of one another.

Sketches of five-word shingles find the pairs worth a look; an ordered match of their words decides. Nothing depends on
the order in which articles arrive: they are taken from the longest to the shortest, and by their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.passages import squeeze
from onrecord.records import Relation, Told, Wire
from onrecord.wires._agencies import agency
from onrecord.wires._matched import Match, match
from onrecord.wires._words import Hashes, Words, hashed, sketch, words

Numbers = npt.NDArray[np.int64]

FEWEST = 20  # words; less ("This is a developing story.") says too little to be anybody's report

# Shares of words, fitted on benchmarks/gold/wires.tsv.
_WHOLE = 0.85
_VERBATIM = 0.97  # the same, if both are one page: an outlet's own furniture is known to be none of the report
_CUT = 0.75
_CHANGED = 0.015  # more than that between what is shared, and somebody has edited it
_EDITED = 0.45  # of the shorter one's own words
_VERSION = 0.3  # the same, if both are the same page: a column keeps its title and a line or two
_LENT = 0.2  # the same, if another outlet has it within _LENT_DAYS: reporters don't hit on each other's words
_LENT_DAYS = 2
_LENT_WORDS = 40
_DAYS = 7  # a report is printed within days; what comes back later is background, or the captions of a gallery

_CANDIDATE = 0.1  # of the smaller sketch
_TRIED = 8  # candidates a report is matched with
_NEAR, _FIRST = 4, 2  # of all that share a shingle: the next so many, and the first so many


def wires(told: Mapping[str, Told]) -> tuple[Wire, ...]:
    """What each article is a copy of, in the order of the ids.

    Each is asked for by its id once, and once more or a few times if it may be a copy; so a ledger need not be in
    memory. Time grows with the number of articles, however many are copies of one another.
    """
    read, agencies, twins = _read(told)
    order = sorted(read, key=lambda r: (-r.size, r.id))
    ids = [r.id for r in order]
    shelf = _Shelf(told)
    linked = _linked(ids, _candidates(order), shelf)
    found = {}
    for number, rep in enumerate(ids):
        for twin in twins[rep]:
            found[twin] = _wire(twin, rep, _root(number, linked, ids), linked.get(number), ids, shelf, agencies[twin])
    alone = (Wire(id_, id_, agency=name) for id_, name in agencies.items() if id_ not in found)
    return tuple(sorted((*found.values(), *alone), key=lambda w: w.article))


def related(one: Told, other: Told) -> tuple[Relation, float] | None:
    """What the shorter of two reports is to the longer one, and the share of its words that it has from there.

    None if they are two reports: of one event, or with the same quotation or background.
    """
    a, b = words(_body(one)), words(_body(other))
    short, long = (a, b) if len(a.hashes) <= len(b.hashes) else (b, a)
    if len(short.hashes) < FEWEST:
        return None
    return _decided(match(short, long), one, other)


# -- reading ---------------------------------------------------------------------------------------------------------


class _Read(NamedTuple):
    id: str
    size: int
    sketch: Hashes
    page: tuple[str, ...]  # names of the page: its URL, its outlet and title


def _read(told: Mapping[str, Told]) -> tuple[list[_Read], dict[str, str | None], dict[str, list[str]]]:
    """One of every body of words, the agency of every article, and who has the same body: first id → ids, sorted."""
    bodies: dict[bytes, str] = {}
    read, agencies = [], {}
    twins: dict[str, list[str]] = defaultdict(list)
    for id_ in sorted(told):
        one = told[id_]
        agencies[id_] = agency(one.text, one.byline, one.outlet)
        body = hashed(_body(one))
        if len(body) < FEWEST:
            continue
        first = bodies.setdefault(blake2b(body.tobytes(), digest_size=16).digest(), id_)
        twins[first].append(id_)
        if first == id_:
            read.append(_Read(id_, len(body), sketch(body), _page_names(one)))
    return read, agencies, twins


def _body(told: Told) -> str:
    return "\n".join(span.of(told.text) for span in told.report)


def _page_names(told: Told) -> tuple[str, ...]:
    """What two versions of a page have in common, if they have anything: its URL; its outlet and its title."""
    title = squeeze(told.title or "")
    return (*((told.url,) if told.url else ()), *((f"{told.outlet}\n{title}",) if told.outlet and title else ()))


class _Shelf:
    """The words of the articles that are looked at again; the last few hundred stay at hand."""

    def __init__(self, told: Mapping[str, Told]) -> None:
        self.told = lru_cache(maxsize=256)(told.__getitem__)
        self.words = lru_cache(maxsize=256)(self._words)

    def _words(self, id_: str) -> Words:
        return words(_body(self.told(id_)))

    def related(self, short: str, long: str) -> tuple[Relation, float] | None:
        return _decided(match(self.words(short), self.words(long)), self.told(short), self.told(long))


# -- candidates ------------------------------------------------------------------------------------------------------


def _candidates(order: Sequence[_Read]) -> dict[int, list[int]]:
    """For each report the longer ones that it may be a copy of, the likeliest first, a few at most."""
    out: dict[int, list[int]] = defaultdict(list)
    for long, short in _same_page(order):
        out[short].append(long)
    sizes = np.asarray([len(r.sketch) for r in order], np.int64)
    bigger, smaller, shared = _sharing([r.sketch for r in order])
    likeness = shared / np.maximum(np.minimum(sizes[bigger], sizes[smaller]), 1)
    keep = (likeness >= _CANDIDATE) & (shared >= 2)
    bigger, smaller, likeness = bigger[keep], smaller[keep], likeness[keep]
    for index in np.lexsort((bigger, -likeness, smaller)).tolist():
        tried = out[int(smaller[index])]
        if len(tried) < _TRIED and int(bigger[index]) not in tried:
            tried.append(int(bigger[index]))
    return out


def _same_page(order: Sequence[_Read]) -> Iterator[tuple[int, int]]:
    """Each report with the one before it that has the same URL, or the same outlet and title."""
    last: dict[str, int] = {}
    for number, read in enumerate(order):
        for before in sorted({last[name] for name in read.page if name in last}):
            yield before, number
        last |= dict.fromkeys(read.page, number)


def _sharing(sketches: Sequence[Hashes]) -> tuple[Numbers, Numbers, Numbers]:
    """Pairs of numbers, the smaller first, that share kept shingles, and how many.

    Of all that share one each is paired with the next four and with the first two: a phrase in ten thousand articles
    makes sixty thousand pairs, and not fifty million.
    """
    owners = np.repeat(np.arange(len(sketches), dtype=np.int64), [len(s) for s in sketches])
    values = np.concatenate([*sketches, np.zeros(0, np.uint64)])
    by_value = np.argsort(values, kind="stable")
    values, owners = values[by_value], owners[by_value]
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else owners[:0]
    start = np.repeat(starts, np.diff(np.append(starts, len(values))))
    keys = [_paired(owners, np.flatnonzero(values[n:] == values[:-n]), n, len(sketches)) for n in range(1, _NEAR + 1)]
    for first in range(_FIRST):
        far = np.flatnonzero(np.arange(len(values)) - start > first + _NEAR)
        keys.append(owners[start[far] + first] * len(sketches) + owners[far])
    pairs, counts = np.unique(np.concatenate(keys), return_counts=True)
    return pairs // max(len(sketches), 1), pairs % max(len(sketches), 1), counts


def _paired(owners: Numbers, at: npt.NDArray[np.intp], apart: int, base: int) -> Numbers:
    """Each pair of owners as one number."""
    return np.asarray(owners[at] * base + owners[at + apart], np.int64)


# -- the decision ----------------------------------------------------------------------------------------------------


def _decided(found: Match, one: Told, other: Told) -> tuple[Relation, float] | None:
    """The relation of two reports whose words match so far; in this order, the first that holds."""
    versions = not set(_page_names(one)).isdisjoint(_page_names(other))
    apart = _days_apart(one.published, other.published)
    relation: Relation | None = None
    kept = found.changed <= _CHANGED
    if min(found.short, found.long) >= (_VERBATIM if versions else _WHOLE) and kept:
        relation = "same"
    elif versions and found.own >= _VERSION:
        relation = "updated"
    elif apart > _DAYS:
        relation = None
    elif found.short >= _CUT and found.own >= _CUT and kept:
        relation = "cut"
    elif found.own >= _EDITED or _lent(found, one, other, apart):
        relation = "edited"
    return None if relation is None else (relation, round(found.short, 3))


def _lent(found: Match, one: Told, other: Told, apart: int) -> bool:
    """Whether so many words can only come from the other outlet, or from the agency of both."""
    foreign = one.outlet is not None and other.outlet is not None and one.outlet != other.outlet
    return foreign and apart <= _LENT_DAYS and found.own >= _LENT and found.own * found.words >= _LENT_WORDS


def _days_apart(one: str | None, other: str | None) -> int:
    """Days between two days of publication; 0 if one is not known."""
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) if one and other else 0


class _Link(NamedTuple):
    to: int
    relation: Relation
    shared: float


def _linked(ids: Sequence[str], candidates: Mapping[int, Sequence[int]], shelf: _Shelf) -> dict[int, _Link]:
    """Each copy with the longer report it has most from. Every link goes to a longer one: so there are no circles."""
    out: dict[int, _Link] = {}
    for short in sorted(candidates):
        for long in candidates[short]:
            found = shelf.related(ids[short], ids[long])
            if found and (short not in out or found[1] > out[short].shared):
                out[short] = _Link(long, *found)
            if found and found[1] >= _WHOLE:
                break
    return out


def _root(number: int, linked: Mapping[int, _Link], ids: Sequence[str]) -> str:
    while number in linked:
        number = linked[number].to
    return ids[number]


def _wire(
    article: str, first: str, report: str, link: _Link | None, ids: Sequence[str], shelf: _Shelf, name: str | None
) -> Wire:
    """The wire of an article whose words are those of the article `first`."""
    if article == report:
        return Wire(article, report, agency=name)
    if first == report or link is None:
        return Wire(article, report, "same", first, name, 1.0)
    # Told against the report itself, if they are still alike; else against what lies between.
    if ids[link.to] != report and (direct := shelf.related(first, report)):
        return Wire(article, report, direct[0], report, name, direct[1])
    return Wire(article, report, link.relation, ids[link.to], name, link.shared)
