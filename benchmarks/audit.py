"""A hundred events of a hundred articles, read against the text by somebody.

    python -m benchmarks.audit draw --shared ../shared --out SHEET.tsv     the sheet to read, with its words
    python -m benchmarks.audit keep SHEET.tsv                              verdicts without words, into results/

The articles and the events are drawn with a fixed seed. A sheet's last three columns are for the reader: y or n for
type, actor and status. What is kept holds offsets and verdicts only; `python -m benchmarks` prints what they say.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from onrecord.reader import Reader
from onrecord.records import Article, Event, Reading, article_id, spans_key

KEPT = Path(__file__).parent / "results" / "events-audit.tsv"
SEED, ARTICLES, EVENTS = 20240728, 100, 100
ASKED = ("type right", "actor right", "status right")
COLUMNS = ("url", "event", "trigger", "type", "mode", "status", "score")
WORDS = ("published", "actors", "recipients", "when", "where", "according to", "sentence", "around")
Figures = dict[str, float]


class Row(NamedTuple):
    """An event of the sheet with the reader's three verdicts."""

    event: str
    type: bool
    actor: bool
    status: bool


def drawn(shared: Path, reader: Reader) -> Iterator[tuple[Reading, Event]]:
    """The events to read, in the order of their articles."""
    with gzip.open(shared / "corpora/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rng = random.Random(SEED)
    found = [
        (r, e) for row in rng.sample(rows, ARTICLES) for r in [reader.read_article(_article(row))] for e in r.events
    ]
    yield from (found[i] for i in sorted(rng.sample(range(len(found)), min(EVENTS, len(found)))))


def _article(row: dict[str, str]) -> Article:
    text, url = row["text"], row["url"]
    return Article(article_id(url, text), url, row.get("outlet"), row.get("title"), None, None,
                   (row.get("published") or row.get("date") or "")[:10] or None, "en", text)  # fmt: skip


def _line(reading: Reading, event: Event) -> list[str]:
    text = reading.article.text
    start, end = event.trigger[0].start, event.trigger[-1].end
    said = {s.id: s for s in reading.statements}.get(event.according_to or "")
    source = said.speaker.text if said and said.speaker else ""
    return [
        reading.article.url or "", event.id, spans_key(event.trigger), event.type, ",".join(event.modes), event.status,
        str(event.score), reading.article.published or "", "; ".join(r.text for r in event.actors),
        "; ".join(r.text for r in event.recipients), event.when.span.of(text) if event.when else "",
        event.where.name if event.where else "", source, _plain(text[start:end]),
        _plain(text[max(0, start - 400) : start] + ">>" + text[start:end] + "<<" + text[end : end + 300]),
    ]  # fmt: skip


def _plain(words: str) -> str:
    return " ".join(words.split())


def draw(shared: Path, out: Path) -> None:
    """Write the sheet."""
    with out.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, delimiter="\t")
        sheet.writerow((*COLUMNS, *WORDS, *ASKED))
        for reading, event in drawn(shared, Reader()):
            sheet.writerow([*_line(reading, event), "", "", ""])


def keep(sheet: Path) -> None:
    """Keep the verdicts of a sheet that was read, without its words."""
    with sheet.open(encoding="utf-8", newline="") as lines, KEPT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t")
        out.writerow((*COLUMNS, *ASKED))
        for row in csv.DictReader(lines, delimiter="\t"):
            out.writerow([row[c] for c in (*COLUMNS, *ASKED)])


def run() -> Figures:
    """What the kept verdicts say, in percent."""
    with KEPT.open(encoding="utf-8", newline="") as lines:
        rows = [
            Row(r["event"], *(r[a].strip().lower().startswith("y") for a in ASKED))
            for r in csv.DictReader(lines, delimiter="\t")
        ]
    share = 100 / len(rows)
    return {
        "type": share * sum(r.type for r in rows),
        "actor": share * sum(r.actor for r in rows),
        "status": share * sum(r.status for r in rows),
        "type, actor and status": share * sum(r.type and r.actor and r.status for r in rows),
        "events read": len(rows),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("what", choices=("draw", "keep"))
    parser.add_argument("sheet", type=Path, nargs="?")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("sheet.tsv"))
    args = parser.parse_args()
    if args.what == "draw":
        draw(args.shared, args.out)
    else:
        keep(args.sheet)


if __name__ == "__main__":
    main()
