"""Everything about a network that is changed while it trains, as bytes: another process goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.container import pack, unpack
from core.engine.editing.live_network import LiveNetwork, Place
from core.engine.editing.undo import Choices, Network, Undo, Weight
from core.engine.program.state import TrainState
from core.experiment import Experiment

if TYPE_CHECKING:
    from core.engine.editing.editable_network import EditableNetwork


class EditableState:
    """What `EditableNetwork.state` gives: a value, whatever is done to the network afterwards.

    Arguments:
        network: as it is now.
    """

    def __init__(self, network: EditableNetwork) -> None:
        self.step = network.step
        self._number = network.number
        self._seconds = network.seconds
        self._chosen = network.chosen
        self._now = Network(network.experiment, network.live.trainer.state(), network.before, network.history)
        self._undone: tuple[Undo, ...] = tuple(network.undone)

    def to_bytes(self) -> bytes:
        """Every bit of it; `restored` gives it back."""
        arrays: dict[str, Any] = {}
        values = {
            "number": self._number,
            "seconds": self._seconds,
            "chosen": list(self._chosen),
            "now": _written("now", self._now, arrays),
            "undone": [_written(f"undone{at}", undo, arrays) for at, undo in enumerate(self._undone)],
        }
        return pack(values, arrays)


def restored(data: bytes | memoryview) -> EditableNetwork:
    """The network that `EditableState.to_bytes` wrote."""
    from core.engine.editing.editable_network import EditableNetwork

    values, arrays = unpack(data)
    now = _read("now", values["now"], arrays)
    assert isinstance(now, Network)
    network = EditableNetwork(LiveNetwork(now.experiment))
    network.put_back(now)
    network.choose(*values["chosen"])
    network.undone.extend(_read(f"undone{at}", undo, arrays) for at, undo in enumerate(values["undone"]))
    network.number, network.seconds = values["number"] + 1, values["seconds"]
    return network


def _written(name: str, undo: Undo, arrays: dict[str, Any]) -> dict[str, Any]:
    """`undo` as JSON values; what is large goes into `arrays` under names that begin with `name`."""
    if isinstance(undo, Choices):
        return {"experiment": undo.experiment.flat()}
    if isinstance(undo, Weight):
        return {"place": [undo.place.layer, undo.place.source, undo.place.unit], "value": undo.value}
    arrays[f"{name}.state"] = np.frombuffer(undo.state.to_bytes(), np.uint8)
    arrays[f"{name}.history"] = np.array(undo.history, np.float64).reshape(-1, 5)
    return {"experiment": undo.experiment.flat(), "before": list(undo.before)}


def _read(name: str, values: dict[str, Any], arrays: dict[str, Any]) -> Undo:
    if "place" in values:
        return Weight(Place(*values["place"]), values["value"])
    experiment, _ = Experiment.lenient(values["experiment"])
    if "before" not in values:
        return Choices(experiment)
    epoch, step = values["before"]
    history = tuple(tuple(row) for row in arrays[f"{name}.history"].tolist())
    return Network(experiment, TrainState.from_bytes(arrays[f"{name}.state"].data), (epoch, step), history)
