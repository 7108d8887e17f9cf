"""Who an actor string stands for on a day: country and sectors in PLOVER's codes, the person, the row it came from.

The order of evidence is RULES below: the surest first, and each answers or passes. What no rule answers is open, with
the reason; a country is never guessed from a surname.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from onrecord.actor_parts import DEPUTY, LINKS, OPPOSED, RULING, Part, parts
from onrecord.actor_phrases import (
    Phrase,
    are_some,
    before_link,
    is_end_of_name,
    kind_of,
    noun_head,
    phrase_of,
)
from onrecord.bearers import (
    SPELLED,
    Ask,
    bearer,
    body_of,
    body_sectors,
    common_sectors,
    distinct,
    everywhere,
    first_country,
    party_sectors,
    sectors_held,
    surname_of_place,
)
from onrecord.facts import (
    Holding,
    Person,
    bodies_called,
    codes,
    fold,
    holders,
    home_of,
    in_force,
    nouns,
    office,
    office_key,
)
from onrecord.nouns import noun
from onrecord.records import Record

# Code points. A longer string is no name of anybody: it is a sentence.
LONGEST = 400
DEEPEST = 3
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ASIDE = re.compile(r"\([^()]*\)")


class Resolved(Record, frozen=True):
    """The answer: what is not known is None or empty, and `why` says why.

    `country` is ISO3 (Kosovo KOS, a dependency's sovereign) or one of PLOVER's pseudo-codes; `sectors` are PLOVER's,
    the chief one first. `office` is the office said or held that day, `holder` who held the office that was said.
    `row` is the table row behind the answer ("persons.tsv:1234", lines from 1).
    """

    text: str
    on: str | None
    name: str | None = None
    kind: str | None = None
    country: str | None = None
    sectors: tuple[str, ...] = ()
    office: str | None = None
    holder: str | None = None
    wikidata: str | None = None
    gender: str | None = None
    row: str | None = None
    candidates: tuple[str, ...] = ()
    why: str | None = None


def who(
    text: str,
    on: str | None = None,
    *,
    home: str | None = None,
    as_place: bool = False,
    printed: bool = False,
    similar: Callable[[str], str | None] | None = None,
) -> Resolved:
    """Resolve one actor string as of the day `on` ("YYYY-MM-DD"; anything else counts as no date).

    `home` is the country (ISO3) that the text is about: "the president" is then its president. `as_place`: a capital
    stands for itself and not for its government. `printed`: the words stand so in a text, and what has no capital there
    is no name. `similar` maps a noun that the tables lack to the nearest one that they have, or None; it is asked last.
    Never raises; the same arguments give the same answer.
    """
    day = on if on and _DAY.fullmatch(on) else None
    land = home if home in codes() else None
    if len(text) > LONGEST:
        return Resolved(text, on, why="too long for the name of an actor")
    words = " ".join(text.split())
    found = _who(words, Ask(day, land), as_place, printed)
    if found.why is not None and not found.sectors and found.kind is None and not as_place:
        found = _who(words, Ask(day, land, owners=True), as_place, printed)
        if similar is not None and not found.sectors:
            found = _by_likeness(_copy(found, text=words), land, similar)
    return _copy(found, text=text, on=on)


@lru_cache(maxsize=1 << 14)
def _who(text: str, ask: Ask, as_place: bool, printed: bool) -> Resolved:
    bare = _ASIDE.sub(" ", text)
    if "," in bare and bodies_called(bare):
        bare = bare.replace(",", " ")  # "Bureau of Alcohol, Tobacco, Firearms and Explosives"
    found = _read(parts(bare), ask, as_place)
    # typed without capitals; a single word may be any word
    if found is None and not printed and " " in text and not any(c.isupper() for c in text):
        found = _read(parts(bare.title()), ask, as_place)
    return found or Resolved(text, ask.on, why="no name, office, nationality or agent noun that the tables know")


def _copy(found: Resolved, **changes: object) -> Resolved:
    """The answer with some fields changed."""
    fields = {name: getattr(found, name) for name in found.__struct_fields__} | changes
    return Resolved(**fields)


def _read(found: Sequence[Part], ask: Ask, as_place: bool = False) -> Resolved | None:
    segments: list[list[Part]] = [[]]
    for part in found:
        if part.kind == "comma":
            segments.append([])
        else:
            segments[-1].append(part)
    filled = [s for s in segments if any(p.kind not in ("word", "link") for p in s)]
    if not filled or ask.depth > DEEPEST:
        return None
    phrase = phrase_of(filled[0], tuple(tuple(s) for s in filled[1:]))
    if as_place:
        return _place(phrase)
    for rule in RULES:
        answer = rule(phrase, ask)
        if answer is not None:
            return answer
    # "Win Htein, a member of the NLD": nobody the tables know, but the text says what he is.
    # "Ann Roe, 30, of Jackson" is not told what she is.
    described = (
        _read(filled[1], ask.deeper()) if len(filled) > 1 and filled[1][0].kind not in ("link", "word") else None
    )
    if described is not None and phrase.head[-1].kind == "name":
        kind = described.kind if described.kind in ("organisation", "government") else "person"
        return _copy(described, name=phrase.head[-1].text, kind=kind, row=None, wikidata=None)
    return described


# --- the country that the words say


_SENT = frozenset("envoy ambassador emissary negotiator coordinator representative mediator rapporteur".split())


def _country(phrase: Phrase, ask: Ask, head: Part | None = None) -> str | None:
    """The first country said before the head, else after it. "Syrian refugees in Jordan" are Syria's; an "ambassador
    to Israel" is not Israel's.
    """
    said = first_country([p for p in phrase.head if p is not head], ask)
    if said or not phrase.rest:
        return said or next((c for a in phrase.asides if (c := first_country(a, ask))), None)
    sent = head is not None and head.key.split(" ")[-1].removesuffix("s") in _SENT and phrase.link not in ("of", "from")
    loyal = phrase.link == "to" and any(p.key in ("loyal", "allied", "faithful") for p in phrase.head)
    return None if sent or phrase.link in ("to", "against") and not loyal else first_country(phrase.rest, ask)


# --- persons


def _named_person(phrase: Phrase, ask: Ask) -> Resolved | None:
    """A name of the tables, full or a surname with or without its title: "Jean-Yves Le Drian", "Mr Abbas", "Trump".

    First, for a name is the most exact of all evidence; but not where it only belongs to the head ("the Obama
    administration", "a spokesman for President Ghani").
    """
    part = _person_part(phrase)
    if part is None:
        return None
    title = next((p for p in phrase.all if p.kind in ("office", "noun") and p is not part), None)
    land = first_country([p for p in phrase.all if p.kind in ("country", "organisation")], ask)
    person = bearer(part, tuple(p for p in phrase.all if p is not part), land, ask)
    if person is None:
        return _strange(phrase, part, ask) if title or part.kind == "person" else None
    return _standing(person, part, phrase, ask)


def _person_part(phrase: Phrase) -> Part | None:
    """The part that names the person whom the phrase stands for."""
    spots = [s for s in (phrase.head, *map(before_link, phrase.asides)) if s]
    if phrase.rest and phrase.head[-1].kind == "office" and phrase.rest[0].kind == "country":
        spots.insert(1, phrase.rest)  # "President of Chad Idriss Deby"
    last = [s[-1] for s in spots if s[-1].kind in ("person", "name") and not s[-1].genitive]
    last += [p._replace(kind="name") for s in spots for p in s[-1:] if surname_of_place(s)]
    return next((p for p in last if p.kind == "person"), last[0] if last else None)


def _standing(person: Person, part: Part, phrase: Phrase, ask: Ask) -> Resolved:
    """The person with the sectors of the day. Out of office is ELI, as in the Phoenix tables, before as after."""
    said = _title_sectors(phrase, ask)
    held = sorted((h for h in person.holdings if ask.on and in_force(h.since, h.until, ask.on)),
                  key=lambda h: ("GOV" not in h.sectors, h.rank))  # fmt: skip
    sectors, why = sectors_held(person, held, said, phrase.all, ask), None
    if phrase.former:
        sectors = ("ELI", *(s for s in sectors if s not in ("ELI", "GOV"))) if ask.on else ("ELI",)
    if not sectors:
        why = "the sector depends on the day, and no date is given"
    party = _party_said(phrase, ask)
    row = held[0] if held else person.holdings[-1]
    post = held[0].office if held and held[0].office else None
    return Resolved(part.text, ask.on, person.name, "person", person.country,
                    distinct((*sectors, *party)) if sectors and "ELI" not in sectors else sectors,
                    f"{post} of {home_of(person.country)}" if post else None, None,
                    next((h.wikidata for h in (row, *person.holdings) if h.wikidata), None),
                    row.gender, row.row, (), why)  # fmt: skip


def _party_said(phrase: Phrase, ask: Ask) -> tuple[str, ...]:
    """Of "UKIP leader Nigel Farage": whether his party governs."""
    for part in phrase.head:
        for body in part.bodies:
            if body.kind == "party":
                return party_sectors(body, ask.on)
    return ()


def _strange(phrase: Phrase, part: Part, ask: Ask) -> Resolved | None:
    """Somebody the tables lack, by title and country: "Interior Minister Jane Doe", "a Kyrgyz lawyer, Ann Doe"."""
    sectors = _title_sectors(phrase, ask)
    if not sectors:
        return None
    head = next((p for p in phrase.head if p.kind in ("office", "noun")), None)
    land = _country(phrase._replace(head=tuple(p for p in phrase.head if p is not part)), ask, head)
    if head and head.kind == "office":
        land = land or ask.home or office(head.key).country
    elif head and head.key in SPELLED:
        land = land or ask.home
    entry = noun(head.key.split(" ")[-1]) if head and head.kind == "noun" else None
    kind = "organisation" if entry and entry.kind == "organisation" else "person"  # "the NGO Flying Aid"
    return Resolved(part.text, ask.on, part.text, kind, land, ("ELI",) if phrase.former else sectors,
                    head.text.lower() if head and head.kind == "office" else None,
                    why=None if land else "the words name no country")  # fmt: skip


def _title_sectors(phrase: Phrase, ask: Ask) -> tuple[str, ...]:
    """The sectors of the title or noun that stands with a name."""
    for spot in (phrase.head, *map(before_link, phrase.asides)):
        said = [p for p in spot if p.kind in ("office", "noun", "organisation", "side")]
        if said:
            composed = _compose(Phrase(tuple(said), phrase.link, phrase.rest, ()), ask)
            return composed or distinct(s for p in said for s in _part_sectors(p, ask))
    return ()


# --- offices without a name


def _office_holder(phrase: Phrase, ask: Ask) -> Resolved | None:
    """An office: "the French foreign minister", "the president of Chad"; with a day, also who held it."""
    head = phrase.head[-1]
    if head.kind != "office":
        return None
    land = _country(phrase, ask, head) or ask.home or office(head.key).country
    sectors = _compose(phrase, ask)
    if not sectors:
        return None
    if phrase.former and {"GOV", "LEG", "MIL", "JUD", "COP", "SPY"} & set(sectors):
        sectors = ("ELI",)
    deputy = any(p.kind == "state" and p.key in DEPUTY for p in phrase.head)
    found: list[Holding] = []
    if land and ask.on and not (head.plural or deputy or phrase.former):
        found = [h for key in _offices_said(phrase, head) for h in holders(land, key)
                 if in_force(h.since, h.until, ask.on)]  # fmt: skip
    # A premier of a province bears the title of his country's prime minister.
    found = [h for h in found if not _AT_THE_HEAD.isdisjoint(h.titles)] or found
    names = list(dict.fromkeys(h.name for h in found))
    holder = found[0] if len(names) == 1 else None
    state = home_of(land) if land else None
    return Resolved(head.text, ask.on, holder.name if holder else None, "group" if head.plural else "person", land,
                    sectors, f"{head.text.lower()} of {state}" if state else head.text.lower(),
                    holder.name if holder else None, holder.wikidata if holder else None,
                    holder.gender if holder else None, holder.row if holder else None,
                    tuple(names) if len(names) > 1 else (),
                    None if land else "the words name no country")  # fmt: skip


_AT_THE_HEAD = frozenset(("head of government", "head of state"))


def _offices_said(phrase: Phrase, head: Part) -> list[str]:
    """The office, with what the words before it make of it: the "Thai army chief" is the army chief."""
    before = phrase.head[-2].key.split(" ") if len(phrase.head) > 1 and phrase.head[-2].bodies else []
    longer = [office_key(" ".join((*before[-n:], head.key))) for n in (2, 1) if len(before) >= n]
    return longer if before else [head.key]


# --- organisations


def _organisation(phrase: Phrase, ask: Ask) -> Resolved | None:
    """An organisation or a metonym that is the head: "Hamas", "the State Department", "Russian broadcaster RT"."""
    head = phrase.head[-1]
    if head.kind != "organisation" or is_end_of_name(phrase.head):
        return None
    land = first_country([p for p in phrase.head[:-1] if p.kind == "country"], ask)
    if phrase.link == "of" or phrase.link == "in" and head.noun:
        land = land or first_country([p for p in phrase.rest if p.kind == "country"], ask)
    body = body_of(head.bodies, land, ask)
    if body is not None and body.kind == "media" and " " not in head.key and ask.home not in (None, body.country):
        return None  # "the Post" is no paper of another country's
    if body is not None and not land and body.country != ask.home and everywhere(head, body):
        return None  # "the Supreme Court" without more is any country's
    if body is None:
        if head.noun or head.places:
            return None
        names = tuple(dict.fromkeys(f"{b.name} ({b.country})" for b in head.bodies))
        return Resolved(head.text, ask.on, None, "organisation", None, common_sectors(head.bodies), candidates=names,
                        why="several organisations have this name")  # fmt: skip
    sectors = body_sectors(head.bodies, body, ask)
    if are_some(phrase):
        return Resolved(head.text, ask.on, None, "group", body.country, sectors)
    if body.kind == "party" and any(p.kind == "side" for p in phrase.head):
        sectors = distinct((*_sides(phrase.head), "PTY"))
    why = None if sectors or body.kind == "igo" else "its sector depends on the day, and no date is given"
    kind = "government" if body.kind in ("government", "metonym") else "organisation"
    return Resolved(head.text, ask.on, body.name, kind, body.country, sectors, wikidata=body.wikidata, row=body.row,
                    why=why)  # fmt: skip


# --- countries, peoples, nouns


def _nation(phrase: Phrase, ask: Ask) -> Resolved | None:
    """A country, or the capital or palace that stands for its government; a people is a people."""
    head = phrase.head[-1]
    if not head.places or head.kind not in ("country", "organisation"):
        return None
    if any(p.kind == "name" and not p.genitive for p in phrase.head[-2:-1]):
        return None  # "UW-Milwaukee" is not the town
    place = next((p for p in head.places if p.code == ask.home), head.places[0])
    row = place.row
    if head.adjective and (head.plural or phrase.head[0].kind in ("state", "side")):
        kind = "group"
        sectors = distinct((*_sides(phrase.head), "CVL"))
        land = _country(phrase, ask, head) or place.code  # "Cypriot Turks" are Cyprus's
        return Resolved(head.text, ask.on, head.text, kind, land, sectors, row=row)
    name = f"Government of {home_of(place.code)}" if place.kind == "country" else place.name
    return Resolved(head.text, ask.on, name, "government", place.code, (*place.sectors, "GOV"),
                    wikidata=place.wikidata, row=row)  # fmt: skip


def _people(phrase: Phrase, ask: Ask) -> Resolved | None:
    """Nationality and noun, or a bare noun: "Israeli troops", "opposition lawmakers in Kenya", "police"."""
    head = noun_head(phrase)
    if head is None:
        return None
    if is_end_of_name(phrase.head):  # "Sheboygan Liberty Coalition": what it is, and nothing of Liberty
        phrase = phrase._replace(head=tuple(p for p in phrase.head if p is head or p.kind == "country"))
    land = _country(phrase, ask, head) or ask.home
    sectors = _compose(phrase, ask)
    if phrase.former and {"GOV", "LEG", "MIL", "JUD", "COP", "SPY"} & set(sectors):
        sectors = ("ELI",)
    row = head.noun.row if head.noun else None
    why = None if land else "the words name no country"
    return Resolved(head.text, ask.on, None, kind_of(head), land, sectors, row=row, why=why)


def _compose(phrase: Phrase, ask: Ask) -> tuple[str, ...]:
    """The sectors of a noun with what stands round it.

    A strong noun ("lawmakers", "police") has its own first. A weak one ("leader", "spokesman", "members") takes those
    of what stands before it, else of what follows ("members of the Senate"), else its own.
    """
    head = noun_head(phrase)
    if head is None:
        return ()
    own = _own(head)
    before = [p for p in phrase.head if p is not head]
    sides = _sides(before)
    around = distinct(s for p in reversed(before) for s in _part_sectors(p, ask) if s != "UNK")
    if head.key.split(" ")[-1].removesuffix("s") in _AGAINST:
        return own
    weak = head.noun is not None and head.noun.weak or own in ((), ("UNK",))
    if weak and around[:1] == ("CVL",) and own not in ((), ("UNK",)):
        around = ()  # "local politicians" are politicians
    if not weak:
        return distinct((*own, *sides, *around))
    if not around and phrase.rest:
        inside = _read(phrase.rest, ask.deeper())
        abroad = inside is not None and inside.kind == "government" and bool(phrase.rest[-1].places)
        spoken = head.key.split(" ")[-1] in _SPEAKS or phrase.link not in _WHERE
        # "experts in Moscow" are none of its government's
        around = tuple(s for s in inside.sectors if s != "UNK") if inside and (spoken or not abroad) else ()
    if around or sides:
        return distinct((*sides, *around))
    said = any(p.kind == "country" for p in before) or any(p.kind == "country" for p in phrase.rest)
    return ("GOV",) if own in ((), ("UNK",)) and said and head.key.split(" ")[-1] in _SPEAKS else own


_WHERE = frozenset("in at near outside inside within across around to against".split())
# They have nothing of those whom they are against, or who did it to them: "critics of the government".
_AGAINST = frozenset("opponent critic rival foe accuser victim enemy adversary detractor challenger".split())
# Weak nouns that stand for a government where only a country is said: "a Russian spokesman".
_SPEAKS = frozenset("spokesman spokeswoman spokesperson spokespeople side source sources chief head".split())


def _own(part: Part) -> tuple[str, ...]:
    """The noun's own sectors; an office that the list of nouns lacks has those of its last word ("minister")."""
    if part.noun is not None:
        return part.noun.sectors
    if part.kind == "office" and (sectors := office(part.key).sectors):
        return sectors
    table = nouns()
    words = part.key.split(" ")
    for start in range(len(words)):
        for key in (" ".join(words[start:]), " ".join(words[: len(words) - start])):
            if key in table:
                return table[key].sectors
    return ()


def _sides(found: Iterable[Part]) -> tuple[str, ...]:
    """What the text itself says: "opposition", "ruling"."""
    keys = {p.key for p in found}
    return ("OPP",) if keys & OPPOSED else ("GOV",) if keys & RULING else ()


def _part_sectors(part: Part, ask: Ask) -> tuple[str, ...]:
    """The sectors of a part that stands before a noun."""
    if part.kind == "organisation":
        body = body_of(part.bodies, None, ask)
        return body_sectors(part.bodies, body, ask) if body else part.noun.sectors if part.noun else ()
    if part.kind in ("person", "name"):
        person = bearer(part, (), None, ask)
        held = [h for h in person.holdings if ask.on and in_force(h.since, h.until, ask.on)] if person else []
        return sectors_held(person, held, (), (), ask) if person else ()
    if part.kind in ("noun", "office"):
        return _own(part)
    return part.places[0].sectors if part.places else ()


def _owner(phrase: Phrase, ask: Ask) -> Resolved | None:
    """Last, of something that is nobody the tables know, whose it is: "the Maltese government's handling of the case"
    is the government, "Cuba's refusal" Cuba. A bare nationality gives its country only: "Danish apiarists".
    """
    if not ask.owners:
        return None
    known = [i for i, p in enumerate(phrase.head) if p.kind not in ("word", "state", "side")]
    if not known:
        inside = _read(phrase.rest, ask.deeper()) if phrase.rest else None
        if inside is None or (phrase.link == "of" and inside.kind != "person"):
            return inside
        return _copy(inside, name=None, kind=None, row=None, wikidata=None, sectors=())
    owner = next((i for i in known if phrase.head[i].genitive), known[-1])
    if owner == len(phrase.head) - 1 and not phrase.head[owner].genitive:
        # "the Republic of San Marino", "the Elections Board in Jakarta": what follows may say it
        inside = _read(phrase.rest, ask.deeper()) if phrase.rest and phrase.link in ("of", "in", "from", "at") else None
        return _copy(inside, kind=None, name=None, sectors=()) if inside and phrase.link != "of" else inside
    part = phrase.head[owner]
    found = _read((*phrase.head[:owner], part._replace(genitive=False, adjective=False)), ask.deeper())
    if found and part.adjective and not part.genitive:
        why = "a nationality with a noun that the tables lack"
        return Resolved(found.text, ask.on, None, "group", found.country, why=why)
    named = any(p.kind == "name" for p in phrase.head[owner + 1 :])
    if found and (named or not part.genitive or found.kind == "person"):
        # "the CNN host", "the House's Hispanic Caucus": of it, and not it
        sectors = () if found.kind == "person" else found.sectors
        return _copy(found, name=None, kind=None, row=None, wikidata=None, office=None, gender=None, sectors=sectors)
    return found


def _place(phrase: Phrase) -> Resolved | None:
    """The words as a place."""
    part = next((p for p in phrase.head[::-1] if p.places), None)
    if part is None:
        return None
    place = part.places[0]
    name = place.name if not part.seat else part.text
    return Resolved(part.text, None, name, "place", place.code, wikidata=None if part.seat else place.wikidata,
                    row=place.row)  # fmt: skip


def _by_likeness(found: Resolved, home: str | None, similar: Callable[[str], str | None]) -> Resolved:
    """The noun of the list nearest to one that it lacks, the head of the words; nothing is like a thing."""
    words = fold(found.text).split()
    stop = next((i for i, word in enumerate(words) if i and word in LINKS), len(words))
    head = words[stop - 1] if words else ""
    known = noun(head)
    agent = nouns().get(similar(head) or "") if not (known and known.kind == "document") else None
    if agent is None:
        return found
    return _copy(found, name=None, kind="group", sectors=agent.sectors, row=agent.row, wikidata=None,
                 country=found.country or home, why=f"by likeness of {head!r} to {agent.noun!r}")  # fmt: skip


Rule = Callable[[Phrase, Ask], Resolved | None]
# Surest first. A name is exact and dated; an office is exact once country and day are; an organisation's name may be
# another's; a capital may be a place; nouns say what somebody is and never who.
RULES: tuple[Rule, ...] = (_named_person, _office_holder, _organisation, _nation, _people, _owner)
