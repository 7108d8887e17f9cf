"""A theme by its frame's words: who won, whose defeat, who is president, what the result is."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.cues import lemmas
from onrecord.lexicon import rows_for
from onrecord.questions._frames import Key, Sense, senses
from onrecord.questions._measures import times
from onrecord.questions._view import AUX, BE, HARD, POSSESSIVE, Argued, Match, View

_NOUNS = ("of", "beside", "alone")
# Verbs that make or take somebody for what stands behind "as": "recognised Guaidó as president".
_TAKING = frozenset(
    "recognise recognize accept acknowledge declare name proclaim call swear back support confirm view regard consider "
    "describe endorse treat see recognition".split()
)
_MODIFIERS = frozenset(
    "the a an official electoral election presidential vote voting final announced published declared disputed "
    "contested provisional preliminary first full detailed these those its their his".split()
)


class Look(View):
    """Looks for the words of a theme's frame."""

    def sensed(self, at: int, sense: Sense) -> Iterator[Match]:
        end = at + len(sense.words)
        keys = [k for k in self._theme.keys if k.frame == sense.frame]
        if sense.frame == "evidence":
            if not self._is_judged(end):
                yield Match(self._theme.name, self._span(at, end), "+", asked=True)
            return
        if sense.role in ("subject", "object") and self._is_noun(at):
            return
        if not keys or sense.frame == "worth" or (sense.role in _NOUNS and self._is_verb(at, end, sense)):
            return
        if sense.role in ("alone", "alone-verb"):
            yield from self._alone(at, end, sense, keys[0])
            return
        found = self._argued(at, end, sense)
        if found is not None:
            first, last, sign, control = found
            for one in self._judged(first, last, end, sense):
                signs = times(sign, sense.sign, one[2])
                yield Match(self._theme.name, self._span(*one[:2]), signs, control=control, frame=sense.frame)

    def _is_verb(self, at: int, end: int, sense: Sense) -> bool:
        """Whether a word that is noun and verb is the verb: "won", "will win"."""
        before = self._texts[at - 1] if at else ""
        said, last = " ".join(self._texts[at:end]), " ".join(sense.words)
        if said not in (last, f"{last}s", f"{last[:-1]}ies"):
            return True
        return before in AUX | {"to"} and self._texts[at] in (
            "win",
            "triumph",
            "loss",
            "defeat",
            "lead",
            "review",
            "audit",
        )

    def _is_noun(self, at: int) -> bool:
        """Whether a word that is noun and verb is the noun: "accept defeat", "his win"."""
        if self._texts[at] not in ("win", "wins", "triumph", "defeat", "defeats"):
            return False
        before = self._texts[at - 1] if at else ""
        return before not in AUX | {"to"} and not any(end == at for _, end, _ in self._marked)

    def _alone(self, at: int, end: int, sense: Sense, key: Key) -> Iterator[Match]:
        if self._texts[max(0, at - 2) : at] == ["as", "a"]:
            return
        first = self._phrase_start(at)
        worth = self._worth(end)
        if worth is not None:
            signs = times(key.sign, sense.sign, worth[1])
            yield Match(self._theme.name, self._span(first, worth[0]), signs, frame=sense.frame)
        elif not self._is_subject(end) or self._is_passive(end):
            yield Match(self._theme.name, self._span(first, end), times(key.sign, sense.sign), frame=sense.frame)

    def _phrase_start(self, at: int) -> int:
        """Where the noun phrase that ends with word `at` begins: "Sunday's disputed election | results"."""
        first = at
        while first > 0 and self._modifies(first - 1):
            first -= 1
        return first

    def _modifies(self, at: int) -> bool:
        word = self._texts[at]
        if word == "'s":
            return True
        held = word in _MODIFIERS or word.endswith("day") or self._words[at].capital
        return held and word[0].isalnum() and not rows_for(self._texts, at)[0]

    def _is_subject(self, end: int) -> bool:
        """Whether the noun phrase that ends before word `end` is the subject of a verb that follows."""
        for i in range(end, min(end + 9, len(self._texts))):
            if self._texts[i] in HARD or self._texts[i] in (
                ",",
                "that",
                "who",
                "which",
                "after",
                "showing",
                "giving",
                "and",
            ):
                return False
            if self._texts[i] in AUX or self._texts[i] in ("showed", "shows", "gave", "gives", "came", "reflected"):
                return True
        return False

    def _is_passive(self, end: int) -> bool:
        """Whether the verb that follows is a predicate over its subject: "the results were rejected by Chile"."""
        i = next((j for j in range(end, min(end + 9, len(self._texts))) if self._texts[j] in BE), None)
        while i is not None and i < len(self._texts) and (self._texts[i] in AUX or self._texts[i].endswith("ly")):
            i += 1
        return i is not None and i < len(self._texts) and rows_for(self._texts, i)[0] > 0

    def _worth(self, end: int) -> tuple[int, str] | None:
        """Whether the words behind call it worth or worthless: (the word after, sign). A negation stands inside the
        words of the match, and is counted where they are weighed."""
        if not self._is_subject(end):
            return None
        for i in range(end, min(end + 12, len(self._texts))):
            if self._texts[i] in HARD or self._texts[i] in (",", "who", "which"):
                return None
            length, found = senses(self._texts, i)
            for sense in found:
                if sense.frame == "worth":
                    return i + length, sense.sign
        return None

    def _is_judged(self, end: int) -> bool:
        """Evidence that itself tells ("the tallies show", "which gave") is not asked for."""
        return any(w in ("show", "shows", "showed", "showing", "gave", "give", "gives", "prove", "proves", "proved")
                   for w in self._texts[end : end + 3])  # fmt: skip

    def _argued(self, at: int, end: int, sense: Sense) -> Argued | None:
        """(first word, word after the last, sign of the argument, control) of a frame's word with its argument."""
        if sense.role == "subject":
            return self._subject(at, end)
        if sense.role == "object":
            return self._object(at, end)
        if sense.role == "of":
            return self._owned(at, end)
        return self._beside(at, end)

    def _subject(self, at: int, end: int) -> Argued | None:
        if self._texts[at].endswith("ing") or (at and self._texts[at - 1] == "to"):
            return self._controlled(at, end)
        near = self._left(at)
        if near is not None:
            first, sign = near
            return (first, end, sign, ()) if sign else None
        return self._controlled(at, end)

    def _left(self, at: int) -> tuple[int, str] | None:
        """The nearest mention to the left in the same clause: (its first word, its sign, "" if it is somebody else)."""
        i = at - 1
        while i >= 0:
            if self._texts[i] in HARD or self._texts[i] in (
                "that",
                "and",
                "but",
                "to",
                "after",
                "when",
                "because",
                "if",
            ):
                return None
            if sign := self._mine_at(i, i + 1):
                return min(a for a, b, _ in self._mine if a <= i < b), sign
            if self._is_other(i):
                return i, ""
            if rows_for(self._texts, i)[0] and not self._words[i].capital and self._texts[i] not in AUX:
                return None
            i -= 1
        return None

    def _controlled(self, at: int, end: int) -> Argued | None:
        names = tuple((w, "+") for w in dict.fromkeys(k.who for k in self._theme.keys if k.who))
        side = {"opposition": "+", "government": "-"}.get(self._theme.side)
        return at, end, "+", names + ((("opposition", side),) if side else ())

    def _object(self, at: int, end: int) -> Argued | None:
        passive = bool((BE - {"'s"}) & set(self._texts[max(0, at - 4) : at]))
        if passive or (at and self._texts[at - 1] == "'s"):
            return self._subject(at, end)
        sign = self._mine_at(end, end + 3)
        return (at, end + 1, sign, ()) if sign else None

    def _owned(self, at: int, end: int) -> Argued | None:
        """A noun and whose it is: "Maduro's claimed victory", "a victory for Maduro", "his defeat"."""
        first = at
        while first > 0 and at - first < 5 and self._grades(first - 1):
            first -= 1
        before = self._texts[first - 1] if first else ""
        if before == "'s":
            sign = self._mine_at(first - 2, first - 1)
            return (self._start_of(first - 2), end, sign, ()) if sign else None
        if before in POSSESSIVE:
            return self._pronoun(first - 1, end)
        if self._texts[end : end + 1] in (["of"], ["for"], ["by"]):
            stop = self._after(end + 1)
            sign = self._mine_at(end + 1, stop)
            start = at - (at > 0 and self._texts[at - 1] in ("a", "the"))
            return (start, stop, sign, ()) if sign else None
        if sign := self._mine_at(at - 1, at):
            return self._start_of(at - 1), end, sign, ()
        return self._controlled(at, end) if before != "the" or "presidency" in self._texts[at:end] else None

    def _grades(self, at: int) -> bool:
        """Whether a word may stand between an owner and the noun: "Maduro's | claimed | victory"."""
        word = self._texts[at]
        if word in ("'s", "the", "a", *POSSESSIVE) or word in AUX or not word[0].isalnum():
            return False
        return word.endswith("ed") or not rows_for(self._texts, at)[0]

    def _after(self, start: int) -> int:
        return next((b for a, b, _ in self._mine if start <= a <= start + 3), start + 1)

    def _pronoun(self, at: int, end: int) -> Argued | None:
        if sign := self._mine_at(at, at + 1):
            return at, end, sign, ()
        if self._is_other(at):
            return None
        # "congratulated Maduro on his victory": whose pronoun it is was not told; the nearest name before it.
        near = [(b, s) for a, b, s in self._mine if b <= at and at - b < 8]
        others = [b for a, b, _ in self._marked if b <= at and not self._mine_at(a, b)]
        if near and (not others or near[-1][0] > max(others)):
            return at, end, near[-1][1], ()
        found = self._controlled(at, end)
        return None if found is None or self._texts[at] in ("his", "her") and others and not near else found

    def _beside(self, at: int, end: int) -> Argued | None:
        """Who is said to be something: "Maduro the winner", "Guaidó as interim president"; never by a bare title."""
        linked, i = "", at
        while (i := i - 1) >= 0 and at - i < 16:
            word = self._texts[i]
            if word == ",":
                i = self._before_aside(i)
                continue
            if word in ("himself", "herself", "themselves", "itself"):
                return self._controlled(at, end)
            if word in HARD or word in ("that", "who", "which", "and"):
                break
            if word in ("as", "be") or word in BE or (word in ("the", "a") and self._mine_at(i - 1, i)):
                linked = word
            if sign := self._mine_at(i, i + 1):
                first = self._start_of(i)
                return (first, end, sign, ()) if self._links(linked, first) else None
            if self._is_other(i):
                return None
        if linked and self._texts[end : end + 1] == ["was"]:
            sign = self._mine_at(end + 1, end + 4)
            return (at, end + 3, sign, ()) if sign else None
        return None

    def _before_aside(self, comma: int) -> int:
        """The comma that opens the apposition which this one closes; itself if it closes none."""
        for i in range(comma - 1, max(-1, comma - 9), -1):
            if self._texts[i] == ",":
                return i
            if self._texts[i] in HARD or self._texts[i] in AUX:
                break
        return comma

    def _links(self, word: str, first: int) -> bool:
        """Whether a word links a name that begins at `first` to what it is said to be; "as", "a" and "the" need a verb
        before: "survival as president" says nothing."""
        if word in ("as", "a", "the"):
            before = [lemma for w in self._texts[max(0, first - 5) : first] for lemma in lemmas(w)]
            return any(lemma in _TAKING for lemma in before) or word == "the"
        return bool(word)

    def _judged(self, first: int, last: int, end: int, sense: Sense) -> Iterator[tuple[int, int, str]]:
        """The match itself; or with what is said of it, if it is the subject of a verb: "his win was a sham"."""
        if sense.role != "of":
            yield first, last, "+"
            return
        worth = self._worth(max(last, end))
        if worth is not None:
            yield first, worth[0], worth[1]
        elif not self._is_subject(max(last, end)) or self._is_passive(max(last, end)):
            yield first, last, "+"
