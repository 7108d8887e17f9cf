"""Who is whom in one article, beyond what its reading tells: "the actor" is the person who is called "actor Ada Smith",
and a minister speaks for himself where a question is about his own country's people."""

from __future__ import annotations

import re

import msgspec

from onrecord.actors import who
from onrecord.facts import fold
from onrecord.nouns import noun
from onrecord.questions._sides import Party, Side, key_of
from onrecord.records import Actor, Reading, Span

_DEFINITE = re.compile(r"the (?P<role>[a-z]+)", re.IGNORECASE)


def with_roles(reading: Reading) -> Reading:
    """The reading in which "the actor" is the one person whom the article calls "actor Ada Smith"."""
    found = {a.id: named for a in reading.actors if (named := _named_as(reading, a)) is not None}
    if not found:
        return reading
    actors = tuple(
        msgspec.structs.replace(a, mentions=tuple(sorted({*a.mentions, *_of(reading, found, a)})))
        for a in reading.actors if a.id not in found
    )  # fmt: skip
    return msgspec.structs.replace(reading, actors=actors, statements=tuple(
        msgspec.structs.replace(s, speaker=msgspec.structs.replace(s.speaker, actor=found[s.speaker.actor].id))
        if s.speaker and s.speaker.actor in found else s for s in reading.statements))  # fmt: skip


def _of(reading: Reading, found: dict[str, Actor], actor: Actor) -> list[Span]:
    return [m for a in reading.actors if a.id in found and found[a.id].id == actor.id for m in a.mentions]


def _named_as(reading: Reading, actor: Actor) -> Actor | None:
    """Who bears a name and is called what this actor is called; None if nobody is, or more than one."""
    role = _DEFINITE.fullmatch(actor.name)
    if role is None or actor.kind != "person" or noun(role["role"]) is None:
        return None
    text = reading.article.text
    before = re.compile(rf"\b{re.escape(role['role'])}\s+$", re.IGNORECASE)
    some = [
        a for a in reading.actors
        if a.id != actor.id and a.kind == "person" and " " in a.name
        and (fold(a.name).split()[0] == role["role"].lower()
             or any(before.search(text, max(0, m.start - 40), m.start) for m in a.mentions))
    ]  # fmt: skip
    return some[0] if len(some) == 1 else None


_BY = re.compile(r"\s(?:by|from)\s+(?:the\s+)?$")
_FINDS = frozenset("investigation inquiry probe findings finding review team".split())


def heard(reading: Reading, source: Span, side: Side, home: str | None) -> Side | None:
    """Whose position a side is in a question without a frame; None if its words name nobody.

    A report is its author's ("Smith's report", "the Smith letter"). A text of nobody's, and words that are no name and
    no noun for people, hold nothing.
    """
    if side.party.kind != "government" and _is_text(side.by):
        owner = _owner(reading, source)
        if owner is None:
            return None
        key = key_of(owner.name, owner.kind, owner.country)
        return Side(key, Party(owner.name, owner.kind, owner.country), side.by)
    if side.party.kind == "group" and not _are_people(reading, source, side):
        return None
    words = _meant(reading, source, side.by).removeprefix("the ").split()
    some = side.party.kind == "group" and "PTY" in side.party.sectors
    if (
        (some or side.party.kind == "organisation")
        and words
        and words[-1][0].isupper()
        and words[-1].endswith("s")
        and (some or fold(words[-1]) not in fold(side.party.name))
        and (some or len(words) == 1 or who(words[-1]).name == side.party.name)
    ):
        # "Democrats demanded", "Senate Democrats": people of a party, not the party.
        return Side(fold(words[-1]), Party(words[-1], "group", side.party.country, side.party.sectors), side.by)
    return as_person(reading, source, side, home)


_THEY = frozenset("they them their theirs who".split())


def _meant(reading: Reading, source: Span, by: str) -> str:
    """The words of a source; of "they" those before it that it stands for."""
    if fold(by) not in _THEY:
        return by
    text = reading.article.text
    meant = [a for a in reading.actors if any(m.touches(source) for m in a.mentions)]
    before = [m for a in meant for m in a.mentions if m.end <= source.start and fold(m.of(text)) not in _THEY]
    return max(before).of(text) if before else by


def _is_text(words: str) -> bool:
    """Whether the words stand for a text, or for the work that it tells of: "the summary", "his investigation"."""
    head = re.split(r"\s+(?:of|by|from|on|released|into)\s", fold(words))[0].split()
    found = noun(head[-1]) if head else None
    return bool(head) and (head[-1] in _FINDS or (found is not None and found.kind == "document"))


def _owner(reading: Reading, source: Span) -> Actor | None:
    """The one person whom the words of a text name before it, "Attorney General Smith's summary", or whoever is named
    behind it as who made it: "a statement by the delegation"."""
    some = [(m.start, a) for a in reading.actors for m in a.mentions if _is_author(reading, source, m, a)]
    return min(some, key=lambda pair: (pair[0], pair[1].id))[1] if len({a.id for _, a in some}) == 1 else None


def _is_author(reading: Reading, source: Span, mention: Span, actor: Actor) -> bool:
    text = reading.article.text
    if mention.start < source.start or mention.end > source.end or _is_text(mention.of(text)):
        return False
    made = _BY.search(text, source.start, mention.start) is not None
    return made or (actor.kind == "person" and mention.end < source.end)


def _are_people(reading: Reading, source: Span, side: Side) -> bool:
    text = reading.article.text
    known = any(a.sectors or a.kind in ("person", "organisation") for a in reading.actors for m in a.mentions
                if source.start <= m.start and m.end <= source.end)  # fmt: skip
    words = re.split(r"\s+(?:of|from|in|who|with|to)\s", side.by)[0].split()
    found = noun(words[-1].strip(",.")) if words else None
    return (found is not None and found.kind in ("person", "organisation", "group")) or (
        known and any(w[0].isupper() for w in text[source.start : source.end].split())
    )


def as_person(reading: Reading, source: Span, side: Side, home: str | None) -> Side:
    """The person who speaks, where the side is the government that he is of.

    A minister's word is his government's in what it has to do with others. In a question about its own people (`home`
    is its country, or the question has none) he is a side of his own.
    """
    if side.party.kind != "government" or (home and side.party.country != home):
        return side
    text = reading.article.text
    for actor in reading.actors:
        if actor.kind == "person" and any(
            source.start <= m.start and m.end <= source.end and (side.by in m.of(text) or m.of(text) in side.by)
            for m in actor.mentions
        ):
            return Side(fold(actor.name), Party(actor.name, "person", actor.country, actor.sectors), side.by)
    return side
