"""The whole path: a page in, a reading out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onrecord.articles import article
from onrecord.encoder import MODEL_DIR, Encoder, read_words
from onrecord.errors import PageTooLarge
from onrecord.passages import paragraphs, zone
from onrecord.records import Article, Model, Page, Passage, PassageKind, Reading
from onrecord.statements import statements

# What may hold a statement. A byline, a credit and the publisher's own appeals and links never do.
READABLE: frozenset[PassageKind] = frozenset(("headline", "report", "caption"))

# Code points of one article: a book's length. Time grows with the text, and nesting with the square of its statements.
LONGEST = 500_000


class Reader:
    """Reads pages with one model. Costs about half a second to make, then some hundredths per page.

    Raises: ModelError if the model folder is incomplete.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._encoder = Encoder(folder or MODEL_DIR)

    @property
    def model(self) -> Model:
        """Name and version of the model."""
        return self._encoder.model

    def read(self, page: Page) -> Reading:
        """All that one page says.

        Raises: PageError (NoText, PageTooLarge, ...) if there is no article in it.
        """
        found = article(page)
        if len(found.text) > LONGEST:
            raise PageTooLarge(
                f"{page.name}: {len(found.text):,} characters are no article; split it into its articles"
            )
        return self.read_article(found)

    def read_article(self, found: Article) -> Reading:
        """All that one article says."""
        passages = zone(found.text, title=found.title, byline=found.byline, outlet=found.outlet)
        words = read_words(found.text, self._encoder.pieces, _readable(found.text, passages))
        said = statements(found, passages, words, self._encoder.candidates(words), self._encoder.decoding)
        return Reading(found, passages, (), said, (), (), (), (), self.model)


def _readable(text: str, passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """The paragraphs of the passages that may hold a statement."""
    readable = [p for p in passages if p.kind in READABLE]
    return [(p.start + a, p.start + b) for p in readable for a, b in paragraphs(text[p.start : p.end])]
