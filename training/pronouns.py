"""Fit what speaks for a person when "he" or "she" is said: `onrecord.cast._salience.WEIGHTS`.

    python -m training.pronouns --shared ../shared

Logistic regression over the candidates of each pronoun in GUM's genres other than news, gold mentions given, every
pronoun before put right. News is left to measure on. Prints the weights; they are few, and stand in the code.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks import cast as measured
from benchmarks.gum import document
from onrecord.cast._entities import Entity, Seen
from onrecord.cast._memory import Memory
from onrecord.cast._salience import features
from onrecord.encoder import MODEL_DIR, WordPieces, read_words


class _Taught(Memory):
    """A memory that is told the right person and notes what spoke for each candidate."""

    gold: dict[tuple[int, int], str]
    rows: list[tuple[tuple[float, ...], bool, float]]

    def _likeliest(self, seen: Seen, gender: str) -> Entity | None:
        persons = self._persons(seen, gender)
        wanted = self.gold.get((seen.mention.span.start, seen.mention.span.end))
        right = [e for e in persons if self._cluster(e) == wanted]
        if len(persons) > 1 and right:
            right.sort(key=lambda e: -self._weight(e, seen, persons))
            rivals = [e for e in persons if e not in right[1:]]
            self.rows += [(self._evidence(e, seen, persons), e is right[0], 1 / len(rivals)) for e in rivals]
        return right[0] if right else super()._likeliest(seen, gender)

    def _evidence(self, entity: Entity, seen: Seen, persons: Sequence[Entity]) -> tuple[float, ...]:
        nearest = max(self._last(e, seen) for e in persons) == self._last(entity, seen)
        return features(self.words, entity, seen, self.speaking, seen in self.speakers, nearest)

    def _cluster(self, entity: Entity) -> str | None:
        spans = [s.mention.span for s in entity.seen if s.mention.form != "pronoun"]
        return self.gold.get((spans[0].start, spans[0].end)) if spans else None


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    args = parser.parse_args()
    pieces = WordPieces(MODEL_DIR / "tokenizer.json")
    rows: list[tuple[tuple[float, ...], bool, float]] = []
    for path in sorted((args.shared / "corpora/gum/dep").glob("*.conllu")):
        if "_news_" not in path.stem:
            gold = document(path)
            marked = {measured._mention(gold, m): m for m in gold.mentions if m.kind in measured.KINDS}
            mentions = sorted(marked, key=lambda m: (m.span, m.head))
            memory = _Taught(read_words(gold.text, pieces), mentions, (), lambda name: None)
            memory.gold = {(m.span.start, m.span.end): mark.entity for m, mark in marked.items()}
            memory.rows = rows
            memory.read()
    x, y, w = (np.asarray(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=0.3, max_iter=2000).fit(x, y, sample_weight=w * len(w) / w.sum())
    print(len(y), int(y.sum()), tuple(model.coef_[0].round(2).tolist()))


if __name__ == "__main__":
    main()
