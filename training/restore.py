"""Weights to go on from, out of a model folder: what `training.export` wrote, turned round.

    python -m training.restore --model onrecord/model --base MODEL.safetensors --out restored.pt --stances stances.pt

So a change of the labels needs no training from the beginning. Rounding to seven bits is the only loss (exporting again
gives the same graph, but for the last bit of the features' sums); the auxiliary head, which is not exported, begins anew.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from onrecord.encoder import FEATURE_SIZES, ROLE_LABELS, distance_buckets
from training.export import FARTHEST
from training.network import HIDDEN, Network, StanceNet

HEADS = ("roles", "events")


class Constants:
    """The weights of the folder's graphs under the names that `export` gave them."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self.found: dict[str, np.ndarray] = {}
        for name in names:
            graph = onnx.load(str(folder / name)).graph
            self.found |= {c.name: numpy_helper.to_array(c) for c in graph.initializer}

    def into(self, net: Network | StanceNet, base: Path) -> dict[str, np.ndarray]:
        """The state of a network with what the graphs have of it; the word embeddings, which stood still, of the base."""
        net.encoder.load_pretrained(base)
        state = {k: v.numpy().copy() for k, v in net.state_dict().items()}
        for name in {k.rpartition(".")[0] for k in state}:
            if self.has(name):
                state[f"{name}.weight"], state[f"{name}.bias"] = self.linear(name)
            elif f"{name}.bias" in self.found:
                for kind in ("weight", "bias"):
                    state[f"{name}.{kind}"] = self.found[f"{name}.{kind}"]
        _embeddings(state, self.found)
        return state

    def linear(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(weight, bias) as torch keeps them."""
        if f"{name}.w" in self.found:
            weight = self.found[f"{name}.w"]
        else:
            weight = self.found[f"{name}.q"].astype(np.float32) * self.found[f"{name}.s"]
        return weight.T, self.found[f"{name}.b"]

    def has(self, name: str) -> bool:
        return f"{name}.b" in self.found


def restored(folder: Path, base: Path) -> dict[str, torch.Tensor]:
    """The state of a Network."""
    constants = Constants(folder, ("encoder.onnx", "pairs.onnx"))
    state = constants.into(Network(), base)
    _split_roles(state, constants)
    _second_looks(state, constants.found)
    _transitions(state, tomllib.loads((folder / "model.toml").read_text(encoding="utf-8")))
    return {k: torch.tensor(v) for k, v in state.items()}


def restored_stances(folder: Path, base: Path) -> dict[str, torch.Tensor]:
    """The state of a StanceNet."""
    constants = Constants(folder, ("stances.onnx",))
    state = constants.into(StanceNet(), base)
    state["mark.weight"] = constants.found["mark"]
    return {k: torch.tensor(v) for k, v in state.items()}


def _split_roles(state: dict[str, np.ndarray], constants: Constants) -> None:
    weight, bias = constants.linear("roles.both")
    n = len(ROLE_LABELS)
    state["roles.labels.weight"], state["roles.labels.bias"] = weight[:n], bias[:n]
    state["roles.valid.weight"], state["roles.valid.bias"] = weight[n:], bias[n:]


def _embeddings(state: dict[str, np.ndarray], found: dict[str, np.ndarray]) -> None:
    state["encoder.places.weight"], state["encoder.segment"] = found["places"], np.zeros(HIDDEN, np.float32)
    # The graph has one row for each combination of the three features: the sum of three rows.
    mixed = found["mixed"].reshape(*FEATURE_SIZES, HIDDEN)
    for i, others in enumerate(((1, 2), (0, 2), (0, 1))):
        rows = mixed.mean(axis=others)
        state[f"encoder.features.{i}.weight"] = rows if i == 0 else rows - mixed.mean(axis=(0, 1, 2))


def _second_looks(state: dict[str, np.ndarray], found: dict[str, np.ndarray]) -> None:
    buckets = distance_buckets(np.arange(-FARTHEST, FARTHEST + 1))
    for head in HEADS:
        for row, bucket in zip(found[f"{head}.distances"], buckets, strict=True):
            state[f"{head}.distance.weight"][bucket] = row
    state["pairs.party.weight"] = found["pairs.party"]


def _transitions(state: dict[str, np.ndarray], card: dict) -> None:
    for prefix, section in (("", "decoding"), ("mention_", "mentions"), ("event_", "events")):
        for kind in ("transitions", "begin"):
            state[f"{prefix}{kind}"] = np.asarray(card[section][kind], np.float32)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("onrecord/model"))
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--stances", type=Path, help="where the network of stances goes, if it is wanted")
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(restored(args.model, args.base), args.out)
    if args.stances:
        torch.save(restored_stances(args.model, args.base), args.stances)


if __name__ == "__main__":
    main()
