"""Search: the rows that answer, with the words marked; and all of them as CSV or JSON lines."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from typing import Literal, get_args

from markupsafe import Markup, escape

from onrecord.desk import sources
from onrecord.desk.finding import Asked, Hit, Kind, place_of
from onrecord.desk.finding import search as look
from onrecord.desk.views._shown import Desk, Given, Shown, asked
from onrecord.facts import fold
from onrecord.present import shown
from onrecord.records import EventStatus, Quotation, Record, to_json

_ROWS = 40
_EXPORTED = 100_000  # rows of one export, at most
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for more than words
COLUMNS = ("published", "outlet", "article", "title", "paragraph", "id", "kind", "who", "to", "what", "words",
           "status", "start", "end", "score")  # fmt: skip
Format = Literal["csv", "jsonl"]


class SearchTwin(Record, frozen=True):
    """A page of results as JSON; `next` is what `after` has to be for the page that follows, if there is one."""

    asked: Asked
    rows: tuple[Hit, ...]
    next: str | None


def search(desk: Desk, given: Given) -> Shown:
    """The page of results. Raises: UsageError for a day that is none; LedgerError."""
    wanted, after = _wanted(given), place_of(given.get("after", ""))
    with desk.looking() as db:
        rows = look(db, wanted, _ROWS + 1, after)
        outlets = sources.outlets(db)
        acts, types = _known(db)
    more, rows = rows[_ROWS:], rows[:_ROWS]
    following = str(rows[-1].place) if more else None
    words = [*_words(wanted.words), *_words(wanted.actor or "")]
    values = {
        "asked": wanted, "rows": rows, "following": following, "outlets": outlets, "later": after is not None,
        "acts": acts, "types": types, "quotations": get_args(Quotation), "statuses": get_args(EventStatus),
        "given": {k: v for k, v in given.items() if k != "after"}, "marked": lambda text: marked_words(text, words),
    }  # fmt: skip
    return Shown("search.html", values, SearchTwin(wanted, rows, following))


def export(desk: Desk, given: Given, format_: Format) -> Iterator[bytes]:
    """Every row that answers, in the order shown, as lines of CSV or JSON; the ledger is asked a page at a time.

    Raises: UsageError for a day that is none; LedgerError.
    """
    wanted, after, left = _wanted(given), None, _EXPORTED
    if format_ == "csv":
        yield _csv(COLUMNS)
    while left > 0:
        with desk.looking() as db:
            rows = look(db, wanted, min(1000, left), after)
        for row in rows:
            yield to_json(row) + b"\n" if format_ == "jsonl" else _csv(_flat(row))
        if len(rows) < 1000:
            return
        after, left = rows[-1].place, left - len(rows)


def marked_words(text: str, words: list[str]) -> Markup:
    """The text in one line with the words marked, whatever their case and accents."""
    line = shown(text)
    spans = [m.span() for m in re.finditer(r"\w+", line) if any(_fits(fold(m[0]), one) for one in words)]
    out, at = [], 0
    for start, end in spans:
        out += [escape(line[at:start]), Markup("<mark class='hit'>"), escape(line[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*out, escape(line[at:])])


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _words(typed: str) -> list[str]:
    return [fold(word) + star for word, star in re.findall(r"(\w+)(\*?)", typed)]


def _wanted(given: Given) -> Asked:
    kind: Kind = "events" if given.get("kind") == "events" else "statements"
    names = ("actor", "outlet", "country", "since", "until")
    own = ("act", "quotation") if kind == "statements" else ("type", "status")
    return Asked(kind=kind, words=asked(given, "q") or "", **{name: asked(given, name) for name in (*names, *own)})


def _known(db: sqlite3.Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The acts of cues and the types of events that the ledger has."""
    acts = db.execute(_DISTINCT.format(table="statements", column="act"))
    types = db.execute(_DISTINCT.format(table="events", column="type COLLATE NOCASE"))  # as its index is
    return tuple(row[0] for row in acts), tuple(row[0] for row in types)


def _flat(hit: Hit) -> tuple[object, ...]:
    heading = (hit.published, hit.outlet, hit.article, hit.title, hit.paragraph)
    if said := hit.statement:
        who, to = hit.speaker, hit.addressee
        span = said.content.spans or said.cue.spans
        return (*heading, said.id, said.quotation, who and (who.name or who.words), to and (to.name or to.words),
                said.cue.text, said.content.text, said.cue.act, span[0].start, span[-1].end, said.score)  # fmt: skip
    done = hit.event
    if done is None:
        return heading
    sides = [", ".join(p.name or p.words for p in side) for side in (hit.actors, hit.recipients)]
    span = done.trigger
    return (*heading, done.id, " ".join((done.type, *done.modes)), *sides, hit.trigger, hit.trigger, done.status,
            span[0].start if span else None, span[-1].end if span else None, done.score)  # fmt: skip


def _csv(values: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(["" if v is None else _safe(v) for v in values])
    return out.getvalue().encode()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


# A loose index scan: one look-up for each value that there is, and none for the rows between.
_DISTINCT = """
    WITH RECURSIVE found(value) AS (
        SELECT min({column}) FROM {table}
        UNION ALL
        SELECT (SELECT min({column}) FROM {table} WHERE {column} > value) FROM found WHERE value IS NOT NULL)
    SELECT value FROM found WHERE value IS NOT NULL LIMIT 200
"""
