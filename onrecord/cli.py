"""The command line: read pages, keep what they say in a ledger, find it again, give it to others."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Protocol, TypeVar, cast, get_args

import msgspec
import typer

# Through the package, which loads a room when it is first asked for: only `read` pays for the encoder.
import onrecord
from onrecord import actors, cli_desk, cli_questions, present
from onrecord.actors import Resolved
from onrecord.console import count as _count
from onrecord.console import put as _put
from onrecord.console import put_text as _put_text
from onrecord.console import say as _say
from onrecord.console import screen as _screen
from onrecord.crews import crew, is_folder, keeper_of, recipe_of
from onrecord.errors import LedgerError, OnrecordError, PageError, UsageError
from onrecord.export import DONE, FORMATS, Writes
from onrecord.ledger import EventQuery, Ledger, checked_day, is_ledger
from onrecord.pages import jsonl
from onrecord.pages._bytes import STDIN, Limits, opened, read_lines
from onrecord.plover import CODEBOOK, Codebook, codebook
from onrecord.progress import Told, telling
from onrecord.records import EventStatus, Quotation, Reading, Record, to_json
from onrecord.shards import share_of
from onrecord.workers import SECONDS

Format = Literal["text", "jsonl"]
R = TypeVar("R", bound=Record)
R_contra = TypeVar("R_contra", bound=Record, contravariant=True)
Resolve = Callable[[str, str | None], Resolved]  # an actor string and a day → who that is

app = typer.Typer(
    name="onrecord",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _checked_day(option: typer.CallbackParam, day: str | None) -> str | None:
    """The day as given. Raises: UsageError that names the option, if there is no such day."""
    return day if day is None else checked_day(option.opts[0], day)


def _checked_statuses(values: Sequence[str]) -> tuple[EventStatus, ...]:
    """The statuses as given. Raises: UsageError that names them all, if one is none."""
    try:
        return msgspec.convert(tuple(values), tuple[EventStatus, ...])
    except msgspec.ValidationError as error:
        raise UsageError(f"--status {' '.join(values)}: has to be one of {', '.join(get_args(EventStatus))}") from error


LedgerFile = Annotated[Path, typer.Argument(metavar="LEDGER", help="A ledger, made by `onrecord read --into`.")]
Published = Annotated[
    str | None, typer.Option(metavar="DATE", callback=_checked_day, help="Day of publication, YYYY-MM-DD.")
]
Output = Annotated[Format, typer.Option("--format", help="For people, or one JSON object a line.")]
Ontology = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A codebook of your own, see docs/ontology.md; else PLOVER.")
]
Statuses = Annotated[
    list[str] | None, typer.Option("--status", metavar="STATUS", help="Events: happened, planned, called_for, ...")
]
Once = Annotated[bool, typer.Option("--once", help="What the copies of a report repeat, once (`onrecord wires`).")]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="Events: PROTEST, ASSAULT, ...")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every score, name, time, place and doubt.")]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 all was read, 2 usage, 3 a page failed, 4 the ledger, 5 model, 6 cluster."""
    try:
        app(args=None if arguments is None else list(arguments))
    except OnrecordError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    sys.exit(0)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {onrecord.__version__}")
        raise typer.Exit


