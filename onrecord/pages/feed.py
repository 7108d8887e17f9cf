"""RSS and Atom: a page for each entry, with what the feed says of it.

feedparser is given the bytes as a stream, so that nothing in a feed can name a path or an address to open.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Iterator
from email.utils import parsedate
from typing import Any

import msgspec

from onrecord.errors import NotAPage
from onrecord.pages._bytes import Limits, Source, read_page
from onrecord.records import Failure, Page

SUFFIXES = (".rss", ".atom", ".rdf")
# The comment is atomic: else there are as many ways to part n comments as there are subsets of them.
OPENING = re.compile(
    r"\s*(?:<\?[^>]{0,500}>\s*|(?><!--.{0,2000}?-->)\s*"
    r"|<!DOCTYPE\s+(?:rss|feed|(?:\w+:)?RDF)\b[^>\[]{0,300}(?:\[[^\]]{0,2000}\]\s*)?>\s*)*"
    r"<(?:\w+:)?(?:rss|feed|RDF)\b",
    re.S,
)
LARGEST = 8 * 2**20
"""Bytes of a feed: the parser takes up to 4 s for a MiB of nothing but brackets."""

_REFERENCE = re.compile(rb"&#(?:[xX](?P<hexadecimal>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_DIGITS = 7  # of the last character of Unicode, written in tens

MOST_ATTRIBUTES = 1_000
"""A tag with more loses them all: the parser is quadratic in them, minutes for 100,000."""

_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{10000,}")
_TAG = re.compile(
    r"<(?:p|div|br|a|ul|ol|li|blockquote|h\d|img|b|i|em|strong|span|font|table|tr|td|figure|section|article|pre|hr|sup"
    r"|sub|small|q|cite|iframe|video)\b",
    re.I,
)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_ENDLESS = re.compile(rb"[\w.+-]{1000,}")  # the parser looks for an address in an author's name, in quadratic time


def sniff(head: str) -> bool:
    """Whether the document opens as a feed does."""
    return OPENING.match(head) is not None


def read(source: Source, limits: Limits) -> Iterator[Page | Failure]:
    """A page for each entry, named "FILE#N" counted from 1, or a Failure for an entry without text.

    An entry's page is its full content where the feed has it, else its summary.
    Raises: PageTooLarge over `limits.page`, NotAPage if there is no entry.
    """
    import feedparser  # noqa: PLC0415 - a feed is rare, and the import slow

    capped = msgspec.structs.replace(limits, page=min(limits.page, LARGEST))
    data = _LONG_TAG.sub(_bare_tag, _REFERENCE.sub(_in_unicode, read_page(source, capped)))
    data = _ENDLESS.sub(_broken, data)
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not found.entries:
        why = f" ({found.bozo_exception})" if found.get("bozo_exception") else ""
        raise NotAPage(f"{source.name}: a feed without an entry{why}; fetch it again")
    for number, entry in enumerate(found.entries, start=1):
        yield _page(f"{source.name}#{number}", entry, found.feed.get("title"))


def _in_unicode(reference: re.Match[bytes]) -> bytes:
    """A character reference as it is; U+FFFD for one beyond Unicode or half a character, which the parser stumbles
    over."""
    digits = reference["hexadecimal"] or reference["decimal"]
    if len(digits.lstrip(b"0")) > _DIGITS:
        return b"&#65533;"
    number = int(digits, 16 if reference["hexadecimal"] else 10)
    return b"&#65533;" if number > sys.maxunicode or 0xD800 <= number <= 0xDFFF else reference[0]


def _broken(run: re.Match[bytes]) -> bytes:
    """A run without an end, with a space after every thousand characters."""
    return b" ".join(run[0][i : i + 999] for i in range(0, len(run[0]), 999))


def _bare_tag(tag: re.Match[bytes]) -> bytes:
    words = tag[0].split(None, MOST_ATTRIBUTES)
    return tag[0] if len(words) <= MOST_ATTRIBUTES else words[0]


def _page(name: str, entry: Any, outlet: str | None) -> Page | Failure:
    bodies = [c.get("value", "") for c in entry.get("content", ())] + [entry.get("summary", "")]
    body = max(bodies, key=len)
    if not body.strip():
        return Failure(name, "pages", f"{name}: an entry without text; read the page that it links to")
    marked = _TAG.search(body) is not None
    words = f"<html><body><article>{body}</article></body></html>" if marked else html.unescape(body)
    return Page(name, "html" if marked else "text", words.encode("utf-8", "replace"), "utf-8", entry.get("link"),
                outlet, entry.get("title"), entry.get("author"), _day(entry))  # fmt: skip


def _day(entry: Any) -> str | None:
    """The day where the writer is; in UTC, where it is written as only the parser knows."""
    said = (entry.get("published") or entry.get("updated") or "").strip()
    if _ISO_DAY.match(said):
        return str(said[:10])
    moment = parsedate(said) or entry.get("published_parsed") or entry.get("updated_parsed")
    return f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}" if moment else None
