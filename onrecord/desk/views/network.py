"""The network: who speaks to or of whom and who acts upon whom, or who agrees with whom on a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from onrecord.desk import sources
from onrecord.desk.drawing import network as drawn
from onrecord.desk.ties import NEWEST, Net, Tie, net, tied
from onrecord.desk.views._shown import Desk, Given, Missing, Shown, asked, number_of, scope_of
from onrecord.questions import Position
from onrecord.records import Record

_ACTORS, _MOST = 30, 300
_ROWS = 40


class NetworkTwin(Record, frozen=True):
    """A network as JSON: `newest` is how many articles it is taken from at most; 0 for one of positions."""

    net: Net
    newest: int


def network(desk: Desk, given: Given) -> Shown:
    """The network. Raises: Missing for a question that is not there; UsageError for a day that is none; LedgerError."""
    limit, slug = number_of(given, "actors", _ACTORS, _MOST), asked(given, "question")
    scope, kinds = scope_of(given), tuple(k for k in ("of", "to", "upon") if given.get(k))
    with desk.looking() as db:
        outlets = sources.outlets(db)
        found = net(db, scope, limit) if slug is None else None
    if found is None:
        found = _positions(desk, slug or "", limit)
    shown = _only(found, kinds)
    names = {knot.key: knot.name for knot in shown.knots}
    values = {
        "net": shown, "drawing": drawn(shown), "names": names, "rows": shown.ties[:_ROWS], "limit": limit,
        "scope": scope, "outlets": outlets, "newest": NEWEST, "questions": desk.answers.questions(), "slug": slug,
        "kinds": kinds,
    }  # fmt: skip
    return Shown("network.html", values, NetworkTwin(shown, 0 if slug else NEWEST))


def _only(found: Net, kinds: tuple[str, ...]) -> Net:
    """The network with the kinds of tie that were asked for; all of them if none was."""
    if not kinds:
        return found
    ties = tuple(t for t in found.ties if t.kind.rsplit(" ", 1)[-1] in kinds)
    present = {key for t in ties for key in (t.one, t.other)}
    return Net(tuple(k for k in found.knots if k.key in present), ties, found.actors)


def _positions(desk: Desk, slug: str, limit: int) -> Net:
    """Who agrees with whom, and who contradicts whom, on the propositions of a question."""
    one = desk.answers.question(slug)
    if one is None:
        near = tuple((f"/network?question={q.slug}", q.slug) for q in desk.answers.questions())
        raise Missing(f"There is no question {slug!r} on this desk.", near)
    answer = desk.answers.answer(one)
    ties = list(_ties(answer.positions if answer else ()))
    return tied(ties, limit, lambda keys: {key: key.removeprefix("party:") for key in keys})


def _ties(positions: tuple[Position, ...]) -> Iterator[Tie]:
    sides: dict[str, dict[str, str]] = defaultdict(dict)
    for one in positions:
        if one.position in ("affirms", "denies"):
            sides[f"party:{one.actor.name}"][one.proposition] = one.position
    for a, b in combinations(sorted(sides), 2):
        shared = sides[a].keys() & sides[b].keys()
        same = sum(sides[a][p] == sides[b][p] for p in shared)
        if same:
            yield Tie(a, b, "agrees with", same)
        if len(shared) - same:
            yield Tie(a, b, "contradicts", len(shared) - same)
