"""Names and nouns that stand for somebody or some place, from the clean corpora.

`names` (person, organisation, place) from every corpus, `nouns` (the determiner to the head noun: "the Kremlin
spokesman") from GUM, which alone marks them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.gum import Token, document

Marked = tuple[int, int, str]
TYPES = {
    "PER": "person", "Person": "person", "person": "person", "politician": "person",
    "ORG": "organisation", "Organisation": "organisation", "organisation": "organisation",
    "politicalparty": "organisation", "organization": "organisation",
    "LOC": "place", "Location": "place", "location": "place", "country": "place", "place": "place",
}  # fmt: skip
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president vice prime minister secretary senator sen rep "
    "representative congressman congresswoman governor gov mayor judge justice general gen major colonel col "
    "captain capt lieutenant lt sergeant sgt admiral king queen prince princess emperor pope bishop archbishop "
    "cardinal saint st chancellor ambassador director chairman chairwoman chief commander premier sheikh "
    "ayatollah rabbi reverend rev father sister brother detective officer inspector coach sheriff spokesman "
    "spokeswoman spokesperson deputy assistant former state foreign".split()
)

PRONOUNS = frozenset("i a he she it we they you him her us them this that these those who its his their our".split())


class Document(NamedTuple):
    """A text with its names and nouns as (start, end, kind) in code points; `nouns` None where they are not marked."""

    name: str
    text: str
    names: list[Marked]
    nouns: list[Marked] | None


def conll(path: Path, name: str, size: int = 40) -> Iterator[Document]:
    """Documents of `size` sentences from a file of one token and tag a line (IO or BIO), blank line after a sentence.

    The spaces that tokenising put before punctuation are taken out again, or the words would not be a page's.
    """
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        if len(fields) >= 2:
            sentences[-1].append((fields[0], fields[-1]))
        elif sentences[-1]:
            sentences.append([])
    whole = [s for s in sentences if s]
    for n in range(0, len(whole), size):
        yield _joined(f"{name}-{n}", whole[n : n + size])


def _joined(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> Document:
    text, names = "", list[Marked]()
    for sentence in sentences:
        previous = "O"
        for n, (token, tag) in enumerate(sentence):
            if n and not re.match(r"^[.,;:!?%)\]'’]|^n't$|^''$", token) and not text.endswith(("(", "[", "$")):
                text += " "
            start = len(text)
            text += token
            kind = TYPES.get(tag[2:], "")
            if kind and tag.startswith("I-") and previous[2:] == tag[2:] and names:
                names[-1] = (names[-1][0], len(text), kind)
            elif kind:
                names.append((start, len(text), kind))
            previous = tag
        text += "\n"
    return Document(name, text, [n for mark in names for n in _named(text, mark)], None)


def _named(text: str, mark: Marked) -> Iterator[Marked]:
    """The mark without its article, if it is a name: some corpora mark "a street" and "me" as well."""
    start, end, kind = mark
    article = re.match(r"(?:the|a|an)\s+", text[start:end], re.IGNORECASE) if kind != "person" else None
    start += article.end() if article and text[start].islower() else 0
    last = text[start:end].split()[-1:]
    if last and (last[0][:1].isupper() or last[0][:1].isdigit()) and text[start:end].lower() not in PRONOUNS:
        yield start, end, kind


def gum(path: Path) -> Document:
    """One GUM document: names are the proper-noun runs of mentions headed by one, nouns the mentions headed by a noun.

    Both end with their head: what stands behind it ("of the party", "who ...") is left out.
    """
    found = document(path)
    names, nouns = list[Marked](), list[Marked]()
    for mention in found.mentions:
        if mention.kind in TYPES:
            _mark(found.tokens, mention.first, mention.last, found.head(mention), TYPES[mention.kind], names, nouns)
    return Document(path.stem, found.text, _outermost(names), _outermost(nouns))


def _mark(
    tokens: Sequence[Token], first: int, last: int, head: int, kind: str, names: list[Marked], nouns: list[Marked]
) -> None:
    if tokens[head].tag.startswith("NNP"):
        names.extend(_name(tokens, first, last, head, kind))
        if kind == "place" and head > first and tokens[first].tag == "NNP":  # "Aceh, Indonesia" is one mention
            names.extend(_name(tokens, first, last, first, kind))
    elif tokens[head].tag.startswith("NN"):
        nouns.append((tokens[first].start, tokens[head].end, kind))
        if kind == "person" and head < last and tokens[head + 1].tag == "NNP":  # "Facebook creator Mark Zuckerberg"
            names.extend(_name(tokens, head + 1, last, head + 1, kind))


def _name(tokens: Sequence[Token], first: int, last: int, head: int, kind: str) -> Iterator[Marked]:
    """The run of proper nouns around the head, without the title; none of a people ("Bangladeshis")."""
    a = b = head
    while a > first and _continues(tokens, a - 1, -1, first, last):
        a -= 1
    while b < last and _continues(tokens, b + 1, 1, first, last):
        b += 1
    titles = [i for i in range(a, b) if kind == "person" and tokens[i].form.rstrip(".").lower() in TITLES]
    a = titles[-1] + 1 if titles else a  # of "US President Barack Obama" two words are the name
    while a < b and tokens[a].form in _JOINERS:
        a += 1
    people = kind == "person" and (tokens[b].tag == "NNPS" or all(_title(t.form) for t in tokens[a : b + 1]))
    if not people and tokens[a].form[:1].isupper():
        yield tokens[a].start, tokens[b].end, kind


def _continues(tokens: Sequence[Token], i: int, step: int, first: int, last: int) -> bool:
    beyond = i + step
    joined = tokens[i].form in _JOINERS and first <= beyond <= last and _proper(tokens[beyond])
    return _proper(tokens[i]) or joined


_JOINERS = frozenset(("of", "the", "for", "de", "del", "la", "and", "al", "-", "&", "."))


def _title(form: str) -> bool:
    return form.rstrip(".").lower() in TITLES or form in _JOINERS


def _proper(token: Token) -> bool:
    return token.tag == "NNP" or (token.relation in ("flat", "compound", "amod") and token.form[:1].isupper())


def _outermost(marks: Iterable[Marked]) -> list[Marked]:
    found: list[Marked] = []
    for mark in sorted(set(marks), key=lambda m: (m[0], -m[1])):
        if not found or mark[0] >= found[-1][1]:
            found.append(mark)
    return found


def corpora(shared: Path) -> dict[str, list[Document]]:
    """Every corpus with its documents; of Broad Twitter the two parts that talk of the news."""
    folder = shared / "corpora"
    entities = folder / "entities"
    return {
        "gum": [gum(p) for p in sorted((folder / "gum/dep").glob("*.conllu"))],
        "wikigold": list(conll(entities / "wikigold/wikigold.conll.txt", "wikigold", 13)),
        "crossner": [d for p in ("train", "dev") for d in conll(entities / f"crossner_politics/{p}.txt", p, 8)],
        "re3d": [d for p in ("train", "test") for d in conll(entities / f"re3d/re3d-{p}.conll", p, 8)],
        "btc": [d for p in ("b", "f") for d in conll(entities / f"btc/{p}.conll", p, 12)],
    }


def held_out(name: str) -> bool:
    """Whether a document is kept from training, to be measured on: by its name a fifth of wikigold and GUM's news."""
    return name.startswith(("wikigold", "GUM_news")) and zlib.crc32(name.encode()) % 5 == 0
