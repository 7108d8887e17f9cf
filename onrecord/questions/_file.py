"""The question file: a small YAML file that the user keeps, read strictly."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from onrecord.errors import UsageError
from onrecord.ledger import checked_day
from onrecord.records import Record

_TABLE = Path(__file__).parents[1] / "tables" / "rosters.tsv"
# Bytes. A question is a page of text; more is another file.
_LARGEST = 1_000_000
_TYPED = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")


class Proposition(Record, frozen=True, forbid_unknown_fields=True):
    """What may be held: `says` in one sentence, and `examples` of how articles put it."""

    says: str
    examples: tuple[str, ...] = ()


class Member(Record, frozen=True):
    """Somebody of a roster: a government by its country's code (ISO3), or a name."""

    name: str
    code: str | None = None


class Question(Record, frozen=True, forbid_unknown_fields=True):
    """A contested question. `since` and `until` are days ("YYYY-MM-DD"), both included; `excludes` are pairs of
    propositions of which affirming one denies the other; `roster` is the name of a shipped one, or names."""

    question: str
    propositions: dict[str, Proposition]
    since: str | None = None
    until: str | None = None
    roster: str | tuple[str, ...] | None = None
    excludes: tuple[tuple[str, str], ...] = ()

    def rivals(self, name: str) -> tuple[str, ...]:
        """The propositions that are denied by who affirms `name`."""
        return tuple(b if a == name else a for a, b in self.excludes if name in (a, b))


class _Loader(yaml.SafeLoader):
    """Reads YAML with its days, and its "yes" and "no", as the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in some if tag not in _TYPED]
    for first, some in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_question(path: str | Path) -> Question:
    """The question of a file.

    Raises: UsageError that names file, key and fix, if the file is missing, is no YAML, or an entry is not as it has
    to be.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise UsageError(f"{path}: is too large for a question file; name another file")
        written = yaml.load(data, _Loader)  # a SafeLoader
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror}); name a question file") from error
    except (yaml.YAMLError, RecursionError) as error:
        where = " ".join(str(error).split())[:200]
        raise UsageError(f"{path}: is no YAML ({where}); see docs/questions.md for an example") from error
    return question_of(written, str(path))


def question_of(written: object, name: str = "question") -> Question:
    """The question of what YAML or JSON has made of a file; `name` is what the messages call it.

    Raises: UsageError that names the key and the fix.
    """
    if not isinstance(written, Mapping):
        raise UsageError(f"{name}: is no question; it has to have the keys question and propositions")
    try:
        question = msgspec.convert(_plain(written), Question)
    except msgspec.ValidationError as error:
        raise UsageError(f"{name}: {_told(str(error))}") from error
    except RecursionError as error:
        raise UsageError(f"{name}: a part of it is within itself; see docs/questions.md for an example") from error
    _check(question, name)
    return question


def members(question: Question, name: str = "question") -> tuple[Member, ...]:
    """The roster's members, none if there is no roster. Raises: UsageError for a name that no shipped roster has."""
    if question.roster is None:
        return ()
    if isinstance(question.roster, tuple):
        return tuple(Member(one) for one in question.roster)
    found = rosters().get(question.roster.lower())
    if found is None:
        raise UsageError(
            f"{name}: roster: there is none named {question.roster!r}; write one of {', '.join(sorted(rosters()))}, "
            "or a list of names"
        )
    return found


@cache
def rosters() -> dict[str, tuple[Member, ...]]:
    """The rosters that ship: name → members."""
    found: dict[str, list[Member]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        roster, code, name, _ = line.split("\t")
        found.setdefault(roster, []).append(Member(name, code))
    return {roster: tuple(some) for roster, some in found.items()}


def _check(question: Question, name: str) -> None:
    if not question.question.strip():
        raise UsageError(f"{name}: question: is empty; write what is asked")
    if not question.propositions:
        raise UsageError(f"{name}: propositions: has none; write at least one, like maduro: {{says: Maduro won}}")
    for key, one in question.propositions.items():
        if not one.says.strip() or not all(e.strip() for e in one.examples):
            raise UsageError(f"{name}: propositions: {key}: has no words; write what it says")
    _check_days(question, name)
    names = (question.roster,) if isinstance(question.roster, str) else question.roster
    if names is not None and not (names and all(n.strip() for n in names)):
        known = ", ".join(sorted(rosters()))
        raise UsageError(f"{name}: roster: is empty; write names, one of {known}, or leave it out")
    members(question, name)
    for pair in question.excludes:
        _check_pair(question, pair, name)


def _check_days(question: Question, name: str) -> None:
    for key, day in (("since", question.since), ("until", question.until)):
        if day is not None:
            checked_day(f"{name}: {key}", day)
    if question.since and question.until and question.until < question.since:
        raise UsageError(f"{name}: until: {question.until} is before since, {question.since}; turn them round")


def _check_pair(question: Question, pair: tuple[str, str], name: str) -> None:
    for proposition in pair:
        if proposition not in question.propositions:
            known = ", ".join(question.propositions)
            raise UsageError(f"{name}: excludes: there is no proposition {proposition!r}; write one of {known}")
    if pair[0] == pair[1]:
        raise UsageError(f"{name}: excludes: {pair[0]!r} can't exclude itself; name two propositions")


def _plain(value: Any) -> Any:
    """The value with days as text (other readers of YAML make dates of them) and lists of its parts."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _told(error: str) -> str:
    """Msgspec's message, with the key before what is wrong with it, and the fix."""
    what, _, where = error.partition(" - at ")
    key = where.strip("`").removeprefix("$").removeprefix(".").replace("[...]", "") or "file"
    if "unknown field" in what:
        keys = "question, propositions (says, examples), since, until, roster and excludes"
        return f"{key if where else 'keys'}: {what}; the keys are {keys}"
    return f"{key}: {what[0].lower() + what[1:]}; see docs/questions.md for how it is written"
