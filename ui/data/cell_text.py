"""Numbers in the cells of a heatmap, each in whichever of black and white is read better on its cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_DARK, _LIGHT = "#000000", "#ffffff"
_EVEN = np.sqrt(1.05 * 0.05) - 0.05
"""The relative luminance on which black and white have the same contrast (WCAG 2.2)."""


def cell_texts(
    texts: Sequence[Sequence[str]], shares: npt.ArrayLike, scale: Sequence[str]
) -> list[dict[str, Any]]:
    """Annotations for Plotly, row by row at whole places. (A heatmap's own texts are grey on pale cells.)

    Arguments:
        texts: what the cells say, as many as there are `shares`.
        shares: place of each cell on the scale, 0 to 1, shape ``(rows, columns)``; NaN has no text.
        scale: colours of the scale as ``#rrggbb``, evenly spaced.
    """
    places = np.asarray(shares, float)
    bright = luminance(places, scale) > _EVEN
    return [
        {
            "x": column,
            "y": row,
            "text": texts[row][column],
            "showarrow": False,
            "font": {"color": _DARK if bright[row, column] else _LIGHT},
        }
        for row, column in zip(*np.nonzero(np.isfinite(places)), strict=True)
    ]


def luminance(places: Floats, scale: Sequence[str]) -> Floats:
    """Relative luminance (WCAG 2.2), 0 to 1, of places between 0 and 1 on a scale of colours."""
    stops = np.linspace(0, 1, len(scale))
    known = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in scale])
    channels = np.stack([np.interp(places, stops, channel) for channel in known.T], axis=-1) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722))
