"""Who holds what: the chain of sources over a proposition, and the stance of each, the author's first.

The stance is computed from the lexicon alone (`tables/commitments.tsv`), after Saurí & Pustejovsky 2009 (a value for
every source), Karttunen 1971 and 2012 (implicatives) and Kiparsky & Kiparsky 1970 (factives); no likeness of words has
a say in it, for "won" and "did not win" are alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from onrecord.embedding import BE, Predicate, predicates
from onrecord.lexicon import CAPITALS, CONTEXTS, Row, Word, own_context, read_words, row_of, without_asides
from onrecord.records import Reading, Record, Span, Statement

Stance = Literal["affirms", "denies", "questions", "asks_for_evidence", "none"]
STANCES: tuple[Stance, ...] = ("none", "affirms", "denies", "questions", "asks_for_evidence")
CONTRARY: dict[Stance, Stance] = {"affirms": "denies", "denies": "affirms"}
_STANCES: dict[str, Stance] = {
    "a": "affirms", "d": "denies", "q": "questions", "e": "asks_for_evidence", "n": "none"
}  # fmt: skip
_STOP = re.compile(rf"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[{CAPITALS}0-9])|\n+")
# "U.S. Secretary", "Mr. Maduro", "J. Doe", "No. 2": no sentence ends there.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Sens?|Reps?|Govs?|vs|Jr|Sr|Jan|Feb|Aug|Sept|Oct|Nov|Dec)|\b[A-Z])\.[\"”’)]*\s+$"
)
_NUMBER = re.compile(r"\bNo\.\s+$")
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|did|does|will|won|lost|beat|stole|took|got|became)\b|\w+ed\b")
_NOUNS = re.compile(r"(?:claimed|alleged|disputed|contested|self|so|re)\b", re.IGNORECASE)


class Held(Record, frozen=True):
    """One source's stance: `source` are its words, None for the author of the article and for a source that the text
    does not name; `predicate` the words that say so; `statement` the id of the statement that they are the cue of."""

    source: Span | None
    predicate: Span | None
    lemma: str | None
    stance: Stance
    statement: str | None = None


class Link(NamedTuple):
    """A level of the chain: the row of its predicate, the context of its clause, whose it is."""

    row: Row
    context: str
    source: Span | None
    predicate: Span
    statement: str | None = None


def commitments(reading: Reading, span: Span, *, asked: bool = False) -> tuple[Held, ...]:
    """The author's stance and those of the sources, outermost first, toward the proposition that stands at `span`.

    `asked` is True for words that stand for evidence ("the tallies"): who wants them asks for evidence.
    """
    text = reading.article.text
    words, first, end = _placed(text, span)
    found = predicates(words, first, end, is_clausal(span.of(text)))
    links = merged(reading.statements, [_link(words, p) for p in found], span)
    between = words[max([p.end for p in found if p.end <= first], default=0) : first]
    return weighed(links, _own(between, words[first:end], asked), asked=asked)


def levels(reading: Reading, span: Span) -> list[Link]:
    """The levels over the clause at `span`, outermost first."""
    words, first, end = _placed(reading.article.text, span)
    return merged(reading.statements, [_link(words, p) for p in predicates(words, first, end, clausal=True)], span)


def _placed(text: str, span: Span) -> tuple[list[Word], int, int]:
    """The words of the sentence that a span begins in, and which of them are the span's: [first, end)."""
    sentence = sentence_at(text, span.start)
    every = read_words(text, sentence.start, max(span.end, sentence.end))
    words = without_asides(every)
    if sum(span.start <= w.start < span.end for w in words) < sum(span.start <= w.start < span.end for w in every):
        words = every  # what is asked about stands in an aside
    first = next((i for i, w in enumerate(words) if w.start >= span.start), len(words))
    return words, first, max(first, sum(1 for w in words if w.start < span.end))


