"""Actors: everybody of the ledger, and one of them: what they said and did, when, in their words."""

from __future__ import annotations

from onrecord.desk import sources
from onrecord.desk.answers import Asked as AskedQuestion
from onrecord.desk.finding import Asked, Hit, Kind, place_of, search
from onrecord.desk.render import actor_path
from onrecord.desk.sources import Day, Figure, Name
from onrecord.desk.views._shown import Desk, Given, Missing, Shown, asked
from onrecord.facts import fold
from onrecord.questions import Position
from onrecord.records import Record

_FIGURES = 60
_ROWS = 25


class ActorsTwin(Record, frozen=True):
    """Actors as JSON, who speaks most first; `next` is what `after` has to be for those that follow."""

    actors: tuple[Figure, ...]
    next: str | None


class Held(Record, frozen=True):
    """What somebody holds of a question."""

    question: str
    slug: str
    position: Position


class ActorTwin(Record, frozen=True):
    """An actor as JSON: who it is, the names, the days, the positions, and a page of statements and of events."""

    actor: Figure
    names: tuple[Name, ...]
    days: tuple[Day, ...]
    positions: tuple[Held, ...]
    statements: tuple[Hit, ...]
    events: tuple[Hit, ...]
    next: str | None


def actors(desk: Desk, given: Given) -> Shown:
    """Everybody, who speaks most first; `name` asks for words of the name."""
    words = asked(given, "name")
    number, _, key = (asked(given, "after") or "").partition(".")
    after = (int(number), key) if number.isdecimal() and len(number) < 10 and key else None
    with desk.looking() as db:
        found = sources.figures(db, _FIGURES + 1, words, after)
    more, found = found[_FIGURES:], found[:_FIGURES]
    following = f"{found[-1].statements}.{found[-1].key}" if more else None
    values = {"figures": found, "name": words, "following": following, "later": after is not None}
    return Shown("actors.html", values, ActorsTwin(found, following))


def actor(desk: Desk, given: Given) -> Shown:
    """The page of an actor. Raises: Missing if the ledger has nobody of that key; UsageError; LedgerError."""
    key, after = given["key"], place_of(given.get("after", ""))
    kind: Kind = "events" if given.get("show") == "events" else "statements"
    since, until = asked(given, "since"), asked(given, "until")
    with desk.looking() as db:
        found = sources.figure(db, key)
        if found is None:
            raise _missing(desk, key)
        names, days = sources.names(db, key), sources.days_of(db, key)
        wanted = Asked(kind=kind, key=key, since=since, until=until)
        rows = search(db, wanted, _ROWS + 1, after)
    more, rows = rows[_ROWS:], rows[:_ROWS]
    following = str(rows[-1].place) if more else None
    held = tuple(_held(desk, found))
    said, done = (rows, ()) if kind == "statements" else ((), rows)
    values = {"actor": found, "names": names, "days": days, "positions": held, "rows": rows, "kind": kind,
              "following": following, "since": since, "until": until, "later": after is not None}  # fmt: skip
    return Shown("actor.html", values, ActorTwin(found, names, days, held, said, done, following))


def _held(desk: Desk, figure: Figure) -> list[Held]:
    """The actor's own positions, of the questions that have been answered; a government's stand under its country."""
    out = []
    for one in desk.answers.questions():
        answer = desk.answers.known(one)
        for position in answer.positions if answer else ():
            if position.position != "silent" and _is(position, figure):
                out.append(Held(_title(one), one.slug, position))
    return out


def _is(position: Position, figure: Figure) -> bool:
    return position.actor.kind != "government" and fold(position.actor.name) == fold(figure.name)


def _title(one: AskedQuestion) -> str:
    return one.question.question if one.question else one.slug


def _missing(desk: Desk, key: str) -> Missing:
    """What to say of an actor who is not there, with those of a like name."""
    name = key.rsplit(":", 1)[-1]
    with desk.looking() as db:
        near = sources.figures(db, 5, name.split()[-1] if name.split() else None) or sources.figures(db, 5)
    return Missing(
        f"The ledger knows nobody as {key!r}. An actor's key is its Wikidata item, or kind, country and name.",
        tuple((actor_path(one.key), one.name) for one in near),
    )
