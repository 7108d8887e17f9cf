"""When two names may be one: the same words, a part of them, their initials."""

from __future__ import annotations

from onrecord.cast._entities import Entity
from onrecord.encoder import Words
from onrecord.facts import fold
from onrecord.mentions import TITLES, span_words
from onrecord.nouns import SUFFIXES
from onrecord.records import Span

_PARTICLES = frozenset("al el bin ben de da del der van von den la le dos di".split())
SMALL = frozenset("of the and for de in on".split())


def plain(name: str) -> tuple[str, ...]:
    """The words of a name to compare: folded, without initials, particles, titles and Jr.; a title at its end is a
    surname ("Steve King")."""
    tokens = [t for t in fold(name).split() if t not in SUFFIXES and t not in ("s", "the")]
    kept = [t for i, t in enumerate(tokens) if len(t) > 1 and t not in _PARTICLES
            and (t not in TITLES or (i and i + 1 == len(tokens)))]  # fmt: skip
    return tuple(kept or tokens)


def suffix_of(name: str) -> str:
    """The Jr. that a name ends with, folded; "" if it has none."""
    words = fold(name).split()
    return words[-1] if len(words) > 1 and words[-1] in SUFFIXES else ""


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
        whole = (*plain(name), suffix_of(name)) if tokens[-1] in SUFFIXES else plain(name)
        if len(whole) < len(tokens):
            continue
        if kind == "person" and (whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens):
            return True
        if kind == "person" and len(tokens) > 1 and tokens[0] == whole[0] and tokens[-1] == whole[-1]:
            return True
        if kind == "person" and len(tokens) == 1 and tokens[0] in whole:
            return True
        if kind == "organisation" and (whole[-len(tokens) :] == tokens or whole[: len(tokens)] == tokens):
            return True
        initials = "".join(t[0] for t in whole if t not in SMALL)
        if kind == "organisation" and len(tokens) == 1 and len(initials) > 1 and tokens[0] == initials:
            return True
    return False
