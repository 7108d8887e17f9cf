"""HTML: one page per file, kept as the bytes that came; its text and its facts are taken in `articles`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.pages._bytes import Limits, Source, read_page
from onrecord.records import Page

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
OPENING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--|<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1)\b)",
    re.I,
)


def sniff(head: str) -> bool:
    """Whether the document opens with a tag of HTML, as a saved page or a fragment of one does."""
    return OPENING.match(head) is not None


def read(source: Source, limits: Limits) -> Iterator[Page]:
    """The one page of an HTML file.

    Raises: PageTooLarge over `limits.page`.
    """
    yield Page(name=source.name, kind="html", data=read_page(source, limits))
