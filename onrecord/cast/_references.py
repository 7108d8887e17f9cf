"""Which mention carries a reference: of "An attorney for Pagliano, Mark MacDougall" the name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.cast._entities import Seen
from onrecord.encoder import Words
from onrecord.nouns import is_agent, noun
from onrecord.records import MentionKind

_POSSESSIVE = frozenset("his her their its my our".split())
PREPOSITIONS = frozenset(
    "of to with by for from in on at against about after before between under over than as like toward towards "
    "into through without despite including via near behind".split()
)


# Before "of" they count whom the noun behind it names: "most of the voters", "80 percent of Democrats".
QUANTIFIERS = frozenset(
    "all any both dozens few fifth fifths fraction half handful hundreds majority many millions minority most number "
    "numbers percent plenty plurality quarter quarters scores several share some tens third thirds thousands".split()
)
# "He's" is "he is".
_CONTRACTED = frozenset("he she it who that there what".split())
_ENDS = frozenset((",", "who", "which", "that", "(", "—", "whose", "and", "or"))
# Those that stand alone for somebody.
_COUNTED = frozenset(
    "he she they who which whom that one two three four five six seven eight nine ten others other another those these "
    "everyone everybody someone somebody anyone".split()
)
_INCLUDED = frozenset("including include includes like as".split())
_ROLE = 3  # words of a role between a body and who holds it: "Google | chief executive | Ann Lee"


def is_owner(words: Words, end: int) -> bool:
    """Whether what ends before word `end` is a possessive."""
    after = words.text[end : end + 2]
    return len(after) == 2 and after[0] in "'’" and after[1] == "s" and words.text[end - 1].lower() not in _CONTRACTED


def without_genitive(words: Words, first: int, end: int) -> int:
    """The end of a reference without its own "'s": of "McCarthy's", cut out of "McCarthy's departure"."""
    return end - 2 if end - 2 > first and is_owner(words, end - 2) else end


def quantified(words: Words, first: int, end: int) -> int | None:
    """Of "some 80 percent of Democrats" the word number of "of"; None of what counts nobody."""
    return next((i for i in range(first + 1, end - 1) if words.text[i] == "of" and _counts(words, i - 1)), None)


def _counts(words: Words, i: int) -> bool:
    word = words.text[i].lower()
    return word in QUANTIFIERS or word.isdigit()


def head_of(words: Words, first: int, end: int, near: Sequence[Seen]) -> Seen | None:
    """The first mention of the reference that owns nothing in it ("Clinton's spokesman": the spokesman), if the
    reference begins with it but for determiners and adjectives."""
    owning = (s for s in near if first <= s.first and s.end <= end + 1)
    inside = [s for s in owning if s.end + 2 >= end or not is_owner(words, s.end)]
    stop = boundary(words, first, end)
    inside = [s for s in inside if s.first < stop and s.mention.kind != "nationality"]
    if not inside:
        return None
    head = min(inside, key=lambda s: (s.first, s.end > end, -s.end))
    if head.mention.kind != "person":  # "Virginia Lt. Gov. Justin Fairfax": the person at the end
        people = [s for s in inside if s.mention.kind == "person" and s.mention.form == "name" and s.end == stop]
        head = next((s for s in people if s.first - head.end <= _ROLE), head)
    if head.mention.form == "noun" and (named := _apposed_name(words, head, first, end, near)):
        return named
    if head.mention.form == "pronoun" and words.text[head.first].lower() in _POSSESSIVE and end - first > 1:
        inside.remove(head)
        return min(inside, key=lambda s: (s.first, -s.end)) if inside else None
    return (
        head
        if head.end >= stop or noun(words.text[stop - 1]) is None or head.mention.form == "name" and head.first == first
        else None
    )


def _apposed_name(words: Words, head: Seen, first: int, end: int, near: Sequence[Seen]) -> Seen | None:
    """The person whom a reference names at its end: "An attorney for Pagliano, Mark MacDougall", "Del. Jane Roe"."""
    for seen in near:
        if seen.mention.form == "name" and seen.mention.kind == "person" and head.first < seen.first < end:
            if not _INCLUDED.isdisjoint(words.text[head.end : seen.first]):
                continue  # "several senators, including Ann Lee, Bob Roe": one of a list
            before = words.text[seen.first - 1]
            closes = seen.end >= end or words.text[seen.end] in (",", "of", "(", "—")
            if closes and (before == "," or seen.first - head.end <= (before == ".")):
                return seen
    return None


def boundary(words: Words, first: int, end: int) -> int:
    """Where the head of a reference ends: before its first preposition, comma or relative clause."""
    counting = quantified(words, first, end)
    for i in range(first + 1, end):
        word = words.text[i]
        inside = i == counting or (word == "," and words.text[i - 1].isdigit() and words.text[i + 1].isdigit())
        if not inside and (word in PREPOSITIONS or word in _ENDS):
            return i
    return end


_NOBODY = frozenset("you your yours yourself nobody none nothing anything everything something it this".split())
_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|"
    r"november|december"
)
_AGENTS = re.compile(r"(?:ists?|ians?|men|man|women|woman|people|folks?|voters?)$")


def made_of(words: Words, first: int, end: int) -> tuple[int, MentionKind] | None:
    """Where the head of a reference without a mention ends, and what it stands for; None if that is nobody."""
    stop = boundary(words, first, end)
    while stop - 1 > first and words.text[stop - 1].endswith("ed") and noun(words.text[stop - 1]) is None:
        stop -= 1  # "research | conducted by the centre"
    joined = stop - 3 >= first and words.text[stop - 2] == "-" and words.text[stop - 3][0].isupper()
    kind: MentionKind | None = "person" if joined else _acting_kind(words.text[stop - 1])  # "Park Geun-hye"
    return (stop, kind) if kind else None


def _acting_kind(head: str) -> MentionKind | None:
    """What the head of a noun phrase stands for if it acts or speaks; None of a thing ("package") and of who is nobody
    in the article ("you")."""
    lower = head.lower()
    entry = noun(head)
    if lower in _NOBODY:
        return None
    if entry is not None and entry.kind == "place" and not is_agent(lower):
        return None
    if entry is not None:
        return "person" if entry.kind == "person" else "document" if entry.kind == "document" else "organisation"
    named = head[0].isupper() and not _DAY.fullmatch(lower)
    known = named or lower in QUANTIFIERS | _COUNTED or is_agent(lower) or _AGENTS.search(lower)
    return "person" if known else None
