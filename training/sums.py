"""Write the checksums of a model folder's files into its card.

python -m training.sums onrecord/model
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

FILES = ("encoder.onnx", "pairs.onnx", "stances.onnx", "tokenizer.json", "passages.npz", "likeness.npz")


def table(folder: Path) -> str:
    """The lines of [sha256] for those of FILES that are there."""
    found = [name for name in FILES if (folder / name).exists()]
    return "\n".join(f'"{name}" = "{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"' for name in found)


def rewrite(folder: Path) -> None:
    """Write the sums of a folder's files into its card."""
    card = folder / "model.toml"
    text = card.read_text(encoding="utf-8")
    rewritten = re.sub(r"(?ms)^\[sha256\]\n.*?\n\n", f"[sha256]\n{table(folder)}\n\n", text)
    card.write_text(rewritten, encoding="utf-8")


def main() -> None:
    """Rewrite [sha256] of the card in the folder named on the command line."""
    rewrite(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
