"""How good predictions of classes are: confusion matrix and the numbers of scikit-learn's report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Classes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassNumbers:
    """What `sklearn.metrics.classification_report` says of one class, or of a mean over classes.

    Arguments:
        precision: of the rows that are said to be of the class, the share that is.
        recall: of the rows of the class, the share that is found.
        f1: their harmonic mean.
        support: rows of the class.

    A share of nothing is 0.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Report:
    """All numbers of the report.

    Arguments:
        classes: one for each class, those without rows too.
        macro, weighted: means over the classes, each counting the same, or as many times as it has rows.
        accuracy: the share of rows whose class is right.
    """

    classes: tuple[ClassNumbers, ...]
    macro: ClassNumbers
    weighted: ClassNumbers
    accuracy: float


def chosen_classes(scores: npt.NDArray[np.float64], threshold: float) -> Classes:
    """The class that is said of every row, shape ``(rows,)``.

    Arguments:
        scores: see `scores_of`; of two classes the threshold decides, of more the largest.
        threshold: class 1 is said where its column is larger, as Keras's ``BinaryAccuracy`` has it.
    """
    if scores.shape[1] > 2:
        return np.asarray(scores.argmax(axis=1), np.int64)
    return (scores[:, 1] > threshold).astype(np.int64)


def scores_of(answers: npt.NDArray[np.floating], middle: float) -> npt.NDArray[np.float64]:
    """How much speaks for each class, shape ``(rows, classes)``.

    Arguments:
        answers, middle: see `Predictions`. Where there is one column for two classes, what speaks for class 0
            is its mirror image: 1 - p, or -a where the output goes from -1 to 1.
    """
    found = answers.astype(np.float64)
    return np.hstack([2 * middle - found, found]) if found.shape[1] == 1 else found


def confusion(truth: Classes, said: Classes, classes: int) -> npt.NDArray[np.int64]:
    """How many rows of each class are said to be of each: rows the truth, columns the prediction.

    Returns:
        shape ``(classes, classes)``, as `sklearn.metrics.confusion_matrix` has it.
    """
    counts = np.bincount(truth * classes + said, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int64)


def report(matrix: npt.NDArray[np.int64]) -> Report:
    """The numbers of a confusion matrix.

    The means are over the classes that occur, in truth or prediction, as scikit-learn takes them.
    """
    hits, there, said = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    shares = np.stack(
        [hits / np.maximum(said, 1), hits / np.maximum(there, 1), 2 * hits / np.maximum(said + there, 1)]
    )
    occurs, rows = (there + said) > 0, int(there.sum())
    macro = shares[:, occurs].mean(axis=1) if occurs.any() else np.zeros(3)
    weighted = shares @ there / max(rows, 1)
    return Report(
        tuple(_numbers(shares[:, at], int(support)) for at, support in enumerate(there)),
        _numbers(macro, rows),
        _numbers(weighted, rows),
        float(hits.sum() / max(rows, 1)),
    )


def _numbers(shares: npt.NDArray[np.float64], support: int) -> ClassNumbers:
    precision, recall, f1 = shares.tolist()
    return ClassNumbers(precision, recall, f1, support)


def most_confused(matrix: npt.NDArray[np.int64], most: int) -> Classes:
    """The classes that are mixed up most, at most so many, rising; all where there are no more."""
    wrong = matrix.sum(axis=0) + matrix.sum(axis=1) - 2 * np.diag(matrix)
    return np.sort(np.argsort(-wrong, kind="stable")[:most]).astype(np.int64)
