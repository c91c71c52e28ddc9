"""What a sweep trains: grids and draws of values, each a whole experiment."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from core.experiment import Experiment
from core.live.records.series import MOST_EXPERIMENTS
from core.message import Invalid
from core.sweeps import RANDOM, SweepPlan, Varied
from core.sweeps.plan import MOST_RUNS, chosen, experiments_of, suggested, variable

BASE = Experiment(dataset="moons", optimizer={"name": "sgd", "momentum": 0.9}, weight_seed=7)
RATES = Varied("learning_rate", ("0.001", "0.01", "0.1"))
ACTIVATIONS = Varied("activation", ("relu", "tanh"))


def test_a_grid_has_every_combination_once_and_changes_nothing_else() -> None:
    trials = SweepPlan(base=BASE, varied=(RATES, ACTIVATIONS)).trials()
    assert [trial.values for trial in trials] == list(product(RATES.values, ACTIVATIONS.values))
    for trial in trials:
        (one,) = trial.experiments
        rate, activation = trial.values
        assert one == chosen(BASE, {"learning_rate": rate, "activation": activation})
        assert one.learning_rate == float(rate) and one.activation.name == activation
        assert (
            one.model_copy(update={"learning_rate": BASE.learning_rate, "activation": BASE.activation})
            == BASE
        )


def test_several_seeds_are_the_same_for_every_combination() -> None:
    trials = SweepPlan(base=BASE, varied=(RATES,), seeds=3).trials()
    for trial in trials:
        assert [one.weight_seed for one in trial.experiments] == [0, 1, 2]
        assert [one.data_seed for one in trial.experiments] == [0, 1, 2]
    assert len(list(experiments_of(trials))) == 9


def test_numbers_are_drawn_evenly_on_the_scale_that_they_are_shown_on() -> None:
    plan = SweepPlan(base=BASE, varied=(RATES, Varied("epochs", ("5", "50"))), method=RANDOM, draws=MOST_RUNS)
    trials = plan.trials()
    assert len({trial.values for trial in trials}) == MOST_RUNS
    rates = np.log10([float(trial.values[0]) for trial in trials])
    assert stats.kstest(rates, "uniform", args=(-3, 2)).pvalue > 0.01
    assert all(5 <= one.epochs <= 50 for one in experiments_of(trials))
    assert plan.trials() == trials


def test_of_few_values_no_combination_is_drawn_twice() -> None:
    found = SweepPlan(base=BASE, varied=(ACTIVATIONS,), method=RANDOM, draws=10).trials()
    assert sorted(trial.values for trial in found) == [("relu",), ("tanh",)]


def test_another_optimizer_begins_at_its_own_defaults() -> None:
    found = chosen(BASE, {"optimizer": "adam"})
    assert found.optimizer == Experiment(optimizer="adam").optimizer
    assert chosen(BASE, {"optimizer": "sgd"}) == BASE
    assert chosen(BASE, {"optimizer.momentum": "0.5"}).optimizer["momentum"] == 0.5


@pytest.mark.parametrize(
    ("varied", "said"),
    [
        ((), "1 to 4 hyperparameters"),
        ((RATES, RATES), "twice"),
        ((Varied("dataset", ("moons",)),), "cannot be varied"),
        ((Varied("__class__", ("x",)),), "cannot be varied"),
        ((Varied("learning_rate", ()),), "values"),
        ((Varied("learning_rate", ("fast",)),), "number"),
        ((Varied("activation", ("nonsense",)),), "nonsense"),
        ((Varied("optimizer", ("adam",)), Varied("optimizer.momentum", ("0.5",))), "momentum"),
        (
            tuple(Varied(path, ("1", "2", "3", "4", "5", "6")) for path in ("epochs", "batch_size", "l1")),
            "128 runs",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused_in_words(varied: tuple[Varied, ...], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        SweepPlan(base=BASE, varied=varied).trials()


@pytest.mark.parametrize("path", variable(BASE))
def test_the_suggested_values_of_each_choice_can_be_chosen(path: str) -> None:
    values = suggested(BASE, path)
    assert BASE.flat()[path] in values
    assert chosen(BASE, {path: BASE.flat()[path]}) == BASE


def test_a_sweep_is_no_larger_than_what_is_trained_side_by_side() -> None:
    assert MOST_RUNS <= MOST_EXPERIMENTS
