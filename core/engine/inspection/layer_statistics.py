"""From the arrays of a probe to the numbers of a frame, for all layers at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS, Activation
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.step_functions import ProbeResult
from core.frame import LayerFrame, LayerLayout
from core.model.plan import Plan
from core.statistics.histograms import Bins
from core.statistics.layers import Columns, norm

Array = npt.NDArray[Any]

_OUTPUT_ACTIVATION = {"softmax": "sigmoid"}
"""Output activations that are in no menu, by one of the same range."""


def activation_of(plan: Plan, layer: int) -> Activation:
    """The registry entry of a layer's activation; the output layer counts by its own."""
    if layer < len(plan.activations):
        return ACTIVATIONS[plan.activations[layer].name]
    return ACTIVATIONS[_OUTPUT_ACTIVATION.get(plan.output_activation, plan.output_activation)]


class LayerStatistics:
    """Looks at the states of one run.

    Arguments:
        program: of the run.
        layout: names and fixed edges of the layers.
    """

    def __init__(self, program: Program, layout: tuple[LayerLayout, ...]) -> None:
        plan, functions = program.plan, program.step_functions
        self._layout = layout
        entries = [activation_of(plan, layer) for layer in range(len(layout))]
        self._columns = Columns(plan.looked_at, entries, plan.widths)
        self._kernels = [functions.packing.place(at) for at in functions.network.kernels]
        self._sampled = [functions.sampled(layer) for layer in range(len(layout))]
        sizes = [
            len(range(*part.indices(kernel.stop - kernel.start)))
            for kernel, part in zip(self._kernels, self._sampled, strict=True)
        ]
        self._of_weight = np.repeat(np.arange(len(layout)), sizes)
        self._activations = Bins([layer.activations for layer in layout])
        self._weights = Bins([layer.weights for layer in layout])
        self._gradients = Bins([layer.preactivation_gradients for layer in layout], magnitude=True)
        self._weight_gradients = Bins([layer.weight_gradients for layer in layout], magnitude=True)

    def layers(self, probed: ProbeResult, state: TrainState, following: Array) -> tuple[LayerFrame, ...]:
        """What every layer shows.

        Arguments:
            probed: the probe of `state`.
            state: the current state.
            following: `TrainState.values` one step later, for the update:weight ratio.
        """
        # Overflow is a result to show here (an exploding net), not an accident to warn about.
        with np.errstate(over="ignore", invalid="ignore"):
            columns = self._columns
            kernels = [state.values[place] for place in self._kernels]
            weights = self._sample(kernels)
            gradients = self._sample([each.ravel() for each in probed.weight_gradients])
            means, deviations = columns.mean_and_std(probed.outputs)
            _, sum_deviations = columns.mean_and_std(probed.sums)
            updates = [
                norm(following[place] - kernel) for place, kernel in zip(self._kernels, kernels, strict=True)
            ]
            norms = [norm(kernel) for kernel in kernels]
            found: dict[str, Sequence[Any]] = {
                "activations": self._activations.count(probed.outputs, columns.layers),
                "preactivation_gradients": self._gradients.count(probed.sum_gradients, columns.layers),
                "weight_gradients": self._weight_gradients.count(gradients, self._of_weight),
                "weights": self._weights.count(weights, self._of_weight),
                "activation_mean": means,
                "activation_std": deviations,
                "preactivation_std": sum_deviations,
                "saturated": columns.saturated(probed.outputs),
                "dead": columns.dead(probed.outputs),
                "preactivation_gradient_std": columns.root_mean_square(probed.sum_gradients),
                "weight_gradient_norm": list(map(norm, probed.weight_gradients)),
                "weight_norm": norms,
                "update_ratio": list(map(_ratio, updates, norms)),
            }
            return tuple(
                LayerFrame(name=layer.name, units=layer.units, **dict(zip(found, row, strict=True)))
                for layer, *row in zip(self._layout, *found.values(), strict=True)
            )

    def _sample(self, flat: Sequence[Array]) -> Array:
        """The entries of all layers' flattened kernels that histograms count, as one row."""
        return np.concatenate([each[part] for each, part in zip(flat, self._sampled, strict=True)])[None]


def _ratio(update: float, weight: float) -> float:
    if weight:
        return update / weight
    return math.inf if update else 0.0
