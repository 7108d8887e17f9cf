"""Which mention carries a reference: of "An attorney for Pagliano, Mark MacDougall" the name."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.cast._entities import Seen
from onrecord.encoder import Words
from onrecord.nouns import noun

_POSSESSIVE = frozenset("his her their its my our".split())
PREPOSITIONS = frozenset(
    "of to with by for from in on at against about after before between under over than as like toward towards "
    "into through without despite including via near behind".split()
)


_ROLE = 3  # words of a role between a body and who holds it: "Google | chief executive | Ann Lee"


def is_owner(words: Words, end: int) -> bool:
    """Whether what ends before word `end` is a possessive."""
    after = words.text[end : end + 2]
    return len(after) == 2 and after[0] in "'’" and after[1] == "s"


def head_of(words: Words, first: int, end: int, near: Sequence[Seen]) -> Seen | None:
    """The first mention of the reference that owns nothing in it ("Clinton's spokesman": the spokesman), if the
    reference begins with it but for determiners and adjectives."""
    inside = [s for s in near if first <= s.first and s.end <= end + 1 and not is_owner(words, s.end)]
    stop = boundary(words, first, end)
    inside = [s for s in inside if s.first < stop and s.mention.kind != "nationality"]
    if not inside:
        return None
    head = min(inside, key=lambda s: (s.first, -s.end))
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
            before = words.text[seen.first - 1]
            closes = seen.end >= end or words.text[seen.end] in (",", "of", "(", "—")
            if closes and (before == "," or seen.first - head.end <= (before == ".")):
                return seen
    return None


def boundary(words: Words, first: int, end: int) -> int:
    """Where the head of a reference ends: before its first preposition, comma or relative clause."""
    for i in range(first + 1, end):
        word = words.text[i].lower()
        if word in PREPOSITIONS or word in (",", "who", "which", "that", "(", "—", "whose", "and", "or"):
            return i
    return end
