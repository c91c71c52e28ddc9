"""A network that is played with: trained, changed while it trains, looked at, and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.engine.inspection.frame_builder import PendingFrame, StepInfo
from core.engine.inspection.plane import grid_points
from core.engine.inspection.renderer import Renderer, Rendering, rendering_shape
from core.engine.program.compiling import always
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Frame
from core.live.protocol.weights import WEIGHT, check_weights, read_weights
from core.message import Invalid, Message
from core.packed import PackedFrame
from core.plane import value_range
from core.scene import OUTPUT, Scene

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """A weight, or a bias, of a network.

    Arguments:
        layer: from 0; the last is the output layer.
        source: unit of the layer before, or input, from 0; None for the bias.
        unit: that it leads to.
    """

    layer: int
    source: int | None
    unit: int


class LiveNetwork:
    """One network, before and while it is played with: its trainer, and what its pictures are made from.

    It takes some milliseconds to make, so that it is made aside.

    Arguments:
        experiment: what it is.

    Raises:
        Invalid: its data cannot be had, or make no sense.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.trainer = trainer = Trainer(experiment, compiles=False)
        self.plan = trainer.plan
        self.beginning = trainer.state()
        plane = trainer.bundle.points_train is not None
        shape = rendering_shape(trainer.program, self.plan.rows, self.plan.val_rows, plane=plane)
        self._renderer: Renderer = trainer.program.renderers.setdefault(
            shape, Renderer(trainer.program, shape)
        )
        train, val = trainer.data.train, trainer.data.validation
        grids = (
            [trainer.bundle.inputs_of(grid_points(side)) for side in (shape.side, shape.thumb)]
            if plane
            else []
        )
        self._rows = tf.concat([*map(tf.constant, grids), train[0], val[0]], 0)
        self._targets = train[1], val[1]
        self._scale = tf.constant(self._drawn())
        functions = trainer.program.step_functions
        self._kernels = [functions.packing.place(at) for at in functions.network.kernels]
        biases = {
            weight.block: functions.packing.place(at)
            for at, weight in enumerate(functions.network.trainable)
            if weight.variable is functions.network.blocks[weight.block].bias
        }
        self._biases = [biases[block] for block in range(len(self._kernels))]

    def _drawn(self) -> Floats:
        """What brings an output into the range that is drawn: a factor, and what is added."""
        low, high = value_range(self.experiment)
        bundle = self.trainer.bundle
        factor, shift = 1.0, 0.0
        if self.plan.outputs == 1:
            factor = bundle.target_std / (high - low)
            shift = (bundle.target_mean - low) / (high - low)
        return np.array([factor, shift], np.float32)

    @property
    def ready(self) -> bool:
        """Whether everything is compiled."""
        return self.trainer.program.ready and self._renderer.ready

    @property
    def waits(self) -> bool:
        """Whether it cannot train before it is compiled: see `Program.run`."""
        return self.plan.regularization.random and not self.trainer.program.ready

    def compile(self, *, owner: str = "", wanted: Callable[[], bool] = always) -> None:
        """Compile everything in the calling thread; it trains and shows itself meanwhile.

        Arguments:
            owner, wanted: see `Program.compile`.
        """
        self.trainer.program.wait(owner=owner, wanted=wanted)
        if wanted():
            self._renderer.compile(self._rows, self._targets, owner=owner)

    def fits(self, other: LiveNetwork) -> bool:
        """Whether the weights of `other` can be its own: nothing about the network itself differs."""
        return _anatomy(self) == _anatomy(other)

    def state_from(self, other: LiveNetwork) -> TrainState:
        """The weights of `other`, at step 0; with what the optimizer remembers, where it is the same one."""
        state, own = other.trainer.state(), self.trainer.program.weights
        fresh = self.beginning
        same = self.plan.optimizer_config == other.plan.optimizer_config
        values = np.concatenate([state.values[own], (state if same else fresh).values[own.stop :]])
        alike = same and len(state.counters) == len(fresh.counters)
        return TrainState(0, values, state.counters if alike else fresh.counters)

    def look(self, layer: int, unit: int) -> tuple[Frame, Rendering]:
        """What there is to see now, statistics and pictures; the large one of unit `unit` of `layer`."""
        trainer = self.trainer
        pending = self._resting_look() if self.waits else trainer.begin_probed_frame()
        layers = trainer.frame_builder.layers(pending)
        chosen = OUTPUT if layer == OUTPUT else sum(self.plan.widths[:layer]) + unit
        view = self._renderer.view(pending.state, self._rows, self._targets, chosen, self._scale)
        (loss, metric, _), (val_loss, val_metric, _) = view.numbers.tolist()
        info = pending.info
        frame = Frame(
            step=info.step,
            epoch=info.epoch,
            seconds=info.seconds,
            learning_rate=info.learning_rate,
            loss=loss,
            metric=metric,
            val_loss=val_loss,
            val_metric=val_metric,
            layers=layers,
        )
        return frame, view

    def _resting_look(self) -> PendingFrame:
        """A look that does not ask where the weights go: that would wait for the compiler."""
        trainer, state = self.trainer, self.trainer.state()
        info = StepInfo(trainer.step, trainer.epoch, trainer.seconds, trainer.rate)
        return PendingFrame(state, trainer.frame_builder.begin(state), state.values, info)

    def biases(self) -> Floats:
        """Of all layers; with batch normalization its betas, which are added in their place."""
        values = self.trainer.state().values
        return np.concatenate([values[place] for place in self._biases])

    def kernels(self) -> list[Floats]:
        """Weights of each layer, shape ``(sources, units)``."""
        values, widths = self.trainer.state().values, (self.plan.inputs, *self.plan.widths)
        return [
            values[place].reshape(shape) for place, shape in zip(self._kernels, pairwise(widths), strict=True)
        ]

    def position(self, place: Place) -> int:
        """Where a weight stands among the state's values.

        Raises:
            Invalid: there is no such weight.
        """
        widths = (self.plan.inputs, *self.plan.widths)
        known = 0 <= place.layer < len(self.plan.widths) and 0 <= place.unit < widths[place.layer + 1]
        if known and place.source is None:
            return int(self._biases[place.layer].start) + place.unit
        if known and place.source is not None and 0 <= place.source < widths[place.layer]:
            return int(self._kernels[place.layer].start) + place.source * widths[place.layer + 1] + place.unit
        raise Invalid(Message("This weight does not exist any more: the network has changed."))

    def weight(self, place: Place) -> float:
        """The value of a weight, exactly."""
        return float(self.trainer.state().values[self.position(place)])

    def set_weight(self, place: Place, value: Any) -> None:
        """Give a weight another value.

        Raises:
            Invalid: there is no such weight, or `value` is no number from -10^6 to 10^6.
        """
        number = WEIGHT.parse(value)
        state = self.trainer.state()
        values = np.array(state.values)
        values[self.position(place)] = number
        self.trainer.replace(replace(state, values=values))

    def saved(self) -> list[list[float]]:
        """The values of all variables of the network, float32, in the order of Keras; moments last.

        Raises:
            Invalid: some are no numbers any more, which no file holds.
        """
        values = self.trainer.state().values
        if not all(np.isfinite(values[place]).all() for place in self._own()):
            raise Invalid(
                Message(
                    "Expected weights that are numbers, but the network has diverged. Take back the latest "
                    "change, or start again, and save it then."
                )
            )
        return [values[place].astype(float).tolist() for place in self._own()]

    def load(self, saved: Any) -> None:
        """Take over what `saved` gave.

        Raises:
            Invalid: the weights are not those of this network, or no numbers; nothing has changed then.
        """
        read = read_weights(saved)
        own = self.trainer.program.step_functions.network.variables
        shapes = [(weight.block + 1, weight.shape) for weight in own if weight.dtype == "float32"]
        check_weights(read, shapes, inputs=self.plan.inputs, widths=self.plan.widths)
        found = np.concatenate([np.asarray(each, np.float32) for each in read])
        self.trainer.replace(
            replace(self.beginning, values=np.concatenate([found, self.beginning.values[len(found) :]]))
        )

    def _own(self) -> list[slice]:
        functions = self.trainer.program.step_functions
        real = [at for at, weight in enumerate(functions.network.variables) if weight.dtype == "float32"]
        return [functions.packing.place(at) for at in real]


