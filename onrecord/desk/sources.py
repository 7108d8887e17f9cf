"""What the pages show, out of the ledger: the one place that knows its tables of counts and of copies.

Every function takes a connection inside a read transaction (`Ledger.looking`) and gives records. A list that goes on is
paged by key: a page begins after the last row of the one before, however long the list is.
"""

from __future__ import annotations

import sqlite3

import msgspec

from onrecord.records import Failure, Record

_NAMED_IN = 30  # articles of an actor, the newest, in which its names are looked for
_DAYS = """(:since IS NULL OR day >= :since) AND (:until IS NULL OR day <= :until)
           AND (:outlet IS NULL OR outlet = :outlet)"""
_NEXT = """(:day IS NULL OR {day} < :day OR ({day} = :day AND {id} > :id))"""


class Scope(Record, frozen=True):
    """Which days of publication, both included, and which outlet; None is any."""

    since: str | None = None
    until: str | None = None
    outlet: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is left out."""
        return self == Scope()


class Mark(Record, frozen=True):
    """Where a page of a list ended: the day ("" is not known) and the id of its last row."""

    day: str
    id: str


class Held(Record, frozen=True):
    """How much of something there is, in a scope. `days` have at least one article; `first` and `last` are days."""

    articles: int
    statements: int
    events: int
    outlets: int
    days: int
    first: str | None
    last: str | None


class Day(Record, frozen=True):
    """What was published on a day."""

    day: str
    statements: int
    events: int
    articles: int = 0


class Outlet(Record, frozen=True):
    """An outlet ("" is not known) and what it published."""

    outlet: str
    articles: int
    statements: int
    events: int


class Line(Record, frozen=True):
    """An article in a list; `opening` are the first words of its text."""

    id: str
    title: str | None
    opening: str
    outlet: str | None
    published: str | None
    statements: int
    events: int


class Figure(Record, frozen=True):
    """Somebody across articles: `key` is the same in all of them; how many articles, statements and events have it."""

    key: str
    name: str
    kind: str
    country: str | None
    articles: int
    statements: int
    events: int


class Name(Record, frozen=True):
    """Words under which somebody appears, and how often."""

    words: str
    times: int


class Copy(Record, frozen=True):
    """Another article that is the same report: how it relates ("same", "cut", ...), and what share of words it has."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    relation: str | None
    shared: float | None


def held(db: sqlite3.Connection, scope: Scope) -> Held:
    """How much there is in the scope, from the counts kept beside the rows."""
    sql = f"""SELECT coalesce(sum(articles), 0) AS articles, coalesce(sum(statements), 0) AS statements,
                     coalesce(sum(events), 0) AS events, count(DISTINCT nullif(outlet, '')) AS outlets,
                     count(DISTINCT nullif(day, '')) AS days, min(nullif(day, '')) AS first, max(day) AS last
                FROM days WHERE {_DAYS}"""
    row = db.execute(sql, _asked(scope)).fetchone()
    return Held(**{**row, "last": row["last"] or None})


def open_doubts(db: sqlite3.Connection) -> int:
    """How many things could not be told, in all articles."""
    (count,) = db.execute("SELECT count(*) FROM doubts").fetchone()
    return int(count)


def timeline(db: sqlite3.Connection, scope: Scope) -> tuple[Day, ...]:
    """Every day of the scope that has an article, in order."""
    sql = f"""SELECT day, sum(statements) AS statements, sum(events) AS events, sum(articles) AS articles
                FROM days WHERE day != '' AND {_DAYS} GROUP BY day ORDER BY day"""
    return tuple(Day(**row) for row in db.execute(sql, _asked(scope)))


def outlets(db: sqlite3.Connection, limit: int = 200) -> tuple[Outlet, ...]:
    """The outlets that have a name, who published most first."""
    sql = "SELECT * FROM outlets WHERE outlet != '' AND articles > 0 ORDER BY articles DESC, outlet LIMIT ?"
    return tuple(Outlet(**row) for row in db.execute(sql, (limit,)))


