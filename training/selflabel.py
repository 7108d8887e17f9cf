"""Label unlabelled news with an exported network, for the next one to learn from (self-training, Scudder 1965).

PolNeAR is seven US outlets in two years; the news corpus is 141 outlets in nine. Sure attributions become labels;
what the network was unsure of is marked so, and counts neither way. What is written is urls and offsets only.

    python -m training.selflabel --model training/runs/first-model --out news.jsonl
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

from onrecord.encoder import Encoder, read_words
from onrecord.statements import chance_of, outermost
from training.nest import offsets

SURE, UNSURE = 0.7, 0.3
LONGEST = 12_000  # code points; transcripts and speeches are no news style


def label(encoder: Encoder, text: str) -> dict[str, object]:
    """The attributions of one text that the network is sure of, and where it was not sure, in code points."""
    words = read_words(text, encoder.pieces)
    candidates = encoder.marks(words).candidates
    found = outermost(words, candidates, encoder.decoding._replace(outer=SURE, nested=2.0))
    unsure = [int(words.starts[c.anchor]) for c in candidates if UNSURE <= chance_of(c) < SURE]
    rows = [dict(zip(("source", "cue", "content"), offsets(words, d), strict=True)) for d in found]
    return {"found": rows, "unsure": unsure}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=1500)
    args = parser.parse_args()
    with gzip.open(args.shared / "corpora/news/articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [(row["url"], row["text"]) for row in map(json.loads, lines)]
    chosen = random.Random(3).sample([t for t in texts if len(t[1]) < LONGEST], args.articles)
    encoder = Encoder(args.model)
    with args.out.open("w", encoding="utf-8") as out:
        for url, text in chosen:
            out.write(json.dumps({"url": url, **label(encoder, text)}) + "\n")


if __name__ == "__main__":
    main()
