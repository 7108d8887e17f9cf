"""Bytes to text. The order of evidence: given, byte order mark, strict UTF-8, the page's own word, windows-1252."""

from __future__ import annotations

import codecs
import re

from onrecord.records import Page

MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.I
)
META_WITHIN = 4096

WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030",
         "gbk": "gb18030", "shift_jis": "cp932"}  # fmt: skip
"""Python's name of an encoding → the superset that browsers read under that label, which is what pages mean by it."""

NOT_FOR_PAGES = {"idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape", "undefined"}
"""Codecs that a hostile page could name: quadratic in time, or able to hide markup."""


def decode(page: Page) -> str:
    """The text of the page's bytes, never failing on any of them; a byte that means nothing becomes U+FFFD.

    A byte order mark is part of the encoding and not of the text. An encoding that was given is taken
    at its word: "utf-8" keeps the mark as a character, "utf-8-sig" does not.
    """
    for encoding in (page.encoding, byte_order_mark(page.data), "utf-8", _declared(page)):
        text = _strictly(page.data, encoding)
        if text is not None:
            return text
    loose = page.data.decode("utf-8", "replace")
    return loose if _mostly_right(loose) else page.data.decode("cp1252", "replace")


def byte_order_mark(data: bytes) -> str | None:
    """The encoding that the first bytes announce, or None."""
    return next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)


def _declared(page: Page) -> str | None:
    found = META_CHARSET.search(page.data[:META_WITHIN]) if page.kind == "html" else None
    said = found[1].decode("ascii", "replace") if found else None
    # What can be read as ASCII up to there is neither of these.
    return None if said and said.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")) else said


def _strictly(data: bytes, encoding: str | None) -> str | None:
    """The text, or None if the encoding is unknown, is not for pages, or does not fit the bytes."""
    if not encoding:
        return None
    try:
        name = codecs.lookup(encoding).name
        return None if name in NOT_FOR_PAGES else data.decode(WIDER.get(name, name))
    except (LookupError, ValueError):
        return None


def _mostly_right(loose: str) -> bool:
    """Whether the text is UTF-8 with a stray bad byte, as of a page that was cut, and not another encoding."""
    bad = loose.count("\ufffd")
    return len(loose) - len(loose.encode("ascii", "ignore")) >= 3 * bad