def articles(db: sqlite3.Connection, scope: Scope, limit: int, after: Mark | None = None) -> tuple[Line, ...]:
    """The articles of the scope, the newest first, then by id; those without a day last."""
    # The first condition is one that the index on the day can use; NULL as a day counts as "".
    sql = f"""
        SELECT articles.id, title, substr(text, 1, 120) AS opening, outlet, published,
               (SELECT count(*) FROM statements WHERE article = articles.id) AS statements,
               (SELECT count(*) FROM events WHERE article = articles.id) AS events
          FROM articles
         WHERE (:since IS NULL OR published >= :since) AND (:until IS NULL OR published <= :until)
           AND (:outlet IS NULL OR outlet = :outlet)
           AND {_NEXT.format(day="coalesce(published, '')", id="articles.id")}
         ORDER BY published DESC, articles.id LIMIT :limit"""
    given = _asked(scope) | {"limit": limit} | _from(after)
    return tuple(Line(**row) for row in db.execute(sql, given))


def failures(db: sqlite3.Connection, limit: int) -> tuple[int, tuple[Failure, ...]]:
    """How many pages could not be read, and the last of them."""
    (count,) = db.execute("SELECT count(*) FROM failures").fetchone()
    rows = db.execute("SELECT page, stage, why FROM failures ORDER BY rowid DESC LIMIT ?", (limit,))
    return int(count), tuple(Failure(**row) for row in rows)


def figures(
    db: sqlite3.Connection, limit: int, words: str | None = None, after: tuple[int, str] | None = None
) -> tuple[Figure, ...]:
    """Who speaks most, then by key, after a number of statements and a key; `words` have to be in the name."""
    number, key = after or (None, None)
    sql = """SELECT * FROM figures
              WHERE articles > 0
                AND (:number IS NULL OR statements < :number OR (statements = :number AND "key" > :key))
                AND (:words IS NULL OR instr(lower(name), lower(:words)))
              ORDER BY statements DESC, "key" LIMIT :limit"""
    given = {"number": number, "key": key, "words": words, "limit": limit}
    return tuple(Figure(**row) for row in db.execute(sql, given))


def figure(db: sqlite3.Connection, key: str) -> Figure | None:
    """Who has this key; None if nobody."""
    row = db.execute('SELECT * FROM figures WHERE "key" = ? AND articles > 0', (key,)).fetchone()
    return row and Figure(**row)


def keys(db: sqlite3.Connection, article: str) -> dict[str, str]:
    """The keys of an article's actors: id → key."""
    return {row["id"]: row["key"] for row in db.execute('SELECT id, "key" FROM actors WHERE article = ?', (article,))}


def days_of(db: sqlite3.Connection, key: str) -> tuple[Day, ...]:
    """On which days somebody speaks and acts."""
    sql = """SELECT day, sum(statements) AS statements, sum(events) AS events, count(DISTINCT article) AS articles
               FROM appearances WHERE "key" = ? AND day != '' GROUP BY day ORDER BY day"""
    return tuple(Day(**row) for row in db.execute(sql, (key,)))


def names(db: sqlite3.Connection, key: str, limit: int = 24) -> tuple[Name, ...]:
    """The words under which somebody appears in the newest articles, the most frequent first."""
    sql = f"""
        WITH newest AS (SELECT article, actor FROM appearances WHERE "key" = :key ORDER BY day DESC LIMIT {_NAMED_IN})
        SELECT substr(text, start + 1, "end" - start) AS words, count(*) AS times
          FROM newest JOIN actor_mentions USING (article, actor) JOIN articles ON articles.id = article
         GROUP BY lower(words) ORDER BY times DESC, words LIMIT :limit"""
    return tuple(Name(**row) for row in db.execute(sql, {"key": key, "limit": limit}))


def copies(db: sqlite3.Connection, article: str) -> tuple[Copy, ...]:
    """The other copies of the same report, by day; none until `onrecord wires` has looked for them."""
    sql = """SELECT articles.id, title, outlet, published, other.relation, other.shared
               FROM wires AS own JOIN wires AS other ON other.report = own.report AND other.article != own.article
               JOIN articles ON articles.id = other.article
              WHERE own.article = ? ORDER BY published, articles.id LIMIT 200"""
    return tuple(Copy(**row) for row in db.execute(sql, (article,)))


def _asked(scope: Scope) -> dict[str, object]:
    return msgspec.structs.asdict(scope)


def _from(after: Mark | None) -> dict[str, object]:
    return {"day": after and after.day, "id": after and after.id}
