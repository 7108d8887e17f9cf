"""Who is for a measure and who against it, by the events of a sentence: where its words say it in a way of their own.

"Activists are circulating a petition for it", "mocked it as a wish list": the coder has read a request and an
accusation, and whose they are; what they are about is told by where the measure stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.embedding import clause_of
from onrecord.questions._behind import Behind
from onrecord.questions._measures import FRAME, deed_at
from onrecord.questions._phrases import is_past
from onrecord.questions._view import AUX, Match
from onrecord.records import Event, Span

Stand = tuple[int, int]  # the words [first, end) that speak of a measure

# What an event says of a thing that it is done to or about, and of a deed that its words lead to.
_OF_THING = {"SUPPORT": "+", "REJECT": "-", "ACCUSE": "-"}
_OF_DEED = {"REQUEST": "+", "REJECT": "-"}
_MEANT = frozenset(("happened", "ongoing", "planned", "threatened"))
_MODES = frozenset(("disapprove",))  # of ACCUSE: who charges or investigates is not against a plan
_PLAIN = "+"  # the context of a verb that is neither denied nor due nor only possible
_FAR = 12  # words from a trigger to the deed that it is about
_BESIDE = 3  # words from a trigger to the thing


class Told(Behind):
    """Looks for who holds a measure by what the events of its sentence say."""

    def _told(self, stands: Sequence[Stand], found: Sequence[Match]) -> Iterator[Match]:
        """Each actor of an event about one of the stands, but for those of whom the words have said it."""
        said = [m.by for m in found if m.by is not None]
        named = [self._span(a, b) for a, b, _ in self._mine] if self._measure.own else []
        for event in self._happening() if stands else ():
            for first, end in stands:
                given = self._given(event, first, end)
                # Who is to do it asks nobody to; and whoever the words have told of is told of.
                for span in (r.spans[0] for r in event.actors if given and r.spans):
                    if not any(_touch(span, other) for other in (*said, *(named if given == "+" else ()))):
                        whole = _around(event.trigger[0], self._span(first, end))
                        yield Match(self._theme.name, whole, given, by=span, frame=FRAME)

    def _deeds(self) -> Iterator[Stand]:
        """Where it is told to be done to, or by, whom the measure names."""
        for at in range(len(self._texts) if self._measure.whom else 0):
            end = deed_at(self._measure, self._texts, at)
            if end and not self._words[at].capital and self._is_theirs(self._whose_verb(at, end)):
                yield at, end

    def _happening(self) -> Iterator[Event]:
        """The events that the sentence tells as done or meant; not what somebody should or may do."""
        for event in self._reading.events:
            at = next((i for i, w in enumerate(self._words) if w.start <= event.trigger[0].start < w.end), None)
            if event.status in _MEANT and at is not None and clause_of(self._words, at, at + 1).context == _PLAIN:
                yield event

    def _given(self, event: Event, first: int, end: int) -> str:
        """The sign of what an event says of the words [first, end); "" if it is about something else."""
        place = self._span(first, end)
        if any(_touch(s, place) for r in event.actors for s in r.spans):
            return ""  # "criticised by Green New Deal supporters"
        trigger = event.trigger[-1]
        between = sum(trigger.end <= w.start < place.start for w in self._words[:first])
        before = trigger.end <= place.start
        if self._measure.whom:
            return _OF_DEED.get(event.type, "") if before and between <= _FAR else ""
        if event.type == "ACCUSE" and event.modes and not _MODES & set(event.modes):
            return ""
        done_to = any(_touch(s, place) for r in event.recipients for s in r.spans)
        beside = before and between <= _BESIDE
        if event.type == "REQUEST":
            return "+" if beside and self._is_wished(trigger.end, first, end) else ""
        return _OF_THING.get(event.type, "") if done_to or beside else ""

    def _is_wished(self, since: int, first: int, end: int) -> bool:
        """Whether a wish is for the thing itself, and not for what is to become of it: "wants the plan | dropped"."""
        between = {w.text for w in self._words[:first] if w.start >= since}
        after = self._texts[end] if end < len(self._texts) else "."
        return not between & {"that", "to"} and after not in AUX | {"to", "put"} and not is_past(after)


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _around(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))
