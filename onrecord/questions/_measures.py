"""A proposition that something should be done: the words that its measure goes by, and the table of who is for it.

`says: The Green New Deal should be adopted` is no fact that one affirms or denies. Who backs it, votes for it or calls
for it holds it; who opposes, blocks or mocks it holds the contrary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord.actors import who
from onrecord.cues import lemmas
from onrecord.lexicon import NEGATIONS, Word, read_words
from onrecord.nouns import gender_of_name, noun
from onrecord.questions._file import Proposition
from onrecord.questions._phrases import STOP, is_derived, is_noun_form

FRAME = "measure"
_TABLE = Path(__file__).parents[1] / "tables" / "measures.tsv"
_DUE = frozenset("should must ought shall".split())
# What is made by such a verb is the measure: who backs "a ban" is for imposing it, not who backs "the EU" for leaving.
_MAKING = frozenset(
    "adopt pass enact approve declare build introduce hold impose create launch establish sign ratify grant open begin "
    "start call implement issue pay raise provide offer make legalise legalize allow".split()
)
_PARTICLES = frozenset("down out up off aside away back".split())
_OPENING = frozenset("a an the this that any some".split())
_JOINTS = frozenset("to of for by with on in at over against from because if when".split())


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
    if due is None:
        return None
    rest = [w for w in words[due + 1 :] if w.text not in NEGATIONS]
    rest = rest[1:] if rest[:1] and rest[0].text == "to" else rest
    sign = "-" if any(w.text in NEGATIONS for w in words[due:]) else "+"
    found = _passive(words[:due], rest[1:]) if rest[:1] and rest[0].text == "be" else _active(words[:due], rest)
    if found is None:
        return None
    for example in proposition.examples:
        found = _with_example(found, example)
    return found, sign


def entry_at(kind: str, texts: Sequence[str], at: int) -> Entry | None:
    """The longest entry of a kind that begins with word `at`."""
    best: Entry | None = None
    for lemma in lemmas(texts[at]):
        for entry in _table().get((kind, lemma), ()):
            if (best is None or len(entry.words) > len(best.words)) and _reads(entry.words, texts, at):
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


def times(sign: str, other: str) -> str:
    """The sign of what has a sign of something: who opposes ("-") a bill against it ("-") is for it."""
    return "?" if "?" in (sign, other) else "+" if sign == other else "-"


def _reads(words: Sequence[str], texts: Sequence[str], at: int) -> bool:
    rest = texts[at + 1 : at + len(words)]
    return len(rest) == len(words) - 1 and all(t in lemmas(w) for t, w in zip(words[1:], rest, strict=True))


@cache
def _table() -> dict[tuple[str, str], tuple[Entry, ...]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        words, kind, sign, _ = line.split("\t")
        tokens = tuple(w.text for w in read_words(words, 0, len(words)))
        found[kind, tokens[0]].append(Entry(tokens, sign))
    return {key: tuple(some) for key, some in found.items()}


# -- from the question file --------------------------------------------------------------------------------------------


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
    stop = next((i for i, w in enumerate(objects) if w.text in _JOINTS), len(objects))
    doer = _phrase(subject)
    if not _phrase(objects[:stop]) and doer:
        return Measure((), _forms(verb), " ".join(doer), own=True)
    return _done(verb, objects[:stop])


def _done(verb: tuple[str, ...], words: Sequence[Word]) -> Measure:
    """The measure that a verb and what it is done to make."""
    forms, thing = _forms(verb), _phrase(words)
    if any(f[0] in _MAKING for f in forms):
        return Measure((thing,) if thing else (), forms, "")
    if not thing or _is_person(words):
        return Measure((), forms, " ".join(thing))
    return Measure((), forms, "", against=(thing,))


def _is_person(words: Sequence[Word]) -> bool:
    """Whether a name is a person's: known, with a first name that is one, or a title before it."""
    names = [w.text.title() for w in words if w.text not in _OPENING]
    known = who(" ".join(names))
    return bool(names) and (bool(gender_of_name(names[0])) or (known.name is not None and known.kind == "person")
                            or ((title := noun(names[0])) is not None and title.kind == "person"))  # fmt: skip


def _forms(verb: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What a verb may be the form of, with its particle: "stepped down" → ("step", "down")."""
    return tuple((lemma, *verb[1:]) for lemma in lemmas(verb[0]))


def _phrase(words: Sequence[Word]) -> tuple[str, ...]:
    """The words of a noun phrase, without what opens it and whose it is."""
    texts = [w.text for w in words if w.text[0].isalnum() or w.text == "'s"]
    start = max((i + 1 for i, t in enumerate(texts) if t == "'s"), default=0)
    while start < len(texts) and texts[start] in _OPENING:
        start += 1
    return tuple(texts[start:])


def _with_example(measure: Measure, example: str) -> Measure:
    """The measure with another name or verb for it: "the toll plan", "impeaching Trump", "he should step down"."""
    words = read_words(example, 0, len(example))
    due = next((i + 1 for i, w in enumerate(words) if w.text in _DUE), None)
    gerund = bool(words) and words[0].text.endswith("ing") and not is_noun_form(words[0].text)
    if due is not None or gerund:
        other = _active(words[: (due or 1) - 1], words[due or 0 :])
        if other is None:
            return measure
        deeds, against = (dict.fromkeys((*a, *b)) for a, b in
                          ((measure.deeds, other.deeds), (measure.against, other.against)))  # fmt: skip
        return measure._replace(deeds=tuple(deeds), against=tuple(against))
    stop = next((i for i, w in enumerate(words) if w.text in _JOINTS), len(words))
    thing = _phrase(words[:stop])
    return measure._replace(things=tuple(dict.fromkeys((*measure.things, thing)))) if thing else measure


def nouns_of(measure: Measure) -> Iterator[str]:
    """The last words of the measure's names: "the deal", "the declaration"."""
    yield from dict.fromkeys(thing[-1] for thing in measure.things)


def thing_at(measure: Measure, texts: Sequence[str], at: int, *, against: bool = False) -> int:
    """The word after a name of the measure (or of what it ends) that begins with word `at`; 0 if none does."""
    ends = [0]
    for thing in measure.against if against else measure.things:
        end = at + len(thing)
        if end <= len(texts) and tuple(texts[at : end - 1]) == thing[:-1] and thing[-1] in lemmas(texts[end - 1]):
            ends.append(end)
    return max(ends)


def deed_at(measure: Measure, texts: Sequence[str], at: int) -> int:
    """The word after a verb for doing it that begins with word `at`; 0 if none does."""
    forms = [d for d in measure.deeds if d[0] in lemmas(texts[at]) and tuple(texts[at + 1 : at + len(d)]) == d[1:]]
    return at + max(map(len, forms)) if forms else 0


def is_deed_noun(measure: Measure, word: str) -> bool:
    """Whether a word is a noun for doing it: "impeachment"."""
    return is_noun_form(word) and any(is_derived(d[0], word) for d in measure.deeds)
