"""Where the time goes: the CPU time of each step of reading an article and keeping it, one thread."""

from __future__ import annotations

import gzip
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from onrecord import reader as steps
from onrecord.encoder import Encoder
from onrecord.ledger import Ledger
from onrecord.reader import Reader
from onrecord.run import read_all

STEPS = {
    "page to article": "article",
    "passages": "zone",
    "words": "read_words",
    "statements": "statements",
    "triggers": "drafted",
    "events": "recorded",
    "one event, told once": "told_once",
    "mentions": "mentions",
    "places": "_placed",
    "times": "_dated",
    "cast": "cast",
    "actors": "identified",
}
"""Step → its name in reader.py."""


def run(shared: Path, reader: Reader, articles: int) -> dict[str, float]:
    """The share of each step in the CPU time of reading so many articles of news/ into a ledger, and ms an article."""
    spent: dict[str, float] = defaultdict(float)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        news = Path(folder) / "news.jsonl"
        with gzip.open(shared / "corpora/news/articles.jsonl.gz", "rb") as lines, news.open("wb") as out:
            out.writelines(islice(lines, articles))
        for step, name in STEPS.items():
            stack.enter_context(patch.object(steps, name, _timed(getattr(steps, name), spent, step)))
        stack.enter_context(patch.object(Encoder, "marks", _timed(Encoder.marks, spent, "encoder")))
        ledger = stack.enter_context(Ledger(Path(folder) / "news.db"))
        stack.enter_context(patch.object(ledger, "keep", _timed(ledger.keep, spent, "ledger")))
        began = time.process_time()
        read_all([news], reader, ledger=ledger)
        whole = time.process_time() - began
    shares = {step: spent[step] / whole for step in sorted(spent, key=lambda step: -spent[step])}
    return shares | {"the rest": 1 - sum(shares.values()), "ms an article": 1000 * whole / articles}


def _timed(work: Callable[..., Any], spent: dict[str, float], step: str) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.process_time()
        try:
            return work(*args, **kwargs)
        finally:
            spent[step] += time.process_time() - began

    return timed
