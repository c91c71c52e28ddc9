"""Units that compute the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

EQUAL = 1e-6
"""Weights that differ by less than this share of the largest are the same weight."""


def units_equal(kernel: npt.NDArray[Any], bias: npt.NDArray[Any]) -> bool:
    """Whether all units of a layer have the same weights and biases; False for a single unit.

    Arguments:
        kernel: shape ``(sources, units)``.
        bias: shape ``(units,)``.
    """
    return kernel.shape[1] > 1 and _columns_equal(kernel) and _columns_equal(bias[None])


def _columns_equal(rows: npt.NDArray[Any]) -> bool:
    if not rows.size:
        return True
    limit = EQUAL * max(rows.max(), -rows.min())
    # One row tells nearly all kernels apart; the others need not be read then.
    return bool(np.ptp(rows[0]) <= limit and np.ptp(rows, axis=1).max() <= limit)
