"""What a proposition without a frame is looked for by: its words, whose doing it is, and how they stand together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from onrecord.cues import lemmas
from onrecord.facts import fold
from onrecord.lexicon import CAPITALS, Word, read_words
from onrecord.nouns import noun

_CAPITALISED = rf"[{CAPITALS}][\w’'.-]*"
NAME = re.compile(
    rf"{_CAPITALISED}(?:\s+(?:de|da|del|van|von|bin|al|el|la|of|the)(?=\s+[{CAPITALS}])|\s+{_CAPITALISED})*"
)
STOP = frozenset(
    "a an the of in on at to for by with from and or that this these those is are was were be been being has have had "
    "it its his her their as will would should must can could may might do does did not no than then there who which "
    "what more most very 's into over under about after before between up out all any each such so"
    .split()
)  # fmt: skip
# Of STOP, those that are first names as well: "Will Smith", "Can Dündar".
_FIRST_NAMES = frozenset("will may can so do an no".split())
_ANYBODY = frozenset("him them himself herself themselves itself never".split())
_NUMBERS = frozenset("one two three four five six seven eight nine ten some several many".split())
_BE = frozenset("is are was were been be".split())
# "Collusion with ...", "Staging the ...": what opens a phrase with a capital and is no name.
_ABSTRACT = re.compile(r"(?:ion|ment|ism|ity|ness|ance|ence|ing|acy|ery)$")
_DERIVED = ("ation", "ition", "ion", "ment", "acy", "ery", "al", "ance", "ence", "y")
# Letters that are left of a word without its ending: "act" is no root of "action", "stat" none of "station".
_ROOT = {"ery": 4, "acy": 4}

Kind = Literal["doing", "done", "being"]


class Phrase(NamedTuple):
    """The words of a phrase that must all occur, and what is known of them.

    `name` is whose doing it is (folded), "" if the phrase names nobody; `body` whether it is a body under that name
    ("the Trump campaign"); `others` the other names. `kind` tells what is said: that somebody does something ("doing",
    a noun for it too), that it is done to them ("done"), or that something is something ("being"). The words' verb or
    noun is `words[head]`; in "being", the subject stands before it. `named` tells that the name is the subject.
    """

    name: str
    body: bool
    others: tuple[str, ...]
    words: tuple[str, ...]
    head: int
    kind: Kind
    named: bool


def phrase_of(text: str) -> Phrase:
    """What to look for where somebody writes `text` as one way to say a proposition."""
    words = read_words(text, 0, len(text))
    names = [m for m in NAME.finditer(text) if not _is_common(m)]
    taken = {i for i, w in enumerate(words) for m in names if w.start < m.end() and m.start() < w.end}
    bodies = {i for i in range(1, len(words)) if i - 1 in taken and i not in taken and _is_body(words[i].text)}
    kept = [i for i in range(len(words)) if i not in taken | bodies and not _is_left_out(words, i)]
    folded = [bare(m[0]) for m in names]
    if not kept:
        return Phrase("", False, (), tuple(w.text for w in words if w.text not in STOP), 0, "doing", False)
    first = min(taken, default=len(words))
    kind, head = _kind(words, kept)
    return Phrase(
        folded[0] if folded else "", bool(bodies) and min(bodies) - 1 in _first_name(words, names), tuple(folded[1:]),
        tuple(words[i].text for i in kept), kept.index(head), kind, first < kept[0],
    )  # fmt: skip


def exchanged(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The phrases of a verb and an object with each other's objects: who "faked the report" or "planned a hoax" is
    said to do so where an article says "planned the report", too."""
    pairs = [p for p in phrases if p.kind == "doing" and len(p.words) == 2 and p.head == 0 and p.named]
    return tuple(p._replace(words=(p.words[0], o.words[1])) for p in pairs for o in pairs if o is not p)


def is_derived(one: str, other: str) -> bool:
    """Whether two words share a root: "staged" and "staging", "colluded" and "collusion"."""
    return bool(_roots(one) & _roots(other))


def is_past(word: str) -> bool:
    """Whether a word is a past tense or a participle by its form."""
    return (word.endswith("ed") and len(word) > 4) or next(lemmas(word)) != word and not word.endswith(("s", "ing"))


def is_noun_form(word: str) -> bool:
    """Whether a word is a noun by its ending: "collusion", "conspiracy"."""
    one = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    return bool(_ABSTRACT.search(one)) and not word.endswith("ing")


@cache
def _roots(word: str) -> frozenset[str]:
    found = set()
    for lemma in lemmas(word):
        found.add(lemma.rstrip("e"))
        if lemma.endswith("sion"):
            found.add(lemma[:-4] + "d")
        if lemma.endswith("ies"):
            found.add(lemma[:-3])
        found.update(lemma[: -len(e)] for e in _DERIVED if lemma.endswith(e) and len(lemma) - len(e) >= _ROOT.get(e, 5))
    return frozenset(r for r in found if len(r) > 2)


def _is_common(name: re.Match[str]) -> bool:
    """Whether a capital is that of the phrase's first word alone."""
    if name.start() or " " in name[0]:
        return False
    word = name[0].lower()
    return word in STOP or noun(word) is not None or bool(_ABSTRACT.search(word))


def bare(name: str) -> str:
    """A name, folded, without its possessive and the word that a sentence opens with before it: "The Kremlin's"."""
    words = fold(name.removesuffix("'s").removesuffix("’s")).split()
    opened = words[0] in STOP and len(words) > 1 and not (words[0] in _FIRST_NAMES and len(words) == 2)
    return " ".join(words[1:] if opened else words)


def _is_body(word: str) -> bool:
    found = noun(word)
    return found is not None and found.kind in ("organisation", "government", "group")


def _is_left_out(words: Sequence[Word], at: int) -> bool:
    """Whether a word says nothing, or names somebody without a name: "by two men", "two brothers", "by a man"."""
    word = words[at].text
    if word in STOP or word in _ANYBODY or word in _NUMBERS or not word[0].isalpha():
        return True
    before = [w.text for w in words[max(0, at - 2) : at]]
    counted = any(b in _NUMBERS or b == "by" for b in before[-1:]) or before in (["by", "a"], ["by", "the"])
    return counted and noun(word) is not None


def _first_name(words: Sequence[Word], names: Sequence[re.Match[str]]) -> Iterator[int]:
    return (i for i, w in enumerate(words) if names and w.start < names[0].end() and names[0].start() < w.end)


def _kind(words: Sequence[Word], kept: Sequence[int]) -> tuple[Kind, int]:
    """What the phrase says, and which of its words is the head."""
    for at in range(len(words) - 1):
        if words[at].text in _BE:
            after = next((i for i in range(at + 1, len(words)) if words[i].text not in ("not", "never", "been")), None)
            if after is not None and after in kept and is_past(words[after].text):
                return "done", after
            return "being", next((i for i in kept if i > at), kept[-1])
    return "doing", kept[0]
