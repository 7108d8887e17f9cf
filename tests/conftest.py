"""Readings made by hand, and a reader that needs no model, to try the ledger, the run and the command line on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from onrecord.errors import NoText
from onrecord.records import (
    Article,
    Content,
    Cue,
    Doubt,
    Model,
    Page,
    Passage,
    Reading,
    Reference,
    Span,
    Statement,
    article_id,
    content_id,
    spans_key,
)

MODEL = Model("stand-in", "1")
LEMMAS = {"said": "say", "denied": "deny", "warned": "warn"}
_SAID = re.compile(r"^(?P<speaker>[^:\n]+?) (?P<cue>said|denied|warned) (?P<content>.+)$", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]+"')


class StandIn:
    """Reads lines like `The Kremlin said the opposition lost`, and nothing else."""

    model = MODEL

    def read(self, page: Page) -> Reading:
        text = page.data.decode("utf-8", "replace")
        if "no text here" in text:
            raise NoText(f"{page.name}: holds no article text; save the page with its text")
        if "deep nesting" in text:
            raise RecursionError("maximum recursion depth exceeded")
        article = Article(
            id=article_id(page.url, text),
            url=page.url,
            outlet=page.outlet,
            title=page.title,
            byline=page.byline,
            dateline=None,
            published=page.published,
            language="en",
            text=text,
        )
        statements = tuple(_statement(article, match) for match in _SAID.finditer(text))
        passages = (Passage(0, len(text), "report"),) if text else ()
        return Reading(article, passages, (), statements, (), (), (), (), MODEL)


def _statement(article: Article, match: re.Match[str], within: str | None = None) -> Statement:
    speaker, cue, content = ((Span(*match.span(role)),) for role in ("speaker", "cue", "content"))
    words = match["content"]
    return Statement(
        id=content_id("statement", article.id, spans_key(speaker + cue + content)),
        quotation="direct" if _QUOTED.fullmatch(words) else "mixed" if _QUOTED.search(words) else "indirect",
        speaker=Reference(speaker, match["speaker"]),
        cue=Cue(cue, match["cue"], LEMMAS[match["cue"]], LEMMAS[match["cue"]], "neutral"),
        content=Content(content, words),
        addressee=None,
        when=None,
        within=within,
        passage="report",
        score=0.9,
    )


Make = Callable[..., Reading]


@pytest.fixture
def make_reading() -> Make:
    """Text and facts → the reading that the stand-in makes of it."""

    def make(text: str, **facts: str) -> Reading:
        return StandIn().read(Page(name="page.txt", kind="text", data=text.encode(), **facts))

    return make


@pytest.fixture
def kremlin(make_reading: Make) -> Reading:
    """A reading with a statement inside another one, and a doubt."""
    text = (
        "The Kremlin said Peskov warned other countries\n"
        'Dmitry Peskov said "We see that the opposition does not want to accept its defeat."\n'
        "Several countries denied they had lost the presidential election\n"
    )
    reading = make_reading(
        text, url="https://news.example/kremlin", outlet="The Example", title="Kremlin speaks", published="2024-07-30"
    )
    outer = reading.statements[0]
    match = re.compile(r"(?P<speaker>Peskov) (?P<cue>warned) (?P<content>other countries)").search(text)
    inner = _statement(reading.article, match, within=outer.id)
    doubt = Doubt(
        Span(16, 22), "who is Peskov?", ("Dmitry Peskov", "another Peskov"), "named once without a first name"
    )
    return msgspec.structs.replace(reading, statements=(*reading.statements, inner), doubts=(doubt,))


@pytest.fixture
def reader() -> StandIn:
    return StandIn()


@pytest.fixture
def news_db(tmp_path: Path) -> Path:
    return tmp_path / "news.db"
