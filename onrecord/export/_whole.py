"""What the formats of a whole ledger share: readings, tables, and the positions on a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from onrecord.questions import Position, Question
from onrecord.records import Article, Reading, Statement, content_id


class Whole(NamedTuple):
    """What is exported. `readings` makes them anew each time it is called; `tables` are the ledger's, rows under the
    names of the columns; `question` and `positions` are there for the formats that ask for them."""

    readings: Callable[[], Iterable[Reading]]
    tables: Callable[[], Iterable[tuple[str, tuple[str, ...], Iterable[Mapping[str, object]]]]]
    question: Question | None = None
    positions: tuple[Position, ...] = ()


def speaker_of(reading: Reading, statement: Statement) -> str | None:
    """Who speaks: the name if it is known, else the words of the page."""
    names = {a.id: a.name for a in reading.actors}
    if statement.speaker is None:
        return None
    return names.get(statement.speaker.actor or "") or statement.speaker.text


def address(article: Article) -> str:
    """The article's URL; without one, a name made of its id."""
    return article.url or f"urn:onrecord:{article.id}"


def urn(*parts: str) -> str:
    """A name for something that has no address."""
    return f"urn:onrecord:{content_id(*parts)}"
