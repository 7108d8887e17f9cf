"""The network that `make train` fits: MiniLM-L6 with a head that finds cues and a second look at each of them.

One pass of the encoder reads a window. A word's vector is that of its first subword. `anchor` says which words
begin a cue (of an outermost attribution, of a nested one). For every such word two small transformer layers look
again at the whole window, told which cue is asked about, and label its cue, source and content words; so a source
that several cues share is no conflict. `mentions` labels every word on two layers (names; nouns with their
determiner). All labels are decoded as linear-chain CRFs.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from onrecord.encoder import FEATURE_SIZES, MENTION_LABELS, ROLE_LABELS, distance_buckets

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
ROLE_HIDDEN, ROLE_HEADS, ROLE_LAYERS, ROLE_INNER = 128, 4, 2, 256
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
        scores = q @ k.transpose(-1, -2) / math.sqrt(size // self.heads)
        scores = scores.masked_fill(~mask[:, None, None, :], -1e4)
        mixed = scores.softmax(-1).to(v.dtype) @ v
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

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.segment
        case, rest = features // (FEATURE_SIZES[1] * FEATURE_SIZES[2]), features % (FEATURE_SIZES[1] * FEATURE_SIZES[2])
        for table, value in zip(self.features, (case, rest // FEATURE_SIZES[2], rest % FEATURE_SIZES[2]), strict=True):
            x = x + table(value)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x

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


class RoleHead(nn.Module):
    """The second look: (cues, words) label scores and one validity score per cue."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.gate = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.anchor = nn.Linear(HIDDEN, ROLE_HIDDEN)
        self.distance = nn.Embedding(BUCKETS, ROLE_HIDDEN)
        self.norm = nn.LayerNorm(ROLE_HIDDEN)
        self.layers = nn.ModuleList(
            Layer(ROLE_HIDDEN, ROLE_HEADS, ROLE_INNER, True, dropout) for _ in range(ROLE_LAYERS)
        )
        self.last = nn.LayerNorm(ROLE_HIDDEN)
        self.labels = nn.Linear(ROLE_HIDDEN, len(ROLE_LABELS))
        self.valid = nn.Linear(ROLE_HIDDEN, 1)

    def forward(self, words: Tensor, mask: Tensor, window: Tensor, anchor: Tensor) -> tuple[Tensor, Tensor]:
        at = words[window, anchor]
        seen = self.word(words)[window]
        x = seen * (1 + torch.tanh(self.gate(at))[:, None]) + self.anchor(at)[:, None]
        offsets = torch.arange(words.shape[1])[None] - anchor[:, None]
        x = self.norm(x + self.distance(distance_buckets(offsets)))
        for layer in self.layers:
            x = layer(x, mask[window])
        x = self.last(x)
        return self.labels(x), self.valid(x[torch.arange(len(anchor)), anchor]).squeeze(-1)


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

    def words(self, batch: Batch) -> Tensor:
        """(windows, words, HIDDEN): the vector of each word's first subword."""
        x = self.encoder(batch.ids, batch.features, batch.mask)
        return x.gather(1, batch.first[..., None].expand(-1, -1, HIDDEN))


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
