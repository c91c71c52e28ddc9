"""What is offered for training a map: it fits the limits of a sweep."""

from __future__ import annotations

import pytest

from core.choices.initializers import INITIALIZERS
from core.choices.optimizers import OPTIMIZERS
from core.data.catalogue import DATASETS
from core.experiment import FIELDS, Experiment
from core.live.records.grid import DEPTH, STEPS, Grid
from ui.initialization.training import DEEPEST, training_menus


def test_every_number_that_is_offered_is_one_that_a_sweep_takes() -> None:
    found = training_menus(str)
    scales = [0.01 * (at + 1) for at in range(found["scales"])]
    for deepest, _label in found["deepest"]:
        depths = [round(int(deepest) * (at + 1) / found["depths"]) for at in range(found["depths"])]
        assert depths[0] >= DEPTH.low
        base = Experiment(layers=(8,), initializer=INITIALIZERS.pick("normal"))
        assert len(Grid.read(base, scales, depths, 1)) == found["scales"] * found["depths"]
    for steps, _label in found["steps"]["options"]:
        assert STEPS.parse(steps) == int(steps)
    assert found["start"]["steps"] in dict(found["steps"]["options"])
    assert found["start"]["deepest"] in dict(found["deepest"])


@pytest.mark.parametrize("deepest", DEEPEST)
def test_depths_are_evenly_spread(deepest: int) -> None:
    assert deepest % training_menus(str)["depths"] == 0


def test_every_choice_has_a_name_and_every_entry_a_label() -> None:
    found = training_menus(str)
    assert set(Experiment().flat()) | set(FIELDS) <= set(found["names"])
    # All but the table of one's own, which nobody opens on this page.
    assert [key for key, _label in found["dataset"]["options"]] == [key for key in DATASETS if key != "table"]
    assert found["entries"]["optimizer"] == {key: entry.label for key, entry in OPTIMIZERS.items()}


def test_names_are_in_the_language_of_the_reader() -> None:
    found = training_menus(lambda text: f"«{text}»")
    assert found["names"]["learning_rate"] == "«Learning rate»"
    assert found["steps"]["label"] == "«Steps»"
    assert all(label.startswith("«") for _key, label in found["optimizer"]["options"])
