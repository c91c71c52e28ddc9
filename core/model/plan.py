"""What has to be known to build and compile a network: the choices that change the computation graph.

Two experiments with the same plan share one compiled program. Learning rate, seeds, noise, initializer,
bias and scaling are not part of it: they are values that enter the program, so changing them compiles
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

from core.choices.convolutions import Convolution
from core.choices.losses import LOSSES, Target
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Picked
from core.data.table_words import has_weights
from core.experiment import Experiment
from core.model.regularization import Regularization, regularization_of
from core.schedule import scheduled

QUICK_EVALUATION = 2e7
"""Multiplications that looking at the validation part may take to be done for every frame; where it takes
more it is done at the end of every epoch, as in `fit`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The shape of a network and of its training step; hashable, so that it can key a cache.

    Arguments:
        inputs, outputs: columns of x, units of the output layer.
        layers: units of each hidden Dense layer.
        activations: of each hidden layer, the convolutional ones first.
        output_activation: a Keras activation name; ``"linear"`` when the loss takes logits.
        label_smoothing: as Keras's losses have it.
        decays_kernels_only: whether weight decay spares biases and what normalizations learn.
        target: how the labels are laid out for the loss (see `Loss.target`).
        batch_size: rows of a full batch.
        rows: rows of the training part.
        val_rows: rows of the validation part that are looked at.
        optimizer_options: further arguments of the optimizer, as Keras calls them, in pairs; none where all
            are Keras's defaults.
        scheduled: whether the learning rate changes from step to step, by whatever schedule.
        weighted: whether rows have weights, whatever they are.
        shortcuts: whether each hidden layer adds what it is given to what it gives (see
            `Experiment.shortcuts`); empty where none does.
        convolutions: layers before the Dense ones, which take a row as a picture; none for most networks.
    """

    inputs: int
    outputs: int
    layers: tuple[int, ...]
    activations: tuple[Picked, ...]
    output_activation: str
    normalization: Picked
    regularization: Regularization
    loss: Picked
    label_smoothing: float
    target: Target
    classes: int
    optimizer: Picked
    decays_kernels_only: bool
    batch_size: int
    rows: int
    val_rows: int
    optimizer_options: tuple[tuple[str, Any], ...] = ()
    scheduled: bool = False
    weighted: bool = False
    shortcuts: tuple[bool, ...] = ()
    convolutions: tuple[Convolution, ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of every layer, the output layer last; those of a convolutional layer are its filters."""
        return (*(each.filters for each in self.convolutions), *self.layers, self.outputs)

    @property
    def looked_at(self) -> tuple[int, ...]:
        """Outputs of a row that a probe fetches of every layer."""
        return (*(each.looked_at for each in self.convolutions), *self.layers, self.outputs)

    @property
    def flattened(self) -> int:
        """Columns that the first Dense layer is given."""
        return prod(self.convolutions[-1].outputs) if self.convolutions else self.inputs

    @property
    def dropped_from(self) -> int:
        """Numbers of a row that dropout may set to 0: what hidden layers pass on."""
        return sum(self.layers) + sum(prod(each.outputs) for each in self.convolutions)

    @property
    def weights(self) -> int:
        """Number of kernel weights."""
        return self._dense_weights + sum(each.weights for each in self.convolutions)

    @property
    def work(self) -> int:
        """Multiplications of a forward pass of one row."""
        return self._dense_weights + sum(each.work for each in self.convolutions)

    @property
    def _dense_weights(self) -> int:
        sizes = (self.flattened, *self.layers, self.outputs)
        return sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes))

    @property
    def loss_config(self) -> dict[str, Any]:
        """The class of `keras.losses`, or its registered name, and its arguments."""
        config = LOSSES[self.loss.name].keras_config(self.loss)
        if self.label_smoothing:
            config["config"]["label_smoothing"] = self.label_smoothing
        return config

    @property
    def optimizer_config(self) -> dict[str, Any]:
        """The class of `keras.optimizers` and its arguments: ``{"class_name", "config"}``."""
        config = OPTIMIZERS[self.optimizer.name].keras_config(self.optimizer)
        config["config"].update(self.optimizer_options)
        return config

    @property
    def by_entry(self) -> bool:
        """Whether it does not matter to the optimizer which weights are in one variable."""
        return OPTIMIZERS[self.optimizer.name].by_entry and "clipnorm" not in dict(self.optimizer_options)

    @property
    def averages(self) -> bool:
        """Whether the optimizer keeps a moving average of the weights, with which training ends."""
        return bool(dict(self.optimizer_options).get("use_ema"))


def output_activation(experiment: Experiment) -> str:
    """What the output layer applies: a Keras activation name."""
    loss = experiment.loss_entry
    if experiment.task == "regression":
        return loss.output_of_number
    if loss.logits:
        return "linear"
    return loss.output or ("softmax" if experiment.outputs > 1 else "sigmoid")


def optimizer_options(experiment: Experiment) -> tuple[tuple[str, Any], ...]:
    """What `keras.optimizers.Optimizer` is given beside the optimizer's own parameters."""
    options: dict[str, Any] = {}
    if experiment.clipping.name != "off":
        options[experiment.clipping.name] = experiment.clipping["limit"]
    if experiment.gradient_accumulation_steps > 1:
        options["gradient_accumulation_steps"] = experiment.gradient_accumulation_steps
    if experiment.averaging.name == "ema":
        options["use_ema"] = True
        options["ema_momentum"] = experiment.averaging["momentum"]
        options["ema_overwrite_frequency"] = experiment.averaging["overwrite_frequency"] or None
    return tuple(options.items())


def plan_of(experiment: Experiment, *, inputs: int, rows: int, val_rows: int) -> Plan:
    """The plan of `experiment` for data of the given shape."""
    regression = experiment.task == "regression"
    picked, smoothing = experiment.loss_picked, 0.0 if regression else experiment.label_smoothing
    if smoothing and (smoothed := LOSSES[picked.name].smoothed) and smoothed != picked.name:
        picked = LOSSES.pick(smoothed)
    loss = LOSSES[picked.name]
    target: Target = loss.target or ("one_hot" if experiment.outputs > 1 else "column")
    batch_size = min(experiment.batch_size, rows)
    seen = experiment.validation_steps * experiment.batch_size or val_rows
    shortcuts = experiment.shortcuts(inputs)
    return Plan(
        inputs=inputs,
        outputs=experiment.outputs,
        layers=experiment.layers,
        activations=experiment.activations,
        output_activation=output_activation(experiment),
        normalization=experiment.normalization,
        regularization=regularization_of(experiment),
        loss=picked,
        label_smoothing=smoothing,
        target="column" if regression else target,
        classes=len(experiment.class_names),
        optimizer=experiment.optimizer,
        decays_kernels_only=experiment.exclude_from_weight_decay
        and bool(experiment.optimizer.get("weight_decay")),
        batch_size=batch_size,
        rows=rows,
        val_rows=min(seen, val_rows),
        optimizer_options=optimizer_options(experiment),
        scheduled=scheduled(experiment.schedule),
        weighted=(not regression and experiment.class_weight.name != "off")
        or has_weights(experiment.dataset),
        shortcuts=shortcuts if any(shortcuts) else (),
        convolutions=experiment.convolution_layers,
    )