def weighed(links: Sequence[Link], own: str, *, asked: bool = False) -> tuple[Held, ...]:
    """The stances, given the levels from the outermost in and the context that the proposition's own words set."""
    holders = [_Holder("a")]
    passed = "+"
    for number, link in enumerate(links):
        context = composed(passed, link.context)
        if link.row.passes:
            passed = link.row.passes[CONTEXTS.index(context)]
            if link.row.passes[0] == "m":
                # What is asked of others is no claim of those who tell of it: "Russia urged them to accept defeat".
                holders = [h._replace(letter="n") for h in holders] + [_Holder("a", link)]
            continue
        kept = holders[-1].letter if number and _is_content(link, links[number - 1]) else None
        holders = [h._replace(letter=_toward(h.letter, link.row, context)) for h in holders]
        if kept:
            holders[-1] = holders[-1]._replace(letter=kept)
        if link.row.source:
            holders.append(_Holder(link.row.source[CONTEXTS.index(context)], link))
        passed = "+"
    context = composed(passed, own)
    return tuple(h.held(_STANCES[_settled(h.letter, context, asked)]) for h in holders)


def stance_of(statement: Statement) -> Stance:
    """What the speaker of a statement holds of its content, by its cue alone."""
    return weighed([_of_statement(statement)], "+")[-1].stance


class _Holder(NamedTuple):
    letter: str
    link: Link | None = None

    def held(self, stance: Stance) -> Held:
        if self.link is None:
            return Held(None, None, None, stance)
        return Held(self.link.source, self.link.predicate, self.link.row.lemma, stance, self.link.statement)


def _is_content(link: Link, above: Link) -> bool:
    """Whether the noun is what the verb above it is about: who rejects a claim rejects what is claimed."""
    return link.row.pos == "noun" and bool(link.row.source) and above.row.pos == "verb" and bool(above.row.source)


def _toward(letter: str, row: Row, context: str) -> str:
    """What somebody who holds `letter` of a clause holds of what its predicate embeds."""
    if letter == "n" or not row.author:
        return "n"
    seen = {"a": context, "d": _FLIPPED[context]}.get(letter, "?")
    return row.author[CONTEXTS.index(seen)]


def _settled(letter: str, context: str, asked: bool) -> str:
    """The stance toward the proposition, given the context of its own words."""
    if asked:
        return "e" if context == "m" and letter == "a" else "q" if letter == "q" else "n"
    if context in "-rx":
        return {"a": "d", "d": "a"}.get(letter, letter)
    return letter if context == "+" or letter in "qe" else "n"


_FLIPPED = {"+": "-", "-": "+", "r": "+", "m": "x", "x": "m", "?": "?"}


def composed(outer: str, inner: str) -> str:
    """The context of a clause under an implicative: "failed to deny" is not denying."""
    if outer == "+" or inner == "?":
        return inner
    if outer == "?" or inner == "+":
        return outer
    return _FLIPPED[outer] if inner in "-rx" else inner


# "It is crucial to release the report": as good as "must".
_NEEDED = frozenset("crucial vital essential imperative necessary important critical".split())


def _own(between: Sequence[Word], words: Sequence[Word], asked: bool) -> str:
    """The context of the proposition's own words, and of those between it and the predicate over it."""
    if asked:
        due = any(w.text in _NEEDED for w in between)
        return "m" if due and own_context(between) == "+" else own_context(between, must=True)
    inside = own_context(words)
    return inside if inside != "+" or own_context(between) != "?" else "?"


# -- sentences ---------------------------------------------------------------------------------------------------------


def sentence_at(text: str, at: int) -> Span:
    """The sentence that the character number `at` stands in."""
    line = _line(text, text.rfind("\n", 0, at) + 1)
    return line[min(bisect_right(line, at, key=lambda s: s[1]), len(line) - 1)][0]


