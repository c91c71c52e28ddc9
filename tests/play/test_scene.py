"""The bytes of a scene, read back as the browser reads them."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from core.engine.editing.live_network import LiveNetwork, scene_of
from core.experiment import Experiment


@pytest.mark.parametrize("layers", [(3,), (32, 32, 32)], ids=["whole weights", "halved weights"])
def test_every_part_lies_where_the_head_says(layers: tuple[int, ...]) -> None:
    played = LiveNetwork(Experiment(dataset={"name": "arms", "classes": 4}, layers=layers))
    played.trainer.advance_steps(3)
    _frame, scene = scene_of(played, 7, 2.5, 10, 0, 2)
    data = scene.pack()
    number, side, thumb, layer, unit, weights, units, frame, classes, width = struct.unpack_from(
        "<IHHhhIIIII", data
    )
    assert (number, side, thumb, layer, unit) == (7, 100, scene.thumbs.shape[1], 0, 2)
    assert (weights, units, classes) == (len(scene.weights), sum(layers) + 4, 4)
    numbers = np.frombuffer(data, "<f8", 8, 32)
    assert (
        numbers[:2].tolist()
        == [scene.epoch, scene.step]
        == [2.5 + 3 / played.trainer.layout.steps_per_epoch, 13]
    )
    order = [scene.numbers[part, column] for column, part in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (2, 1))]
    np.testing.assert_array_equal(numbers[2:], np.array(order, np.float64))
    at = 96
    assert data[at : at + frame] == bytes(scene.frame.changing)
    at += frame + -frame % 8
    assert at % 8 == 0
    assert np.frombuffer(data, "<u4", 32, at).tolist() == scene.confusion.ravel().tolist()
    at += 4 * 32
    assert np.frombuffer(data, "<f4", units, at).tolist() == scene.biases.tolist()
    at += 4 * units
    if width == 4:
        assert np.frombuffer(data, "<f4", weights, at).tolist() == scene.weights.tolist()
    else:
        assert width == 2
        found = (np.frombuffer(data, "<u2", weights, at).astype("<u4") << 16).view("<f4")
        assert np.abs(found / scene.weights - 1).max() < 2**-7, "eight bits of each number are left"
    at += weights * width + -weights * width % 4
    assert np.frombuffer(data, np.uint8, scene.thumbs.size, at).tolist() == scene.thumbs.ravel().tolist()
    at += scene.thumbs.size
    assert data[at:] == scene.picture.tobytes()
