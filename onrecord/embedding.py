"""The predicates that a proposition stands under in its sentence: "X said that Y must accept | that it lost".

There is no parser here: from the proposition one reads to the left, and what stops the reading is the grammar of news
sentences, in the order of `_Reader.step`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.cues import lemmas
from onrecord.lexicon import MAY, MUST, NEGATIONS, Row, Word, context_of, has_to, rows_for
from onrecord.records import Span

_AUXILIARIES = frozenset(
    "be is are was were been being am has have had having do does did will would can could may might must should shall "
    "ought need needs to not never also already still again now only just even yet once publicly formally officially "
    "firmly clearly repeatedly both all immediately quickly finally recently openly jointly soon then simply cannot "
    "no longer so far either first it's he's".split()
) | {w for w in NEGATIONS if w.endswith("n't")}
_HARD = frozenset("; : ( ) — – ? ! . …".split())
_ADVERBIAL = frozenset(
    "after before while although though because since when where unless until despite amid following given however"
    .split()
)  # fmt: skip
_RELATIVE = frozenset(("who", "which", "whom", "whose"))
_DETERMINERS = frozenset(
    "a an the this that these those its his her their my our your no any some every each new old first further such "
    "several many other all 's ’s".split()
)
_OPENERS = frozenset("that whether if how".split())
_QUOTES = frozenset('"“”„«»')
# "made the claim", "voiced serious doubts": whose noun it is stands before the verb.
_LIGHT = frozenset(
    "make makes made making voice voices voiced express expresses expressed expressing raise raises raised "
    "has have had issue issued repeat repeated level levelled cast share shares shared".split()
)
_GRADED = frozenset("serious strong deep grave clear full public formal official great more fresh".split())
_AFTER_NOUN = frozenset("of that about over on as to for from by whether".split())
_ASIDE = frozenset(
    "on in at late early yesterday today monday tuesday wednesday thursday friday saturday sunday during through via "
    "earlier later ago alike".split()
)  # fmt: skip


class Predicate(NamedTuple):
    """A predicate over the proposition: words [first, end) of the sentence, its row, the context that its own clause
    sets, and where its subject stands (None if the sentence has none for it)."""

    first: int
    end: int
    row: Row
    context: str
    subject: Span | None


def predicates(words: Sequence[Word], first: int, end: int, clausal: bool) -> list[Predicate]:
    """The predicates, outermost first, that the words [first, end) stand under.

    `words` are one sentence, or the part of it that is read; `clausal` tells whether what stands there is a clause
    ("it lost") or a noun phrase ("its defeat").
    """
    found: list[Predicate] = []
    reader = _Reader(words, first, clausal)
    while (step := reader.step()) is not None:
        found.insert(0, step)
    if not found or found[0].row.pos in ("noun", "adjective"):
        found[:0] = _passive(words, end)
    if found and found[-1].subject is None and [w.text for w in words[end : end + 1]] == ["by"]:
        found[-1] = found[-1]._replace(subject=agent(words, end))  # "was accused of | fraud | by Ann Lee"
    return [p if p.subject else p._replace(subject=_controller(words, found, n)) for n, p in enumerate(found)]


_ANY_VERB = Row("", "verb", "any", "nnnnnn", "nnnnnn", "", "")


def clause_of(words: Sequence[Word], first: int, end: int) -> Predicate:
    """The verb of the words [first, end), whatever it is: the context that its clause sets, and where its subject is
    (None for an infinitive, and where the sentence has none for it; of a passive, who is named behind "by")."""
    return _Reader(words, first, clausal=False).clause(first, end, _ANY_VERB)


def _passive(words: Sequence[Word], end: int) -> list[Predicate]:
    """The predicate whose subject the words before `end` are: "the results were rejected by Chile"."""
    texts = [w.text for w in words]
    at = end
    while at < len(texts) and at < end + 8 and texts[at] not in BE:
        if texts[at] in _HARD or texts[at] in _RELATIVE or texts[at] in _OPENERS or texts[at] == ",":
            return []
        at += 1
    group = at - 1 if at > end and texts[at - 1 : at] in (["has"], ["have"], ["had"], ["not"]) else at
    while at < len(texts) and (texts[at] in _AUXILIARIES or texts[at].endswith("ly")):
        at += 1
    length, rows = rows_for(texts, at) if at < len(texts) else (0, ())
    rows = tuple(r for r in rows if r.pos == "verb" and r.source and r.complement in ("any", "np", "as"))
    if not rows or not texts[at].endswith(("ed", "n", "t")):
        return []
    stop = at + length
    by = next((i for i in range(stop, min(stop + 12, len(texts))) if texts[i] == "by"), None)
    subject = None if by is None else agent(words, by)
    inside = texts[group:at]
    context = context_of(any(w in NEGATIONS for w in inside), any(w in MUST for w in inside) or has_to(inside),
                         any(w in MAY for w in inside))  # fmt: skip
    return [Predicate(at, stop, rows[0], context, subject)]


def agent(words: Sequence[Word], by: int) -> Span | None:
    """Who is named behind the "by" (word number `by`) of a passive."""
    stops = _HARD | _ADVERBIAL | _RELATIVE
    close = next((i for i in range(by + 1, len(words)) if words[i].text in stops or _goes_on(words, i)), len(words))
    return _span(words, by + 1, min(close, by + 16))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether another verb of the sentence follows: "backed by Smith | , was rejected", "| and opposed by Jones"."""
    after = [w.text for w in words[at + 1 : at + 3]]
    return words[at].text in (",", "and", "but") and (after[:1] != [] and after[0] in _AUXILIARIES or "by" in after[1:])


