"""Who speaks by the form of the page alone: posts that are signed, and the turns of an interview."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.crf import Run
from onrecord.drafts import Draft, paragraphs
from onrecord.encoder import Words

_DASHES = frozenset("—–-")


def signed(words: Words) -> list[Draft]:
    """The posts that a page embeds as text: "Great day! — Ann Lee (@annlee) March 1, 2019". The dash is the cue."""
    found: list[Draft] = []
    begin = 0
    for i, word in enumerate(words.text):
        if words.features[i, 2] == 2:
            begin = i if word not in _DASHES or i == 0 else begin  # a signature on its own signs what is before it
        if word in _DASHES and (handle := _handle(words, i)) is not None:
            content = tuple(paragraphs(words, begin, i - 1)) if begin < i else ()
            if content:
                found.append(Draft(i, ((i, i),), ((i + 1, handle - 1),), content, 0.9, turn=True))
            begin = min(handle + _SIGNATURE, len(words.text))
    return found


_SIGNATURE = 8  # words from "(" to the year: "(@annlee) March 1, 2019"
_LONGEST_NAME = 8


def _handle(words: Words, dash: int) -> int | None:
    """The bracket before the handle of who signs a post behind this dash; None if it is no signature."""
    for i in range(dash + 2, min(dash + 2 + _LONGEST_NAME, len(words.text) - _SIGNATURE + 1)):
        if words.text[i] == "(":
            at, _, close, month, day, comma, year = words.text[i + 1 : i + _SIGNATURE]
            dated = month[0].isupper() and day.isdigit() and year.isdigit() and len(year) == 4
            return i if (at, close, comma) == ("@", ")", ",") and dated else None
    return None


_LETTER_TURN = frozenset("QA")


def with_turns(words: Words, drafts: list[Draft]) -> list[Draft]:
    """Add an interview's turns ("Smith: ...", "Q: ..."): paragraphs that open with a speaker and a colon.

    Only where three paragraphs do so and a speaker comes back, for a colon alone is also "Update: ...". A turn runs
    to the next one. What the encoder read across a turn's edge gives way to it.
    """
    starts = np.flatnonzero(words.features[:, 2] == 2).tolist()
    turns = [(s, c) for s in starts if (c := _colon(words, s)) is not None]
    names = [" ".join(words.text[s:c]) for s, c in turns]
    if len(turns) < 3 or len(set(names)) == len(names) or len(set(names)) < 2:
        return drafts
    found = [_turn(words, s, c, _turn_end(words, starts, turns, i)) for i, (s, c) in enumerate(turns)]
    colons = {d.anchor for d in found}
    return [*found, *(d for d in drafts if d.anchor not in colons)]


def _colon(words: Words, start: int) -> int | None:
    """The number of the colon that ends a turn's speaker: a letter Q or A, or up to five words in capitals."""
    for i in range(start + 1, min(start + 6, len(words.text))):
        if words.paragraph[i] != words.paragraph[start]:
            return None
        if words.text[i] == ":":
            name = words.text[start:i]
            single = len(name) == 1 and name[0] in _LETTER_TURN
            spoken = all(w[0].isupper() or w in (".", "-", "'", "’", "de", "van", "al") for w in name)
            more = i + 1 < len(words.text) and words.paragraph[i + 1] == words.paragraph[start]
            return i if (single or (spoken and len(name[0]) > 1)) and more else None
    return None


def _turn_end(words: Words, starts: Sequence[int], turns: Sequence[Run], i: int) -> int:
    """The last word of turn i: that before the next turn; of the last turn, that of its own paragraph."""
    if i + 1 < len(turns):
        return turns[i + 1][0] - 1
    later = [s for s in starts if s > turns[i][0]]
    return (later[0] if later else len(words.text)) - 1


def _turn(words: Words, start: int, colon: int, end: int) -> Draft:
    content = tuple(_trimmed(words, r) for r in paragraphs(words, colon + 1, end))
    return Draft(colon, ((colon, colon),), ((start, colon - 1),), content, 0.9, turn=True)


def _trimmed(words: Words, run: Run) -> Run:
    first, last = run
    return (first, last - 1) if words.text[last] == "." and last > first else run
