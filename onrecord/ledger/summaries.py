"""Counts kept beside the rows: what a first page, an actor's page and a timeline show at once.

An article's share is taken out before its rows are swapped and put in after it, in the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_ARTICLES = """
    SELECT coalesce(published, '') AS day, coalesce(outlet, '') AS outlet, count(*) AS articles,
           sum((SELECT count(*) FROM statements WHERE article = articles.id)) AS statements,
           sum((SELECT count(*) FROM events WHERE article = articles.id)) AS events
      FROM articles WHERE {which} GROUP BY coalesce(published, ''), coalesce(outlet, '')
"""
_APPEARANCES = """
    SELECT "key", coalesce(published, '') AS day, actors.article, actors.id AS actor,
           (SELECT count(*) FROM statements
             WHERE article = actors.article AND speaker_actor = actors.id) AS statements,
           (SELECT count(DISTINCT event) FROM event_actors
             WHERE article = actors.article AND actor = actors.id) AS events
      FROM actors JOIN articles ON articles.id = actors.article WHERE {which}
"""
_FIGURES = """
    SELECT a."key", max(name) AS name, max(kind) AS kind, max(country) AS country,
           count(DISTINCT a.article) AS articles, sum(a.statements) AS statements, sum(a.events) AS events
      FROM appearances a JOIN actors ON actors.article = a.article AND actors.id = a.actor
     WHERE {which} GROUP BY a."key"
"""
_COUNTED = "articles = articles + excluded.articles, statements = statements + excluded.statements, " \
           "events = events + excluded.events"  # fmt: skip

_ITS = 'SELECT "key" FROM actors WHERE article = :article'
# With the day, which the key of the table has before the article: else all appearances of an actor are gone through.
_THERE = "a.day = (SELECT coalesce(published, '') FROM articles WHERE id = :article) AND a.article = :article"

_PUT = (
    f"""INSERT INTO days (day, outlet, articles, statements, events)
        SELECT * FROM ({_ARTICLES.format(which="id = :article")}) WHERE true
        ON CONFLICT (day, outlet) DO UPDATE SET {_COUNTED}""",
    f"""INSERT INTO outlets (outlet, articles, statements, events)
        SELECT outlet, articles, statements, events FROM ({_ARTICLES.format(which="id = :article")}) WHERE true
        ON CONFLICT (outlet) DO UPDATE SET {_COUNTED}""",
    f"""INSERT INTO appearances ("key", day, article, actor, statements, events)
        {_APPEARANCES.format(which="actors.article = :article")}""",
    f"""INSERT INTO figures ("key", name, kind, country, articles, statements, events)
        SELECT * FROM ({_FIGURES.format(which=
            f'a."key" IN ({_ITS}) AND {_THERE}')}) WHERE true
        ON CONFLICT ("key") DO UPDATE SET {_COUNTED}, name = max(name, excluded.name),
            country = coalesce(max(country, excluded.country), country, excluded.country)""",
)  # fmt: skip
_HAS = "SELECT coalesce(published, '') AS day, coalesce(outlet, '') AS outlet FROM articles WHERE id = :article"
_LESS = "articles = figures.articles - gone.articles, statements = figures.statements - gone.statements, " \
        "events = figures.events - gone.events"  # fmt: skip
_TAKE = (
    f"""UPDATE figures SET {_LESS}
          FROM ({_FIGURES.format(which=f'a."key" IN ({_ITS}) AND {_THERE}')}) AS gone
         WHERE figures."key" = gone."key" """,
    f'DELETE FROM figures WHERE articles = 0 AND "key" IN ({_ITS})',
    f"""DELETE FROM appearances WHERE ("key", day, article) IN
        (SELECT "key", day, :article FROM actors, ({_HAS}) WHERE article = :article)""",
    *(f"""UPDATE {table} SET {_LESS.replace("figures", table)}
            FROM ({_ARTICLES.format(which="id = :article")}) AS gone WHERE {same}"""
      for table, same in (("days", "days.day = gone.day AND days.outlet = gone.outlet"),
                          ("outlets", "outlets.outlet = gone.outlet"))),
    f"DELETE FROM days WHERE articles = 0 AND (day, outlet) IN ({_HAS})",
    f"DELETE FROM outlets WHERE articles = 0 AND outlet = (SELECT outlet FROM ({_HAS}))",
)  # fmt: skip

_RECOUNTED = {
    "days": ("day, outlet, articles, statements, events", _ARTICLES),
    "outlets": (
        "outlet, articles, statements, events",
        f"""SELECT outlet, sum(articles) AS articles, sum(statements) AS statements, sum(events) AS events
              FROM ({_ARTICLES}) GROUP BY outlet""",
    ),
    "appearances": ('"key", day, article, actor, statements, events', _APPEARANCES),
    "figures": ('"key", articles, statements, events', _FIGURES),
}
"""Table → its columns that can be counted again, and how."""


def take_out(db: sqlite3.Connection, article: str) -> None:
    """Take the article's rows, as they are in the tables, out of the counts; nothing if it is not there."""
    for sql in _TAKE:
        db.execute(sql, {"article": article})


def put_in(db: sqlite3.Connection, article: str) -> None:
    """Add the article's rows, as they are in the tables, to the counts."""
    for sql in _PUT:
        db.execute(sql, {"article": article})


def summary_problems(db: sqlite3.Connection) -> Iterator[str]:
    """A line for each table of counts that is not what the rows, counted again, give."""
    for table, (columns, counted) in _RECOUNTED.items():
        kept, again = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM ({counted.format(which='true')})"
        for one, other in ((kept, again), (again, kept)):
            (wrong,) = db.execute(f"SELECT count(*) FROM ({one} EXCEPT {other})").fetchone()
            if wrong:
                yield f"{table}: {wrong:,} rows are not what counting again gives; read the pages into a new file"
                break
