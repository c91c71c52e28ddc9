"""Everything about a network that is changed while it trains, as bytes: another process goes on from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.container import pack, unpack
from core.engine.editing.live_network import Place
from core.engine.editing.undo import Choices, Network, Undo, Weight
from core.engine.program.state import TrainState
from core.experiment import Experiment


@dataclass(frozen=True, slots=True, eq=False)
class SavedState:
    """A network as it is and as it was before each change: a value, whatever is done to it afterwards.

    Arguments:
        step: steps taken.
        number: of its latest greeting.
        seconds: time that it was trained.
        chosen: layer and unit that the large picture shows.
        now: the network.
        undone: what can be taken back, oldest first.
    """

    step: int
    number: int
    seconds: float
    chosen: tuple[int, int]
    now: Network
    undone: tuple[Undo, ...]

    def to_bytes(self) -> bytes:
        """Every bit of it; `from_bytes` gives it back."""
        arrays: dict[str, Any] = {}
        values = {
            "step": self.step,
            "number": self.number,
            "seconds": self.seconds,
            "chosen": list(self.chosen),
            "now": _written("now", self.now, arrays),
            "undone": [_written(f"undone{at}", undo, arrays) for at, undo in enumerate(self.undone)],
        }
        return pack(values, arrays)

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> SavedState:
        """Read what `to_bytes` wrote."""
        values, arrays = unpack(data)
        now = _read("now", values["now"], arrays)
        assert isinstance(now, Network)
        undone = tuple(_read(f"undone{at}", undo, arrays) for at, undo in enumerate(values["undone"]))
        layer, unit = values["chosen"]
        return cls(values["step"], values["number"], values["seconds"], (layer, unit), now, undone)


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
