"""Guilt and innocence of whoever is said to have done a wrong: "exonerated him", "her guilt", "was indicted by".

A proposition such as "Smith bribed the judges" is affirmed by who convicts Smith and denied by who clears her, whatever
word for the deed the sentence has; but only in an article that speaks of the deed, and not if another one is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from onrecord.lexicon import MAY, NEGATIONS, rows_for
from onrecord.questions._frames import Sense
from onrecord.questions._look import Look
from onrecord.questions._phrases import STOP, is_derived
from onrecord.questions._view import BE, HARD, Match
from onrecord.records import Span

FRAME, CHARGE = "guilt", "charge"  # a charge is what stands for the deed (`_charges.py`)
ACCUSED = (FRAME, CHARGE)
_UNSURE = NEGATIONS | MAY | frozenset("to will would should must can".split())
_GROUP = BE | _UNSURE | frozenset("has have had did does do".split())
_ABOUT = frozenset("of on from with for in over about".split())
# What stands for whatever one is accused of.
_ANYTHING = frozenset("any all everything wrongdoing charge charges crime crimes allegation allegations".split())
_NEAR = 8  # words behind, in which another deed may be named


class Guilt(Look):
    """Looks for the words of a theme's frame, and for guilt and innocence."""

    def sensed(self, at: int, sense: Sense) -> Iterator[Match]:
        found = super().sensed(at, sense)
        if sense.frame != FRAME:
            yield from found
            return
        end = at + len(sense.words)
        for match in (m for m in found if not self._is_of_another(self._index(m.span.end))):
            if sense.role != "object":
                yield match._replace(span=Span(self._words[self._graded(at, match)].start, match.span.end))
            elif not self._is_open(at):
                if sense.sign == "-":  # who tells that she was indicted does not hold that she did it
                    yield match
                if (by := self._judge(at, end)) is not None:
                    yield match._replace(by=self._span(*by))

    def _graded(self, at: int, match: Match) -> int:
        """The first word of a match, with what grades its noun: "complete and total | exoneration"."""
        first = self._index(match.span.start)
        if first == at:
            while first > 0 and self._is_grade(first - 1):
                first -= 1
        return first

    def _is_grade(self, at: int) -> bool:
        word, before = self._texts[at], self._texts[at - 1] if at else ""
        if word == "and":
            return self._is_grade(at - 1)
        return word.isalpha() and word not in STOP and before != "to" and not rows_for(self._texts, at)[0]

    def _is_open(self, at: int) -> bool:
        """Whether a verb does not say that it was done: who is not exonerated is not guilty for that; or is none: "is
        in the | clear"."""
        before = self._texts[max(0, self._back(at, _GROUP) - 1) : at]
        return bool(_UNSURE & set(before)) or before[-1:] in (["the"], ["a"], ["of"])

    def _judge(self, at: int, end: int) -> tuple[int, int] | None:
        """Who convicts or clears: the subject of the verb, or who is named behind its passive."""
        first = self._back(at, _GROUP)
        if BE & set(self._texts[first:at]) or self._texts[at - 1 : at] == [","]:
            return next(((a, b) for a, b, _ in self._marked if self._texts[end : end + 1] == ["by"]
                         and end < a <= end + 3), None)  # fmt: skip
        near = [
            (a, b)
            for a, b, _ in self._marked
            if b <= first
            and first - b <= 1
            and not self._mine_at(a, b)
            and self._texts[a] not in ("they", "it", "this", "that")
        ]
        return near[-1] if near and not HARD & set(self._texts[near[-1][1] : first]) else None

    def _index(self, offset: int) -> int:
        """The number of the first word that begins at an offset of the article's text, or behind it."""
        return next((i for i, w in enumerate(self._words) if w.start >= offset), len(self._words))

    def _is_of_another(self, after: int, about: Collection[str] = _ABOUT) -> bool:
        """Whether another deed is named from word `after` on: "acquitted | of perjury", where the article is about
        bribes."""
        if self._texts[after : after + 1] and self._texts[after] in about:
            said = self._texts[after + 1 : after + _NEAR]
            return not (_ANYTHING & set(said) or any(is_derived(t, w) for t in said for w in self._deeds))
        return False

    @property
    def _deeds(self) -> Sequence[str]:
        return [w for k in self._theme.keys if k.phrase for w in k.phrase.words]
