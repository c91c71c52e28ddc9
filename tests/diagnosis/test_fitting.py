"""Too little learnt and learnt by heart, told apart: by made-up courses of losses, and while training."""

from __future__ import annotations

from functools import cache
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from core import open_table
from core.bundle import prepare
from core.choices.losses import LOSSES
from core.diagnosis.findings import Found
from core.diagnosis.fitting import Fit, noise, overfits, underfits
from core.diagnosis.generalizing import AGAINST, larger
from core.engine.training.conclusion import aims_at_score
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.presets import PRESETS
from core.statistics.nearest_neighbours import neighbours_score
from tests.sampling import wanted

EPOCHS = np.arange(1, 101, 4)


def fit(loss: Any, val_loss: Any, **numbers: Any) -> Fit:
    plain: dict[str, Any] = {"learnt": 1.0, "val_learnt": 0.7, "chance": 0.5, "over": True}
    history = list(
        zip(EPOCHS.tolist(), np.broadcast_to(loss, 25), np.broadcast_to(val_loss, 25), strict=True)
    )
    return Fit(**{"history": history, "baseline": lambda: 0.95, **plain, **numbers})


FALLING = np.geomspace(1.0, 0.01, 25)
TURNING = 0.4 + np.abs(EPOCHS - 33) / 100
JUMPY = np.random.default_rng(0).normal(0, 0.1, 25)


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (fit(FALLING, TURNING), True),
        (fit(FALLING, TURNING + 0.1 * JUMPY), True),
        (fit(FALLING, FALLING + 0.3), False),
        (fit(FALLING, 0.4 + np.abs(EPOCHS - 33) / 2000), False),  # a rise of a twentieth
        (fit(FALLING, 0.5 + JUMPY), False),  # up and down: the lowest is chance
        (fit(1.0, TURNING), False),  # training learns nothing more either
        (fit(FALLING, TURNING, val_learnt=0.96), False),
        (fit(FALLING, [*TURNING[:-1], TURNING.min()]), False),  # the best weights are back
        (fit(FALLING, [*TURNING[:-1], np.nan]), False),
    ],
)
def test_validation_has_to_rise_beyond_its_noise_while_training_falls(one: Fit, found: bool) -> None:
    assert overfits(one) == found


@pytest.mark.parametrize("least", [-13.0, -1.0, 2.0])
@pytest.mark.parametrize(("val_loss", "found"), [(TURNING, True), (0.4 + np.abs(EPOCHS - 33) / 2000, False)])
def test_losses_count_from_the_least_that_they_can_be(least: float, val_loss: Any, found: bool) -> None:
    assert overfits(fit(FALLING + least, val_loss + least, least=(least, least))) == found
    assert not overfits(fit(least + 1.0, TURNING + least, least=(least, least)))


def test_the_lowest_validation_loss_is_named() -> None:
    assert fit(FALLING, TURNING).best[0] == 33


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ({"learnt": 0.6, "val_learnt": 0.6}, True),
        ({"learnt": 0.86, "val_learnt": 0.86}, False),  # hardly behind what there is to learn
        ({"learnt": 0.8, "val_learnt": 0.6}, False),  # better for its own rows
        ({"learnt": 0.7, "val_learnt": 0.99}, False),  # dropout, while it trains
        ({"learnt": 0.6, "val_learnt": 0.6, "baseline": lambda: 0.55}, False),  # labels by chance
        ({"learnt": 0.6, "val_learnt": 0.6, "baseline": lambda: float("nan")}, False),
    ],
)
def test_both_parts_have_to_stay_behind_the_baseline(numbers: dict[str, Any], found: bool) -> None:
    assert underfits(fit(FALLING, FALLING, **numbers)) == found


def test_as_long_as_loss_falls_nothing_is_said() -> None:
    behind = {"learnt": 0.6, "val_learnt": 0.6, "over": False}
    assert not underfits(fit(FALLING, FALLING, **behind))
    assert underfits(fit(0.69, 0.69, **behind))


def test_noise_is_the_deviation_around_a_straight_course() -> None:
    drawn = np.random.default_rng(1).normal(0, 0.2, 4000)
    assert noise(np.linspace(0, 9, 4000) + drawn) == pytest.approx(0.2, rel=0.05)
    assert noise(np.linspace(0, 9, 40)) == pytest.approx(0, abs=1e-12)


