"""What the playground shows of a state, in one compiled call: what every unit responds to, and how good it
is.

Pictures leave the graph as bytes, 0 to 255, as they are drawn: nothing is copied that nobody sees.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.class_levels import NOWHERE, SURE
from core.engine.inspection.plane import side_for
from core.engine.program.compiling import COMPILATIONS, always
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.zero_copy import memory_of, tensor_of

LEVELS = 255
THUMBS = (16, 10)
MANY_UNITS = 56
"""Points along one side of a unit's picture, and the number of units from which on there are fewer."""


@dataclass(frozen=True, slots=True)
class RenderingShape:
    """Which rows go into one call: what has to be known to compile it.

    Arguments:
        side, thumb: points along one side of the large picture and of a unit's; 0 where the data are not in
            the plane.
        rows, val_rows: of the parts.
    """

    side: int
    thumb: int
    rows: int
    val_rows: int

    @property
    def parts(self) -> tuple[int, ...]:
        """Rows of the large picture, of the units' pictures, for training, for validation."""
        return self.side**2, self.thumb**2, self.rows, self.val_rows


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """What one call brings back.

    Arguments:
        picture: levels of the large picture, shape ``(side, side)``, row 0 the smallest x2.
        thumbs: levels of what each unit responds to, shape ``(units, thumb, thumb)``.
        numbers: loss with penalties, metric and R^2 (NaN for classes) of both parts, shape ``(2, 3)``.
        confusion: of both parts, rows the truth, columns the answers, shape ``(2, K, K)``; K is 0 for
        numbers.
    """

    picture: npt.NDArray[np.uint8]
    thumbs: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.float32]
    confusion: npt.NDArray[np.int32]


