"""Fit the head of pairs alone, on shared layers that stand still; and measure it across folds of the PLV sentences.

    python -m training.pairs fit --weights best.pt --tokenizer tokenizer.json --pairs plv_train.tsv --out with-pairs.pt
    python -m training.pairs measure --weights best.pt --tokenizer tokenizer.json --pairs plv_train.tsv

`fit` learns from the project's own texts and, if given, a file of pairs; `measure` says what a head reaches on sentences
that it has not seen, from own texts alone and with the other folds beside them, and keeps the predictions (row, gold,
type; no text) in benchmarks/results, where `python -m benchmarks` reads them. The shared layers must not have seen the
file.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from benchmarks.events import CV, FOLDS, MERGED, agreement
from onrecord.encoder import TYPES, WordPieces, Words
from training.data import collate
from training.events import Labelled, Pair, on_subwords, pair_loss, piece, texts
from training.network import Network, PairHead, mixed

LARGEST = 24  # pairs of a batch


class Asked(NamedTuple):
    """A pair as the shared layers left its text: (subwords, HIDDEN), a party per subword, and the right types."""

    lower: Tensor
    parties: Tensor
    types: tuple[int, ...]


@torch.no_grad()
def asked(net: Network, found: Sequence[Labelled], vocabulary: WordPieces) -> list[Asked]:
    """The pairs of all texts, each in the sentences from the one of its first party to that of its last."""
    out = []
    for text in found:
        for words, parties, types in (_cut(text.words, p) for p in text.pairs):
            _, lower = net.read(collate([piece(text._replace(words=words))], vocabulary))
            out.append(Asked(lower[0].half(), on_subwords(words, parties, lower.shape[1]), types))
    return out


def _cut(words: Words, pair: Pair) -> tuple[Words, np.ndarray, tuple[int, ...]]:
    named = np.flatnonzero(pair.parties)
    if not len(named):
        return words, pair.parties, pair.types
    first, last = (words.sentence[named[i]] for i in (0, -1))
    own = slice(int(np.searchsorted(words.sentence, first)), int(np.searchsorted(words.sentence, last, side="right")))
    return Words(*(field[own] for field in words)), pair.parties[own], pair.types


def _batch(rows: Sequence[Asked]) -> tuple[Tensor, Tensor, Tensor]:
    size = max(len(r.parties) for r in rows)
    lower = torch.zeros(len(rows), size, rows[0].lower.shape[1])
    mask, parties = torch.zeros(len(rows), size, dtype=torch.bool), torch.zeros(len(rows), size, dtype=torch.long)
    for i, row in enumerate(rows):
        n = len(row.parties)
        lower[i, :n], mask[i, :n], parties[i, :n] = row.lower.float(), True, row.parties
    return lower, mask, parties


def fit(start: PairHead, rows: Sequence[Asked], *, epochs: int, seed: int, rate: float = 1e-4) -> PairHead:
    """A head that began as `start` and learned from the rows; its weights are averaged over the last epochs."""
    torch.manual_seed(seed)
    rng, head = random.Random(seed), deepcopy(start)
    upper = [*head.layers.parameters(), head.party.weight]
    rest = [p for name, p in head.named_parameters() if not name.startswith(("layers", "party"))]
    groups = [{"params": upper, "lr": rate, "full": rate}, {"params": rest, "lr": 6 * rate, "full": 6 * rate}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    average = {k: v.clone() for k, v in head.state_dict().items()}
    steps = [batch for _ in range(epochs) for batch in _batches(rows, rng)]
    head.train()
    for step, batch in enumerate(steps):
        pace = min(1.0, (step + 1) / (0.06 * len(steps))) * max(0.02, 1 - step / len(steps))
        for group in optimizer.param_groups:
            group["lr"] = group["full"] * pace
        with mixed():
            scores, _ = head(*_batch(batch))
        optimizer.zero_grad()
        pair_loss(scores.float(), [r.types for r in batch]).backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            for name, value in head.state_dict().items():
                average[name].lerp_(value, 1 - min(0.99, step / (step + 20)))
    head.load_state_dict(average)
    return head


def _batches(rows: Sequence[Asked], rng: random.Random) -> list[list[Asked]]:
    order = sorted(rows, key=lambda r: len(r.parties) + rng.random() * 16)
    out = [order[i : i + LARGEST] for i in range(0, len(order), LARGEST)]
    rng.shuffle(out)
    return out


@torch.no_grad()
def chances(head: PairHead, rows: Sequence[Asked]) -> np.ndarray:
    """(rows, types) probabilities."""
    head.eval()
    out = [head(*_batch(rows[i : i + LARGEST]))[0].softmax(-1) for i in range(0, len(rows), LARGEST)]
    return torch.cat(out).numpy()


def named(found: np.ndarray) -> list[str]:
    """The likeliest type of each row, as the PLV sentences name it."""
    return [MERGED.get(t, t) for t in (TYPES[i] for i in found.argmax(1))]


def fit_both(alone: PairHead, plv: Sequence[Asked], seed: int) -> PairHead:
    """A head that has learned from the own texts goes on with the sentences of the file."""
    return fit(alone, plv, epochs=8, seed=seed)


def measure(alone: PairHead, plv: list[Asked], gold: list[str], seed: int) -> None:
    """Print both figures and keep the predictions."""
    by_itself = named(chances(alone, plv))
    print("own texts alone: accuracy {:.3f} macro-F1 {:.3f}".format(*agreement(gold, by_itself)), flush=True)
    order = list(range(len(plv)))
    random.Random(seed).shuffle(order)
    crossed = [""] * len(plv)
    for fold in range(FOLDS):
        held = sorted(order[fold::FOLDS])
        head = fit_both(alone, [r for i, r in enumerate(plv) if i not in set(held)], seed + fold)
        for i, type_ in zip(held, named(chances(head, [plv[i] for i in held])), strict=True):
            crossed[i] = type_
        done = [i for i in range(len(plv)) if crossed[i]]
        part = agreement([gold[i] for i in done], [crossed[i] for i in done])
        print("fold {}: accuracy so far {:.3f} macro-F1 {:.3f}".format(fold, *part), flush=True)
    with CV.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("row", "gold", "own texts alone", "crossed"))
        out.writerows(zip(range(len(plv)), gold, by_itself, crossed, strict=True))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fit", "measure"))
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--events", type=Path, default=Path("training/labels/events"))
    parser.add_argument("--pairs", type=Path, help="sentences with the type between two parties (plv_train.tsv)")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--epochs", type=int, default=4, help="over the own texts")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    vocabulary, net = WordPieces(args.tokenizer), Network()
    state = torch.load(args.weights, weights_only=True)
    net.load_state_dict(state)
    net.eval()
    found = texts(args.events, args.pairs, vocabulary)
    own = asked(net, [t for t in found if t.told], vocabulary)
    plv = asked(net, [t for t in found if not t.told], vocabulary)
    start = PairHead()
    start.start_as(net.encoder)  # not as the weights' own head: that one may have seen the file
    head = fit(start, own, epochs=args.epochs, seed=args.seed)
    if args.what == "measure":
        with args.pairs.open(encoding="utf-8", newline="") as lines:
            gold = [r["type"] for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
        measure(head, plv, gold, args.seed)
        return
    head = fit_both(head, plv, args.seed) if plv else head
    state |= {f"pairs.{k}": v for k, v in head.state_dict().items()}
    torch.save(state, args.out)


if __name__ == "__main__":
    main()
