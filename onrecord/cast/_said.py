"""Whose words the words of an article are: quoted, reported, and whom they call by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.cast._entities import Seen
from onrecord.encoder import Words
from onrecord.mentions import span_words
from onrecord.records import Span, Statement

_SET_OFF = frozenset(",.?!…;\"“”‘’'")


def quotations(words: Words, statements: Sequence[Statement]) -> list[int]:
    """Per word the number of the statement whose direct words it stands in, -1 for none."""
    inside = words.features[:, 1]
    out = [-1] * len(words.text)
    for number, statement, span in _contents(statements):
        if statement.quotation != "indirect":
            for i in range(*span_words(words, span)):
                if inside[i] or statement.quotation == "direct":
                    out[i] = number
    return out


def reports(words: Words, statements: Sequence[Statement]) -> list[int]:
    """Per word the number of the statement whose indirect words it stands in, -1 for none."""
    out = [-1] * len(words.text)
    for number, statement, span in _contents(statements):
        if statement.quotation == "indirect":
            first, end = span_words(words, span)
            out[first:end] = [number] * (end - first)
    return out


def _contents(statements: Sequence[Statement]) -> Iterator[tuple[int, Statement, Span]]:
    """The pieces of every content with the number of its statement; of statements in each other the innermost is heard,
    so it comes last."""
    widest = sorted(enumerate(statements), key=lambda s: -sum(p.end - p.start for p in s[1].content.spans))
    return ((number, statement, span) for number, statement in widest for span in statement.content.spans)


def is_called(words: Words, seen: Seen, quoted: Sequence[int]) -> bool:
    """Whether a name stands between marks, as a vocative does; `quoted` is what `quotations` tells."""
    before, after = words.text[max(seen.first - 1, 0)], words.text[seen.end : seen.end + 1]
    opens = before in "\"“‘'" and (seen.first < 2 or quoted[seen.first - 2] == seen.quoted)
    return before in _SET_OFF and not opens and (not after or after[0] in _SET_OFF)
