"""Normalizations of the numbers of a layer in NumPy, forward and back, as Keras's layers begin.

Gamma is 1 and beta 0 there, so that neither is in here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.choices.normalizations import NORMALIZATIONS
from core.choices.registry import Picked

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Normalizer:
    """One Keras layer of a normalization.

    Arguments:
        axis: over which it takes means: 0 for the rows of a batch, -1 for the units of a group.
        groups: into how many groups it divides the units; 0: each unit is one.
        centres: whether it takes the mean away.
        epsilon: what it adds to the variance.
    """

    axis: int
    groups: int
    centres: bool
    epsilon: np.float32

    def forward(self, values: Values) -> tuple[Values, Values]:
        """What it divides by, and what it gives, shape ``(rows, units)`` as `values`."""
        parts = self._parts(values)
        centred = parts - parts.mean(axis=self.axis, keepdims=True) if self.centres else parts.copy()
        divisor = np.sqrt(np.square(centred).mean(axis=self.axis, keepdims=True) + self.epsilon)
        centred /= divisor
        return divisor, centred.reshape(values.shape)

    def backward(self, gradient: Values, divisor: Values, given: Values) -> Values:
        """The gradient of what it was given (Ioffe & Szegedy 2015, section 3).

        Arguments:
            gradient: of what it gave.
            divisor, given: of `forward`.
        """
        parts, normalized = self._parts(gradient), self._parts(given)
        along = (parts * normalized).mean(axis=self.axis, keepdims=True)
        moved: Values = parts - parts.mean(axis=self.axis, keepdims=True) if self.centres else parts.copy()
        moved -= normalized * along
        moved /= divisor
        return moved.reshape(gradient.shape)

    def _parts(self, values: Values) -> Values:
        """For groups ``(rows, groups, units of a group)``, else ``(rows, units)``."""
        if self.groups == 1 or self.axis == 0:
            return values
        return values.reshape(len(values), self.groups or values.shape[1], -1)


def normalizers_of(picked: Picked) -> list[Normalizer]:
    """The Keras layers of a normalization, first to last."""
    configs = NORMALIZATIONS[picked.name].keras_configs(picked)
    return [_KINDS[each["class_name"]](**each["config"]) for each in configs]


def _batch(*, epsilon: float, momentum: float) -> Normalizer:
    return Normalizer(0, 1, True, np.float32(epsilon))


def _layer(*, epsilon: float) -> Normalizer:
    return Normalizer(-1, 1, True, np.float32(epsilon))


def _group(*, epsilon: float, groups: int) -> Normalizer:
    return Normalizer(-1, max(groups, 0), True, np.float32(epsilon))


def _rms(*, epsilon: float) -> Normalizer:
    return Normalizer(-1, 1, False, np.float32(epsilon))


_KINDS: dict[str, Callable[..., Normalizer]] = {
    "BatchNormalization": _batch,
    "LayerNormalization": _layer,
    "GroupNormalization": _group,
    "RMSNormalization": _rms,
}
