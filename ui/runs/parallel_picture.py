"""Plotly figure of parallel coordinates: choices and results of several runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from ui.data.theme import Colours

_HEIGHT = 420


class Axis(NamedTuple):
    """One of the axes.

    Arguments:
        name: letters mean themselves.
        places: of the runs, finite.
        ticks: places with what is written there; None: numbers as they are.
        share: whether the numbers are shares, shown in percent.
    """

    name: str
    places: Sequence[float]
    ticks: Sequence[tuple[float, str]] | None = None
    share: bool = False


def of_axes(axes: Sequence[Axis], results: Sequence[float], shades: Colours) -> Any:
    """A line for each run through all axes.

    Arguments:
        results: of the runs, by which their lines are coloured.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_parcoords(
        dimensions=[_dimension(axis) for axis in axes],
        line={"color": list(results), "colorscale": shades.scale(shades.sequential)},
        labelangle=-12,
        labelside="top",
    )
    figure.update_layout(height=_HEIGHT, margin={"l": 72, "r": 56, "t": 96, "b": 24})
    return figure


def _dimension(axis: Axis) -> dict[str, Any]:
    low, high = min(axis.places), max(axis.places)
    beside = 0.0 if high > low else 0.5 * abs(low) or 0.5  # an axis needs a length
    found: dict[str, Any] = {
        "label": escape(axis.name, quote=False),
        "values": list(axis.places),
        "range": [low - beside, high + beside],
        "tickformat": ".1%" if axis.share else ".4g",
    }
    if axis.ticks is not None:
        found["tickvals"] = [at for at, _text in axis.ticks]
        found["ticktext"] = [escape(text, quote=False) for _at, text in axis.ticks]
    return found