BE = frozenset("is are was were been be being".split())
_MODALS = frozenset("should must shall may might could will would can cannot".split())
# What joins a person to what is said of them: "accused him of", "cleared her on the charge of".
_ABOUT = frozenset("of from on with for regarding about over in".split())
_ACCUSED = frozenset("accuse charge indict convict suspect clear exonerate absolve acquit vindicate".split())


def _controller(words: Sequence[Word], found: Sequence[Predicate], number: int) -> Span | None:
    """Who does what an infinitive says: the object of "urged X to", else the subject of the predicate over it."""
    if not number or not (above := found[number - 1]).row.passes:
        return purposeful(words, found[number].first)
    if above.row.pos != "object":
        return above.subject or _controller(words, found, number - 1)
    return _span(words, above.end, found[number].first)


def purposeful(words: Sequence[Word], first: int) -> Span | None:
    """Who does something in order to: "protesters took to the streets to | challenge"."""
    if not first or words[first - 1].text != "to":
        return None
    start = first - 1
    while start > 0 and words[start - 1].text not in _HARD | _ADVERBIAL | _OPENERS | {","}:
        start -= 1
    stop = start
    while stop < first - 1 and not _is_verb_form(words[stop]) and words[stop].text not in _RELATIVE | {"-"}:
        stop += 1
    return _span(words, start, stop) if stop < first - 1 else None


def _main_subject(words: Sequence[Word], end: int) -> Span | None:
    """The subject of the sentence, for what is added behind: "Guaidó invoked the constitution, | arguing"."""
    start = max((i + 1 for i in range(end) if words[i].text in _HARD | _ADVERBIAL), default=0)
    stop = start
    while stop < end and not _is_verb_form(words[stop]) and words[stop].text not in _RELATIVE | {"-", ","}:
        stop += 1
    return _span(words, start, stop) if stop < end else None


def _is_verb_form(word: Word) -> bool:
    return not word.capital and (
        word.text in _AUXILIARIES or word.text.endswith("ed") or next(lemmas(word.text)) != word.text
    )


def _span(words: Sequence[Word], start: int, end: int) -> Span | None:
    """The span of the words [start, end) without what stands at their edges; None if nothing is left."""
    texts = [w.text for w in words]
    while start < end and (not texts[start][0].isalnum() or texts[start] in _OPENERS or texts[start] in _EDGES):
        start += 1
    stop = start
    while stop < end and texts[stop] not in _ASIDE and texts[stop] not in _OPENERS and texts[stop] not in ("to", "not"):
        stop += 1
    while stop > start and _is_trailing(texts[stop - 1]):
        stop -= 1
    return Span(words[start].start, words[stop - 1].end) if stop > start else None


_EDGES = frozenset(("and", "but", "so", "as"))


def _is_trailing(word: str) -> bool:
    """Whether a word, or a mark, at the end of a phrase is no part of it."""
    return word in ("from", "and", "or") or not (word[0].isalnum() or word == "'s")


