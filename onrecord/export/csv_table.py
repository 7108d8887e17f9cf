"""Statements as CSV, a line each: a table for spreadsheets and statistics, in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from onrecord.export._whole import Whole, speaker_of
from onrecord.records import Reading, Statement

COLUMNS = ("id", "article", "url", "outlet", "published", "speaker", "speaker_name", "country", "sectors",
           "cue", "lemma", "act", "polarity", "quotation", "content", "addressee", "when_from", "when_to",
           "within", "passage", "start", "end", "score")  # fmt: skip
# A spreadsheet takes what begins so for a formula; a mark before it keeps it words.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(whole: Whole) -> Iterator[str]:
    """The lines, the first one naming the columns."""
    yield _line(COLUMNS)
    for reading in whole.readings():
        for statement in reading.statements:
            yield _line(_row(reading, statement))


def _row(reading: Reading, s: Statement) -> tuple[object, ...]:
    article = reading.article
    actor = next((a for a in reading.actors if s.speaker and a.id == s.speaker.actor), None)
    spans = s.content.spans
    return (s.id, article.id, article.url, article.outlet, article.published, s.speaker and s.speaker.text,
            speaker_of(reading, s), actor and actor.country, actor and " ".join(actor.sectors), s.cue.text, s.cue.lemma,
            s.cue.act, s.cue.polarity, s.quotation, s.content.text, s.addressee and s.addressee.text,
            s.when and s.when.from_, s.when and s.when.to, s.within, s.passage, spans[0].start if spans else None,
            spans[-1].end if spans else None, s.score)  # fmt: skip


def _line(values: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(  # without one, a line end in a cell is not quoted
        [f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for v in values]
    )
    return out.getvalue().removesuffix("\r\n")
