"""What an HTML page says about itself: JSON-LD, meta tags, links, headings and times, each with where it stood."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice
from typing import Any

from lxml.html import HtmlElement

from onrecord.records import Evidence

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Story)$", re.I)

META = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "parsely-title": "title",
    "headline": "title",
    "author": "byline",
    "article:author": "byline",
    "byl": "byline",
    "dc.creator": "byline",
    "dc.creator.name": "byline",
    "parsely-author": "byline",
    "sailthru.author": "byline",
    "og:site_name": "outlet",
    "application-name": "outlet",
    "dc.publisher": "outlet",
    "article:published_time": "published",
    "og:article:published_time": "published",
    "og:published_time": "published",
    "datepublished": "published",
    "parsely-pub-date": "published",
    "sailthru.date": "published",
    "dc.date.issued": "published",
    "dc.date": "published",
    "dcterms.created": "published",
    "pubdate": "published",
    "publishdate": "published",
    "publish-date": "published",
    "article.published": "published",
    "date": "published",
    "og:url": "url",
}
"""Name, property or itemprop of a meta tag, in lower case → the fact it states. The first in this order wins."""

LONGEST, MOST = 1000, 5
"""Characters of a fact, and facts of one field and source, that are kept: a hostile page has a million headlines."""

_RANK = {name: rank for rank, name in enumerate(META)}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_AROUND = " \t\r\n;"
_OPENERS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[")
_CLOSERS = ("-->", "//]]>", "// ]]>", "]]>")
_DEEPEST_LD = 12


def facts_of(tree: HtmlElement) -> tuple[Evidence, ...]:
    """All facts stated in the markup, JSON-LD first, then meta tags, then elements; words as they stand there."""
    found: Counter[tuple[str, str]] = Counter()
    facts: list[Evidence] = []
    for field, source, value in chain(_json_ld(tree), _meta(tree), _elements(tree)):
        words = squeezed(unescape(value[: 2 * LONGEST]))
        if 0 < len(words) <= LONGEST and found[field, source] < MOST:
            found[field, source] += 1
            facts.append(Evidence(field, source, words))
    return tuple(facts)


def squeezed(text: str) -> str:
    """The text on one line, with single spaces and without soft hyphens and zero-width characters."""
    return " ".join(text.translate(_INVISIBLE).split())


def _meta(tree: HtmlElement) -> list[tuple[str, str, str]]:
    found = []
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        if name in META and (content := tag.get("content")):
            found.append((_RANK[name], content))
    names = list(META)
    return [(META[names[rank]], "meta", content) for rank, content in sorted(found, key=lambda row: row[0])]


def _elements(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    for tag in tree.iter("link", "html"):
        if tag.tag == "link" and "canonical" in (tag.get("rel") or "").lower().split():
            yield "url", "link", tag.get("href") or ""
        elif tag.tag == "html":
            yield "language", "html", tag.get("lang") or tag.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    # Only the first few are looked into: h1 nested in h1 would each repeat the whole page.
    for name in ("h1", "title"):
        yield from (("title", name, tag.text_content()) for tag in islice(tree.iter(name), MOST))
    yield from (("byline", "author", tag.text_content()) for tag in islice(_authors(tree), MOST))
    yield from _times(tree)


def _authors(tree: HtmlElement) -> Iterator[HtmlElement]:
    for tag in tree.iter("a", "span", "address", "p", "div"):
        if "author" in (tag.get("rel") or "").lower().split() or tag.get("itemprop") == "author":
            yield tag


def _times(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """The times that are marked as the page's own; else the only one there is, as any of several may be a teaser's."""
    times = [tag for tag in tree.iter("time") if tag.get("datetime")]
    own = [tag for tag in times if tag.get("pubdate") is not None or tag.get("itemprop") == "datePublished"]
    days = {tag.get("datetime")[:10] for tag in times}
    for tag in own or (times[:1] if len(days) == 1 else ()):
        yield "published", "time", tag.get("datetime")


def _json_ld(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for node in _articles(_loaded(script.text or ""), 0):
                yield from _stated(node)


def _loaded(text: str) -> Any:
    """The JSON, or None. Raw line ends in strings, comment marks around it and a semicolon after it are common."""
    for candidate in (text, _bare(text)):
        try:
            return json.loads(candidate, strict=False)
        # RecursionError: brackets nested without end.
        except (ValueError, RecursionError):
            continue
    return None


def _bare(text: str) -> str:
    text = text.strip(_AROUND)
    for opener, closer in zip(_OPENERS, _CLOSERS, strict=True):
        text = text.removeprefix(opener).removesuffix(closer)
    return text.strip(_AROUND)


def _articles(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that are an article, wherever they are nested: in a list, in @graph, as a page's main entity."""
    if depth > _DEEPEST_LD:
        return
    if isinstance(node, list):
        for member in node:
            yield from _articles(member, depth + 1)
    elif isinstance(node, dict):
        if any(ARTICLE_TYPES.search(kind) for kind in _strings(node.get("@type"))):
            yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(node.get(key), depth + 1)


def _stated(node: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field, keys in (("title", ("headline", "name")), ("published", ("datePublished", "dateCreated"))):
        words = [word for key in keys for word in _strings(node.get(key))]
        yield field, "json-ld", words[0] if words else ""
    yield "byline", "json-ld", ", ".join(_names(node.get("author")) or _names(node.get("creator")))
    yield "outlet", "json-ld", ", ".join(_names(node.get("publisher"))[:1])


def _strings(value: Any) -> list[str]:
    """The strings in a value that may be a string, a list of them, or something else."""
    members = value if isinstance(value, list) else [value]
    return [member for member in members if isinstance(member, str)]


def _names(value: Any) -> list[str]:
    """The names of persons or organisations, given as strings, as objects with a name, or as a list of either."""
    members = value if isinstance(value, list) else [value]
    return [
        name
        for member in members
        for name in _strings(member.get("name") if isinstance(member, dict) else member)
        if name.strip()
    ]
