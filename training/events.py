"""The event heads' training: annotated texts (training/labels/events) as windows with triggers, and the losses."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from benchmarks.excerpts import articles, excerpts
from benchmarks.notation import Sample, Told, samples
from onrecord.encoder import EVENT_LABELS, MODES, STATUSES, TYPES, VERDICTS, Window, WordPieces, Words, read_words
from onrecord.encoder import windows as cut_windows
from onrecord.pairs import parties
from onrecord.plover import CODEBOOK
from onrecord.records import Span
from training.data import Piece, collate
from training.network import Network, crf_loss, mixed

# The news is what is read: seen twice as often as the texts in its manner.
EXCERPTS, TURNS = Path("training/labels/excerpts.jsonl"), 2
LONGEST = 480  # subwords of a window
CUT, BEFORE = (160, 280), (24, 32, 48, 64)  # of one of a longer text, and of the sentences before it
LABEL = {name: i for i, name in enumerate(EVENT_LABELS)}
VERDICT = {name: i for i, name in enumerate(VERDICTS)}
_TYPES = slice(2, 2 + len(TYPES))
_STATUSES = slice(_TYPES.stop, _TYPES.stop + len(STATUSES))
_MODES = slice(_STATUSES.stop, _STATUSES.stop + len(MODES))
_CONTEXTS = slice(_MODES.stop, len(VERDICTS))
# Of a batch, so many words are looked at again, each look at a trigger being one of its whole window, and so many pairs
# are asked about.
LOOKED_AT, ASKED = 9000, 4


class Deed(NamedTuple):
    """One event in words: the first word of its trigger, a label per word of the text, and what is true of it."""

    anchor: int
    labels: np.ndarray
    type: int
    status: int
    modes: tuple[int, ...]
    mutual: bool


class Pair(NamedTuple):
    """Two parties of a text, a number per word (1 source, 2 target), and the types that are right for them."""

    parties: np.ndarray
    types: tuple[int, ...]


class Labelled(NamedTuple):
    """A text in words with its events; `contexts` as numbers of the codebook. `told` is False where only the type
    between two parties is known and the events are not marked."""

    name: str
    words: Words
    deeds: tuple[Deed, ...]
    pairs: tuple[Pair, ...]
    contexts: tuple[int, ...]
    told: bool = True


def labelled(sample: Sample, pieces: WordPieces) -> Labelled:
    """The annotated text in words."""
    words = read_words(sample.text, pieces)
    deeds = tuple(d for told in sample.events if (d := _deed(told, words)))
    contexts = tuple(CODEBOOK.contexts.index(c) for c in sample.contexts)
    return Labelled(sample.name, words, deeds, _pairs(sample, words), contexts)


# The 15 types of the PLV sentences: an earlier PLOVER had CONCEDE and RETREAT as one.
_MERGED = {"YIELD": ("CONCEDE", "RETREAT")}


def with_parties(sentence: str, source: str, target: str, type_: str, pieces: WordPieces) -> Labelled:
    """A sentence of which only the type between two parties is known; a party that is not in it has no words."""
    words = read_words(sentence, pieces)
    types = tuple(TYPES.index(t) for t in _MERGED.get(type_, (type_,)))
    return Labelled(sentence, words, (), (Pair(parties(words, sentence, source, target), types),), (), False)


def run(words: Words, span: Span) -> tuple[int, int]:
    """The words [first, end) that the span touches."""
    touched = words.touched(span)
    return touched.start, touched.stop


def _deed(told: Told, words: Words) -> Deed | None:
    labels = np.zeros(len(words.text), np.int64)
    mutual = bool(told.actors) and told.actors == told.recipients
    fields = {"where": told.where, "when": told.when, "recipient": () if mutual else told.recipients,
              "actor": told.actors, "trigger": told.trigger}  # fmt: skip
    for role, spans in fields.items():
        for span in spans:
            first, end = run(words, span)
            if first < end:
                labels[first:end] = LABEL[f"I-{role}"]
                labels[first] = LABEL[f"B-{role}"]
    anchor = np.flatnonzero(labels == LABEL["B-trigger"])
    if not len(anchor):
        return None
    modes = tuple(MODES.index((told.type, m)) for m in told.modes)
    return Deed(int(anchor[0]), labels, TYPES.index(told.type), STATUSES.index(told.status), modes, mutual)  # type: ignore[arg-type]


# Of two events between the same parties the pair is about the one that is told, not the one that is spoken of.
_TOLD = {"happened": 0, "ongoing": 0, "planned": 1}


def _pairs(sample: Sample, words: Words) -> tuple[Pair, ...]:
    found: dict[tuple[Span, Span], list[tuple[int, int]]] = {}
    for told in sample.events:
        for source in told.actors:
            for target in told.recipients:
                if source != target:
                    found.setdefault((source, target), []).append((_TOLD.get(told.status, 2), TYPES.index(told.type)))
    out = []
    for (source, target), types in found.items():
        both = np.zeros(len(words.text), np.int64)
        both[slice(*run(words, target))] = 2
        both[slice(*run(words, source))] = 1
        best = min(rank for rank, _ in types)
        out.append(Pair(both, tuple(sorted({t for rank, t in types if rank == best}))))
    return tuple(out)


def batches(texts: Sequence[Labelled], rng: random.Random, subwords: int) -> Iterator[list[tuple[Piece, Labelled]]]:
    """Batches for ever, `subwords` padded subwords each; every text once before any twice.

    Now and then two or three texts stand in one window, as the paragraphs of an article do.
    """
    while True:
        found = [(p, t) for t in _mixed(texts, rng) for p in _cut(t, rng)]
        found.sort(key=lambda pair: pair[0].size + rng.random() * 16)
        out: list[list[tuple[Piece, Labelled]]] = [[]]
        for pair in found:
            if out[-1] and pair[0].size * (len(out[-1]) + 1) > subwords:
                out.append([])
            out[-1].append(pair)
        rng.shuffle(out)
        yield from out


def _mixed(texts: Sequence[Labelled], rng: random.Random) -> Iterator[Labelled]:
    order = [t for t in texts if t.told]
    rng.shuffle(order)
    while order:
        together = [order.pop()]
        count = rng.choice((1, 1, 1, 1, 2, 3))
        while order and len(together) < count and sum(map(_size, (*together, order[-1]))) < LONGEST:
            together.append(order.pop())
        yield joined(together)
    yield from (t for t in texts if not t.told)


def _size(text: Labelled) -> int:
    return sum(map(len, text.words.subwords))


def joined(texts: Sequence[Labelled]) -> Labelled:
    """Several texts as the paragraphs of one; contexts only where there is one, for they are of a text."""
    if len(texts) == 1:
        return texts[0]
    sizes = [len(t.words.text) for t in texts]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    paragraphs = np.concatenate([[0], np.cumsum([int(t.words.paragraph[-1]) + 1 for t in texts])])
    sentences = np.concatenate([[0], np.cumsum([int(t.words.sentence[-1]) + 1 for t in texts])])
    letters = np.concatenate([[0], np.cumsum([int(t.words.ends[-1]) + 1 for t in texts])])
    words = Words(
        tuple(w for t in texts for w in t.words.text),
        np.concatenate([t.words.starts + n for t, n in zip(texts, letters, strict=False)]),
        np.concatenate([t.words.ends + n for t, n in zip(texts, letters, strict=False)]),
        np.concatenate([t.words.paragraph + n for t, n in zip(texts, paragraphs, strict=False)]),
        np.concatenate([t.words.sentence + n for t, n in zip(texts, sentences, strict=False)]),
        np.concatenate([t.words.features for t in texts]),
        tuple(s for t in texts for s in t.words.subwords),
    )
    whole = len(words.text)
    deeds = [
        d._replace(anchor=d.anchor + int(n), labels=_padded(d.labels, int(n), whole))
        for t, n in zip(texts, starts, strict=False)
        for d in t.deeds
    ]
    pairs = [
        p._replace(parties=_padded(p.parties, int(n), whole))
        for t, n in zip(texts, starts, strict=False)
        for p in t.pairs
    ]
    return Labelled(texts[0].name, words, tuple(deeds), tuple(pairs), ())


def _padded(values: np.ndarray, before: int, whole: int) -> np.ndarray:
    out = np.zeros(whole, np.int64)
    out[before : before + len(values)] = values
    return out


def _cut(text: Labelled, rng: random.Random) -> list[Piece]:
    """The text as the windows that a reader would see: whole if it is short."""
    limit = rng.randint(*CUT)
    if _size(text) <= limit:
        return [piece(text)]
    cuts = cut_windows(text.words, limit, rng.choice(BEFORE))
    return [Piece(text.words, w, [], False, frozenset()) for w in cuts]


def piece(text: Labelled) -> Piece:
    """The text as one window, cut at LONGEST subwords."""
    window = cut_windows(text.words, LONGEST, 0)[0]
    return Piece(text.words, window, [], False, frozenset())


def texts(folder: Path, pairs: Path | None, pieces: WordPieces, shared: Path | None = None) -> list[Labelled]:
    """The project's own texts; the annotated excerpts of news, if the corpora are there; and the sentences of a file of
    pairs with their types (columns as in PLV), if given."""
    found = [labelled(s, pieces) for s in samples(folder)]
    if shared:
        found += TURNS * [labelled(s, pieces) for s in excerpts(EXCERPTS, articles(shared))]
    if pairs:
        with pairs.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [with_parties(r["sentence"], r["source"], r["target"], r["type"], pieces) for r in rows]
    return found


class Losses(NamedTuple):
    """The losses of a batch, each a mean over what it counts."""

    triggers: Tensor
    roles: Tensor
    valid: Tensor
    type: Tensor
    status: Tensor
    modes: Tensor
    contexts: Tensor
    pairs: Tensor

    def total(self) -> Tensor:
        return (12 * self.triggers + self.roles / 4 + self.valid + self.type + self.status + self.modes
                + self.contexts + self.pairs)  # fmt: skip


def losses(net: Network, batch: Sequence[tuple[Piece, Labelled]], vocabulary: WordPieces, rng: random.Random) -> Losses:
    """Forward one batch of texts."""
    padded = collate([p for p, _ in batch], vocabulary)
    with mixed():
        words, lower = net.read(padded)
        triggers = net.triggers(words).float()
    cuts = [p.window for p, _ in batch]
    rows = [(i, d, t) for i, (_, t) in enumerate(batch) for d in t.deeds if cuts[i].owns(d.anchor)]
    gold = torch.zeros(*triggers.shape)
    for i, d, _ in rows:
        gold[i, d.anchor - cuts[i].start, d.type] = 1.0
    mask = padded.word_mask
    rows = rng.sample(rows, min(len(rows), max(1, LOOKED_AT // mask.shape[1])))
    told = torch.zeros_like(mask)
    for i, (_, t) in enumerate(batch):
        told[i, cuts[i].own] = t.told
    found = F.binary_cross_entropy_with_logits(triggers[told], gold[told], reduction="sum") / told.sum().clamp(min=1)
    pairs = _pair_loss(net, lower, padded.mask, batch, rng)
    wrong = _false_triggers(triggers, gold, told, max(4, len(rows) // 2), rng)
    if not rows:
        none = found * 0
        return Losses(found, none, none, none, none, none, none, pairs)
    window = torch.tensor([i for i, _, _ in rows] + [i for i, _ in wrong])
    at = torch.tensor([d.anchor - cuts[i].start for i, d, _ in rows] + [j for _, j in wrong])
    with mixed():
        scores, verdicts = net.events(words, mask, window, at)
    return _looked_at(net, rows, cuts, scores, verdicts.float(), mask[window], found, pairs)


def _looked_at(
    net: Network, rows: list[tuple[int, Deed, Labelled]], cuts: list[Window], scores: Tensor, verdicts: Tensor,
    mask: Tensor, found: Tensor, pairs: Tensor,
) -> Losses:  # fmt: skip
    n = len(rows)
    labels = torch.zeros(n, mask.shape[1], dtype=torch.long)
    modes, contexts = torch.zeros(n, len(MODES)), torch.zeros(n, len(CODEBOOK.contexts))
    of_type = torch.zeros(n, len(MODES))
    for k, (i, d, t) in enumerate(rows):
        labels[k, : cuts[i].end - cuts[i].start] = torch.from_numpy(d.labels[cuts[i].start : cuts[i].end])
        modes[k, list(d.modes)] = 1.0
        contexts[k, list(t.contexts)] = 1.0
        of_type[k] = torch.tensor([type_ == TYPES[d.type] for type_, _ in MODES])
    known = torch.tensor([bool(t.contexts) for _, _, t in rows])
    truth = torch.cat([torch.ones(n), torch.zeros(len(verdicts) - n)])
    right = verdicts[:n]
    mutual = torch.tensor([float(d.mutual) for _, d, _ in rows])
    crf = crf_loss(scores[:n], labels, mask[:n], net.event_transitions, net.event_begin)
    valid = F.binary_cross_entropy_with_logits(verdicts[:, 0], truth) + F.binary_cross_entropy_with_logits(
        right[:, 1], mutual
    )
    mode = F.binary_cross_entropy_with_logits(right[:, _MODES], modes, weight=of_type, reduction="sum") / n
    context = F.binary_cross_entropy_with_logits(right[:, _CONTEXTS][known], contexts[known], reduction="sum")
    return Losses(found, crf.mean(), valid,
                  F.cross_entropy(right[:, _TYPES], torch.tensor([d.type for _, d, _ in rows])),
                  F.cross_entropy(right[:, _STATUSES], torch.tensor([d.status for _, d, _ in rows])),
                  mode, context / max(1, int(known.sum())) / 4, pairs)  # fmt: skip


def _pair_loss(
    net: Network, lower: Tensor, mask: Tensor, batch: Sequence[tuple[Piece, Labelled]], rng: random.Random
) -> Tensor:
    whole = [i for i, (p, t) in enumerate(batch) if p.window.start == 0 and p.window.own_end == len(t.words.text)]
    rows = [(i, pair) for i in whole for pair in batch[i][1].pairs]
    rows = rng.sample(rows, min(len(rows), ASKED))
    if not rows or not lower.requires_grad:  # what the pairs read stands still: their head is fitted by itself
        return torch.zeros(())
    at = torch.tensor([i for i, _ in rows])
    parties = torch.stack([on_subwords(batch[i][1].words, pair.parties, mask.shape[1]) for i, pair in rows])
    with mixed():
        scores, _ = net.pairs(lower[at], mask[at], parties)
    return pair_loss(scores.float(), [pair.types for _, pair in rows])


def on_subwords(words: Words, parties: np.ndarray, size: int) -> Tensor:
    """The number of each word for each of its subwords, after [CLS], cut or padded with 0 to `size`."""
    lengths = [len(s) for s in words.subwords]
    found = torch.from_numpy(np.repeat(parties, lengths))[: size - 1]
    return F.pad(found, (1, size - 1 - len(found)))


def pair_loss(scores: Tensor, types: Sequence[tuple[int, ...]]) -> Tensor:
    """Minus the log of the probability that one of the right types is said."""
    allowed = torch.full_like(scores, -1e4)
    for k, right in enumerate(types):
        allowed[k, list(right)] = 0.0
    return (torch.logsumexp(scores, -1) - torch.logsumexp(scores + allowed, -1)).mean()


def _false_triggers(scores: Tensor, gold: Tensor, mask: Tensor, most: int, rng: random.Random) -> list[tuple[int, int]]:
    """The likeliest words that begin no event: what the validity score has to learn to refuse."""
    likely = scores.detach().amax(-1).masked_fill(~mask | (gold.sum(-1) > 0), -99)
    found = (likely > -4).nonzero().tolist()
    found.sort(key=lambda at: -float(likely[at[0], at[1]]) + rng.random() * 4)
    return [(i, j) for i, j in found[:most]]
