"""Set the thresholds and the calibration of an exported model folder on PolNeAR dev.

    python -m training.calibrate --shared ../shared --model onrecord/model

Three numbers are fitted on dev: the threshold for outermost attributions (best whole-exact F1), and slope and
intercept of the score (Platt 1999), so that a score of .8 is right to the word in about eight of ten cases. Three more
are fitted on the project's own annotated events (benchmarks/gold/events): the threshold of an event (best F1 of
trigger and type among those that raise at most 5 false alarms in 100 texts without an event, and at which three of four
events found in excerpts of news, training/labels/calibration.jsonl, are right), and the two of its score, from both.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.attribution import Attribution, Counts, Tokenised
from benchmarks.brat import articles
from benchmarks.events import GOLD, touch
from benchmarks.excerpts import articles as news_articles
from benchmarks.excerpts import excerpts
from benchmarks.notation import Sample, samples
from onrecord.drafts import Draft
from onrecord.encoder import Candidate, Decoding, Encoder, Words, read_words
from onrecord.events import drafted
from onrecord.statements import outermost
from training.nest import offsets

NEWS = Path("training/labels/calibration.jsonl")
FLOOR = 1e-4
SLACK = 0.2  # points of F1; the noise of dev is larger
FEW, RIGHT = 0.05, 0.75
LOWEST = 0.04  # of a trigger, while the threshold is looked for


class Read(NamedTuple):
    """One dev article as the encoder saw it."""

    tokens: Tokenised
    gold: list[Attribution]
    words: Words
    candidates: list[Candidate]


def read_dev(encoder: Encoder, shared: Path) -> Iterator[Read]:
    """Every dev article with its first annotator's attributions."""
    for _, text, annotators in articles(shared / "corpora/polnear/dev"):
        tokens, words = Tokenised(text), read_words(text, encoder.pieces)
        gold = [tokens.attribution(g.source, g.cue, g.content) for g in annotators[0]]
        yield Read(tokens, gold, words, encoder.marks(words).candidates)


def found(read: Read, decoding: Decoding) -> list[tuple[Draft, Attribution]]:
    """The outermost attributions of an article under some thresholds."""
    drafts = outermost(read.words, read.candidates, decoding)
    return [(d, read.tokens.attribution(*offsets(read.words, d))) for d in drafts]


def best_threshold(reads: list[Read], decoding: Decoding) -> float:
    """The lowest outer threshold whose whole-exact F1 is the best but for `SLACK`: of two that are as good the one that
    loses fewer statements."""
    scores = {}
    for step in range(10, 17):
        counts = Counts()
        for read in reads:
            counts.add(read.gold, [a for _, a in found(read, decoding._replace(outer=step / 20))])
        scores[step / 20] = counts.f1("whole exact")
        print(f"outer {step / 20:.2f}: whole exact {scores[step / 20]:.2f}")
    return min(t for t, score in scores.items() if score >= max(scores.values()) - SLACK)


def platt(pairs: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and intercept of a logistic regression of being right on the log odds of the chance (gradient steps)."""
    x = np.asarray([odds for odds, _ in pairs])
    right = np.asarray([float(r) for _, r in pairs])
    slope, intercept = 0.0, 0.0
    for _ in range(20_000):
        miss = right - 1 / (1 + np.exp(-(slope * x + intercept)))
        slope += 0.05 * float((miss * x).mean())
        intercept += 0.05 * float(miss.mean())
    return slope, intercept


class Guess(NamedTuple):
    """An event that might be said: how likely it is, whether it is right, whether its text has none."""

    chance: float
    right: bool
    empty: bool


def guesses(encoder: Encoder, texts: Sequence[Sample]) -> tuple[list[Guess], int, int]:
    """Every event over a low threshold; how many are annotated; how many texts have none."""
    found: list[Guess] = []
    telling = encoder.telling._replace(event=0.15)
    for sample in texts:
        words = read_words(sample.text, encoder.pieces)
        open_ = list(sample.events)
        for draft in sorted(drafted(words, encoder.marks(words).triggers, telling), key=lambda d: -d.chance):
            spans = [words.span(*r) for r in draft.trigger]
            told = next((t for t in open_ if t.type == draft.type and touch(t.trigger, spans)), None)
            if told:
                open_.remove(told)
            found.append(Guess(draft.chance, told is not None, not sample.events))
    return found, sum(len(s.events) for s in texts), sum(not s.events for s in texts)


def event_threshold(found: list[Guess], annotated: int, empty: int, news: list[Guess]) -> float:
    """The threshold of the best F1 among those with few false alarms and with most of what is found in `news` right."""
    scores = {}
    for step in range(15, 46):
        kept = [g for g in found if g.chance >= step / 50]
        right = sum(g.right for g in kept)
        alarms = sum(g.empty for g in kept) / max(1, empty)
        read = [g.right for g in news if g.chance >= step / 50]
        share = sum(read) / max(1, len(read))
        scores[step / 50] = (alarms <= FEW and share >= RIGHT, 2 * right / max(1, len(kept) + annotated))
        print(f"event {step / 50:.2f}: F1 {100 * scores[step / 50][1]:.2f}, false alarms {100 * alarms:.1f}, "
              f"right in news {100 * share:.1f} of {len(read)}")  # fmt: skip
    return max(scores, key=lambda t: (scores[t], t))


def log_odds(chance: float) -> float:
    """Of a chance held away from 0 and 1."""
    chance = min(max(chance, FLOOR), 1 - FLOOR)
    return math.log(chance / (1 - chance))


def main() -> None:
    """Fit on dev and write the numbers into model.toml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, default=Path("onrecord/model"))
    args = parser.parse_args()
    card = args.model / "model.toml"
    _put(card, {"trigger": LOWEST})
    encoder = Encoder(args.model)
    reads = list(read_dev(encoder, args.shared))
    outer = best_threshold(reads, encoder.decoding)
    pairs = []
    for read in reads:
        for draft, attribution in found(read, encoder.decoding._replace(outer=outer)):
            pairs.append((log_odds(draft.chance), attribution in read.gold))
    slope, intercept = platt(pairs)
    # A chance is the geometric mean of two probabilities, so nothing under the square of a threshold can reach it.
    candidate = math.floor(100 * min(outer, encoder.decoding.nested) ** 2) / 100
    told, annotated, empty = guesses(encoder, samples(GOLD))
    reported, _, _ = guesses(encoder, excerpts(NEWS, news_articles(args.shared)))
    event = event_threshold(told, annotated, empty, reported)
    told += reported
    sharpness, shift = platt([(log_odds(g.chance), g.right) for g in told if g.chance >= event])
    numbers = {"candidate": candidate, "outer": outer, "slope": slope, "intercept": intercept, "event": event,
               "trigger": math.floor(100 * event**2) / 100, "sharpness": sharpness, "shift": shift}  # fmt: skip
    _put(card, numbers)
    print(numbers)


def _put(card: Path, numbers: Mapping[str, float]) -> None:
    text = card.read_text(encoding="utf-8")
    for name, value in numbers.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value:.4g}", text)
    card.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
