"""An actor string as its parts: names of the tables, offices, agent nouns, and the small words between them.

"French Foreign Minister Jean-Yves Le Drian" is a country, an office and a person; "members of the Syrian army" a noun,
a preposition, a country and a noun. At each word the longest match wins; of two as long, the more certain: a full
name before an organisation before a country before an office before a noun.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from onrecord.facts import (
    Country,
    Noun,
    Organisation,
    Person,
    bodies_named,
    countries,
    fold,
    nouns,
    office_key,
    persons_named,
    titles,
)
from onrecord.nouns import SUFFIXES, gender_of_name

Kind = Literal["person", "organisation", "country", "office", "noun", "name", "state", "side", "link", "comma", "word"]
LONGEST = 9
_TOKEN = re.compile(r"&|[^\W_]+(?:'(?!s\b)[^\W_]+)*(?:\.[^\W_]+)*\.?|'s\b|'|-|,|\(|;")
_LAWMAKERS = ("Representative", "Representatives")  # before a name; "a representative" is a spokesman
_APOSTROPHES = str.maketrans("’‘`´‐‑–—", "''''----")

LINKS = frozenset("of for in from at with by to on against near inside within outside who which that under between "
                  "among during behind across around based as after before".split())  # fmt: skip
FORMER = frozenset("former ex late retired ousted deposed toppled exiled disgraced erstwhile onetime".split())
DEPUTY = frozenset("deputy vice assistant junior shadow associate".split())
OPPOSED = frozenset("opposition dissident antigovernment".split())
RULING = frozenset("ruling governing incumbent".split())
HONORIFICS = frozenset("mr mrs ms miss dr sir dame lord lady prof madame mme monsieur herr senor don dona baroness "
                       "baron count mother father sister brother rev".split())  # fmt: skip
# "Turkish-backed rebels" are not Turkey's; a "US-led coalition" is.
_BACKED = frozenset("backed trained funded supported allied style sponsored affiliated linked occupied speaking made "
                    "born inspired armed aligned financed friendly annexed imposed".split())  # fmt: skip
_STANCE = frozenset("pro anti non".split())
_SMALL = frozenset("of the and for de la del du des le y e da do dos das von van der den al el bin ibn abu ul ud ur "
                   "di a in on to".split())  # fmt: skip


class Part(NamedTuple):
    """One part: its kind, its words, and what the tables hold under them.

    `genitive` says that "'s" follows, `plural` that a noun or a people stands in the plural, `adjective` that a country
    is given by its adjective or people.
    """

    kind: Kind
    text: str
    key: str
    persons: tuple[Person, ...] = ()
    bodies: tuple[Organisation, ...] = ()
    places: tuple[Country, ...] = ()
    noun: Noun | None = None
    genitive: bool = False
    plural: bool = False
    adjective: bool = False
    seat: bool = False


class _Token(NamedTuple):
    text: str
    key: str
    capital: bool
    capitals: bool
    glued: bool  # to what stands before it


@cache
def _places() -> dict[str, tuple[tuple[Country, str], ...]]:
    """Countries by name, people and seat, with which of the three it is."""
    found: dict[str, list[tuple[Country, str]]] = {}
    for place in countries():
        for how, names in (("name", (place.name, *place.names)), ("people", place.people), ("seat", place.seats)):
            for name in names:
                found.setdefault(fold(name).removeprefix("the "), []).append((place, how))
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def _title_words() -> frozenset[str]:
    spelled = "of for the affairs relations premier pm defense labor spokesman spokeswoman chairman adviser emir"
    return frozenset(w for t in titles() for w in t.split()) | frozenset(spelled.split())


@lru_cache(maxsize=1 << 14)
def _office(words: str) -> str | None:
    """The office key of these words, if the table knows it. "Chinese ambassador" is a country and an office."""
    known = _title_words()
    each = words.split()
    if not each or not all(w in known for w in each):
        return None
    key = office_key(words)
    national = each[0] in FORMER or any(" ".join(each[:n]) in _places() for n in (1, 2))
    # "opposition lawmakers" are lawmakers of the opposition, but "opposition leader" is an office
    side = each[0] == "opposition" and key != "opposition leader"
    return key if key in titles() and not national and not side else None


def parts(text: str) -> list[Part]:
    """The parts of an actor string, in order."""
    tokens = _tokens(text)
    shouted = not any(c.islower() for c in text)
    joined, starts, ends = _joined(tokens)
    out: list[Part] = []
    at = 0
    while at < len(tokens):
        part, size = None, 1
        if tokens[at].key in ("the", "a", "an") and at + 1 < len(tokens):
            at += 1
            continue
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            if tokens[at + size - 1].key and tokens[at].key:
                part = _match(joined[starts[at] : ends[at + size - 1]], tokens[at : at + size], shouted)
                if part:
                    break
        if part is None:
            part, size = _unknown(tokens, at, out)
        at += size
        if part:
            out.append(part)
    return _names(out)


def _tokens(text: str) -> list[_Token]:
    found = []
    plain = text.translate(_APOSTROPHES)
    for match in _TOKEN.finditer(plain):
        word, before = match[0], plain[: match.start()][-1:]
        key = "" if word in "'-,(;" else "s" if word == "'s" else "and" if word == "&" else fold(word)
        if word in _LAWMAKERS and plain[match.end() :].lstrip()[:1].isupper():
            key = "rep"
        letters = [c for c in word if c.isalpha()]
        capitals = bool(letters) and all(c.isupper() for c in letters)
        found.append(_Token(word, key, word[0].isupper() or word == "&", capitals, bool(before.strip())))
    return found


def _joined(tokens: list[_Token]) -> tuple[str, list[int], list[int]]:
    """All keys as one string, "'s" glued on, and where each token starts and ends in it."""
    joined, starts, ends = "", [], []
    for token in tokens:
        if token.key and token.text != "'s" and joined:
            joined += " "
        starts.append(len(joined))
        joined += token.key
        ends.append(len(joined))
    return joined, starts, ends


def _match(key: str, tokens: list[_Token], shouted: bool) -> Part | None:
    """What the tables hold under exactly these words."""
    if any(t.text in ",(;" for t in tokens) or tokens[0].text == "'s":
        return None
    text = " ".join(t.text for t in tokens if t.text not in "'-").replace(" 's", "'s")
    capital = tokens[0].capital or shouted
    if len(tokens) == 1 and key in _ARTICLES:
        return None  # "Most" is no party of Croatia's
    if len(tokens) == 1 and key in _SINGLE and not (tokens[0].capitals and not shouted):
        return Part(_SINGLE[key], text, key)
    if capital and " " in key and _named(tokens, shouted) and (persons := persons_named(key)):
        return Part("person", text, key, persons=persons)
    bodies = tuple(b for b in bodies_named(key) if _any_written(b, key, tokens, shouted) and not _national_office(key))
    places = _places().get(key, ()) if capital and _acronym_fits(key, tokens, shouted) else ()
    owner = tokens[-1].text == "'s"  # "the senator's" is no plural
    if any(how == "people" for _, how in places):
        bodies = tuple(b for b in bodies if b.kind != "media")  # an Australian is no paper
    noun, plural = (None, False) if owner else _noun(key, nouns())
    if bodies:
        return Part("organisation", text, key, bodies=bodies, noun=noun, plural=plural,
                    places=tuple(p for p, _ in places))  # fmt: skip
    if places:
        how = {h for _, h in places}
        return Part("country", text, key, places=tuple(p for p, _ in places), adjective="people" in how,
                    seat=how == {"seat"}, plural=how == {"people"} and key.endswith(("s", "men")))  # fmt: skip
    office, offices = _office(key), not owner and key.endswith("s") and _office(key[:-1])
    if office or offices:
        return Part("office", text, office or offices or "", noun=noun, plural=bool(offices) and not office)
    return Part("noun", text, key, noun=noun, plural=plural) if noun else None


_SINGLE: dict[str, Kind] = {
    **dict.fromkeys(LINKS, "link"),
    **dict.fromkeys(FORMER, "state"),
    **dict.fromkeys(DEPUTY - {"deputy"}, "state"),
    **dict.fromkeys((OPPOSED | RULING) - {"opposition", "dissident"}, "side"),
    **dict.fromkeys(HONORIFICS - {"mother", "father", "sister", "brother"}, "state"),
}


def _named(tokens: list[_Token], shouted: bool) -> bool:
    """Whether every word of a name is written as one ("May said" is no person, "al-Sisi" is)."""
    return shouted or all(
        t.capital or not t.key or t.key in _SMALL or t.text == "'s" or tokens[i - 1].text == "-"
        for i, t in enumerate(tokens)
    )


@lru_cache(maxsize=1 << 14)
def _national_office(key: str) -> bool:
    """A "German chancellor" is a country and an office, also where a row has it as a name of the office."""
    words = key.split(" ")
    return any(" ".join(words[:n]) in _places() and _office(" ".join(words[n:])) for n in (1, 2) if n < len(words))


def _any_written(body: Organisation, key: str, tokens: list[_Token], shouted: bool) -> bool:
    names = (n for n in (body.name, *body.aliases) if fold(n).removeprefix("the ") == key)
    return any(_written(n, tokens, shouted) for n in names)


# Acronyms that are words or names, too: the "Marshall Plan" is no navy, "Rand" a senator, "Guam" an island.
_WORDS = frozenset(
    "alba amit arena bird care cobra cope cord dawn dina disk edam fact ford gana gulen guam kanu laos libre lider "
    "mend model must pace plan raid rand real safe sage sams sans shape side site stan swift today vice zain".split()
)


def _written(name: str, tokens: list[_Token], shouted: bool) -> bool:
    """Whether an organisation's name is written as its row has it: capitals where the row has capitals."""
    if shouted:
        return True
    if name.isupper() and " " not in name and len(name) <= 5:
        # British papers write "Nato" and "Farc"; three letters would be "Who" and "Us".
        word = fold(name)
        return tokens[0].capitals or len(name) > 3 and tokens[0].capital and word not in nouns() and word not in _WORDS
    if name[0].isupper() and not tokens[0].capital and tokens[0].key not in _SMALL:
        return False
    inner = [t for t in tokens[:-1] if t.key and t.key not in _SMALL]
    return name.islower() or len(tokens) == 1 or tokens[-1].capital or all(t.capital for t in inner[1:])


