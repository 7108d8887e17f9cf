"""The nouns: frozen records that pass from one stage to the next, and nothing else does.

Offsets are `[start, end)` in Unicode code points into `Article.text`, which never changes once it is made.
Unknown is None, never a guess; what could not be told is a `Doubt`.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

PassageKind = Literal["headline", "byline", "report", "caption", "credit", "appeal", "promo", "other"]
Quotation = Literal["direct", "indirect", "mixed"]
Polarity = Literal["positive", "negative", "neutral"]
MentionKind = Literal["person", "organisation", "place", "nationality", "document"]
MentionForm = Literal["name", "noun", "pronoun"]
Relation = Literal["same", "cut", "edited", "updated"]
EventStatus = Literal["happened", "ongoing", "planned", "called_for", "threatened", "denied", "alleged", "hypothetical"]


class Record(msgspec.Struct, frozen=True):
    """A frozen record: compared by value, written as JSON under its own field names."""


class Span(Record, frozen=True, array_like=True, order=True):
    """`[start, end)` in code points into the article's text; a two-element array in JSON."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words the span stands on."""
        return text[self.start : self.end]

    def touches(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> Span:
        """The span so many code points further on, for another text that holds the words."""
        return Span(self.start + by, self.end + by)


class Page(Record, frozen=True):
    """One document as it came: the bytes, where they are from, and what the user or a feed said about it.

    `name` is what an error message calls it (a path, a path with a line number, or "<stdin>").
    `kind` is the input format ("html" or "text"). The facts given outside of the document
    (`url`, `outlet`, `title`, `byline`, `published`) outrank whatever the document says of itself.
    """

    name: str
    kind: str
    data: bytes
    encoding: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None


class Evidence(Record, frozen=True):
    """Where a fact about the article was found: field name, source ("given", "json-ld", "meta", "url", ...), words."""

    field: str
    source: str
    value: str


class Article(Record, frozen=True):
    """What was published: its text and the facts about it.

    `published` is an ISO date "YYYY-MM-DD" or None; `language` an ISO 639-1 code or None.
    `id` is made of the canonical URL and the text (`article_id`), so reading twice changes nothing.
    """

    id: str
    url: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    dateline: str | None
    published: str | None
    language: str | None
    text: str
    evidence: tuple[Evidence, ...] = ()


class Passage(Record, frozen=True):
    """A stretch of the article of one kind. Passages tile the text: every character belongs to exactly one."""

    start: int
    end: int
    kind: PassageKind


class Mention(Record, frozen=True):
    """Words that stand for somebody, something or some place, once.

    `span` is the whole mention without its relative clause ("Kremlin spokesman Dmitry Peskov"), `head` the words that
    carry it: the name ("Dmitry Peskov") or the noun ("spokesman"). `form` says how it is said, `kind` what it stands
    for; a nationality is the adjective or the people ("Venezuelan", "Venezuelans").
    """

    span: Span
    head: Span
    kind: MentionKind
    form: MentionForm


class Actor(Record, frozen=True):
    """Somebody or something that speaks or acts, with every place where the article names it."""

    id: str
    name: str
    kind: str
    country: str | None = None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    mentions: tuple[Span, ...] = ()


class When(Record, frozen=True):
    """A time expression: TIMEX3 `value`, and the days it covers, first and last, as "YYYY-MM-DD" or None."""

    span: Span
    value: str
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None


class Where(Record, frozen=True):
    """A place expression; latitude and longitude in degrees (WGS 84)."""

    spans: tuple[Span, ...]
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


class Reference(Record, frozen=True):
    """The words that name a speaker, an addressee, an actor or a recipient, and the id of who that is, if known."""

    spans: tuple[Span, ...]
    text: str
    actor: str | None = None


class Cue(Record, frozen=True):
    """The words that signal the attribution; `lemma`, `act` and `polarity` are from the lexicon, None if not in it."""

    spans: tuple[Span, ...]
    text: str
    lemma: str | None = None
    act: str | None = None
    polarity: Polarity | None = None


class Content(Record, frozen=True):
    """What is attributed, in one or more pieces; quotation marks belong to it."""

    spans: tuple[Span, ...]
    text: str


class Statement(Record, frozen=True):
    """An attribution relation: cue, source, content. `within` is the id of the statement it is nested in."""

    id: str
    quotation: Quotation
    speaker: Reference | None
    cue: Cue
    content: Content
    addressee: Reference | None
    when: When | None
    within: str | None
    passage: PassageKind
    score: float


class Event(Record, frozen=True):
    """Who did what to whom, in PLOVER's terms; `according_to` is the id of the statement that claims it, `mentions` are
    the triggers that tell the same event elsewhere in the article."""

    id: str
    type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    trigger: tuple[Span, ...]
    actors: tuple[Reference, ...]
    recipients: tuple[Reference, ...]
    when: When | None
    where: Where | None
    status: EventStatus
    according_to: str | None
    score: float
    mentions: tuple[tuple[Span, ...], ...] = ()


class Doubt(Record, frozen=True):
    """What could not be told: where, which question, which candidates, and why."""

    span: Span
    question: str
    candidates: tuple[str, ...]
    why: str


class Model(Record, frozen=True):
    """Name and version of the model that read the article."""

    name: str
    version: str


class Reading(Record, frozen=True):
    """All that one article says: the public record, and the unit of replacement in a ledger."""

    article: Article
    passages: tuple[Passage, ...]
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    times: tuple[When, ...]
    places: tuple[Where, ...]
    doubts: tuple[Doubt, ...]
    model: Model


class Failure(Record, frozen=True):
    """A page that could not be read: its name, the stage that gave up, and why, with the fix."""

    page: str
    stage: str
    why: str


class Outcome(Record, frozen=True):
    """What came of a page: a reading, a failure, or the id of the article that it was read as before (`known`).

    `input` is made of the page's bytes and of the `terms` it was read on: what the user said of it, model, code and
    ontology. It is "" for what failed before there were bytes.
    """

    page: str
    input: str = ""
    terms: str = ""
    reading: Reading | None = None
    failure: Failure | None = None
    known: str | None = None


class Told(Record, frozen=True):
    """What is compared of an article: its facts, and where in its text the report stands (`Passage` kind "report")."""

    id: str
    url: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    published: str | None
    text: str
    report: tuple[Span, ...]


class Wire(Record, frozen=True):
    """What an article is a copy of. `report` is the id of the fullest copy, which stands for all of them.

    `relation` is what the article is to the article `to`, the fullest copy or one between it and this; both are None
    for the fullest copy itself, and for a report that stands in one place only. `shared` is the share of the article's
    words that stand in `to`, in the same order, 0 to 1. `agency` is the one that the article names, if it does.
    """

    article: str
    report: str
    relation: Relation | None = None
    to: str | None = None
    agency: str | None = None
    shared: float | None = None


class Printed(Record, frozen=True):
    """An article as its outlet printed it: the id of the report it is a copy of, and where the text has statements."""

    outlet: str
    report: str
    text: str
    said: tuple[Span, ...]


class FurnitureLine(Record, frozen=True):
    """A line that an outlet prints under everything: its key (`passages.line_key`), and how many reports have it."""

    outlet: str
    line: str
    articles: int


def content_id(*parts: str) -> str:
    """16 hexadecimal digits of SHA-256 over the parts, each closed by a NUL so that no two lists collide."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:16]


def article_id(url: str | None, text: str) -> str:
    """The article's id, from its canonical URL (empty if unknown) and its text."""
    return content_id("article", url or "", text)


def spans_key(spans: tuple[Span, ...]) -> str:
    """The spans as a part of an id: "10-20;30-40"."""
    return ";".join(f"{s.start}-{s.end}" for s in spans)


def text_of(spans: tuple[Span, ...], text: str) -> str:
    """The words of several spans; " … " stands where the text between two pieces was left out."""
    return " … ".join(s.of(text) for s in spans)


def to_json(record: Record) -> bytes:
    """One line of JSON, UTF-8, without the line's end."""
    return msgspec.json.encode(record)


def reading_from_json(line: bytes | str) -> Reading:
    """The Reading that `to_json` wrote.

    Raises: msgspec.ValidationError if the line is not the public record.
    """
    return msgspec.json.decode(line, type=Reading)
