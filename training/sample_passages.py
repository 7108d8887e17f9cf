"""Choose the paragraphs of a news corpus that are worth a label, and print them for an annotator.

Three parts: lines that recur in five or more articles of one outlet (where boilerplate starts), random
paragraphs (head and tail of the article weighted up), and lines near the end that ask the reader for
something and may or may not be appeals. Nothing of the corpus is written into the repository: the output
goes where --out says, and what is kept in it is (url, start, end, kind).
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import re
from pathlib import Path
from typing import NamedTuple

ASKS = re.compile(r"\b(?:you|your|sign up|subscribe|support|donate|follow|click|contact|join|help|share|read)\b", re.I)
BEGS = re.compile(
    r"\b(?:donat\w+|our (?:work|journalis\w+|readers|mission)|independent (?:journalism|media|news)|support us|"
    r"(?:become|becoming) a (?:member|supporter|subscriber)|your (?:support|contribution|gift)|"
    r"subscri\w+|chip in|reader-supported|paywall)\b",
    re.I,
)


class Paragraph(NamedTuple):
    """One line of an article: offsets are code points into the article's text, half-open."""

    url: str
    outlet: str
    start: int
    end: int
    text: str
    before: str
    after: str
    index: int
    count: int


def paragraphs(article: dict[str, str]) -> list[Paragraph]:
    """The non-empty lines of one article, each with a glimpse of its neighbours."""
    spans = [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", article["text"])]
    lines = [article["text"][a:b] for a, b in spans]
    return [
        Paragraph(
            article["url"],
            article["outlet"],
            a,
            b,
            lines[i],
            lines[i - 1] if i else "",
            lines[i + 1] if i + 1 < len(lines) else "",
            i,
            len(lines),
        )
        for i, (a, b) in enumerate(spans)
    ]


def choose(rows: list[Paragraph], recurring: int, rand: int, asking: int, begging: int, seed: int) -> list[Paragraph]:
    """A sample without repeats: recurring lines, random ones, then lines near the end that ask for something."""
    rng = random.Random(seed)
    places: dict[tuple[str, str], list[Paragraph]] = collections.defaultdict(list)
    for p in rows:
        places[p.outlet, p.text.strip()].append(p)
    often = [p for found in places.values() if len(found) >= 5 for p in found[:4]]
    rare = [p for p in rows if len(places[p.outlet, p.text.strip()]) < 5]
    edge = [p for p in rare if p.index < 3 or p.count - p.index <= 5]
    ask = [p for p in rare if p.count - p.index <= 8 and len(p.text) < 600 and ASKS.search(p.text)]
    beg = [p for p in rare if BEGS.search(p.text) and re.search(r"\b(?:you|your|us|our|we)\b", p.text, re.I)]
    picked: dict[tuple[str, int], Paragraph] = {}
    for pool, n in ((often, recurring), (edge, rand // 2), (rare, rand - rand // 2), (ask, asking), (beg, begging)):
        fresh = [p for p in pool if (p.url, p.start) not in picked]
        for p in rng.sample(fresh, min(n, len(fresh))):
            picked[p.url, p.start] = p
    return list(picked.values())


def main() -> None:
    """Write the sample in chunks of one annotator's size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--chunk", type=int, default=420)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    with gzip.open(args.articles, "rt", encoding="utf-8") as lines:
        rows = [p for line in lines for p in paragraphs(json.loads(line))]
    sample = choose(rows, 700, 900, 550, 250, args.seed)
    random.Random(args.seed).shuffle(sample)
    args.out.mkdir(parents=True, exist_ok=True)
    for n in range(0, len(sample), args.chunk):
        with (args.out / f"chunk{n // args.chunk}.txt").open("w", encoding="utf-8") as out:
            for i, p in enumerate(sample[n : n + args.chunk], n):
                text = p.text if len(p.text) < 320 else p.text[:200] + " [...] " + p.text[-100:]
                out.write(
                    f"#{i} {p.outlet} | line {p.index + 1} of {p.count}\n  before: {p.before[-110:]}\n"
                    f"  >>> {text}\n  after: {p.after[:110]}\n"
                )
    keys = [f"{i}\t{p.url}\t{p.start}\t{p.end}\n" for i, p in enumerate(sample)]
    (args.out / "keys.tsv").write_text("".join(keys), encoding="utf-8")


if __name__ == "__main__":
    main()
