"""What somebody holds of any proposition, learned: an experiment that did not become a part of the model.

    python -m training.stances --weights with-pairs.pt --tokenizer tokenizer.json --shared ../shared

Fits a head like that of pairs on labels/stances.jsonl, on shared layers that stand still: the holder is marked as one
party and the places of the proposition as the other. It prints precision, recall and contrary answers over thresholds,
on the sixth of the texts that benchmarks.stances measures on. What came of it is in docs/decisions.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from benchmarks.stances import LABELS, Told, is_apart, told
from onrecord.encoder import WordPieces, Words, read_words
from onrecord.records import Span
from training.data import collate
from training.events import Labelled, on_subwords, piece, run
from training.network import Network, PairHead
from training.pairs import Asked, chances, fit

STANCES = ("none", "affirms", "denies", "questions", "asks_for_evidence")


@torch.no_grad()
def asked(net: Network, found: Sequence[Told], vocabulary: WordPieces) -> list[Asked]:
    """Every mention of somebody, with its text as the shared layers left it."""
    return [row for one in found for row in _asked(net, one, vocabulary)]


def _asked(net: Network, one: Told, vocabulary: WordPieces) -> Iterator[Asked]:
    words = read_words(one.text, vocabulary)
    _, lower = net.read(collate([piece(Labelled(one.name, words, (), (), ()))], vocabulary))
    for span, stance in one.holders:
        parties = on_subwords(words, marked(words, span, one.places), lower.shape[1])
        if (parties == 1).any() and (parties == 2).any():
            yield Asked(lower[0].half(), parties, (STANCES.index(stance),))


def marked(words: Words, holder: Span, places: Sequence[Span]) -> np.ndarray:
    """A number per word: 1 where the holder is named, 2 where the proposition is spoken of, else 0."""
    out = np.zeros(len(words.text), np.int64)
    for number, spans in ((2, places), (1, (holder,))):
        for span in spans:
            out[slice(*run(words, span))] = number
    return out


def report(head: PairHead, rows: Sequence[Asked]) -> None:
    """Print precision and recall of what is held, and the share that says the contrary, over thresholds."""
    found, gold = chances(head, rows), np.asarray([r.types[0] for r in rows])
    for least in (0.3, 0.5, 0.7, 0.8, 0.9):
        said = np.where(1 - found[:, 0] >= least, found[:, 1:].argmax(1) + 1, 0)
        right, held = int(((said == gold) & (gold > 0)).sum()), max(1, int((said > 0).sum()))
        contrary = int((((said == 1) & (gold == 2)) | ((said == 2) & (gold == 1))).sum())
        shares = right / held, right / max(1, int((gold > 0).sum())), contrary / held
        print("from {}: P {:.1f} R {:.1f} contrary {:.1f}".format(least, *(100 * s for s in shares)), flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    vocabulary, net = WordPieces(args.tokenizer), Network()
    net.load_state_dict(torch.load(args.weights, weights_only=True))
    net.eval()
    found = told(LABELS / "stances.jsonl", args.shared)
    kept, rest = ([t for t in found if is_apart(t) == apart] for apart in (True, False))
    head = PairHead(len(STANCES))
    known = {k: v for k, v in net.pairs.state_dict().items() if not k.startswith("types")}
    head.load_state_dict(known, strict=False)  # it knows what one party does to another
    head = fit(head, asked(net, rest, vocabulary), epochs=args.epochs, seed=args.seed, rate=args.rate)
    report(head, asked(net, kept, vocabulary))


if __name__ == "__main__":
    main()