def scene_of(
    network: LiveNetwork, number: int, epochs: float, steps: int, layer: int, unit: int
) -> tuple[Frame, Scene]:
    """A look at `network`, and the scene that shows it.

    Arguments:
        number: of the greeting that the scene belongs to.
        epochs, steps: what was trained before this network took over.
        layer, unit: what the large picture shows.
    """
    frame, view = network.look(layer, unit)
    scene = Scene(
        number=number,
        epoch=epochs + frame.epoch,
        step=steps + frame.step,
        numbers=view.numbers,
        frame=PackedFrame.of(frame, (0.0, 1.0)),
        confusion=view.confusion,
        biases=network.biases(),
        weights=np.concatenate([kernel.ravel() for kernel in network.kernels()]),
        layer=layer,
        unit=unit,
        thumbs=view.thumbs,
        picture=view.picture,
    )
    return frame, scene


def _anatomy(network: LiveNetwork) -> tuple[Any, ...]:
    """What decides whether weights can be carried over, and what they begin with."""
    plan, chosen = network.plan, network.experiment
    return (
        plan.inputs,
        plan.widths,
        plan.normalization.name,
        plan.normalization.get("place"),
        chosen.dataset.name,
        chosen.features,
        chosen.initializer,
        chosen.bias,
        chosen.bias_scale,
        chosen.weight_seed,
    )
