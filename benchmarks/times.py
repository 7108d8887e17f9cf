"""Time expressions: days against GUM's dates, genre by genre, beside the peers; and the times of statements.

    python -m benchmarks.times ../shared

*Which dates.* Every `<date>` element of `corpora/gum/xml` that gives both ends as calendar dates of YYYY, YYYY-MM or
YYYY-MM-DD: `when` (both ends), `from` and `to`, or `notBefore` and `notAfter`. A year is its first to its last day, a
month likewise. Elements with one end, with no year ("--10", generic seasons) or before Christ are left out of the days
and counted in the extents only.

*The text.* The tokens of the file in order, XML entities resolved. A blank is put between two tokens unless they
stand in one `<w>`, or the second is closing punctuation or a clitic, or the first an opening bracket or a currency
sign; straight double quotes open and close in turn. A block element (`p`, `head`, `item`, `caption`, `cell`, `sp`,
`note`, `figure`, `l`, ...) begins a new paragraph, set off by an empty line. Offsets are code points of that text.
`dateCreated` is the day of publication, and no paragraph's speaker is told apart.

*Exact.* Of the expressions found that overlap the element, the one that shares the most characters with it (the
first of equals) has the same first and last day. *Recall of extents*: some expression overlaps the element. *False
alarms*: expressions that have days and overlap no `<date>` and no `<time>`, per 1,000 tokens. *Value F1*: an
expression is right if it overlaps an element and its TIMEX3 value is the one that the element's ends stand for
(YYYY, YYYY-MM, YYYY-MM-DD, a decade, a century); precision over the expressions that have days, recall over the
elements whose ends stand for such a value.

*Times of statements.* `gold/when.jsonl`: 155 attributions of PolNeAR dev (95 of them drawn from those with a word of
time near the cue), with the span of the time that belongs to the cue, or null. The statements are PolNeAR's own. A
time is right if it overlaps the gold span; null if both are null.
"""

from __future__ import annotations

import html
import importlib
import importlib.util
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.brat import Gold, articles
from onrecord.records import Content, Cue, Quotation, Reference, Span, Statement, When
from onrecord.times import attached, times

WHEN = Path(__file__).parent / "gold" / "when.jsonl"
GENRES = ("news", "interview", "academic", "bio", "voyage", "court")
_BLOCK = re.compile(r"</?(?:p|head|item|list|caption|sp|cell|row|table|figure|note|l|lg|quote)\b")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_CLOSING = re.compile(r"[,.;:!?)\]}%”’]|['’](?:s|ll|re|ve|d|m)|n['’]t", re.IGNORECASE)
_OPENING = frozenset("([{$£€“‘#")


class Marked(NamedTuple):
    """A `<date>`: offsets, and first and last day; None where it does not give both."""

    start: int
    end: int
    days: tuple[str, str] | None
    value: str | None


class Document(NamedTuple):
    """One GUM document: text, paragraphs, its dates, and the spans of its times of day."""

    name: str
    genre: str
    published: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    dates: tuple[Marked, ...]
    clocks: tuple[tuple[int, int], ...]
    tokens: int


class Guess(NamedTuple):
    """What a system says: offsets, first and last day, value."""

    start: int
    end: int
    days: tuple[str, str] | None
    value: str


System = Callable[[Document], list[Guess]]


def run(shared: Path) -> dict[str, float]:
    """Percentages (false alarms per 1,000 tokens) of ours and of every peer that is installed."""
    documents = [_read(path) for path in sorted((shared / "corpora/gum/xml").glob("*.xml"))]
    figures: dict[str, float] = {}
    for name, system in _systems().items():
        scored = {d.name: (d, system(d)) for d in documents}
        prefix = "" if name == "onrecord" else f"{name} "
        for genre in (*GENRES, "others"):
            chosen = [p for p in scored.values() if p[0].genre == genre or (genre == "others" and p[0].genre != "news")]
            figures |= {f"{prefix}{key}": value for key, value in _figures(genre, chosen).items()}
    return figures | when_figures(shared)


