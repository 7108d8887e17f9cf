"""The network that `make train` fits: MiniLM-L6 with a head that finds cues and a second look at each of them.

One pass of the encoder reads a window. A word's vector is that of its first subword. `anchor` says which words
begin a cue (of an outermost attribution, of a nested one). For every such word a few small transformer layers look
again at the whole window, told which cue is asked about, and label its cue, source and content words; so a source
that several cues share is no conflict. Events are read the same way: `triggers` says which words begin the trigger of
an event of which type, and a second look labels trigger, actors, recipients, time and place, and gives its verdict on
type, modes, status and contexts. `pairs` is asked about two parties instead of a trigger: what does one do to the
other? `StanceNet`, a network by itself, is asked what is held of a proposition. `mentions` labels every word on two layers (names; nouns with their determiner). All labels are decoded as
linear-chain CRFs.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from onrecord.commitment import STANCES
from onrecord.encoder import EVENT_LABELS, FEATURE_SIZES, MENTION_LABELS, ROLE_LABELS, VERDICTS, distance_buckets
from onrecord.plover import CODEBOOK
from onrecord.stances import STANCE_MARKS

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
ROLE_HIDDEN, ROLE_HEADS, ROLE_INNER = 128, 4, 256
ROLE_LAYERS = {"roles": 2, "events": 3}  # of the second look at a cue and at a trigger
VERDICT_HIDDEN = 256
SHARED_LAYERS = 4  # of the encoder's, under those that the pairs have to themselves
BUCKETS = 48


class Batch(NamedTuple):
    """Padded windows: `ids` and `mask` are (windows, subwords), `features` (windows, subwords) as
    `onrecord.encoder.encoded` numbers them, `first`
    (windows, words) the subword index of each word, `word_mask` (windows, words)."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    first: Tensor
    word_mask: Tensor


