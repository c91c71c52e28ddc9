"""Data sets of one input and one number: what a network answers is a curve y = f(x)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.data.dataset import Dataset, noise, samples
from core.data.raw import RawData
from core.message import N_

_NOISE = noise(N_("Adds normal noise to the target, in percent of the standard deviation of the curve."))

Doubles = npt.NDArray[np.float64]


def _sine(x: Doubles) -> Doubles:
    return np.asarray(np.sin(x))


def _step(x: Doubles) -> Doubles:
    return (x >= 0).astype(np.float64)


def _cubic(x: Doubles) -> Doubles:
    return x**3 - 3 * x


def _loader(curve: Callable[[Doubles], Doubles], reach: float) -> Callable[[Picked, int], RawData]:
    def load(picked: Picked, seed: int) -> RawData:
        rng = np.random.default_rng(seed)
        x = rng.uniform(-reach, reach, picked["samples"])
        spread = float(np.std(curve(np.linspace(-reach, reach, 1001))))
        y = curve(x) + rng.standard_normal(len(x)) * spread * picked["noise"] / 100
        return RawData(x[:, None].astype(np.float32), y.astype(np.float32))

    return load


def _line(key: str, label: str, help: str, curve: Callable[[Doubles], Doubles], reach: float) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(200), _NOISE),
        task="regression",
        features=1,
        columns=("x",),
        load=_loader(curve, reach),
    )


def _angle(picked: Picked, seed: int) -> RawData:
    rng = np.random.default_rng(seed)
    x = rng.uniform(-np.pi, np.pi, picked["samples"])
    y = np.column_stack([np.cos(x), np.sin(x)])
    y += rng.standard_normal(y.shape) * np.sqrt(0.5) * picked["noise"] / 100  # the spread of a sine
    return RawData(x[:, None].astype(np.float32), y.astype(np.float32))


LINE_SETS: tuple[Dataset, ...] = (
    _line(
        "sine",
        N_("Sine (regression)"),
        N_("One input, x from -2π to 2π; the target is sin x. The network's answer is drawn as a curve."),
        _sine,
        2 * np.pi,
    ),
    _line(
        "step",
        N_("Step (regression)"),
        N_("One input, x from -3 to 3; the target jumps from 0 to 1 at 0."),
        _step,
        3.0,
    ),
    _line(
        "cubic",
        N_("Cubic (regression)"),
        N_("One input, x from -2.2 to 2.2; the target is x³ - 3x, with a hill and a valley."),
        _cubic,
        2.2,
    ),
    Dataset(
        key="angle",
        label=N_("Angle (two targets)"),
        help=N_("One input, an angle from -π to π; two targets at once, its cosine and its sine."),
        parameters=(samples(200), _NOISE),
        task="regression",
        features=1,
        columns=("x",),
        targets=lambda picked: ("cos", "sin"),
        load=_angle,
    ),
)
"""In the order of the menu."""
