"""More features from those that there are: products and powers, or waves, of any data set.

A layer draws straight lines through what it is given; with the right features a straight line is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import Number, Switch
from core.choices.registry import Entry, Picked, Registry
from core.message import N_

Doubles = npt.NDArray[np.float64]

MOST_COLUMNS = 6000
"""Columns that may be made of a data set's features."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion(Entry):
    """A way to make more features; the ones that there were come first.

    Arguments:
        columns: takes what was picked and the number of features, and returns how many there are then.
        build: takes what was picked and returns the transformer of scikit-learn, not yet fitted; None where
            nothing is made.
    """

    columns: Callable[[Picked, int], int]
    build: Callable[[Picked], Any] | None = None


def with_sines(x: Doubles, waves: int) -> Doubles:
    """`x`, then its sines: sin x of every feature, then sin 2x, up to `waves` times x."""
    return np.hstack([x, *(np.sin(times * x) for times in range(1, waves + 1))])


def _sine_names(transformer: Any, names: Any) -> npt.NDArray[np.object_]:
    waves = transformer.kw_args["waves"]
    sines = [f"sin {times if times > 1 else ''}{name}" for times in range(1, waves + 1) for name in names]
    return np.array([*names, *sines], object)


def _polynomial(picked: Picked) -> Any:
    from sklearn.preprocessing import PolynomialFeatures

    # Without the column of ones: every layer has a bias.
    return PolynomialFeatures(
        picked["degree"], interaction_only=picked["interaction_only"], include_bias=False
    )


def _products(picked: Picked, columns: int) -> int:
    degree = picked["degree"]
    if picked["interaction_only"]:
        return sum(comb(columns, taken) for taken in range(1, degree + 1))
    return comb(columns + degree, degree) - 1


def _sine(picked: Picked) -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(with_sines, feature_names_out=_sine_names, kw_args={"waves": picked["waves"]})


EXPANSIONS: Registry[Expansion] = Registry(
    Expansion(
        key="none",
        label=N_("None"),
        help=N_("The features as they are."),
        columns=lambda picked, columns: columns,
    ),
    Expansion(
        key="polynomial",
        label=N_("Polynomial features"),
        help=N_(
            "Powers and products of the scaled features: with them a straight line becomes a curve. Their "
            "number grows fast."
        ),
        parameters=(
            Number(
                key="degree",
                label=N_("Degree"),
                help=N_("How many features are multiplied at most."),
                default=2,
                low=2,
                high=3,
                integer=True,
            ),
            Switch(
                key="interaction_only",
                label=N_("Products only"),
                help=N_("No powers: each feature comes at most once in a product."),
                default=False,
            ),
        ),
        columns=_products,
        build=_polynomial,
    ),
    Expansion(
        key="sine",
        label=N_("Sine features"),
        help=N_("Waves along every scaled feature, beside it: for what comes and goes, such as a spiral."),
        parameters=(
            Number(
                key="waves",
                label=N_("Waves"),
                help=N_("1: sin x. 2: also sin 2x, which is twice as fast, and so on."),
                default=1,
                low=1,
                high=4,
                integer=True,
            ),
        ),
        columns=lambda picked, columns: columns * (1 + picked["waves"]),
        build=_sine,
    ),
)
