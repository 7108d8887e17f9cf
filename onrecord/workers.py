"""Workers: processes that read pages and can be killed, whatever the page does to them.

A worker is told a page on its standard input and answers with the reading on its standard output. Before each page it
sets the kernel's timer, which ends it whether or not Python still gets a word in; so it ends, too, where the process
that started it has been killed. One that is gone is replaced, and the page it had is tried once more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self, TypeVar, cast

import msgspec

from onrecord import errors
from onrecord.errors import OnrecordError
from onrecord.records import Failure, Model, Outcome, Page, Reading, Record
from onrecord.shards import Shard, Task

SECONDS = 120.0
"""Wall-clock time that one page may take: a book's length takes some twenty seconds."""

ENTRY = "onrecord.run:serve"
READER = "onrecord.run:reader_of"
SIZE = 4
"""Pages a shard: few enough that the workers end at about the same time."""

AHEAD = 6
"""Shards for each worker that are out at once: a slow page holds up its own worker, not the others."""

_ENDED = "the run was ended while a page was being read; run the same command again"

R = TypeVar("R", bound=Record)


class Recipe(Record, frozen=True):
    """How a worker makes its reader: with what, from which model folder, in which ontology, knowing which lines of
    furniture (outlet and keys of lines); seconds a page may take. Hashable: a machine makes a recipe's workers once."""

    maker: str = READER
    folder: str | None = None
    ontology: str | None = None
    seconds: float = SECONDS
    furniture: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Fault(Record, frozen=True):
    """An error that no other page would escape: the name of its class in errors.py, and what it says."""

    kind: str
    why: str


class Greeting(Record, frozen=True):
    """What a worker reads with, or why it can't."""

    model: Model | None = None
    ontology: str = ""
    fault: Fault | None = None


class Answer(Record, frozen=True):
    """What a worker made of a page."""

    reading: Reading | None = None
    failure: Failure | None = None
    fault: Fault | None = None


class Workers(Protocol):
    """What reads shards of pages elsewhere: a pool of processes, or a cluster. `size` is a shard's pages."""

    model: Model
    ontology: str
    size: int

    def each(self, work: Iterable[Shard], terms: str) -> Iterator[tuple[Outcome, ...]]:
        """What came of each shard, in their order."""


