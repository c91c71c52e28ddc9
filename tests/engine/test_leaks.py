"""With shuffled labels the honest way stays at chance, within its error over seeds; the leaking ones do "
"not."""

from __future__ import annotations

import numpy as np
import pandas
import pytest

from core import leaks
from core.data.raw import DataUnavailable
from core.dataset_table import table_of
from core.engine.training.on_arrays import answers_of
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.leaks import kinds
from core.live.answering.answers import Answers
from core.tables import Table, of

SEEDS = 6


def table(rows: int = 300) -> Table:
    """A third of the rows in class "yes", which follows from the numbers; a category of three rows a "
    "value."""
    random = np.random.default_rng(5)
    x = random.normal(size=(rows, 4))
    frame = pandas.DataFrame(x, columns=list("abcd"))
    frame["town"] = [f"town {at}" for at in random.integers(0, rows // 3, rows)]
    frame["answer"] = np.where(x[:, 0] + x[:, 1] > 0.6, "yes", "no")
    return of(frame, name="towns.csv")


ROWS = leaks.rows_of(table(), "answer")


def measured(leak: str, *, shuffled: bool = True) -> tuple[leaks.Interval, leaks.Interval]:
    pairs = list(leaks.measure(ROWS, leak, seeds=SEEDS, shuffled=shuffled))
    assert [pair.seed for pair in pairs] == list(range(SEEDS))
    honest, leaking = ([getattr(pair, way) for pair in pairs] for way in ("honest", "leaking"))
    return leaks.interval(honest), leaks.interval(leaking)


def test_a_column_that_is_the_target_is_not_learned_from() -> None:
    frame = table().frame()
    said = frame.assign(known=frame["answer"].map({"yes": "right", "no": "wrong"}))
    found = leaks.rows_of(of(said, name="towns.csv"), "answer")
    assert found.left_out == ("known",) and ROWS.left_out == ()
    np.testing.assert_array_equal(found.x, ROWS.x)


@pytest.mark.parametrize("leak", ["smote", "target_encoding"])
def test_where_there_is_nothing_to_learn_only_the_leak_learns(leak: str) -> None:
    honest, leaking = measured(leak)
    assert abs(honest.mean - 0.5) <= 3 * honest.error
    assert leaking.low > 0.6 and leaking.low > honest.high


def test_scaling_before_the_split_hardly_leaks() -> None:
    pairs = list(leaks.measure(ROWS, "scaling", seeds=SEEDS, shuffled=True))
    honest = leaks.interval([pair.honest for pair in pairs])
    assert abs(honest.mean - 0.5) <= 3 * honest.error
    assert abs(leaks.interval([pair.leaking - pair.honest for pair in pairs]).mean) < 0.03


def test_with_true_labels_the_honest_way_learns() -> None:
    pairs = list(leaks.measure(ROWS, "scaling", seeds=2, shuffled=False))
    assert min(pair.honest for pair in pairs) > 0.9


def test_the_steps_are_those_of_the_trainer() -> None:
    trainer = Trainer(Experiment(dataset="iris", layers=(6,), epochs=3))
    trainer.wait_until_compiled()
    bundle = trainer.bundle
    found = answers_of(trainer.experiment, bundle.x_train, bundle.y_train, bundle.x_val)
    while not trainer.finished:
        trainer.advance(1.0)
    expected = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    np.testing.assert_array_equal(found, expected)


def test_the_engine_answers_in_parts_and_ends_when_nobody_waits() -> None:
    answers, parts = Answers(), []
    body = {
        "source": "breast_cancer",
        "target": "target",
        "leak": "scaling",
        "seeds": 40,
        "shuffled": True,
        "first": 3,
    }

    def part(found: dict[str, object]) -> None:
        parts.append(found)
        if len(parts) == 3:
            asked.cancel()

    try:
        asked = answers.ask("leaks", body, part)
        with pytest.raises(BaseException):  # noqa: B017, PT011  (CancelledError is no Exception)
            asked.answer.result(120)
        assert asked.answer.cancelled()
    finally:
        answers.end_questions()
    assert parts[0]["rows"] == 569 and parts[0]["category"] is None
    assert [each["seed"] for each in parts[1:]] == [3, 4]


@pytest.mark.parametrize(
    ("target", "positive", "share"),
    [("answer", "yes", 1 / 3), ("a", "more than", 1 / 2), ("town", "town", 0.05)],
)
def test_any_target_becomes_two_classes(target: str, positive: str, share: float) -> None:
    rows = leaks.rows_of(table(), target)
    assert positive in str(rows.positive) and rows.labels.mean() == pytest.approx(share, abs=0.06)
    assert rows.category == (None if target == "town" else "town")


def test_a_table_without_what_is_needed_is_refused_in_words() -> None:
    with pytest.raises(DataUnavailable, match="received 40 rows"):
        leaks.rows_of(table(40), "answer")
    few = leaks.rows_of(table().renamed("x"), "answer")
    labels = np.zeros_like(few.labels)
    labels[:4] = 1
    with pytest.raises(DataUnavailable, match="10 rows of the rarer class"):
        leaks.LEAKS["smote"].arms(few, labels, 0)


def test_an_interval_is_that_of_student() -> None:
    found = leaks.interval([0.4, 0.5, 0.6])
    assert (found.mean, found.error) == (pytest.approx(0.5), pytest.approx(0.1 / 3**0.5))
    assert found.high - found.mean == pytest.approx(
        4.302653 * found.error, rel=1e-5
    )  # t of 2 degrees, 97.5 %
    assert found.holds(0.5) and not found.holds(0.8)


def test_iris_has_three_classes_and_no_category() -> None:
    rows = leaks.rows_of(table_of("iris"), "target")
    assert rows.labels.mean() == pytest.approx(1 / 3) and rows.x.shape == (150, 4) and rows.category is None


@pytest.mark.parametrize("shares", [(90, 60), (60, 90), (95, 15)])
def test_what_smote_does_without_is_counted(shares: tuple[int, int]) -> None:
    labels = np.repeat([0, 1], shares)
    assert kinds.taken_away(labels) == len(labels) - len(kinds._imbalanced(labels, 0))
