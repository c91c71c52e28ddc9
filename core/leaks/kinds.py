"""The leaks: each prepares the same rows twice, as it should be, and with validation rows in what is "
"fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.choices.registry import Entry, Registry
from core.data.balancing import SAMPLERS, Drawn, ToBalance
from core.data.raw import DataUnavailable, Floats, Labels, Rows
from core.data.splitting import split
from core.leaks.rows import LeakRows, Matrix
from core.message import N_, Message

VALIDATION = 0.3
"""Share of the rows that judge."""
MINORITY = 0.2
"""Share of the rarer class before SMOTE; where it has more, rows of it are left out."""
FEWEST = 10
"""Rows of the rarer class, without which SMOTE has nothing to go by."""
NEIGHBORS = 5
FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """What one network is trained on and judged by: float32, and class indices."""

    x_train: Floats
    y_train: Labels
    x_val: Floats
    y_val: Labels


@dataclass(frozen=True, slots=True)
class Arms:
    """The same rows, prepared in two ways."""

    honest: Arm
    leaking: Arm


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak(Entry):
    """A way in which validation rows get into what training is given.

    Arguments:
        arms: from rows, their labels (which may be shuffled) and a seed.
    """

    arms: Callable[[LeakRows, Labels, int], Arms]


def _scaling(rows: LeakRows, labels: Labels, seed: int) -> Arms:
    train, val = _split(labels, seed)
    every = np.arange(len(labels))
    return Arms(
        _arm(rows.x, labels, train, val, fitted_on=train), _arm(rows.x, labels, train, val, fitted_on=every)
    )


def _smote(rows: LeakRows, labels: Labels, seed: int) -> Arms:
    kept = _imbalanced(labels, seed)
    x, y = rows.x[kept], labels[kept]
    train, val = _split(y, seed)
    honest = _arm(x, y, train, val, fitted_on=train)
    drawn = _drawn(honest.x_train, honest.y_train, seed)
    honest = Arm(drawn.of(honest.x_train), honest.y_train[drawn.rows], honest.x_val, honest.y_val)
    # All rows by one measure, so that neighbours can be told; the points are made in the columns' own units.
    filled = _filled(x, np.arange(len(y)))
    drawn = _drawn(_standardized(filled, np.arange(len(y))), y, seed)
    x, y = drawn.of(filled.astype(np.float32)).astype(np.float64), y[drawn.rows]
    train, val = _split(y, seed)
    return Arms(honest, _arm(x, y, train, val, fitted_on=train))


def _target_encoding(rows: LeakRows, labels: Labels, seed: int) -> Arms:
    from sklearn.model_selection import StratifiedKFold
    from sklearn.preprocessing import TargetEncoder

    train, val = _split(labels, seed)
    codes, encoder = rows.codes[:, None], TargetEncoder(target_type="binary")
    encoded = np.empty((len(labels), 1))
    # Each training row is encoded by the other folds (cross-fitting); what judges, by all of them.
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for others, fold in folds.split(train, labels[train]):
        fitted = encoder.fit(codes[train[others]], labels[train[others]])
        encoded[train[fold]] = fitted.transform(codes[train[fold]])
    encoded[val] = encoder.fit(codes[train], labels[train]).transform(codes[val])
    leaked = encoder.fit(codes, labels).transform(codes)
    honest, leaking = (np.column_stack([column, rows.x]) for column in (encoded, leaked))
    return Arms(
        _arm(honest, labels, train, val, fitted_on=train), _arm(leaking, labels, train, val, fitted_on=train)
    )


LEAKS: Registry[Leak] = Registry(
    Leak(
        key="scaling",
        label=N_("Scaling before the split"),
        help=N_(
            "Mean and standard deviation of all rows, where those of the training part would do. The "
            "validation rows lend two numbers a column, and no label."
        ),
        arms=_scaling,
    ),
    Leak(
        key="smote",
        label=N_("SMOTE before the split"),
        help=N_(
            "Points are added between neighbours of the rarer class, then all rows are split. A point that "
            "judges lies between rows that trained, or the other way round: it is known already."
        ),
        arms=_smote,
    ),
    Leak(
        key="target_encoding",
        label=N_("Target encoding before the split"),
        help=N_(
            "Each value of a category becomes the mean of the target over its rows, the validation rows "
            "among them. Where few rows share a value, that is nearly the answer itself."
        ),
        arms=_target_encoding,
    ),
)


def _split(labels: Labels, seed: int) -> tuple[Rows, Rows]:
    return split(labels, share=VALIDATION, seed=seed, stratify=True)


def _arm(x: Matrix, y: Labels, train: Rows, val: Rows, *, fitted_on: Rows) -> Arm:
    """Fill what is missing, and standardize, by the rows `fitted_on`."""
    scaled = _standardized(_filled(x, fitted_on), fitted_on)
    return Arm(scaled[train], y[train], scaled[val], y[val])


def _filled(x: Matrix, fitted_on: Rows) -> Matrix:
    """`x` with the medians of some rows in place of what is missing; 0 where those have none."""
    known = np.isnan(x[fitted_on]).all(axis=0)
    medians = np.zeros(x.shape[1])
    medians[~known] = np.nanmedian(x[fitted_on][:, ~known], axis=0)
    return np.where(np.isnan(x), medians, x)


def _standardized(x: Matrix, fitted_on: Rows) -> Floats:
    mean, deviation = x[fitted_on].mean(axis=0), x[fitted_on].std(axis=0)
    scaled: Floats = ((x - mean) / np.where(deviation > 0, deviation, 1.0)).astype(np.float32)
    return scaled


def taken_away(labels: Labels) -> int:
    """How many rows of the rarer class SMOTE's arms do without, so that it has `MINORITY` at most."""
    fewer, more = sorted(np.bincount(labels, minlength=2).tolist())
    return max(0, int(fewer) - _most_of_the_rarer(more))


def _most_of_the_rarer(more: int) -> int:
    return round(more * MINORITY / (1 - MINORITY))


def _imbalanced(labels: Labels, seed: int) -> Rows:
    """Rows of which at most `MINORITY` are of the rarer class."""
    counts = np.bincount(labels, minlength=2)
    rarer = int(counts.argmin())
    most = _most_of_the_rarer(int(counts[1 - rarer]))
    members = np.flatnonzero(labels == rarer)
    if min(len(members), most) < FEWEST:
        raise DataUnavailable(
            Message(
                "Expected {needed} rows of the rarer class or more, received {got}. SMOTE has too few to go "
                "by: choose another target or table.",
                needed=FEWEST,
                got=min(len(members), most),
            )
        )
    if len(members) > most:
        members = np.random.default_rng(seed).choice(members, most, replace=False)
    return np.sort(np.concatenate([np.flatnonzero(labels != rarer), members])).astype(np.int64)


def _drawn(x: Floats, y: Labels, seed: int) -> Drawn:
    neighbors = min(NEIGHBORS, int(np.bincount(y, minlength=2).min()) - 1)
    picked = SAMPLERS.pick("smote", k_neighbors=neighbors)
    draw = SAMPLERS["smote"].draw
    assert draw is not None
    return draw(picked, ToBalance(x, y, seed, ("0", "1")))
