"""Fit the mention head alone on a network that stands still: minutes, and not a statement changes.

    python -m training.naming --shared ../shared --tokenizer tokenizer.json --weights best.pt --out named.pt

The encoder's words are computed once; what learns is the head, its transitions, and nothing below.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from benchmarks.entities import corpora, held_out
from onrecord.encoder import MENTION_LABELS, WordPieces, windows
from training.data import Piece, collate
from training.entities import Labelled, labelled
from training.network import Network, crf_loss


class Seen(NamedTuple):
    """A batch that the encoder has read: (windows, words, hidden), labels (windows, words, layers), which are words."""

    words: Tensor
    gold: Tensor
    mask: Tensor


@torch.no_grad()
def read(net: Network, documents: list[Labelled], vocabulary: WordPieces) -> list[Seen]:
    """Every window of every document, in batches of about the same length."""
    found = [(Piece(d.words, w, [], False, frozenset()), d) for d in documents for w in windows(d.words, 192, 32)]
    found.sort(key=lambda pair: pair[0].size)
    out = []
    for at in range(0, len(found), 8):
        batch = collate([p for p, _ in found[at : at + 8]], vocabulary)
        gold = torch.zeros(*batch.word_mask.shape, 2, dtype=torch.long)
        for i, (p, d) in enumerate(found[at : at + 8]):
            gold[i, : p.window.end - p.window.start] = torch.from_numpy(d.labels[:, p.window.start : p.window.end].T)
        out.append(Seen(net.words(batch).half(), gold, batch.word_mask))
    return out


def loss(net: Network, seen: Seen) -> Tensor:
    """As `training.entities.loss`, on words that were read before."""
    scores = net.mentions(torch.nn.functional.dropout(seen.words.float(), 0.1))
    scores = scores.view(*scores.shape[:2], 2, len(MENTION_LABELS))
    total = torch.zeros(())
    for layer in (0, 1):
        marked = seen.gold[:, 0, layer] >= 0
        if marked.any():
            mask = seen.mask[marked]
            gold = seen.gold[marked, :, layer].clamp(min=0)
            rows = crf_loss(scores[marked, :, layer], gold, mask, net.mention_transitions[layer],
                            net.mention_begin[layer])  # fmt: skip
            total = total + rows.sum() / mask.sum()
    return total


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    args = parser.parse_args()
    torch.manual_seed(1)
    vocabulary, net = WordPieces(args.tokenizer), Network()
    net.load_state_dict(torch.load(args.weights, weights_only=True))
    net.eval()
    documents = [d for found in corpora(args.shared).values() for d in found if not held_out(d.name)]
    batches = read(net, [labelled(d, vocabulary) for d in documents], vocabulary)
    learning = [*net.mentions.parameters(), net.mention_transitions, net.mention_begin]
    optimizer = torch.optim.AdamW(learning, lr=1e-3, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.epochs * len(batches))
    rng = random.Random(1)
    for epoch in range(args.epochs):
        rng.shuffle(batches)
        total = 0.0
        for seen in batches:
            found = loss(net, seen)
            optimizer.zero_grad()
            found.backward()
            optimizer.step()
            pace.step()
            total += float(found.detach())
        print(f"epoch {epoch + 1}: {total / len(batches):.4f}", flush=True)
    torch.save(net.state_dict(), args.out)


if __name__ == "__main__":
    main()
