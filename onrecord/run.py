"""Many pages: each is read or becomes a Failure, and what was read is kept as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

import msgspec

from onrecord import __version__
from onrecord.errors import LedgerError, OnrecordError, PageError, UsageError
from onrecord.ledger import checked_day
from onrecord.pages import open_pages
from onrecord.plover import CODEBOOK, codebook
from onrecord.records import Failure, Model, Outcome, Page, Reading, Record, content_id
from onrecord.shards import Shard, Share, Source, Task, input_id, is_own, shards, sources_of
from onrecord.workers import Workers, made, read_shard
from onrecord.workers import serve as serve_pages

if TYPE_CHECKING:
    from onrecord.reader import Reader

P = ParamSpec("P")
T = TypeVar("T")


class Reads(Protocol):
    """What reads a page: a `Reader`, or a stand-in."""

    @property
    def model(self) -> Model:
        """The model it reads with."""

    def read(self, page: Page) -> Reading:
        """The reading of the page. Raises: PageError."""


class Keeps(Protocol):
    """Where readings are kept: a ledger, or a folder of parts. `batch` outcomes are kept at once, or those of `soon`
    seconds if they are fewer."""

    path: Path
    batch: int
    soon: float

    def alone(self, share: Share) -> AbstractContextManager[None]:
        """The right to write there, while the block lasts. Raises: LedgerError if another run has it."""

    def known(self, input_id: str) -> str | None:
        """The id of the article that this page was read as, on the same terms; None if it has to be read."""

    def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Keep all of it, or nothing. Raises: LedgerError, PageError."""

    def begin_run(self, model: Model) -> int:
        """Note that a run begins; its number."""

    def end_run(self, run: int, *, read: int, failed: int, known: int) -> None:
        """Note what came of the run."""


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
    """What came of a run: pages read, pages that could not be, statements and events found; pages that the ledger had
    from an earlier run (`known`)."""

    read: int = 0
    failed: int = 0
    statements: int = 0
    events: int = 0
    known: int = 0

    def with_(self, outcome: Outcome) -> Summary:
        """The summary, and this one."""
        if outcome.reading is None:
            known = int(outcome.known is not None)
            return msgspec.structs.replace(self, known=self.known + known, failed=self.failed + 1 - known)
        said, done = len(outcome.reading.statements), len(outcome.reading.events)
        return msgspec.structs.replace(
            self, read=self.read + 1, statements=self.statements + said, events=self.events + done
        )


class Run(Record, frozen=True):
    """How a run goes: which share of the pages it reads, and whether those again that were read before."""

    share: Share = Share()
    again: bool = False


def read_all(
    sources: Iterable[str | Path],
    reader: Reads | Workers,
    *,
    ledger: Keeps | None = None,
    given: Given | None = None,
    run: Run | None = None,
    on_reading: Callable[[Reading], None] | None = None,
    on_failure: Callable[[Failure], None] | None = None,
    on_known: Callable[[str], None] | None = None,
) -> Summary:
    """Read every page of every source; a page that can't be read is a Failure, and the next one is read.

    `reader` reads in this process (a `Reader`), or in others that a hostile page can't hold up (a `Pool`, a `Cluster`).
    `ledger` is a `Ledger` or the folder of `Parts`: a page that is there already, read on the same terms, is not read
    again but told to `on_known` with its article's id; what failed is tried again. Readings and failures are kept in
    batches, then told to `on_reading` and `on_failure`, one by one in the order of the pages.
    Raises: LedgerError, ModelError or ClusterError, which no other page would escape; what was read before is kept.
    """
    run, given, summary = run or Run(), given or Given(), Summary()
    workers = cast(Workers, reader) if hasattr(reader, "each") else _Here(reader)
    with nullcontext() if ledger is None else ledger.alone(run.share):
        number = None if ledger is None else ledger.begin_run(workers.model)
        terms = _terms(workers, given)
        tasks = _tasks(sources, given, terms, run, ledger)
        for outcome in _kept(ledger, workers.each(shards(tasks, workers.size), terms)):
            summary = summary.with_(outcome)
            _tell(on_reading, outcome.reading)
            _tell(on_failure, outcome.failure)
            _tell(on_known, outcome.known)
        if ledger is not None and number is not None:
            ledger.end_run(number, read=summary.read, failed=summary.failed, known=summary.known)
    return summary


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


def serve() -> None:
    """Be a worker process: read the pages that come on standard input (see workers.py)."""
    serve_pages(made, _read_here)


def reader_of(folder: str | None = None, ontology: str | None = None) -> Reader:
    """A reader with a model folder and an ontology given by their paths. Raises: ModelError, OntologyError."""
    make = import_module("onrecord.reader").Reader
    book = codebook(Path(ontology)) if ontology else CODEBOOK
    return cast("Reader", make(None if folder is None else Path(folder), book))


