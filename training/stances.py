"""Fit the network that says what is held of a proposition; measure it on the sixth of the labels that is kept apart.

    python -m training.stances fit --weights restored.pt --tokenizer tokenizer.json --shared ../shared --out stances.pt
    python -m training.stances measure --start stances.pt --tokenizer tokenizer.json --shared ../shared
    python -m training.stances export --start stances.pt --model onrecord/model

It begins as the encoder of `--weights` (a Network), or as an earlier run of its own (`--start`), and learns from
labels/stances.jsonl, all mentions of a text in one pass; and with `--given`, from labels/given.jsonl, too, whose
propositions were chosen before the texts, so that most people hold nothing of them. `measure` prints precision, recall
and contrary answers, by the least chance that is believed, on the texts that benchmarks.stances measures on.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from benchmarks.stances import LABELS, Told, is_apart, told
from onrecord.commitment import STANCES
from onrecord.encoder import MODEL_DIR, WordPieces
from onrecord.stances import Asked, asked
from training.data import Piece, collate
from training.export import write_stances
from training.network import Batch, Network, StanceNet, mixed

LARGEST = 2600  # padded subwords of a batch
BELIEVED = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Row(NamedTuple):
    """A text with its proposition, and the number in STANCES of what each of its holders holds."""

    asked: Asked
    held: tuple[int, ...]


class Padded(NamedTuple):
    """Rows as the network takes them: see `StanceNet.forward`; `held` is what is right, one per holder."""

    batch: Batch
    marks: Tensor
    texts: Tensor
    spans: Tensor
    held: Tensor


def rows(found: Sequence[Told], vocabulary: WordPieces) -> list[Row]:
    """The labelled texts; a mention that was cut off is left out, and a text without any."""
    out = []
    for one in found:
        ready = asked(one.text, one.says, one.places, [span for span, _ in one.holders], vocabulary)
        seen = ready.spans[:, 1] > ready.spans[:, 0]
        held = tuple(STANCES.index(h) for (_, h), kept in zip(one.holders, seen, strict=True) if kept)
        if held:
            out.append(Row(ready._replace(spans=ready.spans[seen]), held))
    return out


def padded(some: Sequence[Row], vocabulary: WordPieces) -> Padded:
    """The rows as one batch."""
    batch = collate([Piece(r.asked.words, r.asked.window, [], False, frozenset()) for r in some], vocabulary)
    size = batch.ids.shape[1]
    marks = torch.stack([F.pad(torch.from_numpy(r.asked.marks), (0, size - len(r.asked.marks))) for r in some])
    texts = torch.tensor([i for i, r in enumerate(some) for _ in r.held])
    spans = torch.from_numpy(np.concatenate([r.asked.spans for r in some]))
    return Padded(batch, marks, texts, spans, torch.tensor([h for r in some for h in r.held]))


def batches(found: Sequence[Row], rng: random.Random) -> list[list[Row]]:
    """Rows of about one length together, in any order."""
    out: list[list[Row]] = [[]]
    for row in sorted(found, key=lambda r: len(r.asked.marks) + rng.random() * 20):
        if out[-1] and len(row.asked.marks) * (len(out[-1]) + 1) > LARGEST:
            out.append([])
        out[-1].append(row)
    rng.shuffle(out)
    return out


def groups(net: StanceNet, rate: float, frozen: int, decay: float = 0.9) -> Iterator[dict]:
    """Lower layers learn slower; with `frozen` layers, they and what is under them stand still. The word table always
    does, for it is the encoder's."""
    under = [net.encoder.places.weight, *net.encoder.norm.parameters(), *net.encoder.features.parameters()]
    still = [net.encoder.words.weight, net.encoder.segment]
    if frozen:
        still += [*under, net.mark.weight, *(p for layer in net.encoder.layers[:frozen] for p in layer.parameters())]
    for parameter in still:
        parameter.requires_grad_(False)
    for i, layer in enumerate(net.encoder.layers[frozen:], frozen):
        yield {"params": list(layer.parameters()), "full": rate * decay ** (len(net.encoder.layers) - 1 - i)}
    if not frozen:
        yield {"params": under, "full": rate / 2}
    marks = [] if frozen else [net.mark.weight]
    yield {"params": [*marks, *net.joint.parameters(), *net.out.parameters()], "full": 5 * rate}


