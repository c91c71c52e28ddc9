"""The fixed bin edges of a run, decided once from its state at initialization.

Edges that moved with the data would hide the very thing that this lab shows: a distribution that shrinks
to a spike, layer by layer or step by step.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.engine.inspection.layer_statistics import activation_of
from core.engine.program.batches import Batches
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.step_functions import ProbeResult
from core.frame import Edges, LayerLayout, RunLayout

BINS = 40
GRADIENTS = Edges(-12.0, 2.0, 56)
"""Gradients from 1e-12 to 1e2, four bins a decade, the same for every layer of every run."""


def layout_of(
    program: Program,
    batches: Batches,
    probed: ProbeResult,
    state: TrainState,
    target_std: tuple[float, ...] = (),
) -> RunLayout:
    """The layout of a run.

    Bounded activations get their whole range. Unbounded ones share one range, taken from the first
    layer: deeper layers that shrink or grow show it, because nothing rescales them. Weights get a range
    wide enough for training to move them.

    Arguments:
        program, batches: shape of the network and of an epoch.
        probed, state: the probe of the initial state, and that state.
        target_std: see `RunLayout`.
    """
    plan = program.plan
    outputs = np.split(probed.outputs, np.cumsum(plan.looked_at)[:-1], axis=1)
    arrays = program.variables(state)
    kernels = [arrays[at] for at in program.step_functions.network.kernels]
    reach = nice(4.0 * _spread(outputs[0]), low=0.5)
    layers = []
    for index, units in enumerate(plan.widths):
        activation = activation_of(plan, index)
        hidden = index < len(plan.activations)
        own = reach if hidden else nice(4.0 * _spread(outputs[index]), low=2.0)
        layers.append(
            LayerLayout(
                name=str(index + 1) if hidden else "out",
                units=units,
                activations=Edges(
                    activation.low if math.isfinite(activation.low) else -own,
                    activation.high if math.isfinite(activation.high) else own,
                    BINS,
                ),
                preactivation_gradients=GRADIENTS,
                weight_gradients=GRADIENTS,
                weights=_weight_edges(kernels[index]),
            )
        )
    metric: Literal["accuracy", "error"] = "accuracy" if plan.classes else "error"
    return RunLayout(tuple(layers), batches.steps_per_epoch, metric, target_std)


def _weight_edges(kernel: npt.NDArray[Any]) -> Edges:
    fan_in = math.prod(kernel.shape[:-1])
    reach = nice(max(4.0 * _spread(kernel), 3.0 / math.sqrt(fan_in)), low=0.1)
    return Edges(-reach, reach, BINS + 1)  # odd: 0 lies in the middle of a bin


def _spread(values: npt.NDArray[Any]) -> float:
    """Root mean square, 0 where the values are not finite (the caller's lower bound then holds)."""
    rms = float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))
    return rms if math.isfinite(rms) else 0.0


def nice(value: float, *, low: float) -> float:
    """The next number of the form 1, 2 or 5 times a power of ten that is at least `value` and `low`."""
    wanted = max(value, low)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= wanted * (1 - 1e-9))
