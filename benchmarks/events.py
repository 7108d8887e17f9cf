"""Events: found, and right in type, parties, status; the type between two parties; how far a score can be believed.

    python -m benchmarks.events --pairs IN.tsv --predictions OUT.tsv

codes a file with the columns sentence, source, target (the words of the two parties; a party that is not in the
sentence is unknown) and writes it back with `type`, always one of the 16, and `score`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.attribution import TOKEN
from benchmarks.excerpts import articles, excerpts
from benchmarks.notation import Sample, Told, samples
from onrecord.pairs import Pairs
from onrecord.reader import Reader
from onrecord.records import Article, Event, Reference, Span, Statement, article_id

GOLD = Path(__file__).parent / "gold" / "events"
NEWS = Path(__file__).parent / "gold" / "excerpts.jsonl"
# PLV merges what a later PLOVER keeps apart.
MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
FOLDS = 5
CV = Path(__file__).parent / "results" / "pairs-crossed.tsv"
Figures = dict[str, float]


class Match(NamedTuple):
    """An annotated event and the one that was found for it; `first` is False where it is another telling of it."""

    told: Told
    found: Event
    first: bool


class Scored(NamedTuple):
    """One text: what was matched, what was found besides, and what was not found."""

    sample: Sample
    matches: list[Match]
    spurious: list[Event]
    missed: list[Told]
    claims: dict[str, Statement]


def scored(reader: Reader, found: Iterable[Sample]) -> list[Scored]:
    """Every text read and compared with its annotation."""
    return [_scored(reader, s) for s in found]


def _scored(reader: Reader, sample: Sample) -> Scored:
    article = Article(article_id(None, sample.text), None, None, None, None, None, sample.published, "en", sample.text)
    reading = reader.read_article(article)
    open_ = list(sample.events)
    matches, spurious = [], []
    for event in reading.events:
        hits = 0
        for nth, trigger in enumerate((event.trigger, *event.mentions)):
            told = next((t for t in open_ if t.type == event.type and touch(t.trigger, trigger)), None)
            if told:
                open_.remove(told)
                matches.append(Match(told, event, nth == 0))
                hits += 1
            else:
                spurious.append(event)
    return Scored(sample, matches, spurious, open_, {s.id: s for s in reading.statements})


def touch(a: Sequence[Span], b: Sequence[Span]) -> bool:
    """Whether the two share a character."""
    return any(x.touches(y) for x in a for y in b)


def shared(text: str, gold: Sequence[Span], found: Iterable[Reference]) -> bool:
    """`shared_spans` of annotated parties and found ones."""
    return shared_spans(text, gold, [s for r in found for s in r.spans])


def shared_spans(text: str, gold: Sequence[Span], found: Sequence[Span]) -> bool:
    """Whether the words of all parties, gold and found, share half of the longer side's tokens; or both are none."""
    mine, yours = _tokens(text, gold), _tokens(text, found)
    if not mine or not yours:
        return not mine and not yours
    return len(mine & yours) >= max(len(mine), len(yours)) / 2


def _tokens(text: str, spans: Iterable[Span]) -> set[int]:
    return {m.start() for s in spans for m in TOKEN.finditer(text, s.start, s.end)}


def figures(rows: Sequence[Scored]) -> Figures:
    """Shares in percent over all texts, and false alarms in 100 sentences of the texts without an event."""
    matched = [(r, m) for r in rows for m in r.matches]
    found = len(matched) + sum(len(r.spurious) for r in rows)
    gold = len(matched) + sum(len(r.missed) for r in rows)
    first = [(r.sample.text, m.told, m.found) for r, m in matched if m.first]
    empty = [r for r in rows if not r.sample.events]
    modes = [(t, e) for _, t, e in first if t.modes]
    out = {
        "event and type P": _percent(len(matched), found),
        "event and type R": _percent(len(matched), gold),
        "event and type F1": _percent(2 * len(matched), found + gold),
        "actor": _percent(sum(shared(x, t.actors, e.actors) for x, t, e in first), len(first)),
        "recipient": _percent(sum(shared(x, t.recipients, e.recipients) for x, t, e in first), len(first)),
        "status": _percent(sum(t.status == e.status for _, t, e in first), len(first)),
        "mode, where there is one": _percent(sum(t.modes[:1] == e.modes for t, e in modes), len(modes)),
        "claimant": _percent(sum(_same_claimant(r, m) for r, m in matched if m.first), len(first)),
        "when": _percent(sum(_touches(t.when, e.when.span if e.when else None) for _, t, e in first), len(first)),
    }
    alarms = sum(bool(r.spurious) for r in empty)
    sentences = sum(max(1, r.sample.text.count(". ") + r.sample.text.count("\n") + 1) for r in empty)
    return out | {"false alarms in 100 event-free sentences": _percent(alarms, sentences), "events": gold}


