"""The bytes of a scene, and that all of it is in them."""

from __future__ import annotations

import numpy as np
import pytest

from core.container import unpack
from core.engine.editing.live_network import LiveNetwork, scene_of
from core.experiment import Experiment
from core.packed import RUN_NUMBERS


@pytest.mark.parametrize("layers", [(3,), (32, 32, 32)], ids=["whole weights", "halved weights"])
def test_every_part_is_there_under_its_name(layers: tuple[int, ...]) -> None:
    played = LiveNetwork(Experiment(dataset={"name": "arms", "classes": 4}, layers=layers))
    played.trainer.advance_steps(3)
    frame, scene = scene_of(played, 7, 2.5, 10, 0, 2)
    values, arrays = unpack(scene.pack())
    assert values == {"number": 7, "layer": 0, "unit": 2}
    run = dict(zip(RUN_NUMBERS, arrays.pop("run").tolist(), strict=True))
    assert (run["step"], run["epoch"]) == (13, 2.5 + 3 / played.trainer.layout.steps_per_epoch)
    for part, (loss, metric) in enumerate((("loss", "metric"), ("val_loss", "val_metric"))):
        assert [run[loss], run[metric]] == scene.numbers[part, :2].tolist()
        assert np.array_equal(arrays["r2"][part], scene.numbers[part, 2], equal_nan=True)
    del arrays["r2"]
    for name, array in scene.frame.contents.arrays.items():
        assert name == "run" or np.array_equal(arrays.pop(name), array)
    assert scene.frame.step == frame.step == 3, "the frame counts on from nothing"
    weights = arrays.pop("weights")
    if len(layers) == 1:
        assert weights.dtype == np.float32 and weights.tolist() == scene.weights.tolist()
    else:
        assert weights.dtype.name == "bfloat16"
        assert np.abs(weights.astype(float) / scene.weights - 1).max() <= 2**-8, (
            "eight bits are left, rounded"
        )
    assert arrays.keys() == {"confusion", "biases", "thumbs", "picture"}
    for name, array in arrays.items():
        assert np.array_equal(array, getattr(scene, name))
    assert arrays["picture"].shape == (100, 100) and arrays["confusion"].shape == (2, 4, 4)
    assert len(arrays["thumbs"]) == len(arrays["biases"]) == sum(layers) + 4
