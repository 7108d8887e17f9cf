"""The front: what is in the ledger, when, from whom, what is asked of it, and what could not be read."""

from __future__ import annotations

from onrecord.desk import sources
from onrecord.desk.charts import grouped_days
from onrecord.desk.sources import Day, Figure, Held, Line, Mark, Outlet, Scope
from onrecord.desk.views._shown import Desk, Given, Shown, asked, scope_of
from onrecord.records import Failure, Record

_ARTICLES = 20
_FIGURES = 12
_FAILURES = 5


class FrontTwin(Record, frozen=True):
    """The front as JSON: `timeline` by day; `next` is the address of the articles after these, if there are more."""

    ledger: str
    scope: Scope
    held: Held
    open_doubts: int
    timeline: tuple[Day, ...]
    articles: tuple[Line, ...]
    next: str | None
    actors: tuple[Figure, ...]
    outlets: tuple[Outlet, ...]
    questions: tuple[str, ...]
    failed: int
    failures: tuple[Failure, ...]


def front(desk: Desk, given: Given) -> Shown:
    """The front page. Raises: UsageError for a day that is none; LedgerError."""
    scope, after = scope_of(given), _after(given)
    with desk.looking() as db:
        held, whole = sources.held(db, scope), sources.held(db, Scope())
        days = sources.timeline(db, Scope(outlet=scope.outlet))
        lines = sources.articles(db, scope, _ARTICLES + 1, after)
        figures = sources.figures(db, _FIGURES)
        outlets = sources.outlets(db)
        doubts, (failed, failures) = sources.open_doubts(db), sources.failures(db, _FAILURES)
    more, lines = lines[_ARTICLES:], lines[:_ARTICLES]
    following = f"{lines[-1].published or ''}.{lines[-1].id}" if more else None
    questions = desk.answers.questions()
    twin = FrontTwin(
        desk.name, scope, held, doubts, days, lines, following, figures, outlets,
        tuple(one.slug for one in questions), failed, failures,
    )  # fmt: skip
    values = {
        "scope": scope, "held": held, "whole": whole, "days": days, "bars_of": grouped_days(days), "lines": lines,
        "following": following, "figures": figures, "outlets": outlets, "doubts": doubts, "questions": questions,
        "failed": failed, "failures": failures, "later": after is not None,
    }  # fmt: skip
    return Shown("front.html", values, twin)


def _after(given: Given) -> Mark | None:
    day, _, article = (asked(given, "after") or "").partition(".")
    return Mark(day, article) if article else None
