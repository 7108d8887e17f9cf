"""Names by type on the documents that training does not see: a fifth of wikigold and of GUM's news.

A name is right if its words and its type are; F1 in percent, micro over the documents. What the reader finds includes
the reading of the article against itself (`onrecord.mentions.agreed`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.entities import Document, Marked, corpora, held_out
from onrecord.encoder import MODEL_DIR, Encoder, read_words
from onrecord.mentions import mentions

KINDS = ("person", "organisation", "place")


def run(shared: Path, model: Path | None = None) -> dict[str, float]:
    """F1 per corpus and type."""
    encoder = Encoder(model or MODEL_DIR)
    counts: Counter[tuple[str, str, str]] = Counter()
    for document, found in read(shared, encoder):
        corpus = "GUM news" if document.name.startswith("GUM") else "wikigold"
        gold = set(document.names)
        for name, marks in (("right", gold & found), ("found", found), ("gold", gold)):
            for _, _, kind in marks:
                for key in (kind, "all"):
                    counts[corpus, key, name] += 1
                    counts["both", key, name] += 1
    return {
        f"{corpus}, {kind}": 200 * counts[corpus, kind, "right"]
        / max(1, counts[corpus, kind, "found"] + counts[corpus, kind, "gold"])
        for corpus in ("GUM news", "wikigold", "both")
        for kind in (*KINDS, "all")
    }  # fmt: skip


def read(shared: Path, encoder: Encoder) -> Iterator[tuple[Document, set[Marked]]]:
    """Every held-out document with the names that are found in it."""
    for document in (d for documents in corpora(shared).values() for d in documents):
        if held_out(document.name):
            words = read_words(document.text, encoder.pieces)
            found = mentions(words, encoder.marks(words).mentions, encoder.labelling)
            yield document, {(m.head.start, m.head.end, m.kind) for m in found if m.form == "name" and m.kind in KINDS}
