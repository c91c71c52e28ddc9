"""Ways to bring features to a common size.

Unscaled inputs are the first cause of vanishing or exploding gradients: a weight's gradient is
proportional to its input, so one learning rate cannot suit features of 0.1 and of 1000.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from core.choices.registry import Entry, Registry
from core.data.estimated import Estimated
from core.data.raw import Floats
from core.message import N_

_BLOCK = 64


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """A fitted scaling: ``(x - shift) / scale``, feature by feature.

    Arguments:
        shift, scale: float64, shape ``(features,)``; scale is never 0.
    """

    shift: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        self.shift.setflags(write=False)
        self.scale.setflags(write=False)

    @property
    def identity(self) -> bool:
        """Whether it changes nothing."""
        return not self.shift.any() and bool((self.scale == 1).all())

    def apply(self, x: npt.NDArray[Any]) -> Floats:
        """`x`, shape ``(rows, features)``, scaled."""
        # Writing into float32 lets NumPy calculate in float64 piece by piece, without a float64 copy of x.
        scaled = np.empty(x.shape, np.float32)
        np.subtract(x, self.shift, out=scaled, casting="same_kind")
        return np.divide(scaled, self.scale, out=scaled, casting="same_kind")

    def invert(self, x: npt.NDArray[Any]) -> Floats:
        """Scaled `x`, shape ``(rows, features)``, in the features' own units again."""
        raw = np.empty(x.shape, np.float32)
        np.multiply(x, self.scale, out=raw, casting="same_kind")
        return np.add(raw, self.shift, out=raw, casting="same_kind")


class Transform(Protocol):
    """What was fitted on the training part and is applied to all parts."""

    @property
    def identity(self) -> bool:
        """Whether it changes nothing."""

    def apply(self, x: npt.NDArray[Any]) -> Floats:
        """`x`, shape ``(rows, features)``, as the network is given it."""

    def invert(self, x: npt.NDArray[Any]) -> Floats:
        """The way back, as far as there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaler(Entry):
    """A way to scale features.

    Arguments:
        build: takes the number of rows of the training part and returns the transformer of scikit-learn, not
            yet fitted.
        affine: the same fitted by itself where it is ``(x - shift) / scale``: takes the training part's
            features, shape ``(rows, features)``. Features that do not vary stay finite.
    """

    build: Callable[[int], Any]
    affine: Callable[[Floats], Affine] | None = None

    def fit(self, x: Floats) -> Transform:
        """The scaling, fitted on `x`, shape ``(rows, features)``."""
        if self.affine is not None:
            return self.affine(x)
        return Estimated(self.build(len(x)).fit(x.astype(np.float64)))


def _none(x: Floats) -> Affine:
    return Affine(np.zeros(x.shape[1]), np.ones(x.shape[1]))


def _identity(rows: int) -> Any:
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(feature_names_out="one-to-one")


def _standard_scaler(rows: int) -> Any:
    from sklearn.preprocessing import StandardScaler

    return StandardScaler()


def _min_max_scaler(low: float, high: float) -> Callable[[int], Any]:
    def build(rows: int) -> Any:
        from sklearn.preprocessing import MinMaxScaler

        return MinMaxScaler((low, high))

    return build


def _max_abs_scaler(rows: int) -> Any:
    from sklearn.preprocessing import MaxAbsScaler

    return MaxAbsScaler()


def _robust_scaler(rows: int) -> Any:
    from sklearn.preprocessing import RobustScaler

    return RobustScaler()


def signed_log1p(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """``sign(x) * log(1 + |x|)``: a logarithm that takes 0 and negative numbers as well."""
    return np.sign(x) * np.log1p(np.abs(x))


def signed_expm1(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The way back from `signed_log1p`."""
    return np.sign(x) * np.expm1(np.abs(x))


def _log(rows: int) -> Any:
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    # Not Yeo-Johnson (PowerTransformer): fitting it takes 47 s for the 784 pixels of 4,800 pictures.
    log = FunctionTransformer(signed_log1p, signed_expm1, check_inverse=False, feature_names_out="one-to-one")
    return Pipeline([("log", log), ("standard", StandardScaler())])


def _quantiles(distribution: str) -> Callable[[int], Any]:
    def build(rows: int) -> Any:
        from sklearn.preprocessing import QuantileTransformer

        # More quantiles than rows there cannot be; of very many rows it looks at some, always the same ones.
        return QuantileTransformer(
            n_quantiles=min(1000, rows), output_distribution=distribution, random_state=0
        )

    return build


