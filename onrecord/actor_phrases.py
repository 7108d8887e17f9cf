"""The parts of an actor string as a noun phrase: its head, what follows, what stands beside; what the head tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.actor_parts import FORMER, Part
from onrecord.facts import fold
from onrecord.nouns import is_people, noun


class Phrase(NamedTuple):
    """A noun phrase: what stands before the first preposition, that preposition, what follows; and appositions."""

    head: tuple[Part, ...]
    link: str
    rest: tuple[Part, ...]
    asides: tuple[tuple[Part, ...], ...]

    @property
    def all(self) -> tuple[Part, ...]:
        """Every part, in order."""
        return self.head + self.rest + tuple(p for aside in self.asides for p in aside)

    @property
    def former(self) -> bool:
        """Whether the text itself says that the office is past."""
        return any(p.kind == "state" and p.key in FORMER for p in self.head)


def phrase_of(found: Sequence[Part], asides: tuple[tuple[Part, ...], ...]) -> Phrase:
    """Cut at the first preposition that has something before it: "Four in 10 voters" are voters."""
    for i, part in enumerate(found):
        if part.kind == "link" and any(p.kind not in ("word", "link") for p in found[:i]):
            return Phrase(tuple(p for p in found[:i] if p.kind != "link"), part.key, tuple(found[i + 1 :]), asides)
    return Phrase(tuple(p for p in found if p.kind != "link"), "", (), asides)


def before_link(found: Sequence[Part]) -> tuple[Part, ...]:
    """An apposition up to its first preposition: "a spokesman | for Nancy Pelosi"."""
    end = next((i for i, part in enumerate(found) if part.kind == "link"), len(found))
    return tuple(found[:end])


def noun_head(phrase: Phrase) -> Part | None:
    """The last noun before the preposition; a name or a word that the tables lack may follow it, no word for a thing:
    "court documents" are nobody."""
    found = [p for p in phrase.head if p.noun is not None or p.kind == "office"]
    last = noun(phrase.head[-1].key) if phrase.head[-1].kind == "word" else None
    return found[-1] if found and not (last and last.kind == "document") else None


_GOVERN = frozenset("government administration regime authorities cabinet presidency".split())


def kind_of(head: Part) -> str:
    """What a noun stands for."""
    word = fold(head.text).split(" of ")[0].split(" ")[-1]
    entry = noun(word)
    if word in _GOVERN:
        return "government"
    if head.plural or (entry and entry.plural):
        return "group"
    return "organisation" if entry and entry.kind in ("organisation", "place") else "person"


def is_end_of_name(head: Sequence[Part]) -> bool:
    """Whether the name of a body is the last word of a longer name: "the Human Rights | League", "Sheboygan Liberty
    | Coalition"; acronyms are none ("Al Jazeera CNN")."""
    *before, last = head
    alone = (
        " " not in last.key
        and not last.text.isupper()
        and last.text[:1].isupper()
        and not is_people(last.key.split(" ")[-1])
    )
    return alone and bool(before) and before[-1].kind in ("name", "organisation") and not before[-1].genitive


def are_some(phrase: Phrase) -> bool:
    """Whether the name of a body's people is restricted to some of them: "House Republicans", "moderate Democrats"."""
    *before, head = phrase.head
    return is_people(head.key.split(" ")[-1]) and any(p.kind != "country" for p in before)
