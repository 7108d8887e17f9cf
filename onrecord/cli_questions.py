"""The commands about contested questions: which there are, who holds what, and what people decide about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Annotated, Literal

import typer

import onrecord
from onrecord.console import count, put, put_text, say, screen
from onrecord.errors import UsageError
from onrecord.export import FORMATS, Whole, label_studio
from onrecord.ledger import Ledger, is_ledger
from onrecord.positions_shown import lines, proposed_lines
from onrecord.questions import (
    Position,
    Positions,
    Question,
    Window,
    positions,
    proposed,
    read_question,
    read_sheet,
    review_lines,
    rows_of,
    shipped,
    take_rows,
    write_sheet,
)
from onrecord.records import to_json

Writing = Callable[[Path | None], AbstractContextManager[Callable[[Iterable[bytes]], None]]]
Infer = Annotated[
    bool,
    typer.Option(
        "--infer", help="Ask a network where the rules say nothing: it adds some, of which nearly half is wrong."
    ),
]
LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="A ledger, made by `onrecord read --into`.")]
QuestionFile = Annotated[Path, typer.Argument(metavar="QUESTION", help="A question file, see docs/questions.md.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show all the evidence, and who is silent.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("questions")(_questions)
    app.command("positions")(_positions)
    app.command("review")(_review)


def _questions(
    ledger: LedgerFile,
    output: Annotated[Literal["text", "jsonl"], typer.Option("--format", help="For people, or JSON lines.")] = "text",
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0 is no limit.")] = 20,
) -> None:
    """Propose contested questions: what at least one actor affirms and another denies or questions."""
    with onrecord.Ledger(ledger, create=False) as kept:
        found = proposed(kept, onrecord.shipped_likeness().vector)
    shown = found[: limit or None]
    if not found:
        say(f"{ledger}: nothing contested found")
    if len(shown) < len(found):
        say(f"these are the first {limit} of {len(found)}; --limit 0 shows all")
    if output == "jsonl":
        put(map(to_json, shown))
    else:
        put_text(proposed_lines(shown, **screen()))


def _positions(
    ledger: LedgerFile,
    question: QuestionFile,
    output: Annotated[
        Literal["text", "jsonl", "csv"], typer.Option("--format", help="For people, JSON lines, or CSV.")
    ] = "text",
    window: Annotated[
        Window, typer.Option(help="What is weighed together: the evidence of a day, or of a week.")
    ] = "day",
    infer: Infer = False,
    verbose: Verbose = False,
) -> None:
    """Show who affirms, denies and questions what, since when, and the words that say so."""
    asked = read_question(question)
    with onrecord.Ledger(ledger, create=False) as kept:
        found = positions(kept, asked, window=window, network=shipped if infer else None)
    _tell(asked, found, ledger)
    if output == "jsonl":
        put(map(to_json, found))
    elif output == "csv":
        put_text(_csv(found))
    else:
        put_text(lines(asked, found, **screen(), verbose=verbose))


def _tell(question: Question, found: Positions, ledger: Path) -> None:
    """Say on standard error what the table can't."""
    for name in question.propositions:
        if all(p.proposition != name or p.position == "silent" for p in found):
            say(f"{ledger}: nobody speaks of {name!r}; look at its words in the question file")
    undated = len({e.id for p in found for e in p.evidence if e.when is None})
    if undated:
        say(f"{ledger}: {count(undated, 'piece')} of evidence without a day: kept, but no change can be told by them; "
            "read such pages with --published")  # fmt: skip


def _csv(found: Positions) -> Iterator[str]:
    for row in rows_of(found):
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(["" if v is None else v for v in row])
        yield out.getvalue().removesuffix("\r\n")


def _review(
    ledger: LedgerFile,
    question: QuestionFile,
    out: Annotated[
        Path, typer.Option(metavar="SHEET", help="Write the CSV sheet here, and the Label Studio tasks beside it.")
    ] = Path("review.csv"),
    take: Annotated[
        Path | None, typer.Option(metavar="SHEET", help="Read a corrected sheet, or Label Studio's JSON export.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decided; with --take.")] = None,
    infer: Infer = False,
) -> None:
    """Write the evidence on a question as a sheet to correct; or keep what a corrected one decides (--take).

    In the column `judgement` write affirms, denies, questions, asks_for_evidence, or none; leave it empty where the
    machine may decide.
    """
    asked = read_question(question)
    with onrecord.Ledger(ledger, create=False) as kept:
        if take is None:
            _write(kept, asked, out, infer)
            return
        if by is None:
            raise UsageError("--take: needs --by NAME; say who decided")
        is_json = take.suffix.lower() == ".json"
        rows = label_studio.taken(_bytes(take), str(take)) if is_json else read_sheet(take)
        taken = take_rows(kept, asked, rows, str(take), by)
    say(f"{ledger}: {count(taken, 'judgement')} by {by} kept", prefix="")


def _write(kept: Ledger, question: Question, out: Path, infer: bool) -> None:
    found = positions(kept, question, network=shipped if infer else None)
    sheet = list(review_lines(kept.articles(), question, found))
    if not out.name or out.suffix.lower() == ".json":
        raise UsageError(f"{out}: is no name of a sheet; name a .csv file with --out, the tasks go beside it as .json")
    tasks = out.with_suffix(".json")
    for path in (out, tasks):
        _check_no_ledger(path)
    whole = Whole(kept.readings, kept.tables, question, tuple(found))
    try:
        out.write_text(write_sheet(sheet), encoding="utf-8")
        tasks.write_text("\n".join(label_studio.told(whole)) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: can't be written ({error.strerror}); name another file with --out") from error
    say(f"{out}, {tasks}: {count(len(sheet), 'line')} to review", prefix="")


def _check_no_ledger(out: Path) -> None:
    if is_ledger(out):
        raise UsageError(f"{out}: is a ledger; name another file")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); name the corrected sheet") from error


def export_whole(ledgers: list[Path], output: str, out: Path | None, question: Path | None, writing: Writing) -> None:
    """Write ledgers in a format that takes them whole. `writing` opens a file, or standard output.

    Raises: UsageError if the format needs a question, a file, or a single ledger and there is none.
    """
    format_ = FORMATS[output]
    if format_.asks and question is None:
        raise UsageError(f"--format {output}: shows the positions on a question; name its file with --question")
    if format_.saved and out is None:
        raise UsageError(f"--format {output}: is no text; name a file with --out")
    if len(ledgers) > 1:
        raise UsageError(f"--format {output}: takes one ledger; export them one by one")
    with ExitStack() as stack:
        kept = stack.enter_context(onrecord.Ledger(ledgers[0], create=False))
        asked = read_question(question) if question and format_.asks else None
        found: tuple[Position, ...] = tuple(positions(kept, asked)) if asked else ()
        whole = Whole(kept.readings, kept.tables, asked, found)
        if format_.saved and out is not None:
            _save(format_.saved, whole, out)
        elif format_.told:
            stack.enter_context(writing(out))(line.encode() for line in format_.told(whole))
        counts = kept.counts()
    told = f"{count(counts.articles, 'article')}, {count(counts.statements, 'statement')}"
    say(told if out is None else f"{out}: {told}", prefix="")


def _save(saved: Callable[[Whole, Path], None], whole: Whole, out: Path) -> None:
    _check_no_ledger(out)
    try:
        saved(whole, out)
    except OSError as error:
        raise UsageError(f"{out}: can't be written ({error.strerror}); name another file") from error
