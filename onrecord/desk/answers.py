"""The questions of a desk and their answers, worked out aside and kept until the ledger or the file changes."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from pathlib import Path

from onrecord.errors import OnrecordError, UsageError
from onrecord.ledger import Ledger
from onrecord.ledger.search import whole
from onrecord.questions import Positions, Question, positions, read_question
from onrecord.records import Record

_PATIENCE = 3.0  # seconds that a page waits for an answer, before it says that one is being worked out
Stamp = tuple[int, ...]


class Asked(Record, frozen=True):
    """A question file: `slug` is its name in addresses; `fault` says what is wrong with it, if it can't be read."""

    slug: str
    file: str
    question: Question | None
    fault: str | None = None


class Answer(Record, frozen=True):
    """The positions on a question; `fault` instead, if there is no answer. `stale` if the ledger has changed since."""

    positions: Positions
    fault: str | None = None
    stale: bool = False


class _Work:
    """One answer, as it was of a stamp, and the thread that works out the next one."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.of: Stamp = ()
        self.thread: threading.Thread | None = None


class Answers:
    """The answers to the questions in these files, or in the YAML files beside the ledger."""

    def __init__(self, ledger: Path, files: Iterable[Path] = ()) -> None:
        self._ledger = ledger
        self._files = tuple(files)
        self._works: dict[str, _Work] = {}
        self._lock = threading.Lock()

    def questions(self) -> tuple[Asked, ...]:
        """The questions, in the order given, else by file name. Beside a ledger other YAML files are let pass."""
        if self._files:
            return _named(_asked(path, _slug(path)) for path in self._files)
        found = sorted({*self._ledger.parent.glob("*.yaml"), *self._ledger.parent.glob("*.yml")})
        return _named(one for one in (_asked(path, _slug(path)) for path in found[:100]) if one.question)

    def question(self, slug: str) -> Asked | None:
        """The question with this name; None if there is none."""
        return next((one for one in self.questions() if one.slug == slug), None)

    def answer(self, asked: Asked, wait: float = _PATIENCE) -> Answer | None:
        """The answer: at once if nothing has changed, after some seconds if it is quickly worked out.

        Else what was the answer before, marked as stale; None if there was none yet.
        """
        if asked.question is None:
            return Answer(Positions(), asked.fault)
        stamp = _stamp(self._ledger, Path(asked.file))
        with self._lock:
            work = self._works.setdefault(asked.slug, _Work())
            if work.answer and work.of == stamp:
                return work.answer
            if work.thread is None or not work.thread.is_alive():
                arguments = (work, asked.question, stamp)
                work.thread = threading.Thread(
                    target=self._work, args=arguments, name=f"answer-{asked.slug}", daemon=True
                )
                work.thread.start()
            thread = work.thread
        thread.join(wait)
        answer = work.answer
        if answer is None or work.of == stamp:
            return answer
        return Answer(answer.positions, answer.fault, stale=True)

    def known(self, asked: Asked) -> Answer | None:
        """The last answer, if there is one; nothing is worked out for it."""
        work = self._works.get(asked.slug)
        return work.answer if work else None

    def _work(self, work: _Work, question: Question, stamp: Stamp) -> None:
        answer = answer_of(self._ledger, question)
        with self._lock:
            work.answer, work.of = answer, stamp


def answer_of(ledger: Path, question: Question) -> Answer:
    """The answer from the ledger; what is wrong, in its place, if there is none."""
    try:
        with Ledger(ledger, create=False) as kept:
            return Answer(positions(kept, question))
    except OnrecordError as error:
        return Answer(Positions(), str(error))


def _named(found: Iterable[Asked]) -> tuple[Asked, ...]:
    """The questions with a number after the names that come twice."""
    out: dict[str, Asked] = {}
    for one in found:
        slug, number = one.slug, 2
        while slug in out:
            slug, number = f"{one.slug}-{number}", number + 1
        out[slug] = Asked(slug, one.file, one.question, one.fault)
    return tuple(out.values())


def _slug(path: Path) -> str:
    """A name for an address: without what has a meaning there, or is no text."""
    return re.sub(r"[^\w.-]+", "-", whole(path.stem))


def _asked(path: Path, slug: str) -> Asked:
    try:
        return Asked(slug, str(path), read_question(path))
    except UsageError as error:
        return Asked(slug, str(path), None, str(error))


def _stamp(ledger: Path, question: Path) -> Stamp:
    """Changes whenever something is written to the ledger or the question file.

    An empty journal beside the ledger counts for none: every reader makes one and takes it away.
    """
    out: list[int] = []
    for path in (ledger, ledger.with_name(f"{ledger.name}-wal"), question):
        found = path.stat() if path.exists() else None
        out += (found.st_mtime_ns, found.st_size) if found and found.st_size else (0, 0)
    return tuple(out)
