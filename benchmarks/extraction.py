"""How much of the article, and how little else, is taken from 80 real pages of 16 outlets (fundus-evaluation).

    python -m benchmarks.extraction ../shared

The score: words and punctuation marks of the extracted text and of the true paragraphs, as multisets; precision,
recall and F1 per page, then the mean over the pages. The truth sets optional paragraphs (a standfirst, a credit) in
brackets; each is counted in where that raises the page's F1, in the order of the page. The title is not part of the
truth, so it is not part of the text that is scored. trafilatura alone is run on the same bytes, in the same process.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from trafilatura import extract

from onrecord.pages._encoding import decode
from onrecord.pages._markup import main_text
from onrecord.records import Page

CORPUS = Path("corpora/pages/fundus_evaluation")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def run(shared: Path) -> dict[str, float]:
    """F1, precision and recall (0 to 1) and milliseconds of CPU per page: ours, and trafilatura's alone."""
    truth: dict[str, dict[str, list[str]]] = json.loads((shared / CORPUS / "ground_truth.json").read_text("utf-8"))
    pages = {name: gzip.decompress((shared / CORPUS / "html" / name).read_bytes()) for name in sorted(truth)}
    bodies = {name: truth[name]["body"] for name in pages}
    figures: dict[str, float] = {}
    for system, text_of in SYSTEMS.items():
        figures |= {f"{system} {name}": value for name, value in _measured(text_of, pages, bodies).items()}
    return figures


def score(text: str, body: list[str]) -> tuple[float, float, float]:
    """F1, precision and recall of the extracted text against the true paragraphs of a page."""
    found, true = _tokens(text), Counter[str]()
    for paragraph in body:
        if not _is_optional(paragraph):
            true += _tokens(paragraph)
    best = _agreement(found, true)
    for paragraph in filter(_is_optional, body):
        wider = true + _tokens(paragraph[1:-1])
        if (agreement := _agreement(found, wider)) > best:
            best, true = agreement, wider
    return best


def _ours(data: bytes) -> str:
    return main_text(decode(Page(name="", kind="html", data=data)))


def _trafilatura(data: bytes) -> str:
    return extract(data, favor_precision=True, include_comments=False) or ""


def _trafilatura_balanced(data: bytes) -> str:
    return extract(data, include_comments=False) or ""


SYSTEMS: Mapping[str, Callable[[bytes], str]] = {
    "onrecord": _ours,
    "trafilatura": _trafilatura,
    "trafilatura balanced": _trafilatura_balanced,
}


def _measured(
    text_of: Callable[[bytes], str], pages: dict[str, bytes], bodies: dict[str, list[str]]
) -> dict[str, float]:
    # The first page pays for the caches of compiled expressions.
    text_of(next(iter(pages.values())))
    start = time.process_time()
    texts = {name: text_of(data) for name, data in pages.items()}
    milliseconds = (time.process_time() - start) * 1000 / len(pages)
    scores = [score(texts[name], bodies[name]) for name in pages]
    f1, precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return {"F1": f1, "precision": precision, "recall": recall, "ms per page": milliseconds}


def _is_optional(paragraph: str) -> bool:
    return paragraph.startswith("[") and paragraph.endswith("]")


def _tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text))


def _agreement(found: Counter[str], true: Counter[str]) -> tuple[float, float, float]:
    shared = (found & true).total()
    precision, recall = shared / max(1, found.total()), shared / max(1, true.total())
    return 2 * shared / max(1, found.total() + true.total()), precision, recall


if __name__ == "__main__":
    for key, value in run(Path(sys.argv[1] if sys.argv[1:] else "../shared")).items():
        print(f"{key:32} {value:.4f}" if "ms" not in key else f"{key:32} {value:.1f}")
