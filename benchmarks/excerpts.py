"""Annotated excerpts of news articles: offsets and labels only, joined with the texts of ../shared/corpora/news.

The articles are their publishers'; what is kept is where an excerpt stands in one and what was annotated in it by the
guide of training/labels/events.md, as JSON lines. `python -m benchmarks.excerpts keep OUT.jsonl NOTES.txt ...` makes
them of notes in the guide's notation, each block opened by `#url start end | contexts` instead of a day and the text.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.notation import Fault, Sample, Told, note
from onrecord.records import Span

_FIELDS = ("trigger", "actors", "recipients", "by", "when", "where")
Articles = Mapping[str, dict[str, str]]


def articles(shared: Path) -> Articles:
    """The articles of the news corpus by their address."""
    with gzip.open(shared / "corpora/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {row["url"]: row for row in map(json.loads, lines)}


def excerpts(path: Path, found: Articles) -> list[Sample]:
    """The excerpts of a file as annotated texts; offsets become those of the excerpt."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [_sample(row, found[row["url"]]) for row in rows]


def _sample(row: dict[str, Any], article: Mapping[str, str]) -> Sample:
    start, end = row["start"], row["end"]
    events = tuple(_told(event, start) for event in row["events"])
    name = f"{row['url']}#{start}"
    return Sample(name, article["published"][:10], tuple(row["contexts"]), article["text"][start:end], events)


def _told(event: dict[str, Any], shift: int) -> Told:
    spans = {f: tuple(Span(a - shift, b - shift) for a, b in event.get(f, ())) for f in _FIELDS}
    return Told(type=event["type"], modes=tuple(event.get("modes", ())), status=event["status"], line=0, **spans)


# -- from notes to offsets ---------------------------------------------------------------------------------------------

_HEAD = re.compile(r"#(\S+) (\d+) (\d+) *\|(.*)$")


def kept(notes: Iterable[str], found: Articles) -> Iterator[dict[str, Any]]:
    """The rows of annotated excerpts.

    Raises: Fault at the first line that is wrong, with its number.
    """
    row: dict[str, Any] | None = None
    for number, line in enumerate(notes, 1):
        head = _HEAD.match(line.strip())
        if head:
            if row:
                yield row
            url, start, end, contexts = head.groups()
            if url not in found:
                raise Fault(f"{number}: the corpus has no article {url}")
            listed = [c.strip() for c in contexts.split(",") if c.strip()]
            row = {"url": url, "start": int(start), "end": int(end), "contexts": listed, "events": []}
        elif line.strip() and row:
            text = found[row["url"]]["text"][row["start"] : row["end"]]
            row["events"].append(_row(note(number, text, line.strip().removeprefix("- ")), row["start"]))
    if row:
        yield row


def _row(told: Told, shift: int) -> dict[str, Any]:
    spans = {f: [(s.start + shift, s.end + shift) for s in getattr(told, f)] for f in _FIELDS}
    modes = {"modes": told.modes} if told.modes else {}
    return {"type": told.type, **modes, "status": told.status, **{f: v for f, v in spans.items() if v}}


def main() -> None:
    """Command line."""
    _, out, *notes = sys.argv[1:]
    found = articles(Path("../shared"))
    lines = [line for path in notes for line in Path(path).read_text(encoding="utf-8").splitlines()]
    with Path(out).open("w", encoding="utf-8") as file:
        for row in kept(lines, found):
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
