"""Which of the tables' persons and organisations bears a name, by the country and the title said and the day.

One or nobody: where two fit, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from onrecord.actor_parts import FORMER, Part
from onrecord.facts import (
    Country,
    Holding,
    Organisation,
    Person,
    codes,
    fold,
    governing,
    in_force,
    persons_surnamed,
)

# Where English-language newspapers are at home: "Labour" without more is Britain's, "Democrats" are America's.
PRESS = ("USA", "GBR")
_NUMERAL = re.compile(r"[a-z]|iii?|iv|viii?|ix|xiii?|xiv|xvi*")  # Xi is a surname
# Offices that say who is meant although their nouns are weak: a president may also be a club's.
HEADS = frozenset(("president", "vice president", "secretary general"))


class Ask(NamedTuple):
    """The day and the country that the question comes with; `owners`: whether what acts may be taken for its owner."""

    on: str | None
    home: str | None
    owners: bool = False
    depth: int = 0

    def deeper(self) -> Ask:
        """The same question about a part: "the head of the office of the leader of" has to end somewhere."""
        return self._replace(depth=self.depth + 1)


# --- the country of the words


def first_country(found: Iterable[Part], ask: Ask) -> str | None:
    """The code of the first part that has a country: a country, an organisation, a person."""
    for part in found:
        if part.kind == "country" and part.places:
            return land_of(part.places, ask)
        if part.kind == "organisation":
            body = body_of(part.bodies, None, ask)
            if body is not None and (not everywhere(part, body) or body.country == ask.home):
                return body.country
        if part.kind in ("person", "name"):
            person = bearer(part, (), None, ask)
            if person is not None:
                return person.country
            heads = {p.country for p in _surnamed(part.key) if p.rank == 1}
            if len(heads) == 1:  # "the Assad regime": father or son, it is Syria's
                return heads.pop()
    return None


# Countries whose name is also a state's of another country, where that one is meant at home.
_STATES = {"GEO": "USA", "NER": "NGA", "LUX": "BEL"}


def land_of(places: Sequence[Country], ask: Ask) -> str:
    """Of several places of one name, that of the country that the text is about, else the first of the table."""
    if _STATES.get(places[0].code, "") == ask.home and ask.home:
        return ask.home
    return ask.home if any(p.code == ask.home for p in places) and ask.home else places[0].code


# --- persons


def surname_of_place(found: Sequence[Part]) -> bool:
    """Whether it is as in "President Jackson", "Mr Paris": a town's name behind a title is a surname."""
    title = len(found) > 1 and (found[-2].kind in ("office", "state") or found[-2].noun is not None)
    part = found[-1]
    return title and part.kind == "country" and not part.genitive and all(p.kind == "place" for p in part.places)


def bearer(part: Part, context: Sequence[Part], land: str | None, ask: Ask) -> Person | None:
    """The one person who fits the name, its title, the country said and the day; None if two do."""
    if part.kind == "person":
        pool: tuple[Person, ...] = part.persons
        if land and all(p.country != land for p in pool) and len(pool) == 1 and not shares_title(pool[0], context):
            return None if land in codes() and _is_state(land) and pool[0].rank > 1 else pool[0]
        return _one(pool, part.key, context, land, ask, full=True)
    words = part.key.split(" ")
    pool = _surnamed(part.key)
    if len(words) > 1 and not pool:
        pool = _surnamed(" ".join(words[-2:])) or _surnamed(words[-1])
        titled = any(p.kind == "office" for p in context)
        pool = tuple(p for p in pool if _first_name_fits(p, words[0], titled and shares_title(p, context)))
        return _one(pool, part.key, context, land, ask, full=True)
    return _one(pool, part.key, context, land, ask, full=False)


def _surnamed(key: str) -> tuple[Person, ...]:
    """The persons of a surname; a letter or a number is none: "X" is not King Frederik X."""
    return () if _NUMERAL.fullmatch(key) else persons_surnamed(key)


def _first_name_fits(person: Person, first: str, titled: bool) -> bool:
    """The same first name; behind the person's own title its initial is enough ("President Omer al-Bashir")."""
    given = {fold(n).split(" ")[0] for h in person.holdings[:1] for n in (h.name, *h.aliases)}
    return first in given or titled and first[0] in {g[0] for g in given if g}


def _is_state(code: str) -> bool:
    return code not in ("UNO", "IGO", "EUR", "NGO", "IMG", "MNC", "ISM")