def _figures(genre: str, scored: Sequence[tuple[Document, list[Guess]]]) -> dict[str, float]:
    counts = Counter[str]()
    for document, guesses in scored:
        counts += _counted(document, guesses)
    if not counts["dates"]:
        return {}
    found = {f"{genre} exact days": 100 * counts["exact"] / counts["dates"]}
    if genre in ("news", "others"):
        precision = counts["right"] / max(1, counts["told"])
        recall = counts["right gold"] / max(1, counts["valued"])
        found |= {
            f"{genre} dates": float(counts["dates"]),
            f"{genre} extents found": 100 * counts["overlapped"] / counts["elements"],
            f"{genre} false alarms per 1,000 tokens": 1000 * counts["alarms"] / counts["tokens"],
            f"{genre} value F1": 200 * precision * recall / max(1e-9, precision + recall),
        }
    return found


def _counted(document: Document, guesses: Sequence[Guess]) -> Counter[str]:
    counts = Counter(tokens=document.tokens, elements=len(document.dates))
    for marked in document.dates:
        best = best_match(marked, guesses)
        counts["overlapped"] += best is not None
        counts["dates"] += marked.days is not None
        counts["exact"] += marked.days is not None and best is not None and best.days == marked.days
        counts["valued"] += marked.value is not None
        counts["right gold"] += marked.value is not None and best is not None and _plain(best.value) == marked.value
    for guess in guesses:
        if guess.days is None:
            continue
        near = [m for m in document.dates if m.start < guess.end and guess.start < m.end]
        clock = any(a < guess.end and guess.start < b for a, b in document.clocks)
        counts["told"] += not clock
        counts["right"] += not clock and any(m.value == _plain(guess.value) for m in near)
        counts["alarms"] += not near and not clock
    return counts


def _plain(value: str) -> str:
    """The value without its part of day, which GUM's dates leave out."""
    return value.split("T")[0]


def best_match(marked: Marked, guesses: Sequence[Guess]) -> Guess | None:
    """The guess that shares the most characters with the element, the first of equals; None if none does."""
    near = [g for g in guesses if g.start < marked.end and marked.start < g.end]
    return max(near, key=lambda g: min(g.end, marked.end) - max(g.start, marked.start), default=None)


# -- GUM ---------------------------------------------------------------------------------------------------------------


def _read(path: Path) -> Document:
    builder, head = _Builder(), dict[str, str]()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("<text "):
            head = dict(_ATTRIBUTE.findall(line))
        elif "\t" in line:
            builder.token(html.unescape(line.split("\t")[0]))
        else:
            builder.tag(line)
    return builder.document(path.stem, head["dateCreated"])


class _Builder:
    """Puts a text together token by token, and keeps where the marks are."""

    def __init__(self) -> None:
        self.text = ""
        self._begins = True  # a paragraph
        self._glue = False  # inside <w>, after its first token
        self._word = self._quoted = False
        self._before = ""
        self._open: list[tuple[int, dict[str, str]]] = []
        self._marks: list[tuple[list[int], str, dict[str, str]]] = []
        self._starting: list[list[int]] = []
        self._paragraphs: list[list[int]] = []
        self._tokens = 0

    def token(self, token: str) -> None:
        if self._begins:
            self.text += "\n\n" if self.text else ""
            self._paragraphs.append([len(self.text), 0])
            self._quoted = False
        elif not self._is_joined(token):
            self.text += " "
        for mark in self._starting:
            mark[0] = len(self.text)
        self._starting = []
        self.text += token
        if token == '"':
            self._quoted = not self._quoted
        self._before, self._begins, self._glue = token, False, self._word
        self._paragraphs[-1][1] = len(self.text)
        self._tokens += 1

    def _is_joined(self, token: str) -> bool:
        if self._glue or self._before in _OPENING or (self._before == '"' and self._quoted):
            return True
        return bool(_CLOSING.fullmatch(token)) or (token == '"' and self._quoted)

    def tag(self, line: str) -> None:
        if _BLOCK.match(line):
            self._begins = True
        elif line.startswith(("<w>", "<w ")):
            self._word, self._glue = True, False
        elif line.startswith("</w>"):
            self._word = self._glue = False
        elif line.startswith(("<date", "<time")):
            mark = [len(self.text), len(self.text)]
            self._starting.append(mark)
            self._marks.append((mark, line[1:5], dict(_ATTRIBUTE.findall(line))))
            self._open.append((len(self._marks) - 1, {}))
        elif line.startswith(("</date", "</time")) and self._open:
            self._marks[self._open.pop()[0]][0][1] = len(self.text)

    def document(self, name: str, published: str) -> Document:
        dates = [_marked(a, b, given) for (a, b), kind, given in self._marks if kind == "date" and b > a]
        clocks = [(a, b) for (a, b), kind, _ in self._marks if kind == "time"]
        paragraphs = tuple((a, b) for a, b in self._paragraphs)
        genre = name.split("_")[1]
        return Document(name, genre, published, self.text, paragraphs, tuple(dates), tuple(clocks), self._tokens)