def _same_claimant(row: Scored, match: Match) -> bool:
    """Whether the source of the statement it stands in is the annotated one; both may be nobody."""
    claim = row.claims.get(match.found.according_to or "")
    spans = claim.speaker.spans if claim and claim.speaker else ()
    if not match.told.by:
        return claim is None
    return touch(match.told.by, spans)


def _touches(gold: Sequence[Span], found: Span | None) -> bool:
    return not gold if found is None else any(g.touches(found) for g in gold)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def curve(rows: Sequence[Scored], bins: int = 5) -> list[tuple[float, float, int]]:
    """The calibration: (mean score, share that is an event of its type, how many), bins of equal size, low to high."""
    pairs = [(m.found.score, True) for r in rows for m in r.matches] + [
        (e.score, False) for r in rows for e in r.spurious
    ]
    pairs.sort()
    size = max(1, -(-len(pairs) // bins))
    cut = [pairs[i : i + size] for i in range(0, len(pairs), size)]
    return [(sum(s for s, _ in c) / len(c), sum(right for _, right in c) / len(c), len(c)) for c in cut]


def run(reader: Reader) -> Figures:
    """The dev part, with the calibration curve printed."""
    return _told("own dev part", scored(reader, samples(GOLD)))


def news(shared: Path, reader: Reader) -> Figures:
    """Excerpts of news articles that no training saw, likewise."""
    return _told("news", scored(reader, excerpts(NEWS, articles(shared))))


def _told(name: str, rows: Sequence[Scored]) -> Figures:
    print(f"\nevents, {name}: calibration (mean score, share right, events)")
    for mean, share, count in curve(rows):
        print(f"  {mean:6.3f} {share:6.3f} {count:6}")
    return figures(rows)


# -- the type between two parties --------------------------------------------------------------------------------------


class Case(NamedTuple):
    """A sentence, its two parties as words, and the type between them."""

    sentence: str
    source: str
    target: str
    type: str


def cases(path: Path) -> list[Case]:
    """The rows of a file with the columns sentence, source, target and, where it is known, type."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    missing = [c for c in ("sentence", "source", "target") if rows and c not in rows[0]]
    if missing:
        sys.exit(f"{path}: the column {missing[0]!r} is missing; needed: sentence, source, target, tab-separated")
    return [Case(r["sentence"], r["source"], r["target"], r.get("type") or "") for r in rows]


def agreement(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """Accuracy, and macro-F1 over the types of the gold."""
    right = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    of_gold, of_found = Counter(gold), Counter(found)
    f1 = [2 * right[t] / (of_gold[t] + of_found[t]) for t in of_gold]
    return right.total() / max(1, len(gold)), sum(f1) / max(1, len(f1))


def crossed() -> Figures:
    """What the predictions say that `python -m training.pairs measure` kept: a head that never saw the file, and heads
    that saw the other folds of it."""
    with CV.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    gold = [r["gold"] for r in rows]
    out: Figures = {}
    for name in ("own texts alone", "crossed"):
        accuracy, macro = agreement(gold, [r[name] for r in rows])
        out |= {f"{name}: accuracy": accuracy, f"{name}: macro-F1": macro}
    return out


def main() -> None:
    """Code a file of pairs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.events", description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    args = parser.parse_args()
    pairs = Pairs()
    with args.predictions.open("w", encoding="utf-8", newline="") as out:
        out.write("sentence\tsource\ttarget\ttype\tscore\n")
        for case in cases(args.pairs):
            found = pairs.coded(case.sentence, case.source, case.target)
            out.write(f"{case.sentence}\t{case.source}\t{case.target}\t{found.type}\t{found.score}\n")


if __name__ == "__main__":
    main()
