"""What a view gives, and what it asks a request."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.desk.answers import Answers
from onrecord.desk.guard import Keys
from onrecord.desk.sources import Scope
from onrecord.errors import UsageError
from onrecord.ledger import Ledger, checked_day
from onrecord.records import Record


class Missing(UsageError):  # noqa: N818  (as the errors of the project are called)
    """There is no such page; `near` are addresses that may have been meant."""

    def __init__(self, message: str, near: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.near = near


class Shown(NamedTuple):
    """A page: its template and values, and the same as a record for the JSON twin."""

    template: str
    values: Mapping[str, Any]
    twin: Record


class Desk:
    """A ledger on a desk: where it lies, its questions, and whether decisions may be made."""

    def __init__(self, ledger: Path, answers: Answers, *, review: bool = False, by: str = "") -> None:
        self.ledger, self.answers, self.review, self.by = ledger, answers, review, by
        self.keys = Keys()

    @property
    def name(self) -> str:
        """What the pages call the ledger."""
        return self.ledger.name

    @contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """The ledger for as long as the block lasts, all of one moment. Raises: LedgerError."""
        with Ledger(self.ledger, create=False) as kept, kept.looking() as db:
            yield db

    def opened(self) -> AbstractContextManager[Ledger]:
        """The ledger itself."""
        return Ledger(self.ledger, create=False)


Given = Mapping[str, str]


def asked(given: Given, name: str) -> str | None:
    """What was asked under this name; None if nothing was."""
    return given.get(name, "").strip() or None


def scope_of(given: Given) -> Scope:
    """The days and the outlet that were asked. Raises: UsageError for a day that is none."""
    since, until = asked(given, "since"), asked(given, "until")
    for name, day in (("since", since), ("until", until)):
        if day:
            checked_day(name, day)
    return Scope(since, until, asked(given, "outlet"))


def number_of(given: Given, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`; the default if it was not asked or is none."""
    value = given.get(name, "")
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 10 else default