@app.callback()
def onrecord_(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read news pages and keep the record: who said what, every row pinned to the words it came from.

    Exit codes: 0 all was read, 2 usage, 3 some page could not be read, 4 the ledger, 5 the model, 6 the
    cluster.
    """


@app.command()
def read(
    pages: Annotated[list[str], typer.Argument(metavar="PAGE...", help="Files or folders; - is standard input.")],
    published: Published = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published the pages.")] = None,
    output: Annotated[Format | None, typer.Option("--format", help="Print for people, or JSON lines.")] = None,
    into: Annotated[
        str | None, typer.Option(metavar="LEDGER|DIR/", help="Keep what was read: in a ledger, or a folder of parts.")
    ] = None,
    ontology: Ontology = None,
    workers: Annotated[int, typer.Option("--workers", min=1, metavar="N", help="Processes that read.")] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Read on a Dask cluster, like tcp://host:8786.")
    ] = None,
    share: Annotated[str, typer.Option("--shard", metavar="I/N", help="Read only this share of the pages.")] = "1/1",
    again: Annotated[bool, typer.Option("--again", help="Read also what is there from an earlier run.")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="What one page may take.")] = SECONDS,
    verbose: Verbose = False,
) -> None:
    """Read pages: print who said and did what, or keep it with --into (and print it too if --format is given).

    With --into the same command again reads only what is missing. A page that takes longer than --timeout is given up.
    """
    given, run = onrecord.Given(published, outlet), onrecord.Run(share_of(share), again)
    recipe = recipe_of(ontology, timeout, into)
    show = None if into and not output else _printer(output or "text", verbose)
    if output and into and is_folder(into):
        raise UsageError("--format: a folder of parts is not printed; leave it out, and print from the merged ledger")
    with ExitStack() as stack:
        reader = stack.enter_context(crew(workers, cluster, recipe))
        kept = None if into is None else keeper_of(into)
        stack.enter_context(kept or nullcontext())
        told = stack.enter_context(_telling(show))
        summary = onrecord.read_all(
            pages, reader, ledger=kept, given=given, run=run, on_reading=told.reading, on_failure=told.failure,
            on_known=lambda article: told.known(lambda: cast(Ledger, kept).reading(article)),
        )  # fmt: skip
    if into:
        events = f", {_count(summary.events, 'event')}" if summary.events else ""
        _say(f"{into}: {told}, {_count(summary.statements, 'statement')}{events}", prefix="")
    if summary.failed or not (summary.read or summary.known or run.share.of > 1):
        raise typer.Exit(PageError.exit_code)


@app.command()
def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="PARTS...", help="Folders of parts, or some of their files.")],
    into: Annotated[Path, typer.Option(metavar="LEDGER", help="The ledger they are put into.")],
) -> None:
    """Put parts, made by `onrecord read --into DIR/`, into a ledger; doing it twice changes nothing."""
    with onrecord.Ledger(into) as kept:
        read = import_module("onrecord.parts").merge(parts, kept)
        counts = kept.counts()
    _say(f"{into}: {_count(read, 'reading')} merged, {_count(counts.articles, 'article')} in it", prefix="")


@app.command()
def failures(ledger: LedgerFile, output: Output = "text") -> None:
    """List the pages that could not be read, and why."""
    with onrecord.Ledger(ledger, create=False) as kept:
        if output == "jsonl":
            _put(map(to_json, kept.failures()))
        else:
            _put_text(present.failure_line(failure) for failure in kept.failures())


@app.command()
def find(
    ledger: LedgerFile,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="""All must occur; '"so many words"' together, elect* any ending."""),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Words of the speaker, or of who that is.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Of the speaker, like VEN; of an event: actor, recipient, place.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="The outlet, by its whole name.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", callback=_checked_day, help="First day: published; of an event, done.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", callback=_checked_day, help="Last day.")] = None,
    act: Annotated[str | None, typer.Option(metavar="ACT", help="say, deny, warn, promise, ...")] = None,
    quotation: Annotated[Quotation | None, typer.Option(help="How it is quoted.")] = None,
    events: Annotated[bool, typer.Option("--events", help="Find events, of whatever type.")] = False,
    types: Types = None,
    modes: Annotated[
        list[str] | None, typer.Option("--mode", metavar="MODE", help="Events: demo, arrest, phone, ...")
    ] = None,
    contexts: Annotated[
        list[str] | None, typer.Option("--context", metavar="CONTEXT", help="Events: election, legal, ...")
    ] = None,
    statuses: Statuses = None,
    once: Once = False,
    limit: Annotated[int, typer.Option(min=0, help="At most so many; 0 is no limit.")] = 100,
    output: Output = "text",
    verbose: Verbose = False,
) -> None:
    """Find statements in a ledger, or events (--type, --mode, --status, --context, --events); the newest first.

    --type, --mode, --status and --context may be given several times: one of the values is enough.
    """
    if events or types or modes or contexts or statuses:
        _no_words(words=words, speaker=speaker, act=act, quotation=quotation)
        wanted = EventQuery(
            types=tuple(types or ()),
            modes=tuple(modes or ()),
            contexts=tuple(contexts or ()),
            statuses=_checked_statuses(statuses or ()),
            country=country,
            since=since,
            until=until,
            outlet=outlet,
            once=once,
        )
        with onrecord.Ledger(ledger, create=False) as kept:
            _put_found(kept.events(wanted), present.found_event_lines, limit, output, verbose)
        return
    query = onrecord.Query(
        " ".join(words or ()), speaker, outlet, since, until, act, quotation, country=country, once=once
    )
    with onrecord.Ledger(ledger, create=False) as kept:
        _put_found(kept.statements(query), present.found_lines, limit, output, verbose)


def _no_words(**given: object) -> None:
    """Raises: UsageError if something was asked that only a statement has."""
    for name, value in given.items():
        if value:
            option = "WORDS" if name == "words" else f"--{name}"
            raise UsageError(f"{option}: is for statements; leave it out, or leave out what asks for events")


def _put_found(found: Iterator[R], lines: FoundLines[R], limit: int, output: Format, verbose: bool) -> None:
    """Print what was found, as far as the limit goes, and say if that is not all."""
    first = list(islice(found, 1))
    if not first:
        _say("nothing found")
    asked = chain(first, islice(found, limit - 1 if limit else None))
    if output == "jsonl":
        _put(map(to_json, asked))
    else:
        _put_text(lines(asked, **_screen(), verbose=verbose))
    if next(found, None):
        _say(f"these are the first {limit}; --limit 0 shows all")


@app.command()
def show(
    source: Annotated[str, typer.Argument(metavar="PAGE|LEDGER", help="A file; - is standard input.")],
    article: Annotated[
        str | None, typer.Argument(metavar="[ARTICLE]", help="Of a ledger: its id, the beginning of it, or its URL.")
    ] = None,
    published: Published = None,
    output: Output = "text",
    verbose: Verbose = False,
) -> None:
    """Show who is in a page; or one article of a ledger, with who is in it and everything it says."""
    if article is None:
        _show_page(source, onrecord.Given(published), _printer(output, verbose, present.cast_lines))
        return
    if published:
        raise UsageError("--published: is for a page; an article of a ledger has the day it was read with")
    with onrecord.Ledger(source, create=False) as kept:
        _printer(output, verbose, present.whole_lines)(kept.reading(kept.article_id(article)))


def _show_page(source: str, given: onrecord.Given, show: Callable[[Reading], None]) -> None:
    """Print every page of the source with `show`, in the place of who said what."""
    if is_ledger(Path(source)):
        raise UsageError(f"{source}: is a ledger; name one of its articles too, `onrecord find {source}` shows ids")
    with crew(1, None, recipe_of()) as reader, _telling(show) as told:
        summary = onrecord.read_all([source], reader, given=given, on_reading=told.reading, on_failure=told.failure)
    if summary.failed or not summary.read:
        raise typer.Exit(PageError.exit_code)


def _is_file(path: Path) -> bool:
    # A name too long, a parent without permission.
    with suppress(OSError):
        return path.is_file()
    return False


@app.command()
def who(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help='Words like "the French foreign minister", or lines of JSON.')
    ],
    on: Annotated[
        str | None, typer.Option(metavar="DATE", callback=_checked_day, help="The day it is said, YYYY-MM-DD.")
    ] = None,
    output: Output = "text",
) -> None:
    """Tell who somebody is on a day: country, sectors, office, who held it, and the table row that says so.

    FILE (or - for standard input) has a line {"text": ..., "on": ...} for each; the answers keep its order. --on is
    the day of those that give none. A line that can't be read is answered with the reason, and the exit code is 3.
    """
    failed = False
    for answered in _answers(text, on) if _holds_questions(text) else [_Answered(_resolved(_printable(text), on))]:
        if answered.fault:
            failed = True
            _say(answered.fault)
        if output == "jsonl":
            _put([to_json(answered.who)])
        else:
            _put_text(present.who_lines(answered.who, **_screen()))
    if failed:
        raise typer.Exit(PageError.exit_code)


def _resolved(text: str, on: str | None) -> Resolved:
    """Who it is; the encoder is loaded for a noun that no table has, and for nothing else."""
    return actors.who(text, on, similar=lambda word: onrecord.shipped_likeness().nearest(word))


class _Question(Record, frozen=True):
    """A line of a file for `who`; other keys are let pass."""

    text: str
    on: str | None = None


class _Answered(Record, frozen=True):
    """The answer to a question; `fault` is what is wrong with the question's line, if it can't be read."""

    who: Resolved
    fault: str | None = None


def _holds_questions(text: str) -> bool:
    """Whether the words name a file or standard input; "names.jsonl" that is no file is told as missing."""
    return text == "-" or text.endswith((*jsonl.SUFFIXES, ".jsonl.gz")) or _is_file(Path(text))


def _answers(source: str, on: str | None, resolve: Resolve = _resolved) -> Iterator[_Answered]:
    """The answer to each line of the source, in its order. Raises: PageError if the source can't be read."""
    name = STDIN if source == "-" else source
    with opened(None if source == "-" else Path(source), name) as file:
        for number, line in enumerate(read_lines(file, Limits()), start=1):
            yield _answer(f"{name}:{number}", line, on, resolve)


def _answer(name: str, line: bytes | None, on: str | None, resolve: Resolve) -> _Answered:
    asked = _Question("")
    try:
        if line is None or not line.strip():
            raise UsageError("a blank line; leave it out" if line is not None else "too long a line; shorten it")
        asked = msgspec.json.decode(line.removeprefix(BOM_UTF8), type=_Question)
        if not asked.text.strip():
            raise UsageError("no text; write the words that stand for somebody")
        if asked.on:
            checked_day("on", asked.on)
    # A UnicodeDecodeError, too, is a ValueError: bytes that are not UTF-8 are not JSON. Lists in lists: RecursionError.
    except (ValueError, RecursionError, UsageError) as error:
        fix = "" if isinstance(error, UsageError) else '; write one object {"text": ..., "on": ...} per line, in UTF-8'
        fault = f"{name}: {error}{fix}"
        return _Answered(Resolved(asked.text, asked.on, why=fault), fault)
    return _Answered(resolve(asked.text, asked.on or on))


@app.command()
def export(
    ledgers: Annotated[list[Path], typer.Argument(metavar="LEDGER...", help="Made by `onrecord read --into`.")],
    output: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")] = "plover",
    statuses: Statuses = None,
    ontology: Ontology = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file; else it is printed.")] = None,
    question: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The question whose positions are shown.")
    ] = None,
) -> None:
    """Write what ledgers hold in another format, in UTF-8.

    plover and polecat have events and no status: unless --status says otherwise, only what happened or is ongoing is
    written, and never an event without an actor in the text, or without a recipient if its type needs one. dna,
    dna-events, graphml and label-studio show the positions on a --question; dna, graphml and parquet need --out.
    """
    if output not in FORMATS:
        raise UsageError(f"--format {output}: has to be one of {', '.join(FORMATS)}")
    if (write := FORMATS[output].written) is None:
        cli_questions.export_whole(ledgers, output, out, question, _writing)
        return
    book, wanted = codebook(ontology) if ontology else CODEBOOK, _checked_statuses(statuses or DONE)
    exported = _Exported()
    with ExitStack() as stack:
        # All are opened before anything is written: one that is missing leaves no half of a file.
        kept = [stack.enter_context(onrecord.Ledger(path, create=False)) for path in ledgers]
        put = stack.enter_context(_writing(out))
        if header := FORMATS[output].header:
            put([header.encode()])
        for ledger in kept:
            put(exported.lines(ledger, write, book, wanted))
    _say(f"{exported}" if out is None else f"{out}: {exported}", prefix="")