class Layer(nn.Module):
    """A transformer layer, normed after (BERT) or before (the role head) each half."""

    def __init__(self, size: int, heads: int, inner: int, pre_norm: bool, dropout: float) -> None:
        super().__init__()
        self.heads, self.pre_norm = heads, pre_norm
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.up = nn.Linear(size, inner)
        self.down = nn.Linear(inner, size)
        self.norm1 = nn.LayerNorm(size, eps=1e-12 if not pre_norm else 1e-5)
        self.norm2 = nn.LayerNorm(size, eps=1e-12 if not pre_norm else 1e-5)
        self.drop = nn.Dropout(dropout)

    def attend(self, x: Tensor, mask: Tensor) -> Tensor:
        b, n, size = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        with torch.autocast("cpu", enabled=False):  # in bfloat16 it is slower
            mixed = F.scaled_dot_product_attention(q.float(), k.float(), v.float(), attn_mask=mask[:, None, None, :])
        return self.out(mixed.transpose(1, 2).reshape(b, n, size))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.pre_norm:
            x = x + self.drop(self.attend(self.norm1(x), mask))
            return x + self.drop(self.down(F.gelu(self.up(self.norm2(x)))))
        x = self.norm1(x + self.drop(self.attend(x, mask)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM-L6 (uncased) plus embeddings for case, quotation and position, which start at zero."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, HIDDEN)
        self.places = nn.Embedding(512, HIDDEN)
        self.segment = nn.Parameter(torch.zeros(HIDDEN))
        self.features = nn.ModuleList(nn.Embedding(n, HIDDEN) for n in FEATURE_SIZES)
        for table in self.features:
            nn.init.zeros_(table.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(HIDDEN, HEADS, INNER, False, dropout) for _ in range(LAYERS))

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Each (windows, subwords, HIDDEN): what the shared layers leave, and what all of them leave."""
        x = self.drop(self.embedded(ids, features))
        for layer in self.layers[:SHARED_LAYERS]:
            x = layer(x, mask)
        lower = x
        for layer in self.layers[SHARED_LAYERS:]:
            x = layer(x, mask)
        return lower, x

    def embedded(self, ids: Tensor, features: Tensor) -> Tensor:
        """(windows, subwords, HIDDEN): what the first layer reads."""
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.segment
        case, rest = features // (FEATURE_SIZES[1] * FEATURE_SIZES[2]), features % (FEATURE_SIZES[1] * FEATURE_SIZES[2])
        for table, value in zip(self.features, (case, rest // FEATURE_SIZES[2], rest % FEATURE_SIZES[2]), strict=True):
            x = x + table(value)
        return self.norm(x)

    def load_pretrained(self, path: Path) -> None:
        """Take the weights of a BERT safetensors file (names as Hugging Face writes them)."""
        w = {k.removeprefix("bert."): v for k, v in load_file(str(path)).items()}
        e = "embeddings."
        self.words.weight.data.copy_(w[e + "word_embeddings.weight"])
        self.places.weight.data.copy_(w[e + "position_embeddings.weight"])
        self.segment.data.copy_(w[e + "token_type_embeddings.weight"][0])
        self.norm.load_state_dict({"weight": w[e + "LayerNorm.weight"], "bias": w[e + "LayerNorm.bias"]})
        for i, layer in enumerate(self.layers):
            p = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                qkv = [w[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                getattr(layer.qkv, kind).data.copy_(torch.cat(qkv))
                getattr(layer.out, kind).data.copy_(w[f"{p}attention.output.dense.{kind}"])
                getattr(layer.norm1, kind).data.copy_(w[f"{p}attention.output.LayerNorm.{kind}"])
                getattr(layer.up, kind).data.copy_(w[f"{p}intermediate.dense.{kind}"])
                getattr(layer.down, kind).data.copy_(w[f"{p}output.dense.{kind}"])
                getattr(layer.norm2, kind).data.copy_(w[f"{p}output.LayerNorm.{kind}"])


class SecondLook(nn.Module):
    """The window read again for one word of it, the anchor: (anchors, words, ROLE_HIDDEN)."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.gate = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.anchor = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.distance = nn.Embedding(BUCKETS, ROLE_HIDDEN)
        self.norm = nn.LayerNorm(ROLE_HIDDEN)
        self.layers = nn.ModuleList(Layer(ROLE_HIDDEN, ROLE_HEADS, ROLE_INNER, True, dropout) for _ in range(layers))
        self.last = nn.LayerNorm(ROLE_HIDDEN)

    def again(self, words: Tensor, mask: Tensor, window: Tensor, anchor: Tensor) -> Tensor:
        at = words[window, anchor]
        seen = self.word(words)[window]
        x = seen * (1 + torch.tanh(self.gate(at))[:, None]) + self.anchor(at)[:, None]
        offsets = torch.arange(words.shape[1])[None] - anchor[:, None]
        x = self.norm(x + self.distance(distance_buckets(offsets)))
        for layer in self.layers:
            x = layer(x, mask[window])
        return self.last(x)


class RoleHead(SecondLook):
    """The second look at a cue: (cues, words) label scores and one validity score per cue."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__(ROLE_LAYERS["roles"], dropout)
        self.labels = nn.Linear(ROLE_HIDDEN, len(ROLE_LABELS))
        self.valid = nn.Linear(ROLE_HIDDEN, 1)

    def forward(self, words: Tensor, mask: Tensor, window: Tensor, anchor: Tensor) -> tuple[Tensor, Tensor]:
        x = self.again(words, mask, window, anchor)
        return self.labels(x), self.valid(x[torch.arange(len(anchor)), anchor]).squeeze(-1)


class EventHead(SecondLook):
    """The second look at a trigger: (triggers, words) label scores, and (triggers, VERDICTS) scores."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__(ROLE_LAYERS["events"], dropout)
        for half in (self.layers[-1].out, self.layers[-1].down):  # a layer that is new to old weights changes nothing
            nn.init.zeros_(half.weight)
            nn.init.zeros_(half.bias)
        self.labels = nn.Linear(ROLE_HIDDEN, len(EVENT_LABELS))
        self.joint = nn.Linear(ROLE_HIDDEN + HIDDEN, VERDICT_HIDDEN)
        self.verdicts = nn.Linear(VERDICT_HIDDEN, len(VERDICTS))
        self.drop = nn.Dropout(dropout)

    def forward(self, words: Tensor, mask: Tensor, window: Tensor, anchor: Tensor) -> tuple[Tensor, Tensor]:
        x = self.again(words, mask, window, anchor)
        both = torch.cat([x[torch.arange(len(anchor)), anchor], words[window, anchor]], -1)
        return self.labels(x), self.verdicts(self.drop(F.gelu(self.joint(both))))


class PairHead(nn.Module):
    """What the source does to the target: the encoder's upper layers once more, of its own, with the parties marked."""

    def __init__(self, classes: int = len(CODEBOOK.types), dropout: float = 0.1) -> None:
        super().__init__()
        self.party = nn.Embedding(3, HIDDEN)
        nn.init.zeros_(self.party.weight)
        self.layers = nn.ModuleList(Layer(HIDDEN, HEADS, INNER, False, dropout) for _ in range(LAYERS - SHARED_LAYERS))
        self.weight = nn.Linear(HIDDEN, 1)
        self.joint = nn.Linear(3 * HIDDEN, VERDICT_HIDDEN)
        self.types = nn.Linear(VERDICT_HIDDEN, classes)
        self.drop = nn.Dropout(dropout)

    def forward(self, lower: Tensor, mask: Tensor, parties: Tensor) -> tuple[Tensor, Tensor]:
        """lower: (pairs, subwords, HIDDEN) as the shared layers left them; parties: (pairs, subwords), 1 the source's,
        2 the target's, else 0. Returns scores and hidden."""
        x = lower + self.party(parties)
        for layer in self.layers:
            x = layer(x, mask)
        seen = (self.weight(x).squeeze(-1).float().masked_fill(~mask, -1e4)).softmax(-1).to(x.dtype)
        pooled = [_mean(x, parties == 1), (seen[..., None] * x).sum(1), _mean(x, parties == 2)]
        hidden = F.gelu(self.joint(self.drop(torch.cat(pooled, -1))))
        return self.types(self.drop(hidden)), hidden

    def start_as(self, encoder: Encoder) -> None:
        """Take the upper layers of an encoder to begin with."""
        for mine, theirs in zip(self.layers, encoder.layers[SHARED_LAYERS:], strict=True):
            mine.load_state_dict(theirs.state_dict())


class StanceNet(nn.Module):
    """What is held of a proposition by whom a text names: an encoder of its own reads the proposition and the text, its
    places marked."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.mark = nn.Embedding(len(STANCE_MARKS), HIDDEN)
        nn.init.zeros_(self.mark.weight)
        self.joint = nn.Linear(4 * HIDDEN, VERDICT_HIDDEN)
        self.out = nn.Linear(VERDICT_HIDDEN, len(STANCES))
        self.drop = nn.Dropout(dropout)

    def forward(self, batch: Batch, marks: Tensor, texts: Tensor, spans: Tensor) -> Tensor:
        """(holders, STANCES) scores. marks: (windows, subwords), numbers of STANCE_MARKS; texts: (holders), the window
        that each stands in; spans: (holders, 2), its subwords [first, end) there."""
        x = self.encoder.drop(self.encoder.embedded(batch.ids, batch.features) + self.mark(marks))
        for layer in self.encoder.layers:
            x = layer(x, batch.mask)
        says, place = (_mean(x, marks == STANCE_MARKS.index(name))[texts] for name in ("says", "place"))
        at = torch.arange(x.shape[1])
        holder = _mean(x[texts], (at >= spans[:, :1]) & (at < spans[:, 1:]))
        seen = torch.cat([holder, place, holder * place, says], -1)
        return self.out(self.drop(F.gelu(self.joint(self.drop(seen)))))


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    """The mean of the subwords under the mask; zero of none."""
    some = mask[..., None].to(x.dtype)
    return (x * some).sum(1) / some.sum(1).clamp(min=1)


class Network(nn.Module):
    """Encoder, cue finder, role head, mention labels, and the transitions of their CRFs."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        n = len(ROLE_LABELS)
        self.encoder = Encoder(dropout)
        self.anchor = nn.Sequential(nn.Linear(HIDDEN, ROLE_HIDDEN), nn.GELU(), nn.Linear(ROLE_HIDDEN, 2))
        self.aside = nn.Linear(HIDDEN, 3)
        self.roles = RoleHead(dropout)
        self.transitions = nn.Parameter(torch.zeros(n, n))
        self.begin = nn.Parameter(torch.zeros(n))
        m = len(MENTION_LABELS)
        self.mentions = nn.Sequential(nn.Linear(HIDDEN, ROLE_HIDDEN), nn.GELU(), nn.Linear(ROLE_HIDDEN, 2 * m))
        self.mention_transitions = nn.Parameter(torch.zeros(2, m, m))
        self.mention_begin = nn.Parameter(torch.zeros(2, m))
        e = len(EVENT_LABELS)
        self.triggers = nn.Sequential(
            nn.Linear(HIDDEN, VERDICT_HIDDEN), nn.GELU(), nn.Linear(VERDICT_HIDDEN, len(CODEBOOK.types))
        )
        nn.init.constant_(self.triggers[2].bias, -5.0)  # one word in six hundred begins an event of a given type
        self.events = EventHead(dropout)
        self.event_transitions = nn.Parameter(torch.zeros(e, e))
        self.event_begin = nn.Parameter(torch.zeros(e))
        self.pairs = PairHead(dropout=dropout)

    def words(self, batch: Batch) -> Tensor:
        """(windows, words, HIDDEN): the vector of each word's first subword."""
        return self.read(batch)[0]

    def read(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The words, and (windows, subwords, HIDDEN) what the shared layers leave: what `pairs` reads."""
        lower, x = self.encoder(batch.ids, batch.features, batch.mask)
        return x.gather(1, batch.first[..., None].expand(-1, -1, HIDDEN)), lower


def mixed() -> torch.autocast:
    """bfloat16 where the processor has instructions for it; without them it is many times slower than float32."""
    capable = torch.backends.cpu.get_cpu_capability() not in ("DEFAULT", "AVX2")
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=capable)


def crf_loss(scores: Tensor, gold: Tensor, mask: Tensor, transitions: Tensor, begin: Tensor) -> Tensor:
    """Negative log-likelihood per cue of a linear-chain CRF (Lafferty et al. 2001).

    scores (cues, words, labels), gold (cues, words), mask (cues, words) with a prefix of True.
    """
    scores = scores.float()
    steps = mask.to(scores.dtype)
    right = (scores.gather(2, gold[..., None]).squeeze(2) * steps).sum(1) + begin[gold[:, 0]]
    right = right + (transitions[gold[:, :-1], gold[:, 1:]] * steps[:, 1:]).sum(1)
    alpha = scores[:, 0] + begin
    for t in range(1, scores.shape[1]):
        nxt = torch.logsumexp(alpha[:, :, None] + transitions[None], dim=1) + scores[:, t]
        alpha = torch.where(mask[:, t, None], nxt, alpha)
    return torch.logsumexp(alpha, dim=1) - right
