"""Wide random networks in NumPy, single precision: what the theory has to predict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.theory.activations import Phi


@dataclass(frozen=True)
class Case:
    phi: Phi
    weight_variance: float


@dataclass(frozen=True)
class Measured:
    """Arrays of shape ``(networks, depth)``, over a layer's units and rows.

    Arguments:
        activation_std: standard deviation of a.
        activation_square: mean of a^2.
        gradient_square: mean of (dL/dz)^2, over that of the last layer.
    """

    activation_std: np.ndarray
    activation_square: np.ndarray
    gradient_square: np.ndarray


def rows_of_size_1(rows: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Random inputs, each with a mean square of 1."""
    x = rng.standard_normal((rows, width), dtype=np.float32)
    return np.asarray(x / np.sqrt(np.mean(x**2, axis=1, keepdims=True)))


def simulate(
    cases: Sequence[Case], *, width: int, depth: int, networks: int, rows: int, seed: int = 0
) -> list[Measured]:
    """Networks of every case; all cases share the draws of the kernels, which are most of the work."""
    rng = np.random.default_rng(seed)
    found: list[list[np.ndarray]] = [[] for _ in cases]
    scale = np.float32(width**-0.5)
    for _ in range(networks):
        kernels = [rng.standard_normal((width, width), dtype=np.float32) * scale for _ in range(depth)]
        x = rows_of_size_1(rows, width, rng)
        last = rng.standard_normal((rows, width), dtype=np.float32)
        for case, numbers in zip(cases, found, strict=True):
            numbers.append(_one(case, kernels, x, last))
    return [Measured(*np.moveaxis(np.array(numbers), 1, 0)) for numbers in found]


def _one(case: Case, kernels: list[np.ndarray], x: np.ndarray, last: np.ndarray) -> np.ndarray:
    gain = np.float32(np.sqrt(case.weight_variance))
    value, sums, outputs = x, [], []
    for kernel in kernels:
        sums.append(gain * (value @ kernel))
        value = case.phi(sums[-1]).astype(np.float32)
        outputs.append(value)
    deltas = [last]
    for layer in reversed(range(1, len(kernels))):
        slope = case.phi.slope(sums[layer - 1]).astype(np.float32)
        deltas.insert(0, gain * (deltas[0] @ kernels[layer].T) * slope)
    squares = [mean_square(delta) for delta in deltas]
    return np.array(
        [
            [float(np.std(a, dtype=np.float64)) for a in outputs],
            [mean_square(a) for a in outputs],
            [square / squares[-1] for square in squares],
        ]
    )


def mean_square(values: np.ndarray) -> float:
    """Mean of the squares, in double precision."""
    return float(np.mean(np.square(values, dtype=np.float64)))
