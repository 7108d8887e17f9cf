"""Questions: who stands where, since when, and the words behind each cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.desk.answers import Answer, Asked
from onrecord.desk.charts import Lane, Step
from onrecord.desk.review import CHOICES, cell_of
from onrecord.desk.views._shown import Desk, Given, Missing, Shown, asked
from onrecord.ledger import Judgement
from onrecord.questions import Party, Position, Question
from onrecord.records import Record

_LANES = 40  # actors of a timeline
STANDING = {"affirms": "affirms", "denies": "denies", "questions": "questions",
            "asks_for_evidence": "asks for evidence", "silent": "silent"}  # fmt: skip


class Cell(Record, frozen=True):
    """A cell of the table: its name in addresses, and the position; `changes` is how often it has changed."""

    id: str
    position: Position
    changes: int
    reports: int


class Row(Record, frozen=True):
    """An actor's row: a cell for each proposition in the question's order, None where the ledger knows nothing."""

    actor: Party
    cells: tuple[Cell | None, ...]


class Table(Record, frozen=True):
    """Who stands where; `silent` are those of the roster of whom nothing is known."""

    rows: tuple[Row, ...]
    silent: tuple[Party, ...]
    contradicted: int
    changed: int


class QuestionsTwin(Record, frozen=True):
    """The questions of the desk as JSON."""

    questions: tuple[Asked, ...]


class QuestionTwin(Record, frozen=True):
    """A question as JSON. `ready` is False while the answer is worked out; `stale` if the ledger has grown since."""

    slug: str
    question: Question | None
    positions: tuple[Position, ...]
    judgements: tuple[Judgement, ...]
    ready: bool
    stale: bool
    fault: str | None


def questions(desk: Desk, _: Given) -> Shown:
    """The questions of this desk, those whose file is wrong with what is wrong."""
    found = desk.answers.questions()
    return Shown("questions.html", {"questions": found}, QuestionsTwin(found))


def question(desk: Desk, given: Given) -> Shown:
    """The page of a question. Raises: Missing if there is none of that name; LedgerError."""
    one = desk.answers.question(given["slug"])
    if one is None:
        near = tuple((f"/questions/{q.slug}", q.question.question if q.question else q.slug)
                     for q in desk.answers.questions())  # fmt: skip
        raise Missing(f"There is no question {given['slug']!r} on this desk. Name its file with --question.", near)
    answer = desk.answers.answer(one)
    with desk.opened() as kept:
        judged = kept.judgements(one.question.question) if one.question else ()
    positions = tuple(answer.positions) if answer else ()
    twin = QuestionTwin(one.slug, one.question, positions, judged, answer is not None, bool(answer and answer.stale),
                        answer.fault if answer else None)  # fmt: skip
    return Shown("question.html", _values(one, answer, judged, given), twin)


def _values(one: Asked, answer: Answer | None, judged: Sequence[Judgement], given: Given) -> dict[str, object]:
    table = table_of(one.question, answer.positions) if one.question and answer else None
    wanted = asked(given, "cell")
    cells = [cell for row in (table.rows if table else ()) for cell in row.cells if cell]
    return {
        "asked": one, "question": one.question, "answer": answer, "table": table, "judged": judged,
        "cell": next((c for c in cells if c.id == wanted), None), "standing": STANDING, "choices": CHOICES,
        "timelines": timelines(one.question, table) if one.question and table else (),
    }  # fmt: skip


def table_of(question: Question, positions: Iterable[Position]) -> Table:
    """The positions as a table, who has most evidence first."""
    by_actor: dict[Party, dict[str, Position]] = {}
    for one in positions:
        by_actor.setdefault(one.actor, {})[one.proposition] = one
    heard = {a: held for a, held in by_actor.items() if any(p.position != "silent" for p in held.values())}
    rows = [Row(a, tuple(_cell(held.get(name)) for name in question.propositions)) for a, held in heard.items()]
    rows.sort(key=lambda row: (-sum(c.reports for c in row.cells if c), row.actor.name))
    cells = [c for row in rows for c in row.cells if c]
    silent = tuple(sorted((a for a in by_actor if a not in heard), key=lambda a: a.name))
    return Table(tuple(rows), silent, sum(c.position.contradicted for c in cells), sum(c.changes > 0 for c in cells))


def _cell(position: Position | None) -> Cell | None:
    if position is None:
        return None
    reports = len({piece.report for piece in position.evidence})
    return Cell(cell_of(position), position, max(0, len(position.history) - 1), reports)


def timelines(question: Question, table: Table) -> tuple[tuple[str, tuple[Lane, ...], str, str], ...]:
    """For each proposition its words, a lane for each actor with dated evidence, and the first and the last day."""
    out = []
    for number, (name, proposition) in enumerate(question.propositions.items()):
        held = [(row.actor, cell.position) for row in table.rows if (cell := row.cells[number]) and cell.position.since]
        held.sort(key=lambda one: (one[1].since or "", one[0].name))
        drawn = tuple(Lane(actor.name, _steps(position)) for actor, position in held[:_LANES])
        if drawn:
            first = min(p.since or "" for _, p in held)
            last = max(p.until or "" for _, p in held)
            out.append((proposition.says or name, drawn, first, last))
    return tuple(out)


def _steps(position: Position) -> tuple[Step, ...]:
    return tuple(
        Step(t.from_, t.position, f"{position.actor.name} {STANDING[t.position]}, from {t.from_}")
        for t in position.history
        if t.from_
    )