class _Here:
    """A reader of this process as workers: one page at a time."""

    size = 1

    def __init__(self, reader: Reads) -> None:
        self.model, self.ontology, self._reader = reader.model, str(getattr(reader, "ontology", "")), reader

    def each(self, work: Iterable[Shard], terms: str) -> Iterator[tuple[Outcome, ...]]:
        for shard in work:
            yield read_shard(shard, lambda page: _read_here(page, self._reader), terms)


def _read_here(page: Page, reader: Any) -> Reading | Failure:
    return _attempt(page.name, cast(Reads, reader).read, page)


def _terms(workers: Workers, given: Given) -> str:
    """What decides about a reading beside the page: the model, this code, the ontology, and what the user says."""
    model = workers.model
    said = (given.published or "", given.outlet or "")
    return content_id("terms", model.name, model.version, __version__, workers.ontology, *said)


def _tasks(sources: Iterable[str | Path], given: Given, terms: str, run: Run, ledger: Keeps | None) -> Iterator[Task]:
    """What is to be done for every page of this share, in their order."""
    known = None if run.again else ledger
    at = None if ledger is None else str(ledger.path.absolute())
    own, share = sources_of(sources, run.share, lambda name: at is not None and _is_within(name, at))
    for number, page in enumerate(_pages(own)):
        if not is_own(number, share):
            continue
        name = (page.page if isinstance(page, Failure) else page.name).encode("utf-8", "replace").decode()
        if isinstance(page, Failure):
            yield Task(name, failure=msgspec.structs.replace(page, page=name))
            continue
        asked = given.put_on(msgspec.structs.replace(page, name=name))
        input_ = input_id(asked, terms)
        article = known.known(input_) if known else None
        yield Task(name, input_, known=article) if article is not None else Task(name, input_, asked)


def _is_within(name: str, at: str) -> bool:
    """Whether a page is the ledger that it is read into, or a part: those may lie in the folder that is read."""
    path = str(Path(name).absolute())
    return path in (at, f"{at}-wal", f"{at}-shm", f"{at}-journal") or path.startswith(f"{at}/")


def _kept(ledger: Keeps | None, results: Iterable[tuple[Outcome, ...]]) -> Iterator[Outcome]:
    """The outcomes as they come, after they have been kept: a batch of them, or those of a second."""
    if ledger is None:
        for outcomes in results:
            yield from map(_unprefixed, outcomes)
        return
    batch: list[Outcome] = []
    since = time.monotonic()
    try:
        for outcomes in results:
            batch += map(_unprefixed, outcomes)
            if len(batch) >= ledger.batch or time.monotonic() - since > ledger.soon:
                kept, batch, since = batch, [], time.monotonic()
                yield from _keep(ledger, kept)
    except BaseException:
        # An interrupt, a lost cluster: what was read until then is kept all the same.
        list(_keep(ledger, batch))
        raise
    yield from _keep(ledger, batch)


def _keep(ledger: Keeps, batch: list[Outcome]) -> Iterator[Outcome]:
    """The outcomes, kept; if not all together, one by one, so that nothing is lost but what is at fault."""
    news = [outcome for outcome in batch if outcome.known is None]
    try:
        together = not news or not isinstance(_attempt("", ledger.keep, news), Failure)
    except LedgerError:
        together = False
    for outcome in batch:
        yield outcome if together or outcome.known is not None else _keep_alone(ledger, outcome)


def _keep_alone(ledger: Keeps, outcome: Outcome) -> Outcome:
    found = _attempt(outcome.page, ledger.keep, [outcome])
    if not isinstance(found, Failure):
        return outcome
    failed = _unprefixed(msgspec.structs.replace(outcome, reading=None, failure=found))
    ledger.keep([failed])
    return failed


def _pages(sources: Iterable[Source]) -> Iterator[Page | Failure]:
    for source in sources:
        if isinstance(source, Failure):
            yield source
            continue
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


def _unprefixed(outcome: Outcome) -> Outcome:
    """The failure without the page's name in `why`: error messages begin with it, and `page` says it already."""
    if outcome.failure is None:
        return outcome
    why = outcome.failure.why.removeprefix(f"{outcome.failure.page}: ").encode("utf-8", "replace").decode()
    return msgspec.structs.replace(outcome, failure=msgspec.structs.replace(outcome.failure, why=why))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _tell(listener: Callable[[T], None] | None, outcome: T | None) -> None:
    if listener is not None and outcome is not None:
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
    return reader_of(ontology=None if ontology is None else str(ontology))
