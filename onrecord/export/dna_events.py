"""Discourse Network Analyzer's event list: a line for each coded statement, `;` between values, each in marks."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from onrecord.export._coding import codings, seconds, title_of
from onrecord.export._whole import Whole

COLUMNS = ("statement_id", "time", "person", "organization", "concept", "agreement", "qualifier", "start_position",
           "stop_position", "text", "coder", "document_id", "document_title", "document_author", "document_source",
           "document_section", "document_type")  # fmt: skip


def written(whole: Whole) -> Iterator[str]:
    """The lines, the first one naming the columns; the numbers are those of the `.dna` file."""
    yield _line(COLUMNS)
    documents: dict[str, int] = {}
    for number, c in enumerate(codings(whole), start=1):
        article = c.article
        document = documents.setdefault(article.id, len(documents) + 1)
        day = datetime.datetime.fromtimestamp(seconds(article), tz=datetime.UTC)
        yield _line((number, day.strftime("%Y-%m-%d %H:%M:%S"), c.person, c.organization, c.concept, c.agreement,
                     c.qualifier, c.start, c.stop, c.piece.spans[0].of(article.text), "onrecord", document,
                     title_of(article), article.byline or "", article.outlet or "", "", ""))  # fmt: skip


def _line(values: tuple[object, ...]) -> str:
    return ";".join('"{}"'.format(" ".join(str(v).split()).replace('"', '""')) for v in values)
