"""From arrays to the lab's frames: `core.packed` describes their layout, `core.frame` their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from gradient_lab.container import pack
from gradient_lab.layers import WatchedLayer
from gradient_lab.probing import Probed, stride

Array = npt.NDArray[Any]
Edges = dict[str, Any]

HISTOGRAMS = ("activations", "preactivation_gradients", "weight_gradients", "weights")
BINS = 40
GRADIENTS: Edges = {"low": -12.0, "high": 2.0, "bins": 56}
"""Of log10 of the absolute value; the same for every layer of every run, as in the lab."""


def layout_of(
    layers: Sequence[WatchedLayer], kernels: Sequence[Array], probed: Sequence[Probed]
) -> list[dict[str, Any]]:
    """Names, widths and histogram edges of the layers, fixed from the first look on.

    Bounded activations get their whole range, unbounded ones share that of the first layer that has one.
    """
    spreads = [_spread(each.outputs) for each in probed]
    reach = _nice(4.0 * next((each for each in spreads if each), 0.0), low=0.5)
    found = []
    for at, (layer, kernel, spread) in enumerate(zip(layers, kernels, spreads, strict=True)):
        last = at == len(layers) - 1
        own = _nice(4.0 * spread, low=2.0) if last else reach
        flat = layer.flat
        fan_in = math.prod(kernel.shape[:-1])
        wide = _nice(max(4.0 * _spread(kernel), 3.0 / math.sqrt(fan_in or 1)), low=0.1)
        found.append(
            {
                "name": layer.name,
                "units": layer.units,
                "activations": {
                    "low": flat.low if math.isfinite(flat.low) else -own,
                    "high": flat.high if math.isfinite(flat.high) else own,
                    "bins": BINS,
                },
                "preactivation_gradients": GRADIENTS,
                "weight_gradients": GRADIENTS,
                "weights": {"low": -wide, "high": wide, "bins": BINS + 1},  # odd: 0 is in the middle of a bin
            }
        )
    return found


def pack_frame(
    run: Mapping[str, float],
    layers: Sequence[tuple[WatchedLayer, Mapping[str, Any]]],
    arrays: Sequence[tuple[Array, float, Probed]],
    measures: Mapping[str, float],
) -> bytes:
    """A frame as bytes.

    Arguments:
        run: step, epoch, seconds, learning_rate, loss, metric, val_loss and val_metric, in this order; the
            last two are left out where nothing was validated.
        layers: each with its part of the layout.
        arrays: of each layer its kernel, the norm of the latest step's change of it, and what it did.
        measures: further numbers by name.
    """
    missing = [name for name in ("val_loss", "val_metric") if name not in run]
    values: dict[str, Any] = {"missing": missing} if missing else {}
    if measures:
        values["measures"] = {name: _number(value) for name, value in measures.items()}
    counts, outside, numbers = [], [], []
    # Overflow is a result to show here (an exploding net), not an accident to warn about.
    with np.errstate(all="ignore"):
        for (layer, layout), (kernel, update, probed) in zip(layers, arrays, strict=True):
            sample = kernel.ravel()[:: stride(kernel.size, kernel.shape[-1])]
            kept = (probed.outputs, probed.sum_gradients, probed.weight_gradients, sample)
            for name, array in zip(HISTOGRAMS, kept, strict=True):
                held, beside = histogram(array, layout[name], magnitude=name.endswith("gradients"))
                counts.append(held)
                outside.append(beside)
            numbers.append(_layer_numbers(layer, kernel, update, probed))
    held = np.concatenate([*counts, *outside])
    held = held.astype(np.uint16 if held.max() < 2**16 else np.uint32)
    last = 3 * len(HISTOGRAMS) * len(layers)
    return pack(
        values,
        {
            "run": np.array([*run.values(), *[math.nan] * len(missing)], np.float64),
            "layers": np.array(numbers, np.float64),
            "counts": held[:-last].reshape(len(layers), -1),
            "outside": held[-last:].reshape(len(layers), len(HISTOGRAMS), 3),
        },
    )


def histogram(values: Array | None, edges: Edges, *, magnitude: bool = False) -> tuple[Array, Array]:
    """Counts in the bins, and how many are under, over and not finite.

    Arguments:
        values: None has no counts.
        edges: low, high and number of bins; with `magnitude` of log10 of the absolute value.
    """
    low, high, bins = edges["low"], edges["high"], edges["bins"]
    if values is None:
        return np.zeros(bins, np.int64), np.zeros(3, np.int64)
    finite = values[np.isfinite(values)].astype(np.float64)
    lost = values.size - finite.size
    if magnitude:
        with np.errstate(divide="ignore"):  # exact zeros lie below the lowest edge
            finite = np.log10(np.abs(finite))
    counts, _ = np.histogram(finite, bins, (low, high))
    under = int(np.count_nonzero(finite < low))
    return counts, np.array([under, finite.size - under - int(counts.sum()), lost], np.int64)


def norm(values: Array) -> float:
    """Euclidean norm. Not by BLAS, whose threads would wait for those of training."""
    return math.sqrt(float(np.square(values, dtype=np.float64).sum()))


def _layer_numbers(layer: WatchedLayer, kernel: Array, update: float, probed: Probed) -> list[float]:
    """The numbers of `core.frame.LayerFrame`, in its order; NaN for what cannot be told."""
    outputs, flat = probed.outputs, layer.flat
    mean = deviation = saturated = dead = math.nan
    if outputs is not None and outputs.size:
        mean, deviation = (float(each) for each in _moments(outputs))
        saturated = float(np.mean((outputs < flat.saturated_below) | (outputs > flat.saturated_above)))
        dead = 0.0
        if flat.dead_at is not None and probed.largest is not None:
            dead = float(np.mean(probed.largest <= flat.dead_at))
    weight = norm(kernel)
    return [
        mean,
        deviation,
        math.nan if probed.sums is None else float(_moments(probed.sums)[1]),
        saturated,
        dead,
        math.nan if probed.sum_gradients is None else _rms(probed.sum_gradients),
        probed.weight_gradient_norm,
        weight,
        update / weight if weight else (math.inf if update else 0.0),
    ]


def _moments(values: Array) -> tuple[float, float]:
    double = values.astype(np.float64)
    return float(double.mean()), float(double.std())


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def _spread(values: Array | None) -> float:
    """Root mean square, 0 where there is none that is finite."""
    if values is None or not values.size:
        return 0.0
    with np.errstate(all="ignore"):
        rms = _rms(values)
    return rms if math.isfinite(rms) else 0.0


def _nice(value: float, *, low: float) -> float:
    """The next number of the form 1, 2 or 5 times a power of ten that is at least `value` and `low`."""
    wanted = max(value, low)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= wanted * (1 - 1e-9))


def _number(value: float) -> float | None:
    return float(f"{value:.5g}") if math.isfinite(value) else None
