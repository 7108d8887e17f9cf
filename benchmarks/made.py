"""Readings made by rule, without a model: a ledger of any size whose every row is sound.

The names and the sentences are invented; nothing in them has happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from onrecord.records import (
    Actor,
    Article,
    Content,
    Cue,
    Doubt,
    Event,
    EventStatus,
    Model,
    Passage,
    Reading,
    Reference,
    Span,
    Statement,
    When,
    article_id,
    content_id,
    spans_key,
)

_FIRST = (
    "Adela Boris Carmen Dario Elif Farid Greta Hana Ivo Jun Kofi Lena Mara Nils Oksana Pavel Rosa Sami Tala Uri".split()
)
_LAST = "Abend Brandt Corvo Duarte Eskola Ferro Galan Holt Ibarra Jansen Kovac Lindt Moreau Novak Okoye Petrov".split()
_OUTLETS = ("The Quillon Gazette", "Radio Meridian", "Exemplar Wire", "The Harbour Post", "Dagblad Noord", "La Plaza")
_CUES = (
    ("said", "say", "say"),
    ("denied", "deny", "deny"),
    ("warned", "warn", "warn"),
    ("promised", "promise", "promise"),
)
_CLAIMS = ("the tally sheets of the district were complete", "the bridge would stay closed to cars until May",
           "the talks on the harbour had failed", "the council had counted every vote twice",
           "prices would not rise before the election", "the ministry had kept the report back")  # fmt: skip
_TYPES = (("PROTEST", "demo", "protested against"), ("ASSAULT", "crowd-control", "drove away"),
          ("CONSULT", "visit", "met"), ("ACCUSE", "allege", "accused"), ("SUPPORT", "", "backed"))  # fmt: skip
_STATUSES: tuple[EventStatus, ...] = ("happened", "happened", "happened", "planned", "called_for", "denied", "alleged")
_COUNTRIES = ("VEN", "BRA", "ESP", "RUS", "USA", "COL", None)
_BEGIN = date(2023, 1, 1)
MODEL = Model("made by rule", "1")


def readings(number: int, *, actors: int = 320, days: int = 730, seed: int = 7) -> Iterator[Reading]:
    """So many readings of some 150 words: of `actors` actors, a few of whom say most, over `days` days."""
    chance = Random(seed)
    cast = [(f"{_FIRST[n % 20]} {_LAST[n // 20 % 16]}", _COUNTRIES[n % 7]) for n in range(min(actors, 320))]
    weights = [1 / (n + 2) for n in range(len(cast))]
    for n in range(number):
        day = _BEGIN + timedelta(days=chance.randrange(days))
        yield _Writing(chance, n, day.isoformat(), chance.choices(cast, weights, k=5)).reading()


class _Writing:
    """An article while it is written: its text so far, and what stands where."""

    def __init__(self, chance: Random, number: int, day: str, cast: list[tuple[str, str | None]]) -> None:
        self._chance, self._day = chance, day
        self._cast = list(dict.fromkeys(cast))
        self._text = f"Report {number:,}: {chance.choice(_CLAIMS)}\n"
        self._headline = len(self._text) - 1
        self._url = f"https://news.example/{number}"
        self._outlet = chance.choices(_OUTLETS, (9, 7, 6, 4, 2, 1))[0]
        self._mentions: dict[str, list[Span]] = {}
        self._parts: list[tuple[str, dict[str, Span], tuple[str, ...]]] = []

    def reading(self) -> Reading:
        for _ in range(self._chance.randrange(3, 7)):
            self._say()
        for _ in range(self._chance.randrange(1, 4)):
            self._do()
        report = len(self._text)
        self._text += "Sign up for our newsletter and never miss a story."
        id_ = article_id(self._url, self._text)
        title = self._text[: self._headline]
        article = Article(id_, self._url, self._outlet, title, None, None, self._day, "en", self._text)
        passages = (Passage(0, self._headline + 1, "headline"), Passage(self._headline + 1, report, "report"),
                    Passage(report, len(self._text), "promo"))  # fmt: skip
        statements = self._statements(id_)
        return Reading(article, passages, self._actors(id_), statements, self._events(id_, statements), (), (),
                       self._doubts(), MODEL)  # fmt: skip

    def _put(self, words: str, actor: bool = False) -> Span:
        span = Span(len(self._text), len(self._text) + len(words))
        self._text += words
        if actor:
            self._mentions.setdefault(words, []).append(span)
        return span

    def _say(self) -> None:
        (who, _), (other, _) = self._chance.choice(self._cast), self._chance.choice(self._cast)
        words, lemma, act = self._chance.choice(_CUES)
        spans = {"speaker": self._put(who, True)}
        self._put(" ")
        spans["cue"] = self._put(words)
        self._put(" that ")
        begin = len(self._text)
        if other != who and self._chance.random() < 0.35:
            inner = {"speaker": self._put(other, True)}
            self._put(" ")
            inner["cue"] = self._put("claimed")
            self._put(" that ")
            inner["content"] = self._put(self._chance.choice(_CLAIMS))
            spans["content"] = Span(begin, len(self._text))
            self._parts.append(("said", spans, (lemma, act)))
            self._parts.append(("inner", inner, ("claim", "claim")))
        else:
            spans["content"] = self._put(self._chance.choice(_CLAIMS))
            self._parts.append(("said", spans, (lemma, act)))
        self._put(".\n")

    def _do(self) -> None:
        (who, _), (other, _) = self._chance.choice(self._cast), self._chance.choice(self._cast)
        type_, mode, words = self._chance.choice(_TYPES)
        spans = {"actor": self._put(who, True)}
        self._put(" ")
        spans["trigger"] = self._put(words)
        self._put(" ")
        spans["recipient"] = self._put(other, True)
        self._put(" on ")
        spans["when"] = self._put("Monday")
        self._put(".\n")
        self._parts.append(("done", spans, (type_, mode, self._chance.choice(_STATUSES))))

    def _actors(self, article: str) -> tuple[Actor, ...]:
        countries = dict(self._cast)
        return tuple(
            Actor(content_id("actor", article, name), name, "person", countries[name], ("GOV",), None, tuple(mentions))
            for name, mentions in self._mentions.items()
        )

    def _reference(self, span: Span, article: str) -> Reference:
        name = span.of(self._text)
        return Reference((span,), name, content_id("actor", article, name))

    def _statements(self, article: str) -> tuple[Statement, ...]:
        out: list[Statement] = []
        for kind, spans, facts in self._parts:
            if kind == "done":
                continue
            pieces = (spans["speaker"],), (spans["cue"],), (spans["content"],)
            out.append(Statement(
                content_id("statement", article, *map(spans_key, pieces)), "indirect",
                self._reference(spans["speaker"], article),
                Cue(pieces[1], spans["cue"].of(self._text), *facts, "neutral"),
                Content(pieces[2], spans["content"].of(self._text)), None, None,
                out[-1].id if kind == "inner" else None, "report", round(self._chance.uniform(0.4, 1), 3),
            ))  # fmt: skip
        return tuple(out)

    def _events(self, article: str, statements: tuple[Statement, ...]) -> tuple[Event, ...]:
        out = []
        for kind, spans, facts in self._parts:
            if kind == "done":
                when = When(spans["when"], self._day, self._day, self._day)
                claimed = statements[0].id if facts[2] == "alleged" else None
                trigger = (spans["trigger"],)
                out.append(Event(
                    content_id("event", article, spans_key(trigger)), facts[0], tuple(filter(None, facts[1:2])), (),
                    trigger, (self._reference(spans["actor"], article),),
                    (self._reference(spans["recipient"], article),),
                    when, None, facts[2], claimed, round(self._chance.uniform(0.4, 1), 3),
                ))  # type: ignore[arg-type]  # fmt: skip
        return tuple(out)

    def _doubts(self) -> tuple[Doubt, ...]:
        whens = [spans["when"] for kind, spans, _ in self._parts if kind == "done"]
        return tuple(Doubt(span, "which Monday?", (), "the report has two") for span in whens[:1])
