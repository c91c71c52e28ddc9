"""What a diagnosis rests on: numbers that were measured of a network at one moment."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.diagnosis.fitting import Fit
from core.diagnosis.row_facts import RowFacts
from core.experiment import Experiment
from core.frame import LayerFrame
from core.statistics.layers import root_mean_square
from core.statistics.symmetry import units_equal

if TYPE_CHECKING:
    from core.bundle import DataBundle
    from core.theory import Propagation

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """A network as it was measured: arrays have an entry per hidden layer, first to last.

    Arguments:
        experiment: what it is, with the learning rate of now.
        magnitude: of the numbers in a layer; not finite where they are too large to compute with.
        gradient: root mean square of dL/dz, in any unit.
        weight_gradient: root mean square of dL/dW, in any unit.
        saturated: share of outputs in the flat part of the activation function, 0 to 1.
        dead: share of units that give nothing for any of the rows, 0 to 1.
        equal: whether all units of a layer pass on the same. With a residual connection each adds what it was
            given, so that they never do.
        idle: whether no gradient is left in any layer, the output layer included.
        diverged: whether the loss is no number any more.
        learnt: how well it answers for the training rows, accuracy or R^2; 0 before training.
        weights: root mean square of the kernel.
        inputs: root mean square of what the network is given.
        target: the same of the numbers that it is to answer; 0 for classes.
        before: gives the same network as it was before its first step; None when this is it. It is measured
            anew for that, so it is asked only where something is wrong.
        predicted: what theory says about it, where it does.
        fit: how its losses went; None before its first step.
        update: the largest part of its size by which the next step changes the weights of a layer.
        facts: what its rows say; None where it was measured without them.
        rows: in the training part; 0 where they are unknown.
    """

    experiment: Experiment
    magnitude: Numbers
    gradient: Numbers
    weight_gradient: Numbers
    saturated: Numbers
    dead: Numbers
    equal: npt.NDArray[np.bool_]
    idle: bool = False
    diverged: bool = False
    learnt: float = 0.0
    weights: Numbers = field(default_factory=lambda: np.zeros(0))
    inputs: float = 1.0
    target: float = 0.0
    before: Callable[[], Evidence] | None = None
    predicted: Propagation | None = None
    fit: Fit | None = None
    update: float = 0.0
    facts: RowFacts | None = None
    rows: int = 0

    @property
    def depth(self) -> int:
        """Hidden layers."""
        return len(self.gradient)

    @property
    def first(self) -> Evidence:
        """The network before its first step."""
        return self if self.before is None else self.before()

    @property
    def kept(self) -> float:
        """Gradient of the first hidden layer over that of the last; NaN when neither gets any."""
        return _share(self.gradient)

    @property
    def kept_by_weights(self) -> float:
        """The same of the weights' gradients."""
        return _share(self.weight_gradient)


NO_GRADIENT = 1e-9
"""Root mean square of dL/dz up to which no step can be seen."""


def of_frame(
    experiment: Experiment,
    layers: Sequence[LayerFrame],
    kernels: Sequence[npt.NDArray[np.float32]],
    biases: Sequence[npt.NDArray[np.float32]],
    *,
    rows: DataBundle,
    diverged: bool = False,
    learnt: float = 0.0,
    before: Callable[[], Evidence] | None = None,
    fit: Fit | None = None,
    facts: RowFacts | None = None,
) -> Evidence:
    """The evidence of a network that trains.

    Arguments:
        layers: first hidden layer to output layer.
        kernels, biases: of each layer; kernels have the shape ``(sources, units)``, or that of filters.
        rows: what it is trained on.
    """
    hidden = layers[:-1]
    gradient = [layer.preactivation_gradient_std for layer in hidden]
    with np.errstate(over="ignore", invalid="ignore"):  # large numbers are a result to show
        weights = np.array([root_mean_square(kernel) for kernel in kernels[:-1]])
        given = zip(kernels[:-1], biases[:-1], experiment.shortcuts(len(kernels[0])), strict=True)
        equal = [
            not added and units_equal(kernel.reshape(-1, kernel.shape[-1]), bias)
            for kernel, bias, added in given
        ]
    return Evidence(
        experiment=experiment,
        magnitude=np.add([layer.preactivation_std for layer in hidden], gradient),
        gradient=np.array(gradient),
        weight_gradient=np.array(
            [
                layer.weight_gradient_norm / math.sqrt(kernel.size)
                for layer, kernel in zip(hidden, kernels, strict=False)
            ]
        ),
        saturated=np.array([layer.saturated for layer in hidden]),
        dead=np.array([layer.dead for layer in hidden]),
        equal=np.array(equal, bool),
        idle=all(layer.preactivation_gradient_std <= NO_GRADIENT for layer in layers),
        diverged=diverged,
        learnt=learnt,
        weights=weights,
        inputs=root_mean_square(rows.x_train),
        target=0.0 if rows.class_names else root_mean_square(rows.y_train.astype(np.float64)),
        before=before,
        fit=fit,
        update=max(layer.update_ratio for layer in layers),
        facts=facts,
        rows=len(rows.y_train),
    )


def _share(sizes: Numbers) -> float:
    if not sizes.size:
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return float(sizes[0] / sizes[-1])