def shares_title(person: Person, context: Sequence[Part]) -> bool:
    """Whether the person ever held an office that the text says."""
    said = {p.key for p in context if p.kind == "office"}
    return any(t in said for h in person.holdings for t in h.titles)


def _one(
    pool: Sequence[Person], key: str, context: Sequence[Part], land: str | None, ask: Ask, full: bool
) -> Person | None:
    """Narrow the pool: country said, title said, in office that day, rank, home. One is left or nobody."""
    if land:
        here = [p for p in pool if p.country == land]
        pool = here or ([p for p in pool if full] if not _is_state(land) else [])
    if any(p.kind == "state" and p.key in FORMER for p in context):
        pool = [p for p in pool if not _holds(p, ask.on)] or pool
    pool = _addressed(pool, context)
    pool = [p for p in pool if (_shares_field if full else _may_be_called)(p, context)]
    said = {p.key for p in context if p.kind == "office" and not (p.noun and p.noun.weak and p.key not in HEADS)}
    titled = [p for p in pool if any(said & set(h.titles) for h in p.holdings)]
    if titled:
        return _latest(titled, said, ask)
    if said and not full:
        return None
    pool = list(pool) if full or land else _likely(pool, context, ask)
    # Each step keeps those whom it fits, if it fits any: never a lesser one because two great ones share the name.
    for fits in _NARROWER:
        pool = [p for p in pool if fits(p, key, ask)] or pool
        if len(pool) == 1:
            return pool[0]
    return pool[0] if pool and full and len({p.country for p in pool}) == 1 else None


_MEN = frozenset("mr sir lord herr senor monsieur don".split())
_WOMEN = frozenset("mrs ms miss dame lady madame mme dona baroness".split())
SPELLED = {"sen": "senator", "rep": "representative", "gov": "governor"}


def _addressed(pool: Sequence[Person], context: Sequence[Part]) -> list[Person]:
    """Those who may be addressed so: "Mrs. Clinton" is not her husband."""
    keys = {p.key for p in context}
    gender = "m" if keys & _MEN else "f" if keys & _WOMEN else ""
    return [p for p in pool if not gender or all(h.gender in (None, "", gender) for h in p.holdings)]


_PUBLIC = frozenset("GOV LEG MIL JUD COP SPY ELI PTY OPP UNK".split())


def _shares_field(person: Person, context: Sequence[Part]) -> bool:
    """Whether nouns beside a full name may be said of somebody in public office: "coach Mike Johnson" is not the one in
    Congress."""
    said = [p.noun for p in context if p.kind == "noun" and p.noun is not None and not p.noun.weak]
    held = {s for h in person.holdings for s in h.sectors}
    return all(_PUBLIC & set(n.sectors) or held & set(n.sectors) for n in said)


def _may_be_called(person: Person, context: Sequence[Part]) -> bool:
    """Whether nouns before a surname alone may be the person's: of "Sen. Johnson" only one who was a senator, of "actor
    Johnson" no prime minister."""
    for part in context:
        if part.kind == "noun" and part.noun is not None and not part.noun.weak:
            title = SPELLED.get(part.key, "")
            if not any(set(h.sectors) & set(part.noun.sectors) and any(title in t for t in h.titles)
                       for h in person.holdings):  # fmt: skip
                return False
    return True


def _likely(pool: Sequence[Person], context: Sequence[Part], ask: Ask) -> list[Person]:
    """Of those of a surname who may be meant without more: "Johnson" in an article on the country of another Johnson
    is not Boris, "Day" without a day in office is no former minister."""
    kept = [
        p for p in pool
        if p.rank < 3 and (_is_near(p, context, ask) or (len(pool) == 1 and (not ask.on or _holds(p, ask.on))))
    ]  # fmt: skip
    ours = [p for p in pool if ask.home and p.country == ask.home]
    return [p for p in kept if p in ours] if ours else kept


def _is_near(person: Person, context: Sequence[Part], ask: Ask) -> bool:
    """Whether a surname that others bear too is enough: of who is of the country that the text is about; of a head of
    state that day, or of one who is called former."""
    if person.country == ask.home:
        return not ask.on or any(h.since <= ask.on for h in person.holdings)
    if person.rank > 1:
        return False
    former = any(p.kind == "state" and p.key in FORMER for p in context)
    known = person.country in PRESS and ask.home is None
    return former or not ask.on or _holds(person, ask.on) or known


_NARROWER: tuple[Callable[[Person, str, Ask], bool], ...] = (
    lambda p, key, ask: p.rank <= 2 and _holds(p, ask.on),
    lambda p, key, ask: p.rank == 1,
    lambda p, key, ask: p.country == ask.home,
    lambda p, key, ask: fold(p.holdings[0].surnames.split("|")[0]) == key,
    lambda p, key, ask: p.rank == 2,
)


