"""What a network was before a change: values, so that they can be kept, sent and gone back to."""

from __future__ import annotations

from dataclasses import dataclass

from core.engine.editing.live_network import Place
from core.engine.program.state import TrainState
from core.experiment import Experiment

History = tuple[tuple[float, ...], ...]
"""Epoch, loss, validation loss, metric and validation metric of earlier looks."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Other choices, from which the same weights go on."""

    experiment: Experiment


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A whole network.

    Arguments:
        experiment: what it is.
        state: where training was.
        before: epochs and steps that were trained before this network took over.
        history: its past.
    """

    experiment: Experiment
    state: TrainState
    before: tuple[float, int]
    history: History


@dataclass(frozen=True, slots=True)
class Weight:
    """The value of a weight."""

    place: Place
    value: float


Undo = Choices | Network | Weight

_ROW = 5 * 8


def size(undo: Undo) -> int:
    """Bytes that it takes, apart from a few."""
    return undo.state.values.nbytes + _ROW * len(undo.history) if isinstance(undo, Network) else 0