def fit(net: StanceNet, found: Sequence[Row], vocabulary: WordPieces, args: argparse.Namespace) -> None:
    """Fit on the rows; the weights at the end are a running mean of those on the way."""
    rng, began = random.Random(args.seed), time.time()
    some = [{**g, "lr": g["full"]} for g in groups(net, args.rate, args.frozen)]
    optimizer = torch.optim.AdamW(some, betas=(0.9, 0.98), weight_decay=0.01)
    learning = [p for g in some for p in g["params"]]
    average = {k: v.clone() for k, v in net.state_dict().items()}
    steps = [batch for _ in range(args.epochs) for batch in batches(found, rng)]
    net.train()
    for step, batch in enumerate(steps):
        pace = min(1.0, (step + 1) / (0.08 * len(steps))) * max(0.02, 1 - step / len(steps))
        for group in optimizer.param_groups:
            group["lr"] = group["full"] * pace
        ready = padded(batch, vocabulary)
        with mixed():
            scores = net(*ready[:4])
        loss = F.cross_entropy(scores.float(), ready.held)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        with torch.no_grad():
            for name, value in net.named_parameters():
                if value.requires_grad:
                    average[name].lerp_(value, 1 - min(0.99, step / (step + 20)))
        if step % 25 == 0:
            print(f"{time.time() - began:6.0f}s step {step}/{len(steps)} {loss.item():.3f}", flush=True)
    net.load_state_dict(average)


@torch.no_grad()
def measure(net: StanceNet, found: Sequence[Row], vocabulary: WordPieces) -> None:
    """Print precision, recall and the share that says the contrary, by the least chance that is believed."""
    net.eval()
    chances, gold = [], []
    for i in range(0, len(found), 16):
        ready = padded(found[i : i + 16], vocabulary)
        chances.append(net(*ready[:4]).softmax(-1).numpy())
        gold.append(ready.held.numpy())
    of, right = np.concatenate(chances), np.concatenate(gold)
    for least in BELIEVED:
        said = np.where(of[:, 1:].max(1) >= least, of[:, 1:].argmax(1) + 1, 0)
        same, held = int(((said == right) & (right > 0)).sum()), max(1, int((said > 0).sum()))
        contrary = int((((said == 1) & (right == 2)) | ((said == 2) & (right == 1))).sum())
        shares = same / held, same / max(1, int((right > 0).sum())), contrary / held
        print("from {}: P {:.1f} R {:.1f} contrary {:.1f}".format(least, *(100 * s for s in shares)), flush=True)


def _learned(found: Sequence[Told], args: argparse.Namespace) -> list[Told]:
    mine = [t for t in found if not is_apart(t)]
    if args.some:
        mine = random.Random(args.seed).sample(mine, args.some)
    return mine + (told(LABELS / "given.jsonl", args.shared) if args.given else [])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fit", "measure", "export"))
    parser.add_argument("--weights", type=Path, help="of a Network, whose encoder it begins as")
    parser.add_argument("--start", type=Path, help="of an earlier run of this")
    parser.add_argument("--tokenizer", type=Path, default=MODEL_DIR / "tokenizer.json")
    parser.add_argument("--model", type=Path, default=MODEL_DIR, help="the folder to export to")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("training/runs/stances.pt"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--frozen", type=int, default=0, help="so many of the lower layers stand still")
    parser.add_argument("--given", action="store_true", help="learn from labels/given.jsonl, too")
    parser.add_argument("--some", type=int, default=0, help="only so many of the texts of stances.jsonl; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.what == "export":
        write_stances(args.start, args.model)
        return
    torch.manual_seed(args.seed)
    vocabulary, net = WordPieces(args.tokenizer), StanceNet()
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True))
    else:
        other = Network()
        other.load_state_dict(torch.load(args.weights, weights_only=True))
        net.encoder.load_state_dict(other.encoder.state_dict())
    found = told(LABELS / "stances.jsonl", args.shared)
    if args.what == "fit":
        fit(net, rows(_learned(found, args), vocabulary), vocabulary, args)
        torch.save(net.state_dict(), args.out)
    measure(net, rows([t for t in found if is_apart(t)], vocabulary), vocabulary)


if __name__ == "__main__":
    main()
