"""One sentence, and where the argument of a theme is named in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from onrecord.facts import fold
from onrecord.lexicon import Word
from onrecord.questions._frames import Theme, is_named
from onrecord.records import Actor, Reading, Span

BE = frozenset("is are was were be been being 's remains remain became becomes".split())
AUX = BE | frozenset("has have had do does did will would can could may might must should not never".split())
HARD = frozenset("; : ( ) — – ? !".split())
POSSESSIVE = ("his", "her", "its", "their")


class Match(NamedTuple):
    """Words that stand for a proposition, or for its contrary (`sign` "-"); `asked` if they stand for evidence.

    `core` are the offsets of the words that were looked for, where there is no frame.
    """

    theme: str
    span: Span
    sign: str
    asked: bool = False
    control: tuple[tuple[str, str], ...] = ()
    frame: str = ""
    by: Span | None = None
    core: tuple[int, ...] = ()


# (first word, word after the last, sign of the argument, control)
Argued = tuple[int, int, str, tuple[tuple[str, str], ...]]


class Sentence(NamedTuple):
    words: list[Word]
    texts: list[str]
    names: list[tuple[int, int, str | None]]


class View:
    """A theme in a sentence: words by number, the mentions of anybody, and those of the theme's own argument."""

    def __init__(self, reading: Reading, sentence: Sentence, theme: Theme) -> None:
        self._words, self._texts, _ = sentence
        self._theme = theme
        self._text = reading.article.text
        self._cast = {a.id: a for a in reading.actors}
        self._marked = sentence.names
        self._mine = self._places()

    def _places(self) -> list[tuple[int, int, str]]:
        """Where the theme's arguments are named: (first word, word after the last, whose sign: "+" or "-")."""
        found = []
        for first, end, actor in self._marked:
            if sign := self._sign_of(self._cast.get(actor or ""), self._texts[first:end]):
                found.append((first, end, sign))
        taken = {i for first, end, _ in self._marked for i in range(first, end)}
        surnames = {k.who.split()[-1] for k in self._theme.keys if k.who}
        for i, word in enumerate(self._words):
            if i not in taken and (word.capital or i == 0) and fold(word.text) in surnames:
                found.append((i, i + 1, "+"))
        return sorted(found)

    def _sign_of(self, actor: Actor | None, texts: Sequence[str]) -> str:
        if actor is None:
            return ""
        if any(k.who and is_named(actor.name, k.who) for k in self._theme.keys) and actor.kind in (
            "person",
            "government",
        ):
            return "+"
        if "opposition" in fold(actor.name).split() and actor.kind in ("person", "group", "organisation"):
            return {"opposition": "+", "government": "-"}.get(self._theme.side, "")
        return ""

    def _mine_at(self, first: int, end: int) -> str:
        """The sign of the argument among the words [first, end), "" if there is none, or it is somebody else's."""
        return next((s for a, b, s in self._mine if a < end and first < b), "")

    def _is_other(self, at: int) -> bool:
        """Whether word `at` belongs to a mention of somebody else."""
        return any(a <= at < b for a, b, _ in self._marked) and not self._mine_at(at, at + 1)

    def _back(self, head: int, words: Collection[str]) -> int:
        """The first of the words right before word `head` that are among `words`, or adverbs."""
        first = head
        while first > 0 and (self._texts[first - 1] in words or self._texts[first - 1].endswith("ly")):
            first -= 1
        return first

    def _start_of(self, at: int) -> int:
        return min((a for a, b, _ in self._mine if a <= at < b), default=at)

    def _span(self, first: int, end: int) -> Span:
        end = min(end, len(self._words))
        return Span(self._words[first].start, self._words[end - 1].end)
