"""Who is whom: he and she on GUM with the gold mentions, and the speaker of every attribution in PolNeAR articles.

*he/she*: GUM's mentions of persons, organisations and places are given (spans, kinds, what they are by their head's
tag), their clusters are not. A third-person singular pronoun of a person is right if the nearest noun or name before
it that was put into the same entity (else the nearest behind it) belongs to the pronoun's gold cluster. Pronouns whose
cluster has no noun or name at all are not counted. Beside it, the nearest person and the nearest one of no other
gender.

*right speaker*: over every gold attribution of the 20 articles of gold/speakers.tsv whose cue the reader found (they
share a token) with some speaker: the actor's mentions must include the place where the gold names the speaker
(`at`: the first occurrence of the fullest name, else of the source's first mention), or bear that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.brat import articles
from benchmarks.gum import Document, Marked, document
from onrecord.cast import cast
from onrecord.encoder import MODEL_DIR, WordPieces, read_words
from onrecord.facts import fold
from onrecord.mentions import TITLES
from onrecord.records import Mention, MentionForm, MentionKind, Page, Reading, Span, Statement

if TYPE_CHECKING:
    from onrecord.reader import Reader

GOLD = Path(__file__).parent / "gold" / "speakers.tsv"
KINDS: dict[str, MentionKind] = {"person": "person", "organization": "organisation", "place": "place"}
SINGULAR = frozenset("he him his himself she her hers herself".split())
Figures = dict[str, float]


def pronouns(shared: Path) -> Figures:
    """Percent right on GUM news, on the other genres, and for the two baselines on news."""
    pieces = WordPieces(MODEL_DIR / "tokenizer.json")
    found: dict[str, list[bool]] = {"news": [], "other genres": []}
    nearest: list[bool] = []
    for path in sorted((shared / "corpora/gum/dep").glob("*.conllu")):
        gold = document(path)
        genre = "news" if "_news_" in path.stem else "other genres"
        found[genre] += judged(gold, pieces)
        nearest += _nearest(gold) if genre == "news" else []
    figures = {f"he/she, GUM {genre}": _percent(rows) for genre, rows in found.items()}
    return figures | {"he/she, nearest person (baseline)": _percent(nearest)}


def judged(gold: Document, pieces: WordPieces) -> list[bool]:
    """For each pronoun of a document whether it went to the right person."""
    marked = [m for m in gold.mentions if m.kind in KINDS]
    mentions = {_mention(gold, m): m for m in marked}
    found = cast(read_words(gold.text, pieces), sorted(mentions, key=lambda m: (m.span, m.head)))
    entity = {m: e for e in found.entities for m in e.mentions}
    out = []
    for mention, mark in mentions.items():
        if _is_asked(gold, mark, marked):
            mine = entity.get(mention)
            known = [m for m in (mine.mentions if mine else ()) if m.form != "pronoun"]
            before = [m for m in known if m.span.start < mention.span.start]
            best = before[-1] if before else known[0] if known else None
            out.append(best is not None and mentions[best].entity == mark.entity)
    return out


def _is_asked(gold: Document, mark: Marked, marked: Iterable[Marked]) -> bool:
    said = gold.tokens[mark.first].form.lower()
    return (
        mark.first == mark.last
        and said in SINGULAR
        and mark.kind == "person"
        and any(m.entity == mark.entity and _form(gold, m) == "name" for m in marked)
    )


def _nearest(gold: Document) -> list[bool]:
    persons = [m for m in gold.mentions if m.kind == "person"]
    named = {m.entity for m in persons if _form(gold, m) == "name"}
    asked = [m for m in persons if _is_asked(gold, m, persons)]
    out = []
    for mark in asked:
        before = [m for m in persons if m.last < mark.first and m.entity in named]
        out.append(bool(before) and max(before, key=lambda m: (m.first, -m.last)).entity == mark.entity)
    return out


def _form(gold: Document, mark: Marked) -> MentionForm:
    tag = gold.tokens[gold.head(mark)].tag
    return "name" if tag.startswith("NNP") else "noun" if tag.startswith(("NN", "CD", "DT", "JJ")) else "pronoun"


def _mention(gold: Document, mark: Marked) -> Mention:
    """The gold mention as the mention model would find it: up to its head, the name without what is before it."""
    head = gold.head(mark)
    form = _form(gold, mark)
    first = last = head
    if form == "name":
        while first > mark.first and gold.tokens[first - 1].tag == "NNP":
            first -= 1
        titled = [i for i in range(first, last) if gold.tokens[i].form.lower().rstrip(".") in TITLES]
        first = titled[-1] + 1 if titled else first
        while last < mark.last and gold.tokens[last + 1].tag == "NNP":
            last += 1
    t = gold.tokens
    return Mention(Span(t[mark.first].start, t[last].end), Span(t[first].start, t[last].end), KINDS[mark.kind], form)


class Row(NamedTuple):
    """A gold line: the cue's start, the source, the actor's name (or ""), and where it is named."""

    cue: int
    source: Span
    actor: str
    at: Span


def gold_speakers() -> dict[str, list[Row]]:
    """The gold by article."""
    found: dict[str, list[Row]] = {}
    for line in GOLD.read_text(encoding="utf-8").splitlines()[1:]:
        name, cue, start, end, actor, at_start, at_end = line.split("\t")
        row = Row(int(cue), Span(int(start), int(end)), actor, Span(int(at_start), int(at_end)))
        found.setdefault(name, []).append(row)
    return found


def speakers(shared: Path, reader: Reader) -> Figures:
    """Percent of the found attributions with the right canonical speaker: all, those with a name, the pronouns."""
    rows = [(row, right) for row, right, _ in judged_speakers(shared, reader)]
    named = [right for row, right in rows if row.actor]
    return {
        "right speaker": _percent([r for _, r in rows]),
        "right speaker, named ones": _percent(named),
        "right speaker, attributions": float(len(rows)),
    }


def judged_speakers(shared: Path, reader: Reader) -> list[tuple[Row, bool, tuple[Reading, Statement]]]:
    """Every gold attribution that was found, whether its speaker is right, and where it was read."""
    gold = gold_speakers()
    out = []
    for name, text, _ in articles(shared / "corpora/polnear/dev"):
        if name in gold:
            reading = reader.read(Page(f"{name}.txt", "text", text.encode(), published=name.split("_")[1]))
            for row in gold[name]:
                statement = _matching(row, reading.statements)
                if statement and statement.speaker:
                    out.append((row, _is_right(row, reading, statement), (reading, statement)))
    return out


def _matching(row: Row, statements: Iterable[Statement]) -> Statement | None:
    return next((s for s in statements if any(c.start <= row.cue < c.end for c in s.cue.spans)), None)


def _is_right(row: Row, reading: Reading, statement: Statement) -> bool:
    actor = next((a for a in reading.actors if statement.speaker and a.id == statement.speaker.actor), None)
    if actor is None:
        return False
    if any(m.start < row.at.end and row.at.start < m.end for m in actor.mentions):
        return True
    return bool(row.actor) and fold(actor.name) in {fold(n) for n in row.actor.split("|")}


def _percent(rows: list[bool]) -> float:
    return 100 * sum(rows) / max(len(rows), 1)
