r"""Fit the network on PolNeAR train (and the project's own sentences); log the dev figures after every epoch.

    python -m training.train --shared ../shared --base MODEL.safetensors --tokenizer tokenizer.json \
        --out training/runs/a

Resumes from `--out`/last.pt where that is there. One run of 7 epochs takes about 45 minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from benchmarks.attribution import Counts, Tokenised
from benchmarks.brat import Gold, articles
from benchmarks.entities import corpora, held_out
from onrecord.crf import forbidden, viterbi
from onrecord.encoder import ROLE_LABELS, WordPieces
from training import entities, events
from training.data import Example, Piece, collate, cut, epoch, news, own_sentences, polnear
from training.network import Network, crf_loss, mixed

# The weight of the mention labels beside the attributions: their loss is per word, and small.
MENTIONS = 6.0
EVENTS = 1.0


class Losses(NamedTuple):
    """The four losses of a batch, each a mean over what it counts."""

    anchor: Tensor
    roles: Tensor
    valid: Tensor
    aside: Tensor

    def total(self) -> Tensor:
        return 20 * self.anchor + self.roles / 4 + self.valid + 2 * self.aside


def losses(net: Network, pieces: Sequence[Piece], vocabulary: WordPieces, rng: random.Random) -> Losses:
    """Forward one batch of windows."""
    batch = collate(pieces, vocabulary)
    with mixed():
        words = net.words(batch)
        anchor = net.anchor(words).float()
        aside = net.aside(words).float()
    gold, own, beside = targets(pieces, batch.word_mask)
    known = own.clone()
    known[..., 1] &= torch.tensor([p.nested_known for p in pieces])[:, None]
    anchor_loss = F.binary_cross_entropy_with_logits(anchor[known], gold[known], reduction="sum") / own[..., 0].sum()
    aside_loss = F.binary_cross_entropy_with_logits(aside[batch.word_mask], beside[batch.word_mask])
    rows = [(i, r.anchor - p.window.start, r) for i, p in enumerate(pieces) for r in p.relations]
    wrong = false_anchors(anchor, gold, own, max(4, len(rows) // 2), rng)
    if not rows:
        return Losses(anchor_loss, anchor_loss * 0, anchor_loss * 0, aside_loss)
    window = torch.tensor([i for i, _, _ in rows] + [i for i, _ in wrong])
    at = torch.tensor([a for _, a, _ in rows] + [a for _, a in wrong])
    with mixed():
        scores, valid = net.roles(words, batch.word_mask, window, at)
    labels = torch.zeros(len(rows), batch.word_mask.shape[1], dtype=torch.long)
    for k, (i, _, r) in enumerate(rows):
        w = pieces[i].window
        labels[k, : w.end - w.start] = torch.from_numpy(r.labels[w.start : w.end])
    crf = crf_loss(scores[: len(rows)], labels, batch.word_mask[window[: len(rows)]], net.transitions, net.begin)
    truth = torch.cat([torch.ones(len(rows)), torch.zeros(len(wrong))])
    return Losses(anchor_loss, crf.mean(), F.binary_cross_entropy_with_logits(valid.float(), truth), aside_loss)


def targets(pieces: Sequence[Piece], word_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Gold anchors (windows, words, 2), which of them count (owned words), and (windows, words, 3) role marks."""
    gold = torch.zeros(*word_mask.shape, 2)
    own = torch.zeros(*word_mask.shape, 2, dtype=torch.bool)
    beside = torch.zeros(*word_mask.shape, 3)
    for i, p in enumerate(pieces):
        w = p.window
        own[i, w.own] = True
        own[i, [u - w.start for u in p.unsure if w.start <= u < w.end]] = False
        for r in p.relations:
            gold[i, r.anchor - w.start, int(r.nested)] = 1.0
            labels = torch.from_numpy(r.labels[w.start : w.end])
            for role in range(3):
                beside[i, : len(labels), role] += ((labels + 1) // 2 == role + 1).float()
    return gold, own, beside.clamp(max=1)


def false_anchors(scores: Tensor, gold: Tensor, own: Tensor, most: int, rng: random.Random) -> list[tuple[int, int]]:
    """The likeliest words that begin no cue: what the validity score has to learn to refuse."""
    likely = scores.detach().amax(-1).masked_fill(~own[..., 0] | (gold.sum(-1) > 0), -99)
    found = (likely > -3).nonzero().tolist()
    rng.shuffle(found)
    return [(i, j) for i, j in found[:most]]


@torch.no_grad()
def read(
    net: Network, examples: Sequence[Example], vocabulary: WordPieces, limit: int, context: int
) -> list[list[tuple[float, int, np.ndarray]]]:
    """Per article: (probability, anchor word, label of every word) of each candidate cue."""
    out = []
    for example in examples:
        found = []
        for piece in cut(example, 0, limit, context):
            batch = collate([piece], vocabulary)
            words = net.words(batch)
            w = piece.window
            anchor = net.anchor(words)[0, :, 0].sigmoid()
            inside = torch.arange(len(anchor)) + w.start
            at = ((anchor > 0.05) & (inside >= w.own_start) & (inside < w.own_end)).nonzero()[:, 0]
            if not len(at):
                continue
            scores, valid = net.roles(words, batch.word_mask, torch.zeros_like(at), at)
            barred = forbidden(ROLE_LABELS)
            transitions, begin = net.transitions.detach().numpy() + barred, net.begin.detach().numpy() + barred[0]
            paths = viterbi(list(scores.float().numpy()), transitions, begin)
            for k, a in enumerate(at.tolist()):
                labels = np.zeros(len(example.words.text), np.int64)
                labels[w.start : w.end] = paths[k]
                found.append((float((anchor[a] * valid[k].sigmoid()).sqrt()), a + w.start, labels))
        out.append(found)
    return out


def evaluate(
    examples: Sequence[Example], golds: Sequence[list[Gold]], readings: Sequence[list], threshold: float
) -> Counts:
    """Score candidates at or over the threshold against each article's first annotator."""
    counts = Counts()
    for example, gold, found in zip(examples, golds, readings, strict=True):
        tokens = Tokenised(example.text)
        rows = [tokens.attribution(*pieces(example, labels)) for p, _, labels in found if p >= threshold]
        counts.add(
            [tokens.attribution(g.source, g.cue, g.content) for g in gold], [r for r in rows if r.cue and r.content]
        )
    return counts


def pieces(example: Example, labels: np.ndarray) -> list[list[tuple[int, int]]]:
    """Source, cue and content as code-point pieces."""
    out: list[list[tuple[int, int]]] = []
    for role in ("source", "cue", "content"):
        b, i = ROLE_LABELS.index(f"B-{role}"), ROLE_LABELS.index(f"I-{role}")
        inside = np.flatnonzero((labels == b) | (labels == i))
        runs = np.split(inside, np.flatnonzero((np.diff(inside) > 1) | (labels[inside[1:]] == b)) + 1)
        out.append([(int(example.words.starts[r[0]]), int(example.words.ends[r[-1]])) for r in runs if len(r)])
    return out


def groups(net: Network, rate: float, decay: float, frozen: int = 0) -> list[dict]:
    """Lower layers learn slower, the first `frozen` of them and what is under them not at all; new parts learn fast;
    word embeddings stand still."""
    net.encoder.words.weight.requires_grad_(False)
    out = []
    for i, layer in enumerate(net.encoder.layers):
        out.append({"params": list(layer.parameters()), "lr": rate * decay ** (len(net.encoder.layers) - 1 - i)})
    low = [net.encoder.places.weight, net.encoder.segment, *net.encoder.norm.parameters()]
    under = [{"params": low, "lr": rate * decay ** len(net.encoder.layers)},
             {"params": list(net.encoder.features.parameters()), "lr": rate * 4}]  # fmt: skip
    for group in (*under, *out[:frozen]) if frozen else ():
        for parameter in group["params"]:
            parameter.requires_grad_(False)
    out = out[frozen:] if frozen else [*out, *under]
    heads = [*net.anchor.parameters(), *net.aside.parameters(), *net.roles.parameters(), net.transitions, net.begin,
             *net.mentions.parameters(), net.mention_transitions, net.mention_begin,
             *net.triggers.parameters(), *net.events.parameters(), net.event_transitions, net.event_begin,
             *net.pairs.parameters()]  # fmt: skip
    out.append({"params": heads, "lr": rate * 6})
    return [{**g, "initial": g["lr"]} for g in out]


def _named(args: argparse.Namespace, vocabulary: WordPieces) -> list[entities.Labelled]:
    """The documents with names and nouns, without those that are kept to measure on."""
    found = [d for documents in corpora(args.shared).values() for d in documents]
    return [entities.labelled(d, vocabulary) for d in found if not held_out(d.name)]


class Run:
    """One run: the network, its optimizer, the running average of the weights, and where it stands."""

    def __init__(
        self, args: argparse.Namespace, vocabulary: WordPieces, train: list[Example], more: list[Example]
    ) -> None:
        self.args, self.vocabulary, self.train, self.more = args, vocabulary, train, more
        self.rng = random.Random(args.seed)
        self.net = Network()
        self.net.encoder.load_pretrained(args.base)
        if args.start:
            # An earlier run may know nothing of mentions, events or pairs.
            missing = self.net.load_state_dict(torch.load(args.start, weights_only=True), strict=False).missing_keys
            if any(name.startswith("pairs.layers") for name in missing):
                self.net.pairs.start_as(self.net.encoder)
        self.average = {k: v.clone() for k, v in self.net.state_dict().items()}
        self.optimizer = torch.optim.AdamW(
            groups(self.net, args.rate, args.decay, args.frozen), betas=(0.9, 0.98), weight_decay=0.01
        )
        self.total = args.epochs * len(list(epoch(self._examples(random.Random(0)), random.Random(0), args.subwords)))
        self.mentions = entities.batches(_named(args, vocabulary), self.rng, args.subwords // 3)
        self.events = events.batches(
            events.texts(args.events, args.pairs, vocabulary, args.shared),
            random.Random(args.seed),
            args.event_subwords,
        )
        self.step = self.epoch = 0
        self.best = 0.0
        self.began = time.time()

    def _examples(self, rng: random.Random) -> list[Example]:
        train = rng.sample(self.train, self.args.articles) if self.args.articles else self.train
        return train + rng.sample(self.more, min(len(self.more), self.args.news_articles))

    def one_epoch(self) -> None:
        """Fit on every article once."""
        self.net.train()
        sums: list[list[float]] = []
        for batch in epoch(self._examples(self.rng), self.rng, self.args.subwords):
            found = self._one_step(batch)
            sums.append([float(x.detach()) for x in found])  # then the mentions', then the events'
            if self.step % 25 == 0:
                means = " ".join(f"{m:.3f}" for m in np.mean(sums[-25:], axis=0))
                print(f"{time.time() - self.began:6.0f}s step {self.step}/{self.total} {means}", flush=True)
        self.epoch += 1

    def _one_step(self, batch: list[Piece]) -> list[Tensor]:
        warm = min(1.0, (self.step + 1) / (0.06 * self.total))
        pace = warm * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1, self.step / self.total))))
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial"] * pace
        found = losses(self.net, batch, self.vocabulary, self.rng)
        self.optimizer.zero_grad()
        found.total().backward()
        named = entities.loss(self.net, next(self.mentions), self.vocabulary)
        (MENTIONS * named).backward()
        told = events.losses(self.net, next(self.events), self.vocabulary, self.rng)
        (EVENTS * told.total()).backward()
        torch.nn.utils.clip_grad_norm_([p for p in self.net.parameters() if p.requires_grad], 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(0.998, self.step / (self.step + 20))
        with torch.no_grad():
            for name, value in self.net.state_dict().items():
                self.average[name].lerp_(value, 1 - keep)
        return [*found, named, *told]

    def judge(self, dev: list[Example], golds: list[list[Gold]]) -> None:
        """Score the averaged weights on dev; keep them if they are the best so far."""
        now = {k: v.clone() for k, v in self.net.state_dict().items()}
        self.net.load_state_dict(self.average)
        torch.save(self.average, self.args.out / f"epoch-{self.epoch}.pt")
        score = report(self.net, dev, golds, self.vocabulary, self.args.out, self.epoch)
        if score > self.best:
            self.best = score
            torch.save(self.average, self.args.out / "best.pt")
        self.net.load_state_dict(now)

    def save(self) -> None:
        """What a resumed run needs."""
        state = {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict(), "average": self.average,
                 "step": self.step, "epoch": self.epoch, "best": self.best, "rng": self.rng.getstate()}  # fmt: skip
        torch.save(state, self.args.out / "last.pt")

    def resume(self) -> None:
        """Go on from last.pt, if there is one."""
        path = self.args.out / "last.pt"
        if path.exists():
            state = torch.load(path, weights_only=False)
            self.net.load_state_dict(state["net"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.average, self.step, self.epoch, self.best = (state[k] for k in ("average", "step", "epoch", "best"))
            self.rng.setstate(state["rng"])


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--nested", type=Path, help="what training.nest wrote")
    parser.add_argument("--own", type=Path, help="the project's own sentences (training/labels/nested.jsonl)")
    parser.add_argument("--news", type=Path, help="what training.selflabel wrote")
    parser.add_argument("--articles", type=int, default=0, help="so many of the labelled articles an epoch; 0 is all")
    parser.add_argument("--news-articles", type=int, default=700, help="so many of them in each epoch")
    parser.add_argument("--events", type=Path, default=Path("training/labels/events"), help="annotated events")
    parser.add_argument("--pairs", type=Path, help="sentences with the type between two parties (plv_train.tsv)")
    parser.add_argument("--event-subwords", type=int, default=1200)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--decay", type=float, default=0.85)
    parser.add_argument("--frozen", type=int, default=0, help="so many of the encoder's lower layers stand still")
    parser.add_argument("--subwords", type=int, default=2600)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Train, evaluate after every epoch, keep the averaged weights of the best epoch in best.pt."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    vocabulary = WordPieces(args.tokenizer)
    train = polnear(args.shared / "corpora/polnear/train", vocabulary, args.nested)
    if args.own:
        train += own_sentences(args.own, vocabulary)
    more = news(args.shared, args.news, vocabulary) if args.news else []
    dev, golds = dev_set(args.shared, vocabulary)
    run = Run(args, vocabulary, train, more)
    run.resume()
    while run.epoch < args.epochs:
        run.one_epoch()
        run.judge(dev, golds)
        run.save()


def dev_set(shared: Path, vocabulary: WordPieces) -> tuple[list[Example], list[list[Gold]]]:
    """PolNeAR dev with the first annotator's attributions."""
    dev = polnear(shared / "corpora/polnear/dev", vocabulary)
    return dev, [anns[0] for _, _, anns in articles(shared / "corpora/polnear/dev")]


def report(
    net: Network, dev: list[Example], golds: list[list[Gold]], vocabulary: WordPieces, out: Path, number: int
) -> float:
    """Print and log the dev figures of an epoch; the best whole-exact F1 over a few thresholds."""
    net.eval()
    with mixed():
        readings = read(net, dev, vocabulary, 192, 32)
    scored = {t: evaluate(dev, golds, readings, t) for t in (0.5, 0.6, 0.65, 0.7, 0.75)}
    threshold, counts = max(scored.items(), key=lambda kv: kv[1].f1("whole exact"))
    figures = {"epoch": number, "threshold": threshold, **{k: round(v, 2) for k, v in counts.all_f1().items()}}
    print(json.dumps(figures), flush=True)
    with (out / "log.jsonl").open("a") as log:
        log.write(json.dumps(figures) + "\n")
    return counts.f1("whole exact")


if __name__ == "__main__":
    main()
