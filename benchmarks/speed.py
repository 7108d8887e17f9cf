"""Speed, in CPU time of one thread and as ratios within one run, for machines are noisy.

The peer is spaCy's small-pipeline architecture with untrained weights (tok2vec, tagger, parser, ner): what a tool
that looks for quotations needs before it starts. The limit is the encoder's own matrix products, int8 and bare.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.brat import articles
from onrecord.articles import article
from onrecord.encoder import read_words, windows
from onrecord.reader import Reader
from onrecord.records import Page

LAYERS, HIDDEN, INNER = 6, 384, 1536


def run(shared: Path, reader: Reader) -> dict[str, float]:
    """Articles per CPU-second of ours and of the peer, the encoder's share, its limit, start-up and memory."""
    texts = [text for _, text, _ in articles(shared / "corpora/polnear/dev")]
    pages = [Page(f"dev-{i}", "text", t.encode(), encoding="utf-8") for i, t in enumerate(texts)]
    reader.read(pages[0])
    spacy = _spacy()
    spacy(texts[:3])
    eventless = Reader(events=False)
    ours, without, statements, encoder, peer = [], [], [], [], []
    for _ in range(3):
        ours.append(_cpu(lambda: [reader.read(p) for p in pages]))
        without.append(_cpu(lambda: [eventless.read(p) for p in pages]))
        statements.append(_cpu(lambda: [eventless.heard(article(p)) for p in pages]))
        encoder.append(_cpu(lambda: _encode(reader, texts)))
        peer.append(_cpu(lambda: spacy(texts)))
    limit = _limit(reader, texts)
    best = min(ours)
    return {
        "articles per CPU-second": len(texts) / best,
        "spaCy small architecture": len(texts) / min(peer),
        "ratio to spaCy": min(peer) / best,
        "share of time in the encoder": min(encoder) / best,
        "events, of the time without them": best / min(without),
        "who, when and where, of the statements' time": min(without) / min(statements) - 1,
        "bare int8 products, articles per CPU-second": len(texts) / limit,
        "share of the limit reached": limit / best,
        **_start_up(),
        "peak memory, MB": _peak_memory(shared),
    }


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _encode(reader: Reader, texts: Sequence[str]) -> None:
    encoder = reader._encoder
    for text in texts:
        encoder.marks(read_words(text, encoder.pieces))


def _limit(reader: Reader, texts: Sequence[str]) -> float:
    """CPU seconds of the four matrix products of six layers for every window of the texts."""
    products = _products()
    pieces = reader._encoder.pieces
    seconds = 0.0
    for text in texts:
        words = read_words(text, pieces)
        for window in windows(words, 192, 32):
            rows = 2 + sum(len(s) for s in words.subwords[window.start : window.end])
            seconds += _cpu(lambda rows=rows: [p(rows) for p in products for _ in range(LAYERS)])  # type: ignore[misc]
    return seconds


def _products() -> list[Callable[[int], object]]:
    import onnxruntime  # noqa: PLC0415
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415

    made: list[Callable[[int], object]] = []
    rng = np.random.default_rng(0)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    for k, n in ((HIDDEN, 3 * HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, INNER), (INNER, HIDDEN)):
        weight = numpy_helper.from_array(rng.integers(-127, 128, (k, n), dtype=np.int8), "w")
        node = helper.make_node("MatMulInteger", ["x", "w"], ["y"])
        x = helper.make_tensor_value_info("x", TensorProto.UINT8, ["s", k])
        y = helper.make_tensor_value_info("y", TensorProto.INT32, ["s", n])
        model = helper.make_model(
            helper.make_graph([node], "product", [x], [y], [weight]),
            opset_imports=[helper.make_opsetid("", 17)],
            ir_version=9,
        )
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        data = rng.integers(0, 256, (512, k), dtype=np.uint8)
        made.append(lambda rows, s=session, d=data: s.run(None, {"x": d[:rows]}))  # type: ignore[misc]
    return made


def _spacy() -> Callable[[Sequence[str]], object]:
    """The efficiency configuration of spaCy for English, initialised at random with label sets of the usual sizes."""
    from spacy.cli.init_config import init_config  # noqa: PLC0415
    from spacy.training import Example  # noqa: PLC0415
    from spacy.util import load_model_from_config  # noqa: PLC0415

    nlp: Any = load_model_from_config(
        init_config(lang="en", pipeline=["tagger", "parser", "ner"], optimize="efficiency"), auto_fill=True
    )
    words = [f"w{i}" for i in range(50)]
    gold = {
        "words": words,
        "tags": [f"T{i}" for i in range(50)],
        "heads": [max(0, i - 1) for i in range(50)],
        "deps": ["ROOT", *(f"d{i % 44}" for i in range(49))],
        "entities": [f"U-E{i % 18}" for i in range(50)],
    }
    nlp.initialize(lambda: [Example.from_dict(nlp.make_doc(" ".join(words)), gold)])
    return lambda texts: list(nlp.pipe(texts))


_WATCHED = r"""
import re, sys
from pathlib import Path
import onrecord
onrecord.read_all([sys.argv[1]], onrecord.Reader())
status = Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\s+(\d+)", status)[1], file=sys.stderr)
"""


def _peak_memory(shared: Path) -> float:
    """The most memory (MB) that a process takes to read all of dev, as the kernel counts it for that process alone:
    getrusage would count what this one had when it started it."""
    text = shared / "corpora/polnear/dev/text"
    command = [sys.executable, "-c", _WATCHED, str(text)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stderr.splitlines()[-1]) / 1024


def _start_up() -> dict[str, float]:
    """Wall seconds to `--help` and to the first record of a small page: the best of five."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    page = "The minister said on Monday that the bridge would reopen.\n" * 3

    def timed(arguments: list[str], data: str) -> float:
        began = time.perf_counter()
        command = [sys.executable, "-m", "onrecord", *arguments]
        subprocess.run(command, input=data, text=True, capture_output=True, check=True, env=environment)
        return time.perf_counter() - began

    return {
        "start-up to --help, s": min(timed(["--help"], "") for _ in range(5)),
        "start-up to the first record, s": min(timed(["read", "-", "--format", "jsonl"], page) for _ in range(5)),
    }
