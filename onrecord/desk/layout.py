"""Where the actors of a network stand: forces between them (Fruchterman and Reingold 1991), always the same
for the same network; then labels are moved apart."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.float64]
_GOLDEN = np.pi * (3 - np.sqrt(5.0))
_HEIGHT = 0.66  # of the width
_LETTER = 0.0085  # width of a letter of a label, of the drawing's width
_LINE = 0.030  # height of a label with its sign


@lru_cache(maxsize=64)
def layout(
    size: int, edges: tuple[tuple[int, int, float], ...], lengths: tuple[int, ...]
) -> tuple[tuple[float, float], ...]:
    """Places from 0 to 1 (x) and 0 to 2/3 (y) for `size` actors, the most tied first.

    `edges` are pairs of actors with a weight; `lengths` the letters of each label, 0 for none.
    """
    if size == 0:
        return ()
    at = _spiral(size)
    pull = np.zeros((size, size))
    for one, other, weight in edges:
        pull[one, other] += weight
        pull[other, one] += weight
    pull = np.log1p(pull) / max(float(np.log1p(pull).max()), 1e-9)
    at = _settled(at, pull, 220 if size <= 60 else 90)
    at = _apart(_framed(at), np.asarray(lengths, dtype=float), 120 if size <= 60 else 40)
    return tuple((round(float(x), 4), round(float(y), 4)) for x, y in at)


def _spiral(size: int) -> Places:
    """A sunflower: the first in the middle, no two on one spot."""
    number = np.arange(size)
    radius = np.sqrt((number + 0.5) / size) * 0.5
    return np.stack([radius * np.cos(number * _GOLDEN), radius * np.sin(number * _GOLDEN)], axis=1)


def _settled(at: Places, pull: Places, steps: int) -> Places:
    """All push each other away, ties pull together, and everything is drawn a little to the middle."""
    distance = 0.8 / np.sqrt(len(at))
    for step in range(steps):
        apart = at[:, None, :] - at[None, :, :]
        length = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        force = distance**2 / length**2 - pull * length / distance
        np.fill_diagonal(force, 0.0)
        move = (apart * force[:, :, None]).sum(axis=1) - at * 0.35
        far = np.maximum(np.sqrt((move**2).sum(axis=1, keepdims=True)), 1e-9)
        at = at + move / far * np.minimum(far, 0.08 * (1 - step / steps) + 0.001)
    return at


def _framed(at: Places) -> Places:
    """Stretched into the drawing, with a margin; half of it by rank, so that a few who stand far away do not press the
    others together."""
    low, high = at.min(axis=0), at.max(axis=0)
    scale = np.where(high - low > 1e-9, high - low, 1.0)
    ranks = at.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(len(at) - 1, 1)
    room = np.array([0.84, _HEIGHT - 0.10])
    placed: Places = (0.5 * (at - low) / scale + 0.5 * ranks) * room + np.array([0.08, 0.04])
    return placed


def _apart(at: Places, lengths: Places, steps: int) -> Places:
    """Moved until no label lies on another one, as far as there is room."""
    half = np.maximum(lengths * _LETTER / 2, 0.012)
    wide, tall = half[:, None] + half[None, :], np.where((lengths > 0)[:, None] & (lengths > 0)[None, :], _LINE, 0.018)
    for _ in range(steps):
        gap = at[:, None, :] - at[None, :, :]
        over = np.stack([wide - np.abs(gap[:, :, 0]), tall - np.abs(gap[:, :, 1])], axis=2)
        hit = np.asarray((over > 0).all(axis=2))
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        # The shorter way out; of two on one spot, the first goes up.
        order = np.sign(np.arange(len(at))[:, None] - np.arange(len(at))[None, :])
        way = np.where(np.abs(gap) > 1e-9, np.sign(gap), order[:, :, None])
        upright = over[:, :, 1] <= over[:, :, 0]
        at = at + 0.5 * np.stack([
            (hit & ~upright) * over[:, :, 0] * way[:, :, 0], (hit & upright) * over[:, :, 1] * way[:, :, 1],
        ], axis=2).sum(axis=1)  # fmt: skip
        margin = np.minimum(half, 0.48)
        at[:, 0] = np.clip(at[:, 0], margin + 0.005, 1 - margin - 0.005)
        at[:, 1] = np.clip(at[:, 1], 0.02, _HEIGHT - 0.035)
    return at
