"""What is said on standard error while pages are read: every failure at once, and on a terminal how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from onrecord.records import Failure, Reading


class Told:
    """What has been told of a run so far; as words, what came of it."""

    def __init__(
        self,
        show: Callable[[Reading], None] | None,
        say: Callable[[Failure], None],
        update: Callable[[str], None] | None = None,
    ) -> None:
        self.read = self.failed = self.already = 0
        self._show, self._say, self._update, self._begun = show, say, update, time.monotonic()

    def __str__(self) -> str:
        failed = f", {_count(self.failed, 'page')} failed" if self.failed else ""
        known = f", {self.already:,} already there" if self.already else ""
        return f"{_count(self.read, 'article')} read{known}{failed}"

    def reading(self, reading: Reading) -> None:
        """That an article was read."""
        self.read += 1
        self._tell()
        if self._show:
            self._show(reading)

    def failure(self, failure: Failure) -> None:
        """That a page could not be read."""
        self.failed += 1
        self._tell()
        self._say(failure)

    def known(self, reading: Callable[[], Reading]) -> None:
        """That a page had been read before; its reading is asked for only if it is shown."""
        self.already += 1
        self._tell()
        if self._show:
            self._show(reading())

    def _tell(self) -> None:
        if self._update:
            rate = (self.read + self.failed) / max(time.monotonic() - self._begun, 0.001)
            self._update(f"{self}, {rate:.1f} pages/s")


@contextmanager
def telling(show: Callable[[Reading], None] | None, say: Callable[[Failure], None], *, bar: bool) -> Iterator[Told]:
    """Tell of a run: with `bar` as a bar on standard error, which is only for a terminal."""
    if not bar:
        yield Told(show, say)
        return
    columns = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        yield Told(show, say, lambda words: progress.update(task, description=words))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
