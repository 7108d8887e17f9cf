"""Label the attributions nested in PolNeAR's contents with a trained network, for the next one to learn.

PolNeAR marks only the outermost attribution. Read alone, a content is a text of its own, and its outermost
attributions are the nested ones of the article: a trained network labels them (self-training, Scudder 1965). What is
written is offsets only.

    python -m training.nest --weights best.pt --tokenizer tokenizer.json --out nested-polnear.jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch

from benchmarks.brat import Gold, Piece, articles
from onrecord.encoder import WordPieces, read_words
from training.data import Example
from training.network import Network
from training.train import pieces, read


class Inner(NamedTuple):
    """The nested attributions of one annotator's reading of an article."""

    article: str
    annotator: int
    found: list[Gold]


def label(net: Network, folder: Path, vocabulary: WordPieces, threshold: float) -> Iterator[Inner]:
    """Every article and annotator of a PolNeAR split."""
    for name, text, annotators in articles(folder):
        for number, golds in enumerate(annotators):
            examples, shifts = [], []
            for gold in golds:
                for start, end in gold.content:
                    words = read_words(text[start:end], vocabulary)
                    if len(words.text) >= 4:
                        examples.append(Example(name, text[start:end], words, [[]], False))
                        shifts.append(start)
            found = [
                _shifted(pieces(example, labels), shift)
                for example, shift, rows in zip(examples, shifts, read(net, examples, vocabulary, 192, 0), strict=True)
                for chance, _, labels in rows
                if chance >= threshold
            ]
            yield Inner(name, number, [g for g in found if g.cue and g.content])


def _shifted(roles: list[list[Piece]], shift: int) -> Gold:
    source, cue, content = (tuple((s + shift, e + shift) for s, e in runs) for runs in roles)
    return Gold(source, cue, content, nested=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.6)
    args = parser.parse_args()
    net = Network()
    net.load_state_dict(torch.load(args.weights, weights_only=True))
    net.eval()
    with args.out.open("w", encoding="utf-8") as out, torch.autocast("cpu", dtype=torch.bfloat16):
        for inner in label(net, args.shared / "corpora/polnear/train", WordPieces(args.tokenizer), args.threshold):
            rows = [{"source": g.source, "cue": g.cue, "content": g.content} for g in inner.found]
            out.write(json.dumps({"article": inner.article, "annotator": inner.annotator, "nested": rows}) + "\n")


if __name__ == "__main__":
    main()