def test_neighbours_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    x, asked = rng.normal(size=(200, 3)).astype(np.float32), rng.normal(size=(80, 3)).astype(np.float32)

    def classes(rows: Any) -> Any:
        return (rows[:, 0] > 0).astype(np.int64) + (rows[:, 1] > 0)

    def target(rows: Any) -> Any:
        return np.stack([rows[:, 0] ** 2, rows[:, 1]], axis=1).astype(np.float32)

    theirs = KNeighborsClassifier(5).fit(x, classes(x)).score(asked, classes(asked))
    assert neighbours_score(x, classes(x), asked, classes(asked)) == pytest.approx(theirs)
    answers = KNeighborsRegressor(5).fit(x, target(x)[:, 0]).predict(asked)
    assert neighbours_score(x, target(x)[:, 0], asked, target(asked)[:, 0]) == pytest.approx(
        r2_score(target(asked)[:, 0], answers), rel=1e-6
    )
    assert np.isnan(neighbours_score(x[:5], classes(x[:5]), asked, classes(asked)))


@cache
def trained(experiment: Experiment) -> dict[str, Found]:
    """What is found at the end of a run, by its key."""
    trainer = Trainer(experiment)
    trainer.wait_until_compiled()
    while not trainer.finished:
        trainer.advance(1.0)
    return {one.key: one for one in map(Found.from_json, trainer.notes()["findings"])}


FEW = {"epochs": 200, "layers": (32, 32)}
NOISY = Experiment(**{**PRESETS["overfitting"].choices, **FEW})
"""Forty noisy points for training."""
SPARSE = Experiment(
    dataset={"name": "spiral", "samples": 60}, validation_split=0.5, layers=(16, 16), epochs=200
)
"""Thirty points for training, of two arms that are clear enough."""


@pytest.mark.parametrize("key", AGAINST)
def test_each_remedy_cures_overfitting(key: str) -> None:
    sick = SPARSE if key == "rows" else NOISY
    found = trained(sick)["overfitting"]
    assert 1 <= dict(found.text.values)["epoch"] < 100  # type: ignore[operator]
    assert found.remedy is not None and found.remedy.change == {"stopping": "early"}
    remedy = AGAINST[key](sick)
    assert remedy is not None
    better, errors = Experiment.lenient(remedy.applied(sick))
    assert not errors
    assert "overfitting" not in trained(better)


@pytest.mark.parametrize(
    ("sick", "change"),
    [
        (PRESETS["underfitting"].experiment(), {"layers": "8-8"}),
        (PRESETS["perceptron_xor"].experiment(), {"layers": "8-8", "loss": "auto"}),
        (Experiment(dataset="iris", epochs=5), {"epochs": "25"}),
        (Experiment(dataset="spiral", layers=(16, 16), epochs=200, l2=0.01), {"l2": "0"}),
        (Experiment(dataset="circle", layers=(8,), epochs=60, dropout=0.9), {"dropout": "0"}),
    ],
    ids=["one unit", "no unit", "short", "penalty", "dropout"],
)
def test_the_remedy_cures_underfitting(sick: Experiment, change: dict[str, str]) -> None:
    found = trained(sick)["underfitting"]
    assert found.remedy is not None and change.items() <= found.remedy.change.items()
    better, errors = Experiment.lenient(found.remedy.applied(sick))
    assert not errors
    assert "underfitting" not in trained(better)


SHORT_STEPS = Experiment(
    dataset="spiral", layers=(16, 16), optimizer="adam", learning_rate=0.0003, epochs=200
)


def test_a_low_rate_is_raised_before_the_network_is_made_larger() -> None:
    """Four times as wide it learns as little; at the rate that is offered it does what it can."""
    found = trained(SHORT_STEPS)["underfitting"]
    assert found.cause is not None and dict(found.cause.values)["part"] == "1,000"
    assert found.remedy is not None and set(found.remedy.change) == {"learning_rate"}
    better, errors = Experiment.lenient(found.remedy.applied(SHORT_STEPS))
    assert not errors and better.learning_rate >= 10 * SHORT_STEPS.learning_rate
    assert "underfitting" not in trained(better)
    wider = larger(SHORT_STEPS)
    assert wider is not None and "underfitting" in trained(Experiment.lenient(wider.applied(SHORT_STEPS))[0])


