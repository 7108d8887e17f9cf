"""Plain text: one page per file, its text the decoded file, unchanged to the last character."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.pages._bytes import Limits, Source, read_page
from onrecord.records import Page

SUFFIXES = (".txt", ".text", ".md")


def sniff(head: str) -> bool:
    """Everything is plain text that is nothing else, so this row stands last."""
    return True


def read(source: Source, limits: Limits) -> Iterator[Page]:
    """The one page of a text file.

    Raises: PageTooLarge over `limits.page`.
    """
    yield Page(name=source.name, kind="text", data=read_page(source, limits))
