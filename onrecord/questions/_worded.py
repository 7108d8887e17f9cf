"""A proposition that has no frame, by its words: they stand near each other, and by whoever does it.

What is a sentence of its own ("he staged it") holds as it stands. A noun, an infinitive and a gerund ("collusion",
"to stage", "staging") hold nothing alone: a predicate has to be right before them ("denied staging", "evidence of
collusion"), or a negation ("no collusion"), or "there was".
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.commitment import is_clausal
from onrecord.embedding import predicates
from onrecord.lexicon import NEGATIONS
from onrecord.questions._frames import Key
from onrecord.questions._phrases import STOP, Phrase, is_noun_form, is_past
from onrecord.questions._standing import VERBAL, Found, Standing
from onrecord.questions._view import AUX, BE, HARD, Match
from onrecord.records import Span

_DETERMINERS = frozenset("a an the this that any no some such another every zero its his her their".split())
_ENDING = frozenset("during himself herself or nor but if against because".split())  # what ends a noun phrase
_GET = BE | frozenset("being get gets got getting".split())
_NEAR = 4  # words that may stand between a predicate and the noun that it is about: "evidence of any such | collusion"


class Worded(Standing):
    """Looks for the words of a theme that has no frame."""

    def worded(self, key: Key) -> Iterator[Match]:
        """Where the sentence says what the key says."""
        phrase = key.phrase
        if phrase is None:
            return
        for found in self._together(phrase):
            place = self._placed(phrase, found)
            if place is not None:
                yield self._match(key, found, place)
        if phrase.kind == "being" and not phrase.named and phrase.head == 1:
            yield from self._pointed(key, phrase)

    def named(self) -> bool:
        """Whether the sentence has the words of a phrase together, whatever it says with them."""
        return any(True for k in self._theme.keys if k.phrase for _ in self._together(k.phrase))

    def spoken_of(self) -> Iterator[Span]:
        """Every place where the words of a phrase stand together; of one word alone ("attack"), where the sentence also
        names whose it is."""
        for key in self._theme.keys:
            if key.phrase and (len(key.phrase.words) > 1 or self._mine):
                yield from (self._span(min(found.all), max(found.all) + 1) for found in self._together(key.phrase))

    def _match(self, key: Key, found: Found, place: tuple[int, int, str]) -> Match:
        first, end, sign = place
        shouted = any(self._words[i].capital and self._texts[i] in NEGATIONS for i in range(first, end))
        signs = (key.sign, sign, "-" if shouted else "+")
        return Match(self._theme.name, self._span(first, end), "-" if signs.count("-") % 2 else "+",
                     core=tuple(self._words[i].start for i in found.all))  # fmt: skip

    def _pointed(self, key: Key, phrase: Phrase) -> Iterator[Match]:
        """What something is that only a pronoun stands for: "this was a hoax", of an article about who did it."""
        for found in self._together(phrase._replace(words=phrase.words[1:], head=0)) if self._about else ():
            group = self._group(self._with_determiner(found.all[0]))
            linked = BE & set(self._texts[group : found.all[0]])
            if linked and group > 0 and self._texts[group - 1] in ("this", "it", "that"):
                yield self._match(key, found, (group - 1, max(found.all) + 1, "+"))

    # -- where the words stand -----------------------------------------------------------------------------------------

    def _placed(self, phrase: Phrase, found: Found) -> tuple[int, int, str] | None:
        """(first word, word after the last, sign) of what is said, None if nothing is, or of somebody else."""
        if phrase.kind == "done":
            return self._done(found)
        if phrase.kind == "being":
            return self._being(phrase, found)
        form = self._form(found.head)
        if form == "finite":
            return self._finite(phrase, found)
        if self._is_by_others(phrase, found):
            return None
        return self._nominal(found)

    # -- the forms -----------------------------------------------------------------------------------------------------

    def _form(self, head: int) -> str:
        """How the head stands there: finite, or not (a noun, an infinitive, a gerund, a participle)."""
        word, group = self._texts[head], self._group(head)
        aux = set(self._texts[group:head])
        before = self._texts[head - 1] if head else ""
        if word.endswith("ing"):
            return "finite" if aux & BE and before not in _DETERMINERS else "other"
        if is_past(word):
            return "other" if before in _DETERMINERS or before == "'s" or not self._has_subject(group) else "finite"
        if is_noun_form(word) or "to" in self._texts[max(group, head - 3) : head]:
            return "other"
        if aux & (AUX - BE) and not aux & BE and before not in ("a", "the"):
            return "finite"
        return "finite" if word.endswith("s") and self._names_at(group - 1) else "other"

    def _finite(self, phrase: Phrase, found: Found) -> tuple[int, int, str] | None:
        end, group = max(found.all) + 1, self._group(found.head)
        first = self._stretch(group)
        whose = "mine" if self._relative(group) else self._whose(first, group)
        passive = bool(set(self._texts[group : found.head]) & _GET) and not self._texts[found.head].endswith("ing")
        if passive or (first <= found.all[0] < group and is_past(self._texts[found.head])):
            if len(phrase.words) == 1 and self._texts[end : end + 1] == ["by"]:
                return (first, end, "+") if self._mine_at(end + 1, end + 5) else None
            if found.all[0] >= group or self._is_by_others(phrase, found):
                return None
            return min(first, found.all[0]), end, "+"
        if whose == "other" or (not whose and len(phrase.words) < 2):
            return None
        if not whose and not self._is_anybody(first, group):
            return None
        return min(first, found.all[0]), end, "+"

    def _is_anybody(self, first: int, group: int) -> bool:
        """Whether a subject that is no name may be the argument: "the actor staged", of an article about one."""
        return self._about and first < group and self._texts[first] in ("the", "no", "anyone", "nobody", "neither")

    def _done(self, found: Found) -> tuple[int, int, str] | None:
        """What is done to the argument: "he was attacked"."""
        group, end = self._group(found.head), max(found.all) + 1
        if not is_past(self._texts[found.head]) or not set(self._texts[group : found.head]) & _GET:
            return None
        first = self._stretch(group)
        mine = self._relative(group) or self._whose(first, group) == "mine"
        return (first, end, "+") if mine else None

    def _being(self, phrase: Phrase, found: Found) -> tuple[int, int, str] | None:
        """What something is: "the attack was a hoax", "called the attack a hoax", "he was the victim of an attack"."""
        first, end = found.all[0], max(found.all) + 1
        linked = next((i for i in range(first, end) if self._texts[i] in BE), None)
        if phrase.named:
            group = next((i for i in range(first - 1, max(-1, first - 6), -1) if self._texts[i] in BE | {"as"}), None)
            if group is None:
                return None
            start = self._group(group + 1)
            if self._texts[group - 1 : group] == ["to"]:
                return self._controlled(start, end)
            subject = self._stretch(start)
            return (subject, end, "+") if self._whose(subject, start) == "mine" else None
        verbal = is_past(self._texts[first]) and phrase.head > 0
        if verbal or self._is_by_others(phrase, found) or not (self._about or self._mine_near(first, end)):
            return None
        if linked is None:
            return (first, end, "+") if self._governor(first, end) else None
        return self._with_determiner(first), end, "+"

    def _controlled(self, start: int, end: int) -> tuple[int, int, str] | None:
        """An infinitive whose subject is that of the predicate over it: "he claimed | to be the victim"."""
        before = self._stretch(start - 1)
        if not self._governor(start, end) or self._whose(before, start) != "mine":
            return None
        return start, end, "+"

    # -- nouns, infinitives, gerunds -----------------------------------------------------------------------------------

    def _nominal(self, found: Found) -> tuple[int, int, str] | None:
        head, end = found.all[0], max(found.all) + 1
        if self._is_compound(end) or not (self._about or self._mine_near(head, end)):
            return None
        first = self._with_determiner(head)
        if any(t in ("no", "zero") for t in self._texts[first:head]):
            return None if self._is_judged(end) else (first, end, "+")
        if self._exists(first):
            return self._there(first), end, "+"
        return (first, end, "+") if self._governor(first, end) and not self._is_judged(end) else None

    def _with_determiner(self, head: int) -> int:
        """Where the noun phrase begins that ends with word `head`: "no | collusion", "any such secret | collusion"."""
        first = head
        while first > 0 and head - first < 5:
            word = self._texts[first - 1]
            listed = word in ("or", "nor")
            if word in _DETERMINERS:
                return first - 1
            plain = word[0].isalpha() and word not in STOP and not self._is_predicate(first - 1)
            if not (listed or plain or word == "'s") or self._is_other(first - 1) or word in NEGATIONS:
                break
            first -= 1
        return first if self._texts[first] in _DETERMINERS else head

    def _exists(self, first: int) -> bool:
        return "there" in self._texts[max(0, first - 4) : first] and any(
            t in BE for t in self._texts[max(0, first - 3) : first])  # fmt: skip

    def _there(self, first: int) -> int:
        return next(i for i in range(first - 1, -1, -1) if self._texts[i] == "there")

    def _is_compound(self, end: int) -> bool:
        """Whether the noun is the first part of another: "collusion | investigation" is none."""
        if end >= len(self._texts):
            return False
        word = self._texts[end]
        if not word[0].isalpha() or word in STOP | VERBAL | _ENDING or word.endswith("ly"):
            return False
        return not self._is_predicate(end)

    def _is_judged(self, end: int) -> bool:
        """Whether the noun is the subject of a clause of its own: "collusion | is not a crime"."""
        for i in range(end, min(end + 6, len(self._texts))):
            word = self._texts[i]
            if word in HARD or word in (",", "and", "or", '"', "”", ".", "that", "who", "which", "as", "when"):
                return False
            if word in AUX and not self._is_passive_predicate(i):
                return True
        return False

    def _is_passive_predicate(self, at: int) -> bool:
        after = next((i for i in range(at, min(at + 4, len(self._texts))) if self._texts[i] not in AUX), None)
        return after is not None and self._is_predicate(after)

    def _governor(self, first: int, end: int) -> bool:
        """Whether a predicate stands right before the words [first, end), or is passive behind them."""
        clausal = is_clausal(self._span(first, end).of(self._text))
        found = predicates(self._words, first, end, clausal)
        if not found:
            return False
        last = found[-1]
        # "Found no facts of collusion": a negation that belongs to neither tells that something was not understood.
        if any(t in NEGATIONS for t in self._texts[last.end : first]):
            return False
        return last.first >= end or first - last.end <= _NEAR + self._object(last.end, first)

    def _object(self, start: int, end: int) -> int:
        """How many words the mentions between a predicate and its noun take: "accused | President Smith | of"."""
        return sum(1 for i in range(start, end) if self._names_at(i) or self._words[i].capital)
