"""The lab's activation functions in NumPy, with what the theory's Gaussian integrals need to know.

The registry (`core.choices.activations`) leaves building to Keras; this table is its counterpart for
theory, and a test holds both to the same values and slopes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Picked
from core.hyperparameters import ACTIVATION
from core.message import Invalid, Message
from core.theory.normal import beyond, beyond_and_density

Array = npt.NDArray[np.float64]
Function = Callable[[Array], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phi:
    """An activation function phi as the theory sees it. Make one of your own with `Phi.of`.

    Arguments:
        rise: phi(z) - phi(0), precise where z is nearly 0 (a difference of two numbers would not be).
        slope: phi'(z); any value at a kink.
        at_zero: phi(0).
        kinks: where phi or one of its derivatives jumps; integrals are split there.
        low, high: an output outside these counts as saturated, as in the lab's pictures.
        together: rise and slope at once, where one saves work on the other.
        silent_at: an output of at most this size counts as none (see `Activation.dead_at`); None where
            units cannot die.
    """

    rise: Function
    slope: Function
    at_zero: float = 0.0
    together: Callable[[Array], tuple[Array, Array]] | None = None
    kinks: tuple[float, ...] = (0.0,)
    low: float = -math.inf
    high: float = math.inf
    silent_at: float | None = None

    def __call__(self, z: Array) -> Array:
        """phi(z)."""
        return self.rise(z) + self.at_zero

    def with_slope(self, z: Array) -> tuple[Array, Array]:
        """phi(z) and phi'(z)."""
        if self.together is None:
            return self(z), self.slope(z)
        rise, slope = self.together(z)
        return (rise + self.at_zero if self.at_zero else rise), slope

    @classmethod
    def of(
        cls,
        function: Function,
        slope: Function | None = None,
        *,
        kinks: tuple[float, ...] = (0.0,),
    ) -> Phi:
        """Theory for a function of your own.

        Arguments:
            function: vectorised NumPy function, unit by unit (not softmax, which mixes a layer's units:
                the theory needs units that are independent given the layer before).
            slope: its derivative; by differences (about six digits) when left out.
            kinks: where the function bends or jumps. Those left out cost digits.
        """
        zero = float(np.asarray(function(np.zeros(1)))[0])
        return cls(
            rise=lambda z: np.asarray(function(z) - zero, np.float64),
            slope=slope or _differences(function, kinks),
            at_zero=zero,
            kinks=kinks,
        )


WITHOUT_THEORY = frozenset({"exponential", "tanh_shrink", "soft_shrink", "hard_shrink", "threshold"})
"""Activations of the lab that jump, that have no slope at 0, or whose averages soon are infinite."""

AnyActivation = str | Picked | Mapping[str, Any] | Function | Phi
"""A key of the lab (``"tanh"``), one with parameters (``{"name": "elu", "alpha": 2.0}``,
``experiment.activation``), a NumPy function, or a `Phi`."""


def phi_of(activation: AnyActivation) -> Phi:
    """What the theory knows of `activation`.

    Raises:
        Invalid: no activation of the lab, a parameter out of range, or none that the theory covers.
    """
    if isinstance(activation, Phi):
        return activation
    if callable(activation):
        return Phi.of(activation)
    picked = ACTIVATION.parse(activation)
    if picked.name in WITHOUT_THEORY:
        raise Invalid(
            Message(
                "There is no mean-field theory of {activation}.",
                activation=Message(ACTIVATIONS[picked.name].label),
            )
        )
    return function_of(picked)


@lru_cache(maxsize=256)
def function_of(picked: Picked) -> Phi:
    """An activation of the lab in NumPy, whether theory covers it or not."""
    entry = ACTIVATIONS[picked.name]
    return Phi(
        **_TABLE[picked.name](**dict(picked.parameters))._asdict(),
        low=entry.saturated_below,
        high=entry.saturated_above,
        silent_at=entry.dead_at,
    )


