"""Fit the event heads alone on a network that stands still: not a statement changes.

    python -m training.telling --tokenizer tokenizer.json --weights mean.pt --out told.pt

The encoder's words are computed once; what learns are the finder of triggers, the second look at them and its
transitions.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from onrecord.encoder import WordPieces
from training.data import Piece, collate
from training.events import Labelled, batches, texts, told_losses
from training.network import Network


class Seen(NamedTuple):
    """A batch that the encoder has read: (windows, words, HIDDEN) and which are words."""

    batch: list[tuple[Piece, Labelled]]
    words: Tensor
    mask: Tensor


@torch.no_grad()
def seen(net: Network, found: list[Labelled], vocabulary: WordPieces, count: int, rng: random.Random) -> list[Seen]:
    """So many batches of texts, read."""
    net.eval()
    out = []
    for batch in islice(batches(found, rng, 2400), count):
        padded = collate([p for p, _ in batch], vocabulary)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out.append(Seen(batch, net.words(padded).half(), padded.word_mask))
    return out


def fit(net: Network, read: list[Seen], epochs: int, rate: float, rng: random.Random) -> None:
    """Fit the heads; their weights are averaged over the steps."""
    heads = [*net.triggers.parameters(), *net.events.parameters(), net.event_transitions, net.event_begin]
    optimizer = torch.optim.AdamW(heads, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    average = [p.detach().clone() for p in heads]
    total, step, began, sums = epochs * len(read), 0, time.time(), 0.0
    net.train()
    for _ in range(epochs):
        rng.shuffle(read)
        for one in read:
            pace = min(1.0, (step + 1) / 50) * max(0.02, 0.5 * (1 + math.cos(math.pi * step / total)))
            for group in optimizer.param_groups:
                group["lr"] = rate * pace
            words = nn.functional.dropout(one.words.float(), 0.1)
            loss = told_losses(net, words, one.mask, one.batch, rng).total()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(heads, 1.0)
            optimizer.step()
            step += 1
            sums += float(loss.detach())
            with torch.no_grad():
                for kept, value in zip(average, heads, strict=True):
                    kept.lerp_(value, 1 - min(0.995, step / (step + 20)))
            if step % 100 == 0:
                print(f"{time.time() - began:6.0f}s step {step}/{total} {sums / 100:.3f}", flush=True)
                sums = 0.0
    with torch.no_grad():
        for kept, value in zip(average, heads, strict=True):
            value.copy_(kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--events", type=Path, default=Path("training/labels/events"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--batches", type=int, default=270, help="about three times every text, mixed anew")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=5e-4)
    args = parser.parse_args()
    torch.manual_seed(1)
    vocabulary, net, rng = WordPieces(args.tokenizer), Network(), random.Random(1)
    net.load_state_dict(torch.load(args.weights, weights_only=True))
    read = seen(net, texts(args.events, None, vocabulary), vocabulary, args.batches, rng)
    for parameter in net.encoder.parameters():
        parameter.requires_grad_(False)
    fit(net, read, args.epochs, args.rate, rng)
    torch.save(net.state_dict(), args.out)


if __name__ == "__main__":
    main()
