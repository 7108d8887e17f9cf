"""Ledgers for the tests of the desk, made by hand and by rule: no model is needed."""

from __future__ import annotations

from pathlib import Path

import msgspec
from standin import StandIn

from benchmarks.made import readings
from onrecord.desk import Answers, Desk
from onrecord.ledger import Ledger
from onrecord.records import Actor, Doubt, Page, Passage, Reading, Span

WON = (
    "Dmitry Peskov said Nicolás Maduro won the election\n"
    "María Corina Machado denied that Nicolás Maduro won the election\n"
)
TURNED = "Dmitry Peskov denied that Nicolás Maduro won the election\n"
QUESTION = """
question: Who won the election?
propositions:
  maduro: {says: Nicolás Maduro won the election}
  gonzalez: {says: Edmundo González won the election}
excludes: [[maduro, gonzalez]]
roster: [Brazil, Dmitry Peskov]
"""
# Markup, quotes of every kind, control characters, a mark that turns the text round, an emoji with a joiner.
HOSTILE = "<script>alert('x')</script> \"q\" & ' \x07\x1b[31m \u202egnp \U0001f469\u200d\U0001f33e"
HEBREW = "בנימין נתניהו"


def read(text: str, **facts: str) -> Reading:
    """The stand-in's reading of a text."""
    return StandIn().read(Page(name="page.txt", kind="text", data=text.encode(), **facts))


def hostile() -> Reading:
    """A page that would run, close or turn round whatever shows it unescaped."""
    text = f"{HEBREW} said {HOSTILE}\nSubscribe </p></article><script src=//evil.example/x.js></script>\n"
    reading = read(
        text, url="https://e.example/?a=1&b='\"><script>", outlet=HOSTILE, title=HOSTILE, published="2024-01-05"
    )
    speaker = Span(0, len(HEBREW))
    actor = Actor("a1", HEBREW, "person", "ISR", ("GOV",), None, (speaker,))
    said = reading.statements[0]
    said = msgspec.structs.replace(said, speaker=msgspec.structs.replace(said.speaker, actor="a1"))
    doubt = Doubt(speaker, HOSTILE, (HOSTILE,), HOSTILE)
    end = text.index("\n") + 1
    passages = (Passage(0, end, "report"), Passage(end, len(text), "appeal"))
    return msgspec.structs.replace(reading, actors=(actor,), statements=(said,), doubts=(doubt,), passages=passages)


def filled(folder: Path, number: int = 60) -> Path:
    """A ledger with a question beside it: made by rule, with a hostile page, and two reports of an election."""
    path = folder / "news.db"
    with Ledger(path) as ledger:
        ledger.add_many(readings(number, days=40))
        ledger.add(hostile())
        ledger.add(read(WON, url="https://a.example/1", title="Who won", outlet="The Example", published="2024-07-30"))
        ledger.add(
            read(TURNED, url="https://a.example/2", title="It turns", outlet="The Example", published="2024-08-02")
        )
    (folder / "who-won.yaml").write_text(QUESTION, encoding="utf-8")
    return path


def desk(path: Path, *, review: bool = False) -> Desk:
    """A desk over the ledger and the questions beside it."""
    return Desk(path, Answers(path), review=review, by="tester")