def _differences(function: Function, kinks: tuple[float, ...]) -> Function:
    def slope(z: Array) -> Array:
        step = 1e-5 * np.maximum(1.0, np.abs(z))
        for kink in kinks:  # both points on one side of it
            step = np.minimum(step, np.maximum(0.5 * np.abs(z - kink), 1e-300))
        return np.asarray((function(z + step) - function(z - step)) / (2 * step), np.float64)

    return slope


def _bell(z: Array) -> Array:
    """Derivative of the sigmoid; exact far out too, where 1 - sigmoid would have lost all digits."""
    tail = np.exp(-np.abs(z))
    return np.asarray(tail / (1 + tail) ** 2)


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * z))


class _Row(NamedTuple):
    """See `Phi`."""

    rise: Function
    slope: Function
    at_zero: float = 0.0
    together: Callable[[Array], tuple[Array, Array]] | None = None
    kinks: tuple[float, ...] = (0.0,)


def _linear() -> _Row:
    return _Row(lambda z: 1.0 * z, np.ones_like)


def _two_slopes(slope: float = 0.0) -> _Row:
    def steepness(z: Array) -> Array:
        steep = (z > 0).astype(z.dtype)
        return steep if not slope else slope + (1 - slope) * steep

    above = np.maximum if slope <= 1 else np.minimum
    return _Row(lambda z: above(z, slope * z), steepness)


def _elu(alpha: float, scale: float = 1.0) -> _Row:
    # Without `numpy.where`, which takes four times as long as the rest where signs are random.
    return _Row(
        lambda z: scale * np.maximum(z, 0) + scale * alpha * np.expm1(np.minimum(z, 0)),
        lambda z: scale * alpha * np.exp(np.minimum(z, 0)) + scale * (1 - alpha) * (z > 0),
    )


def _gelu() -> _Row:
    def rise(z: Array) -> Array:  # z times the share below z
        size = np.abs(z)
        return np.asarray(np.maximum(z, 0) - size * beyond(size))

    def both(z: Array) -> tuple[Array, Array]:  # its slope: that share, and z times the density
        size = np.abs(z)
        tail, density = beyond_and_density(size)
        density *= size
        density -= tail
        right = (z >= 0).astype(z.dtype)
        density *= 2 * right - 1
        density += right
        size *= tail
        return np.maximum(z, 0) - size, density

    return _Row(rise, lambda z: both(z)[1], 0.0, both)


def _silu() -> _Row:
    return _Row(lambda z: z * _sigmoid(z), lambda z: _sigmoid(z) + z * _bell(z))


def _softplus() -> _Row:
    return _Row(
        lambda z: np.maximum(z, 0) + np.log1p(0.5 * np.expm1(-np.abs(z))),
        _sigmoid,
        math.log(2.0),
    )


def _celu(alpha: float) -> _Row:
    return _Row(
        lambda z: np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0) / alpha),
        lambda z: np.exp(np.minimum(z, 0) / alpha),
    )


def _mish() -> _Row:
    soft = _softplus()

    def slope(z: Array) -> Array:
        bent = np.tanh(soft.rise(z) + soft.at_zero)
        return np.asarray(bent + z * (1 - bent**2) * _sigmoid(z))

    return _Row(lambda z: z * np.tanh(soft.rise(z) + soft.at_zero), slope)


def _squareplus(b: float) -> _Row:
    def root(z: Array) -> Array:
        return np.asarray(np.sqrt(z * z + b))

    start = math.sqrt(b)
    return _Row(
        lambda z: 0.5 * (z + z * (z / (root(z) + start))), lambda z: 0.5 * (1 + z / root(z)), 0.5 * start
    )


def _sparse_plus() -> _Row:
    return _Row(
        lambda z: np.maximum(z, 1) - 1 + np.clip(z, -1, 1) * (0.25 * np.clip(z, -1, 1) + 0.5),
        lambda z: np.clip(0.5 * (z + 1), 0, 1),
        0.25,
        kinks=(-1.0, 1.0),
    )


