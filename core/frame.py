"""What one look at a run shows. Numbers and arrays only: never a model, a tensor or a widget.

A frame crosses threads, goes to the store and to browsers, and is what every picture is drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

ERROR_OF_TARGET = "error_"
"""With a number from 0 behind it: a measure, the mean absolute error of that target."""

PREDICTIVE_DEVIATION = "predictive_deviation"
"""A measure: the standard deviation of a row's prediction over the batches that it is drawn into."""

Counts = npt.NDArray[np.int64]

MOMENTS = ("moving_mean", "moving_variance", "batch_mean", "batch_variance")
"""What a frame tells of the batch normalization of each hidden layer (see `Frame.moments`)."""
DROPPED_ROWS, DROPPED_UNITS = 8, 64
"""Rows of a batch, and units of a layer, of which a frame tells at most whether they are dropped."""

TOLD_WEIGHTS = 1024
"""Weights up to which a frame may have all of them."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Bin edges that stay fixed for a run, so that histograms compare over time.

    Arguments:
        low, high: outer edges, in the values' unit (for a logarithmic axis: log10 of the absolute value).
        bins: number of equal bins between them.
    """

    low: float
    high: float
    bins: int


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """What stays the same about a layer during a run: its name, width and histogram edges.

    Arguments:
        name: ``"1"``, ``"2"``… for hidden layers in order, ``"out"`` for the output layer.
        units: width.
        activations, weights: edges in the values' own unit.
        preactivation_gradients, weight_gradients: edges of log10 of the absolute value.
    """

    name: str
    units: int
    activations: Edges
    preactivation_gradients: Edges
    weight_gradients: Edges
    weights: Edges


