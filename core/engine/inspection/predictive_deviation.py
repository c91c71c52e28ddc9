"""How much the prediction for a row varies between the batches that it is drawn into.

In training batch normalization takes the moments of the batch, so that a row's output depends on the rows
beside it. Drawing the batch anew gives a distribution of predictions, whose standard deviation Teye, Azizpour
& Smith 2018 (arXiv:1802.06455) take for the network's uncertainty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.normalizations import BEFORE
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.experiment import Experiment
from core.theory.activations import function_of

ROWS, DRAWS = 16, 16
"""Rows whose predictions are compared, and batches that each of them is drawn into."""
MOST_WORK = 10**9
"""Multiplications that one look may take."""

Array = npt.NDArray[Any]


class PredictiveDeviation:
    """Passes rows through a network as its training does, within batches that are drawn anew.

    Arguments:
        experiment, program: of the run.
        x: the rows for training.
    """

    def __init__(self, experiment: Experiment, program: Program, x: Array) -> None:
        plan = program.plan
        self._program = program
        batch = min(plan.batch_size, len(x))
        rng = np.random.default_rng(experiment.batch_seed)
        others = [rng.permutation(len(x) - 1)[: batch - 1] for _ in range(ROWS * DRAWS)]
        rows = np.repeat(np.arange(min(ROWS, len(x))), DRAWS)
        # A row beside itself would be there twice: of the others, those from it on are the next ones.
        self._batches = [
            np.append(row, mates + (mates >= row)) for row, mates in zip(rows, others, strict=False)
        ]
        self._x = x
        self._phis = [function_of(activation) for activation in experiment.activations]
        self._before = plan.normalization.get("place") == BEFORE
        logits = plan.classes and plan.output_activation == "linear"
        probabilities = "softmax" if plan.outputs > 1 else "sigmoid"
        self._output = _OUTPUTS[probabilities if logits else plan.output_activation]

    @classmethod
    def for_run(cls, experiment: Experiment, program: Program, x: Array) -> PredictiveDeviation | None:
        """None where rows do not depend on each other, or where that is not measured: for Dense networks
        without residual connections, whose pass is not too long."""
        plan = program.plan
        dense = not plan.convolutions and not experiment.residual and plan.output_activation in _OUTPUTS
        quick = ROWS * DRAWS * plan.batch_size * plan.work <= MOST_WORK
        if experiment.normalization.name != "batch" or not dense or not quick or len(x) < 2:
            return None
        return cls(experiment, program, x)

    def of(self, state: TrainState) -> float:
        """The standard deviation over `DRAWS` batches, averaged over rows and outputs: of probabilities, or
        of the target as the network is given it."""
        with np.errstate(all="ignore"):
            answers = self._answers(self._program.variables(state))
            return float(np.mean(answers.reshape(-1, DRAWS, answers.shape[-1]).std(axis=1)))

    def _answers(self, values: list[Array]) -> Array:
        """Of the first row of each batch, shape ``(batches, outputs)``."""
        network = self._program.step_functions.network
        names = {(each.block, id(each.variable)): at for at, each in enumerate(network.variables)}
        passed = self._x[np.array(self._batches)]
        for number, block in enumerate(network.blocks):

            def value(variable: Any, number: int = number) -> Array | float:
                return 0.0 if variable is None else values[names[number, id(variable)]]

            linear = block.linear
            passed = passed @ value(linear.kernel) + value(linear.bias if linear.use_bias else None)
            norm = block.batch_normalization
            if norm is not None and self._before:
                passed = _normalized(passed, value(norm.gamma), value(norm.beta), norm.epsilon)
            if block.slopes is not None:
                passed = np.where(passed > 0, passed, value(block.slopes) * passed)
            elif number < len(self._phis):
                passed = np.asarray(self._phis[number](passed), np.float32)
            if norm is not None and not self._before:
                passed = _normalized(passed, value(norm.gamma), value(norm.beta), norm.epsilon)
        return np.asarray(self._output(passed[:, 0]))


def _normalized(values: Array, gamma: Any, beta: Any, epsilon: float) -> Array:
    """By the moments of each batch, the second axis."""
    mean, variance = values.mean(axis=1, keepdims=True), values.var(axis=1, keepdims=True)
    return np.asarray((values - mean) / np.sqrt(variance + epsilon) * gamma + beta)


def _softmax(values: Array) -> Array:
    grown = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


_OUTPUTS: dict[str, Any] = {
    "softmax": _softmax,
    "sigmoid": lambda values: 1 / (1 + np.exp(-values)),
    "tanh": np.tanh,
    "linear": lambda values: values,
}