def _ramp(low: float, high: float, at_zero: float, slope: float) -> _Row:
    """A straight line through (0, `at_zero`) from `low` to `high`, and flat beyond."""
    ends = (low - at_zero) / slope, (high - at_zero) / slope
    return _Row(
        lambda z: np.clip(z, *ends) * slope,
        lambda z: np.asarray(slope * ((z > ends[0]) & (z < ends[1]))),
        at_zero,
        kinks=(*ends, 0.0),
    )


def _hard_silu() -> _Row:
    return _Row(
        lambda z: z * np.clip(z / 6 + 0.5, 0, 1),
        lambda z: np.where(np.abs(z) < 3, z / 3 + 0.5, z > 0),
        kinks=(-3.0, 3.0),
    )


def _log_sigmoid() -> _Row:
    soft = _softplus()
    return _Row(lambda z: -soft.rise(-z), lambda z: _sigmoid(-z), -soft.at_zero)


def _tanh_shrink() -> _Row:
    def rise(z: Array) -> Array:
        square = np.minimum(z * z, 0.04)  # the first terms of its series, where the difference has no digits
        series = z * square * (1 / 3 - square * (2 / 15 - square * (17 / 315 - square * 62 / 2835)))
        return np.where(np.abs(z) < 0.2, series, z - np.tanh(z))

    return _Row(rise, lambda z: np.tanh(z) ** 2)


def _shrink(threshold: float, *, soft: bool) -> _Row:
    def rise(z: Array) -> Array:
        kept = np.abs(z) > threshold
        return np.asarray(kept * (z - np.sign(z) * threshold if soft else z))

    return _Row(rise, lambda z: (np.abs(z) > threshold).astype(z.dtype), kinks=(-threshold, threshold))


def _threshold(threshold: float, default_value: float) -> _Row:
    def value(z: Array) -> Array:
        return np.where(z > threshold, z, z.dtype.type(default_value))

    zero = 0.0 if threshold < 0 else default_value
    return _Row(
        lambda z: value(z) - z.dtype.type(zero),
        lambda z: (z > threshold).astype(z.dtype),
        zero,
        kinks=(threshold, 0.0),
    )


_TABLE: Mapping[str, Callable[..., _Row]] = {
    "linear": _linear,
    "sigmoid": lambda: _Row(lambda z: 0.5 * np.tanh(0.5 * z), _bell, 0.5),
    "tanh": lambda: _Row(np.tanh, lambda z: 4 * _bell(2 * z)),
    "relu": _two_slopes,
    "leaky_relu": _two_slopes,
    "elu": _elu,
    # Klambauer et al. 2017, equation 14.
    "selu": lambda: _elu(1.6732632423543772, 1.0507009873554805),
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _softplus,
    "softsign": lambda: _Row(lambda z: z / (1 + np.abs(z)), lambda z: (1 + np.abs(z)) ** -2.0),
    "prelu": _two_slopes,
    "celu": _celu,
    "mish": _mish,
    "squareplus": _squareplus,
    "sparse_plus": _sparse_plus,
    "relu6": lambda: _ramp(0.0, 6.0, 0.0, 1.0),
    "exponential": lambda: _Row(np.expm1, np.exp, 1.0),
    "log_sigmoid": _log_sigmoid,
    "hard_silu": _hard_silu,
    "hard_sigmoid": lambda: _ramp(0.0, 1.0, 0.5, 1 / 6),
    "sparse_sigmoid": lambda: _ramp(0.0, 1.0, 0.5, 0.5),
    "hard_tanh": lambda: _ramp(-1.0, 1.0, 0.0, 1.0),
    "tanh_shrink": _tanh_shrink,
    "soft_shrink": lambda threshold: _shrink(threshold, soft=True),
    "hard_shrink": lambda threshold: _shrink(threshold, soft=False),
    "threshold": _threshold,
}
"""Per key, given the entry's parameters."""