HEALTHY = ("spiral", "perceptron_and", "two_targets", "early_stopping")
MORE = ("xor", "hidden_xor", "circle", "curve", "digits", "convolutional", "exploding_rescued")


@pytest.mark.parametrize("key", [*HEALTHY, *(MORE if wanted("REMEDIES") else ())])
def test_no_alarm_where_nothing_is_wrong(key: str) -> None:
    assert not {"overfitting", "underfitting"} & trained(PRESETS[key].experiment()).keys()


def _table(*, heavy: bool = False, weighed: bool = False) -> Any:
    """Rows of three columns: one in twelve of the second class, or counts, or a target with a heavy tail."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 3))
    rare = rng.random(600) < 0.08
    x[:, 0] += rare
    frame = pd.DataFrame(x, columns=["a", "b", "c"])
    frame["y"] = np.exp(2 * x[:, 0]) if heavy else np.where(rare, "rare", "usual")
    if weighed:
        frame["w"] = np.where(rare, 12.0, 1.0)
    return open_table(frame, target="y", columns={"w": "weight"} if weighed else {})


@pytest.mark.parametrize(
    ("data", "choices"),
    [
        ({}, {"class_weight": "balanced"}),
        ({"weighed": True}, {}),
        ({"heavy": True}, {"loss": "mape", "scale_target": False}),
    ],
    ids=["class weights", "weights of rows", "ratios"],
)
def test_what_aims_at_something_else_is_not_compared_with_neighbours(
    data: dict[str, bool], choices: dict[str, Any]
) -> None:
    experiment = Experiment(dataset=_table(**data), epochs=20, layers=(4,), **choices)
    assert "underfitting" not in trained(experiment)


@pytest.mark.parametrize(
    ("choices", "compared"),
    [
        ({}, True),
        ({"balance": "over"}, False),
        ({"balance": "under"}, False),
        ({"loss": {"name": "binary_focal_crossentropy", "apply_class_balancing": True}}, False),
        ({"loss": "binary_focal_crossentropy"}, True),
        ({"dataset": "hills", "balance": "over"}, True),  # has no classes
        ({"dataset": "hills", "loss": "mae"}, False),
    ],
)
def test_neighbours_are_asked_where_training_aims_at_their_score(
    choices: dict[str, Any], compared: bool
) -> None:
    experiment = Experiment(**{"dataset": "circle", **choices})
    assert aims_at_score(experiment, prepare(experiment)) == compared


def test_the_least_that_a_loss_can_be_is_that_of_right_answers() -> None:
    counts = np.array([[0.0, 3.0], [1.0, 7.0]], np.float32)
    expected = keras.losses.Poisson(reduction=None)(counts, counts).numpy()
    assert LOSSES["poisson"].least(counts) == pytest.approx(expected, rel=1e-5)
    labels = np.array([0, 1])
    expected = keras.losses.CosineSimilarity(reduction=None)(np.eye(2)[labels], np.eye(2)[labels]).numpy()
    assert LOSSES["cosine_similarity"].least(labels) == pytest.approx(expected)
    assert not LOSSES["mean_squared_error"].least(labels).any()


def test_a_history_is_the_same_however_training_is_cut_and_outlives_a_restart() -> None:
    experiment = Experiment(dataset="circle", layers=(4,), epochs=30)
    whole, cut = Trainer(experiment), Trainer(experiment)
    cut.advance_steps(3)  # before it is compiled
    for trainer in (whole, cut):
        trainer.wait_until_compiled()
    whole.advance_steps(10_000)
    while not cut.finished:
        cut.advance_steps(7)
        cut = Trainer(experiment, state=type(cut.state()).from_bytes(cut.state().to_bytes()))
    history = whole.state().progress.history
    assert cut.state().progress.history == history
    assert [epoch for epoch, _, _ in history] == [*range(1, 12), 13, 15, 17, 19, 21, 24, 27, 30]
    frame = whole.frame()
    assert history[-1] == (30, frame.loss, frame.val_loss)
