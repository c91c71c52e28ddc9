"""What is wrong with a network of somebody's own program, as far as a single frame of it says.

Neither its choices nor its rows are known, so no cause and no remedy is named, and only those findings are
told whose numbers mean the same in every network: shares of units on the rows that were looked at, and, in a
plain stack of Dense layers, how much of the gradient arrives at the first one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from core.diagnosis.evidence import NO_GRADIENT
from core.diagnosis.findings import WELL, Found
from core.diagnosis.measures import MANY
from core.diagnosis.registry import FINDINGS, VANISHING
from core.frame import Frame, LayerFrame
from core.message import Message


def found_in(frame: Frame, *, stack: bool, accuracy: bool) -> tuple[Found, ...]:
    """What there is to point out, the most pressing first; nothing of a network that has learnt, or diverged.

    Arguments:
        frame: the last one of a run. NaN in it is what was not looked at.
        stack: whether its layers are Dense ones, one behind another.
        accuracy: whether its metric is one.
    """
    if not math.isfinite(frame.loss) or (accuracy and frame.metric >= WELL):
        return ()
    hidden = frame.layers[:-1]
    found = [*_dead(hidden), *_stuck(frame.layers), *(_kept(hidden) if stack else ()), *_saturated(hidden)]
    return tuple(found)


def _told(key: str, at: int, **values: object) -> Found:
    finding = FINDINGS[key]
    limit = {} if finding.threshold is None else {"limit": finding.threshold}
    return Found(finding, at, Message(finding.text, **limit, **values), None, None)


def _dead(hidden: tuple[LayerFrame, ...]) -> Iterator[Found]:
    at = next((at for at, layer in enumerate(hidden) if layer.dead > MANY), None)
    if at is not None:
        yield _told("dead", at, layer=hidden[at].name)


def _stuck(layers: tuple[LayerFrame, ...]) -> Iterator[Found]:
    if all(layer.preactivation_gradient_std <= NO_GRADIENT for layer in layers):
        yield _told("stuck", 0)


def _kept(hidden: tuple[LayerFrame, ...]) -> Iterator[Found]:
    if len(hidden) < 2:
        return
    first, last = hidden[0].preactivation_gradient_std, hidden[-1].preactivation_gradient_std
    if last > NO_GRADIENT and first * VANISHING < last < math.inf:
        yield _told("vanishing", 0)
    elif math.inf > first > last * VANISHING and first > NO_GRADIENT:
        yield _told("exploding", 0)


def _saturated(hidden: tuple[LayerFrame, ...]) -> Iterator[Found]:
    at = next((at for at, layer in enumerate(hidden) if layer.saturated > MANY), None)
    if at is not None:
        yield _told("saturated", at, layer=hidden[at].name)
