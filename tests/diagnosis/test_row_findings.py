"""What rows bring with them: classes that are ignored, targets that no loss takes, columns that leak."""

from __future__ import annotations

from functools import cache
from typing import Any

import keras
import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from bench.diagnosing.tables import amounts, amounts_below_zero, honest_columns, imbalanced, leaking
from core.bundle import prepare
from core.choices.losses import LOSSES
from core.diagnosis.findings import Found
from core.diagnosis.row_facts import RowFacts
from core.engine.training.row_facts import confusion_of, facts_of
from core.engine.training.trainer import Trainer
from core.experiment import Experiment


def facts(counts: Any, right: Any, **more: Any) -> RowFacts:
    return RowFacts(counts=np.array(counts), right=np.array(right), leaks=tuple, **more)


@pytest.mark.parametrize(
    ("one", "ignored"),
    [
        (facts([400, 100], [400, 10]), 1),
        (facts([400, 100], [400, 11]), None),
        (facts([400, 101], [400, 0]), None),  # a quarter of the other
        (facts([60, 9], [60, 0]), None),  # too few to say
        (facts([40, 400, 20], [0, 400, 0]), 2),
        (facts([400, 20], [400, 0], evened=True), None),
        (RowFacts(counts=np.array([400, 20]), leaks=tuple), None),
    ],
)
def test_a_rare_class_of_which_hardly_any_row_is_right_is_ignored(one: RowFacts, ignored: int | None) -> None:
    assert one.ignored == ignored


def experiment(made: Any, **more: Any) -> Experiment:
    return Experiment(**{"epochs": 30, **made[0], **more})


def rows_of(one: Experiment) -> RowFacts:
    return facts_of(one, prepare(one), lambda: np.zeros((2, 2), np.int64))


def test_columns_that_say_the_target_are_those_of_the_tables_warnings() -> None:
    tables = [*leaking()]
    for made in tables[:3]:
        found = rows_of(experiment(made))
        assert found.leaks() == ("later",) and found.columns == 4
    without = experiment(tables[0]).dataset
    left_out = {**dict(without.parameters), "columns": {"later": "ignore"}}
    ignored = rows_of(Experiment(dataset={"name": "table", **left_out}))
    assert ignored.leaks() == () and ignored.columns == 3
    assert rows_of(experiment(next(iter(honest_columns())))).leaks() == ()
    assert rows_of(Experiment(dataset="wine")).leaks() == ()


def test_targets_below_0_are_not_taken_by_losses_for_amounts() -> None:
    below = [*amounts_below_zero()]
    counts, diabetes, hills = (rows_of(experiment(below[at])) for at in (1, 0, 3))
    assert counts.untaken > 0.3 and counts.own_unit
    assert diabetes.untaken > 0.3 and not diabetes.own_unit  # over 100
    assert hills.untaken > 0.3 and not hills.own_unit  # below 0 in its own unit, too
    assert rows_of(experiment(next(iter(amounts())))).untaken == 0
    assert rows_of(experiment(below[1], loss="mse")).untaken == 0


@pytest.mark.parametrize("key", [key for key, one in LOSSES.items() if "regression" in one.tasks])
def test_of_amounts_are_the_losses_whose_least_is_not_at_a_target_below_0(key: str) -> None:
    if LOSSES[key].class_name.startswith("gradient_lab>"):
        assert not LOSSES[key].of_amounts
        return
    loss = getattr(keras.losses, LOSSES[key].class_name)(reduction=None)
    answers = np.linspace(-3, 3, 601, dtype=np.float32)[:, None]
    losses = loss(np.full((601, 1), -1.0, np.float32), answers).numpy()
    best = float(answers[np.nanargmin(losses)][0])
    assert LOSSES[key].of_amounts == (abs(best + 1) > 0.02)


@cache
def trained(one: Experiment) -> tuple[Trainer, dict[str, Found]]:
    trainer = Trainer(one)
    trainer.wait_until_compiled()
    while not trainer.finished:
        trainer.advance(1.0)
    return trainer, {found.key: found for found in map(Found.from_json, trainer.notes()["findings"])}


def test_a_run_that_ignores_a_class_says_so_and_class_weights_help() -> None:
    sick = experiment([*imbalanced()][1])
    trainer, found = trained(sick)
    bundle = trainer.bundle
    counted = confusion_of(trainer.program, trainer.state(), bundle)
    answers = trainer.program.predict(trainer.state(), bundle.x_train)
    assert (counted == confusion_matrix(bundle.y_train, answers[:, 0] > 0.5)).all()
    said = found["imbalance"]
    assert str(said.text).startswith("The class “rare” is ignored: at most 10% of its rows are right")
    assert said.remedy is not None and said.remedy.change == {"class_weight": "balanced"}
    better, errors = Experiment.lenient(said.remedy.applied(sick))
    assert not errors
    assert "imbalance" not in trained(better)[1]


def test_a_leak_is_told_however_well_a_run_learns_and_is_left_out_at_one_press() -> None:
    sick = experiment(next(iter(leaking())))
    trainer, found = trained(sick)
    assert trainer.frame().metric > 0.95 and list(found) == ["leak"]
    remedy = found["leak"].remedy
    assert remedy is not None and remedy.change == {"dataset.columns": "later=ignore"}
    better, errors = Experiment.lenient(remedy.applied(sick))
    assert not errors
    assert "leak" not in trained(better)[1]