class _Exported:
    """How much was written, and how much left out."""

    def __init__(self) -> None:
        self.articles = self.events = self.held = 0

    def __str__(self) -> str:
        left = self.held - self.events
        why = "; those lack an actor or a recipient in the text, or have another status (--status)" if left else ""
        return f"{_count(self.events, 'event')} of {_count(self.articles, 'article')}, {left:,} left out{why}"

    def lines(
        self, ledger: Ledger, write: Writes, book: Codebook, statuses: tuple[EventStatus, ...]
    ) -> Iterator[bytes]:
        for reading in ledger.readings():
            self.articles, self.held = self.articles + 1, self.held + len(reading.events)
            for line in write(reading, book, statuses):
                self.events += 1
                yield line.encode()


@contextmanager
def _writing(out: Path | None) -> Iterator[Callable[[Iterable[bytes]], None]]:
    """What writes lines to the file, or to standard output. Raises: UsageError if the file can't be written."""
    if out is None:
        yield _put
        return
    if is_ledger(out):
        raise UsageError(f"{out}: is a ledger; name another file")
    try:
        with out.open("wb") as file:
            yield lambda lines: file.writelines(line + b"\n" for line in lines)
    except OSError as error:
        raise UsageError(
            f"{out}: can't be written ({error.strerror}); name another file, or free some space"
        ) from error


