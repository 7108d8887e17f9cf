"""A question as one file: the table, the timelines and every cell's evidence; no script, nothing else is loaded."""

from __future__ import annotations

from onrecord import __version__
from onrecord.desk.render import STATIC, page
from onrecord.desk.views.question import STANDING, Table, table_of, timelines
from onrecord.ledger import Ledger
from onrecord.questions import Positions, Question
from onrecord.records import Record


class Source(Record, frozen=True):
    """An article that evidence stands in."""

    id: str
    url: str | None
    outlet: str | None
    title: str | None
    published: str | None


def report(ledger: Ledger, question: Question, positions: Positions) -> str:
    """The positions on the question as a page of HTML that needs nothing else. Raises: LedgerError."""
    table = table_of(question, positions)
    return page(
        "report.html",
        question=question,
        table=table,
        timelines=timelines(question, table),
        standing=STANDING,
        sources=_sources(ledger, table),
        css=(STATIC / "desk.css").read_text(encoding="utf-8"),
        version=__version__,
        name=ledger.path.name,
    )


def _sources(ledger: Ledger, table: Table) -> tuple[Source, ...]:
    """The articles behind the table, by day."""
    ids = {p.article for row in table.rows for c in row.cells if c for p in c.position.evidence}
    sql = "SELECT id, url, outlet, title, published FROM articles WHERE id = ?"
    with ledger.looking() as db:
        found = [Source(**db.execute(sql, (one,)).fetchone()) for one in sorted(ids)]
    return tuple(sorted(found, key=lambda s: (s.published or "", s.id)))
