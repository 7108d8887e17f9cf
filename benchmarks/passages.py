"""How well articles are zoned into passages, on publishers the model has not seen.

    python -m benchmarks.passages ../shared

Cross-validation over the labels of `training/labels/passages.tsv`, grouped by publisher (the site of the address, so
that an author who writes for two outlets of one site does not leak). What is measured is what `zone` does with the
whole article; only labelled paragraphs of the corpus count, never those of our own writing.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from onrecord import passages
from onrecord.passages import KINDS
from training import passages as trainer

FOLDS, SEED = 5, 13


class Verdict(NamedTuple):
    """One labelled paragraph: what it is, what it was taken for, and its length in code points."""

    gold: int
    found: int
    size: int
    document: trainer.Document
    line: int


def folds(documents: list[trainer.Document]) -> list[list[trainer.Document]]:
    """The publishers dealt out into folds of about the same number of articles, largest first."""
    sizes = Counter(d.group for d in documents)
    groups = sorted(sizes)
    random.Random(SEED).shuffle(groups)
    groups.sort(key=lambda g: -sizes[g])
    dealt: list[list[trainer.Document]] = [[] for _ in range(FOLDS)]
    for group in groups:
        min(dealt, key=len).extend(d for d in documents if d.group == group)
    return dealt


def judge(weights: passages.Weights, documents: list[trainer.Document]) -> list[Verdict]:
    """Every labelled paragraph of these articles with the kind that the model gives it."""
    verdicts = []
    for d in documents:
        scores = passages.score(weights, passages.features(d.lines, d.title, d.byline, d.outlet))
        kinds = passages.decode(weights, scores, d.lines)
        verdicts += [Verdict(gold, kinds[i], len(d.lines[i]), d, i) for i, gold in enumerate(d.kinds) if gold >= 0]
    return verdicts


def cross_validate(documents: list[trainer.Document], settings: trainer.Settings) -> list[Verdict]:
    """Each fold judged by a model that was trained on the others."""
    dealt = folds(documents)
    verdicts = []
    for n, held in enumerate(dealt):
        weights = trainer.train([d for m, fold in enumerate(dealt) if m != n for d in fold], settings)
        verdicts += judge(weights, held)
    return verdicts


def precision_recall_f1(verdicts: list[Verdict], kind: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of one kind over paragraphs."""
    hits = sum(v.gold == kind == v.found for v in verdicts)
    precision = hits / max(1, sum(v.found == kind for v in verdicts))
    recall = hits / max(1, sum(v.gold == kind for v in verdicts))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def measure(verdicts: list[Verdict]) -> dict[str, float]:
    """The figures, in percent: F1 of every kind and their mean, and how much reporting is lost or gained."""
    f1 = {kind: precision_recall_f1(verdicts, k)[2] for k, kind in enumerate(KINDS)}
    report = KINDS.index("report")
    reporting = [v for v in verdicts if v.gold == report]
    lost = sum(v.size for v in reporting if v.found != report) / sum(v.size for v in reporting)
    leaked = sum(v.found == report for v in verdicts if KINDS[v.gold] == "appeal")
    figures = {f"{kind}_f1": 100 * value for kind, value in f1.items()}
    return figures | {
        "macro_f1": 100 * sum(f1.values()) / len(f1),
        "report_characters_lost": 100 * lost,
        "appeal_paragraphs_taken_for_report": float(leaked),
    }


def table(verdicts: list[Verdict]) -> str:
    """Precision, recall, F1 and number of paragraphs for each kind."""
    rows = [f"{'kind':10}{'P':>8}{'R':>8}{'F1':>8}{'n':>7}"]
    for k, kind in enumerate(KINDS):
        figures = "".join(f"{100 * x:8.1f}" for x in precision_recall_f1(verdicts, k))
        rows.append(f"{kind:10}{figures}{sum(v.gold == k for v in verdicts):7}")
    return "\n".join(rows)


def run(shared: Path) -> dict[str, float]:
    """Cross-validate over publishers, print the table of the kinds, and return the figures (percent).

    `shared` is the folder that holds corpora/.
    """
    verdicts = cross_validate(trainer.read_documents(shared), trainer.Settings())
    figures = measure(verdicts)
    print(table(verdicts))
    for name, value in figures.items():
        if not name.endswith("_f1") or name == "macro_f1":
            print(f"{name}: {value:.2f}")
    return figures


if __name__ == "__main__":
    run(Path(sys.argv[1]))