@app.command()
def wires(ledger: LedgerFile, output: Output = "text") -> None:
    """Find the articles of a ledger that are the same report, and the lines that an outlet prints under everything.

    Prints each report that stands in more than one place, with its copies, and keeps what it found: then
    `onrecord find --once` counts what a report says once, and `onrecord read --into` knows the furniture.
    """
    with onrecord.Ledger(ledger, create=False) as kept:
        onrecord.find_wires(kept)
        if output == "jsonl":
            _put(map(to_json, kept.reports()))
        else:
            _put_text(present.report_lines(kept.reports(), **_screen()))
        tally = kept.tally()
    _say(f"{ledger}: {present.tally_line(tally)}", prefix="")


@app.command()
def check(ledger: LedgerFile) -> None:
    """Check that a ledger is sound: the file, its index, and every span against the text it points at."""
    with onrecord.Ledger(ledger, create=False) as kept:
        counts, problems = kept.counts(), kept.check()
    for problem in problems:
        _say(f"{ledger}: {problem}")
    if problems:
        raise typer.Exit(LedgerError.exit_code)
    held = [_count(counts.articles, "article"), _count(counts.statements, "statement")]
    held += [_count(counts.events, "event")] if counts.events else []
    told = ", ".join((*held, f"{_count(counts.failures, 'page')} that could not be read"))
    _put_text([present.shown(f"{ledger}: sound; {told}")])


