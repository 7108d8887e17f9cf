"""Readings made by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from standin import StandIn, stated

from onrecord.records import Doubt, Page, Reading, Span

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
    inner = stated(reading.article, match, within=outer.id)
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
