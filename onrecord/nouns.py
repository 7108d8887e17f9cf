"""What a noun or a first name tells: person, body or document; he or she; one or many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord import facts

TABLES = Path(__file__).parent / "tables"
SUFFIXES = frozenset("jr sr ii iii iv".split())  # behind a name


class Noun(NamedTuple):
    """A noun that stands for somebody: `gender` "m", "f" or ""; `plural`; `role` if it can be an office or a trade."""

    kind: str
    gender: str
    plural: bool
    role: bool


def noun(word: str) -> Noun | None:
    """The entry of a word, regular plurals included."""
    lower = word.lower()
    found = _nouns().get(lower)
    if found is None:
        found = next((n._replace(plural=True) for s in _singulars(lower) if (n := _nouns().get(s))), None)
    return found


def is_agent(word: str) -> bool:
    """Whether the tables give a noun, or the one that it is the plural of, a sector: who can act for himself."""
    return any(form in facts.nouns() for form in (word.lower(), *_singulars(word.lower())))


def is_people(word: str) -> bool:
    """Whether a word is a plural for persons, as the last of a body's name may be: "Senate Democrats"."""
    entry = noun(word)
    return entry is not None and entry.kind == "person" and entry.plural


def _singulars(word: str) -> Iterator[str]:
    """What a word may be the regular plural of."""
    if word.endswith("s") and len(word) > 2:
        yield from (word[:-1], word[:-2], word[:-3] + "y", word[:-3] + "man")
    if word.endswith("men"):
        yield word[:-3] + "man"


def gender_of_name(first: str) -> str:
    """Gender ("m", "f", or "" if it tells none) of a first name."""
    return _first_names().get(facts.fold(first), "")


def people_of(word: str) -> str | None:
    """The ISO3 code of a nationality, adjective or people ("Venezuelan", "Venezuelans"), None if it is none."""
    return _peoples().get(facts.fold(word))


def kind_of_name(name: str) -> str | None:
    """What the tables say a name stands for, where they say one thing: person, organisation, place.

    One word tells only if it is a country or an acronym: "Target" and "Orange" are companies, and words.
    """
    key = facts.fold(name)
    whole = " " in key
    found = {
        "place": key in _countries(),
        "organisation": (whole or (name.isupper() and len(name) > 2))
        and any(body.kind != "metonym" for body in facts.bodies_named(key)),
        "person": whole and bool(facts.persons_named(key)),
    }
    kinds = [kind for kind, says in found.items() if says]
    return kinds[0] if len(kinds) == 1 else None


@cache
def _countries() -> frozenset[str]:
    return frozenset(facts.fold(n) for c in facts.countries() if c.kind == "country" for n in (c.name, *c.names))


@cache
def _nouns() -> dict[str, Noun]:
    return {r[0]: Noun(r[1], r[2], r[3] == "pl", r[4] == "1") for r in _rows("nouns")}


@cache
def _first_names() -> dict[str, str]:
    return {r[0]: r[1] for r in _rows("first_names")}


@cache
def _peoples() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in facts.countries():
        for word in country.people:
            found.setdefault(facts.fold(word), country.code)
    plurals = {f"{w}s": code for w, code in found.items() if not w.endswith(("s", "h", "e"))}
    return {**plurals, **found}


def _rows(name: str) -> Iterator[list[str]]:
    for line in (TABLES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")[1:]:
        if line:
            yield line.split("\t")
