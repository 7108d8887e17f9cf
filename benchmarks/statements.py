"""Attribution relations, end to end: PolNeAR dev beside the peers, and the project's own gold genre by genre.

Statements nested in another are left out of the scores against outermost gold, for PolNeAR marks only the outermost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from benchmarks.attribution import Attribution, Counts, Tokenised
from benchmarks.brat import Gold, articles, read_ann
from onrecord.reader import Reader
from onrecord.records import Page, Reading, Statement

OWN = Path(__file__).parent / "gold"
EMPTY: tuple[()] = ()


def polnear(shared: Path, reader: Reader) -> Counts:
    """Counts over PolNeAR dev (84 articles, each article's first annotator)."""
    counts = Counts()
    for name, text, annotators in articles(shared / "corpora/polnear/dev"):
        score(counts, text, annotators[0], _read(reader, name, text))
    return counts


def own(reader: Reader) -> dict[str, Counts]:
    """Counts per genre of the project's own gold: outermost attributions; "nested" and "addressee" apart."""
    found: dict[str, Counts] = {"all": Counts(), "nested": Counts(), "addressee": Counts()}
    for path in sorted(OWN.glob("*.txt")):
        text, golds = path.read_text(encoding="utf-8"), read_ann(path.with_suffix(".ann"))
        reading = _read(reader, path.stem, text)
        genre = found.setdefault(path.stem.split("-")[0], Counts())
        for counts in (genre, found["all"]):
            score(counts, text, [g for g in golds if not g.nested], reading)
        tokens = Tokenised(text)
        inner = [s for s in reading.statements if s.within is not None]
        found["nested"].add([_gold(tokens, g) for g in golds if g.nested], [_predicted(tokens, s) for s in inner])
        found["addressee"].add(_addressed_gold(tokens, golds), _addressed(tokens, reading.statements))
    return found


def score(counts: Counts, text: str, golds: Iterable[Gold], reading: Reading) -> None:
    """Count one article's outermost attributions."""
    tokens = Tokenised(text)
    outer = [_predicted(tokens, s) for s in reading.statements if s.within is None]
    counts.add([_gold(tokens, g) for g in golds], outer)


def corpus_hash(shared: Path) -> str:
    """The first 16 hexadecimal digits of SHA-256 over PolNeAR dev's texts and first annotations."""
    digest = hashlib.sha256()
    for name, text, _ in articles(shared / "corpora/polnear/dev"):
        first = sorted((shared / "corpora/polnear/dev/attributions").glob(f"{name}_*.ann"))[0]
        digest.update(text.encode() + first.read_bytes())
    return digest.hexdigest()[:16]


def _read(reader: Reader, name: str, text: str) -> Reading:
    return reader.read(Page(name, "text", text.encode(), encoding="utf-8"))


def _gold(tokens: Tokenised, gold: Gold) -> Attribution:
    return tokens.attribution(gold.source, gold.cue, gold.content)


def _predicted(tokens: Tokenised, statement: Statement) -> Attribution:
    source = statement.speaker.spans if statement.speaker else EMPTY
    pieces = ([(s.start, s.end) for s in spans] for spans in (source, statement.cue.spans, statement.content.spans))
    return tokens.attribution(*pieces)


def _addressed_gold(tokens: Tokenised, golds: Iterable[Gold]) -> list[Attribution]:
    return [tokens.attribution(g.addressee, g.cue, EMPTY) for g in golds if g.addressee]


def _addressed(tokens: Tokenised, statements: Iterable[Statement]) -> list[Attribution]:
    """Addressees in the place of sources, so that "source exact" counts them."""
    return [
        tokens.attribution(
            [(a.start, a.end) for a in s.addressee.spans], [(c.start, c.end) for c in s.cue.spans], EMPTY
        )
        for s in statements
        if s.addressee is not None
    ]
