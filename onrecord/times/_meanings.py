"""What a time expression means before anything is resolved: a weekday is a weekday, "two years later" two steps."""

from __future__ import annotations

from typing import NamedTuple


class Day(NamedTuple):
    """A day of a month; without a year where `year` is None, checked against the weekday where one stands by it."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None
    last: int | None = None  # the last day of "July 28-30"


class Month(NamedTuple):
    """A month; `which` is "", "last", "next" or "this"."""

    year: int | None
    month: int
    which: str = ""


class Year(NamedTuple):
    """A year; before Christ if `era` is "bc"."""

    year: int
    era: str = ""


class Years(NamedTuple):
    """A decade, a century, a season of two years: first and last year, TIMEX3 value."""

    first: int
    last: int
    value: str


class Weekday(NamedTuple):
    """A weekday (1 Monday to 7 Sunday)."""

    weekday: int
    which: str = ""


class Weekend(NamedTuple):
    """A weekend."""

    which: str = ""


class Season(NamedTuple):
    """A season."""

    name: str
    year: int | None
    which: str = ""


class Quarter(NamedTuple):
    """A quarter of a year, or a half."""

    number: int
    year: int | None
    half: bool = False
    which: str = ""


class Feast(NamedTuple):
    """A holiday with one date a year."""

    name: str
    year: int | None
    which: str = ""


class Relative(NamedTuple):
    """The unit `offset` units from the reference, from what was `told` before, or from either, if the text says so."""

    unit: str
    offset: int
    origin: str = ""  # "", "told", "either"


class Window(NamedTuple):
    """As in "the past three years", "the next two weeks": so many units up to the reference, or from it on."""

    unit: str
    many: float | None
    ahead: bool


class Steps(NamedTuple):
    """As in "two years later", "three days after the vote", "in two weeks": so many units from what `origin` says."""

    unit: str
    many: float | None
    sign: int
    origin: str  # "context", "event" (what follows), "in" (the reference, if something is to come)


class Bare(NamedTuple):
    """A duration, a set or a reference to no day: TIMEX3 value alone."""

    value: str
    ends_now: bool = False  # "recent years", "several years ago": up to the reference


class Fixed(NamedTuple):
    """Days that a name stands for."""

    first: str
    last: str


class Open(NamedTuple):
    """What only more knowledge can tell: candidates, and why."""

    value: str
    candidates: tuple[str, ...]
    why: str


class Clock(NamedTuple):
    """A time of day, or a part of day with "of" after it, that waits for its day."""

    value: str


Meaning = (
    Day | Month | Year | Years | Weekday | Weekend | Season | Quarter | Feast | Relative | Window | Steps | Bare
    | Fixed | Open | Clock
)  # fmt: skip


class Found(NamedTuple):
    """An expression on tokens `first` to `last` (both included), what it means, part of day, and early, mid, late."""

    first: int
    last: int
    meaning: Meaning
    part: str = ""
    mod: str = ""
