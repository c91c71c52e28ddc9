"""What a file can do to a network that is played with: nothing, if it is wrong."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork, Place
from core.experiment import Experiment
from core.live.protocol.command import Verb
from core.message import Invalid

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

CHOICES: dict[str, Any] = {"dataset": {"name": "circle", "samples": 60}, "layers": (2,)}


def test_a_wrong_file_leaves_the_network_as_it_was_and_one_without_numbers_is_not_saved() -> None:
    network = EditableNetwork(LiveNetwork(Experiment(**CHOICES)))
    saved = json.loads(json.dumps(network.carry_out(Verb.SAVE, None)))
    before, live = network.live.trainer.state().values.tolist(), network.live
    for wrong in (int("9" * 400), json.loads("NaN"), "1", True, None):
        weights = [[wrong, *saved["weights"][0][1:]], *saved["weights"][1:]]
        with pytest.raises(Invalid, match="Expected numbers as weights"):
            network.carry_out(Verb.LOAD, {**saved, "weights": weights})
    assert network.live is live and network.undoable == 0
    assert network.live.trainer.state().values.tolist() == before

    network.edit(Place(0, 0, 0), 1e6)
    state = network.live.trainer.state()
    values = np.array(state.values)
    values[network.live.position(Place(0, 0, 0))] = np.nan
    network.live.trainer.replace(type(state)(state.step, values, state.counters))
    with pytest.raises(Invalid, match="has diverged"):
        network.carry_out(Verb.SAVE, None)
