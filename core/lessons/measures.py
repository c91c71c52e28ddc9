"""A number of a run that a lesson speaks of: which quantity, of which layer, when."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.claims.outcomes import Outcome
from core.frame import Frame, LayerFrame
from core.lessons.quantities import QUANTITIES, Quantity, number
from core.message import Message

START, END, LOWEST, HIGHEST = "start", "end", "lowest", "highest"
TIMES = (START, END, LOWEST, HIGHEST)
LAST, OUTPUT, MEAN = "last", "out", "mean"
NAMED_LAYERS = (LAST, OUTPUT, MEAN)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is measured.

    Arguments:
        quantity: key of `QUANTITIES`.
        layer: a number from 1 as text, or one of `NAMED_LAYERS`: the last hidden layer, the output layer, the
            mean of the hidden ones. "" for quantities of the run as a whole.
        over_layer: a layer, by whose number that of `layer` is divided; "" for none.
        when: one of `TIMES`, or an epoch as text: the first frame is before training, epoch 0.
        over_when: likewise, the time by whose number that of `when` is divided; "" for none.
    """

    quantity: str
    layer: str = ""
    over_layer: str = ""
    when: str = END
    over_when: str = ""

    @property
    def entry(self) -> Quantity:
        """The entry of `QUANTITIES`."""
        return QUANTITIES[self.quantity]

    @property
    def is_share(self) -> bool:
        """Whether it is a share, and no ratio of such."""
        return self.entry.share and not (self.over_layer or self.over_when)

    def of(self, outcome: Outcome) -> float:
        """The number; NaN where there is none (yet)."""
        found = self._at(outcome, self.when)
        return _divided(found, self._at(outcome, self.over_when)) if self.over_when else found

    def over_epochs(self, outcome: Outcome) -> Floats:
        """Epoch and number of each frame, shape ``(frames, 2)``."""
        rows = [(frame.epoch, self._of_frame(outcome, frame)) for frame in outcome.frames]
        return np.array(rows, float).reshape(-1, 2)

    def over_layers(self, outcome: Outcome) -> Floats:
        """The number of each hidden layer, first to last; none before there is a frame."""
        frame = _frame(outcome.frames, self.when)
        if frame is None:
            return np.zeros(0)
        found = np.array([self._of_layer(layer) for layer in frame.layers[:-1]])
        if not self.over_layer:
            return found
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(found / self._of_named(frame, self.over_layer))

    def _at(self, outcome: Outcome, when: str) -> float:
        if when in (LOWEST, HIGHEST):
            numbers = [value for value in self.over_epochs(outcome)[:, 1] if math.isfinite(value)]
            if not numbers:
                return math.nan
            return float(min(numbers) if when == LOWEST else max(numbers))
        frame = _frame(outcome.frames, when)
        return math.nan if frame is None else self._of_frame(outcome, frame)

    def _of_frame(self, outcome: Outcome, frame: Frame) -> float:
        of_run = self.entry.of_run
        if of_run is not None:
            return number(of_run(outcome, frame))
        found = self._of_named(frame, self.layer)
        return _divided(found, self._of_named(frame, self.over_layer)) if self.over_layer else found

    def _of_named(self, frame: Frame, name: str) -> float:
        hidden = frame.layers[:-1]
        if name == MEAN:
            return float(np.mean([self._of_layer(layer) for layer in hidden])) if hidden else math.nan
        at = {LAST: len(hidden) - 1, OUTPUT: len(hidden)}.get(name)
        at = int(name) - 1 if at is None else at
        return self._of_layer(frame.layers[at]) if 0 <= at < len(frame.layers) else math.nan

    def _of_layer(self, layer: LayerFrame) -> float:
        of_layer = self.entry.of_layer
        return math.nan if of_layer is None else float(of_layer(layer))

    def said(self) -> Message:
        """It in words: quantity, layer, time."""
        parts: list[Message] = [Message(self.entry.label)]
        if self.layer:
            parts.append(_ratio(said_layer(self.layer), self.over_layer and said_layer(self.over_layer)))
        elif self.over_layer:
            parts.append(_ratio(Message("each layer"), said_layer(self.over_layer)))
        if self.when != END or self.over_when:
            parts.append(_ratio(_said_time(self.when), self.over_when and _said_time(self.over_when)))
        first, *rest = parts
        for part in rest:
            first = Message("{one}, {other}", one=first, other=part)
        return first


def said_layer(layer: str) -> Message:
    """The name of a layer, one of `NAMED_LAYERS` or a number."""
    named = {
        LAST: Message("last hidden layer"),
        OUTPUT: Message("output layer"),
        MEAN: Message("mean of the hidden layers"),
    }
    return named.get(layer) or Message("layer {layer}", layer=layer)


def _said_time(when: str) -> Message:
    named = {
        START: Message("before training"),
        END: Message("at the end"),
        LOWEST: Message("at its lowest"),
        HIGHEST: Message("at its highest"),
    }
    return named.get(when) or Message("after epoch {epoch}", epoch=when)


def _ratio(one: Message, other: Message | str) -> Message:
    return Message("{one} ÷ {other}", one=one, other=other) if other else one


def _frame(frames: Sequence[Frame], when: str) -> Frame | None:
    """The frame at a time; of a run that ended before that epoch, its last one."""
    if not frames:
        return None
    if when == START:
        return frames[0]
    if when == END:
        return frames[-1]
    return next((frame for frame in frames if frame.epoch >= int(when) - 1e-6), frames[-1])


def _divided(one: float, other: float) -> float:
    return one / other if other else math.nan
