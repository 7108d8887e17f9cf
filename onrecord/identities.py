"""From the cast of an article to actors: who each of them is in the world, with country and sectors, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from onrecord.actors import Resolved, who
from onrecord.cast import Cast, Entity, Known
from onrecord.facts import Person, fold, in_force, persons_named, persons_surnamed
from onrecord.nouns import noun, people_of
from onrecord.records import (
    Actor,
    Article,
    Doubt,
    Event,
    Mention,
    Reference,
    Span,
    Statement,
    Where,
    content_id,
    spans_key,
)

# A country is what an article is about if it has this share of all the countries it names, and is named twice.
_ABOUT = 0.4


class Identified(NamedTuple):
    """The actors of an article, its statements and events with them, and what stayed open."""

    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    doubts: tuple[Doubt, ...]


def identified(
    article: Article,
    cast: Cast,
    statements: Sequence[Statement],
    events: Sequence[Event],
    home: str | None,
    similar: Callable[[str], str | None] | None = None,
) -> Identified:
    """Who everybody is. `home` is the country (ISO3) that the article is about, if it is about one; `similar` the known
    noun that an unknown one is like."""
    speaking = {id(e) for e in cast.references.values()}
    kept = [e for e in cast.entities if id(e) in speaking or (e.names and e.kind != "place")]
    answers = [
        who(
            _asked(article, e),
            article.published,
            home=home if _is_at_home(article, e) else None,
            similar=None if e.names else similar,
        )
        for e in kept
    ]
    actors = {id(e): _actor(article, e, a, n) for n, (e, a) in enumerate(zip(kept, answers, strict=True))}
    doubts = [_doubt(e, a) for e, a in zip(kept, answers, strict=True) if a.why and id(e) in speaking]
    ids = {span: actors[id(e)].id for span, e in cast.references.items()}
    return Identified(tuple(actors.values()), tuple(_with_actors(s, ids) for s in statements),
                      tuple(_acting(e, ids) for e in events), tuple(doubts))  # fmt: skip


def known(name: str, on: str | None) -> Known | None:
    """What the tables know of a full name, or of the surname of one head of state or government of the day: gender and,
    on that day, roles; None if nobody or several bear it."""
    found = persons_named(fold(name)) if " " in name else _leaders(name, on)
    if len(found) != 1:
        return None
    holdings = found[0].holdings
    titles = [t for h in holdings if on and in_force(h.since, h.until, on) for t in (h.office, *h.titles)]
    roles = {word for title in titles for word in title.split() if (entry := noun(word)) and entry.role}
    gender = next((h.gender for h in holdings if h.gender), None) or ""
    return Known(gender, tuple(sorted(roles)), frozenset(map(fold, titles)))


def _leaders(surname: str, on: str | None) -> tuple[Person, ...]:
    return tuple(
        p
        for p in persons_surnamed(fold(surname))
        if on and any(h.rank == 1 and in_force(h.since, h.until, on) for h in p.holdings)
    )


def about(mentions: Sequence[Mention], text: str, places: Sequence[Where]) -> tuple[tuple[str, ...], str | None]:
    """The countries (ISO3) of the nationalities in the article, as often as named; and the one that it is about."""
    peoples = tuple(c for m in mentions if m.kind == "nationality" and (c := people_of(m.head.of(text))))
    count = Counter([*peoples, *(p.country for p in places if p.country)])
    (code, times), (_, next_) = [*count.most_common(2), (None, 0), (None, 0)][:2]
    return peoples, code if times > max(1, next_) and times >= _ABOUT * count.total() else None


def _is_at_home(article: Article, entity: Entity) -> bool:
    """Whether the country of the article may be meant without a word: "the president", "police"; not "reporters"."""
    first = entity.mentions[0].span.of(article.text)
    alone = entity.kind == "organisation" and not entity.plural and " " not in first
    return bool(entity.names) or alone or first.lower().startswith("the ")


def _asked(article: Article, entity: Entity) -> str:
    """The words to look up: the fullest name, with its title where it is one word; else the first noun phrase."""
    name = entity.name
    if name is None:
        first = entity.mentions[0]
        return first.span.of(article.text)
    if entity.kind == "person" and " " not in name:
        titled = [m for m in entity.mentions if m.form == "name" and m.span.start < m.head.start]
        return titled[0].span.of(article.text) if titled else name
    return name


def _actor(article: Article, entity: Entity, answer: Resolved, number: int) -> Actor:
    """The entity with its answer. Its number in the cast is in the id: two may begin with the same words."""
    spans = tuple(sorted({_words_of(m) for m in entity.mentions}))
    name = answer.name if answer.row and answer.name and not answer.why else entity.name or _asked(article, entity)
    kind = answer.kind or ("group" if entity.plural else entity.kind)
    key = content_id("actor", article.id, spans_key(spans[:1]), name, str(number))
    return Actor(key, name, kind, answer.country, answer.sectors, answer.wikidata,
                 spans)  # fmt: skip


def _words_of(mention: Mention) -> Span:
    return mention.head if mention.form == "name" else mention.span


def _doubt(entity: Entity, answer: Resolved) -> Doubt:
    return Doubt(_words_of(entity.mentions[0]), "which actor is it?", answer.candidates, answer.why or "")


def _with_actors(statement: Statement, ids: dict[Span, str]) -> Statement:
    return msgspec.structs.replace(
        statement,
        speaker=_referring(statement.speaker, ids),
        addressee=_referring(statement.addressee, ids),
    )


def _acting(event: Event, ids: dict[Span, str]) -> Event:
    actors, recipients = (
        tuple(msgspec.structs.replace(r, actor=ids.get(r.spans[0])) for r in references)
        for references in (event.actors, event.recipients)
    )
    return msgspec.structs.replace(event, actors=actors, recipients=recipients)


def _referring(reference: Reference | None, ids: dict[Span, str]) -> Reference | None:
    if reference is None or not reference.spans:
        return reference
    return msgspec.structs.replace(reference, actor=ids.get(reference.spans[0]))
