"""The lexicon of attribution cues: what kind of speech act a cue is, and how it takes its addressee.

The rows are in `tables/cues.tsv` (lemma, act, polarity, addressee) and `tables/irregular.tsv` (form, lemma); both
are this project's own. A regular form is found by undoing its ending and asking the lexicon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, cast

from onrecord.records import Polarity

TABLES = Path(__file__).parent / "tables"
_NEGATIONS = frozenset("not never no neither nor without cannot n't".split())
_AUXILIARIES = frozenset("be have do will would can could may might must shall should get is are was were".split())
_OPPOSITE: dict[Polarity, Polarity] = {"positive": "negative", "negative": "positive", "neutral": "negative"}


class Entry(NamedTuple):
    """A row of the lexicon; `addressee` is "object", "to", "with" or "none"."""

    lemma: str
    act: str | None
    polarity: Polarity | None
    addressee: str


def look_up(words: Sequence[str]) -> Entry:
    """The entry of a cue, given its words in order: the leftmost match, the longest there; an adverb yields to what
    follows it ("reportedly told").

    A negation among the words turns the polarity round ("did not deny"). A cue that is not in the lexicon has its
    last word as lemma and neither act nor polarity.
    """
    lower = [w.lower() for w in words]
    lexicon = _lexicon()
    negated = any(w in _NEGATIONS for w in lower) or any(b == "t" and a in ("'", "’") for a, b in pairwise(lower))
    found = [entry for i in range(len(lower)) if (entry := lexicon.match(lower, i)) is not None]
    for entry in (*(e for e in found if not e.lemma.endswith("ly")), *found):
        if negated and entry.polarity is not None and not _NEGATIONS & set(entry.lemma.split()):
            return entry._replace(polarity=_OPPOSITE[entry.polarity])
        return entry
    letters = [w for w in lower if w[0].isalpha() and w not in _AUXILIARIES]
    return Entry(letters[-1] if letters else " ".join(lower), None, None, "none")


def lemmas(word: str) -> Iterator[str]:
    """What a word in small letters may be a form of, likeliest first."""
    irregular = _irregular()
    if word in irregular:
        yield irregular[word]
    yield word
    for ending, replacements in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            yield from (stem + r for r in replacements)
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:
                yield stem[:-1]


class _Lexicon:
    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
        for entry in entries:
            tokens = tuple(entry.lemma.split())
            self._by_first[tokens[0]].append((tokens, entry))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def match(self, words: Sequence[str], at: int) -> Entry | None:
        """The longest entry that begins at word `at`."""
        for first in lemmas(words[at]):
            for tokens, entry in self._by_first.get(first, ()):
                if goes_on(tokens, words, at):
                    return entry
        return None


def goes_on(tokens: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Whether an entry that begins with word `at` goes on there, each word a form of the entry's."""
    rest = words[at + 1 : at + len(tokens)]
    return len(rest) == len(tokens) - 1 and all(t in lemmas(w) for t, w in zip(tokens[1:], rest, strict=True))


_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("s", ("",)), ("es", ("",)), ("ed", ("e", "")), ("ing", ("e", "")),
)  # fmt: skip


@cache
def _lexicon() -> _Lexicon:
    entries = [
        Entry(lemma, act, cast(Polarity, polarity), addressee) for lemma, act, polarity, addressee in _rows("cues.tsv")
    ]
    return _Lexicon(entries)


@cache
def _irregular() -> dict[str, str]:
    return {form: lemma for form, lemma in _rows("irregular.tsv")}


def _rows(name: str) -> list[list[str]]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:] if line]
