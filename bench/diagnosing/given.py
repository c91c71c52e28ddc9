"""What is wrong with what a network is given, by NumPy, scikit-learn and Keras's own losses."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.typed.column_choices import read
from core.data.sources import own_tables
from core.engine.editing.live_network import LiveNetwork
from core.experiment import Experiment
from core.model.losses import loss_of
from core.tables import Table
from core.tables.column import CATEGORY

NEARLY = 0.99
"""Share of rows that are right, or correlation, from which on a column says the target."""
NEAR = 0.005
"""Numbers as near to that are not clear."""
RARE = 4
"""A class is rare where another one has so many times as many rows."""
IGNORED, FOUND = 0.08, 0.125
"""Share of a class's rows that are right: below it is ignored, above it is not."""


def misfits(network: LiveNetwork) -> bool:
    """Whether for some row an answer that the output can give has less loss than the right one."""
    plan, bundle = network.plan, network.trainer.bundle
    if plan.classes or network.experiment.loss_entry.output_of_number != "softplus":
        return False
    loss = loss_of(plan.loss_config, reduction=None)
    reached = np.geomspace(1e-3, 1e3, 601).astype(np.float32)
    for target in np.unique(bundle.y_train):
        best = reached[np.argmin(loss(np.full((601, 1), target, np.float32), reached[:, None]))]
        if abs(best - target) > 0.02 * abs(target) + 0.01:
            return True
    return False


def leaks(experiment: Experiment) -> float:
    """How well the column that says most about the target does so by itself; 0 for no table.

    The share of rows that the five nearest neighbours of other folds get right, on average over the classes;
    of numbers, Spearman's coefficient.
    """
    if experiment.dataset.name != "table":
        return 0.0
    table, target = own_tables.find(experiment.dataset["table"]), experiment.dataset["target"]
    left_out = read(experiment.dataset["columns"])
    names = [one.name for one in table.columns if one.name != target and one.name not in left_out]
    return max(_says(table, name, target) for name in names)


def _says(table: Table, name: str, target: str) -> float:
    from scipy.stats import spearmanr  # type: ignore[import-untyped]
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    category = table.column(name).kind == CATEGORY
    x = table.codes(name).astype(float) if category else table.numbers(name)
    if table.column(target).kind != CATEGORY:
        return abs(float(spearmanr(x, table.numbers(target)).statistic))
    y = table.codes(target)
    answers = cross_val_predict(KNeighborsClassifier(5), x[:, None], y, cv=5)
    return float(balanced_accuracy_score(y, answers))


def ignored(network: LiveNetwork, output: npt.NDArray[np.float32]) -> float | None:
    """The share of rows that are right of the rare class that gets fewest right; None where none is rare.

    Arguments:
        output: of the network by Keras, for all rows of the training part.
    """
    experiment, labels = network.experiment, network.trainer.bundle.y_train
    if not network.plan.classes or experiment.class_weight.name != "off" or experiment.balance.name != "none":
        return None
    counts = np.bincount(labels)
    rare = np.flatnonzero((counts > 9) & (RARE * counts <= counts.max()))
    said = answers(network, output)
    return min((float((said[labels == one] == one).mean()) for one in rare), default=None)


def answers(network: LiveNetwork, output: npt.NDArray[np.float32]) -> npt.NDArray[Any]:
    """The class that the network answers for each row."""
    if output.shape[1] > 1:
        chosen: npt.NDArray[Any] = output.argmax(axis=1)
        return chosen
    middle = 0.5 if network.plan.output_activation == "sigmoid" else 0.0
    return np.where(output[:, 0] > middle, 1, 0)
