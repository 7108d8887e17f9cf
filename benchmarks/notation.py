"""The notation of hand-made event annotations (training/labels/events.md), read into records and checked.

    python -m benchmarks.notation FILE...

prints every fault with its line, or how many texts and events there are.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from onrecord.plover import CODEBOOK
from onrecord.records import EventStatus, Span

STATUSES: tuple[str, ...] = get_args(EventStatus)
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")


class Told(NamedTuple):
    """One annotated event; every field is spans, in code points into the text, half-open. `line` is in its file."""

    type: str
    modes: tuple[str, ...]
    trigger: tuple[Span, ...]
    actors: tuple[Span, ...]
    recipients: tuple[Span, ...]
    status: str
    by: tuple[Span, ...]
    when: tuple[Span, ...]
    where: tuple[Span, ...]
    line: int


class Sample(NamedTuple):
    """One annotated text; `published` is "YYYY-MM-DD"."""

    name: str
    published: str
    contexts: tuple[str, ...]
    text: str
    events: tuple[Told, ...]


class Fault(ValueError):  # noqa: N818 - the field says fault
    """A line that is not in the notation."""


def samples(path: Path) -> list[Sample]:
    """All texts of a file, or of every .txt of a folder in the order of their names.

    Raises: Fault with file and line at the first line that is wrong.
    """
    if path.is_dir():
        return [s for file in sorted(path.glob("*.txt")) for s in samples(file)]
    found, faults = read(path)
    if faults:
        raise Fault(faults[0])
    return found


def read(path: Path) -> tuple[list[Sample], list[str]]:
    """The texts that are right, and the faults of the others."""
    found: list[Sample] = []
    faults: list[str] = []
    for number, block in _blocks(path.read_text(encoding="utf-8")):
        try:
            found.append(_sample(path.stem, number, block))
        except Fault as fault:
            faults.append(f"{path}:{fault}")
    return found, faults


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    start = 1
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            if not block:
                start = number
            block.append(line.strip())
        elif block:
            yield start, block
            block = []


def _sample(stem: str, number: int, block: Sequence[str]) -> Sample:
    head, *rest = block
    if not head.startswith("= ") and not head.startswith("="):
        raise Fault(f"{number}: a block opens with '= day | contexts'")
    day, _, listed = head[1:].partition("|")
    contexts = tuple(c.strip() for c in listed.split(",") if c.strip())
    if not _DAY.match(day.strip()):
        raise Fault(f"{number}: {day.strip()!r} is no day (YYYY-MM-DD)")
    for context in contexts:
        if context not in CODEBOOK.contexts:
            raise Fault(f"{number}: no context is called {context!r}")
    if not rest or rest[0].startswith("- "):
        raise Fault(f"{number}: the text is missing")
    text = re.sub(r"\s*¶\s*", "\n", rest[0])
    for k, line in enumerate(rest[1:], 2):
        if not line.startswith("- "):
            raise Fault(f"{number + k}: an event opens with '- TYPE'; the text stands on one line")
    events = tuple(note(number + k, text, line[2:]) for k, line in enumerate(rest[1:], 2))
    return Sample(f"{stem}:{number}", day.strip(), contexts, text, events)


def note(number: int, text: str, line: str) -> Told:
    """The event that a line annotates, without its opening dash; `number` is the line's, for the fault.

    Raises: Fault.
    """
    fields = [f.strip() for f in line.split("|")]
    if len(fields) < 5:
        raise Fault(f"{number}: five fields are needed: type | trigger | actors | recipients | status")
    what, trigger, actors, recipients, status, *more = fields
    name, _, modes = what.partition(" ")
    if name not in CODEBOOK.types:
        raise Fault(f"{number}: no type is called {name!r}")
    kept = tuple(m.strip() for m in modes.split(",") if m.strip())
    for mode in kept:
        if mode not in CODEBOOK.types[name].modes:
            raise Fault(f"{number}: {name} has no mode {mode!r}")
    if status not in STATUSES:
        raise Fault(f"{number}: no status is called {status!r}")
    extra = {"by": (), "when": (), "where": ()} | dict(_extra(number, text, field) for field in more if field)
    spans = [_spans(number, text, field) for field in (trigger, actors, recipients)]
    if not spans[0]:
        raise Fault(f"{number}: an event needs a trigger")
    return Told(name, kept, spans[0], spans[1], spans[2], status, extra["by"], extra["when"], extra["where"], number)


def _extra(number: int, text: str, field: str) -> tuple[str, tuple[Span, ...]]:
    key, equals, value = field.partition("=")
    if not equals or key not in ("by", "when", "where"):
        raise Fault(f"{number}: {field!r} is none of by=, when=, where=")
    return key, _spans(number, text, value.strip())


def _spans(number: int, text: str, field: str) -> tuple[Span, ...]:
    if field in ("-", ""):
        return ()
    pieces = [p.strip() for part in field.split(" ; ") for p in part.split(" ... ")]
    return tuple(_span(number, text, p) for p in pieces)


def _span(number: int, text: str, words: str) -> Span:
    """Where the words stand: at their first place as whole words, or at the place that `#n` names."""
    match = re.fullmatch(r"(.*)#(\d)", words)
    words, nth = (match.group(1), int(match.group(2))) if match else (words, 1)
    places = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    if len(places) < nth:
        raise Fault(f"{number}: the text does not have {words!r} {nth} time(s)")
    return Span(places[nth - 1], places[nth - 1] + len(words))


def main() -> None:
    """Command line."""
    wrong = 0
    types: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    texts = empty = 0
    for name in sys.argv[1:]:
        found, faults = read(Path(name))
        wrong += len(faults)
        print("\n".join(faults), end="\n" if faults else "")
        texts += len(found)
        empty += sum(not s.events for s in found)
        types.update(t for s in found for e in s.events for t in [e.type, *(f"{e.type} {m}" for m in e.modes)])
        statuses.update(e.status for s in found for e in s.events)
    print(f"{texts} texts, {empty} without an event; {statuses.total()} events; {wrong} faults")
    print("statuses:", ", ".join(f"{k} {v}" for k, v in statuses.most_common()))
    for t, entry in CODEBOOK.types.items():
        print(f"  {t} {types[t]}:", ", ".join(f"{m} {types[f'{t} {m}']}" for m in entry.modes))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