def _latest(pool: Sequence[Person], said: set[str], ask: Ask) -> Person | None:
    """Of those who held the title said, who holds it that day or left it last: "President Bush" in 2014 is the son."""
    spells = [(h, p) for p in pool for h in p.holdings if said & set(h.titles)]
    if ask.on:
        begun = [(h, p) for h, p in spells if h.since <= ask.on]
        now = [(h, p) for h, p in begun if in_force(h.since, h.until, ask.on or "")]
        spells = now or [max(begun, key=lambda s: s[0].until or "9999")] if begun else spells
    holders_ = list(dict.fromkeys(p.name for _, p in spells))
    return spells[0][1] if len(holders_) == 1 else None


def _holds(person: Person, on: str | None) -> bool:
    return on is not None and any(in_force(h.since, h.until, on) for h in person.holdings)


def sectors_held(
    person: Person, held: Sequence[Holding], said: tuple[str, ...], context: Sequence[Part], ask: Ask
) -> tuple[str, ...]:
    """The sectors of the offices held that day (`held`), with those of the title said if it is one of them."""
    if ask.on is None:
        common = [s for s in person.holdings[0].sectors if all(s in h.sectors for h in person.holdings)]
        return said or tuple(common)
    if held:
        known = distinct(s for h in held for s in h.sectors)
        now = shares_title(person._replace(holdings=tuple(held)), context)
        known = distinct((*known, *said)) if now else known
        # who governs and stands for election again is not in the opposition
        return tuple(s for s in known if s != "OPP") if "GOV" in known else known
    # A title that the table does not give him, or a day before all its rows: the text knows better than the table.
    early = all(h.since > ask.on for h in person.holdings)
    return said if said and (early or not shares_title(person, context)) else ("ELI",)


# --- organisations


def body_of(bodies: Sequence[Organisation], land: str | None, ask: Ask) -> Organisation | None:
    """The one organisation of a name: of the country said, alive that day, of the country the text is about."""
    pool = [b for b in bodies if b.country == land] if land else list(bodies)
    if land and not pool and len(bodies) == 1 and not (_is_state(bodies[0].country) and _is_state(land)):
        pool = list(bodies)
    alive = [b for b in pool if ask.on and in_force(b.since, b.until, ask.on)]
    for narrower in (alive, pool):
        for home in (ask.home, None, *(PRESS if not land else ())):
            kept = [b for b in narrower if b.country == home] if home else narrower
            if kept and len({b.country for b in kept}) == 1:
                return kept[0]
    return None


_EVERYWHERE = frozenset(("parliament", "national assembly", "central criminal court", "constitutional court"))


def everywhere(part: Part, body: Organisation) -> bool:
    """Whether the name is one that every country has: "the Supreme Court", "the Foreign Ministry", "Parliament"."""
    generic = body.kind in ("court", "police", "army") or part.key.endswith(" ministry")
    return (part.noun is not None and generic) or part.key in _EVERYWHERE


def common_sectors(bodies: Sequence[Organisation]) -> tuple[str, ...]:
    """The sectors that all of them have."""
    return tuple(s for s in bodies[0].sectors if all(s in b.sectors for b in bodies)) if bodies else ()


def body_sectors(bodies: Sequence[Organisation], body: Organisation, ask: Ask) -> tuple[str, ...]:
    """The sectors of `body` on the day; without a day those of all rows of its name in its country."""
    if body.kind == "party":
        return party_sectors(body, ask.on)
    if ask.on is None:
        return common_sectors([b for b in bodies if b.country == body.country])
    # The Taliban are rebels before August 2021 and a government after.
    return ("GOV",) if _governs(body, ask.on) else body.sectors


def _governs(body: Organisation, on: str) -> bool:
    spells = (g for n in (body.name, *body.aliases) for g in governing().get((body.country, fold(n)), ()))
    return any(in_force(g.since, g.until, on) for g in spells)


def party_sectors(body: Organisation, on: str | None) -> tuple[str, ...]:
    """A party by who governs that day; PTY alone where that is not known."""
    if on is None:
        return ("PTY",)
    if _governs(body, on):
        return ("GOV", "PTY")
    told = any(in_force(g.since, g.until, on) for (c, _), gs in governing().items() if c == body.country for g in gs)
    return ("OPP", "PTY") if told else ("PTY",)


def distinct(found: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(found))