def _acronym_fits(key: str, tokens: list[_Token], shouted: bool) -> bool:
    """Whether it may be a country: "US" is one, "us" and "Us" are not."""
    return shouted or len(key) > 3 or len(tokens) > 1 or tokens[0].capitals or "." in tokens[0].text


def _noun(key: str, table: dict[str, Noun]) -> tuple[Noun | None, bool]:
    """The agent noun of these words, and whether they are its plural."""
    if key in table:
        return table[key], key.endswith(("men", "people", "children")) or key in ("police", "troops", "forces")
    stems = [key[:-3] + "y"] if key.endswith("ies") else []
    stems += [key[:-2]] if key.endswith("es") else []
    stems += [key[:-1]] if key.endswith("s") else []
    stems += [key[:-2] + "an"] if key.endswith("men") else []
    return next(((table[s], True) for s in stems if s in table), (None, False))


def _unknown(tokens: list[_Token], at: int, before: list[Part]) -> tuple[Part | None, int]:
    """A word that no table holds: a capitalised one is (part of) a name."""
    token = tokens[at]
    if token.text == "'s" or token.text == "'":
        if before and (token.text == "'s" or (token.glued and before[-1].text.endswith("s"))):
            before[-1] = before[-1]._replace(genitive=True)
        return None, 1
    if token.text in ",(;":
        return Part("comma", token.text, ""), 1
    if token.text == "-":
        return _hyphen(tokens, at, before)
    if token.key in _STANCE and at + 1 < len(tokens) and tokens[at + 1].text == "-":
        return Part("word", token.text, token.key), min(3, len(tokens) - at)
    if token.capital and not token.key[:1].isdigit() and token.key not in _ARTICLES:
        return Part("name", token.text, token.key), 1
    counts = token.key in _QUANTITIES  # "seven Republicans" are not the party
    return (Part("word", token.text, token.key), 1) if counts or token.key not in _ARTICLES else (None, 1)