@lru_cache(maxsize=64)
def _line(text: str, start: int) -> tuple[tuple[Span, int], ...]:
    """The sentences of the line that begins at a character, each with where the next one begins."""
    found = []
    for stop in _STOP.finditer(text, start):
        ends = "\n" in stop[0]
        if not ends and _is_abbreviated(text, start, stop.end()):
            continue
        found.append((Span(start, stop.start() + len(stop[0].rstrip())), stop.end()))
        start = stop.end()
        if ends:
            return tuple(found)
    return *found, (Span(start, len(text)), len(text))


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the point before the space that ends at a character is that of an abbreviation."""
    number = _NUMBER.search(text, max(start, end - 12), end) is not None and text[end : end + 1].isdigit()
    return number or _ABBREVIATED.search(text, max(start, end - 12), end) is not None


def is_clausal(words: str) -> bool:
    """Whether the words are a clause ("it lost") or a noun phrase ("its claimed victory")."""
    return bool(_FINITE.search(_NOUNS.sub("", words)))


# -- statements and predicates -----------------------------------------------------------------------------------------


def _link(words: Sequence[Word], found: Predicate) -> Link:
    predicate = Span(words[found.first].start, words[found.end - 1].end)
    return Link(found.row, found.context, found.subject, predicate)


def merged(statements: Sequence[Statement], links: Sequence[Link], span: Span) -> list[Link]:
    """The levels over `span`: the predicates of its sentence, with the speakers of the statements that they are the
    cues of; and the statements that hold it with a cue elsewhere: behind it, or in another sentence."""
    out = [_with_speaker(statements, link) for link in links]
    for statement in reversed(holders_of(statements, span)):
        if any(link.statement == statement.id for link in out):
            continue
        at = next((i for i, link in enumerate(out) if _holds(statement, link.predicate)), len(out))
        if at < len(out) or not out or _outside(statement, out):
            out.insert(at if at < len(out) else len(out), _of_statement(statement))
    return out


def _outside(statement: Statement, links: Sequence[Link]) -> bool:
    """Whether no predicate that was found is the statement's own, in other words."""
    cue = statement.cue.spans[0]
    return all(abs(link.predicate.start - cue.start) > _NEAR for link in links)


_NEAR = 3


def _with_speaker(statements: Sequence[Statement], link: Link) -> Link:
    for statement in statements:
        if any(c.touches(link.predicate) for c in statement.cue.spans):
            cut = statement.speaker is None or statement.speaker.text.endswith(("'s", "’s"))
            cut = cut or (link.source is None and _is_undergone(statement))
            source = link.source if cut or statement.speaker is None else statement.speaker.spans[0]
            return link._replace(source=source, statement=statement.id)
    return link


def _is_undergone(statement: Statement) -> bool:
    """Whether who stands before the cue is accused, and accuses nobody: "the mayor has been accused of"."""
    words = {w.text for w in read_words(statement.cue.text, 0, len(statement.cue.text))}
    passive = bool(words & BE) and statement.cue.act == "accuse"
    return passive and statement.speaker is not None and statement.speaker.spans[0] < statement.cue.spans[0]


def holders_of(statements: Sequence[Statement], span: Span) -> list[Statement]:
    """The statements in whose content the span begins, outermost first."""
    holding = [s for s in statements if _holds(s, span)]
    return sorted(holding, key=lambda s: (-sum(c.end - c.start for c in s.content.spans), s.id))


def _holds(statement: Statement, span: Span) -> bool:
    return any(c.start <= span.start < c.end for c in statement.content.spans)


# What a cue that is no entry of the lexicon says of its content, by its act.
_ACTS = {
    "deny": "d", "reject": "d", "question": "q", "say": "a", "claim": "a", "report": "a", "argue": "a", "announce": "a",
    "confirm": "a", "show": "a", "believe": "a", "warn": "a", "explain": "a", "accuse": "a", "quote": "a", "agree": "a",
    "praise": "a", "support": "a", "learn": "a",
}  # fmt: skip


def _of_statement(statement: Statement) -> Link:
    cue = [w for w in read_words(statement.cue.text, 0, len(statement.cue.text)) if w.text != "…"]
    infinitive = "to" in (statement.content.text.split()[:1] + statement.cue.text.split()[-1:])
    row = row_of([w.text for w in cue], infinitive=infinitive)
    context = own_context(cue, must=True)
    if row is None:
        letter = _ACTS.get(statement.cue.act or "", "n")
        passes = "m???x?" if statement.cue.act in ("demand", "order") else ""
        row = Row(statement.cue.lemma or "", "verb", "any", "" if passes else f"{letter}nnnnn", "nnnnnn", passes, "")
    speaker = statement.speaker.spans[0] if statement.speaker else None
    return Link(row, context, speaker, statement.cue.spans[0], statement.id)
