"""Where an article speaks of a proposition: by frame and argument, never by likeness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.commitment import sentence_at
from onrecord.cues import lemmas
from onrecord.embedding import Word, read_words, rows_for
from onrecord.facts import fold
from onrecord.questions._frames import Key, Sense, Theme, is_named, senses, words_of_country
from onrecord.records import Actor, Reading, Span

READ = ("headline", "report", "caption")
_BE = frozenset("is are was were be been being 's remains remain became becomes".split())
_AUX = _BE | frozenset("has have had do does did will would can could may might must should not never".split())
_HARD = frozenset("; : ( ) — – ? !".split())
_POSSESSIVE = ("his", "her", "its", "their")
_TITLES = frozenset(
    "president mr ms mrs dr incumbent leader opposition candidate challenger socialist mr. leftist interim then "
    "self-proclaimed self-declared".split()
)
# What is done to a person who is held to have won, or to be in office: "congratulated Maduro", "recognises Guaidó".
_DOING = {
    "win": frozenset(("congratulate", "recognise", "recognize", "acknowledge")),
    "office": frozenset(
        ("recognise", "recognize", "endorse", "back", "support", "stand by", "side with", "congratulate", "swear in",
         "derecognise", "de-recognise", "withdraw recognition of", "recognition", "acknowledge")
    ),
}  # fmt: skip
_NOUNS = ("of", "beside", "alone")


class Match(NamedTuple):
    """Words that stand for a proposition, or for its contrary (`sign` "-"); `asked` if they stand for evidence."""

    theme: str
    span: Span
    sign: str
    asked: bool = False
    control: tuple[tuple[str, str], ...] = ()


_Argued = tuple[int, int, str, tuple[tuple[str, str], ...]]


class _Sentence(NamedTuple):
    words: list[Word]
    texts: list[str]
    names: list[tuple[int, int, str | None]]


def matches(reading: Reading, themes: Sequence[Theme]) -> list[Match]:
    """The places where the article's reporting speaks of one of the themes, in the order of the text.

    `control` says whose victory it is where the words do not: "claimed victory" is of who claims it. It pairs names
    (folded) with a sign, and `span` is a match only if its innermost source has one of the names.
    """
    if not _is_about(reading, themes):
        return []
    found: list[Match] = []
    asked = _asked_of(themes)
    for sentence in _sentences(reading):
        for theme in themes:
            found += (m for m in _in_sentence(reading, sentence, theme) if not m.asked or theme.name in asked)
    return sorted(dict.fromkeys(_longest(found)), key=lambda m: (m.span, m.theme))


def _asked_of(themes: Sequence[Theme]) -> frozenset[str]:
    """The themes that who asks for the tallies asks about: those of the official result; of all, if none has it."""
    official = frozenset(t.name for t in themes if any(k.frame == "result" for k in t.keys))
    return official or frozenset(t.name for t in themes if any(k.frame == "win" for k in t.keys))


def _is_about(reading: Reading, themes: Sequence[Theme]) -> bool:
    """Whether the article names an argument of the themes, or speaks of an election in their country; those without an
    argument are looked for everywhere."""
    text = f" {fold(reading.article.text)} "
    names = {k.who.split()[-1] for t in themes for k in t.keys if k.who}
    if not names or any(f" {n} " in text or f" {n}s " in text for n in names):
        return True
    lands = {fold(w) for t in themes if t.home for w in words_of_country(t.home)}
    spoken = any(f" {w} " in text or f" {w}s " in text for w in lands)
    return spoken and any(w in text for w in _TOPIC[any(k.frame == "office" for t in themes for k in t.keys)])


_TOPIC = ((" election", " vote", " tallies"), (" president", " leader"))


def _sentences(reading: Reading) -> Iterator[_Sentence]:
    text = reading.article.text
    named = sorted((m, a.id) for a in reading.actors for m in a.mentions)
    for passage in reading.passages:
        at = passage.start
        while passage.kind in READ and at < passage.end:
            span = sentence_at(text, at)
            at = max(span.end, at + 1)
            while at < passage.end and text[at].isspace():
                at += 1
            if words := read_words(text, max(span.start, passage.start), min(span.end, passage.end)):
                yield _Sentence(words, [w.text for w in words], _named(words, named))


def _named(words: Sequence[Word], mentions: Sequence[tuple[Span, str]]) -> list[tuple[int, int, str | None]]:
    """The mentions of a sentence as (first word, word after the last, actor), in order."""
    out: list[tuple[int, int, str | None]] = []
    for span, actor in mentions:
        inside = [i for i, w in enumerate(words) if span.start < w.end and w.start < span.end]
        if inside and span.start >= words[0].start:
            out.append((inside[0], inside[-1] + 1, actor))
    return out


def _in_sentence(reading: Reading, sentence: _Sentence, theme: Theme) -> Iterator[Match]:
    look = _Look(reading, sentence, theme)
    for key in theme.keys:
        if key.frame == "words":
            yield from look.worded(key)
    for at in range(len(sentence.words)):
        _, found = senses(sentence.texts, at)
        for sense in found:
            yield from look.sensed(at, sense)
    yield from look.done()


class _Look:
    """Looks for one theme in one sentence."""

    def __init__(self, reading: Reading, sentence: _Sentence, theme: Theme) -> None:
        self._words, self._texts, _ = sentence
        self._theme = theme
        self._cast = {a.id: a for a in reading.actors}
        self._marked = sentence.names
        self._mine = self._places()

    # -- arguments -----------------------------------------------------------------------------------------------------

    def _places(self) -> list[tuple[int, int, str]]:
        """Where the theme's arguments are named: (first word, word after the last, whose sign: "+" or "-")."""
        found = []
        for first, end, actor in self._marked:
            if sign := self._sign_of(self._cast.get(actor or ""), self._texts[first:end]):
                found.append((first, end, sign))
        taken = {i for first, end, _ in self._marked for i in range(first, end)}
        surnames = {k.who.split()[-1] for k in self._theme.keys if k.who}
        for i, word in enumerate(self._words):
            if i not in taken and (word.capital or i == 0) and fold(word.text) in surnames:
                found.append((i, i + 1, "+"))
        return sorted(found)

    def _sign_of(self, actor: Actor | None, texts: Sequence[str]) -> str:
        if actor is None:
            return ""
        if any(k.who and is_named(actor.name, k.who) for k in self._theme.keys) and actor.kind in (
            "person",
            "government",
        ):
            return "+"
        if "opposition" in fold(actor.name).split() and actor.kind in ("person", "group", "organisation"):
            return {"opposition": "+", "government": "-"}.get(self._theme.side, "")
        return ""

    def _mine_at(self, first: int, end: int) -> str:
        """The sign of the argument among the words [first, end), "" if there is none, or it is somebody else's."""
        return next((s for a, b, s in self._mine if a < end and first < b), "")

    def _is_other(self, at: int) -> bool:
        """Whether word `at` belongs to a mention of somebody else."""
        return any(a <= at < b for a, b, _ in self._marked) and not self._mine_at(at, at + 1)

    # -- frames --------------------------------------------------------------------------------------------------------

    def sensed(self, at: int, sense: Sense) -> Iterator[Match]:
        end = at + len(sense.words)
        keys = [k for k in self._theme.keys if k.frame == sense.frame]
        if sense.frame == "evidence":
            if not self._is_judged(end):
                yield Match(self._theme.name, self._span(at, end), "+", asked=True)
            return
        if sense.role in ("subject", "object") and self._is_noun(at):
            return
        if not keys or sense.frame == "worth" or (sense.role in _NOUNS and self._is_verb(at, end, sense)):
            return
        if sense.role in ("alone", "alone-verb"):
            yield from self._alone(at, end, sense, keys[0])
            return
        found = self._argued(at, end, sense)
        if found is not None:
            first, last, sign, control = found
            for one in _judged(self, first, last, end, sense):
                yield Match(self._theme.name, self._span(*one[:2]), _times(sign, sense.sign, one[2]), control=control)

    def _is_verb(self, at: int, end: int, sense: Sense) -> bool:
        """Whether a word that is noun and verb is the verb: "won", "will win"."""
        before = self._texts[at - 1] if at else ""
        said, last = " ".join(self._texts[at:end]), " ".join(sense.words)
        if said not in (last, f"{last}s", f"{last[:-1]}ies"):
            return True
        return before in _AUX | {"to"} and self._texts[at] in (
            "win",
            "triumph",
            "loss",
            "defeat",
            "lead",
            "review",
            "audit",
        )

    def _is_noun(self, at: int) -> bool:
        """Whether a word that is noun and verb is the noun: "accept defeat", "his win"."""
        if self._texts[at] not in ("win", "wins", "triumph", "defeat", "defeats"):
            return False
        before = self._texts[at - 1] if at else ""
        return before not in _AUX | {"to"} and not any(end == at for _, end, _ in self._marked)

    def _alone(self, at: int, end: int, sense: Sense, key: Key) -> Iterator[Match]:
        if self._texts[max(0, at - 2) : at] == ["as", "a"]:
            return
        first = self._phrase_start(at)
        worth = self._worth(end)
        if worth is not None:
            yield Match(self._theme.name, self._span(first, worth[0]), _times(key.sign, sense.sign, worth[1]))
        elif not self._is_subject(end) or self._is_passive(end):
            yield Match(self._theme.name, self._span(first, end), _times(key.sign, sense.sign))

    def _phrase_start(self, at: int) -> int:
        """Where the noun phrase that ends with word `at` begins: "Sunday's disputed election | results"."""
        first = at
        while first > 0 and self._modifies(first - 1):
            first -= 1
        return first

    def _modifies(self, at: int) -> bool:
        word = self._texts[at]
        if word == "'s":
            return True
        held = word in _MODIFIERS or word.endswith("day") or self._words[at].capital
        return held and word[0].isalnum() and not rows_for(self._texts, at)[0]

    def _is_subject(self, end: int) -> bool:
        """Whether the noun phrase that ends before word `end` is the subject of a verb that follows."""
        for i in range(end, min(end + 9, len(self._texts))):
            if self._texts[i] in _HARD or self._texts[i] in (
                ",",
                "that",
                "who",
                "which",
                "after",
                "showing",
                "giving",
                "and",
            ):
                return False
            if self._texts[i] in _AUX or self._texts[i] in ("showed", "shows", "gave", "gives", "came", "reflected"):
                return True
        return False

    def _is_passive(self, end: int) -> bool:
        """Whether the verb that follows is a predicate over its subject: "the results were rejected by Chile"."""
        i = next((j for j in range(end, min(end + 9, len(self._texts))) if self._texts[j] in _BE), None)
        while i is not None and i < len(self._texts) and (self._texts[i] in _AUX or self._texts[i].endswith("ly")):
            i += 1
        return i is not None and i < len(self._texts) and rows_for(self._texts, i)[0] > 0

    def _worth(self, end: int) -> tuple[int, str] | None:
        """Whether the words behind call it worth or worthless: (the word after, sign). A negation stands inside the
        words of the match, and is counted where they are weighed."""
        if not self._is_subject(end):
            return None
        for i in range(end, min(end + 12, len(self._texts))):
            if self._texts[i] in _HARD or self._texts[i] in (",", "who", "which"):
                return None
            length, found = senses(self._texts, i)
            for sense in found:
                if sense.frame == "worth":
                    return i + length, sense.sign
        return None

    def _is_judged(self, end: int) -> bool:
        """Evidence that itself tells ("the tallies show", "which gave") is not asked for."""
        return any(w in ("show", "shows", "showed", "showing", "gave", "give", "gives", "prove", "proves", "proved")
                   for w in self._texts[end : end + 3])  # fmt: skip

    def _argued(self, at: int, end: int, sense: Sense) -> _Argued | None:
        """(first word, word after the last, sign of the argument, control) of a frame's word with its argument."""
        if sense.role == "subject":
            return self._subject(at, end)
        if sense.role == "object":
            return self._object(at, end)
        if sense.role == "of":
            return self._owned(at, end)
        return self._beside(at, end)

    def _subject(self, at: int, end: int) -> _Argued | None:
        if self._texts[at].endswith("ing") or (at and self._texts[at - 1] == "to"):
            return self._controlled(at, end)
        near = self._left(at)
        if near is not None:
            first, sign = near
            return (first, end, sign, ()) if sign else None
        return self._controlled(at, end)

    def _left(self, at: int) -> tuple[int, str] | None:
        """The nearest mention to the left in the same clause: (its first word, its sign, "" if it is somebody else)."""
        i = at - 1
        while i >= 0:
            if self._texts[i] in _HARD or self._texts[i] in (
                "that",
                "and",
                "but",
                "to",
                "after",
                "when",
                "because",
                "if",
            ):
                return None
            if sign := self._mine_at(i, i + 1):
                return min(a for a, b, _ in self._mine if a <= i < b), sign
            if self._is_other(i):
                return i, ""
            if rows_for(self._texts, i)[0] and not self._words[i].capital and self._texts[i] not in _AUX:
                return None
            i -= 1
        return None

    def _controlled(self, at: int, end: int) -> _Argued | None:
        names = tuple((w, "+") for w in dict.fromkeys(k.who for k in self._theme.keys if k.who))
        side = {"opposition": "+", "government": "-"}.get(self._theme.side)
        return at, end, "+", names + ((("opposition", side),) if side else ())

    def _object(self, at: int, end: int) -> _Argued | None:
        passive = any(w in _BE for w in self._texts[max(0, at - 4) : at])
        if passive or (at and self._texts[at - 1] == "'s"):
            return self._subject(at, end)
        sign = self._mine_at(end, end + 3)
        return (at, end + 1, sign, ()) if sign else None

    def _owned(self, at: int, end: int) -> _Argued | None:
        """A noun and whose it is: "Maduro's claimed victory", "a victory for Maduro", "his defeat"."""
        first = at
        while first > 0 and at - first < 5 and self._grades(first - 1):
            first -= 1
        before = self._texts[first - 1] if first else ""
        if before == "'s":
            sign = self._mine_at(first - 2, first - 1)
            return (self._start_of(first - 2), end, sign, ()) if sign else None
        if before in _POSSESSIVE:
            return self._pronoun(first - 1, end)
        if self._texts[end : end + 1] in (["of"], ["for"], ["by"]):
            stop = self._after(end + 1)
            sign = self._mine_at(end + 1, stop)
            start = at - (at > 0 and self._texts[at - 1] in ("a", "the"))
            return (start, stop, sign, ()) if sign else None
        if sign := self._mine_at(at - 1, at):
            return self._start_of(at - 1), end, sign, ()
        return self._controlled(at, end) if before not in ("the",) else None

    def _grades(self, at: int) -> bool:
        """Whether a word may stand between an owner and the noun: "Maduro's | claimed | victory"."""
        word = self._texts[at]
        if word in ("'s", "the", "a", *_POSSESSIVE) or word in _AUX or not word[0].isalnum():
            return False
        return word.endswith("ed") or not rows_for(self._texts, at)[0]

    def _after(self, start: int) -> int:
        return next((b for a, b, _ in self._mine if start <= a <= start + 3), start + 1)

    def _start_of(self, at: int) -> int:
        return min((a for a, b, _ in self._mine if a <= at < b), default=at)

    def _pronoun(self, at: int, end: int) -> _Argued | None:
        if sign := self._mine_at(at, at + 1):
            return at, end, sign, ()
        if self._is_other(at):
            return None
        # "congratulated Maduro on his victory": whose pronoun it is was not told; the nearest name before it.
        near = [(b, s) for a, b, s in self._mine if b <= at and at - b < 8]
        others = [b for a, b, _ in self._marked if b <= at and not self._mine_at(a, b)]
        if near and (not others or near[-1][0] > max(others)):
            return at, end, near[-1][1], ()
        found = self._controlled(at, end)
        return None if found is None or self._texts[at] in ("his", "her") and others and not near else found

    def _beside(self, at: int, end: int) -> _Argued | None:
        """Who is said to be something: "Maduro the winner", "Guaidó as interim president"; never by a bare title."""
        i = at - 1
        linked = False
        while i >= 0 and at - i < 10:
            word = self._texts[i]
            if word in _HARD or word in ("that", "who", "which", "and"):
                break
            linked = linked or word in ("as", "be") or word in _BE or (word == "the" and self._is_named_so(i))
            if sign := self._mine_at(i, i + 1):
                return (self._start_of(i), end, sign, ()) if linked else None
            if self._is_other(i):
                return None
            i -= 1
        if linked and self._texts[end : end + 1] == ["was"]:
            sign = self._mine_at(end + 1, end + 4)
            return (at, end + 3, sign, ()) if sign else None
        if linked or any(w in ("himself", "themselves") for w in self._texts[max(0, at - 6) : at]):
            return self._controlled(at, end)
        return None

    def _is_named_so(self, the: int) -> bool:
        """Whether "the" opens what somebody is declared to be: "proclaimed Maduro the winner"."""
        return self._mine_at(the - 1, the) != ""

    def done(self) -> Iterator[Match]:
        """What is done to a person who is held to have won, or to be in office: "Russia congratulated Maduro"."""
        frames = {k.frame for k in self._theme.keys} & set(_DOING)
        for first, end, sign in self._mine if frames else ():
            at = first - 1
            while at >= 0 and (self._texts[at] in _TITLES or self._texts[at] in ("the", "'s", "of")
                               or self._words[at].capital):  # fmt: skip
                at -= 1
            for start in range(max(0, at - 2), at + 1):
                length, rows = rows_for(self._texts, start)
                doing = any(r.lemma in _DOING[f] for r in rows for f in frames)
                if length and start + length == at + 1 and doing and self._texts[first] not in _POSSESSIVE:
                    yield Match(self._theme.name, self._span(first, end), sign)

    # -- words ---------------------------------------------------------------------------------------------------------

    def worded(self, key: Key) -> Iterator[Match]:
        """A sentence in which all the words of the key occur, near each other."""
        at = [next((i for i, t in enumerate(self._texts) if _alike(t, w)), None) for w in key.words]
        found = [i for i in at if i is not None]
        if len(found) == len(at) and found and max(found) - min(found) <= 4 * len(found) + 4:
            yield Match(self._theme.name, self._span(min(found), max(found) + 1), key.sign)

    def _span(self, first: int, end: int) -> Span:
        end = min(end, len(self._words))
        return Span(self._words[first].start, self._words[end - 1].end)


def _judged(look: _Look, first: int, last: int, end: int, sense: Sense) -> Iterator[tuple[int, int, str]]:
    """The match itself; or with what is said of it, if it is the subject of a verb: "his victory was fraudulent"."""
    if sense.role != "of":
        yield first, last, "+"
        return
    worth = look._worth(max(last, end))
    if worth is not None:
        yield first, worth[0], worth[1]
    elif not look._is_subject(max(last, end)) or look._is_passive(max(last, end)):
        yield first, last, "+"


def _times(*signs: str) -> str:
    return "-" if signs.count("-") % 2 else "+"


def _alike(one: str, other: str) -> bool:
    return one == other or bool(set(lemmas(one)) & set(lemmas(other)))


def _longest(found: Sequence[Match]) -> list[Match]:
    """The matches without those that a longer one of the same theme holds."""
    return [m for m in found if not any(
        m is not o and o.theme == m.theme and o.asked == m.asked and o.span.start <= m.span.start
        and m.span.end <= o.span.end and o.span != m.span for o in found)]  # fmt: skip


_MODIFIERS = frozenset(
    "the a an official electoral election presidential vote voting final announced published declared disputed "
    "contested provisional preliminary first full detailed these those its their his".split()
)
