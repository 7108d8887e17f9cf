"""A sheet for people to correct, and what they have decided, read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from onrecord.errors import UsageError
from onrecord.facts import fold
from onrecord.ledger import Judgement, Ledger
from onrecord.questions._file import Question
from onrecord.questions._sides import key_of
from onrecord.questions._table import Piece, Position
from onrecord.records import Article, Record, Span

CHOICES = ("affirms", "denies", "questions", "asks_for_evidence", "none")
SHEET = ("question", "proposition", "actor", "kind", "country", "sectors", "position", "judgement", "day", "by", "text",
         "context", "article", "start", "end", "url")  # fmt: skip
_CONTEXT = 200  # characters on either side
_DIGITS = 9  # of the number of a character
# A spreadsheet takes what begins so for a formula; a mark before it keeps it words.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Line(Record, frozen=True):
    """One line of a sheet: a piece of evidence for a cell; `judgement` is empty until somebody decides."""

    question: str
    proposition: str
    actor: str
    kind: str
    country: str
    sectors: str
    position: str
    judgement: str
    day: str
    by: str
    text: str
    context: str
    article: str
    start: int
    end: int
    url: str


def review_lines(articles: Iterable[Article], question: Question, found: Sequence[Position]) -> Iterator[Line]:
    """The sheet: each piece of evidence of each cell, but for what only follows from another proposition.

    `articles` are those that the evidence stands in.
    """
    by_id = {a.id: a for a in articles}
    for position in found:
        for piece in position.evidence:
            if not piece.derived:
                yield _line(question, position, piece, by_id[piece.article])


def write_sheet(lines: Iterable[Line]) -> str:
    """The lines as CSV, the first one naming the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SHEET)
    for line in lines:
        writer.writerow([_safe(value) for value in msgspec.structs.astuple(line)])
    return out.getvalue()


def take_rows(ledger: Ledger, question: Question, rows: Sequence[Mapping[str, str]], name: str, by: str) -> int:
    """Keep the decisions of a corrected sheet; how many they are. A row whose `judgement` is empty decides nothing.

    `name` is what the messages call the sheet.
    Raises: UsageError that names the line, and keeps nothing, if a row is of another question, or speaks of an article
    or words that the ledger does not have.
    """
    if not by.strip():
        raise UsageError("--by: is empty; write who decided")
    return ledger.judge(list(_decided(ledger, question, rows, name, by)))


def read_sheet(path: Path) -> list[Mapping[str, str]]:
    """The rows of a sheet. Raises: UsageError if it can't be read or lacks a column."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); name the corrected sheet") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not in UTF-8; save the sheet as CSV in UTF-8") from error
    try:
        first = next(iter(text.splitlines()), "")
        rows = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
        )
        missing = [name for name in SHEET if name not in (rows.fieldnames or ())]
        if missing:
            raise UsageError(
                f"{path}: is no review sheet, it lacks {', '.join(missing)}; keep the first line as it was"
            )
        return [{k: _plain(v) for k, v in row.items() if k in SHEET} for row in rows]
    except csv.Error as error:
        raise UsageError(f"{path}: is no CSV ({error}); save the sheet as CSV in UTF-8") from error


def _decided(
    ledger: Ledger, question: Question, rows: Sequence[Mapping[str, str]], name: str, by: str
) -> Iterator[Judgement]:
    articles = {a.id: a for a in ledger.articles()}
    for number, row in enumerate(rows, start=2):
        if row.get("judgement", "").strip():
            yield _judgement(question, row, articles, f"{name}:{number}", by)


def _judgement(
    question: Question, row: Mapping[str, str], articles: Mapping[str, Article], where: str, by: str
) -> Judgement:
    position = row["judgement"].strip().lower().replace(" ", "_")
    if position not in CHOICES:
        raise UsageError(f"{where}: judgement {row['judgement']!r}: has to be one of {', '.join(CHOICES)}, or empty")
    if row["question"] != question.question or row["proposition"] not in question.propositions:
        raise UsageError(
            f"{where}: is of another question ({row['question']!r}); name the question that it was made of"
        )
    article = articles.get(row["article"])
    if article is None:
        raise UsageError(
            f"{where}: article {row['article']!r} is not in this ledger; name the ledger that it was made of"
        )
    if not (fold(row["actor"]) and row["kind"].strip()):
        raise UsageError(f"{where}: actor or kind is empty; leave them as they were")
    if row["day"] and not _is_day(row["day"]):  # of any year: an archive may be old
        raise UsageError(f"{where}: day {row['day']!r}: is no day; leave it as it was, like 2024-07-30")
    span = _span(row, article, where)
    sectors, country = tuple(row["sectors"].split()), row["country"] or None
    return Judgement(question.question, row["proposition"], key_of(row["actor"], row["kind"], country), row["actor"],
                     row["kind"], country, sectors, position, article.id, span.start, span.end,
                     span.of(article.text), row["day"] or None, by.strip())  # fmt: skip


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _span(row: Mapping[str, str], article: Article, where: str) -> Span:
    start, end = row["start"], row["end"]
    are_numbers = all(n.isascii() and n.isdigit() and len(n) <= _DIGITS for n in (start, end))
    if not (are_numbers and int(start) < int(end) <= len(article.text)):
        raise UsageError(
            f"{where}: start {start!r} and end {end!r} are no place in the article; leave them as they were"
        )
    return Span(int(start), int(end))


def _line(question: Question, position: Position, piece: Piece, article: Article) -> Line:
    span, actor = piece.spans[0], position.actor
    context = article.text[max(0, span.start - _CONTEXT) : span.end + _CONTEXT]
    return Line(question.question, position.proposition, actor.name, actor.kind, actor.country or "",
                " ".join(actor.sectors), piece.position, "", piece.when or "", piece.by, piece.text,
                " ".join(context.split()), article.id, span.start, span.end, article.url or "")  # fmt: skip


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: str | None) -> str:
    text = value or ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
