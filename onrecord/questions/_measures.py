"""A proposition that something should be done: the words that its measure goes by, and the table of who is for it.

`says: The Green New Deal should be adopted` is no fact that one affirms or denies. Who backs it, votes for it or calls
for it holds it; who opposes, blocks or mocks it holds the contrary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord.actors import who
from onrecord.cues import goes_on, lemmas
from onrecord.facts import fold
from onrecord.lexicon import NEGATIONS, Word, read_words
from onrecord.nouns import gender_of_name, noun
from onrecord.questions._file import Proposition
from onrecord.questions._phrases import STOP, is_derived, is_noun_form

FRAME = "measure"
_TABLE = Path(__file__).parents[1] / "tables" / "measures.tsv"
_DUE = frozenset("should must ought shall".split())
_PARTICLES = frozenset("down out up off aside away back".split())
_OPENING = frozenset("a an the this that any some".split())
_JOINTS = frozenset("to for by with in at over against because if when without".split())  # what follows is no name
_WITHIN = frozenset("of on from".split())  # what follows is: "a state of emergency", "a ban on fishing"
_NOBODY = frozenset("no nobody neither".split())


class Entry(NamedTuple):
    """Words of the table; `sign` is "+" for who is for a measure, "-" against it, "?" in doubt."""

    words: tuple[str, ...]
    sign: str


class Measure(NamedTuple):
    """What a measure goes by: `things` are noun phrases ("green", "new", "deal"), `deeds` the verbs for doing it, each
    as its words (("impeach",), ("step", "down")), `whom` the name (folded) that it is done to ("trump should be
    impeached"), or who is to do it (`own`: "Northam should resign"); "" if it is a thing. `against` are the things that
    it puts an end to: who backs the death penalty is against abolishing it."""

    things: tuple[tuple[str, ...], ...]
    deeds: tuple[tuple[str, ...], ...]
    whom: str
    own: bool = False
    against: tuple[tuple[str, ...], ...] = ()


def measure_of(proposition: Proposition) -> tuple[Measure, str] | None:
    """The measure that a proposition is about, and "-" if it says that it should not be done; None if it is none."""
    words = read_words(proposition.says, 0, len(proposition.says))
    due = next((i for i, w in enumerate(words) if w.text in _DUE), None)
    if due is None or words[due + 1 : due + 2] == [] or words[due + 1].text in ("have", "of"):
        return None
    negated = words[due + 1].text in NEGATIONS or words[0].text in _NOBODY
    found = _due_to(words[words[0].text in _NOBODY : due], words[due + 1 :])
    if found is None:
        return None
    for example in proposition.examples:
        found = _with_example(found, example)
    return found, "-" if negated else "+"


def entry_at(kind: str, texts: Sequence[str], at: int) -> Entry | None:
    """The longest entry of a kind that begins with word `at`."""
    best: Entry | None = None
    for lemma in lemmas(texts[at]):
        for entry in _table().get((kind, lemma), ()):
            if (best is None or len(entry.words) > len(best.words)) and goes_on(entry.words, texts, at):
                best = entry
    return best


def entry_before(kind: str, texts: Sequence[str], end: int) -> tuple[int, Entry] | None:
    """The longest entry of a kind that ends right before word `end`, and its first word."""
    for first in range(max(0, end - 5), end):
        entry = entry_at(kind, texts, first)
        if entry is not None and first + len(entry.words) == end:
            return first, entry
    return None


def is_listed(kind: str, word: str) -> bool:
    """Whether a word is a form of an entry of a kind."""
    return any((kind, lemma) in _table() for lemma in lemmas(word))


def turned(sign: str) -> str:
    """The contrary of a sign; a doubt stays one."""
    return {"+": "-", "-": "+"}.get(sign, sign)


def times(*signs: str) -> str:
    """The sign of what has a sign of something: who opposes ("-") a bill against it ("-") is for it."""
    return "?" if "?" in signs else "-" if signs.count("-") % 2 else "+"


@cache
def _table() -> dict[tuple[str, str], tuple[Entry, ...]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        words, kind, sign, _ = line.split("\t")
        tokens = tuple(w.text for w in read_words(words, 0, len(words)))
        found[kind, tokens[0]].append(Entry(tokens, sign))
    return {key: tuple(some) for key, some in found.items()}


# -- from the question file --------------------------------------------------------------------------------------------


def _due_to(subject: Sequence[Word], rest: Sequence[Word]) -> Measure | None:
    """Of the words before and behind "should", with "not" or "to" behind it or without."""
    rest = rest[1:] if rest and rest[0].text in NEGATIONS | {"to"} else rest
    return _passive(subject, rest[1:]) if rest and rest[0].text == "be" else _active(subject, rest)


def _passive(subject: Sequence[Word], rest: Sequence[Word]) -> Measure | None:
    """Of "the Green New Deal should be adopted", "the president should be impeached"."""
    verb = next((w.text for w in rest if w.text not in STOP and not w.text.endswith("ly")), None)
    if verb is None or not subject:
        return None
    return _done((verb,), subject)


def _active(subject: Sequence[Word], rest: Sequence[Word]) -> Measure | None:
    """Of "the president should declare a national emergency to build a wall", "Northam should step down"."""
    if not rest:
        return None
    particle = rest[1:2] and rest[1].text in _PARTICLES
    objects = rest[1 + bool(particle) :]
    verb = (rest[0].text, *((rest[1].text,) if particle else ()))
    doer = _phrase(subject)
    if not _phrase(objects) and doer:
        return Measure((), _forms(verb), fold(" ".join(doer)), own=True)
    return _done(verb, objects)


def _done(verb: tuple[str, ...], words: Sequence[Word]) -> Measure:
    """The measure that a verb and what it is done to make; a verb of being against ends its thing."""
    forms, thing = _forms(verb), _phrase(words)
    if not thing or (_is_person(thing) and all(w.capital or not w.start for w in words if w.text in thing)):
        return Measure((), forms, fold(" ".join(thing)))
    entry = entry_at("verb", verb, 0)
    if entry is not None and entry.sign == "-":
        return Measure((), forms, "", against=(thing,))
    return Measure((thing,), forms, "")


def _is_person(thing: Sequence[str]) -> bool:
    """Whether a name is a person's: known, with a first name that is one, or a title before it."""
    if any(is_listed(kind, thing[-1]) for kind in ("body", "law", "name")):
        return False  # "the Green New Deal"
    names = [word.title() for word in thing]
    known, title = who(" ".join(names)), noun(names[0])
    titled = len(names) > 1 and title is not None and title.kind == "person"
    return bool(gender_of_name(names[0])) or (known.name is not None and known.kind == "person") or titled


def _forms(verb: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What a verb may be the form of, with its particle: "stepped down" → ("step", "down")."""
    return tuple((lemma, *verb[1:]) for lemma in lemmas(verb[0]))


def _phrase(words: Sequence[Word]) -> tuple[str, ...]:
    """The words of the noun phrase that words begin with, without what opens it, whose it is and articles inside."""
    texts = [w.text for w in words if w.text[0].isalnum() or w.text == "'s"]
    texts = texts[: next((i for i, t in enumerate(texts) if t in _JOINTS), len(texts))]
    start = max((i + 1 for i, t in enumerate(texts) if t == "'s"), default=0)
    return tuple(t for t in texts[start:] if t not in _OPENING)


def _with_example(measure: Measure, example: str) -> Measure:
    """The measure with another name or verb for it: "the toll plan", "impeaching Trump", "he should step down"."""
    words = read_words(example, 0, len(example))
    due = next((i + 1 for i, w in enumerate(words) if w.text in _DUE), None)
    if due is None and not _is_gerund(words):
        thing = _phrase(words)
        return _merged(measure, Measure((thing,), (), "")) if thing else measure
    other = _due_to(words[: due - 1], words[due:]) if due is not None else _active((), words)
    return _merged(measure, other) if other is not None else measure


def _is_gerund(words: Sequence[Word]) -> bool:
    """Whether a phrase is about doing something: "leaving the union", "impeaching Okello"; not "fishing ban"."""
    if not words or not words[0].text.endswith("ing"):
        return False
    opened = len(words) > 1 and (words[1].capital or words[1].text in _OPENING)
    return opened or entry_at("verb", [words[0].text], 0) is not None


def _merged(measure: Measure, other: Measure) -> Measure:
    things, deeds, against = (tuple(dict.fromkeys((*a, *b))) for a, b in zip(
        (measure.things, measure.deeds, measure.against), (other.things, other.deeds, other.against), strict=True
    ))  # fmt: skip
    return measure._replace(things=things, deeds=deeds, against=against)


# -- in a sentence -----------------------------------------------------------------------------------------------------


def heads_of(measure: Measure, *, against: bool = False) -> frozenset[str]:
    """The nouns that the measure's names (or those of what it ends) come down to: "the deal", "the ban" on fishing."""
    return frozenset(
        thing[next((i for i, w in enumerate(thing) if w in _WITHIN), len(thing)) - 1]
        for thing in (measure.against if against else measure.things)
    )


def thing_at(measure: Measure, texts: Sequence[str], at: int, *, against: bool = False) -> int:
    """The word after a name of the measure (or of what it ends) that begins with word `at`; 0 if none does."""
    return max((_end_of(t, texts, at) for t in (measure.against if against else measure.things)), default=0)


def _end_of(thing: Sequence[str], texts: Sequence[str], at: int) -> int:
    """The word after a name that begins with word `at`, whatever articles it has inside; 0 if it does not."""
    first = at
    for number, word in enumerate(thing):
        while number and at < len(texts) and texts[at] in _OPENING:
            at += 1
        last = number + 1 == len(thing) or thing[number + 1] in _WITHIN
        if at == len(texts) or not (texts[at] == word or (last and word in lemmas(texts[at]))):
            return 0
        at += 1
    return at if at > first else 0


def deed_at(measure: Measure, texts: Sequence[str], at: int) -> int:
    """The word after a verb for doing it that begins with word `at`; 0 if none does."""
    forms = [d for d in measure.deeds if d[0] in lemmas(texts[at]) and tuple(texts[at + 1 : at + len(d)]) == d[1:]]
    return at + max(map(len, forms)) if forms else 0


def is_deed_noun(measure: Measure, word: str) -> bool:
    """Whether a word is a noun for doing it: "impeachment"."""
    return is_noun_form(word) and any(is_derived(d[0], word) for d in measure.deeds)
