"""Whose position it is: a government speaks through its head, ministers, spokesmen and ministries; a list of speakers
is each of them; the same person has one name in every article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from onrecord.actors import Resolved, who
from onrecord.facts import countries, fold
from onrecord.nouns import noun
from onrecord.records import Actor, Reading, Record, Span

_LIST = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|nor)\s+")
_EACH = re.compile(r"(?:both|either|neither)\s+", re.IGNORECASE)
_MEMBERS = re.compile(r",?\s*\b(?:including|among them|such as|like)\s+(?P<members>.+)$")
_SPEAKS = re.compile(
    r"\b(?:minist\w+|government|cabinet|state department|foreign office|presidency|administration|embassy)\b"
)
_PRONOUNS = frozenset(
    "i we he she it they you who which that this his her its their our my your one some many others "
    "someone somebody everyone "
    "nobody me him them us both all".split()
)
# Nouns that alone name nobody.
_NOBODY = frozenset(
    "countries nations others leadership people leaders governments states officials sources allies supporters".split()
)
_OWN_LEVEL = re.compile(r"\b(?:mayor|governor|senator|lawmaker|congress\w*|deputy|legislator|assembly|judge|general)\b")
# What stands before somebody who only tells more of somebody else.
_BELONGING = re.compile(r"\s(?:of|for|from|to|in|at|with)\s(?:\S+\s){0,3}$")


class Party(Record, frozen=True):
    """An actor, as a row of the table: a government, a person, a body, a group."""

    name: str
    kind: str
    country: str | None = None
    sectors: tuple[str, ...] = ()


class Side(NamedTuple):
    """Who holds a position: the row `key`, the party, and `by`, who said so in the words of the page."""

    key: str
    party: Party
    by: str


def sides(reading: Reading, source: Span, actor: str | None, home: str | None) -> list[Side]:
    """Everybody that the words of a source name.

    `actor` is the id of who that is, if the reading knows; `home` the country (ISO3) that the question is about.
    """
    if (each := _EACH.match(source.of(reading.article.text))) is not None:
        source = Span(source.start + each.end(), source.end)
    text = _said(reading, source)
    grouped = _MEMBERS.search(source.of(reading.article.text))
    if grouped:
        head = Span(source.start, source.start + grouped.start())
        members = Span(source.start + grouped.start("members"), source.end)
        alone = _listed_one(reading, members, home)
        some = _listed(reading, members, home) or ([alone] if alone else [])
        several = _listed(reading, head, home)
        return [*(several or _one(reading, head, actor, _said(reading, head), home)), *some]
    if " and " in text or " nor " in text or ", " in text:
        named = _listed(reading, source, home)
        if len(named) > 1:
            return named
    return _one(reading, source, actor, text, home)


def _said(reading: Reading, span: Span) -> str:
    return " ".join(span.of(reading.article.text).split()).strip(" ,;:\"“”'‘")


def _listed(reading: Reading, span: Span, home: str | None) -> list[Side]:
    """Those of a list of names; nobody if the commas are those of an apposition."""
    text, at, found = span.of(reading.article.text), 0, []
    if " and " not in text and " nor " not in text:
        return []
    for stop in (*_LIST.finditer(text), None):
        end = stop.start() if stop else len(text)
        part = Span(span.start + at, span.start + end)
        side = _listed_one(reading, part, home) if end > at else None
        if side is None and end > at and not _is_many(_said(reading, part)):
            return []
        found += [side] if side else []
        at = stop.end() if stop else end
    return found


def _listed_one(reading: Reading, part: Span, home: str | None) -> Side | None:
    words = _said(reading, part)
    actor = _standing_at(reading, part)
    if actor is not None and any(c.isupper() for c in words):
        return _of_actor(actor, words, home)
    known = _looked_up(words, reading.article.published, home)
    many = _is_many(words) and fold(words) not in ("others", "many others")
    return known or (_group(words) if many else None)


def _is_many(words: str) -> bool:
    """Whether the words stand for several without a name: "most Western countries", "others"."""
    found = fold(words).split()
    many = bool(found) and (found[-1].endswith("s") or found[-1] in ("media", "people", "police"))
    return many and (words[0].islower() or words[0].isdigit())


def party_of(name: str, on: str | None) -> Side:
    """Who a name that a user wrote stands for on a day."""
    return _looked_up(name, on, None) or Side(fold(name), Party(name, "person"), name)


@cache
def country_name(code: str) -> str:
    """The name of a country, its code if it has none."""
    return next((c.name for c in countries() if c.code == code and c.kind == "country"), code)


@cache
def _people(code: str) -> str:
    return next((c.people[0] for c in countries() if c.code == code and c.kind == "country" and c.people), code)


def government(code: str, by: str) -> Side:
    """The government of a country, and through whom it speaks."""
    return Side(f"government {code}", Party(country_name(code), "government", code, ("GOV",)), by)


def _one(reading: Reading, source: Span, actor: str | None, text: str, home: str | None) -> list[Side]:
    if _is_document(text):
        return [Side(fold(_bare(text)), Party(_bare(text), "document"), text)]
    cast = {a.id: a for a in reading.actors}
    found = cast.get(actor or "") or _standing_at(reading, source)
    if (fold(text) in _PRONOUNS and found is None) or fold(_bare(text)) in _NOBODY:
        return []
    known = found is not None and (found.country or found.kind == "group" or _is_short_for(text, found))
    asked = text if fold(text) not in _PRONOUNS else " ".join(dict.fromkeys(found.name.split())) if found else ""
    side = None if known else _looked_up(asked, reading.article.published, home)
    side = side or (_of_actor(found, text, home) if found else None)
    if side is not None:
        return [side]
    if not re.search(r"\w", text) or fold(text) in _PRONOUNS or len(text) > 120:
        return []
    return [_group(text)] if fold(_bare(text)) not in _NOBODY else []


def _is_short_for(words: str, actor: Actor) -> bool:
    """Whether the words are a part of a person's name: "Johnson" of Eddie Johnson, of whom the tables know nothing."""
    return actor.kind == "person" and set(fold(words).split()) < set(fold(actor.name).split())


