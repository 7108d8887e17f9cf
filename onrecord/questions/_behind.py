"""What stands behind a measure's name: "was rejected by the Senate", "drew criticism from unions", "is a bad idea"."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.commitment import levels
from onrecord.embedding import agent
from onrecord.lexicon import CONTEXTS, NEGATIONS
from onrecord.questions._measures import FRAME, entry_at, is_listed, times, turned
from onrecord.questions._naming import JOINING, Naming, Place
from onrecord.questions._phrases import is_past
from onrecord.questions._view import AUX, BE, HARD, Match
from onrecord.records import Span

_DUE = frozenset("should must needs".split())
_NEAR = 8  # words from a passive verb to who does it
_FAR = 12  # words in which something is said of a measure


class Behind(Naming):
    """Looks behind the measure, and for who says so."""

    def _behind(self, place: Place, sign: str) -> Iterator[Match]:
        """Who holds a measure (`sign` "+"), or one against it, by what stands behind it."""
        at = place.end + (self._texts[place.end : place.end + 1] == [","])
        group = at = at + (self._texts[at : at + 1] in (["which"], ["that"]))
        while at < len(self._texts) and (self._texts[at] in AUX | NEGATIONS or self._texts[at].endswith("ly")):
            at += 1
        entry = entry_at("verb", self._texts, at) if at < len(self._texts) else None
        if entry is not None and is_past(self._texts[at]) and (at == group or self._is_being(group, at)):
            yield from self._passive(group, at, at + len(entry.words), place, times(sign, entry.sign))
            yield from self._passive_too(at + len(entry.words), place, sign)
        elif (got := self._got(group, at)) is not None:
            span, given, whose = got
            yield Match(self._theme.name, span, times(sign, given), by=whose, frame=FRAME)
        elif entry is None and (follower := self._follower(place.end)) is not None:
            yield self._match(place.first, place.end + 1, times(sign, follower[0]), follower[1])
        elif not place.edge or self._texts[place.edge - 1] not in JOINING:
            yield from self._judged(place, self._predicate_from(group, at), sign)

    def _passive(self, group: int, at: int, end: int, place: Place, sign: str) -> Iterator[Match]:
        inside = set(self._texts[group:at])
        if inside & _DUE:
            yield from self._by_speaker(place.edge, end, turned(sign) if inside & NEGATIONS else sign)
            return
        by = self._by(end)
        if by is not None and not inside & NEGATIONS and (whose := agent(self._words, by)) is not None:
            yield Match(self._theme.name, self._span(place.first, end), sign, by=whose, frame=FRAME)

    def _by(self, start: int) -> int | None:
        """The "by" of a passive verb that ends before word `start`, if no other verb or joint stands between."""
        for at in range(start, min(start + _NEAR, len(self._texts))):
            if self._texts[at] == "by":
                return at
            if self._texts[at] in HARD | {",", "and", "to"} or is_past(self._texts[at]):
                return None
        return None

    def _passive_too(self, start: int, place: Place, sign: str) -> Iterator[Match]:
        """The second verb of two: "opposed by the treasurer | and welcomed by her", "backed by her, | was opposed"."""
        for at in range(start + 1, min(start + _FAR + 4, len(self._texts))):
            joined = self._texts[at - 1] in BE | {"and", "but"} or self._texts[at - 2] in ("and", "but")
            entry = entry_at("verb", self._texts, at) if joined and is_past(self._texts[at]) else None
            if entry is not None:
                yield from self._passive(at, at, at + len(entry.words), place, times(sign, entry.sign))
                return

    def _got(self, group: int, at: int) -> tuple[Span, str, Span] | None:
        """What it gets: the words, the sign, and whose: "has the backing of the unions", "drew criticism from her"."""
        if NEGATIONS & set(self._texts[group:at]):
            return None
        tried = [i for i in (at, *range(group, at)) if i < len(self._texts) and is_listed("get", self._texts[i])]
        for i in range(tried[0] + 1, min(tried[0] + 6, len(self._texts) - 1)) if tried else ():
            if self._texts[i] in HARD | {","}:
                return None
            given = entry_at("given", self._texts, i)
            if given is not None and self._texts[i + 1] in ("of", "from", "among"):
                whose, getting = agent(self._words, i + 1), entry_at("get", self._texts, tried[0])
                sign = given.sign if getting is None else times(given.sign, getting.sign)
                return None if whose is None else (self._span(group, i + 1), sign, whose)
        return None

    def _predicate_from(self, group: int, at: int) -> int:
        """Where what is said of a subject begins; 0 if nothing is: "the plan | for this purpose | would be"."""
        if at > group:
            return at
        if group == len(self._texts) or self._texts[group] not in JOINING:
            return 0
        return next((i for i in range(group + 1, min(group + 6, len(self._texts))) if self._texts[i] in AUX), 0)

    def _judged(self, place: Place, at: int, sign: str) -> Iterator[Match]:
        """What is said of it, or of what should become of it: "should stay"."""
        fate = entry_at("fate", self._texts, at) if at and at < len(self._texts) else None
        if fate is not None and _DUE & set(self._texts[at - 2 : at]):
            said = turned(fate.sign) if NEGATIONS & set(self._texts[at - 2 : at]) else fate.sign
            yield from self._by_speaker(place.edge, at + 1, times(sign, said))
            return
        worth = self._worth_from(at) if at else None
        if worth is not None:
            first, end, said = worth
            no = NEGATIONS & set(self._texts[max(0, at - 3) : first]) - {"no"}
            yield from self._by_speaker(place.edge, end, times(sign, turned(said) if no else said))

    def _worth_from(self, start: int) -> tuple[int, int, str] | None:
        """What is said of the measure from word `start` on: (its first word, the word after, sign)."""
        for at in range(start, min(start + _FAR, len(self._texts))):
            if self._texts[at] in HARD | {",", "but", "because", "who"}:
                return None
            entry = entry_at("worth", self._texts, at)
            if entry is not None:
                return at, at + len(entry.words), entry.sign
        return None

    def _follower(self, end: int) -> tuple[str, tuple[int, int]] | None:
        """The sign of a group named after it, and who is of it: "Green New Deal supporter | Ada Smith"."""
        group = entry_at("group", self._texts, end) if end < len(self._texts) else None
        named = next(((a, b) for a, b, _ in self._marked if a == end + 1 and self._is_upper(a)), None)
        return (group.sign, named) if group is not None and named is not None else None

    def _undergone(self, group: int, at: int) -> Iterator[Match]:
        """Who says that it should be done to somebody: "said that she should be impeached"."""
        inside = set(self._texts[group:at])
        near = [(a, b) for a, b, _ in self._marked if b == group]
        other = bool(near) and not self._mine_at(*near[-1])
        if inside & _DUE and not other:
            yield from self._by_speaker(max(0, group - 1), at + 1, "-" if inside & NEGATIONS else "+")

    def _by_speaker(self, first: int, end: int, sign: str) -> Iterator[Match]:
        """Who says what the words [first, end) say: the innermost source over them that holds or denies it."""
        span = self._span(first, end)
        for link in reversed(levels(self._reading, span)):
            if not link.row.source:
                continue
            letter = link.row.source[CONTEXTS.index(link.context)]
            if letter in "adq" and link.source is not None:
                said = {"a": sign, "d": turned(sign)}.get(letter, "?")
                yield Match(self._theme.name, span, said, by=link.source, frame=FRAME)
            return

    def _match(self, first: int, end: int, sign: str, by: tuple[int, int]) -> Match:
        return Match(self._theme.name, self._span(first, end), sign, by=self._span(*by), frame=FRAME)