def _telling(show: Callable[[Reading], None] | None) -> AbstractContextManager[Told]:
    """Progress on a terminal, unless the readings themselves are printed there."""
    bar = sys.stderr.isatty() and not (show and sys.stdout.isatty())
    return telling(show, lambda failure: _say(present.failure_line(failure)), bar=bar)


def _printer(output: Format, verbose: bool, lines: Lines = present.lines) -> Callable[[Reading], None]:
    """What prints a reading: for people with `lines`."""
    if output == "jsonl":
        return lambda reading: _put([to_json(reading)])
    return lambda reading: _put_text(lines(reading, **_screen(), verbose=verbose))


class Lines(Protocol):
    """One of the ways in which `present` shows a reading."""

    def __call__(self, reading: Reading, *, width: int, verbose: bool, style: bool) -> Iterator[str]:
        """The lines, without line ends."""


class FoundLines(Protocol[R_contra]):
    """One of the ways in which `present` shows what was found."""

    def __call__(self, found: Iterable[R_contra], *, width: int, verbose: bool, style: bool) -> Iterator[str]:
        """The lines, without line ends."""


cli_questions.register(app)
cli_desk.register(app)


def _printable(argument: str) -> str:
    """The argument without what the shell gave as bytes that are no text."""
    return argument.encode("utf-8", "replace").decode()