def _group(words: str) -> Side:
    """Those whom the tables do not know, under their own words."""
    return Side(key_of(_bare(words), "group", None), Party(_bare(words), "group"), words)


def _is_document(text: str) -> bool:
    """Whether the words stand for a text and not for somebody: "official results", "a resolution"."""
    words = fold(text).split()
    found = noun(words[-1]) if words else None
    return found is not None and found.kind == "document" and words[-1] not in ("press", "media")


def _standing_at(reading: Reading, source: Span) -> Actor | None:
    """The actor whose mention fills most of the source's words; not one whose others they are ("Smith's colleagues"),
    nor one that is only told to be theirs, if there is another: "Ann Lee, the head of | the Open Society"."""
    text = reading.article.text
    inside = [
        (m, a)
        for a in reading.actors
        for m in a.mentions
        if source.start <= m.start and m.end <= source.end
        and not (text[m.end : m.end + 2] in ("'s", "’s") and text[m.end + 2 : source.end].strip())
    ]  # fmt: skip
    heads = [(m, a) for m, a in inside if not _BELONGING.search(text, source.start, m.start)] or inside
    return max(heads, key=lambda pair: (pair[0].end - pair[0].start, pair[1].id))[1] if heads else None


def _of_actor(actor: Actor, text: str, home: str | None) -> Side | None:
    names = fold(actor.name).split()
    if "opposition" in names and "OPP" in actor.sectors or fold(text).endswith("opposition"):
        return _opposition(actor.country or home, text)
    if fold(actor.name) in _PRONOUNS:
        return None
    if _is_government(actor.kind, actor.name, actor.sectors, actor.country, text):
        return government(actor.country or "", text)
    if fold(_bare(text)) in _NOBODY:
        return None
    if actor.kind == "group" or (
        actor.kind == "organisation" and text[:1].islower() and not actor.country and not home
    ):
        # "They" are who the reading says they are: "two brothers".
        name = _bare(actor.name if fold(text) in _PRONOUNS or fold(text) == fold(actor.name) else text)
        return Side(fold(name), Party(name, "group", None, actor.sectors), text)
    return _named(_bare(actor.name), actor.kind, actor.country or _at_home(actor.kind, home), actor.sectors, text)


