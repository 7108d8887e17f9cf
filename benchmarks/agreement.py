"""How far two independent annotations of the same texts agree.

    python -m benchmarks.agreement training/labels/events training/labels/second
    python -m benchmarks.agreement benchmarks/gold/excerpts.jsonl benchmarks/gold/second/excerpts.jsonl

The second holds some of the texts of the first, annotated again by somebody who did not see the first pass.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.events import shared_spans, touch
from benchmarks.excerpts import articles, excerpts
from benchmarks.notation import Sample, Told, samples

Figures = dict[str, float]


def agreement(first: Sequence[Sample], second: Sequence[Sample]) -> Figures:
    """Figures in percent, but for kappa (Cohen 1960), which leaves out what chance alone would agree on."""
    once = {s.text: s for s in first}
    pairs: list[tuple[str, Told, Told]] = []
    events = [0, 0]
    texts = 0
    empty = [0, 0]
    for again in second:
        before = once[again.text]
        texts += 1
        events = [events[0] + len(before.events), events[1] + len(again.events)]
        empty = [empty[0] + (bool(before.events) == bool(again.events)), empty[1] + 1]
        open_ = list(again.events)
        for told in before.events:
            near = [t for t in open_ if touch(t.trigger, told.trigger)]
            if near:
                best = next((t for t in near if t.type == told.type), near[0])
                open_.remove(best)
                pairs.append((again.text, told, best))
    types = [(a.type, b.type) for _, a, b in pairs]
    same = [(x, a, b) for x, a, b in pairs if a.type == b.type]
    statuses = [(a.status, b.status) for _, a, b in same]
    modes = [(a.modes, b.modes) for _, a, b in same]
    return {
        "texts": texts,
        "events, first pass": events[0],
        "events, second pass": events[1],
        "event or none, text by text": _percent(empty),
        "trigger F1": 200 * len(pairs) / sum(events),
        "trigger and type F1": 200 * len(same) / sum(events),
        "type, kappa": kappa(types),
        "status": 100 * _share(statuses),
        "status, kappa": kappa(statuses),
        "modes": 100 * _share(modes),
        "actors share half": 100 * sum(shared_spans(x, a.actors, b.actors) for x, a, b in same) / len(same),
        "recipients share half": 100 * sum(shared_spans(x, a.recipients, b.recipients) for x, a, b in same) / len(same),
    }


def _percent(counts: Sequence[int]) -> float:
    return 100 * counts[0] / counts[1]


def _share(pairs: Sequence[tuple[object, object]]) -> float:
    return sum(a == b for a, b in pairs) / len(pairs)


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two annotators over the same items."""
    one, two = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(one[k] * two[k] for k in one) / len(pairs) ** 2
    return (_share(pairs) - chance) / (1 - chance)


def _annotated(path: Path) -> Sequence[Sample]:
    """The texts of a folder or a file in the notation, or the excerpts of a file of offsets."""
    return excerpts(path, articles(Path("../shared"))) if path.suffix == ".jsonl" else samples(path)


def main() -> None:
    """Command line."""
    first, second = (_annotated(Path(name)) for name in sys.argv[1:3])
    for name, value in agreement(first, second).items():
        print(f"{name:32}{value:9.3f}")


if __name__ == "__main__":
    main()