def _marked(start: int, end: int, given: dict[str, str]) -> Marked:
    first = given.get("when") or given.get("from") or given.get("notBefore") or ""
    last = given.get("when") or given.get("to") or given.get("notAfter") or ""
    if not _ISO.fullmatch(first) or not _ISO.fullmatch(last):
        return Marked(start, end, None, None)
    days = (first_day(first), last_day(last))
    return Marked(start, end, days, given.get("when") or _value(*days))


def first_day(day: str) -> str:
    """The first day of a year, a month or a day."""
    return day + "-01-01"[len(day) - 4 :]


def last_day(day: str) -> str:
    """The last day of a year, a month or a day."""
    if len(day) == 10:
        return day
    year, month = int(day[:4]), int(day[5:7] or 12)
    return f"{year:04d}-12-31" if month == 12 else (date(year, month + 1, 1) - timedelta(days=1)).isoformat()


def _value(first: str, last: str) -> str | None:
    """The TIMEX3 value of a decade or a century; None of other stretches."""
    size = int(last[:4]) - int(first[:4]) + 1
    if first[4:] == "-01-01" and last[4:] == "-12-31" and (size, int(first[:4]) % size) in ((10, 0), (100, 0)):
        return first[:3] if size == 10 else first[:2]
    return None


# -- the systems -------------------------------------------------------------------------------------------------------


def _systems() -> dict[str, System]:
    systems: dict[str, System] = {"onrecord": _onrecord}
    if importlib.util.find_spec("dateparser"):
        systems["dateparser"] = _dateparser()
    if importlib.util.find_spec("recognizers_date_time"):
        systems["recognizers"] = _recognizers()
    return systems


def _onrecord(document: Document) -> list[Guess]:
    found = times(document.text, document.published, within=document.paragraphs).times
    return [Guess(w.span.start, w.span.end, (w.from_, w.to) if w.from_ and w.to else None, w.value) for w in found]


def _dateparser() -> System:
    """`search_dates`, paragraph by paragraph; it gives a day for everything."""
    search = importlib.import_module("dateparser.search").search_dates

    def guess(document: Document) -> list[Guess]:
        base = datetime.fromisoformat(document.published)
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found: list[Guess] = []
        for a, b in document.paragraphs:
            at = a
            for words, day in search(document.text[a:b], languages=["en"], settings=settings) or ():
                start = document.text.find(words, at, b)
                if start >= 0:
                    at, value = start + len(words), _grain(words, day)
                    found.append(Guess(start, at, (first_day(value), last_day(value)), value))
        return found

    return guess


def _grain(words: str, day: datetime) -> str:
    """dateparser keeps no grain: a bare year is a year, a month without a day a month, all else a day."""
    if re.fullmatch(r"\W*(?:in |of )?\d{4}\W*|.*\byears?\b.*", words):
        return f"{day.year:04d}"
    if re.search(r"[A-Z][a-z]{2}", words) and not re.search(r"\b\d{1,2}\b|day", words):
        return f"{day.year:04d}-{day.month:02d}"
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def _recognizers() -> System:
    """Microsoft's recognizers: of its readings the last not after the publication, else the first."""
    recognize = importlib.import_module("recognizers_date_time").recognize_datetime
    culture = importlib.import_module("recognizers_text").Culture.English

    def guess(document: Document) -> list[Guess]:
        base = datetime.fromisoformat(document.published)
        found: list[Guess] = []
        for a, b in document.paragraphs:
            for item in recognize(document.text[a:b], culture, reference=base):
                days = _recognized((item.resolution or {}).get("values") or (), document.published)
                found.append(Guess(a + item.start, a + item.end + 1, days, _value_of(days)))
        return found

    return guess


