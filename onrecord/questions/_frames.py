"""What a proposition is about: its frame (who won, who is president, what the result is) and whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord.actors import who
from onrecord.cues import goes_on, lemmas
from onrecord.facts import countries, fold
from onrecord.lexicon import read_words
from onrecord.questions._file import Proposition, Question
from onrecord.questions._measures import FRAME as MEASURE
from onrecord.questions._measures import Measure, measure_of, turned
from onrecord.questions._phrases import NAME, STOP, Phrase, bare, exchanged, phrase_of

_TABLE = Path(__file__).parents[1] / "tables" / "frames.tsv"


class Sense(NamedTuple):
    """What words of the table are: frame, sign ("-" turns it round: a defeat), and how its argument stands by it."""

    words: tuple[str, ...]
    frame: str
    sign: str
    role: str


class Key(NamedTuple):
    """One way to say a proposition: a frame and its argument, or words that must all occur.

    `sign` is "-" if the words say the contrary. `who` is a name (folded), empty where the frame has no argument.
    `phrase` is what is looked for where there is no frame (`frame` "words").
    """

    frame: str
    who: str
    sign: str
    phrase: Phrase | None = None


class Theme(NamedTuple):
    """A proposition, as it is looked for: its keys, the side ("opposition", "government", "") that its argument is of,
    and the country (ISO3) of its argument, None if it is not known. `measure` is what should be done, if it says that
    something should; its one key then has the name of who it is done to, and "-" if it should not."""

    name: str
    keys: tuple[Key, ...]
    side: str
    home: str | None
    measure: Measure | None = None


def themes(question: Question) -> tuple[Theme, ...]:
    """What to look for, for each of the question's propositions, in their order."""
    return tuple(_theme(name, one, question.since) for name, one in question.propositions.items())


def senses(words: Sequence[str], at: int) -> tuple[int, tuple[Sense, ...]]:
    """How many words from `at` on are an entry of the table of frames, and their senses; (0, ()) if none are."""
    best: dict[int, list[Sense]] = {}
    for lemma in lemmas(words[at]):
        for sense in _table().get(lemma, ()):
            if goes_on(sense.words, words, at):
                best.setdefault(len(sense.words), []).append(sense)
    length = max(best, default=0)
    return length, tuple(dict.fromkeys(best.get(length, ())))


def is_named(name: str, wanted: str) -> bool:
    """Whether a name may be that of who is wanted (folded): the same, or its surname alone, or with more names."""
    mine, yours = fold(name).split(), wanted.split()
    if not mine or not yours:
        return False
    return mine == yours or (
        mine[-1] == yours[-1] and (len(mine) == 1 or len(yours) == 1 or mine[0] == yours[0])
    ) or (len(yours) > 1 and len(mine) > 1 and _is_part(mine, yours))  # fmt: skip


def _is_part(mine: Collection[str], yours: Collection[str]) -> bool:
    shorter, longer = sorted((mine, yours), key=len)
    return set(shorter) <= set(longer)


@cache
def words_of_country(code: str) -> tuple[str, ...]:
    """The names of a country and of its people."""
    return next(((c.name, *c.names, *c.people) for c in countries() if c.code == code and c.kind == "country"), ())


def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that say something, in small letters."""
    return tuple(w.text for w in read_words(text, 0, len(text)) if w.text[0].isalnum() and w.text not in STOP)


def _theme(name: str, proposition: Proposition, since: str | None) -> Theme:
    due = measure_of(proposition)
    if due is not None:
        measure, sign = due
        return Theme(name, (Key(MEASURE, measure.whom, sign),), "", None, measure)
    main = _keys(proposition.says)
    who_ = next((k.who for k in main if k.who), "")
    # "the victory" alone, among the examples of what says whose, is his.
    keys = [k._replace(who=who_) if _is_his(k, who_) else k
            for k in (*main, *(k for e in proposition.examples for k in _keys(e)))]  # fmt: skip
    told = [k.phrase for k in keys if k.phrase and k.sign == "+"]
    keys += [Key("words", who_, "+", phrase) for phrase in exchanged(told)]
    if told and told[0].named and told[0].kind == "doing" and any(_is_wrong(phrase) for phrase in told):
        keys.append(Key("guilt", who_, "+"))
    found = who(who_.title(), since) if who_ else None
    sectors = found.sectors if found else ()
    side = next((side for code, side in (("OPP", "opposition"), ("GOV", "government")) if code in sectors), "")
    return Theme(name, tuple(dict.fromkeys(keys)), side, found.country if found else None)


def _is_wrong(phrase: Phrase) -> bool:
    """Whether a phrase tells of something that one may be guilty of."""
    return any(s.frame == "wrong" for w in phrase.words for s in senses([w], 0)[1])


def _is_his(key: Key, whose: str) -> bool:
    """Whether a way to say it is about the same person as the sentence that says it in full."""
    if key.phrase is None or not whose:
        return key.frame in ("win", "office") and not key.who
    names = (key.phrase.name, *key.phrase.others)
    return not key.who or any(n and n.split()[-1] == whose.split()[-1] for n in names) or not key.phrase.named


def _keys(phrase: str) -> list[Key]:
    """The ways that a phrase says it: one for each argument of its frame; else its content words."""
    words = [w.text for w in read_words(phrase, 0, len(phrase))]
    names = [name for m in NAME.finditer(phrase) if (name := bare(m[0])) not in STOP]
    found = _framed(words)
    negated = any(w in ("not", "never", "no") for w in words)
    if found is None:
        told = phrase_of(phrase)
        return [Key("words", told.name, "-" if negated else "+", told)]
    sign = found.sign if not negated else turned(found.sign)
    if found.frame in ("result", "fraud"):
        return [Key(found.frame, "", sign)]
    person = _argument(names, words)
    return [Key(found.frame, person, sign)]


def _framed(words: Sequence[str]) -> Sense | None:
    """The sense that tells the frame: of the words that have one, who won before who is president before the result."""
    found = [s for i in range(len(words)) for s in senses(words, i)[1] if s.frame in _ORDER]
    if not _VOTES & {lemma for w in words for lemma in lemmas(w)}:
        # "Smith falsified the safety records" is no fraud at an election.
        found = [s for s in found if s.frame != "fraud" or s.role != "alone-verb"]
    return min(found, key=lambda s: _ORDER.index(s.frame)) if found else None


_VOTES = frozenset("vote election ballot result tally poll referendum count".split())
_ORDER = ("win", "office", "fraud", "result")


def _argument(names: Sequence[str], words: Sequence[str]) -> str:
    """The name that the frame is about: the first that is no country and no office."""
    if "opposition" in words and not names:
        return "opposition"
    return next((n for n in names if not _is_place(n)), names[0] if names else "")


def _is_place(name: str) -> bool:
    found = who(name.title())
    return found.kind in ("government", "place", "country")


@cache
def _table() -> dict[str, tuple[Sense, ...]]:
    found: dict[str, list[Sense]] = defaultdict(list)
    for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        words, frame, sign, role, _ = line.split("\t")
        tokens = tuple(w.text for w in read_words(words, 0, len(words)))
        found[tokens[0]].append(Sense(tokens, frame, sign, role))
    return {first: tuple(some) for first, some in found.items()}
