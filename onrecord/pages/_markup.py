"""HTML to paragraphs and facts: the quarantine of lxml and trafilatura. Load it only when an HTML page arrives.

trafilatura finds the article; a plain walk over the paragraphs stands in where it finds nothing, and where
the page is so large or so deep that it might not end.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document

from onrecord.pages._facts import facts_of, squeezed
from onrecord.records import Evidence, Record

MOST_ELEMENTS = 30_000
MOST_CHARACTERS = 4_000_000
DEEPEST = 200
"""Beyond any of these trafilatura is not asked. The 80 news pages measured have at most 4,719 tags, 25 deep."""

MISSED = 3
"""The page's own <main> or <article> holds so many times more prose than trafilatura found: it missed the article."""

MOST_ATTRIBUTES = 5_000
"""A tag with more loses them all: libxml2 is quadratic in them, 31 s for 100,000."""

_LONG_TAG = re.compile(r"<[a-z][^<>]{20000,}", re.I)
_MARKS = re.compile(r"^\s*(?:- |\|[\s|-]*)|[\s|]*\|\s*$")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * DEEPEST + ")")
_SKIPPED = frozenset(
    ("head", "script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "select")
    + ("textarea", "svg", "iframe", "figure", "object", "audio", "video", "canvas")
)
_ASIDE = re.compile(r"\b(?:comments?|disqus|related|newsletter|cookies?|consent|sidebar)\b", re.I)
_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i")
    + ("ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time")
    + ("tt", "u", "var", "wbr")
)

# Without a handler of its own, trafilatura's warnings would be printed on the user's terminal.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


class Markup(Record, frozen=True):
    """What an HTML page holds: its paragraphs, one line each, and what it says about itself, best source first."""

    paragraphs: tuple[str, ...]
    facts: tuple[Evidence, ...]


def read_markup(html: str) -> Markup:
    """The article's paragraphs and the facts found in the page. No paragraph if there is no text; no errors."""
    tree = _parsed(html)
    if tree is None:
        return Markup((), ())
    facts = facts_of(tree)
    return Markup(tuple(main_paragraphs(tree)), facts)


def main_text(html: str) -> str:
    """The article's text without its title: paragraphs of one line each, with a blank line between two."""
    return "\n\n".join(read_markup(html).paragraphs)


def main_paragraphs(tree: HtmlElement) -> list[str]:
    """The article's paragraphs in the order of the page, each one line, without invisible characters."""
    found: list[str] = []
    if _is_within_bounds(tree):
        document = bare_extraction(tree, favor_precision=True, include_comments=False)
        found = _lines(document.text or "") if isinstance(document, Document) else []
    if not found:
        return list(_plain_paragraphs(tree))
    # A live blog, each entry an element of its own: trafilatura kept 576 of its 29,460 characters.
    root = _marked_article(tree)
    marked = [] if root is None else list(_plain_paragraphs(root))
    return marked if _size(marked) > MISSED * _size(found) else found


def _parsed(html: str) -> HtmlElement | None:
    # HTML5 reads a NUL as U+FFFD; libxml2 would stop there and lose the rest of the page.
    data = _LONG_TAG.sub(_bare_tag, html.replace("\0", "\ufffd")).encode("utf-8", "replace")
    parser = HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    try:
        return document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None


def _bare_tag(tag: re.Match[str]) -> str:
    words = tag[0].split(None, MOST_ATTRIBUTES)
    return tag[0] if len(words) <= MOST_ATTRIBUTES else words[0]


def _is_within_bounds(tree: HtmlElement) -> bool:
    if _TOO_DEEP(tree):
        return False
    characters = 0
    for count, element in enumerate(tree.iter()):
        characters += len(element.text or "") + len(element.tail or "")
        if count > MOST_ELEMENTS or characters > MOST_CHARACTERS:
            return False
    return True


def _marked_article(tree: HtmlElement) -> HtmlElement | None:
    """The one element that the page itself marks as its main part."""
    candidates = (tree.findall(f".//{tag}") for tag in ("main", "article"))
    return next((marked[0] for marked in candidates if len(marked) == 1), None)


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _lines(text: str) -> list[str]:
    """The lines of trafilatura, without its marks around lists and tables: they are none of the page's words."""
    lines = (squeezed(_MARKS.sub("", line)) for line in text.split("\n"))
    return [line for line in lines if line]


def _plain_paragraphs(tree: HtmlElement) -> Iterator[str]:
    """Every block of text that reads like a sentence and is not mostly links; one pass, whatever the depth."""
    for block, linked in _blocks(tree):
        text = squeezed("".join(block))
        is_prose = len(text) > 60 or text.endswith((".", "!", "?", "”", '"'))
        if text and is_prose and 2 * linked < len(text):
            yield text


def _is_aside(element: HtmlElement) -> bool:
    if element.tag in _SKIPPED:
        return True
    return element.tag in ("div", "section", "ul", "ol") and bool(
        _ASIDE.search(f"{element.get('id') or ''} {element.get('class') or ''}")
    )


def _blocks(tree: HtmlElement) -> Iterator[tuple[list[str], int]]:
    """The text of each block, in pieces, and how many characters of it are links."""
    block: list[str] = []
    links = linked = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if element.tag not in _INLINE:
            yield block, linked
            block, linked = [], 0
        if event == "start" and _is_aside(element):
            walk.skip_subtree()
            continue
        if element.tag == "a":
            links += 1 if event == "start" else -1
        words = (element.text if event == "start" else element.tail) or ""
        block.append(words)
        linked += len(words) if links else 0
    yield block, linked
