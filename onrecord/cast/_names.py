"""When two names may be one: the same words, a part of them, their initials."""

from __future__ import annotations

import re

from onrecord.cast._entities import Entity
from onrecord.encoder import Words
from onrecord.facts import bodies_named, fold
from onrecord.mentions import TITLES, span_words
from onrecord.nouns import SUFFIXES, kind_of_name, people_of
from onrecord.records import Span

_INITIALS = re.compile(r"(?<=\w\s)(?:[A-Z]\.?\s?)+(?=\s?[A-Z][a-z’'-])")
_PARTICLES = frozenset("al el bin ben de da del der van von den la le dos di".split())
SMALL = frozenset("of the and for de in on".split())


def plain(name: str, kind: str = "person") -> tuple[str, ...]:
    """The words of a name to compare: folded, without initials, particles, titles and Jr.; a title at its end is a
    surname ("Steve King"). The name of a body keeps all of its words: "Justice Department"."""
    tokens = [t for t in fold(name).split() if t not in SUFFIXES and t not in ("s", "the")]
    if kind != "person":
        return tuple(tokens)
    kept = [t for i, t in enumerate(tokens) if len(t) > 1 and t not in _PARTICLES
            and (t not in TITLES or (i and i + 1 == len(tokens)))]  # fmt: skip
    return tuple(kept or tokens)


def suffix_of(name: str) -> str:
    """The Jr. that a name ends with, folded; "" if it has none."""
    words = fold(name).split()
    return words[-1] if len(words) > 1 and words[-1] in SUFFIXES else ""


def middle_initials(name: str) -> str:
    """The initials after a first name, folded: "hw" of "George H.W. Bush"; "" if there are none."""
    return "".join(c for c in "".join(_INITIALS.findall(name)) if c.isalpha()).lower()


def differ_in(initials: str, entity: Entity) -> bool:
    """Whether all of the person's initials are others: "George W. Bush" beside "George H. W. Bush"."""
    theirs = {found for name in entity.names if (found := middle_initials(name))}
    return (
        bool(initials)
        and bool(theirs)
        and not any(initials.startswith(one) or one.startswith(initials) for one in theirs)
    )


def written(words: Words, span: Span) -> str:
    """The name as it stands in the text, invisible marks and doubled spaces aside."""
    first, end = span_words(words, span)
    out = ""
    for i in range(first, end):
        out += (" " if i > first and words.starts[i] > words.ends[i - 1] else "") + words.text[i]
    return out


def is_part(tokens: tuple[str, ...], entity: Entity, kind: str) -> bool:
    """Whether the words are a part of one of the entity's names: its end or its beginning, or its initials."""
    for name in entity.names:
        whole = (*plain(name), suffix_of(name)) if tokens[-1] in SUFFIXES else plain(name, kind)
        if len(whole) < len(tokens):
            continue
        if kind == "person" and (whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens):
            return True
        if kind == "person" and len(tokens) > 1 and tokens[0] == whole[0] and tokens[-1] == whole[-1]:
            # with another name between them they are two: "Steve Austin Stivers", "Steve Chabot Stivers"
            return tokens[1:-1] == whole[1:-1] or len(tokens) == 2 or len(whole) == 2
        if kind == "person" and len(tokens) == 1 and tokens[0] in whole:
            return True
        edge = whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens
        if kind == "organisation" and edge and not _is_another(tokens, whole):
            return True
        initials = "".join(t[0] for t in whole if t not in SMALL)
        if kind == "organisation" and len(tokens) == 1 and len(initials) > 1 and tokens[0] == initials:
            return True
    return False


def _is_another(tokens: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a part of a body's name is the name of a body of its own: "Senate" beside "Senate Republicans", "House"
    beside "White House"; not "Supreme Court" beside "Kenyan Supreme Court"."""
    if len(tokens) == len(whole):
        return False
    short, long = bodies_named(" ".join(tokens)), bodies_named(" ".join(whole))
    if any(body.kind == "media" for body in short):
        return False  # "the Post" in an article that names the Washington Post
    rest = whole[: -len(tokens)] if whole[-len(tokens) :] == tokens else whole[len(tokens) :]
    return bool(short) and not set(short) & set(long) and not all(_is_country(word) for word in rest)


def _is_country(word: str) -> bool:
    """Whether a word of a name says whose the body is, or is too small to say anything."""
    return (
        word in SMALL
        or word in ("us", "u", "s", "uk", "national", "federal")
        or bool(people_of(word) or kind_of_name(word) == "place")
    )