_ARTICLES = frozenset(
    "the a an some several many few most all both his her its their our my this these those and or one two three four "
    "five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred hundreds thousand thousands dozen "
    "dozens scores million millions tens half more less least about nearly over almost least up".split()
)


_QUANTITIES = _ARTICLES - frozenset(
    "the a an all both his her its their our my this that these those and or up".split()
)


def _hyphen(tokens: list[_Token], at: int, before: list[Part]) -> tuple[Part | None, int]:
    """Of "Turkish-backed" what stands before the hyphen is nobody here."""
    if at + 1 < len(tokens) and tokens[at + 1].key in _BACKED and before:
        before[-1] = Part("word", before[-1].text, before[-1].key)
        return None, 2
    return None, 1


_ADDRESSES = frozenset("mr mrs ms miss".split())


def _is_surname(found: list[Part], at: int, last: Part | None) -> bool:
    """Whether an office, a noun or a body is a surname, behind a first name and at the end: "Stephen King", "King Jr",
    "Betty Ford", "Mr. Swift"."""
    part = found[at]
    ends = at + 1 == len(found) or found[at + 1].kind == "comma" or found[at + 1].key in SUFFIXES
    named = (
        last is not None and last.kind == "name" and not last.genitive and bool(gender_of_name(last.key.split(" ")[0]))
    )
    addressed = last is not None and last.key in _ADDRESSES and part.kind == "organisation"
    kinds = ("office", "noun", "organisation")
    return (named or addressed) and ends and part.kind in kinds and " " not in part.key and part.text[:1].isupper()


