"""A reader that needs no model, to try the ledger, the run, the workers and the command line on."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import msgspec
from test_present import with_cast

from onrecord.articles import article
from onrecord.errors import ModelError, NoText
from onrecord.records import (
    Article,
    Content,
    Cue,
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
        if "never ends" in text:
            while True:
                pass
        if "takes its time" in text:
            time.sleep(0.05)
        if "kills its reader" in text and not _killed_before(text):
            os.kill(os.getpid(), signal.SIGKILL)
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
        statements = tuple(stated(article, match) for match in _SAID.finditer(text))
        passages = (Passage(0, len(text), "report"),) if text else ()
        return Reading(article, passages, (), statements, (), (), (), (), MODEL)


def _killed_before(text: str) -> bool:
    """Whether the page is to kill its reader only once, and did: the file that it names is there."""
    marker = re.search(r"kills its reader once, (\S+)", text)
    if marker is None:
        return False
    killed = Path(marker[1]).exists()
    Path(marker[1]).touch()
    return killed


def stated(article: Article, match: re.Match[str], within: str | None = None) -> Statement:
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


class Casts(StandIn):
    """Reads every page as one reading that was made by hand."""

    def read(self, page: Page) -> Reading:
        read = super().read
        if page.data == b"no text here\n":
            return read(page)
        made = with_cast(lambda text, **facts: read(Page("page.txt", "text", text.encode(), **facts)))
        return msgspec.structs.replace(made, article=msgspec.structs.replace(made.article, published=page.published))


def no_model() -> StandIn:
    """What a recipe makes that names a model which is not there."""
    raise ModelError("model/encoder.onnx: missing; install onrecord again")


class Chatty(StandIn):
    """Prints as it reads, as a library may."""

    def read(self, page: Page) -> Reading:
        os.write(1, b"reading\n")
        return super().read(page)


class Extracts(StandIn):
    """Takes the article out of the page as the real reader does, and reads its text."""

    def read(self, page: Page) -> Reading:
        found = article(page)
        return super().read(Page(page.name, "text", found.text[:20_000].encode()))
