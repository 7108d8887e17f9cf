"""Parts: a folder of Parquet files, one for each shard that was read, to be merged into a ledger later.

A part's name comes from what is in it, and it is written aside and then renamed: it is whole or not there, and reading
a shard twice gives one part. `manifest*.jsonl` has a line for each. Loaded when it is asked for: pyarrow takes a while.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow
from pyarrow import parquet

from onrecord import __version__
from onrecord.errors import LedgerError
from onrecord.ledger import Ledger
from onrecord.ledger.alone import only_one
from onrecord.records import Failure, Model, Outcome, Record, reading_from_json, to_json
from onrecord.shards import Share, shard_id

SUFFIX = ".parquet"
_ASIDE = ".unfinished"
_CODE = b"onrecord_code_version"
_MODEL = b"onrecord_model"
_COLUMNS = ("page", "input", "terms", "article", "url", "outlet", "published", "reading", "stage", "why")
_SCHEMA = pyarrow.schema([(name, pyarrow.string()) for name in _COLUMNS])


class Line(Record, frozen=True):
    """A line of the manifest: a part, the id of the input that it was made of, what read it, and what is in it."""

    part: str
    input: str
    model: str
    model_version: str
    code_version: str
    read: int
    failed: int


class Parts:
    """A folder that readings are kept in, a part for each shard.

    Raises: LedgerError if the folder can't be made.
    """

    # The clock has no say in what a part holds.
    batch, soon = 64, inf

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder)
        with _told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        self._share, self._model = Share(), Model("", "")
        self._known: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between two parts."""

    def alone(self, share: Share) -> AbstractContextManager[None]:
        """The right to write this share's parts while the block lasts. Raises: LedgerError if another run has it."""
        self._share = share
        return only_one(self.path / f".run-{share}", f"{self.path}, share {share}" if share.of > 1 else str(self.path))

    def begin_run(self, model: Model) -> int:
        """Look what is there; what a run that was killed left unfinished is taken away."""
        self._model = model
        with _told(self.path):
            for left in self.path.glob(f"*{_ASIDE}-{self._share}"):
                left.unlink(missing_ok=True)
        self._known = {input_: article for part in self.files() for input_, article in _articles(part)}
        return 0

    def end_run(self, run: int, *, read: int, failed: int, known: int) -> None:
        """Nothing is left to do: every part was finished when it was written."""

    def known(self, input_id: str) -> str | None:
        """The id of the article that this page was read as, on the same terms; None if it was not."""
        return self._known.get(input_id)

    def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Write the outcomes as a part, with its line in the manifest. Raises: LedgerError if it can't be written."""
        kept = [outcome for outcome in outcomes if outcome.known is None]
        if not kept:
            return
        input_ = shard_id([outcome.input or outcome.page for outcome in kept])
        name = f"{input_}{SUFFIX}"
        read = sum(outcome.reading is not None for outcome in kept)
        line = Line(name, input_, self._model.name, self._model.version, __version__, read, len(kept) - read)
        with _told(self.path):
            self._note(line)
            aside = self.path / f"{name}{_ASIDE}-{self._share}"
            parquet.write_table(_table(kept, self._model), aside, compression="zstd")
            _synced(aside)
            aside.replace(self.path / name)
        self._known |= {o.input: o.reading.article.id for o in kept if o.reading}

    def files(self) -> list[Path]:
        """The parts that are whole, by name."""
        return sorted(self.path.glob(f"*{SUFFIX}"))

    def _note(self, line: Line) -> None:
        """Before the part is there: so that none is ever without its line, and a line without a part is unfinished."""
        manifest = self.path / ("manifest.jsonl" if self._share.of == 1 else f"manifest-{self._share}.jsonl")
        with manifest.open("ab") as file:
            file.write(to_json(line) + b"\n")


def merge(parts: Sequence[str | Path], ledger: Ledger) -> int:
    """Put the readings of parts (folders or files) into the ledger; how many they were. Doing it twice changes nothing.

    A failure counts only if the page was read in none of them. Parts of an older model or code come first, so that the
    newer reading of an article stays. Raises: LedgerError if there is no part, or one is broken.
    """
    files = sorted({file for part in parts for file in _files_of(Path(part))}, key=_age)
    read = 0
    with ledger.alone():
        for file in files:
            outcomes = [outcome for outcome in outcomes_of(file) if outcome.reading]
            ledger.keep(outcomes, code_version=_age(file)[1])
            read += len(outcomes)
        for file in files:
            ledger.keep(o for o in outcomes_of(file) if o.failure and not ledger.has_page(o.page))
    return read


def outcomes_of(part: Path) -> Iterator[Outcome]:
    """What came of the pages of a part, in their order. Raises: LedgerError if it is broken."""
    with _told(part):
        rows = parquet.read_table(part, columns=list(_COLUMNS)).to_pylist()
    for row in rows:
        failure = None if row["reading"] else Failure(row["page"], row["stage"], row["why"])
        reading = reading_from_json(row["reading"]) if row["reading"] else None
        yield Outcome(row["page"], row["input"], row["terms"], reading, failure)


def _table(outcomes: Sequence[Outcome], model: Model) -> pyarrow.Table:
    rows = [_row(outcome) for outcome in outcomes]
    about = {_CODE: __version__.encode(), _MODEL: f"{model.name} {model.version}".encode()}
    columns = {name: [row.get(name) for row in rows] for name in _COLUMNS}
    return pyarrow.table(columns, schema=_SCHEMA).replace_schema_metadata(about)


def _row(outcome: Outcome) -> dict[str, str | None]:
    row: dict[str, str | None] = {"page": outcome.page, "input": outcome.input, "terms": outcome.terms}
    if outcome.failure:
        row |= {"stage": outcome.failure.stage, "why": outcome.failure.why}
    if outcome.reading:
        article = outcome.reading.article
        row |= {"article": article.id, "url": article.url, "outlet": article.outlet, "published": article.published}
        row["reading"] = to_json(outcome.reading).decode()
    return row


def _articles(part: Path) -> Iterator[tuple[str, str]]:
    """Page's id and article's id of everything that was read in a part; a broken part holds nothing."""
    try:
        table = parquet.read_table(part, columns=["input", "article"])
    except (OSError, pyarrow.ArrowInvalid):
        return
    for row in table.to_pylist():
        if row["article"] is not None:
            yield row["input"], row["article"]


def _files_of(path: Path) -> list[Path]:
    if path.is_dir():
        found = Parts(path).files()
        if not found:
            raise LedgerError(f"{path}: no part in it; `onrecord read PAGE --into {path}/` makes some")
        return found
    if not path.exists():
        raise LedgerError(f"{path}: no such part; name a folder of parts, or one of its files")
    return [path]


def _age(part: Path) -> tuple[str, str, str]:
    """Model, code version and name: the order in which parts are merged."""
    with _told(part):
        about = parquet.read_schema(part).metadata or {}
    return about.get(_MODEL, b"").decode(), about.get(_CODE, b"").decode(), part.name


def _synced(file: Path) -> None:
    """On the disk before it has its name: a power cut leaves no part that is there and empty."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a file into a LedgerError that names it and the fix."""
    try:
        yield
    except pyarrow.ArrowInvalid as error:
        raise LedgerError(f"{path}: is no part, or a broken one; read its pages again, or leave it out") from error
    except OSError as error:
        fix = "see that you may write there, free some space if the disk is full, and run the same command again"
        raise LedgerError(f"{path}: can't be read or written ({error.strerror or error}); {fix}") from error
