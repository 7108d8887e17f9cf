"""Where a sentence names a measure, and what the words beside the name are: whose it is, what grades it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from onrecord.facts import fold
from onrecord.lexicon import NEGATIONS, rows_for
from onrecord.questions._frames import Theme
from onrecord.questions._measures import (
    Measure,
    deed_at,
    entry_at,
    entry_before,
    heads_of,
    is_deed_noun,
    is_listed,
    thing_at,
)
from onrecord.questions._phrases import STOP
from onrecord.questions._view import AUX, BE, POSSESSIVE, Sentence, View
from onrecord.records import Reading, Span

DETERMINERS = frozenset("a an the this that these any all some such".split())
JOINING = frozenset("of for from against by in on about with to".split())
_QUOTES = frozenset(('"', "“", "”", "'", "‘", "’"))
_NOMINAL = (DETERMINERS - {"that", "this", "all"}) | {"'s", "in", "no", "his", "her", "its", "their"}
_VERBAL = AUX | NEGATIONS | frozenset(", to who that which and or also i we they you alike both".split())
_NEAR = 4  # words in which the name stands that a deed is done to


class Place(NamedTuple):
    """The measure, or words that hold it: [first, end), their first word with what opens them, and whose they are."""

    edge: int
    first: int
    end: int
    owner: tuple[int, int] | None


class Naming(View):
    """A sentence and the names of a theme's measure in it."""

    def __init__(self, reading: Reading, sentence: Sentence, theme: Theme, measure: Measure) -> None:
        super().__init__(reading, sentence, theme)
        self._reading, self._measure = reading, measure
        self._known = self._spoken = self._theirs = False
        self.start, self.end = self._words[0].start, self._words[-1].end

    def names_it(self) -> bool:
        """Whether the sentence names the measure in full."""
        return any(True for _ in (*self._named(), *self._ended()))

    def known_by(self, *, known: bool, spoken: bool, theirs: bool) -> None:
        """What the article has told before the sentence.

        `known` tells whether the article is about the measure and has named it, so that "the plan" may be it; `spoken`
        whether it was named just before; `theirs` whether "calls to resign" are of who is to do it.
        """
        self._known, self._spoken, self._theirs = known, spoken, theirs

    def spoken_of(self) -> Iterator[Span]:
        """Every place that speaks of the measure: its names, in short too, and the deed if nobody else does it;
        not what it would end, which stands for the contrary."""
        yield from (self._span(*run) for run in (*self._named(), *self._meant(), *self._own_deeds()))

    def _own_deeds(self) -> Iterator[tuple[int, int]]:
        return ((at, end) for at, end in self._deeds() if self._is_theirs(self._whose_verb(at, end)))

    def _named(self) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(self._texts):
            end = self._thing_at(at)
            if end and not self._is_within_name(at, end):
                yield at, self._with_body(end)
            at = max(end, at + 1)

    def _ended(self) -> Iterator[tuple[int, int]]:
        """What the measure would put an end to."""
        for at in range(len(self._texts)):
            end = thing_at(self._measure, self._texts, at, against=True)
            if end and not self._is_within_name(at, end):
                yield at, end

    def _thing_at(self, at: int) -> int:
        """The word after a name of the measure that begins with word `at`; 0 if none does."""
        end = thing_at(self._measure, self._texts, at) or at + is_deed_noun(self._measure, self._texts[at])
        return end if end > at and self._is_theirs(self._whose_noun(at, end)) else 0

    def _is_within_name(self, first: int, end: int) -> bool:
        """Whether the words are the beginning of a longer name: "the National Emergencies | Act"."""
        after = self._words[end] if end < len(self._words) else None
        if after is None or not (after.capital and self._words[first].capital):
            return False
        return not is_listed("body", after.text) and entry_at("group", self._texts, end) is None

    def _with_body(self, end: int) -> int:
        """The word after what goes on under the measure's name: "the Green New Deal | resolution"."""
        while end < len(self._texts) and is_listed("body", self._texts[end]):
            end += 1
        return end

    # -- whose deed it is --------------------------------------------------------------------------------------------

    def whose(self) -> frozenset[str]:
        """Whose doing, or whom done to, the sentence tells of: "mine" (who the measure names), "other", "open"."""
        found = set()
        for at, word in enumerate(self._texts if self._measure.whom else ()):
            if is_deed_noun(self._measure, word):
                found.add(self._whose_noun(at, at + 1))
            elif end := self._deed_at(at):
                found.add(self._whose_verb(at, end))
        return frozenset(found)

    def _deed_at(self, at: int) -> int:
        """The word after a verb for the measure that begins with word `at`, 0 if none does; "the left" is no verb."""
        return 0 if at and self._texts[at - 1] == "the" else deed_at(self._measure, self._texts, at)

    def _deeds(self) -> Iterator[tuple[int, int]]:
        """Where it is told to be done to, or by, whom the measure names; of a thing, its name is looked for."""
        for at in range(len(self._texts) if self._measure.whom else 0):
            end = self._deed_at(at)
            if end and not self._words[at].capital:
                yield at, end

    def _is_theirs(self, whose: str) -> bool:
        """Whether a deed is the measure's; one that names nobody is, if nobody else was spoken of so last."""
        return not self._measure.whom or whose == "mine" or (whose == "open" and self._theirs)

    def _whose_noun(self, at: int, end: int) -> str:
        """Whose a noun for the deed is: "Smith's resignation", "the impeachment of Smith"."""
        if self._texts[at - 1 : at] == ["'s"] or (at and self._texts[at - 1] in POSSESSIVE):
            stop = at - (self._texts[at - 1] == "'s")
            return self._whose_among(stop - 1, stop)
        if self._texts[end : end + 1] in (["of"], ["against"]):
            return self._whose_among(end + 1, end + 1 + _NEAR)
        return self._whose_before(at)

    def _whose_verb(self, at: int, end: int) -> str:
        """Whom a verb for it is done to, or who is to do it: the nearest person before, or one beside them."""
        if not self._measure.own:
            return self._whose_among(end, end + _NEAR)
        near = [(a, b) for a, b in self._people() if b <= at and at - b < _NEAR + 1]
        if not near:
            return self._whose_before(at)
        first, last = near[-1]
        joined = self._texts[first - 1 : first] == ["and"]
        whose = self._whose_among(first - _NEAR if joined else first, last)
        called = at > 1 and self._texts[at - 1] == "to" and is_listed("bearer", self._texts[at - 2])
        return "open" if called and whose == "other" else whose  # "Smith repeated calls to resign"

    def _whose_before(self, at: int) -> str:
        """Whose a deed is that names nobody: the last person's before it, "Smith, who faces | calls to resign"."""
        if not self._measure.own:
            return "open"
        before = [(a, b) for a, b in self._people() if b <= at and self._texts[a - 1 : a] not in (["from"], ["by"])]
        return self._whose_among(*before[-1]) if before else "open"

    def _whose_among(self, first: int, end: int) -> str:
        first, end = max(0, first), min(end, len(self._texts))
        surname = (self._measure.whom or ".").split()[-1]
        if self._mine_at(first, end) or surname in map(fold, self._texts[first:end]):
            return "mine"
        return "other" if any(a < end and first < b for a, b in self._people()) else "open"

    def _people(self) -> list[tuple[int, int]]:
        return [(a, b) for a, b, c in self._marked if (one := self._cast.get(c or "")) and one.kind == "person"]

    def _meant(self) -> Iterator[tuple[int, int]]:
        """Names in short: "the plan" in an article about the measure; "it", where it was named just before."""
        if self._measure.whom:
            return
        heads = heads_of(self._measure)
        law = any(is_listed("body", h) or is_listed("law", h) for h in heads)  # an emergency is no bill
        for at, word in enumerate(self._texts):
            before = self._texts[at - 1] if at else ""
            opened = before in ("the", "this", "that", "such") or (before in ("a", "an") and word in heads)
            alone = self._texts[at + 1 : at + 2] not in (["to"], ["of"], ["for"], ["'s"])
            short = opened and alone and self._is_short(word, heads, law=law)
            if short or (self._spoken and word == "it" and self._is_object(at)):
                yield at, at + 1

    def _is_short(self, word: str, heads: Collection[str], *, law: bool) -> bool:
        """Whether a noun alone may be the measure here; `law` whether the measure is one that is called a bill."""
        generic = law and is_listed("name", word) and word[-1] != "s"
        known = (self._known or self._spoken) and (word in heads or generic)
        return known or (self._spoken and is_listed("near", word))

    def _is_object(self, at: int) -> bool:
        """Whether a pronoun is what somebody is for or against: "they oppose it", not "doubt it will"."""
        if at and is_listed("calling", self._texts[at - 1]):
            return True
        verb = entry_before("verb", self._texts, at)
        after = self._texts[at + 1] if at + 1 < len(self._texts) else "."
        ends = after not in AUX | {"to", "that"} and not after.endswith("ing")
        return verb is not None and verb[1].sign != "?" and ends

    def _countered(self) -> Iterator[tuple[int, int]]:
        """What is brought in against it: "the resolution of disapproval", "the disapproval resolution"."""
        for at, word in enumerate(self._texts):
            if word not in ("disapproval", "termination"):
                continue
            if self._texts[at + 1 : at + 2] in (["resolution"], ["motion"]):
                yield at, at + 2
            elif at > 1 and self._texts[at - 1] == "of" and self._texts[at - 2] in ("resolution", "motion"):
                yield at - 2, at + 1

    def _place(self, first: int, end: int) -> Place:
        """The words with what stands before them: "Ada Smith's controversial | plan", "the notion of a | plan"."""
        at = first
        while True:
            edge = self._graded(at)
            before = self._texts[edge - 1] if edge else ""
            if before == "'s" or before in POSSESSIVE:
                return self._owned(edge, first, end)
            while edge > 0 and self._texts[edge - 1] in DETERMINERS | _QUOTES:
                edge -= 1
            over = self._texts[edge - 2] if edge > 1 and self._texts[edge - 1] in ("of", "for") else "."
            if not is_listed("clear", over) or over.endswith(("ing", "ed")):
                return Place(edge, first, end, None)
            at = edge - 2

    def _owned(self, edge: int, first: int, end: int) -> Place:
        """The place of what is somebody's, or a thing's: "the city's | plan"."""
        stop = edge - 1 if self._texts[edge - 1] == "'s" else edge
        owner = next(((a, b) for a, b, _ in self._marked if b == stop), None)
        if owner is not None:
            return Place(owner[0], first, end, owner)
        edge = self._graded(max(0, stop - 1))
        return Place(edge - (edge > 0 and self._texts[edge - 1] in DETERMINERS), first, end, None)

    def _graded(self, first: int) -> int:
        edge = first
        while edge > 0 and first - edge < 3 and self._is_grade(edge - 1):
            edge -= 1
        return edge

    def _is_grade(self, at: int) -> bool:
        """Whether a word may stand between what opens a noun and the noun: "the | controversial | plan"."""
        word = self._texts[at]
        if not word[0].isalpha() or word in STOP | AUX | DETERMINERS | JOINING or word.endswith("ly"):
            return False
        verbal = any(entry_before(kind, self._texts, at + 1) for kind in ("verb", "noun", "under"))
        said = verbal or is_listed("voice", word) or rows_for(self._texts, at)[0]
        return not said and not deed_at(self._measure, self._texts, at)

    def _is_nominal(self, at: int) -> bool:
        """Whether a word that is verb and noun is the noun: "growing calls for", "the fight against"."""
        word, before = self._texts[at], self._texts[at - 1] if at else ""
        if before in _NOMINAL or (at > 1 and self._texts[at - 2] in _NOMINAL and self._is_grade(at - 1)):
            return True
        if not is_listed("both", word) or word.endswith(("ed", "ing")):
            return False
        return not (before in _VERBAL or before.endswith("ly") or self._is_named_at(at - 1))

    def _is_named_at(self, at: int) -> bool:
        """Whether a word is somebody, or a plural that may be."""
        word = self._texts[at] if at >= 0 else ""
        verbal = entry_before("verb", self._texts, at + 1) or is_listed("get", word) or is_listed("voice", word)
        return (word.endswith("s") and not verbal) or any(a <= at < b for a, b, _ in self._marked)

    def _is_upper(self, at: int) -> bool:
        return self._text[self._words[at].start].isupper()

    def _is_being(self, group: int, first: int) -> bool:
        return bool(BE & set(self._texts[group:first]))
