"""Batch normalization's moving averages beside the moments of the batch that comes next."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.engine.program.packing import Values
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.frame import MOMENTS


class BatchMoments:
    """Reads the moments of every hidden layer out of two states, one step apart.

    The layer keeps ``moving = momentum * moving + (1 - momentum) * batch`` (Keras's definition), so what its
    batch had follows from the averages before and after a step, and nothing has to be computed in the graph.
    At a momentum of m the rounding of float32 counts 1 / (1 - m) times.

    Arguments:
        program: of the run.
    """

    def __init__(self, program: Program) -> None:
        functions = program.step_functions
        network, place = functions.network, functions.packing.place
        self._layers: list[tuple[float, slice, slice]] = []
        for number, block in enumerate(network.blocks[:-1]):
            if (layer := block.batch_normalization) is None:
                continue
            mean, variance = (
                next(
                    place(at)
                    for at, weight in enumerate(network.variables)
                    if weight.block == number and weight.variable is moving
                )
                for moving in (layer.moving_mean, layer.moving_variance)
            )
            self._layers.append((layer.momentum, mean, variance))

    def of(self, state: TrainState, following: Values) -> npt.NDArray[np.float32] | None:
        """`core.frame.Frame.moments`; None without batch normalization.

        Arguments:
            state: what is looked at.
            following: `TrainState.values` one step later.
        """
        if not self._layers:
            return None
        found = np.empty((len(self._layers), len(MOMENTS)), np.float32)
        with np.errstate(over="ignore", invalid="ignore"):  # a network that explodes shows that, too
            for at, (momentum, mean, variance) in enumerate(self._layers):
                means, variances = (
                    (state.values[part], _of_batch(state.values[part], following[part], momentum))
                    for part in (mean, variance)
                )
                # Rounding must not make a variance negative that is 0.
                found[at, 0::2] = [np.sqrt(np.mean(np.square(each, dtype=float))) for each in means]
                found[at, 1::2] = [np.mean(np.maximum(each, 0.0), dtype=float) for each in variances]
        return found


def _of_batch(before: npt.NDArray[Any], after: npt.NDArray[Any], momentum: float) -> npt.NDArray[np.float64]:
    """What was added to `before`, which made it `after`."""
    moved = after.astype(float) - momentum * before.astype(float)
    return moved / (1.0 - momentum)
