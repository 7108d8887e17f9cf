"""JSON lines: one article per line, with the keys `url, outlet, title, byline, published` and `text` or `html`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from onrecord.errors import NotAPage
from onrecord.pages._bytes import Limits, Source, over, read_lines
from onrecord.records import Failure, Page, Record

SUFFIXES = (".jsonl", ".ndjson", ".jl")
OPENING = re.compile(r'\s*(?:\{\s*["}]|\[\s*\{)')


class Line(Record, frozen=True):
    """What a line may say. Other keys are let pass."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None


_decoder = msgspec.json.Decoder(Line)


def sniff(head: str) -> bool:
    """Whether the document opens with an object, or a list of objects, of JSON."""
    return OPENING.match(head) is not None


def read(source: Source, limits: Limits) -> Iterator[Page | Failure]:
    """A page for each line, named "FILE:LINE" counted from 1, or a Failure; blank lines are passed over.

    The file may be of any length: no more than a line of it is in memory.
    Raises: NotAPage if there is no line, or the file is one JSON document printed over several lines.
    """
    found = False
    for number, line in enumerate(read_lines(source, limits), start=1):
        if line is not None and not line.strip():
            continue
        if not found and line is not None and line.lstrip(b"\xef\xbb\xbf \t")[:1] not in (b"{", b"["):
            raise NotAPage(f"{source.name}: no JSON lines; give the file the suffix of what it is, or none")
        if not found and line is not None and _is_one_document(line):
            raise NotAPage(f"{source.name}: JSON, but not one object per line; convert it with: {_fix(line)}")
        found = True
        yield _page(f"{source.name}:{number}", line, limits)
    if not found:
        raise NotAPage(f"{source.name}: no line of JSON in it; write one object per line")


def _page(name: str, line: bytes | None, limits: Limits) -> Page | Failure:
    if line is None:
        return Failure(name, "pages", f"{name}: {over(limits.line)}; shorten the line or raise the cap")
    try:
        said = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf"))
    # A UnicodeDecodeError, too, is a ValueError: bytes that are not UTF-8 are not JSON.
    except (ValueError, RecursionError) as error:
        return Failure(name, "pages", f"{name}: {error}; write one JSON object per line, in UTF-8")
    kind, words = ("text", said.text) if said.text else ("html", said.html)
    if not words:
        return Failure(name, "pages", f'{name}: no "text" and no "html"; put the article under one of these keys')
    if len(data := words.encode()) > limits.page:
        return Failure(name, "pages", f"{name}: {over(limits.page)}; split it or raise the cap")
    return Page(name, kind, data, "utf-8", said.url, said.outlet, said.title, said.byline, said.published)


def _fix(first: bytes) -> str:
    return "jq -c . FILE" if first.strip().endswith(b"{") and b"[" not in first else "jq -c '.[]' FILE"


def _is_one_document(first: bytes) -> bool:
    return first.lstrip(b"\xef\xbb\xbf \t").startswith(b"[") or first.strip() == b"{"
