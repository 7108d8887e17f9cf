"""The whole path: a page in, a reading out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from onrecord.articles import article
from onrecord.cast import Deed, cast
from onrecord.encoder import MODEL_DIR, Encoder, Floats, Words, read_words
from onrecord.errors import PageTooLarge
from onrecord.events import Draft, drafted, recorded, told_once
from onrecord.identities import about, identified, known
from onrecord.likeness import Likeness
from onrecord.mentions import mentions
from onrecord.passages import paragraphs, woven_in, zone
from onrecord.places import Placed, places
from onrecord.plover import CODEBOOK, Codebook
from onrecord.records import (
    Article,
    Doubt,
    Event,
    Mention,
    Model,
    Page,
    Passage,
    PassageKind,
    Reading,
    Span,
    Statement,
    text_of,
)
from onrecord.statements import statements
from onrecord.times import Dated, attached, times

# What may hold a statement. A byline, a credit and the publisher's own appeals and links never do.
READABLE: frozenset[PassageKind] = frozenset(("headline", "report", "caption"))

# Code points of one article: a book's length. Time grows with the text, and nesting with the square of its statements.
LONGEST = 500_000

# Words from which the language of a text is certain: "Putin arriva a Pechino" may be a headline of any.
FEW = 20


class Heard(NamedTuple):
    """An article read as far as its statements and events are words; `mentions` are the scores of the mention head."""

    passages: tuple[Passage, ...]
    readable: list[tuple[int, int]]
    words: Words
    mentions: Floats
    statements: tuple[Statement, ...]
    events: list[Draft]


class Reader:
    """Reads pages with one model. Costs about half a second to make, then some hundredths per page.

    `ontology` is the codebook that its events are told in: PLOVER, or one of one's own (docs/ontology.md); without
    `events` none are looked for, which takes less time.
    Raises: ModelError if the model folder is incomplete.
    """

    def __init__(self, folder: Path | None = None, ontology: Codebook = CODEBOOK, *, events: bool = True) -> None:
        self._ontology, self._events = ontology, events
        self._furniture: Mapping[str, frozenset[str]] = {}
        self._encoder = Encoder(folder or MODEL_DIR)
        self._likeness = Likeness(self._encoder, folder or MODEL_DIR)

    @property
    def model(self) -> Model:
        """Name and version of the model."""
        return self._encoder.model

    @property
    def ontology(self) -> str:
        """The codebook that events are told in: its name, version and id."""
        return f"{self._ontology.name} {self._ontology.version} {self._ontology.id}"

    def knowing(self, furniture: Mapping[str, frozenset[str]]) -> Self:
        """The same reader, which also knows the lines that each outlet prints under everything (`Ledger.furniture`)."""
        other = copy(self)
        other._furniture = furniture
        return other

    def read(self, page: Page) -> Reading:
        """All that one page says.

        Raises: PageError (NoText, PageTooLarge, ...) if there is no article in it.
        """
        found = article(page)
        if len(found.text) > LONGEST:
            raise PageTooLarge(
                f"{page.name}: {len(found.text):,} characters are no article; split it into its articles"
            )
        return self.read_article(found)

    def read_article(self, found: Article) -> Reading:
        """All that one article says."""
        if _is_foreign(found):
            return self._unread(found)
        text, on = found.text, found.published
        heard = self.heard(found)
        named = mentions(heard.words, heard.mentions, self._encoder.labelling)
        where, home = _placed(text, named)
        when, said = _dated(text, on, heard.readable, heard.statements)
        done = recorded(found, heard.words, heard.events, self._encoder.telling, said, when.times, where.places, named)
        deeds = [Deed(e.actors, e.recipients) for e in done.events]
        cast_ = cast(heard.words, named, said, lambda name: known(name, on), deeds)
        who = identified(found, cast_, said, done.events, home, self._likeness.nearest)
        events = _recoded(told_once(heard.words, who.events, on), text, self._ontology)
        doubts = sorted([*cast_.doubts, *who.doubts, *where.doubts, *when.doubts, *done.doubts], key=lambda d: d.span)
        return Reading(found, heard.passages, who.actors, who.statements, events, when.times, where.places,
                       tuple(doubts), self.model)  # fmt: skip

    def _unread(self, found: Article) -> Reading:
        """The reading of an article in another language: nothing but what it is, and that it was not read."""
        passages = self._zoned(found)
        why = f"the text is in another language ({found.language}); only English is read"
        doubt = Doubt(Span(0, len(found.text)), "what does it say?", (), why)
        return Reading(found, passages, (), (), (), (), (), (doubt,), self.model)

    def _zoned(self, found: Article) -> tuple[Passage, ...]:
        furniture = self._furniture.get(found.outlet or "", frozenset())
        return zone(found.text, title=found.title, byline=found.byline, outlet=found.outlet, furniture=furniture)

    def heard(self, found: Article) -> Heard:
        """The statements and events alone, as words on the page: nobody is looked up, no day is reckoned."""
        passages = self._zoned(found)
        readable = _readable(found.text, passages)
        woven = woven_in(found.text)
        words = read_words(found.text, self._encoder.pieces, readable, woven)
        readable = _without(readable, woven)
        marks = self._encoder.marks(words, events=self._events)
        said = statements(found, passages, words, marks.candidates, self._encoder.decoding)
        done = drafted(words, marks.triggers, self._encoder.telling)
        return Heard(passages, readable, words, marks.mentions, said, done)


def _is_foreign(found: Article) -> bool:
    """Whether the article is in another language for certain; a line or two may look like any."""
    return found.language not in (None, "en") and len(found.text.split()) >= FEW


def _recoded(events: Sequence[Event], text: str, ontology: Codebook) -> tuple[Event, ...]:
    """The events in the terms of the ontology; what no type of it covers is left out, and so are unknown contexts."""
    out: list[Event] = []
    for event in events:
        told = "\n".join(text_of(spans, text) for spans in (event.trigger, *event.mentions))
        if (entry := ontology.recoded(event.type, event.modes, told)) is not None:
            contexts = tuple(c for c in event.contexts if c in ontology.contexts)
            out.append(msgspec.structs.replace(event, type=entry[0], modes=entry[1], contexts=contexts))
    return tuple(out)


def _placed(text: str, named: Sequence[Mention]) -> tuple[Placed, str | None]:
    """The places of an article, and the country that it is about."""
    names = [m.head for m in named if m.kind == "place" and m.form == "name"]
    found = places(text, names, about(named, text, ())[0])
    return found, about(named, text, found.places)[1]


def _dated(
    text: str, on: str | None, readable: Sequence[tuple[int, int]], said: Sequence[Statement]
) -> tuple[Dated, tuple[Statement, ...]]:
    """The times of an article, and its statements with theirs. What was spoken on another day counts from that day."""
    found = times(text, on, within=readable)
    dated = tuple(msgspec.structs.replace(s, when=attached(s, found.times, text, said)) for s in said)
    spoken = [
        (span, s.when.from_)
        for s in dated
        if s.quotation == "direct" and s.within is None and s.when and s.when.from_ and s.when.from_ == s.when.to != on
        for span in s.content.spans
    ]
    return times(text, on, within=readable, spoken=_apart(spoken)) if spoken else found, dated


def _apart(spoken: Sequence[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Those of the stretches that overlap none before them."""
    out: list[tuple[Span, str]] = []
    for span, day in sorted(spoken):
        if not out or out[-1][0].end <= span.start:
            out.append((span, day))
    return out


def _without(ranges: Sequence[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of the ranges, both in order, without the holes."""
    out: list[tuple[int, int]] = []
    for start, end in ranges:
        for a, b in holes:
            if start < b and a < end:
                out.append((start, max(a, start)))
                start = b
        out.append((start, end))
    return [(start, end) for start, end in out if start < end]


def _readable(text: str, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """The paragraphs of the passages that may hold a statement."""
    readable = [p for p in passages if p.kind in READABLE]
    return [(p.start + a, p.start + b) for p in readable for a, b in paragraphs(text[p.start : p.end])]
