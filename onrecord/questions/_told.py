"""Who is for a measure and who against it, by the events of a sentence: where its words say it in a way of their own.

"Mocked the plan as a wish list", "protesters gathered to demand that the governor, a lawyer, step down": the coder has
read an accusation and a request, and whose they are; that they are about the measure is told by what stands between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from onrecord.embedding import clause_of
from onrecord.questions._behind import Behind
from onrecord.questions._measures import FRAME, entry_at, is_listed
from onrecord.questions._phrases import is_past
from onrecord.questions._view import AUX, Match
from onrecord.records import Event, Span

Stand = tuple[int, int]  # the words [first, end) that speak of a measure

# What an event says of a thing that it is about, by what may stand between; and of a deed.
_OF_THING = {
    "SUPPORT": ("+", frozenset(("for", "of"))),
    "REJECT": ("-", frozenset(("of", "to", "against"))),
    "ACCUSE": ("-", frozenset(("of", "on", "against"))),
    "REQUEST": ("+", frozenset(("for",))),
}
_OF_DEED = {"REQUEST": "+", "REJECT": "-"}
_MEANT = frozenset(("happened", "ongoing", "planned", "threatened"))
_MODES = frozenset(("disapprove",))  # of ACCUSE: who charges or investigates is not against a plan
_PLAIN = "+"  # the context of a verb that is neither denied nor due nor only possible
_FAR = 12  # words from a trigger to the deed that it is about
# Where one of these stands between, the deed is in a clause of its own.
_APART = frozenset(
    "whether if why how after before since as when while until because but who which what not never no comment say "
    "said says than or ; : ( — –".split()
)
# What is rejected where a deed is: "resisted the drumbeat of calls to resign".
_ASKED = frozenset("call calls demand demands plea pleas pressure appeal appeals request requests chorus".split())


class Told(Behind):
    """Looks for who holds a measure by what the events of its sentence say."""

    def _told(self, stands: Sequence[Stand], found: Sequence[Match]) -> Iterator[Match]:
        """Each actor of an event about one of the stands, but for those of whom the words have said it. Of an actor who
        is told in several pieces, the first."""
        told = [m.by for m in found if m.by is not None]
        named = [self._span(a, b) for a, b, _ in self._mine] if self._measure.own else []
        for event in self._happening() if stands else ():
            for first, end in stands:
                given = self._given(event, first, end)
                if not given:
                    continue
                # Who is to do it asks nobody to.
                barred = [*told, *named] if given == "+" else told
                for span in [r.spans[0] for r in event.actors if not any(r.spans[0].touches(o) for o in barred)]:
                    told.append(span)
                    whole = _around(event.trigger[0], self._span(first, end))
                    yield Match(self._theme.name, whole, given, by=span, frame=FRAME)

    def _happening(self) -> Iterator[Event]:
        """The events that the sentence tells as done or meant; not what somebody should or may do."""
        events = self._reading.events  # in the order of the text
        since, until = (bisect_left(events, at, key=_starts) for at in (self.start, self.end))
        for event in events[since:until]:
            if event.status in _MEANT:
                at = next(i for i, w in enumerate(self._words) if event.trigger[0].start < w.end)
                if clause_of(self._words, at, at + 1).context == _PLAIN:
                    yield event

    def _given(self, event: Event, first: int, end: int) -> str:
        """The sign of what an event says of the words [first, end); "" if it is about something else."""
        place, trigger = self._span(first, end), event.trigger[-1]
        own = any(s.touches(place) for r in event.actors for s in r.spans)  # "criticised by Green New Deal supporters"
        if own or trigger.end > place.start:
            return ""
        since = next(i for i, w in enumerate(self._words) if w.start >= trigger.end)
        if self._measure.whom:
            return self._of_deed(event.type, since, first)
        if event.type not in _OF_THING or (event.modes and event.type == "ACCUSE" and not _MODES & set(event.modes)):
            return ""
        sign, joints = _OF_THING[event.type]
        edge = self._place(first, end).edge
        between = set(self._texts[since:edge])
        return sign if since <= edge and between <= joints and self._is_all(event.type, end) else ""

    def _of_deed(self, type_: str, since: int, first: int) -> str:
        """The sign of what an event whose trigger ends before word `since` says of the deed of word `first`."""
        between = self._texts[since:first]
        told = is_past(self._texts[first]) and not self._is_being(self._back(first, AUX), first)  # it was done
        apart = bool(_APART & set(between)) or any(self._is_said(i) for i in range(since, first))
        asked = type_ != "REJECT" or bool(_ASKED & set(between)) or between == ["to"]
        return _OF_DEED.get(type_, "") if asked and not (told or apart or len(between) > _FAR) else ""

    def _is_said(self, at: int) -> bool:
        """Whether a word is another verb, of somebody else's doing, or a noun for it: "her decision"."""
        word = self._texts[at]
        if word in AUX | _ASKED or any(a <= at < b for a, b, _ in self._marked):
            return False
        verbal = is_past(word) or any(is_listed(kind, word) for kind in ("verb", "wish", "under"))
        return is_listed("bearer", word) or (verbal and not self._is_nominal(at))

    def _is_all(self, type_: str, end: int) -> bool:
        """Whether what ends before word `end` is itself what an event is about: not "the plan's | critics", nor "wants
        the plan | dropped"."""
        after = self._texts[end] if end < len(self._texts) else "."
        wished = after in AUX | {"to", "put"} or is_past(after)
        return entry_at("group", [after], 0) is None and after != "'s" and not (type_ == "REQUEST" and wished)


def _starts(event: Event) -> int:
    return event.trigger[0].start


def _around(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))
