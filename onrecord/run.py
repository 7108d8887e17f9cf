"""Many pages: each is read or becomes a Failure, and what was read is kept as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Protocol, TypeVar

import msgspec

from onrecord.errors import OnrecordError, PageError, UsageError
from onrecord.ledger import Ledger, checked_day
from onrecord.pages import open_pages
from onrecord.plover import CODEBOOK, codebook
from onrecord.reader import Reader
from onrecord.records import Failure, Model, Page, Reading, Record

P = ParamSpec("P")
T = TypeVar("T")


class Reads(Protocol):
    """What reads a page: a `Reader`, or a stand-in."""

    @property
    def model(self) -> Model:
        """The model it reads with."""

    def read(self, page: Page) -> Reading:
        """The reading of the page. Raises: PageError."""


class Given(Record, frozen=True):
    """What the user says about every page; it outranks what the pages say of themselves."""

    published: str | None = None
    outlet: str | None = None

    def __post_init__(self) -> None:
        """Raises: UsageError if `published` is no day from 1900 to 2100."""
        if self.published is not None:
            checked_day("published", self.published)

    def put_on(self, page: Page) -> Page:
        """The page with these facts."""
        facts = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(page, **facts)


class Summary(Record, frozen=True):
    """What came of a run: pages read, pages that could not be, statements and events found."""

    read: int = 0
    failed: int = 0
    statements: int = 0
    events: int = 0


def read_all(
    sources: Iterable[str | Path],
    reader: Reads,
    *,
    ledger: Ledger | None = None,
    given: Given | None = None,
    on_reading: Callable[[Reading], None] | None = None,
    on_failure: Callable[[Failure], None] | None = None,
) -> Summary:
    """Read every page of every source; a page that can't be read is a Failure, and the next one is read.

    Readings and failures go to the ledger, then to `on_reading` and `on_failure`, one by one as they come.
    Raises: LedgerError or ModelError, which no other page would escape; what was read before is kept.
    """
    run = None if ledger is None else ledger.begin_run(reader.model)
    read = failed = statements = events = 0
    for outcome in _outcomes(sources, reader, ledger, given or Given()):
        if isinstance(outcome, Failure):
            failed += 1
            _tell(on_failure, outcome)
        else:
            read, statements, events = read + 1, statements + len(outcome.statements), events + len(outcome.events)
            _tell(on_reading, outcome)
    if ledger is not None and run is not None:
        ledger.end_run(run, read=read, failed=failed)
    return Summary(read, failed, statements, events)


def read(
    source: str | Path | Page,
    *,
    published: str | None = None,
    outlet: str | None = None,
    ontology: str | Path | None = None,
) -> Reading:
    """Read one page: a path, "-" for standard input, or a Page.

    `published` ("YYYY-MM-DD") and `outlet` outrank what the page says of itself. `ontology` is the folder of a codebook
    of one's own (docs/ontology.md), loaded once a process.
    Raises: PageError if it can't be read; UsageError if the source holds several pages, or for an absurd day;
    OntologyError if the codebook is missing or wrong.
    """
    given = Given(published, outlet)
    page = source if isinstance(source, Page) else _only_page(source)
    reader = _reader() if ontology is None else _reader(Path(ontology))
    return reader.read(given.put_on(page))


def _outcomes(
    sources: Iterable[str | Path], reader: Reads, ledger: Ledger | None, given: Given
) -> Iterator[Reading | Failure]:
    for page in _pages(sources):
        outcome = (
            page if isinstance(page, Failure) else _attempt(page.name, _read_and_keep, page, reader, ledger, given)
        )
        if isinstance(outcome, Failure):
            outcome = _unprefixed(outcome)
            if ledger is not None:
                ledger.fail(outcome)
        yield outcome


def _read_and_keep(page: Page, reader: Reads, ledger: Ledger | None, given: Given) -> Reading:
    reading = reader.read(given.put_on(page))
    if ledger is not None:
        ledger.add(reading, page=page.name)
    return reading


def _pages(sources: Iterable[str | Path]) -> Iterator[Page | Failure]:
    for source in sources:
        name = "<stdin>" if str(source) == "-" else str(source)
        pages = _attempt(name, open_pages, source)
        while pages is not None:
            if isinstance(pages, Failure):
                yield pages
                break
            # A source that breaks in the middle (a cut-off archive) gives the pages before the break.
            page = _attempt(name, _next, pages)
            if page is None:
                break
            yield page


def _next(pages: Iterator[Page | Failure]) -> Page | Failure | None:
    return next(pages, None)


def _attempt(page: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Failure:
    """Do the work; whatever goes wrong with this one page is its Failure, never the end of the run."""
    try:
        return work(*args, **kwargs)
    except OnrecordError as error:
        if not isinstance(error, PageError):
            raise
        return Failure(page, _stage(error.__traceback__), _one_line(error))
    except Exception as error:  # noqa: BLE001 - the one place: a hostile page may break any library below us
        why = f"{type(error).__name__}: {_one_line(error)}; a fault of onrecord, please report it with the page"
        return Failure(page, _stage(error.__traceback__), why)


def _stage(trace: TracebackType | None) -> str:
    """The room of onrecord that was at work: "articles" when onrecord/articles.py, or what it called, gave up."""
    stage = "run"
    while trace is not None:
        package, _, rest = trace.tb_frame.f_globals.get("__name__", "").partition(".")
        if package == "onrecord" and rest:
            stage = rest.partition(".")[0]
        trace = trace.tb_next
    return stage


def _unprefixed(failure: Failure) -> Failure:
    """The failure without the page's name in `why`: error messages begin with it, and `page` says it already."""
    return msgspec.structs.replace(failure, why=failure.why.removeprefix(f"{failure.page}: "))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _tell(listener: Callable[[T], None] | None, outcome: T) -> None:
    if listener is not None:
        listener(outcome)


def _only_page(source: str | Path) -> Page:
    pages = open_pages(source)
    first, second = next(pages, None), next(pages, None)
    if second is not None:
        raise UsageError(f"{source}: holds several pages; read them with onrecord.read_all")
    if not isinstance(first, Page):
        raise PageError(first.why if first else f"{source}: holds no page; name a file that is a page")
    return first


@cache
def _reader(ontology: Path | None = None) -> Reader:
    return Reader(ontology=CODEBOOK if ontology is None else codebook(ontology))
