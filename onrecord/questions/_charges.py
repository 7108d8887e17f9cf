"""What stands for a charge without saying it again: "denied the allegations", "Lee's accusation", "his accuser Lee".

In an article that speaks of a wrong, the allegation is that it was done: who makes it affirms, who denies it denies,
and who wants an inquiry into it asks for evidence. Not so if the words name another wrong or somebody else; and who
only speaks of it ("in response to the allegation") holds nothing: the predicate has to stand right before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.questions._guilt import CHARGE, FRAME, Guilt
from onrecord.questions._view import HARD, Match

_ALLEGATIONS = frozenset("allegation allegations accusation accusations".split())
_CLAIMS = frozenset("claim claims charge charges".split())  # these may be anything, without "the" or "of assault"
_ACCUSERS = frozenset("accuser accusers".split())
_INQUIRIES = frozenset("investigation investigations inquiry inquiries probe hearing hearings".split())
_DEFINITE = frozenset("the this that these those both all any her his their such".split())
_OPENING = _DEFINITE | frozenset("a an another other one two".split())
_MADE = frozenset("made brought levelled leveled lodged".split())
_OF = ("of", "that")
_NEAR = 6  # words from a charge to whom it is against


class Charges(Guilt):
    """Looks for the words that stand for a charge."""

    def standing(self) -> Iterator[Match]:
        """The places of a sentence where a charge is spoken of as one."""
        if not any(key.frame == FRAME for key in self._theme.keys):
            return
        for at, word in enumerate(self._texts):
            if word in _ALLEGATIONS | _CLAIMS and not self._is_verb_there(at):
                yield from self._charge(at)
            elif word in _ACCUSERS:
                yield from self._accuser(at)
            elif word in _INQUIRIES or (word == "investigate" and self._texts[at - 1 : at] == ["to"]):
                yield from self._inquiry(at)

    def _is_verb_there(self, at: int) -> bool:
        """Whether "claims" and "charges" are what somebody does."""
        behind = self._texts[at + 1 : at + 2]
        return self._texts[at] in _CLAIMS and behind in (["that"], ["to"], ["he"], ["she"], ["they"], ["it"])

    def _charge(self, at: int) -> Iterator[Match]:
        first, end = self._opening(at), at + 1
        match = Match(self._theme.name, self._span(first, end), "+", frame=CHARGE)
        said = set(self._texts[first:at])
        vague = self._texts[at] in _CLAIMS and not said & _DEFINITE and not self._is_of_it(end)
        if vague or "no" in said or self._is_of_another(end, _OF) or self._is_against_another(end):
            return
        if (by := self._maker(first, end)) is not None:
            yield match._replace(by=self._span(*by))
        worth = self._worth(end)
        if worth is not None:
            yield match._replace(span=self._span(first, worth[0]), sign=worth[1], frame=FRAME)
        elif not self._is_subject(end) or self._is_passive(end):
            yield match

    def _opening(self, at: int) -> int:
        """The first word of a noun's phrase; its owner stays outside."""
        first = at
        while first > 0 and self._is_grade(first - 1) and self._texts[first - 1] not in _MADE:
            first -= 1
        return first - (first > 0 and self._texts[first - 1] in _OPENING | {"no"})

    def _is_of_it(self, end: int) -> bool:
        """Whether what the charge is of is named behind it, and is the theme's own deed."""
        return self._texts[end : end + 1] == ["of"] and not self._is_of_another(end)

    def _is_against_another(self, end: int) -> bool:
        if self._texts[end : end + 1] not in (["against"], ["about"]):
            return False
        named = [i for i in range(end + 1, min(end + _NEAR, len(self._texts))) if self._is_other(i)]
        return bool(named) and not self._mine_at(end + 1, end + _NEAR)

    def _maker(self, first: int, end: int) -> tuple[int, int] | None:
        """Who makes a charge: "Ann Lee's allegation", "the charges made by Ann Lee"."""
        others = [(a, b) for a, b, _ in self._marked if not self._mine_at(a, b)]
        if first and self._texts[first - 1] == "'s":
            return next(((a, b) for a, b in others if b == first - 1), None)
        by = next((i for i in range(end, min(end + 2, len(self._texts))) if self._texts[i] in ("by", "from")), None)
        if by is None or (by > end and self._texts[end] not in _MADE):
            return None
        return next(((a, b) for a, b in others if by < a <= by + 3), None)

    def _accuser(self, at: int) -> Iterator[Match]:
        """Who is called an accuser by name: "his accuser, Ann Lee", "Smith's accuser Ann Lee"; not somebody else's."""
        first = self._opening(at)
        owner = first - 2 if first and self._texts[first - 1] == "'s" else first
        behind = at + 1 + (self._texts[at + 1 : at + 2] == [","])
        name = next(((a, b) for a, b, _ in self._marked if a == behind and self._words[a].capital), None)
        others = any(self._is_other(i) for i in range(max(0, owner - 1), at))
        if name is not None and not others:
            yield Match(self._theme.name, self._span(owner, at + 1), "+", frame=CHARGE, by=self._span(*name))

    def _inquiry(self, at: int) -> Iterator[Match]:
        """An inquiry that may be asked for, if nothing else is to be looked into."""
        first, end = self._opening(at), at + 1
        stop = next((i for i in range(end, min(end + _NEAR, len(self._texts))) if self._texts[i] in HARD), end + _NEAR)
        about = self._texts[end:stop]
        verb = self._texts[at] == "investigate"
        if verb or about[:1] in (["into"], ["of"], ["on"]):
            mine = (_ALLEGATIONS | _CLAIMS | {"matter", "incident"}) & set(about) or self._mine_at(end, stop)
            if not mine:
                return
        if verb or not {"the", "this", "that", "'s"} & set(self._texts[max(0, first - 1) : at]):
            yield Match(self._theme.name, self._span(first, end), "+", asked=True, frame=CHARGE)