def _recognized(values: Sequence[dict[str, Any]], published: str) -> tuple[str, str] | None:
    readings = [r for r in (_reading(v) for v in values) if r is not None]
    past = [r for r in readings if r[0] <= published]
    return max(past) if past else min(readings, default=None)


def _reading(value: dict[str, Any]) -> tuple[str, str] | None:
    """First and last day of one reading: of its TIMEX where that is a day, month or year ("since 2007" is 2007)."""
    timex = str(value.get("timex", "")).split("T")[0]
    if _ISO.fullmatch(timex):
        return first_day(timex), last_day(timex)
    if "value" in value and _ISO.fullmatch(value["value"][:10]):
        return value["value"][:10], value["value"][:10]
    if "start" in value and "end" in value and value["type"] in ("daterange", "datetimerange"):
        first, end = value["start"][:10], date.fromisoformat(value["end"][:10])
        if value["type"] == "datetimerange":
            return first, first
        return first, (end - timedelta(days=1)).isoformat()  # its ranges end before the day that they name
    return None


def _value_of(days: tuple[str, str] | None) -> str:
    if days is None:
        return ""
    first, last = days
    if first == last:
        return first
    for value in (first[:7], first[:4]):
        if (first_day(value), last_day(value)) == days:
            return value
    return _value(first, last) or ""


# -- the times of statements -------------------------------------------------------------------------------------------


class Labelled(NamedTuple):
    """A statement with the time that belongs to its cue, or None."""

    text: str
    published: str
    statement: Statement
    time: tuple[int, int] | None


def when_figures(shared: Path) -> dict[str, float]:
    """Accuracy over all labelled statements, and precision and recall of the times that are given."""
    counts = Counter[str]()
    for row in labelled(shared):
        found = attached(row.statement, times(row.text, row.published).times, row.text)
        right = _is_right(found, row.time)
        counts["right"] += right
        counts["right times"] += right and found is not None
        counts["found"] += found is not None
        counts["gold"] += row.time is not None
        counts["all"] += 1
    return {
        "when of statements accuracy": 100 * counts["right"] / counts["all"],
        "when of statements precision": 100 * counts["right times"] / max(1, counts["found"]),
        "when of statements recall": 100 * counts["right times"] / max(1, counts["gold"]),
    }


def _is_right(found: When | None, gold: tuple[int, int] | None) -> bool:
    if found is None or gold is None:
        return found is None and gold is None
    return found.span.start < gold[1] and gold[0] < found.span.end


def labelled(shared: Path) -> Iterator[Labelled]:
    """The rows of `gold/when.jsonl` with PolNeAR's own statements."""
    rows = [json.loads(line) for line in WHEN.read_text(encoding="utf-8").splitlines()]
    texts = {name: (text, golds[0]) for name, text, golds in articles(shared / "corpora/polnear/dev")}
    for row in rows:
        text, golds = texts[row["article"]]
        cue = tuple((a, b) for a, b in row["cue"])
        gold = next(g for g in golds if g.cue == cue)
        published = re.search(r"\d{4}-\d\d-\d\d", row["article"])
        time = None if row["time"] is None else (row["time"][0], row["time"][1])
        yield Labelled(text, published[0] if published else "", _statement(gold), time)


def _statement(gold: Gold) -> Statement:
    kind: Quotation = "indirect"
    cue, source, content = (tuple(Span(a, b) for a, b in spans) for spans in (gold.cue, gold.source, gold.content))
    speaker = Reference(source, "") if source else None
    return Statement("", kind, speaker, Cue(cue, ""), Content(content, ""), None, None, None, "report", 1.0)


if __name__ == "__main__":
    for name, value in run(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")).items():
        print(f"{name:50}{value:8.1f}")
