"""Words that stand near each other in a sentence, the clause that they stand in, and whose doing they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.actors import who
from onrecord.embedding import predicates
from onrecord.facts import fold
from onrecord.lexicon import rows_for
from onrecord.nouns import people_of
from onrecord.questions._frames import Theme, is_named
from onrecord.questions._phrases import STOP, Phrase, is_derived
from onrecord.questions._view import AUX, BE, HARD, POSSESSIVE, Sentence, View
from onrecord.records import Actor, Reading

_OPENERS = frozenset("that whether if how because since when while after before although though as who which".split())
VERBAL = AUX | frozenset("to cannot didn't doesn't don't wasn't weren't hadn't hasn't haven't couldn't".split())
_GROUP = VERBAL | {"been", "ever", "have", "having"}
_BETWEEN = frozenset("with between of by from against".split())
_SUBJECTS = frozenset("he she they it i we you".split())
_OFTEN = 3  # so many times an article names who it is about


class Found(NamedTuple):
    """Where the words of a phrase stand: the head, and all of them."""

    head: int
    all: tuple[int, ...]


class Standing(View):
    """Where words stand, and by whom."""

    def __init__(self, reading: Reading, sentence: Sentence, theme: Theme) -> None:
        super().__init__(reading, sentence, theme)
        self._about = is_about(reading, theme)

    def _together(self, phrase: Phrase) -> Iterator[Found]:
        """The places where all the words stand near each other, with no predicate in between."""
        at = [[i for i, t in enumerate(self._texts) if is_derived(t, w)] for w in phrase.words]
        if not at or not all(at):  # of "such" there is nothing to look for
            return
        for head in at[phrase.head]:
            taken = {head}
            for number, places in enumerate(at):
                free = [i for i in places if i not in taken]
                if number != phrase.head and free:
                    taken.add(min(free, key=lambda i: abs(i - head)))
            first, last = min(taken), max(taken)
            if (
                len(taken) == len(at)
                and self._width(first, last) <= 4 * len(at) + 4
                and not self._is_broken(first, last, taken)
            ):
                yield Found(head, tuple(sorted(taken)))

    def _width(self, first: int, last: int) -> int:
        """How far two words stand from each other; names, figures and commas take no room."""
        return sum(1 for i in range(first, last) if self._texts[i][0].isalpha() and not self._names_at(i)
                   and not self._words[i].capital)  # fmt: skip

    def _is_broken(self, first: int, last: int, taken: set[int]) -> bool:
        return any(
            i not in taken and (self._texts[i] in HARD or self._texts[i] in ("that", "who") or self._is_predicate(i))
            for i in range(first, last)
        )

    def _is_predicate(self, at: int) -> bool:
        """Whether a word is a predicate of the lexicon that changes who holds what."""
        if self._words[at].capital or self._texts[at] in AUX:
            return False
        return any(r.source or r.author for r in rows_for(self._texts, at)[1] if r.pos == "verb")

    def _group(self, head: int) -> int:
        """Where the verb group begins: "did not | collude"."""
        return self._back(head, _GROUP)

    def _has_subject(self, group: int) -> bool:
        """Whether something stands before a verb that may be its subject."""
        return group > 0 and (
            self._texts[group - 1][0].isalnum() or self._texts[group - 1] in ("]", ")", ",", '"', "”")
        )

    def _names_at(self, at: int) -> bool:
        return any(a <= at < b for a, b, _ in self._marked) or (at >= 0 and bool(self._mine_at(at, at + 1)))

    def _stretch(self, end: int) -> int:
        """Where the clause begins whose subject ends before word `end`."""
        first = self._before_aside(end)
        while first > 0 and end - first < 24:
            word = self._texts[first - 1]
            if word in HARD or word in _OPENERS or word in ("but", '"', "“", "”", ","):
                break
            if word == "and" and not self._names_at(first - 2):
                break
            if first < end and self._is_predicate(first - 1):
                break
            first -= 1
        return first

    def _before_aside(self, end: int) -> int:
        """The word after the subject: before its apposition, "Ada Smith, one of the judges, | was"; before a quotation
        mark, "she | “was"."""
        last = end - 1
        while last > 0 and self._texts[last] in ("“", '"', "‘", "’", "'", "”"):
            last -= 1
        if last > 0 and self._texts[last] == ",":
            opened = next((i for i in range(last - 1, max(0, last - 14), -1) if self._texts[i] == ","), None)
            inside = self._texts[opened or 0 : last]
            return end if opened is None or any(t in HARD or t in AUX for t in inside) else opened
        return last + 1

    def _whose(self, first: int, end: int) -> str:
        """Whose the words [first, end) are: "mine", "other", or "" if they name nobody."""
        if self._mine_at(first, end):
            return "mine"
        named = any(first <= a < end for a, _, _ in self._marked)
        return "other" if named or any(t in _SUBJECTS for t in self._texts[first:end]) else ""

    def _relative(self, group: int) -> bool:
        """Whether a relative clause hangs on the argument: "Ada Smith, who | staged"."""
        if self._texts[group - 1 : group] not in (["who"], ["which"], ["that"]):
            return False
        return bool(self._mine_at(max(0, group - 3), group - 1))

    def _mine_near(self, first: int, end: int) -> bool:
        return bool(self._mine_at(max(0, first - 14), end + 10))

    def _is_by_others(self, phrase: Phrase, found: Found) -> bool:
        """Whether the words name others as who does it, or with whom: "Smith's staging", "collusion with Peru"."""
        first, end = found.all[0], max(found.all) + 1
        owner = self._owner(first)
        if owner is not None and self._is_other(owner) and not self._is_one_of(phrase, owner):
            return True
        if self._texts[end : end + 1] and self._texts[end] in _BETWEEN and not self._is_agent(first, end):
            named = [i for i in range(end + 1, min(end + 6, len(self._texts))) if self._names_at(i)]
            stop = min(end + 12, len(self._texts))
            mine = any(self._mine_at(i, i + 1) or self._is_one_of(phrase, i) for i in range(end + 1, stop))
            return bool(named) and not mine
        return False

    def _is_agent(self, first: int, end: int) -> bool:
        """Whether a "by" belongs to the passive over the words: "was accused of | collusion | by Ann Lee"."""
        found = predicates(self._words, first, end, False) if self._texts[end] == "by" else []
        return bool(found) and bool(BE & set(self._texts[max(0, found[-1].first - 3) : found[-1].first]))

    def _owner(self, first: int) -> int | None:
        """The word that says whose a noun is: "Smith's alleged | staging", "his | staging"."""
        for i in range(first - 1, max(-1, first - 4), -1):
            if self._texts[i] in POSSESSIVE:
                return i
            if self._texts[i] == "'s":
                return i - 1
            if not self._texts[i][0].isalpha() or self._texts[i] in STOP:
                return None
        return None

    def _is_one_of(self, phrase: Phrase, at: int) -> bool:
        """Whether a word names one of the phrase's other names, or what is its country's."""
        names = [n for k in self._theme.keys if k.phrase for n in (k.phrase.name, *k.phrase.others) if n]
        word = fold(self._texts[at])
        code = next((self._cast[c].country for a, b, c in self._marked if a <= at < b and c in self._cast), None)
        return any(word in n.split() for n in names) or any(
            (people_of(word) or code or "") == c for n in names if (c := _country(n))
        )

    def _sign_of(self, actor: Actor | None, texts: Sequence[str]) -> str:
        if actor is None:
            return ""
        for key in self._theme.keys:
            body = key.phrase is not None and self._has_body() and set(key.who.split()) <= set(fold(actor.name).split())
            if key.who and (body or (actor.kind != "place" and is_named(actor.name, key.who))):
                return "+"
        return ""

    def _has_body(self) -> bool:
        return any(k.phrase.body for k in self._theme.keys if k.phrase)


def is_about(reading: Reading, theme: Theme) -> bool:
    """Whether an article is about a theme's argument: it names it in its headline, or often."""
    names = frozenset(k.who.split()[-1] for k in theme.keys if k.who)
    return not names or _names_often(reading.article.title or "", reading.article.text, names)


@lru_cache(maxsize=16)  # asked for every sentence of an article
def _names_often(title: str, text: str, names: frozenset[str]) -> bool:
    heading, words = fold(title).split(), fold(text).split()
    return any(n in heading or f"{n}s" in heading or words.count(n) + words.count(f"{n}s") >= _OFTEN for n in names)


@lru_cache(maxsize=256)
def _country(name: str) -> str | None:
    return people_of(name.split()[0]) or who(name.title()).country
