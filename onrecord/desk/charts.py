"""Charts drawn on the server: days as bars, positions as lanes; SVG that needs no script and no style of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup, escape

from onrecord.desk.sources import Day

_BARS = 120  # at most; more days than that are weeks, then months, then years
_Frame = Callable[[date], date]  # a day → the first day of the frame it is in
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 960, 150, 44, 22


class Bar(NamedTuple):
    """Days taken together: the first and the last one, and what was published in them."""

    first: str
    last: str
    statements: int
    events: int


def bars(days: Sequence[Day]) -> Markup:
    """Statements and events per day, stacked, oldest left: an SVG as wide as its place, empty without days."""
    grouped = grouped_days(days)
    if not grouped:
        return Markup("")
    top = _round_up(max(b.statements + b.events for b in grouped))
    step = (_WIDTH - _LEFT) / len(grouped)
    drawn = "".join(_bar(b, _LEFT + n * step, step, top) for n, b in enumerate(grouped))
    label = f"Statements and events from {grouped[0].first} to {grouped[-1].last}, at most {top:,} together"
    return Markup(
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{_axis(top)}{drawn}{_dates(grouped, step)}</svg>"
    )


def grouped_days(days: Sequence[Day]) -> list[Bar]:
    """The days one by one, gaps included, or by week, month or year if they are too many."""
    known = [(d, _parsed(d.day)) for d in days]
    spans = [at for _, at in known if at]
    if not spans:
        return []
    for group in (_by_day, _by_week, _by_month, _by_year):
        firsts = _frames(min(spans), max(spans), group)
        if len(firsts) <= _BARS or group is _by_year:
            break
    sums = {first: [0, 0] for first in firsts}
    for one, at in known:
        if at:
            sums[group(at)][0] += one.statements
            sums[group(at)][1] += one.events
    ends = [*(following - timedelta(days=1) for following in firsts[1:]), max(spans)]
    return [Bar(f.isoformat(), e.isoformat(), *sums[f]) for f, e in zip(firsts, ends, strict=True)]


class Step(NamedTuple):
    """A stretch of a lane: from which day on, which position, and what it is called."""

    day: str
    position: str
    label: str


class Lane(NamedTuple):
    """One actor's positions on one proposition, oldest first."""

    name: str
    steps: tuple[Step, ...]


def lanes(drawn: Sequence[Lane], first: str, last: str) -> Markup:
    """A lane for each actor: a shape on each day a position is first held, a line while it is held.

    The shapes differ, so that colour is not needed: affirms is a disc, denies a square, questions a diamond, asks for
    evidence a triangle; a change has a ring. Empty without lanes.
    """
    begin, end = _parsed(first), _parsed(last)
    if not drawn or begin is None or end is None:
        return Markup("")
    span, left, row = max((end - begin).days, 1), 250, 30
    height = row * len(drawn) + 34

    def x(day: str) -> float:
        at = _parsed(day) or begin
        return left + (at - begin).days / span * (_WIDTH - left - 30)

    body = "".join(_lane(lane, n * row + 18, x, left) for n, lane in enumerate(drawn))
    ticks = "".join(
        f'<text class="tick" x="{x(day):.0f}" y="{height - 6}" text-anchor="{anchor}">{escape(day)}</text>'
        for day, anchor in ((first, "start"), (last, "end"))
    )
    return Markup(
        f'<svg class="lanes" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Positions over time, {escape(first)} to {escape(last)}">{body}{ticks}</svg>'
    )


def _lane(lane: Lane, y: int, x: Callable[[str], float], left: int) -> str:
    where = [x(step.day) for step in lane.steps]
    out = [f'<text class="name" x="{left - 14}" y="{y + 5}" text-anchor="end">{escape(_fitted(lane.name))}</text>',
           f'<line class="rail" x1="{left}" x2="{_WIDTH - 30}" y1="{y}" y2="{y}"/>']  # fmt: skip
    for number, step in enumerate(lane.steps):
        to = where[number + 1] if number + 1 < len(where) else _WIDTH - 30
        kind = escape(step.position)
        out.append(f'<line class="held {kind}" x1="{where[number]:.1f}" x2="{to:.1f}" y1="{y}" y2="{y}"/>')
    for number, step in enumerate(lane.steps):
        changed = f'<circle class="changed" cx="{where[number]:.1f}" cy="{y}" r="11"/>' if number else ""
        out.append(f"<g><title>{escape(step.label)}</title>{changed}{shape(step.position, where[number], y)}</g>")
    return "".join(out)


def shape(position: str, x: float, y: float) -> str:
    """The sign of a position, 12 units wide."""
    kind = f'class="sign {escape(position)}"'
    if position == "affirms":
        return f'<circle {kind} cx="{x:.1f}" cy="{y}" r="6"/>'
    if position == "denies":
        return f'<rect {kind} x="{x - 6:.1f}" y="{y - 6}" width="12" height="12"/>'
    if position == "questions":
        return f'<path {kind} d="M{x:.1f} {y - 8}l8 8-8 8-8-8z"/>'
    return f'<path {kind} d="M{x:.1f} {y - 7}l7 13h-14z"/>'


def _fitted(name: str) -> str:
    return name if len(name) <= 34 else f"{name[:33]}…"


def _bar(bar: Bar, x: float, step: float, top: int) -> str:
    room = _HEIGHT - _BOTTOM - 8
    said, done = bar.statements / top * room, bar.events / top * room
    width, base = max(step - (2 if step > 6 else 0.5), 0.5), _HEIGHT - _BOTTOM
    when = bar.first if bar.first == bar.last else f"{bar.first} to {bar.last}"
    title = escape(f"{when}: {bar.statements:,} statements, {bar.events:,} events")
    return (
        f"<g><title>{title}</title>"
        f'<rect class="said" x="{x:.1f}" y="{base - said:.1f}" width="{width:.1f}" height="{said:.1f}"/>'
        f'<rect class="done" x="{x:.1f}" y="{base - said - done:.1f}" width="{width:.1f}" height="{done:.1f}"/></g>'
    )


def _axis(top: int) -> str:
    room, out = _HEIGHT - _BOTTOM - 8, []
    for share in (0, 0.5, 1):
        y = _HEIGHT - _BOTTOM - share * room
        out.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        if share:
            number = f"{top * share:,.0f}" if float(top * share).is_integer() else ""
            out.append(f'<text class="tick" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number}</text>')
    return "".join(out)


def _dates(grouped: Sequence[Bar], step: float) -> str:
    every = max(1, -(-len(grouped) // 6))
    out = []
    for number in range(0, len(grouped), every):
        x = _LEFT + number * step
        if x < _WIDTH - 70 or number == 0:
            out.append(f'<text class="tick" x="{x:.1f}" y="{_HEIGHT - 5}">{grouped[number].first}</text>')
    return "".join(out)


def _round_up(number: int) -> int:
    """The next 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= number:
                return factor * power
        power *= 10


def _parsed(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _by_day(at: date) -> date:
    return at


def _by_week(at: date) -> date:
    return at - timedelta(days=at.weekday())


def _by_month(at: date) -> date:
    return at.replace(day=1)


def _by_year(at: date) -> date:
    return at.replace(month=1, day=1)


def _frames(first: date, last: date, group: _Frame) -> list[date]:
    """The first day of every frame between the two; no more than one over the limit, unless they are years."""
    steps: dict[_Frame, int] = {_by_day: 1, _by_week: 7, _by_month: 32, _by_year: 366}
    at, out = group(first), list[date]()
    while at <= last and (len(out) <= _BARS or group is _by_year):
        out.append(at)
        at = group(at + timedelta(days=steps[group]))
    return out
