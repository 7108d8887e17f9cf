"""Who wants to see what would tell, where a proposition has no frame: "demanded that the full report be published"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.cues import lemmas
from onrecord.questions._frames import Theme
from onrecord.questions._standing import is_about
from onrecord.questions._view import Match, Sentence
from onrecord.records import Reading, Span

_TEXTS = frozenset("report reports evidence findings documents records transcript transcripts files proof".split())
_PUBLISH = frozenset("release publish share provide disclose declassify unseal public hand".split())
_FULL = frozenset("full entire complete underlying unredacted whole".split())
_NEAR = 12  # words between the text and what is to be done with it


def asked(
    reading: Reading, sentences: Sequence[Sentence], themes: Sequence[Theme], found: Sequence[Match]
) -> Iterator[Match]:
    """The texts that an article says somebody wants to see, for the proposition that it speaks of most.

    Only in an article about who the proposition is about: elsewhere a report may be any report.
    """
    spoken = Counter(m.theme for m in found if m.core)
    if not spoken:
        return
    theme = next(t for t in themes if t.name == max(spoken, key=lambda name: spoken[name]))
    if not is_about(reading, theme):
        return
    for sentence in sentences:
        for at, word in enumerate(sentence.texts):
            if word in _TEXTS and (place := _wanted(sentence.texts, at)) is not None:
                first, end = place
                span = Span(sentence.words[first].start, sentence.words[end - 1].end)
                yield Match(theme.name, span, "+", asked=True, core=(sentence.words[at].start,))


def _wanted(texts: Sequence[str], at: int) -> tuple[int, int] | None:
    """The words [first, end) that stand for a text which is to be seen; None if nothing is to be done with it."""
    first = next(
        (i for i in range(at, max(-1, at - 6), -1) if texts[i] in ("the", "all", "any", "its", "his", "'s")), at
    )
    behind = [i for i in range(at + 1, min(at + _NEAR, len(texts))) if _is_published(texts[i])]
    # "The report should be made public": the modal stands before what is to be done.
    if behind and any(t in ("should", "must") for t in texts[at : behind[0]]):
        return behind[0], behind[0] + 1
    before = any(_is_published(t) for t in texts[max(0, first - _NEAR) : first])
    full = any(t in _FULL for t in texts[first:at])
    return (first, at + 1) if full or before or behind and texts[behind[0]] == "public" else None


def _is_published(word: str) -> bool:
    return any(lemma in _PUBLISH for lemma in lemmas(word))
