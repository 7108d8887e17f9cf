"""An article: its text with what was found in it, the rows beside their words, its cast, its copies."""

from __future__ import annotations

from onrecord.desk import sources
from onrecord.desk.article import cast, part, part_of
from onrecord.desk.sources import Copy
from onrecord.desk.views._shown import Desk, Given, Missing, Shown, number_of
from onrecord.errors import UsageError
from onrecord.records import Reading, Record, Span

_FAR = 10**9


class ArticleTwin(Record, frozen=True):
    """An article as JSON: the public record, the keys of its actors (id → key), the other copies of the report."""

    reading: Reading
    keys: dict[str, str]
    copies: tuple[Copy, ...]


def article(desk: Desk, given: Given) -> Shown:
    """The page of an article. `at` and `to` point at words of it, `part` at a part of a long one.

    Raises: Missing if the ledger does not hold it; LedgerError.
    """
    with desk.opened() as kept:
        try:
            reading = kept.reading(kept.article_id(given["id"]))
        except UsageError as error:
            raise _missing(desk, given["id"]) from error
        with kept.looking() as db:
            keys = sources.keys(db, reading.article.id)
            copies = sources.copies(db, reading.article.id)
    text = reading.article.text
    at, to = number_of(given, "at", 0, _FAR), number_of(given, "to", 0, _FAR)
    wanted = number_of(given, "part", 0, _FAR) or part_of(text, at)
    found = Span(at, min(to, len(text))) if to > at else None
    shown = part(reading, keys, wanted, found)
    members = cast(reading, keys)
    values = {"reading": reading, "article": reading.article, "part": shown, "cast": members, "copies": copies,
              "rows": {"statements": len(reading.statements), "events": len(reading.events),
                       "doubts": len(reading.doubts)}}  # fmt: skip
    return Shown("article.html", values, ArticleTwin(reading, keys, copies))


def _missing(desk: Desk, name: str) -> Missing:
    """What to say of an article that is not there, with the newest ones that are."""
    with desk.looking() as db:
        near = sources.articles(db, sources.Scope(), 5)
    return Missing(
        f"The ledger holds no article {name!r}. It may have been read again with other words since, which gives it "
        "another id; look for it by its words, or begin at the newest ones.",
        tuple((f"/articles/{line.id}", line.title or line.opening) for line in near),
    )