class _Reader:
    """Reads a sentence from a proposition to the left, a predicate a step."""

    def __init__(self, words: Sequence[Word], first: int, clausal: bool) -> None:
        self._words = words
        self._texts = [w.text for w in words]
        self._below, self._clausal = first, clausal
        self._at = first - 1
        self._pos_below = ""

    def step(self) -> Predicate | None:
        """The next predicate to the left that the words stand under, or None where the reading stops."""
        broken = skipping = False
        while self._at >= 0:
            word = self._texts[self._at]
            if word in _HARD or word in _RELATIVE or (word in _ADVERBIAL and not self._is_quoted()):
                return None
            if word in _OPENERS and word not in MAY:
                broken = False
            elif word == "," and not self._opens_after(self._at) and not self._lists(self._at):
                broken = True
            elif word in ("and", "or", "but"):
                skipping, broken = self._coordinates(broken)
            elif not broken and (found := self._predicate_ending(self._at)) is not None:
                first, rows = found
                if not skipping:
                    return self._taken(first, rows)
                skipping = False
            self._at -= 1
        return None

    def _is_quoted(self) -> bool:
        return self._texts[self._at] in ("since", "where") and self._at + 1 == self._below

    def _opens_after(self, comma: int) -> bool:
        after = self._texts[comma + 1 : comma + 3]
        return bool(after) and (after[0] in _OPENERS or after[0] in _QUOTES or after[0] == "according")

    def _coordinates(self, broken: bool) -> tuple[bool, bool]:
        """(whether the next predicate is only a neighbour, whether a "that" is needed to go on) at an "and"."""
        if self._texts[self._at + 1] in _OPENERS:
            return False, True
        i = self._at + 1
        while i < self._below and self._texts[i] in _AUXILIARIES:
            i += 1
        if i == self._below or self._is_predicate(i):
            return True, broken
        return False, True

    def _is_predicate(self, at: int) -> bool:
        length, rows = rows_for(self._texts, at)
        return bool(length and rows) and any(r.pos in ("verb", "object") for r in rows)

    def _predicate_ending(self, last: int) -> tuple[int, tuple[Row, ...]] | None:
        """The longest entry of the lexicon whose last word is number `last`, as it stands there: verb or noun."""
        for first in range(max(0, last - 4), last + 1):
            length, rows = rows_for(self._texts, first)
            if length == last - first + 1:
                kept = tuple(r for r in rows if self._fits(r, first, last))
                if kept:
                    return first, kept
        return None

    def _fits(self, row: Row, first: int, last: int) -> bool:
        before = self._texts[first - 1] if first else ""
        after = self._texts[last + 1] if last + 1 < len(self._texts) else ""
        if row.pos == "adjective":
            opens = self._texts[self._below] in _DETERMINERS and last + 1 == self._below
            return last + 1 >= self._below - 3 and not opens and before not in ("has", "have", "had", "also")
        if row.pos == "noun" and before == "of":
            return False
        if row.pos == "noun":
            noun = before in _DETERMINERS or before in _GRADED or not self._is_verb_here(first, after)
            return noun and after in _AFTER_NOUN
        if row.pos == "prep":
            return True
        if after in _MODALS and next(lemmas(self._texts[first])) == self._texts[first]:
            return False  # "the full Mueller report should": a noun
        return (
            before not in _DETERMINERS
            and not self._words[first].capital
            and self._complement_fits(row, first, last, after)
        )

    def _is_verb_here(self, first: int, after: str) -> bool:
        """Whether a word that is verb and noun ("claims that", "doubts that") is the verb: a subject stands before."""
        before = self._texts[first - 1] if first else ""
        nounlike = before in (
            "",
            "and",
            "reject",
            "deny",
            "denied",
            "rejected",
            "dismissed",
            "with",
            "of",
            "by",
            "against",
        )
        return not nounlike and after in ("that", "whether", "to") and before not in _DETERMINERS

    def _complement_fits(self, row: Row, first: int, last: int, after: str) -> bool:
        between = self._texts[last + 1 : self._below]
        kind = self._complement(between)
        if row.complement == "any":
            return True
        if row.complement == "about":
            return bool(_ABOUT & set(between))
        if row.pos == "object":
            if row.complement == "for":
                return "for" in between and kind in ("np", "as")
            if row.complement == "to":
                return kind == "to" and (last + 2 < self._below or after != "to") and after != "to"
            return kind == ("that" if row.complement == "should" else "np")
        return row.complement == kind or (row.complement, kind) in (("np", "as"), ("to", "ing"), ("whether", "if"))

    def _complement(self, between: Sequence[str]) -> str:
        """How the predicate takes what is below it: to, ing, whether, as, that, np."""
        if "whether" in between or "if" in between:
            return "whether"
        if "that" in between:
            return "that"
        trimmed = [w for w in between if w not in ("not", "never", "publicly", "formally", "officially")]
        if "to" in trimmed and self._pos_below != "noun" and "as" not in trimmed:
            return "to"
        if self._below < len(self._texts) and self._texts[self._below].endswith("ing") and not trimmed:
            return "ing"
        if "as" in trimmed or "as" in self._texts[self._below : self._below + 6]:
            return "as"
        own = self._texts[self._below : self._below + 1]
        if self._pos_below in ("verb", "object") or (not self._pos_below and (self._clausal or own in _OWN)):
            return "that"
        return "np"

    def _taken(self, first: int, rows: tuple[Row, ...]) -> Predicate:
        length, _ = rows_for(self._texts, first)
        return self.clause(first, first + length, rows[0])

    def clause(self, first: int, end: int, row: Row) -> Predicate:
        """The predicate that the words [first, end) are, with context and subject; the reading goes on before it."""
        group = self._group_start(self._noun_start(first) if row.pos == "noun" else first)
        group_words = self._texts[group:first]
        subject = self._subject(row, group, first, end)
        forbidden = self._texts[max(0, group - 2) : group] == ["not", "to"]
        negated = forbidden or any(w in NEGATIONS for w in group_words) or self._nobody(group)
        must = any(w in MUST for w in group_words) or has_to(self._texts[group : first + 1])
        may = any(w in MAY for w in group_words) or (group > 0 and self._conditional(group))
        context = context_of(negated, must, may)
        self._below, self._at = first, group - 1
        self._pos_below = row.pos
        return Predicate(first, end, row, context, subject)

    def _noun_start(self, first: int) -> int:
        """Where the phrase of a noun begins, with the light verb before it: "can't | have any further evidence"."""
        start = first
        while start > 0 and self._texts[start - 1] in _DETERMINERS | _GRADED:
            start -= 1
        return start - (start > 0 and self._texts[start - 1] in _LIGHT)

    def _group_start(self, first: int) -> int:
        """Where the verb group of the predicate begins: "has not yet | recognised", "no | evidence"."""
        start = first
        while start > 0 and (
            self._texts[start - 1] in _AUXILIARIES | NEGATIONS
            or (self._texts[start - 1].endswith("ly") and len(self._texts[start - 1]) > 4)
        ):
            start -= 1
        return max(
            [i + 1 for i in range(start, first) if self._texts[i] == "to" and not self._is_due(i)], default=start
        )

    def _is_due(self, to: int) -> bool:
        """Whether a "to" belongs to a modal: "has to", "ought to", "needs to"."""
        return to > 0 and self._texts[to - 1] in ("has", "have", "had", "ought", "need", "needs")

    def _nobody(self, group: int) -> bool:
        """Whether the subject itself negates: "No country has recognised ..."."""
        start = self._clause_start(group)
        return any(w in ("no", "nobody", "none", "neither") for w in self._texts[start:group])

    def _conditional(self, group: int) -> bool:
        start = self._clause_start(group)
        return any(w in ("if", "whether", "unless") for w in self._texts[max(0, start - 1) : group])

    def _clause_start(self, end: int) -> int:
        """The first word of the clause whose subject ends before word `end`; commas of a list belong to it."""
        i = end
        while i > 0:
            word = self._texts[i - 1]
            if word in _HARD or word in _OPENERS or word in _QUOTES or word in _RELATIVE or word in _ADVERBIAL:
                break
            if word == "," and not self._lists(i - 1):
                break
            if word == "and" and i - 1 > 0 and self._is_predicate_before(i - 1):
                break
            # What stands right before the verb is its subject, whatever else the word may be: "the armed forces have".
            if i < end and self._predicate_ending_any(i - 1) is not None:
                break
            i -= 1
        return i

    def _is_predicate_before(self, at: int) -> bool:
        return any(self._predicate_ending_any(j) is not None for j in range(max(0, at - 1), at))

    def _predicate_ending_any(self, last: int) -> int | None:
        for first in range(max(0, last - 3), last + 1):
            length, rows = rows_for(self._texts, first)
            verbal = any(r.pos in ("verb", "object", "prep") for r in rows)
            before = self._texts[first - 1] if first else ""
            noun = before in _DETERMINERS or (before.endswith("ed") and self._texts[last].endswith("s"))
            if length == last - first + 1 and verbal and not noun and not self._words[first].capital:
                return first
        return None

    def _lists(self, comma: int) -> bool:
        """Whether a comma stands in a list of names: "Brazil, Colombia and Mexico"."""
        after = self._texts[comma + 1 : comma + 12]
        stop = next((i for i, w in enumerate(after) if w in ("and", "or")), None)
        return stop is not None and not any(self._is_predicate(comma + 1 + i) for i in range(stop))

    def _subject(self, row: Row, group: int, first: int, end: int) -> Span | None:
        if row.pos == "prep":
            return self._phrase(end, self._below)
        if row.pos in ("noun", "adjective"):
            return self._owner(row, first, end)
        if "by" in self._texts[end : end + 2] and group < first:
            by = self._texts.index("by", end)
            return self._phrase(by + 1, min(self._below, by + 8))
        if self._is_passive(row, group, first, end):
            return None
        if group > 0 and self._texts[group - 1] == "to":
            return None  # the subject of the predicate above, or its object
        if group > 1 and (self._texts[group - 1] in _RELATIVE or self._relates(group - 1)):
            stop = group - 1 - (group > 1 and self._texts[group - 2] == ",")
            return self._phrase(self._clause_start(stop), stop)
        if group == first and self._texts[first].endswith("ing") and self._texts[first - 1 : first] == [","]:
            return _main_subject(self._words, first)
        if group > 0 and self._texts[group - 1] == "," and (opened := self._aside(group - 1)):
            # Those whom "including" names are of the subject, too.
            stop = group - 1 if self._texts[opened + 1] in _INCLUDING else opened
            return self._phrase(self._clause_start(opened), stop)
        if group > 0 and self._texts[group - 1] in ("and", "but", "or", ","):
            return self._shared(group - 1)
        return self._phrase(self._clause_start(group), group)

    def _aside(self, close: int) -> int:
        """The comma that opens the aside which another closes; 0 if none does: "Smith | , a councillor , | said"."""
        for i in range(close - 1, max(0, close - _LONGEST_ASIDE), -1):
            if self._texts[i] in _HARD:
                return 0
            if self._texts[i] == "," and self._texts[i + 1] in _INCLUDING | _RELATIVE | _ASIDES:
                return i
        return 0

    def _is_passive(self, row: Row, group: int, first: int, end: int) -> bool:
        """Whether the subject is who it is done to: "he was told that", "the minister, accused of taking bribes"."""
        if row.pos != "verb" or not row.source or self._texts[first].endswith("ing"):
            return False
        past = self._texts[first].endswith("ed") or self._texts[first] in ("told", "found", "said", "known", "shown")
        accused = row.lemma in _ACCUSED and self._texts[end : end + 1] in (["of"], ["with"], ["for"], ["on"], ["from"])
        return past and (accused or bool(BE & set(self._texts[group:first])))

    def _relates(self, at: int) -> bool:
        """Whether a "that" is a relative pronoun: a noun stands before it, no predicate that takes a clause."""
        return self._texts[at] == "that" and self._texts[at - 1][0].isalnum() and self._predicate_ending(at - 1) is None

    def _shared(self, conjunction: int) -> Span | None:
        """The subject that a second verb shares with the first: "X denied the charge and | said"."""
        for i in range(conjunction - 1, -1, -1):
            if self._texts[i] in _HARD:
                return None
            if self._predicate_ending_any(i) is not None:
                group = self._group_start(i)
                return self._phrase(self._clause_start(group), group)
        return self._phrase(0, conjunction)

    def _owner(self, row: Row, first: int, end: int) -> Span | None:
        """Whose claim or doubt it is: "Maduro's claim", "his claim", "claims by the council", "made the claim"."""
        before = self._texts[first - 1] if first else ""
        if before in ("its", "his", "her", "their", "my", "our"):
            return Span(self._words[first - 1].start, self._words[first - 1].end)
        if before == "'s" or before.endswith("'"):
            return self._phrase(self._clause_start(first - 1), first - 1)
        if end < len(self._texts) and self._texts[end] in ("by", "from"):
            return self._phrase(end + 1, min(self._below, end + 8))
        i = first - 1
        while i > 0 and (self._texts[i] in _DETERMINERS or self._texts[i] in _GRADED):
            i -= 1
        if row.pos == "noun" and i > 0 and self._texts[i] in _LIGHT:
            group = self._group_start(i)
            return self._phrase(self._clause_start(group), group)
        return None

    def _phrase(self, start: int, end: int) -> Span | None:
        return _span(self._words, start, end)


_INCLUDING = frozenset(("including", "among"))
_ASIDES = frozenset(  # what else opens one
    "a an the his her its their led backed along together now once formerly himself herself itself".split()
)
_LONGEST_ASIDE = 18  # words
_OWN = (["its"], ["his"], ["her"], ["their"], ["defeat"])
