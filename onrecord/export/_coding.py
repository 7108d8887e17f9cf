"""A question's evidence as Discourse Network Analyzer codes it: person, organization, concept, agreement, qualifier.

`agreement` is a boolean there, so how strongly stands in the integer `qualifier`: affirms 2, asks for evidence 0,
questions -1, denies -2. A statement agrees if its qualifier is over 0.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.export._whole import Whole
from onrecord.questions import Piece
from onrecord.records import Article

LONGEST = 190  # characters of a title or an entity
QUALIFIER = {"affirms": 2, "asks_for_evidence": 0, "questions": -1, "denies": -2}


class Coding(NamedTuple):
    """One coded statement; `start` and `stop` are UTF-16 code units into the article's text."""

    article: Article
    piece: Piece
    start: int
    stop: int
    person: str
    organization: str
    concept: str
    qualifier: int

    @property
    def agreement(self) -> int:
        """1 if the actor agrees with the concept, else 0."""
        return int(self.qualifier > 0)


def codings(whole: Whole) -> Iterator[Coding]:
    """The evidence of all positions, in the articles' order; what only follows from another concept is left out."""
    articles = {r.article.id: r.article for r in whole.readings()}
    found = []
    for position in whole.positions:
        for piece in position.evidence:
            if not piece.derived and position.actor.name:
                article = articles[piece.article]
                is_person = position.actor.kind == "person"
                says = whole.question.propositions[position.proposition].says if whole.question else ""
                # Who judged is not who spoke.
                person = position.actor.name if is_person else "" if piece.kind == "judgement" else piece.by
                found.append(Coding(article, piece, *_units(article.text, piece), person[:LONGEST],
                                    "" if is_person else position.actor.name[:LONGEST], says[:LONGEST],
                                    QUALIFIER[piece.position]))  # fmt: skip
    yield from sorted(found, key=lambda c: (c.article.published or "", c.article.id, c.start, c.person, c.concept))


def seconds(article: Article) -> int:
    """The article's day in unix seconds (UTC); 0 if it has none."""
    if article.published is None:
        return 0
    day = datetime.datetime.fromisoformat(article.published).replace(tzinfo=datetime.UTC)
    return int(day.timestamp())


def title_of(article: Article) -> str:
    """The title as DNA can hold it; the first words of an article that has none."""
    words = article.title or " ".join(article.text.split()[:12]) or article.id
    return words[:LONGEST]


def _units(text: str, piece: Piece) -> tuple[int, int]:
    span = piece.spans[0]
    return tuple(len(text[:at].encode("utf-16-le", "surrogatepass")) // 2 for at in (span.start, span.end))  # type: ignore[return-value]
