"""What was written by earlier versions is read, and written in today's form."""

from __future__ import annotations

from itertools import product

import pytest
from pydantic import ValidationError

from core.choices.former import renewed
from core.experiment import FIELDS, Experiment, errors_of
from core.propagation.columns import columns_from_text
from ui.setting import read_experiment

NAMES = {(False, False): "none", (True, False): "batch", (False, True): "layer", (True, True): "batch_layer"}


@pytest.mark.parametrize(("batch", "layer"), list(product([False, True], repeat=2)))
def test_two_switches_are_one_menu(batch: bool, layer: bool) -> None:
    plain = Experiment(normalization=NAMES[batch, layer], layers=(4, 4))
    assert Experiment(batch_normalization=batch, layer_normalization=layer, layers=(4, 4)) == plain
    flat = {path: text for path, text in plain.flat().items() if not path.startswith("normalization")}
    former = {**flat, "batch_normalization": str(int(batch)), "layer_normalization": str(int(layer))}
    assert Experiment.lenient(former) == (plain, {})
    assert read_experiment(Experiment(), former) == (plain, {})
    switches = f'"batch_normalization": {str(batch).lower()}, "layer_normalization": {str(layer).lower()}'
    assert Experiment.model_validate_json(f'{{"layers": "4-4", {switches}}}') == plain
    assert not {"batch_normalization", "layer_normalization"} & set(plain.flat())


def test_a_short_link_says_only_what_was_on() -> None:
    (found, errors), expected = Experiment.lenient({"layer_normalization": "1"}), "layer"
    assert (found.normalization.name, errors) == (expected, {})
    base = Experiment(normalization={"name": "rms", "place": "after"})
    assert read_experiment(base, {"batch_normalization": "1"})[0].normalization.name == "batch"
    assert read_experiment(base, {"epochs": "3"})[0].normalization == base.normalization
    (column,) = columns_from_text(Experiment(), "batch_normalization=1&layer_normalization=1")
    assert column.normalization.name == "batch_layer"


def test_what_is_said_in_both_forms_is_taken_from_todays() -> None:
    assert renewed({"normalization": "rms", "batch_normalization": "1"}) == ({"normalization": "rms"}, {})
    assert set(renewed(Experiment().flat())[0]) == set(Experiment().flat())


def test_what_is_wrong_is_told_by_its_own_name() -> None:
    found, errors = Experiment.lenient({"batch_normalization": "perhaps", "layer_normalization": "on"})
    assert found.normalization.name == "layer"
    assert list(errors) == ["batch_normalization"] and "on or off" in str(errors["batch_normalization"])
    with pytest.raises(ValidationError) as error:
        Experiment(batch_normalization="perhaps")  # type: ignore[call-arg]
    assert list(errors_of(error.value)) == ["batch_normalization"]


def test_groups_have_to_divide_the_units_of_every_layer() -> None:
    _, errors = Experiment.lenient({"layers": "8-6-4", "normalization": "group", "normalization.groups": "4"})
    assert "such as 2; received 4, which does not divide the 6 units of layer 2" in str(
        errors["normalization.groups"]
    )
    assert "normalization" in FIELDS and "batch_normalization" not in FIELDS
