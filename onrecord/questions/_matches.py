"""Where an article speaks of a proposition: by frame and argument, never by likeness."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from onrecord.commitment import sentence_at
from onrecord.facts import fold
from onrecord.lexicon import Word, read_words, without_asides
from onrecord.questions._advocacy import advocacy
from onrecord.questions._charges import Charges
from onrecord.questions._documents import asked as asked_texts
from onrecord.questions._doing import Doing
from onrecord.questions._frames import Theme, senses, words_of_country
from onrecord.questions._guilt import ACCUSED, CHARGE
from onrecord.questions._measures import heads_of
from onrecord.questions._pleas import pleas
from onrecord.questions._view import Match, Sentence
from onrecord.questions._worded import Worded
from onrecord.records import Reading, Span

READ = ("headline", "report", "caption")
_LONGEST = 300  # words of a sentence; the time of a look grows with their square

Sentences = Callable[[], Sequence[Sentence]]  # of the article's reporting, cut when they are first asked for


def matches(
    reading: Reading, themes: Sequence[Theme], rivals: Callable[[str], Collection[str]], sentences: Sentences
) -> list[Match]:
    """The places where the article's reporting speaks of one of the themes, in the order of the text.

    `control` says whose victory it is where the words do not: "claimed victory" is of who claims it. It pairs names
    (folded) with a sign, and `span` is a match only if its innermost source has one of the names. `by` is who affirms
    it where the words name them behind it: "earned the backing of the United States". `rivals` names the themes that
    one excludes.
    """
    facts = [t for t in themes if not t.measure]
    about = bool(facts) and _is_about(reading, facts)
    if not about and len(facts) == len(themes):
        return []
    found = [m for t in themes if t.measure for m in advocacy(reading, sentences(), t, t.measure)]
    found += _of_facts(reading, sentences(), facts, rivals) if about else []
    return sorted(dict.fromkeys(_longest(found)), key=lambda m: (m.span, m.theme))


def _of_facts(
    reading: Reading, sentences: Sequence[Sentence], themes: Sequence[Theme], rivals: Callable[[str], Collection[str]]
) -> list[Match]:
    """The matches of themes that say what is so, and not what should be."""
    found: list[Match] = []
    asked = _asked_of(themes)
    for sentence in sentences:
        for theme in themes:
            found += (
                m
                for m in _in_sentence(reading, sentence, theme)
                if not m.asked or theme.name in asked or m.frame == CHARGE
            )
    judged = [t for t in themes if any(m.frame in ACCUSED and m.theme == t.name for m in found)]
    unspoken = {t.name for t in judged if not any(Worded(reading, s, t).named() for s in sentences)}
    found = [m for m in found if m.frame not in ACCUSED or m.theme not in unspoken]
    found += [*asked_texts(reading, sentences, themes, found), *pleas(reading, sentences, themes, found)]
    return _unshared(found, rivals)


def _asked_of(themes: Sequence[Theme]) -> frozenset[str]:
    """The themes that who asks for the tallies asks about: those of the official result; of all, if none has it."""
    official = frozenset(t.name for t in themes if any(k.frame == "result" for k in t.keys))
    return official or frozenset(t.name for t in themes if any(k.frame == "win" for k in t.keys))


def may_speak_of(reading: Reading, theme: Theme) -> bool:
    """Whether an article may say something on a theme, by a look at its words alone: a word of the measure, or the
    theme's argument."""
    if theme.measure is None:
        return _is_about(reading, [theme])
    text = fold(reading.article.text)
    heads = {
        *heads_of(theme.measure),
        *(deed[0] for deed in theme.measure.deeds),
        *heads_of(theme.measure, against=True),
    }
    return any(head[:4] in text for head in heads)


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


def sentences_of(reading: Reading) -> Iterator[Sentence]:
    """The sentences of the article's reporting, in order; one of more than `_LONGEST` words in parts."""
    text = reading.article.text
    named = sorted((m, a.id) for a in reading.actors for m in a.mentions)
    for passage in reading.passages:
        at = passage.start
        while passage.kind in READ and at < passage.end:
            span = sentence_at(text, at)
            at = max(span.end, at + 1)
            while at < passage.end and text[at].isspace():
                at += 1
            words = without_asides(read_words(text, max(span.start, passage.start), min(span.end, passage.end)))
            for first in range(0, len(words), _LONGEST):
                some = words[first : first + _LONGEST]
                yield Sentence(some, [w.text for w in some], _named(some, named))


def _named(words: Sequence[Word], mentions: Sequence[tuple[Span, str]]) -> list[tuple[int, int, str | None]]:
    """The mentions of a sentence as (first word, word after the last, actor), in order."""
    out: list[tuple[int, int, str | None]] = []
    for span, actor in mentions:
        inside = [i for i, w in enumerate(words) if span.start < w.end and w.start < span.end]
        if inside and span.start >= words[0].start:
            out.append((inside[0], inside[-1] + 1, actor))
    return out


def _in_sentence(reading: Reading, sentence: Sentence, theme: Theme) -> Iterator[Match]:
    if any(key.phrase for key in theme.keys):
        worded = Worded(reading, sentence, theme)
        for key in theme.keys:
            yield from worded.worded(key)
    look = Charges(reading, sentence, theme)
    yield from look.standing()
    for at in range(len(sentence.words)):
        _, found = senses(sentence.texts, at)
        for sense in found:
            yield from look.sensed(at, sense)
    yield from Doing(reading, sentence, theme).done()


def _unshared(found: Sequence[Match], rivals: Callable[[str], Collection[str]]) -> list[Match]:
    """The matches without those whose words a rival's needs too, and closer together: in "staged the attack to look
    like a hate crime" nobody says that the attack was a hate crime."""
    return [m for m in found if not any(_takes(o, m) for o in found if o.theme in rivals(m.theme))]


def _takes(one: Match, other: Match) -> bool:
    """Whether a match has words of another one, and its own closer together."""
    return bool(set(one.core) & set(other.core)) and _width(one) <= _width(other)


def _width(match: Match) -> int:
    return max(match.core) - min(match.core) if match.core else 0


def _longest(found: Sequence[Match]) -> list[Match]:
    """The matches without those that a longer one of the same theme holds."""
    return [m for m in found if not any(
        m is not o and o.theme == m.theme and o.asked == m.asked and o.by == m.by and o.span.start <= m.span.start
        and m.span.end <= o.span.end and o.span != m.span for o in found)]  # fmt: skip
