"""ninjs, the IPTC's JSON for news agencies (versions 1 to 3): one item, a list of them, or one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from onrecord.errors import NotAPage
from onrecord.pages._bytes import Limits, Source, read_page
from onrecord.records import Failure, Page

SUFFIXES = (".ninjs",)
OPENING = re.compile(r"\s*[\[{]")
KEYS = re.compile(r'"(?:body_(?:text|html|xhtml)|bodies|versioncreated|versionCreated)"\s*:')
_BODIES = (("body_xhtml", "html"), ("body_html", "html"), ("body_text", "text"))


def sniff(head: str) -> bool:
    """Whether it is JSON with keys that only ninjs has."""
    return OPENING.match(head) is not None and KEYS.search(head) is not None


def read(source: Source, limits: Limits) -> Iterator[Page | Failure]:
    """A page for each item, named "FILE" if there is one, else "FILE#N" counted from 1; or a Failure.

    Raises: PageTooLarge over `limits.page`, NotAPage if it is no JSON.
    """
    items = _items(source.name, read_page(source, limits).removeprefix(b"\xef\xbb\xbf"))
    for number, item in enumerate(items, start=1):
        name = source.name if len(items) == 1 else f"{source.name}#{number}"
        yield Failure(name, "pages", f"{name}: {item}") if isinstance(item, NotAPage) else _page(name, item)


def _items(name: str, data: bytes) -> list[Any]:
    """The items; in the place of a line that is none, why."""
    try:
        found = msgspec.json.decode(data)
    # UnicodeDecodeError is a ValueError, too.
    except (ValueError, RecursionError) as error:
        lines = [_line(line) for line in data.splitlines() if line.strip()]
        if all(isinstance(line, NotAPage) for line in lines):
            raise NotAPage(f"{name}: not JSON ({error}); fetch it again") from error
        return lines
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    return found if isinstance(found, list) else [found]


def _line(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (ValueError, RecursionError) as error:
        return NotAPage(f"not JSON ({error}); fetch it again")


def _page(name: str, item: Any) -> Page | Failure:
    if not isinstance(item, dict):
        return Failure(name, "pages", f"{name}: no ninjs item but {type(item).__name__}; give one object per item")
    kind, words = _body(item)
    if not words:
        return Failure(name, "pages", f"{name}: an item without a body; leave pictures and graphics out")
    url, outlet = _text(item.get("canonicalurl") or item.get("uri")), _text(item.get("provider") or item.get("source"))
    data, byline = words.encode("utf-8", "replace"), _text(item.get("byline") or item.get("by"))
    return Page(name, kind, data, "utf-8", url, outlet, _headline(item), byline, _day(item))


def _body(item: dict[str, Any]) -> tuple[str, str]:
    """Kind and words of the body: of several, the one with marks, then the longest."""
    bodies = [(kind, item[key]) for key, kind in _BODIES if isinstance(item.get(key), str) and item[key].strip()]
    listed = item.get("bodies")
    for body in listed if isinstance(listed, list) else ():
        if isinstance(body, dict) and isinstance(body.get("value"), str):
            bodies.append(
                ("html" if "html" in str(body.get("contenttype") or body.get("contentType")) else "text", body["value"])
            )
    return max(bodies, key=lambda b: (b[0] == "html", len(b[1])), default=("text", ""))


def _headline(item: dict[str, Any]) -> str | None:
    listed = item.get("headlines")
    if isinstance(listed, list) and listed and isinstance(listed[0], dict):
        return _text(listed[0].get("value"))
    return _text(item.get("headline") or item.get("title"))


def _day(item: dict[str, Any]) -> str | None:
    for key in ("firstcreated", "firstCreated", "versioncreated", "versionCreated"):
        if isinstance(value := item.get(key), str) and re.match(r"\d{4}-\d\d-\d\d", value):
            return value[:10]
    return None


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("literal")
    return value if isinstance(value, str) and value.strip() else None
