"""Write the vectors of the agent nouns, and measure how like a noun must be to share their sector.

    python -m training.likeness onrecord/model

Each noun in turn is taken out and given the sector of the nearest other that shares no beginning with it; the share
that is right is printed by threshold. Vectors are int8, one scale for all; see `Encoder.vector`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from onrecord import facts
from onrecord.encoder import Encoder

PREFIX = 5  # letters that two forms of one word share


def main() -> None:
    """Write likeness.npz into the folder named on the command line and print the table."""
    folder = Path(sys.argv[1])
    encoder = Encoder(folder)
    nouns = [n for n, entry in facts.nouns().items() if entry.sectors and " " not in n]
    vectors = np.stack([encoder.vector(n) for n in nouns])
    np.savez_compressed(
        folder / "likeness.npz", nouns=np.asarray(nouns), vectors=np.rint(vectors * 127).astype(np.int8)
    )
    likeness = vectors @ vectors.T
    beginnings = np.asarray([n[:PREFIX] for n in nouns])
    likeness[beginnings[:, None] == beginnings[None]] = -1
    nearest, best = likeness.argmax(axis=1), likeness.max(axis=1)
    sectors = [facts.nouns()[n].sectors[0] for n in nouns]
    right = np.asarray([sectors[i] == sectors[j] for i, j in enumerate(nearest)])
    for threshold in np.arange(0.3, 0.8, 0.05):
        over = best >= threshold
        print(f"{threshold:.2f}: {over.sum():5} of {len(nouns)} nouns, {100 * right[over].mean():5.1f} % right")


if __name__ == "__main__":
    main()
