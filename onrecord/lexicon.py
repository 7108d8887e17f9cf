"""The lexicon of commitments: what source and author hold of what a predicate embeds, by context.

The rows are in `tables/commitments.tsv`, each with the literature that describes its kind (docs/questions.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord.cues import goes_on, lemmas

# The inside of a character class: "Čaputová" and "Łukasz" begin with a capital, too.
CAPITALS = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x250)) if c.isupper())
TABLE = Path(__file__).parent / "tables" / "commitments.tsv"
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\w+(?:['’]t)?(?:[-‑]\w+)*|['’]s\b|[^\w\s]")

NEGATIONS = frozenset(
    "not never no neither nor without cannot nobody none hardly n't don't doesn't didn't isn't aren't wasn't weren't "
    "won't can't couldn't wouldn't shouldn't hasn't haven't hadn't mustn't".split()
)
MUST = frozenset("must should ought shall need needs mustn't shouldn't".split())
MAY = frozenset("may might could couldn't perhaps possibly if whether".split())


class Word(NamedTuple):
    """A word in small letters, with its offsets (code points, half-open) in the article's text."""

    text: str
    start: int
    end: int
    capital: bool = False


class Row(NamedTuple):
    """A row of the lexicon. `source` and `author` are letters (a affirms, d denies, q questions, e asks for evidence,
    n nothing), one for each of CONTEXTS; `passes` the context that an implicative gives to the predicate below it."""

    lemma: str
    pos: str
    complement: str
    source: str
    author: str
    passes: str
    literature: str


# As it is; negated; refused; demanded; forbidden; possible. The order of the letters in a row's cells.
CONTEXTS = "+-rmx?"


def read_words(text: str, start: int, end: int) -> list[Word]:
    """The words of text[start:end]; offsets count from the beginning of the text. Of "isn't just wrong, but" the first
    word is "is", for nothing is denied."""
    found = [
        Word(m[0].lower().replace("’", "'"), m.start(), m.end(), m[0][0].isupper() and m.start() > start)
        for m in _WORD.finditer(text, start, end)
    ]
    for i, word in enumerate(found[:-1]):
        if found[i + 1].text in _MERELY and word.text in _EVEN:
            found[i] = word._replace(text=_EVEN[word.text])
    return found


_MERELY = ("just", "only", "merely")
_EVEN = {f"{w}n't": w for w in "is are was were do does did has have had".split()} | {"not": "also", "cannot": "can"}


_ASIDE = 6  # words of an aside at most, its marks among them


def without_asides(words: Sequence[Word]) -> list[Word]:
    """The words without those of short asides of names in brackets: "Sen. Ada Smith | (D-Va.) | said"."""
    kept: list[Word] = []
    at = 0
    while at < len(words):
        end = _aside_end(words, at) if at and words[at].text == "(" else 0
        kept += [] if end else [words[at]]
        at = end or at + 1
    return kept


def _aside_end(words: Sequence[Word], at: int) -> int:
    """The word after the aside that a bracket opens; 0 if it is long, or holds more than names and marks."""
    for i in range(at + 1, min(at + _ASIDE + 2, len(words))):
        if words[i].text == ")":
            return i + 1
        if words[i].text[0].isalpha() and not words[i].capital:
            return 0
    return 0


def context_of(negated: bool, must: bool, may: bool) -> str:
    """The context that negation and modals set: one of CONTEXTS."""
    if must:
        return "x" if negated else "m"
    if negated:
        return "-"
    return "?" if may else "+"


def own_context(words: Sequence[Word], *, must: bool = False) -> str:
    """The context that words set of themselves: "did not win", "may have won"; "must publish" only if `must`."""
    texts = [w.text for w in words if not w.capital]
    due = must and (any(t in MUST for t in texts) or has_to(texts))
    return context_of(any(t in NEGATIONS for t in texts), due, any(t in MAY for t in texts))


def row_of(words: Sequence[str], *, infinitive: bool) -> Row | None:
    """The row of a cue, given its words: that of its last word that is an entry.

    `infinitive` is whether an infinitive stands under it: "told them to leave" asks, "told them that she left" says.
    """
    for at in range(len(words) - 1, -1, -1):
        _, rows = rows_for(words, at)
        if found := [r for r in rows if r.pos in ("verb", "prep", "object") or r.source[:1] == "q"]:
            return next((r for r in found if infinitive or r.complement != "to"), found[0])
    return None


def rows_for(words: Sequence[str], at: int) -> tuple[int, tuple[Row, ...]]:
    """How many words from `at` on are an entry of the lexicon, and its rows; (0, ()) if none is."""
    best: dict[int, list[Row]] = {}
    for lemma in lemmas(words[at]):
        for tokens, rows in _entries().get(lemma, ()):
            if goes_on(tokens, words, at):
                best.setdefault(len(tokens), []).extend(rows)
    length = max(best, default=0)
    return length, tuple(best.get(length, ()))


def has_to(texts: Sequence[str]) -> bool:
    """Whether a necessity is said with two words: "has to accept"."""
    return any(a in ("has", "have", "had") and b == "to" for a, b in zip(texts, texts[1:], strict=False))


@cache
def _entries() -> dict[str, list[tuple[tuple[str, ...], tuple[Row, ...]]]]:
    """First word of an entry → (its words, its rows), the longest first."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in _rows():
        rows[row.lemma].append(row)
    found: dict[str, list[tuple[tuple[str, ...], tuple[Row, ...]]]] = defaultdict(list)
    for lemma, own in rows.items():
        tokens = tuple(m[0] for m in _WORD.finditer(lemma))
        found[tokens[0]].append((tokens, tuple(own)))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


def _rows() -> Iterator[Row]:
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        yield Row(*line.split("\t"))