def _standard(x: npt.NDArray[np.float64]) -> Affine:
    # scikit-learn's StandardScaler to the bit, without its second of loading: this scaling is the default.
    rows = len(x)
    mean = x.sum(axis=0) / rows
    apart = x - mean
    # The second sum corrects the rounding of the mean (Chan, Golub & LeVeque 1983, the two-pass algorithm).
    variance = ((apart**2).sum(axis=0) - apart.sum(axis=0) ** 2 / rows) / rows
    # Below the error bound of that algorithm a feature is constant.
    rounding = np.finfo(np.float64).eps * rows
    constant = variance <= rounding * variance + (rounding * mean) ** 2
    return Affine(mean, np.where(constant, 1.0, np.sqrt(variance)))


def _range(low: float, high: float) -> Callable[[npt.NDArray[np.float64]], Affine]:
    def fit(x: npt.NDArray[np.float64]) -> Affine:
        fitted = _min_max_scaler(low, high)(len(x)).fit(x)
        # scikit-learn's own form is x * scale_ + min_.
        return Affine(-fitted.min_ / fitted.scale_, 1 / fitted.scale_)

    return fit


def _max_abs(x: npt.NDArray[np.float64]) -> Affine:
    return Affine(np.zeros(x.shape[1]), _max_abs_scaler(len(x)).fit(x).scale_)


def _robust(x: npt.NDArray[np.float64]) -> Affine:
    fitted = _robust_scaler(len(x)).fit(x)
    return Affine(fitted.center_, fitted.scale_)


def _by_blocks(fit: Callable[[npt.NDArray[np.float64]], Affine]) -> Callable[[Floats], Affine]:
    """Fit a few features at a time: the same numbers, without a float64 copy of 784 features."""

    def fit_blocks(x: Floats) -> Affine:
        parts = [fit(x[:, at : at + _BLOCK].astype(np.float64)) for at in range(0, x.shape[1], _BLOCK)]
        return Affine(
            np.concatenate([part.shift for part in parts]), np.concatenate([part.scale for part in parts])
        )

    return fit_blocks


SCALERS: Registry[Scaler] = Registry(
    Scaler(
        key="none",
        label=N_("None"),
        help=N_("The features as they come. Shows what unequal sizes do to the gradients."),
        build=_identity,
        affine=_none,
    ),
    Scaler(
        key="standard",
        label=N_("Standard"),
        help=N_("Mean 0 and standard deviation 1 for every feature. The usual choice."),
        build=_standard_scaler,
        affine=_by_blocks(_standard),
    ),
    Scaler(
        key="minmax",
        label=N_("Min-max (0 to 1)"),
        help=N_("Smallest value 0, largest 1. All inputs are of one sign, which slows training."),
        build=_min_max_scaler(0, 1),
        affine=_by_blocks(_range(0, 1)),
    ),
    Scaler(
        key="symmetric",
        label=N_("Min-max (-1 to 1)"),
        help=N_("Smallest value -1, largest 1. Suits tanh."),
        build=_min_max_scaler(-1, 1),
        affine=_by_blocks(_range(-1, 1)),
    ),
    Scaler(
        key="maxabs",
        label=N_("Max-abs"),
        help=N_("Divides by the largest absolute value; 0 stays 0. For features that are mostly 0."),
        build=_max_abs_scaler,
        affine=_by_blocks(_max_abs),
    ),
    Scaler(
        key="robust",
        label=N_("Robust"),
        help=N_("Median 0, middle half of the values 1 wide. Outliers hardly matter."),
        build=_robust_scaler,
        affine=_by_blocks(_robust),
    ),
    Scaler(
        key="log",
        label=N_("Logarithm"),
        help=N_(
            "sign(x) log(1 + |x|), then standard: brings a long tail close, as incomes or counts have it. "
            "0 and negative numbers are fine."
        ),
        build=_log,
    ),
    Scaler(
        key="quantile",
        label=N_("Quantile (0 to 1)"),
        help=N_("Each value becomes the share of the rows below it. Only the order of the values counts."),
        build=_quantiles("uniform"),
    ),
    Scaler(
        key="quantile_normal",
        label=N_("Quantile (normal)"),
        help=N_("The same, bent to a normal distribution: outliers come close, near values part."),
        build=_quantiles("normal"),
    ),
)
