r"""Scores of attribution relations, as the field counts them: spans as sets of tokens, micro over articles.

Tokens are `\w+|[^\w\s]`; the pieces of a span are joined. *cue exact*: the same cue tokens. *source / content
exact*: the cues share a token and the source / content tokens are the same. *whole exact*: all three. *token*: per
role, on the union over an article. *coverage > t*: shared / gold content tokens, paired greedily one to one;
over-long predictions go unpunished. *speaker match*: the sources share a token, over the covered pairs.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Pieces = Sequence[tuple[int, int]]
Tokens = frozenset[int]
TOKEN = re.compile(r"\w+|[^\w\s]")


class Attribution(NamedTuple):
    """One attribution relation as sets of token numbers."""

    source: Tokens
    cue: Tokens
    content: Tokens


class Tokenised:
    """The tokens of one article, to turn code-point spans into token numbers."""

    def __init__(self, text: str) -> None:
        found = [m.span() for m in TOKEN.finditer(text)]
        self._starts = [s for s, _ in found]
        self._ends = [e for _, e in found]

    def of(self, pieces: Pieces) -> Tokens:
        """Numbers of the tokens that the pieces ([start, end) code points) touch."""
        return frozenset(
            i for s, e in pieces for i in range(bisect.bisect_right(self._ends, s), bisect.bisect_left(self._starts, e))
        )

    def attribution(self, source: Pieces, cue: Pieces, content: Pieces) -> Attribution:
        """The three roles as token numbers."""
        return Attribution(self.of(source), self.of(cue), self.of(content))


class Counts:
    """Right, predicted and gold counts per metric, added up over articles."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.predicted: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()

    def add(self, gold: Sequence[Attribution], predicted: Sequence[Attribution]) -> None:
        """Count one article."""
        for name, same in EXACT.items():
            self._put(name, _pairs(gold, predicted, same), len(predicted), len(gold))
        for role in Attribution._fields:
            g, p = _union(gold, role), _union(predicted, role)
            self._put(f"token {role}", len(g & p), len(p), len(g))
        for level in (0.3, 0.8):
            matched = _covered(gold, predicted, level)
            self._put(f"coverage > {level}", len(matched), len(predicted), len(gold))
            speakers = sum(bool(a.source & b.source) or not a.source | b.source for a, b in matched)
            self._put(f"speaker match > {level}", speakers, len(matched), len(matched))

    def _put(self, name: str, right: int, predicted: int, gold: int) -> None:
        self.right[name] += right
        self.predicted[name] += predicted
        self.gold[name] += gold

    def f1(self, name: str) -> float:
        """F1 of one metric in percent."""
        total = self.predicted[name] + self.gold[name]
        return 200.0 * self.right[name] / total if total else 0.0

    def precision(self, name: str) -> float:
        """Precision in percent."""
        return 100.0 * self.right[name] / self.predicted[name] if self.predicted[name] else 0.0

    def recall(self, name: str) -> float:
        """Recall in percent."""
        return 100.0 * self.right[name] / self.gold[name] if self.gold[name] else 0.0

    def all_f1(self) -> dict[str, float]:
        """F1 of every metric, in percent."""
        return {name: self.f1(name) for name in self.gold}


def _overlap(a: Attribution, b: Attribution) -> bool:
    return bool(a.cue & b.cue)


EXACT: dict[str, Callable[[Attribution, Attribution], bool]] = {
    "cue exact": lambda a, b: a.cue == b.cue,
    "source exact": lambda a, b: _overlap(a, b) and a.source == b.source,
    "content exact": lambda a, b: _overlap(a, b) and a.content == b.content,
    "whole exact": lambda a, b: a == b,
}


def _pairs(gold: Sequence[Attribution], predicted: Sequence[Attribution],
           same: Callable[[Attribution, Attribution], bool]) -> int:  # fmt: skip
    left = list(gold)
    right = 0
    for p in predicted:
        for i, g in enumerate(left):
            if same(g, p):
                del left[i]
                right += 1
                break
    return right


def _union(rows: Iterable[Attribution], role: str) -> set[int]:
    return {token for row in rows for token in getattr(row, role)}


def _covered(gold: Sequence[Attribution], predicted: Sequence[Attribution],
             level: float) -> list[tuple[Attribution, Attribution]]:  # fmt: skip
    scored = sorted(
        ((len(g.content & p.content) / len(g.content), -j, -i) for i, g in enumerate(gold) if g.content
         for j, p in enumerate(predicted) if g.content & p.content),
        reverse=True,
    )  # fmt: skip
    used_gold: set[int] = set()
    used: set[int] = set()
    out = []
    for share, j, i in scored:
        if share > level and -i not in used_gold and -j not in used:
            used_gold.add(-i)
            used.add(-j)
            out.append((gold[-i], predicted[-j]))
    return out