class Worker:
    """One process that reads, started when it is made.

    Raises: what making its reader raises there (ModelError, OntologyError); OnrecordError if it ends by itself.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._process = _started()
        _send(self._stdin, recipe)
        greeting = _received(self._stdout, Greeting)
        if greeting is None:
            self.close()
            raise OnrecordError(f"a reading process ended as it began ({self._end()}); give it more memory")
        if greeting.fault or not greeting.model:
            self.close()
            raise _raised(greeting.fault or Fault("OnrecordError", "a reading process has no model"))
        self.model, self.ontology = greeting.model, greeting.ontology

    def answer(self, page: Page) -> Reading | Failure | None:
        """The reading of the page or why there is none; None if the process died of something else than its timer.

        Raises: what no other page would escape.
        """
        try:
            _send(self._stdin, page)
            answer = _received(self._stdout, Answer)
        except UnicodeEncodeError as error:
            return _half_a_character(page, error)
        except BrokenPipeError:
            answer = None
        if answer is None:
            return self._late(page)
        if answer.fault:
            raise _raised(answer.fault)
        return answer.reading or answer.failure

    def close(self) -> None:
        """End the process at once; it keeps nothing that could be lost."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not yet sent has nobody to go to.
            with suppress(BrokenPipeError):
                cast(BinaryIO, pipe).close()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be given another page."""
        return self._process.poll() is None

    def _late(self, page: Page) -> Failure | None:
        if self._process.wait() != -signal.SIGALRM:
            return None
        seconds = self._recipe.seconds
        why = f"took longer than {seconds:g} s to read and was ended; leave it out, or give it more time (--timeout)"
        return Failure(page.name, "workers", why)

    def _end(self) -> str:
        return f"exit code {self._process.wait()}"

    @property
    def _stdin(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdin)

    @property
    def _stdout(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdout)


class Crew:
    """Workers for many threads: each takes one that is idle, and hands it back."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._all: set[Worker] = set()
        self._lock, self._closed = Lock(), False
        first = self._made()
        self.model, self.ontology = first.model, first.ontology
        self._idle.put(first)

    def answer(self, page: Page) -> Reading | Failure:
        """The reading of the page, or why there is none. A page that a worker dies of is tried once more.

        Raises: what no other page would escape.
        """
        for _ in range(2):
            worker = self._taken()
            answer = worker.answer(page)
            if self._closed:
                raise OnrecordError(_ENDED)
            if worker.alive:
                self._idle.put(worker)
            else:
                self._dismissed(worker)
            if answer is not None:
                return answer
        why = "the process that read it died twice; give it more memory, or leave the page out"
        return Failure(page.name, "workers", why)

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes."""
        with self._lock:
            return tuple(sorted(worker.pid for worker in self._all))

    def close(self) -> None:
        """End every worker, also one that is reading."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.close()

    def _taken(self) -> Worker:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._made()

    def _made(self) -> Worker:
        worker = Worker(self._recipe)
        with self._lock:
            self._all.add(worker)
            closed = self._closed
        if closed:
            worker.close()
            raise OnrecordError(_ENDED)
        return worker

    def _dismissed(self, worker: Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.close()


class Pool:
    """So many workers on this machine. Costs about half a second to make; close it, or use it in a `with`.

    `seconds` of the recipe is the wall-clock time that one page may take.
    Raises: as `Worker`.
    """

    def __init__(self, workers: int = 1, recipe: Recipe | None = None) -> None:
        self._crew = Crew(recipe or Recipe())
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="onrecord")
        self._workers = workers
        self.model, self.ontology = self._crew.model, self._crew.ontology
        # One worker alone gives its readings one by one, as they come.
        self.size = 1 if workers == 1 else SIZE

    def each(self, work: Iterable[Shard], terms: str) -> Iterator[tuple[Outcome, ...]]:
        """What came of each shard, in their order."""
        yield from in_order(work, lambda shard: self._threads.submit(read_shard, shard, self._crew.answer, terms),
                            AHEAD * self._workers)  # fmt: skip

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the workers' processes."""
        return self._crew.pids

    def close(self) -> None:
        """End the workers, also in the middle of a page; doing it twice does no harm."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._crew.close()
        self._threads.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_shard(shard: Shard, answer: Callable[[Page], Reading | Failure], terms: str) -> tuple[Outcome, ...]:
    """What came of each page of a shard, in their order: the unit of work, here and on a cluster."""
    return tuple(_outcome(task, answer, terms) for task in shard)


def in_order(work: Iterable[Shard], submit: Callable[[Shard], Any], ahead: int) -> Iterator[Any]:
    """The results of the shards in their order, of which no more than `ahead` are out at once as futures."""
    stream = iter(work)
    out = deque(submit(shard) for shard in islice(stream, ahead))
    while out:
        yield out.popleft().result()
        out.extend(submit(shard) for shard in islice(stream, 1))


def serve(make: Callable[[Recipe], object], answer: Callable[[Page, object], Reading | Failure]) -> None:
    """Be a worker: answer pages on standard input until it ends. Other output of this process goes to its errors."""
    # The user's interrupt is for the process that started this one, which then ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    told, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    recipe = _received(told, Recipe)
    if recipe is None:
        return
    try:
        reader = make(recipe)
    except OnrecordError as error:
        _send(out, Greeting(fault=_fault(error)))
        return
    _send(out, Greeting(getattr(reader, "model", None), str(getattr(reader, "ontology", ""))))
    while (page := _received(told, Page)) is not None:
        signal.setitimer(signal.ITIMER_REAL, recipe.seconds)
        answered = _answered(page, reader, answer)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            _send(out, answered)
        except UnicodeEncodeError as error:
            _send(out, Answer(failure=_half_a_character(page, error)))


def made(recipe: Recipe) -> object:
    """What the recipe's maker gives. Raises: what it raises."""
    module, _, name = recipe.maker.partition(":")
    given = {name: value for name, value in (("folder", recipe.folder), ("ontology", recipe.ontology)) if value}
    reader = getattr(import_module(module), name)(**given)
    lines = {outlet: frozenset(keys) for outlet, keys in recipe.furniture}
    return reader.knowing(lines) if lines else reader


def _answered(page: Page, reader: object, answer: Callable[[Page, object], Reading | Failure]) -> Answer:
    try:
        found = answer(page, reader)
    except OnrecordError as error:
        return Answer(fault=_fault(error))
    return Answer(failure=found) if isinstance(found, Failure) else Answer(reading=found)


def _outcome(task: Task, answer: Callable[[Page], Reading | Failure], terms: str) -> Outcome:
    if task.page is None:
        return Outcome(task.name, task.input, terms, failure=task.failure, known=task.known)
    found = answer(task.page)
    if isinstance(found, Failure):
        return Outcome(task.name, task.input, terms, failure=found)
    return Outcome(task.name, task.input, terms, reading=found)


def _started() -> subprocess.Popen[bytes]:
    module, _, name = ENTRY.partition(":")
    code = f"import sys; sys.path[:] = {sys.path!r}; from {module} import {name}; {name}()"
    # One thread a worker: more would take the time of the other workers.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )


def _send(pipe: BinaryIO, record: Record) -> None:
    data = msgspec.msgpack.encode(record)
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def _received(pipe: BinaryIO, kind: type[R]) -> R | None:
    """The next record; None where the other side has ended."""
    head = pipe.read(8)
    size = int.from_bytes(head, "big") if len(head) == 8 else 0
    data = pipe.read(size) if size else b""
    return msgspec.msgpack.decode(data, type=kind) if data and len(data) == size else None


def _half_a_character(page: Page, error: UnicodeEncodeError) -> Failure:
    name = page.name.encode("utf-8", "replace").decode()
    return Failure(name, "workers", f"half a character in it, which no file can hold ({error.reason}); mend its text")


def _fault(error: OnrecordError) -> Fault:
    return Fault(type(error).__name__, str(error))


def _raised(fault: Fault) -> OnrecordError:
    kind = getattr(errors, fault.kind, OnrecordError)
    return cast(OnrecordError, kind(fault.why))
