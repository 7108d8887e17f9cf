"""Who speaks to whom, of whom, and who acts upon whom: the ties between actors in the newest articles of a scope."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from onrecord.desk.sources import Scope
from onrecord.records import Record

Kind = Literal["speaks to", "speaks of", "acts upon", "agrees with", "contradicts"]
NEWEST = 400  # articles that the ties are taken from: what can be looked through while somebody waits

_TIES = """
    WITH chosen AS MATERIALIZED (
        SELECT id FROM articles
         WHERE (:since IS NULL OR published >= :since) AND (:until IS NULL OR published <= :until)
           AND (:outlet IS NULL OR outlet = :outlet)
         ORDER BY published DESC, id LIMIT :newest),
    said AS MATERIALIZED (
        SELECT statements.article, speaker_actor, addressee_actor, start, "end"
          FROM chosen CROSS JOIN statements ON statements.article = chosen.id WHERE speaker_actor IS NOT NULL),
    ties AS (
        SELECT article, speaker_actor AS one, addressee_actor AS other, 'speaks to' AS kind
          FROM said WHERE addressee_actor IS NOT NULL
        UNION ALL
        SELECT DISTINCT said.article, speaker_actor, mentioned.actor, 'speaks of'
          FROM said CROSS JOIN actor_mentions AS mentioned ON mentioned.article = said.article
           AND mentioned.start >= said.start AND mentioned."end" <= said."end"
        UNION ALL
        SELECT did.article, did.actor, met.actor, 'acts upon'
          FROM chosen CROSS JOIN event_actors AS did ON did.article = chosen.id
          JOIN event_actors AS met ON met.event = did.event AND met.role = 'recipient'
         WHERE did.role = 'actor' AND did.actor IS NOT NULL AND met.actor IS NOT NULL)
    SELECT a."key" AS one, b."key" AS other, ties.kind, count(*) AS times
      FROM ties JOIN actors AS a ON a.article = ties.article AND a.id = ties.one
      JOIN actors AS b ON b.article = ties.article AND b.id = ties.other
     WHERE a."key" != b."key"
     GROUP BY 1, 2, 3 ORDER BY times DESC, 1, 2, 3
"""
_NAMES = 'SELECT "key", name FROM figures WHERE "key" IN (SELECT value FROM json_each(?))'


class Tie(Record, frozen=True):
    """How often one actor (by key) speaks to, speaks of or acts upon another."""

    one: str
    other: str
    kind: Kind
    times: int


class Knot(Record, frozen=True):
    """An actor of the network: the key, the name, and the ties it has."""

    key: str
    name: str
    ties: int


class Net(Record, frozen=True):
    """The actors with the most ties, most first, the ties among them, and how many actors there are in all."""

    knots: tuple[Knot, ...]
    ties: tuple[Tie, ...]
    actors: int


def net(db: sqlite3.Connection, scope: Scope, limit: int) -> Net:
    """The network of the newest articles of the scope, with at most `limit` actors."""
    rows = db.execute(_TIES, msgspec.structs.asdict(scope) | {"newest": NEWEST}).fetchall()
    return tied((Tie(**row) for row in rows), limit, lambda keys: _names(db, keys))


def tied(ties: Iterable[Tie], limit: int, names: Callable[[list[str]], dict[str, str]]) -> Net:
    """The network of these ties; `names` gives the names of a list of keys."""
    ties = list(ties)
    weights: Counter[str] = Counter()
    for tie in ties:
        weights[tie.one] += tie.times
        weights[tie.other] += tie.times
    kept = sorted(weights, key=lambda key: (-weights[key], key))[:limit]
    called = names(kept)
    inside = frozenset(kept)
    knots = tuple(Knot(key, called.get(key, key), weights[key]) for key in kept)
    return Net(knots, tuple(t for t in ties if t.one in inside and t.other in inside), len(weights))


def _names(db: sqlite3.Connection, keys: list[str]) -> dict[str, str]:
    return {row["key"]: row["name"] for row in db.execute(_NAMES, (msgspec.json.encode(keys).decode(),))}
