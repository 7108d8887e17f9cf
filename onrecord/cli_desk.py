"""The commands that show a ledger as pages: the desk on this machine, and a report to send."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

import onrecord
from onrecord.console import say
from onrecord.errors import UsageError
from onrecord.ledger import is_ledger

LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="A ledger, made by `onrecord read --into`.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("desk")(_desk)
    app.command("report")(_report)


def _desk(
    ledger: LedgerFile,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else 8765, or a free one if it is taken.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Decisions may be made; else nothing can be changed.")
    ] = False,
    question: Annotated[
        list[Path] | None,
        typer.Option("--question", metavar="FILE", help="A question file; else the *.yaml beside the ledger."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decides; else your name on this machine.")] = None,
) -> None:
    """Show a ledger as pages on http://127.0.0.1, to read and to check; it can be reached from this machine only."""
    from onrecord import desk  # noqa: PLC0415  (a server that no other command needs)

    with onrecord.Ledger(ledger, create=False):
        pass  # what is wrong with the file is told here, and an older one is brought up to date
    for path in question or ():
        if not path.is_file():
            raise UsageError(f"{path}: no such question file; see docs/questions.md for how it is written")
    answers = desk.Answers(ledger, question or ())
    shown = desk.Desk(ledger, answers, review=review, by=by or _name())
    desk.serve(
        shown, port, browse=not no_browser, told=lambda address: say(f"{ledger}: {address} (Ctrl-C ends it)", "")
    )


def _report(
    ledger: LedgerFile,
    question: Annotated[Path, typer.Argument(metavar="QUESTION", help="A question file, see docs/questions.md.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Write the page to this file.")] = Path("report.html"),
) -> None:
    """Write who stands where on a question as one HTML file to send: no script, nothing loaded from anywhere."""
    from onrecord.desk import report  # noqa: PLC0415  (templates that no other command needs)

    asked = onrecord.read_question(question)
    if is_ledger(out) or (out.exists() and out.samefile(question)):
        raise UsageError(f"{out}: is a ledger or the question file; name another file with --out")
    with onrecord.Ledger(ledger, create=False) as kept:
        html = report(kept, asked, onrecord.positions(kept, asked))
    try:
        out.write_text(html, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: can't be written ({error.strerror}); name another file with --out") from error
    say(f"{out}: {len(html.encode()):,} bytes", "")


def _name() -> str:
    """The user's name on this machine; a system without one has a user all the same."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "desk"