@dataclass(frozen=True, slots=True)
class RunLayout:
    """What stays the same during a run.

    Arguments:
        layers: first hidden layer to output layer.
        steps_per_epoch: optimizer steps of one epoch, the leftover batch included.
        metric: what `Frame.metric` measures: accuracy, or the mean absolute error.
        target_std: what an error times it is in the target's own unit, for each target; none where they are
            not standardized, or in runs of earlier versions.
    """

    layers: tuple[LayerLayout, ...]
    steps_per_epoch: int
    metric: Literal["accuracy", "error"]
    target_std: tuple[float, ...] = ()

    @property
    def unit(self) -> float:
        """What the metric of a frame times it is in the target's own unit; 1 for accuracies, and where there
        are several targets, whose mean has none."""
        return self.target_std[0] if self.metric == "error" and len(self.target_std) == 1 else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of values in fixed bins. Nothing is dropped: what does not fit is counted apart.

    Arguments:
        counts: values in each bin, low to high, shape ``(edges.bins,)``.
        under, over: finite values below the lowest and above the highest edge. On a logarithmic axis
            exact zeros count as under.
        nonfinite: NaN and infinite values.
    """

    edges: Edges
    counts: Counts
    under: int
    over: int
    nonfinite: int


@dataclass(frozen=True, slots=True, eq=False)
class LayerFrame:
    """One layer (hidden or output) on the run's fixed probe batch.

    Arguments:
        name: ``"1"``, ``"2"``… for hidden layers in order, ``"out"`` for the output layer.
        units: width of the layer; the filters of a convolutional one, whose outputs are those of all places
            that are looked at (`Convolution.every`).
        activations: histogram of the layer's output a = phi(z).
        preactivation_gradients: histogram of log10 |dL/dz|.
        weight_gradients: histogram of log10 |dL/dW|; of more than 16 384 weights every k-th is counted.
        weights: histogram of the kernel W, the same entries.
        activation_mean, activation_std: of a, over the probe rows and the units.
        preactivation_std: of z.
        saturated: share of outputs in the flat part of phi, 0 to 1 (see `Activation`).
        dead: share of units with no output for any probe row, 0 to 1.
        preactivation_gradient_std: root mean square of dL/dz.
        weight_gradient_norm: Euclidean norm of dL/dW over the same rows, penalties included.
        weight_norm: Euclidean norm of W.
        update_ratio: norm of the change that the next step makes to W over the norm of W; infinite when
            W is all 0. About 1e-3 is healthy. (The next step and not the last one, so that it depends on
            the state alone and is there at step 0.)
    """

    name: str
    units: int
    activations: Histogram
    preactivation_gradients: Histogram
    weight_gradients: Histogram
    weights: Histogram
    activation_mean: float
    activation_std: float
    preactivation_std: float
    saturated: float
    dead: float
    preactivation_gradient_std: float
    weight_gradient_norm: float
    weight_norm: float
    update_ratio: float


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """The network's output over the plane, for two-dimensional data.

    Arguments:
        values: shape ``(side, side)``, float32; row 0 is the smallest x2, column 0 the smallest x1.
            The probability of the second class (0 to 1), or the predicted target for regression.
        extent: half the side of the square that is covered, centred on 0.
    """

    values: npt.NDArray[np.float32]
    extent: float


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The network's answer for data with one input and one number as target, in the target's own units.

    The curve is the sum of `parts` and `rest`, to rounding: the output layer adds up what it is given.

    Arguments:
        values: f(x) at the inputs of `core.line.curve_inputs`, float32, shape ``(points,)``.
        units: which of what the output layer is given `parts` are of, from 0: units of the last hidden layer,
            or without one the inputs.
        parts: contributions w a(x), float32, shape ``(units, points)``; none where the output passes through
            a function, so that it is no sum.
        rest: the bias and the contributions that are left out, float32, shape ``(points,)``.
    """

    values: npt.NDArray[np.float32]
    units: npt.NDArray[np.uint16]
    parts: npt.NDArray[np.float32]
    rest: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One look at a run.

    Arguments:
        step: optimizer steps taken so far; 0 is the state at initialization.
        epoch: epochs completed, with the fraction of the current one.
        seconds: time that the run has taken so far, pauses not counted.
        learning_rate: rate of the next step.
        loss: training loss, regularization included: Keras's running mean over the batches of the
            latest complete epoch (of the current one, before the first is complete; of the whole
            training part at step 0). May be NaN or infinite.
        metric: accuracy (classification, 0 to 1) or mean absolute error (regression), likewise.
        val_loss, val_metric: what `keras.Model.evaluate` gives for the validation part; None in a
            frame for which they were not computed (large data).
        layers: first hidden layer to output layer.
        boundary: present for data in the plane.
        curve: present for data with one input and one number as target.
        measures: further metrics of the validation part that are asked for, by key (`core.choices.metrics`),
            and of several targets the mean absolute error of each, by `ERROR_OF_TARGET` and its number; where
            runs are compared, with batch normalization, `PREDICTIVE_DEVIATION`; NaN
            where one is not defined.
        best_epoch: where the best weights are kept, the epoch that has them so far, counted from 1.
        moments: where hidden layers are normalized over the batch, `MOMENTS` of each, shape ``(hidden, 4)``:
            what predictions use, the moving averages, and what the next step uses, the moments of its own
            batch. Of the means the root mean square over the units, of the variances the mean.
        dropped: where hidden layers have dropout, whether the next step sets a unit to 0 (1) or not (0),
            shape ``(hidden, rows, units)``, uint8: of the first rows of its batch and the first units of each
            layer; columns beyond a layer's width are 0.
        weights: all that the optimizer moves, in the order of `keras.Model.trainable_variables`, flat; where
            they are asked for and no more than `TOLD_WEIGHTS`.
        maps: of convolutional networks, the feature maps of the first row for training and what they are made
            of, float32, laid out as `core.feature_maps` says.
    """

    step: int
    epoch: float
    seconds: float
    learning_rate: float
    loss: float
    metric: float
    val_loss: float | None
    val_metric: float | None
    layers: tuple[LayerFrame, ...]
    boundary: Boundary | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int | None = None
    curve: Curve | None = None
    moments: npt.NDArray[np.float32] | None = None
    dropped: npt.NDArray[np.uint8] | None = None
    weights: npt.NDArray[np.float32] | None = None
    maps: npt.NDArray[np.float32] | None = None
