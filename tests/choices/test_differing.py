"""The choices that differ, and nothing else."""

from __future__ import annotations

from core.differing import differing
from core.experiment import Experiment


def test_nothing_differs_between_equal_ones() -> None:
    assert differing([Experiment(), Experiment()]) == {}


def test_only_what_differs_is_told_as_text() -> None:
    one, other = (Experiment(layers=layers, learning_rate=0.1) for layers in ((4,), (4, 3)))
    assert differing([one, other]) == {"layers": ("4", "4-3")}


def test_a_parameter_counts_where_its_entry_is_chosen() -> None:
    plain, heavy, adam = (
        Experiment(optimizer={"name": "sgd"}),
        Experiment(optimizer={"name": "sgd", "momentum": 0.9}),
        Experiment(optimizer="adam"),
    )
    assert differing([plain, heavy]) == {"optimizer.momentum": ("0", "0.9")}
    assert differing([plain, adam]) == {"optimizer": ("sgd", "adam")}
    assert differing([heavy, adam]) == {"optimizer": ("sgd", "adam"), "optimizer.momentum": ("0.9", None)}
