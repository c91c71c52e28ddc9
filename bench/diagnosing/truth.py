"""What is wrong with a network by its definition, measured with Keras and TensorFlow and nothing of the lab.

The lab measures while it trains, in one compiled function, on some of the rows. Here the same weights are
taken, all rows of the training part go through layers of Keras one by one, and a `tf.GradientTape` gives
dL/dz. Where a number is so near a threshold that the choice of rows decides, nothing is claimed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from bench.diagnosing import batches, given, rates
from core.choices.activations import ACTIVATIONS
from core.diagnosis.measures import MANY
from core.diagnosis.registry import VANISHING, WEAKENED
from core.diagnosis.steps import penalized
from core.engine.editing.live_network import LiveNetwork
from core.model.keras_model import keras_model
from core.model.losses import loss_of

MARGIN = 1.25
"""Numbers within this factor of a threshold are not clear."""
WELL, NEAR = 0.95, 0.02
"""Accuracy or R^2 from which on nothing is to be mended, and how near to it that is not clear."""
STILL = 1e-9
"""Root mean square of dL/dz up to which a layer gets no gradient."""

Floats = npt.NDArray[np.float32]

DEFINED = (
    "diverged",
    "single_row",
    "single_unit",
    "symmetric",
    "dead",
    "stuck",
    "vanishing",
    "exploding",
    "weakened",
    "amplified",
    "saturated",
    "misfit",
    "small_batch",
    "rate_low",
    "large_batch",
    "leak",
    "imbalance",
)
"""The findings that are defined by a number: of the network as it is, of its rows, or of other rates."""
_OF_ROWS = {"misfit", "leak", "imbalance"}


@dataclass(slots=True)
class Truth:
    """What is wrong with a network.

    Arguments:
        present: findings that hold.
        unclear: findings of which it cannot be told.
    """

    present: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)

    @property
    def healthy(self) -> bool:
        """Whether nothing that is defined is wrong, clearly."""
        return not self.present and not self.unclear

    @property
    def clear(self) -> set[str]:
        """Of which findings it can be told."""
        return {*DEFINED} - (self.unclear - self.present)

    def above(self, key: str, value: float, limit: float) -> None:
        """`key` holds from `limit` on."""
        if limit / MARGIN < value < limit * MARGIN:
            self.unclear.add(key)
        elif value >= limit:
            self.present.add(key)


def truth(network: LiveNetwork, rows: int | None = None, steps: int = 0) -> Truth:
    """What is wrong with `network`, of which all layers are Dense and none is normalized over several.

    Arguments:
        rows: the first of the training part that are looked at; None: all.
        steps: that it was trained for.
    """
    experiment, found = network.experiment, Truth()
    if experiment.normalization.name == "batch" and experiment.batch_size == 1:
        found.present.add("single_row")
    if _alone(network):
        found.present.add("single_unit")
    if experiment.normalization.name != "none":
        found.unclear |= {*DEFINED} - {"single_row", "single_unit", "small_batch"}
        _few_rows(found, network)
        return found
    look = _passed(network, rows)
    if network.trainer.diverged or not math.isfinite(look.loss):
        found.present.add("diverged")
        return found
    _given(found, network, look, steps)
    if look.learnt >= WELL + NEAR:
        return found
    if look.learnt > WELL - NEAR:
        found.unclear |= {*DEFINED} - _OF_ROWS
        return found
    _network(found, network, look)
    _rates(found, network, steps)
    return found


def _alone(network: LiveNetwork) -> bool:
    """Whether a normalization takes each unit by itself."""
    picked, widths = network.experiment.normalization, network.experiment.layers
    groups = {"instance": widths[0], "layer": 1, "group": picked.get("groups")}
    return picked.name in groups and (picked.name == "instance" or groups[picked.name] in widths)


def _few_rows(found: Truth, network: LiveNetwork) -> None:
    """Whether batches are too small to normalize over, in a network that has not learnt."""
    if not network.experiment.normalization_entry.over_rows or network.experiment.batch_size == 1:
        return
    of_network, values = network.trainer.program.step_functions.network, network.trainer.variables()
    trainable = len(of_network.trainable)
    weights = values[:trainable], values[trainable : len(of_network.variables)]
    model = keras_model(network.plan, *weights)
    bundle, plan = network.trainer.bundle, network.plan
    target = bundle.targets(bundle.y_train, plan.target, plan.classes)
    learnt = _learnt(network, model.predict(bundle.x_train, verbose=0), target, bundle.y_train)
    if abs(learnt - WELL) <= NEAR:
        found.unclear.add("small_batch")
    elif learnt < WELL:
        found.above("small_batch", batches.by_chance(network, model), batches.CHANCE)


def _network(found: Truth, network: LiveNetwork, look: _Look) -> None:
    """What is wrong with gradients and units."""
    gradients = look.gradients
    if all(gradient <= STILL for gradient in gradients):
        found.present.add("stuck")
    elif all(gradient <= STILL * MARGIN for gradient in gradients):
        found.unclear |= {"stuck", "vanishing", "exploding"}
    if len(gradients) > 2 and "stuck" not in found.present:
        _flow(found, gradients[0], gradients[-2])
    _units(found, network, look)


def _given(found: Truth, network: LiveNetwork, look: _Look, steps: int) -> None:
    """What is wrong with targets, columns and classes; with these after ten epochs."""
    if given.misfits(network):
        found.present.add("misfit")
    said = given.leaks(network.experiment)
    if abs(said - given.NEARLY) < given.NEAR:
        found.unclear.add("leak")
    elif said >= given.NEARLY:
        found.present.add("leak")
    right = given.ignored(network, look.answer)
    if right is None or right > given.FOUND or steps < 10 * network.trainer.layout.steps_per_epoch:
        return
    (found.present if right <= given.IGNORED else found.unclear).add("imbalance")


def _rates(found: Truth, network: LiveNetwork, steps: int) -> None:
    """Whether the rate is too low, or the batch too large: either has too little come of an epoch. Where
    something else is wrong, that may be the cause."""
    if not steps:
        return
    if penalized(network.experiment) or (found.present | found.unclear) - {"leak", "imbalance"}:
        found.unclear |= {"rate_low", "large_batch"}
        return
    if (times := rates.measured(network, steps)) is not None:
        found.above("rate_low", times, rates.TIMES)
    if "rate_low" in found.present | found.unclear:
        found.unclear.add("large_batch")
    elif (times := batches.quartered(network, steps)) is not None:
        found.above("large_batch", times, batches.TIMES)


def _flow(found: Truth, first: float, last: float) -> None:
    """How much of the gradient of the last hidden layer is left in the first."""
    lost, grown = (last / first if first else math.inf), (first / last if last else 0.0)
    for far, near, value in (("vanishing", "weakened", lost), ("exploding", "amplified", grown)):
        found.above(far, value, VANISHING)
        if far not in found.present:
            found.above(near, value, WEAKENED)
        if far in found.unclear:
            found.present.discard(near)
            found.unclear.add(near)


def _units(found: Truth, network: LiveNetwork, look: _Look) -> None:
    """What is wrong with the units of a layer."""
    for at, picked in enumerate(network.plan.activations):
        entry, output = ACTIVATIONS[picked.name], look.outputs[at]
        flat = (output < entry.saturated_below) | (output > entry.saturated_above)
        _share(found, "saturated", float(flat.mean()))
        if entry.dead_at is not None:
            _share(found, "dead", float((np.abs(output) <= entry.dead_at).all(axis=0).mean()))
        columns = np.vstack([look.kernels[at], look.biases[at]])
        if columns.shape[1] > 1 and (columns == columns[:, :1]).all():
            found.present.add("symmetric")


def _share(found: Truth, key: str, share: float) -> None:
    if share > MANY + 0.1:
        found.present.add(key)
    elif share > MANY - 0.1:
        found.unclear.add(key)


@dataclass(frozen=True, slots=True)
class _Look:
    """What Keras makes of the weights of a network.

    Arguments:
        kernels, biases: of all layers.
        outputs: of the hidden layers.
        answer: of the output layer.
        gradients: root mean square of dL/dz of all layers.
        loss: of all rows together.
        learnt: accuracy or R^2.
    """

    kernels: list[Floats]
    biases: list[Floats]
    outputs: list[Floats]
    answer: Floats
    gradients: list[float]
    loss: float
    learnt: float


def _passed(network: LiveNetwork, rows: int | None) -> _Look:
    pairs = 2 * (len(network.plan.layers) + 1)
    weights = [np.asarray(value, np.float32) for value in network.trainer.variables()[:pairs]]
    kernels, biases = weights[::2], weights[1::2]
    plan, bundle = network.plan, network.trainer.bundle
    x, labels = bundle.x_train[:rows], bundle.y_train[:rows]
    passed = tf.constant(x)
    target = bundle.targets(labels, plan.target, plan.classes)
    outputs, sums = [], []
    with tf.GradientTape() as tape:
        for kernel, bias, activation in zip(kernels, biases, _activations(network), strict=True):
            z = passed @ kernel + bias
            tape.watch(z)
            sums.append(z)
            passed = activation(z)
            outputs.append(passed)
        loss = loss_of(plan.loss_config)(target, passed)
    gradients = tape.gradient(loss, sums)
    rms = [float(tf.sqrt(tf.reduce_mean(tf.square(tf.cast(each, tf.float64))))) for each in gradients]
    answer = passed.numpy()
    return _Look(
        kernels,
        biases,
        [each.numpy() for each in outputs[:-1]],
        answer,
        [len(x) * each for each in rms],
        float(loss),
        _learnt(network, answer, target, labels),
    )


def _activations(network: LiveNetwork) -> list[keras.layers.Layer]:
    configs = [ACTIVATIONS[picked.name].keras_config(picked) for picked in network.plan.activations]
    hidden = [getattr(keras.layers, each["class_name"])(**each["config"]) for each in configs]
    return [*hidden, keras.layers.Activation(network.plan.output_activation)]


def _learnt(
    network: LiveNetwork, output: Floats, target: npt.NDArray[Any], labels: npt.NDArray[Any]
) -> float:
    """Accuracy, or R^2 where the answers are numbers."""
    plan = network.plan
    if not plan.classes:
        metric = keras.metrics.R2Score()
        metric.update_state(np.reshape(target, output.shape), output)
        return float(metric.result())
    if output.shape[1] > 1:
        return float((output.argmax(axis=1) == labels).mean())
    logits = plan.output_activation == "linear"
    middle = 0.0 if logits else (target.min() + target.max()) / 2
    return float(((output[:, 0] > middle) == (labels > 0)).mean())
