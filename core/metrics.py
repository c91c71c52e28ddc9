"""The metrics of `core.choices.metrics`, of a network's answers: those of scikit-learn and Keras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def measures(
    keys: Sequence[str], labels: npt.NDArray[np.generic], answers: npt.NDArray[np.floating], *, middle: float
) -> dict[str, float]:
    """Numbers by key; NaN where one is not defined.

    Of two classes precision, recall, F1 and AUC are those of the second one; of more the means over the
    classes that occur (scikit-learn: ``average="macro"``, ``multi_class="ovr"``). A share of nothing is 0.

    Arguments:
        keys: of `core.choices.metrics.METRICS`, all for the same task.
        labels: class indices or targets, shape ``(rows,)``; several targets ``(rows, targets)``, of which
            R² is the mean over the targets, and the RMSE that over all numbers.
        answers: see `StepFunctions.predict`.
        middle: of an answer for two classes in one column: from where on it is the second one.
    """
    if not np.isfinite(answers).all():
        return dict.fromkeys(keys, float("nan"))
    found: dict[str, float] = {}
    if {"rmse", "r2"} & set(keys):
        targets = labels.astype(np.float64).reshape(answers.shape)
        found |= _of_numbers(targets, answers.astype(np.float64))
    else:
        found |= _of_classes(labels.astype(np.int64), answers, middle)
        for most in (3, 5):
            if answers.shape[1] > 1:
                found[f"top_{most}_accuracy"] = _top(labels.astype(np.int64), answers, most)
    return {key: found.get(key, float("nan")) for key in keys}


def _of_numbers(targets: Array, answers: Array) -> dict[str, float]:
    # Column by column in memory, so that a single one is summed up as it always was.
    targets, answers = np.ascontiguousarray(targets.T), np.ascontiguousarray(answers.T)
    errors, spreads = np.mean((targets - answers) ** 2, axis=1), np.var(targets, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.where(spreads > 0, 1 - errors / spreads, np.nan)
    return {"rmse": float(np.mean(errors)) ** 0.5, "r2": float(np.mean(fits))}


def errors_of_targets(
    targets: npt.NDArray[np.generic], answers: npt.NDArray[np.floating]
) -> tuple[float, ...]:
    """The mean absolute error of each of several targets, shapes ``(rows, targets)``."""
    return tuple(np.mean(np.abs(targets.astype(np.float64) - answers), axis=0).tolist())


def _of_classes(
    labels: npt.NDArray[np.int64], answers: npt.NDArray[np.floating], middle: float
) -> dict[str, float]:
    columns = answers.shape[1]
    chosen = answers.argmax(axis=1) if columns > 1 else (answers[:, 0] > middle).astype(np.int64)
    two = columns < 3
    present = [1] if two else np.union1d(labels, chosen).tolist()
    rates = [_rates(labels == each, chosen == each) for each in present]
    ranked = [1] if two else np.unique(labels).tolist()
    areas = [_area(labels == each, answers[:, -1 if two else each]) for each in ranked]
    precision, recall, f1 = np.mean(rates, axis=0).tolist()
    return {"precision": precision, "recall": recall, "f1": f1, "auc": float(np.mean(areas))}


def _rates(right: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1 of one class."""
    hits, told, there = int(np.sum(right & said)), int(said.sum()), int(right.sum())
    return hits / max(told, 1), hits / max(there, 1), 2 * hits / max(told + there, 1)


def _area(right: npt.NDArray[np.bool_], scores: npt.NDArray[np.floating]) -> float:
    """The chance that a row of the class has a larger score than another row; equal ones count half."""
    there, others = int(right.sum()), int((~right).sum())
    if not there or not others:
        return float("nan")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - 0.5 * (counts - 1))[place]
    return float((rank[right].sum() - there * (there + 1) / 2) / (there * others))


def _top(labels: npt.NDArray[np.int64], answers: npt.NDArray[np.floating], most: int) -> float:
    own = answers[np.arange(len(labels)), labels]
    return float(np.mean((answers > own[:, None]).sum(axis=1) < most))
