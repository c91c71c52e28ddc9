"""The network's answer along a line, for data with one input: the curve, and what it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.frame import Curve
from core.line import curve_inputs

MOST_PARTS = 24
"""Contributions that are told apart: more are too many lines."""

Doubles = npt.NDArray[np.float64]


class LineView:
    """Inputs along the line, prepared as the data were.

    Arguments:
        bundle: data with one input and one number as target.
        program: of the network.
    """

    def __init__(self, bundle: DataBundle, program: Program) -> None:
        self._bundle = bundle
        self._program = program
        self._inputs = tf.constant(bundle.inputs_along(curve_inputs(bundle)))
        self._parted = program.plan.output_activation == "linear"

    def curve(self, state: TrainState) -> Curve:
        """The curve of `state`, in the target's own units."""
        answers, given = self._program.predict_with_inputs(state, self._inputs)
        mean, deviation = self._bundle.target_mean, self._bundle.target_std
        with np.errstate(over="ignore", invalid="ignore"):  # what explodes is a result to show
            values = answers[:, 0].astype(np.float64) * deviation + mean
            units, parts, rest = self._parts(state, given, values)
        return Curve(
            values=values.astype(np.float32),
            units=units,
            parts=parts.astype(np.float32),
            rest=rest.astype(np.float32),
        )

    def _parts(
        self, state: TrainState, given: npt.NDArray[Any], values: Doubles
    ) -> tuple[npt.NDArray[np.uint16], Doubles, Doubles]:
        """Units whose share of the curve varies most, in order, their shares, and all that is left."""
        mean, deviation = self._bundle.target_mean, self._bundle.target_std
        if not self._parted:  # the output passes through a function: it is no sum
            return np.zeros(0, np.uint16), np.zeros((0, len(values))), values
        kernel, bias = self._output_weights(state)
        parts = (given.astype(np.float64) * kernel).T * deviation
        rest = np.full(len(values), bias * deviation + mean)
        if len(parts) <= MOST_PARTS:
            return np.arange(len(parts), dtype=np.uint16), parts, rest
        spread = np.nan_to_num(np.ptp(parts, axis=1), nan=np.inf)
        shown = np.sort(np.argsort(-spread, kind="stable")[:MOST_PARTS])
        others = np.setdiff1d(np.arange(len(parts)), shown)
        return shown.astype(np.uint16), parts[shown], rest + parts[others].sum(axis=0)

    def _output_weights(self, state: TrainState) -> tuple[Doubles, float]:
        functions = self._program.step_functions
        network, packing = functions.network, functions.packing
        kernel = state.values[packing.place(network.kernels[-1])].astype(np.float64)
        return kernel, float(state.values[packing.place(network.biases[-1])][0])