class Renderer:
    """Makes views of the states of one program. Safe to use from any thread.

    Arguments:
        program: of the network.
        shape: what goes into each call.
    """

    def __init__(self, program: Program, shape: RenderingShape) -> None:
        self._program = program
        self._shape = shape
        self._call: Any = self._view
        self._lock = threading.Lock()
        self._asked = False

    @property
    def ready(self) -> bool:
        """Whether it is compiled."""
        return bool(self._call != self._view)

    def compile(self, rows: Any, targets: tuple[Any, Any], *, owner: str = "") -> None:
        """Compile in the calling thread, once; uncompiled calls serve meanwhile.

        Arguments:
            rows, targets: as `view` takes them; their values do not matter.
            owner: who needs it first.
        """
        with self._lock:
            if self._asked:
                return
            self._asked = True
        values, counters = self._program.step_functions.packing.sizes
        chosen = tf.zeros(sum(self._program.plan.widths))
        arguments = (tf.zeros(values), tf.zeros(counters, tf.int64), rows, *targets, chosen, tf.zeros(2))
        layers = len(self._program.plan.widths)
        with COMPILATIONS.turn(layers=layers, owner=owner, wanted=always):
            traced = tf.function(self._view, jit_compile=True, autograph=False).get_concrete_function(
                *arguments
            )
            traced(*arguments)
        self._call = traced

    def view(
        self, state: TrainState, rows: Any, targets: tuple[Any, Any], unit: int, scale: Any
    ) -> Rendering:
        """A view of `state`.

        Arguments:
            rows: inputs of the pictures and of both parts, one after the other (see `RenderingShape.parts`).
            targets: of both parts.
            unit: number of the unit that the large picture shows, all layers counted through; of an output it
                is the probability of its class. -1 for what the network answers.
            scale: float32 ``(factor, shift)``: the output times factor plus shift is 0 to 1 over the range
                that is drawn.
        """
        chosen = np.zeros(sum(self._program.plan.widths), np.float32)
        if unit >= 0:
            chosen[unit] = 1.0
        vectors = tensor_of(state.values), tensor_of(state.counters)
        found = self._call(*vectors, rows, *targets, tf.constant(chosen), scale)
        levels, numbers, confusion = map(memory_of, found)
        side, thumb = self._shape.side, self._shape.thumb
        return Rendering(
            picture=levels[: side**2].reshape(side, side),
            thumbs=levels[side**2 :].reshape(sum(self._program.plan.widths), thumb, thumb),
            numbers=numbers,
            confusion=confusion,
        )

    def _view(
        self, values: Any, counters: Any, rows: Any, y: Any, val_y: Any, chosen: Any, scale: Any
    ) -> tuple[Any, Any, Any]:
        functions = self._program.step_functions
        weights = functions.packing.split(values, counters, len(functions.network.variables))
        run = functions.network.run(weights, rows, training=False, dropout=False)
        parts = [tf.split(each, self._shape.parts) for each in run.outputs]
        large, small, train, val = (list(each) for each in zip(*parts, strict=True))
        levels = [self._picture(large, chosen, scale), self._thumbs(small, scale)]
        penalty = functions.network.penalty(weights)
        told = [self._told(labels, outputs, penalty) for labels, outputs in ((y, train), (val_y, val))]
        numbers, confusion = zip(*told, strict=True)
        return (
            tf.concat([tf.reshape(each, (-1,)) for each in levels], 0),
            tf.stack(numbers),
            tf.stack(confusion),
        )

    def _picture(self, layers: list[Any], chosen: Any, scale: Any) -> Any:
        """Levels of the large picture: of the chosen unit, or of what the network answers."""
        answer = self._program.step_functions.finished(layers[-1])
        if answer.shape[1] > 2:
            sure = tf.reduce_max(answer, axis=1)
            even = 1.0 / answer.shape[1]
            share = tf.cast(_clipped((sure - even) / (1.0 - even)) * SURE + 0.5, tf.uint8)
            levels = tf.cast(tf.argmax(answer, axis=1), tf.uint8) * (SURE + 1) + share
            output = tf.where(tf.math.is_nan(sure), tf.constant(NOWHERE, tf.uint8), levels)
        else:
            output = _levels(answer[:, -1] * scale[0] + scale[1])
        # A product with zeros and a single one picks the unit without putting all layers together.
        *columns, last = tf.split(chosen[:, None], self._program.plan.widths)
        picked = _levels(tf.matmul(answer, last)[:, 0])
        if columns:
            hidden = tf.add_n([tf.matmul(each, one) for each, one in zip(layers[:-1], columns, strict=True)])
            picked = tf.where(tf.reduce_sum(last) > 0, picked, _unit_levels(hidden[:, 0]))
        return tf.where(tf.reduce_sum(chosen) > 0, picked, output)

    def _thumbs(self, layers: list[Any], scale: Any) -> Any:
        """Levels of all units' pictures, unit by unit."""
        answer = self._program.step_functions.finished(layers[-1])
        output = _levels(answer * scale[0] + scale[1]) if answer.shape[1] < 3 else _levels(answer)
        return tf.transpose(tf.concat([*map(_unit_levels, layers[:-1]), output], axis=1))

    def _told(self, y: Any, layers: list[Any], penalty: Any) -> tuple[Any, Any]:
        """Loss, metric and R^2 of one part, and its confusion matrix."""
        functions, plan = self._program.step_functions, self._program.plan
        loss = tf.reduce_mean(functions.losses(y, layers)) + penalty
        outputs = layers[-1]
        metric = tf.reduce_mean(functions.score(y, outputs))
        if not plan.classes:
            apart = tf.reduce_sum(tf.square(y - tf.reduce_mean(y)))
            fit = 1.0 - tf.reduce_sum(tf.square(y - outputs)) / apart
            return tf.stack([loss, metric, fit]), tf.zeros((0, 0), tf.int32)
        truth, answer = (
            tf.one_hot(tf.cast(each, tf.int32), plan.classes) for each in functions.classes(y, outputs)
        )
        counts = tf.matmul(truth, answer, transpose_a=True)
        return tf.stack([loss, metric, np.float32(np.nan)]), tf.cast(counts, tf.int32)


def rendering_shape(program: Program, rows: int, val_rows: int, *, plane: bool) -> RenderingShape:
    """The finest pictures that a network's size allows."""
    if not plane:
        return RenderingShape(0, 0, rows, val_rows)
    plan = program.plan
    return RenderingShape(side_for(plan), THUMBS[sum(plan.widths) > MANY_UNITS], rows, val_rows)


def _clipped(share: Any) -> Any:
    """0 to 1; NaN is the middle, where neither side is preferred."""
    return tf.clip_by_value(tf.where(tf.math.is_nan(share), 0.5, share), 0.0, 1.0)


def _levels(share: Any) -> Any:
    return tf.cast(_clipped(share) * LEVELS + 0.5, tf.uint8)


def _unit_levels(outputs: Any) -> Any:
    """Outputs of hidden units from -1 to 1, as the original draws them; what is beyond are its ends."""
    return _levels(outputs * 0.5 + 0.5)
