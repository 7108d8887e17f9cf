"""The lines that an outlet prints under everything: what its articles repeat is furniture, and never a quotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from onrecord.passages import NAMES, line_key, paragraphs
from onrecord.records import FurnitureLine, Printed

FEWEST = 5  # reports of one outlet that have the line
LONGEST = 600  # code points; a longer paragraph that comes back is background, and an agency's at that


def furniture(printed: Iterable[Printed]) -> Iterator[FurnitureLine]:
    """The furniture of each outlet, by outlet and key. The articles must come sorted by outlet, then by report.

    Copies of one report count once, for its own words come back in them too. What holds a statement in any of the
    articles is none, and nor is a bare name: in an interview it says whose turn it is.
    """
    for outlet, articles in groupby(printed, key=lambda p: p.outlet):
        counts: Counter[str] = Counter()
        said: set[str] = set()
        for _, copies in groupby(articles, key=lambda p: p.report):
            lines = {line for copy in copies for line in _lines(copy)}
            counts.update({key for key, _ in lines})
            said.update(key for key, speaks in lines if speaks)
        yield from (FurnitureLine(outlet, k, n) for k, n in sorted(counts.items()) if n >= FEWEST and k not in said)


def _lines(printed: Printed) -> Iterator[tuple[str, bool]]:
    """The key of each line that may be furniture, and whether a statement stands in it."""
    text, said = printed.text, sorted(printed.said)
    first = 0
    for start, end in paragraphs(text):
        while first < len(said) and said[first].end <= start:
            first += 1
        if end - start <= LONGEST and not NAMES.match(text[start:end]):
            yield line_key(text[start:end]), any(span.start < end and span.end > start for span in said[first:])
