"""What is done to a person who is held to have won, or to be in office: "Russia congratulated Maduro"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.lexicon import rows_for
from onrecord.questions._view import AUX, BE, HARD, POSSESSIVE, Match, View
from onrecord.records import Span

_TITLES = frozenset(
    "president mr ms mrs dr incumbent leader opposition candidate challenger socialist mr. leftist interim then "
    "self-proclaimed self-declared".split()
)
# What is done to a person who is held to have won, or to be in office: "congratulated Maduro", "recognises Guaidó".
_DOING = {
    "win": frozenset(("congratulate", "recognise", "recognize", "acknowledge")),
    "office": frozenset(
        ("recognise", "recognize", "endorse", "back", "support", "stand by", "stick by", "side with", "congratulate",
         "swear in", "derecognise", "de-recognise", "withdraw recognition of", "recognition", "backing", "acknowledge",
         "be loyal to", "remain loyal to", "stay loyal to", "denounce", "turn against")
    ),
}  # fmt: skip
_BESIDES = frozenset("socialist national assembly head constitutional legitimate rightful acting".split())
# "earned the backing of", "retains the support of", "with the support of": who is named behind holds it too.
_BEHIND = frozenset("support backing recognition endorsement".split())
_GAINED = frozenset(
    "earn earns earned win won gain gains gained has have had enjoy enjoys enjoyed retain retains retained keeps kept "
    "receive received get got with".split()
)
# What somebody backs who backs a person's own: "backed Guaidó's bid".
_CLAIMED = (["bid"], ["claim"], ["presidency"], ["victory"])
_BODIES = frozenset(("regime", "government", "administration"))


class Doing(View):
    """Looks for what is done to a theme's argument."""

    def done(self) -> Iterator[Match]:
        """What is done to who is held to have won, or to be in office: "Russia congratulated Maduro", "he is
        backed by Russia", "Guaidó earned the backing of Chile"."""
        frames = [k.frame for k in self._theme.keys if k.frame in _DOING]
        for first, end, sign in self._mine if frames else ():
            stop = self._with_body(end)
            owner = self._texts[stop : stop + 1] == ["'s"] and self._texts[stop + 1 : stop + 2] not in _CLAIMED
            if self._texts[first] in POSSESSIVE or owner:
                continue
            if self._is_object(first, frames) or self._is_done_to(stop, frames):
                yield Match(self._theme.name, self._span(first, stop), sign, frame=frames[0])
            if (by := self._backers(stop) or self._relative(stop, frames)) is not None:
                yield Match(self._theme.name, self._span(first, stop), sign, frame=frames[0], by=by)

    def _with_body(self, end: int) -> int:
        """The word after a name and the body that goes under it: "the Maduro | regime", "Maduro's | government"."""
        owned = end + (self._texts[end : end + 1] == ["'s"])
        return owned + 1 if owned < len(self._texts) and self._texts[owned] in _BODIES else end

    def _is_object(self, first: int, frames: Sequence[str]) -> bool:
        at = first - 1
        while at >= 0 and (self._texts[at] in _TITLES or self._texts[at] in ("the", "'s", "of", "for", ",")
                           or self._words[at].capital or self._texts[at] in _BESIDES):  # fmt: skip
            at -= 1
        return any(self._does(start, at + 1, frames) for start in range(max(0, at - 2), at + 1))

    def _does(self, start: int, end: int, frames: Sequence[str]) -> bool:
        """Whether the words [start, end) are something that is done to who won, or is in office."""
        length, rows = rows_for(self._texts, start)
        return length > 0 and start + length == end and any(r.lemma in _DOING[f] for r in rows for f in frames)

    def _is_done_to(self, end: int, frames: Sequence[str]) -> bool:
        """Whether a passive follows: "is recognised by", "has been backed by"."""
        if self._is_passive_at(end, frames):
            return True
        # "He has named ambassadors and | been recognised by": the verb shares the subject, if nobody is named between.
        for i in range(end, len(self._texts) - 1):
            if self._texts[i] in HARD or any(
                a == i for a, _, _ in self._marked if a >= end and self._mine_at(a, a + 1)
            ):
                return False
            if self._texts[i] == "and" and self._is_passive_at(i + 1, frames):
                return True
        return False

    def _is_passive_at(self, start: int, frames: Sequence[str]) -> bool:
        i = start
        while i < len(self._texts) and (self._texts[i] in AUX or self._texts[i].endswith("ly")):
            i += 1
        passive = any(w in BE for w in self._texts[start:i])
        return passive and any(self._does(i, i + n, frames) for n in (1, 2))

    def _backers(self, end: int) -> Span | None:
        """Who is named in "earned the backing of X" behind a name."""
        for i in range(end, min(end + 24, len(self._texts) - 2)):
            if self._texts[i] in HARD:
                return None
            if (
                self._texts[i] in _BEHIND
                and self._texts[i + 1] == "of"
                and _GAINED & set(self._texts[max(0, i - 4) : i])
            ):
                stop = next((j for j in range(i + 2, len(self._texts)) if self._ends_list(j)), len(self._texts))
                return self._span(i + 2, stop)
        return None

    def _relative(self, end: int, frames: Sequence[str]) -> Span | None:
        """Who does it in a relative clause: "Guaidó, who many nations have recognised"."""
        i = end + (self._texts[end : end + 1] == [","])
        if self._texts[i : i + 1] not in (["who"], ["whom"]):
            return None
        for stop in range(i + 2, min(i + 8, len(self._texts))):
            if self._texts[stop] in ("has", "have") and self._does(stop + 1, stop + 2, frames):
                return self._span(i + 1, stop)
        return None

    def _ends_list(self, at: int) -> bool:
        """Whether a list of names ends before word `at`."""
        word = self._texts[at]
        if word in HARD or word in (".", "who", "which", "that", "after", "when", "while", "in", "as", "to"):
            return True
        rest = self._texts[at + 1 : at + 10]
        return word == "," and ("and" not in rest or self._is_said(at + 1))

    def _is_said(self, at: int) -> bool:
        """Whether word `at` is a predicate, and so goes on with the sentence."""
        return at < len(self._texts) and not self._words[at].capital and rows_for(self._texts, at)[0] > 0
