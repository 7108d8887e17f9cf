"""Who denies what he is accused of without saying what: "she pleaded not guilty", "he maintains his innocence"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.cues import lemmas
from onrecord.lexicon import MAY, NEGATIONS
from onrecord.questions._frames import Theme
from onrecord.questions._view import Match, Sentence
from onrecord.questions._worded import Worded
from onrecord.records import Reading


def accused(themes: Sequence[Theme], found: Sequence[Match]) -> Theme | None:
    """The one theme that an article speaks of which says that its argument did something; None if two do."""
    spoken = {m.theme for m in found if m.core}
    some = [t for t in themes if t.name in spoken and _is_doing(t)]
    return some[0] if len(some) == 1 else None


def _is_doing(theme: Theme) -> bool:
    phrase = theme.keys[0].phrase
    return phrase is not None and phrase.named and phrase.kind == "doing" and not phrase.body


class Pleas(Worded):
    """Looks for the pleas of a theme's argument."""

    def pleas(self) -> Iterator[Match]:
        """The pleas of a sentence, each with who makes it."""
        for at in range(len(self._texts)):
            end = self._plea(at)
            if not end:
                continue
            group = self._group(at)
            unsure = (NEGATIONS | MAY | {"to", "will", "would"}) & set(self._texts[group:at])
            first = self._stretch(group)
            if self._texts[first - 1 : first] in (["who"], [","]):
                first = max(0, first - 4)  # "Smith, who had pleaded not guilty"
            who = next((s for s in self._mine if s[0] >= first and s[1] <= group), None)
            if who is not None and not unsure and self._whose(who[1], group) != "other":
                yield Match(self._theme.name, self._span(at, end), "-", by=self._span(who[0], who[1]),
                            core=(self._words[at].start,))  # fmt: skip

    def _plea(self, at: int) -> int:
        """The word after a plea that begins with word `at`; 0 if none does."""
        said, rest = set(lemmas(self._texts[at])), self._texts[at + 1 : at + 6]
        if "plead" in said and rest[:2] == ["not", "guilty"]:
            return at + 3
        if said & {"maintain", "insist", "protest", "proclaim", "assert"} and rest[1:2] == ["innocence"]:
            return at + 3
        return 0


def pleas(
    reading: Reading, sentences: Sequence[Sentence], themes: Sequence[Theme], found: Sequence[Match]
) -> Iterator[Match]:
    """The pleas in an article, against the one theme that it speaks of as somebody's doing."""
    theme = accused(themes, found)
    for sentence in sentences if theme else ():
        if theme is not None and set(sentence.texts) & {"guilty", "innocence"}:
            yield from Pleas(reading, sentence, theme).pleas()
