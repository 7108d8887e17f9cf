"""Label the attributions nested in PolNeAR's contents with an exported network, for the next one to learn.

PolNeAR marks only the outermost attribution. Read alone, a content is a text of its own, and its outermost
attributions are the nested ones of the article: a trained network labels them (self-training, Scudder 1965). What is
written is offsets only.

    python -m training.nest --model training/runs/first-model --out nested.jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.brat import Gold, Piece, articles
from onrecord.drafts import Draft
from onrecord.encoder import Encoder, Words, read_words
from onrecord.statements import outermost

FEWEST_WORDS = 4


class Inner(NamedTuple):
    """The nested attributions of one annotator's reading of an article."""

    article: str
    annotator: int
    found: list[Gold]


def label(encoder: Encoder, folder: Path, threshold: float) -> Iterator[Inner]:
    """Every article and annotator of a PolNeAR split."""
    for name, text, annotators in articles(folder):
        for number, golds in enumerate(annotators):
            contents = sorted({piece for gold in golds for piece in gold.content})
            yield Inner(name, number, [g for piece in contents for g in _inside(encoder, text, piece, threshold)])


def _inside(encoder: Encoder, text: str, content: Piece, threshold: float) -> Iterator[Gold]:
    start, end = content
    words = read_words(text[start:end], encoder.pieces)
    if len(words.text) < FEWEST_WORDS:
        return
    decoding = encoder.decoding._replace(outer=threshold, nested=2.0)
    for draft in outermost(words, encoder.marks(words).candidates, decoding):
        yield Gold(*offsets(words, draft, start), nested=True)


def offsets(words: Words, draft: Draft, shift: int = 0) -> tuple[tuple[Piece, ...], ...]:
    """Source, cue and content as code-point pieces, moved on by `shift`."""
    return tuple(
        tuple((int(words.starts[a]) + shift, int(words.ends[b]) + shift) for a, b in runs)
        for runs in (draft.source, draft.cue, draft.content)
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.7)
    args = parser.parse_args()
    with args.out.open("w", encoding="utf-8") as out:
        for inner in label(Encoder(args.model), args.shared / "corpora/polnear/train", args.threshold):
            rows = [{"source": g.source, "cue": g.cue, "content": g.content} for g in inner.found]
            out.write(json.dumps({"article": inner.article, "annotator": inner.annotator, "nested": rows}) + "\n")


if __name__ == "__main__":
    main()
