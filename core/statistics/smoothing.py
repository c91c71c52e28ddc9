"""Smoothing of curves over time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


def smoothed(values: Numbers, weight: float) -> Numbers:
    """The debiased exponential moving average, as TensorBoard draws it.

    Each value counts `weight` times as much as the one after it. The average begins at 0 and is divided by
    what that takes from it, 1 - weight^n, as Adam's moments are (Kingma & Ba 2015). Numbers that are not
    finite stay as they are and are left out of the average, and a constant curve stays itself
    (`resmoothDataset` in TensorBoard's vz_line_chart2.ts).

    Arguments:
        values: first to last, whatever lies between them.
        weight: 0 (none) up to, but without, 1.

    Raises:
        ValueError: another weight.
    """
    if not 0 <= weight < 1:
        raise ValueError(f"Expected a weight from 0 to below 1, received {weight}.")
    if not len(values) or (values == values[0]).all():
        return values.copy()
    found = np.empty(len(values))
    last, counted = 0.0, 0
    for at, value in enumerate(values.tolist()):
        if not np.isfinite(value):
            found[at] = value
            continue
        last = weight * last + (1 - weight) * value
        counted += 1
        found[at] = last / (1 - weight**counted)
    return found
