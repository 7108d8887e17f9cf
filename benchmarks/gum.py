"""GUM's documents (conllu): text with offsets, tokens, and entity mentions with their cluster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple


class Token(NamedTuple):
    """A token: `tag` is Penn's, `head` the index of its governor in the document, -1 for a root."""

    form: str
    tag: str
    head: int
    relation: str
    start: int
    end: int


class Marked(NamedTuple):
    """A mention of tokens [first, last], both included; `entity` is its cluster in the document."""

    first: int
    last: int
    kind: str
    entity: str


class Document(NamedTuple):
    """A text with its tokens and mentions; offsets are code points into `text`."""

    name: str
    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Marked, ...]

    def head(self, mention: Marked) -> int:
        """The token of the mention that is governed from outside of it."""
        inside = range(mention.first, mention.last + 1)
        return next((i for i in inside if self.tokens[i].head not in inside), mention.first)


def document(path: Path) -> Document:
    """Read one file. A new paragraph begins a new line of the text."""
    text, tokens, mentions = "", list[Token](), list[Marked]()
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        if block.strip():
            text += "\n" if text and "# newpar" in block else ""
            text = _sentence(block, text, tokens, mentions)
    return Document(path.stem, text, tuple(tokens), tuple(sorted(mentions)))


def _sentence(block: str, text: str, tokens: list[Token], mentions: list[Marked]) -> str:
    offset, glued = len(tokens) - 1, 0
    waiting: list[tuple[str, int, str]] = []
    for fields in (line.split("\t") for line in block.splitlines()):
        if len(fields) != 10:
            continue
        if "-" in fields[0]:
            glued = int(fields[0].split("-")[1])  # "Malaysia's" is one word of two tokens: no space inside
        if not fields[0].isdigit():
            continue
        start, head = len(text), int(fields[6])
        text += fields[1]
        tokens.append(Token(fields[1], fields[4], head + offset if head else -1, fields[7], start, len(text)))
        text += "" if "SpaceAfter=No" in fields[9] or int(fields[0]) < glued else " "
        found = re.search(r"Entity=([^|]+)", fields[9])
        for part in re.findall(r"\([^()]+\)?|\d+\)", found.group(1)) if found else ():
            _bracket(part, len(tokens) - 1, waiting, mentions)
    return text if text.endswith(("\n", " ")) else text + " "


def _bracket(part: str, at: int, waiting: list[tuple[str, int, str]], mentions: list[Marked]) -> None:
    if part.startswith("("):
        number, kind = part.strip("()").split("-")[:2]
        waiting.append((number, at, kind))
    if part.endswith(")"):
        number = part.strip("()").split("-")[0]
        k = max((i for i, w in enumerate(waiting) if w[0] == number), default=None)
        if k is not None:
            _, first, kind = waiting.pop(k)
            mentions.append(Marked(first, at, kind, number))