def _at_home(kind: str, home: str | None) -> str | None:
    """The country of a body whose name has none: "the electoral council" is that of the question's country."""
    return home if kind == "organisation" else None


def _named(name: str, kind: str, country: str | None, sectors: tuple[str, ...], text: str) -> Side:
    """A person or a body, under its name without its country's: "Venezuela's electoral council"."""
    short = name
    if kind == "organisation" and country:
        owner = re.match(r"(?P<owner>[\w ]+?)(?:['’]s)? (?=\S)", name)
        if owner and fold(owner["owner"]) in (fold(country_name(country)), fold(_people(country))):
            short = name[owner.end() :]
    key = f"{country or ''} {fold(short)}".strip() if kind == "organisation" else fold(short)
    return Side(key, Party(name, kind, country, sectors), text)


def _opposition(country: str | None, text: str) -> Side:
    name = f"the {_people(country)} opposition" if country else "the opposition"
    return Side(f"opposition {country or ''}".strip(), Party(name, "group", country, ("OPP",)), text)


def _is_government(kind: str, name: str, sectors: Sequence[str], country: str | None, text: str) -> bool:
    if not country or country in ("IGO", "UNO", "EUR", "NGO", "MNC", "IMG", "ISM") or sectors[:1] != ("GOV",):
        return False
    if kind == "government":
        return True
    said = fold(f"{name} {text}")
    if kind == "person":
        return not _OWN_LEVEL.search(said) and "OPP" not in sectors
    return kind in ("organisation", "ministry") and bool(_SPEAKS.search(said))


def _looked_up(text: str, day: str | None, home: str | None) -> Side | None:
    """Who the tables say the words stand for, None if they do not know."""
    found: Resolved = who(text, day, home=home)
    if found.row is None or found.why is not None:
        return None
    if "opposition" in fold(text).split():
        return _opposition(found.country or home, text)
    kind, name = found.kind or "group", found.name or _bare(text)
    if _is_government(kind, name, found.sectors, found.country, text):
        return government(found.country or "", text)
    if found.name is None and kind == "person":
        return None
    return _named(name, kind, found.country, found.sectors, text)


def key_of(name: str, kind: str, country: str | None) -> str:
    """The row of an actor as the table shows it."""
    if kind == "government" and country:
        return f"government {country}"
    if kind == "group" and fold(name).endswith("opposition"):
        return f"opposition {country or ''}".strip()
    return _named(name, kind, country, (), name).key


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", text, flags=re.IGNORECASE).rstrip(" ,;")


def unified(found: Iterable[Side]) -> Mapping[str, Side]:
    """Key → the side that stands for it: "Machado" is María Corina Machado if only one of the names ends so, and "the
    electoral council" the National Electoral Council of its country."""
    full: dict[str, Side] = {}
    for side in found:
        if side.key not in full or len(side.party.name) > len(full[side.key].party.name):
            full[side.key] = side
    by_last: dict[str, set[str]] = defaultdict(set)
    for key in full:
        by_last[key.split()[-1]].add(key)
    return {key: full[_fuller(side, full, by_last[key.split()[-1]])] for key, side in full.items()}


def _fuller(side: Side, full: Mapping[str, Side], near: set[str]) -> str:
    """The key of the one longer name that this one is short for; its own if there is none, or more than one."""
    kind, words = side.party.kind, set(side.key.split())
    if kind not in ("person", "organisation") or (kind == "person" and len(words) > 1):
        return side.key
    longer = [k for k in near if k != side.key and words < set(k.split()) and full[k].party.kind == kind]
    return longer[0] if len(longer) == 1 else side.key


def names_alike(name: str, found: Iterable[Side]) -> Iterator[Side]:
    """The sides that a name which a user wrote may mean."""
    wanted = fold(name).split()
    for side in found:
        has = fold(side.party.name).split()
        if has == wanted or (len(wanted) == 1 and has[-1:] == wanted and side.party.kind == "person"):
            yield side
