"""From the cast of an article to actors: who each of them is in the world, with country and sectors, or why not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from onrecord.actors import Resolved, who
from onrecord.cast import Cast, Entity, Known
from onrecord.facts import Person, bodies_called, fold, in_force, persons_named, persons_surnamed
from onrecord.nouns import kind_of_name, noun, people_of
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
    spoken = _spoken_of(article, cast)
    kept = [e for e in cast.entities if id(e) in spoken or (e.names and e.kind != "place")]
    asked = [
        _Asked(article, home if _is_at_home(article, e) else None, e, spoken.get(id(e), ()), similar) for e in kept
    ]
    answers = [each.answer() for each in asked]
    known_as = list(zip(kept, answers, strict=True))
    actors = _joined([(e, _actor(article, e, a, n)) for n, (e, a) in enumerate(known_as)], answers)
    doubts = [_doubt(e, a) for e, a in known_as if a.why and id(e) in spoken]
    ids = {span: actors[id(e)].id for span, e in cast.references.items()}
    return Identified(tuple(dict.fromkeys(actors.values())), tuple(_with_actors(s, ids) for s in statements),
                      tuple(_acting(e, ids) for e in events), tuple(doubts))  # fmt: skip


def _spoken_of(article: Article, cast: Cast) -> dict[int, tuple[str, ...]]:
    """The entities that speak, are spoken to, act or are acted on, each with the words that refer to it so."""
    found: dict[int, tuple[str, ...]] = {}
    for span, entity in sorted(cast.references.items()):
        found[id(entity)] = (*found.get(id(entity), ()), span.of(article.text))
    return found


def _joined(found: Sequence[tuple[Entity, Actor]], answers: Sequence[Resolved]) -> dict[int, Actor]:
    """The actor of each entity; those who are one person or body of the tables are one actor, the first of them."""
    one: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, answer in enumerate(answers):
        same = answer.row is not None and answer.name and not answer.why and answer.kind in _ONE
        state = answer.kind == "government" and (answer.name or "").startswith("Government of")
        row = (answer.country or "") if state else answer.row or ""
        one[(row, answer.name or "") if same else ("", str(number))].append(number)
    actors: dict[int, Actor] = {}
    for numbers in one.values():
        entity, first = found[numbers[0]]
        spans = tuple(sorted({m for n in numbers for m in found[n][1].mentions}))
        actors |= {id(found[n][0]): msgspec.structs.replace(first, mentions=spans) for n in numbers}
    return actors


_ONE = ("person", "organisation", "government")


def known(name: str, on: str | None) -> Known | None:
    """What the tables know of a full name, or of the surname of one head of state or government of the day: gender and,
    on that day, roles; None if nobody or several bear it."""
    found = persons_named(fold(name)) if " " in name else _leaders(name, on)
    if len(found) != 1:
        return None
    holdings = found[0].holdings
    titles = [t for h in holdings if on and in_force(h.since, h.until, on) for t in (h.office, *h.titles)]
    roles = {word for title in titles for word in _roles(title)}
    gender = next((h.gender for h in holdings if h.gender), None) or ""
    return Known(gender, tuple(sorted(roles)), frozenset(map(fold, titles)))


def _roles(title: str) -> Iterator[str]:
    """The role nouns of a title that its holder is called by alone: of "attorney general" none but "attorney"."""
    words = fold(title).split(" of ")[0].split()
    if words and words[0] not in _PAST:
        held = words[:-1] if len(words) > 1 and words[-1] == "general" else words
        yield from (word for word in held if (entry := noun(word)) and entry.role)


_PAST = frozenset("former ex past onetime".split())


def _leaders(surname: str, on: str | None) -> tuple[Person, ...]:
    return tuple(
        p
        for p in persons_surnamed(fold(surname))
        if on and any(h.rank == 1 and in_force(h.since, h.until, on) for h in p.holdings)
    )


def about(mentions: Sequence[Mention], text: str, places: Sequence[Where]) -> tuple[tuple[str, ...], str | None]:
    """The countries (ISO3) of the nationalities in the article, as often as named; and the one that it is about, by
    these, by its places, and by its bodies that only one country has ("the White House", "the FBI")."""
    peoples = tuple(c for m in mentions if m.kind == "nationality" and (c := people_of(m.head.of(text))))
    bodies = (_land_of(m.head.of(text)) for m in mentions if m.kind == "organisation" and m.form == "name")
    count = Counter([*peoples, *(p.country for p in places if p.country), *filter(None, bodies)])
    (code, times), (_, next_) = [*count.most_common(2), (None, 0), (None, 0)][:2]
    return peoples, code if times > max(1, next_) and times >= _ABOUT * count.total() else None


@lru_cache(maxsize=1 << 12)
def _land_of(name: str) -> str | None:
    """The country (ISO3) of the public bodies of a name; None if there are none, or of several countries."""
    lands = {b.country for b in bodies_called(name) if b.kind in _PUBLIC}
    return lands.pop() if len(lands) == 1 else None


_PUBLIC = frozenset("parliament party ministry service government metonym court police army".split())


def _is_at_home(article: Article, entity: Entity) -> bool:
    """Whether the country of the article may be meant without a word: "the president", "police"; not "reporters"."""
    first = _noun_phrase(article, entity)
    alone = entity.kind == "organisation" and not entity.plural and " " not in first
    return bool(entity.names) or alone or first.lower().startswith("the ")


class _Asked(NamedTuple):
    """An entity, and what else the text has to say who it is: the words that refer to it where it speaks or acts.

    `home` is the country (ISO3) that it may be of without a word.
    """

    article: Article
    home: str | None
    entity: Entity
    references: tuple[str, ...]
    similar: Callable[[str], str | None] | None

    def answer(self) -> Resolved:
        """Who it is: by its name with its title, by its name, by its name with its apposition; or by its noun. The
        first that tells a sector without a doubt is taken, else the first that tells a sector, or a country."""
        if self.entity.kind == "document":
            return Resolved(_noun_phrase(self.article, self.entity), self.article.published, kind="document")
        found: list[Resolved] = []
        for words in dict.fromkeys(self._words()):
            answer = self._who(words)
            if answer.sectors not in ((), ("UNK",)) and not answer.why:
                return answer
            found.append(answer)
        told = next((f for f in found if f.sectors), None) or next((f for f in found if f.country), None)
        return told or self._likened(found[0])

    def _words(self) -> Iterator[str]:
        """What to look up, the likeliest first."""
        entity, text = self.entity, self.article.text
        longest = sorted(self.references, key=lambda words: -len(words))
        if entity.name is None:
            first = _noun_phrase(self.article, entity)
            yield from (words.split(",")[0] for words in longest if words.startswith(first))
            yield first
            return
        titled = [m.span.of(text) for m in entity.mentions if m.form == "name" and m.span.start < m.head.start]
        if entity.kind == "person":
            whole = sorted((words for words in titled if entity.name in words), key=lambda words: -len(words))
            yield from titled[:1] if " " not in entity.name else whole[:2]
        yield entity.name
        if entity.kind == "person":
            yield from [words for words in longest if entity.name in words][:2]

    def _who(self, words: str) -> Resolved:
        found = who(words, self.article.published, home=self.home, printed=True)
        name, kind = self.entity.name, self.entity.kind
        if name is None and found.name and fold(found.name).split()[-1] in fold(words).split():
            # "hopefuls Ann Lee and Bob Roe" are not Bob Roe
            return Resolved(words, found.on, why="its words name somebody beside it")
        if name is None or (" " not in name and kind == "person"):
            return found
        others = ("organisation", "government", "place") if kind == "person" else ("person",)
        another = found.kind in others or (kind == "organisation" and (found.row or "").startswith("countries"))
        if another and not bodies_called(name) and kind_of_name(name) != "place":
            return Resolved(name, found.on, why="the tables know its words only as a part of other names")
        return found

    def _likened(self, found: Resolved) -> Resolved:
        """The answer by the noun that the words are like, of who has no name."""
        if self.entity.names or self.similar is None:
            return found
        words = _noun_phrase(self.article, self.entity)
        return who(words, found.on, home=self.home, printed=True, similar=self.similar)


def _noun_phrase(article: Article, entity: Entity) -> str:
    """The first noun phrase for who has no name; the first pronoun if there is none."""
    first = next((m for m in entity.mentions if m.form != "pronoun"), entity.mentions[0])
    return first.span.of(article.text)


def _actor(article: Article, entity: Entity, answer: Resolved, number: int) -> Actor:
    """The entity with its answer. Its number in the cast is in the id: two may begin with the same words."""
    spans = tuple(sorted({_words_of(m) for m in entity.mentions}))
    named = answer.name if answer.row and not answer.why else None
    name = named or entity.name or _noun_phrase(article, entity)
    kind = ("group" if entity.plural else entity.kind) if answer.kind is None else answer.kind
    if entity.names and entity.kind == "organisation" and kind == "person":
        kind = "organisation"
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
