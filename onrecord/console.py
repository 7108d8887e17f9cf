"""What is written on the terminal, and how wide it is."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TypedDict

from onrecord import present

WIDEST = 100  # characters; longer lines are hard to read


class Screen(TypedDict):
    """Width in characters, and whether bold and dim (ANSI) may be written."""

    width: int
    style: bool


def screen() -> Screen:
    """The terminal as it is now."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return {"width": min(shutil.get_terminal_size().columns, WIDEST), "style": not plain}


def put_text(lines: Iterable[str]) -> None:
    """Write to standard output in its own encoding; what that can't show is a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    put(line.encode(encoding, "replace") for line in lines)


def put(lines: Iterable[bytes]) -> None:
    """Write to standard output, and at once: a reader that has gone away shows here and not at exit."""
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")
    sys.stdout.flush()


def say(message: str, prefix: str = "onrecord: ") -> None:
    """One line on standard error."""
    print(prefix + present.shown(message), file=sys.stderr, flush=True)  # noqa: T201


def count(number: int, noun: str) -> str:
    """The number with its noun: "1 article", "2,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
