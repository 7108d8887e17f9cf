"""A network as SVG, drawn on the server: actors with their names, ties as lines that differ in stroke and in colour."""

from __future__ import annotations

from collections import defaultdict

from markupsafe import Markup, escape

from onrecord.desk.layout import layout
from onrecord.desk.render import actor_path
from onrecord.desk.ties import Knot, Net
from onrecord.present import shown

_WIDTH = 1000
_NAMED = 45  # actors with their name beside them; the others tell it when pointed at, and in the table
_MANY = 150  # lines, from which on they are drawn faint
_LONGEST = 26  # letters of a name


def network(net: Net) -> Markup:
    """The network; empty without ties. Who has most ties is largest; what acts is drawn over what speaks."""
    if not net.ties:
        return Markup("")
    numbers = {knot.key: number for number, knot in enumerate(net.knots)}
    edges: dict[tuple[int, int, str], int] = defaultdict(int)
    for tie in net.ties:
        one, other = sorted((numbers[tie.one], numbers[tie.other]))
        edges[one, other, tie.kind] += tie.times
    labels = tuple(_label(knot) if number < _NAMED else "" for number, knot in enumerate(net.knots))
    pulls = tuple((a, b, float(times)) for (a, b, _), times in sorted(edges.items()))
    places = layout(len(net.knots), pulls, tuple(map(len, labels)))
    order = sorted(edges.items(), key=lambda one: (one[0][2] == "acts upon", one[1], one[0]))
    lines = "".join(_line(places[a], places[b], kind, times) for (a, b, kind), times in order)
    most, kind = net.knots[0].ties, "net many" if len(order) > _MANY else "net"
    knots = "".join(_knot(k, labels[n], places[n], most) for n, k in reversed(list(enumerate(net.knots))))
    return Markup(
        f'<svg class="{kind}" viewBox="0 0 {_WIDTH} {_WIDTH * 2 // 3}" role="group" '
        f'aria-label="Network of {len(net.knots)} actors; the table below says the same">{lines}{knots}</svg>'
    )


def _label(knot: Knot) -> str:
    name = shown(knot.name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _line(one: tuple[float, float], other: tuple[float, float], kind: str, times: int) -> str:
    width = min(1 + times**0.5 / 2, 6)
    # Two kinds between the same two actors bend to different sides.
    bend = {"acts upon": 0.07, "speaks to": -0.07}.get(kind, 0.0)
    (ax, ay), (bx, by) = ((x * _WIDTH, y * _WIDTH) for x, y in (one, other))
    mx, my = (ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend
    return (
        f'<path class="tie {kind.split()[0]} {kind.split()[-1]}" d="M{ax:.0f} {ay:.0f}Q{mx:.0f} {my:.0f} {bx:.0f} '
        f'{by:.0f}" stroke-width="{width:.1f}"/>'
    )


def _knot(knot: Knot, label: str, place: tuple[float, float], most: int) -> str:
    x, y = place[0] * _WIDTH, place[1] * _WIDTH
    radius = 4 + 9 * (knot.ties / most) ** 0.5
    name = escape(shown(knot.name))
    text = f'<text x="{x:.0f}" y="{y + radius + 13:.0f}" text-anchor="middle">{escape(label)}</text>' if label else ""
    times = f"{knot.ties:,} {'tie' if knot.ties == 1 else 'ties'}"
    circle = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}"/>'
    if knot.key.startswith("party:"):
        return f'<g class="knot"><title>{name}: {times}</title>{circle}{text}</g>'
    address = escape(actor_path(knot.key))
    title = f"<title>{name}: {times}</title>"
    return f'<a class="knot" href="{address}" aria-label="{name}, {times}">{title}{circle}{text}</a>'
