"""When: every time expression of an article as TIMEX3 value and days, or left open with the reason.

The order: class every word; find the expressions; resolve each by the day of publication (inside a quotation by the
day of speaking), by the verb that governs it and by the dates told before it. The machine's clock is never read.
Values are those of TIMEX3 (TimeML 1.2.1, Pustejovsky et al. 2005); the two ends of a range are two expressions, as
there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from onrecord.passages import paragraphs
from onrecord.records import Doubt, Span, When
from onrecord.times._attached import attached
from onrecord.times._calendar import Stretch
from onrecord.times._grammar import found
from onrecord.times._meanings import Day, Found, Month, Relative, Weekday, Weekend, Year
from onrecord.times._resolve import Answer, Place, resolve
from onrecord.times._words import Words, habits_of

__all__ = ["Dated", "attached", "times"]


class Dated(NamedTuple):
    """The time expressions of a text in order, and what could not be told of them."""

    times: tuple[When, ...]
    doubts: tuple[Doubt, ...]


def times(
    text: str,
    published: str | None,
    *,
    within: Sequence[tuple[int, int]] | None = None,
    spoken: Sequence[tuple[Span, str]] = (),
) -> Dated:
    """Every time expression of the text, in order, none overlapping.

    published: the day ("YYYY-MM-DD") from which the text counts, or None: then only what needs no reference has days.
    within: stretches `[start, end)` in code points to read (paragraphs); no expression crosses one. None reads all
        paragraphs.
    spoken: what was spoken on another day than the publication, as spans that don't overlap, with that day.
    Spans are code points into `text`; `from` and `to` of a When are its first and last day. What has no days has a
    Doubt, unless it is a duration, a set ("every Monday") or no more than "now" or "recently".
    """
    stretches = paragraphs(text) if within is None else sorted(within)
    habits = habits_of(text)
    told = [(words := Words(text, a, b, habits), list(found(words))) for a, b in stretches]
    reader = _Reader(published, spoken, told)
    rows = [row for number, (words, items) in enumerate(told) for row in reader.read(number, words, items)]
    return Dated(tuple(w for w, _ in rows), tuple(d for _, d in rows if d is not None))


class _Reader:
    """Goes through the expressions in order and keeps what was told last."""

    def __init__(
        self, published: str | None, spoken: Sequence[tuple[Span, str]], told: Sequence[tuple[Words, list[Found]]]
    ) -> None:
        self._published = date.fromisoformat(published) if published else None
        self._spoken = sorted((s.start, s.end, day) for s, day in spoken)
        self._starts = [s[0] for s in self._spoken]
        self._is_history = _is_history([f for _, items in told for f in items], self._published)
        self._told: tuple[int, Stretch] | None = None  # paragraph and days
        self._year: tuple[int, int] | None = None  # paragraph and year of the last date with a year

    def read(self, paragraph: int, words: Words, items: Sequence[Found]) -> Iterator[tuple[When, Doubt | None]]:
        """The rows of one paragraph."""
        for i, item in enumerate(items):
            following = _following(words, items, i)
            place = self._place(paragraph, words, item, following)
            answer = resolve(place)
            if answer is None:
                continue
            span = Span(words.starts[item.first], words.ends[item.last])
            self._keep(paragraph, item, answer)
            yield _when(span, answer), _doubt(span, words.text, item, answer)

    def _place(self, paragraph: int, words: Words, item: Found, following: Found | None) -> Place:
        reference = self._reference(words.starts[item.first])
        told = self._told[1] if self._told and paragraph - self._told[0] <= (3 if self._is_history else 1) else None
        place = Place(words, item, reference, told, self._year_told(paragraph, reference), None, self._is_history)
        after = None if following is None else resolve(place._replace(item=following))
        return place._replace(following=after.stretch) if after else place

    def _reference(self, at: int) -> date | None:
        i = bisect_right(self._starts, at) - 1
        if i >= 0 and at < self._spoken[i][1]:
            return date.fromisoformat(self._spoken[i][2])
        return self._published

    def _year_told(self, paragraph: int, reference: date | None) -> int | None:
        """The year of a date without one, where the text tells of another time: "in 1832 ... on 30 May"."""
        if self._year is None:
            return None
        if self._is_history or (reference is None and paragraph == self._year[0]):
            return self._year[1]
        return None

    def _keep(self, paragraph: int, item: Found, answer: Answer) -> None:
        if answer.stretch is None:
            return
        self._told = (paragraph, answer.stretch)
        if isinstance(item.meaning, Day | Month | Year):
            self._year = (paragraph, answer.stretch.first.year)


def _following(words: Words, items: Sequence[Found], i: int) -> Found | None:
    """The expression right after number i: "a day after the | Nov. 8 | vote", "two years later, in | 1923"."""
    if i + 1 == len(items) or set(words.classes[items[i].last + 1 : items[i + 1].first]) - {"COMMA", "IN", "ON", "THE"}:
        return None
    return items[i + 1]


def _is_history(items: Sequence[Found], published: date | None) -> bool:
    """Whether most years that the text names are long before its publication, and no day is near: a life."""
    named = [f.meaning.year for f in items if isinstance(f.meaning, Day | Month | Year) and f.meaning.year]
    if published is None or len(named) < 4 or any(_is_news(f) for f in items):
        return False
    return sum(abs(year - published.year) > 1 for year in named) > 0.7 * len(named)


def _is_news(item: Found) -> bool:
    """Whether it counts from the publication, as the news do: "Monday", "last week"; "today" may be these days."""
    if isinstance(item.meaning, Relative):
        return not item.meaning.origin and (item.meaning.unit, item.meaning.offset) != ("day", 0)
    return isinstance(item.meaning, Weekday | Weekend)


def _when(span: Span, answer: Answer) -> When:
    first, last = (None if d is None else d.isoformat() for d in (answer.first, answer.last))
    return When(span, answer.value, first, last)


def _doubt(span: Span, text: str, item: Found, answer: Answer) -> Doubt | None:
    if not answer.why:
        return None
    words = span.of(text)
    named = isinstance(item.meaning, Day | Month | Weekday)
    question = f"which {words}?" if named else f"which days are “{words}”?"
    return Doubt(span, question, answer.candidates, answer.why)
