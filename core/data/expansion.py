"""More features from those that there are: products and powers, or waves, of any data set.

A layer draws straight lines through what it is given; with the right features a straight line is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
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


_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Made:
    """How a column was made: a feature as it is, a product of some, or a wave along one.

    Arguments:
        factors: numbers of the features that are multiplied, one twice for its square.
        wave: of a sine, how many times faster than sin x; 0 for a product.
    """

    factors: tuple[int, ...]
    wave: int = 0

    @property
    def kept(self) -> bool:
        """Whether it is a feature as it is."""
        return self.factors[1:] == () and not self.wave

    @property
    def sources(self) -> tuple[int, ...]:
        """Numbers of the features that it comes of, each once."""
        return tuple(dict.fromkeys(self.factors))

    def formula(self, names: Sequence[str]) -> str:
        """In mathematical notation, by the names of the features: ``x² × y``, ``sin 2x``."""
        if self.wave:
            return f"sin {self.wave if self.wave > 1 else ''}{names[self.factors[0]]}"
        powers = Counter(self.factors).items()
        return " × ".join(
            names[at] + (str(power).translate(_POWERS) if power > 1 else "") for at, power in powers
        )

    def of(self, x: npt.NDArray[Any]) -> Doubles:
        """The column of these features, shape ``(rows, features)``."""
        chosen = x[:, list(self.factors)].astype(np.float64)
        return np.sin(self.wave * chosen[:, 0]) if self.wave else np.asarray(chosen.prod(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion(Entry):
    """A way to make more features; the ones that there were come first.

    Arguments:
        columns: takes what was picked and the number of features, and returns how many there are then.
        made: takes the same and says of each of them how it is made, in order.
        build: takes what was picked and returns the transformer of scikit-learn, not yet fitted; None where
            nothing is made.
    """

    columns: Callable[[Picked, int], int]
    made: Callable[[Picked, int], Iterator[Made]]
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


def _each_product(picked: Picked, columns: int) -> Iterator[Made]:
    """In the order of scikit-learn: by degree, then by the features."""
    drawn = combinations if picked["interaction_only"] else combinations_with_replacement
    for degree in range(1, picked["degree"] + 1):
        yield from map(Made, drawn(range(columns), degree))


def _each_wave(picked: Picked, columns: int) -> Iterator[Made]:
    yield from _as_they_are(picked, columns)
    for times in range(1, picked["waves"] + 1):
        yield from (Made((at,), times) for at in range(columns))


def _as_they_are(picked: Picked, columns: int) -> Iterator[Made]:
    return (Made((at,)) for at in range(columns))


def _sine(picked: Picked) -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(with_sines, feature_names_out=_sine_names, kw_args={"waves": picked["waves"]})


EXPANSIONS: Registry[Expansion] = Registry(
    Expansion(
        key="none",
        label=N_("None"),
        help=N_("The features as they are."),
        columns=lambda picked, columns: columns,
        made=_as_they_are,
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
        made=_each_product,
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
        made=_each_wave,
        build=_sine,
    ),
)
