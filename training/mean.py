"""Weights between those of two runs: a mean keeps what the first knew and what the second learned.

    python -m training.mean BEFORE.pt AFTER.pt --share .86 --out MEAN.pt

After Wortsman et al. 2022, "Robust fine-tuning of zero-shot models".
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--share", type=float, required=True, help="of the second, from 0 to 1")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    before, after = (torch.load(path, weights_only=True) for path in (args.before, args.after))
    torch.save({name: before[name].lerp(value, args.share) for name, value in after.items()}, args.out)


if __name__ == "__main__":
    main()
