"""Every preset is an experiment that can be trained, and the first one is what the page opens with."""

import pytest

from core.experiment import DEFAULT, Experiment
from core.presets import PRESETS, Preset


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_is_a_valid_experiment_and_survives_the_address(preset: Preset) -> None:
    experiment = preset.experiment()
    again, errors = Experiment.lenient(experiment.changes())
    assert errors == {}
    assert again == experiment


def test_no_two_presets_are_the_same_experiment() -> None:
    told = [tuple(sorted(preset.experiment().changes().items())) for preset in PRESETS.values()]
    assert len(set(told)) == len(told)


def test_the_first_preset_is_the_default() -> None:
    assert next(iter(PRESETS.values())).experiment() == DEFAULT


@pytest.mark.parametrize(
    ("broken", "mended", "changed"),
    [
        ("vanishing", "vanishing_rescued", {"initializer", "initializer.scale"}),
        ("vanishing", "batch_normalization", {"normalization"}),
        ("thirty_layers", "thirty_layers_residual", {"residual"}),
        ("exploding", "exploding_rescued", {"initializer", "initializer.scale"}),
        ("overfitting", "early_stopping", {"stopping", "stopping.patience"}),
    ],
)
def test_a_rescue_changes_nothing_but_the_rescue(broken: str, mended: str, changed: set[str]) -> None:
    before, after = (set(PRESETS[key].experiment().changes().items()) for key in (broken, mended))
    assert {path for path, _text in before ^ after} == changed