def _names(found: list[Part]) -> list[Part]:
    """Runs of unknown capitalised words, with the particles between them, as one name.

    A known surname or place inside such a run is a part of it: in "Xavier Paris" nobody is France.
    """
    out: list[Part] = []
    for i, each in enumerate(found):
        last = out[-1] if out else None
        part = each._replace(kind="name", noun=None, plural=False, bodies=()) if _is_surname(found, i, last) else each
        follows = last is not None and last.kind == "name" and not last.genitive
        particle = part.key in _SMALL and part.kind in ("word", "link") and part.key not in ("of", "in", "to", "on")
        inside = particle and i + 1 < len(found) and found[i + 1].kind == "name"
        # a place after an unknown first name is a surname: "Jack London"
        placed = part.kind == "country" and not part.adjective and not part.genitive and i + 1 == len(found)
        # and before an unknown name a place is a part of it: "Cerro Verde"
        before = last is not None and part.kind == "name" and (_town(last) or _first_name(last))
        if last and (follows and (part.kind == "name" or inside or placed) or before):
            out[-1] = last._replace(kind="name", text=f"{last.text} {part.text}", key=f"{last.key} {part.key}",
                                    genitive=part.genitive, places=())  # fmt: skip
        else:
            out.append(part)
    return out


def _town(part: Part) -> bool:
    return part.kind == "country" and not part.genitive and all(p.kind == "place" for p in part.places)


_FIRST_NAMES = frozenset("jordan chad israel india asia".split())  # of men and women


def _first_name(part: Part) -> bool:
    """Whether a country is a first name, right before an unknown name: "Jordan Davis", "Karen Ignagni"."""
    if part.kind != "country" or part.genitive or " " in part.key:
        return False
    return part.key in _FIRST_NAMES or bool(gender_of_name(part.key))
