"""Plotly figure of several distributions over each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from core.statistics.densities import Density

_HEIGHT = 420
_DASHES = ("solid", "dot", "dash", "longdash", "dashdot", "longdashdot")


class Laid(NamedTuple):
    """A distribution to draw.

    Arguments:
        name: of its run and layer; letters mean themselves.
        colour: as ``#rrggbb``.
        dash: number of its kind of line; they begin anew where there are no more.
        density: what is drawn.
    """

    name: str
    colour: str
    dash: int
    density: Density


def of_densities(laid: Sequence[Laid], *, what: str, density: str, log: bool = False) -> Any:
    """The distributions as steps, a bin each.

    Arguments:
        what, density: names of the axes.
        log: whether the upright axis is logarithmic; empty bins are gaps then.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for one in laid:
        heights = np.repeat(one.density.density, 2)  # of a bin its two ends, so that one alone is seen
        red, green, blue = (int(one.colour[at : at + 2], 16) for at in (1, 3, 5))
        figure.add_scatter(
            x=np.repeat(one.density.edges, 2)[1:-1],
            y=np.where(heights > 0, heights, np.nan) if log else heights,
            mode="lines",
            line={
                "color": one.colour,
                "width": 2,
                "dash": _DASHES[one.dash % len(_DASHES)],
            },
            fill=None if log else "tozeroy",
            fillcolor=f"rgba({red},{green},{blue},0.12)",
            name=escape(one.name, quote=False),
            hovertemplate="%{y:.3g}<extra>%{fullData.name}</extra>",
        )
    figure.update_xaxes(title=what)
    figure.update_yaxes(title=density, type="log" if log else "linear")
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        hovermode="x unified",
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0},
        showlegend=True,
        uirevision="kept",
    )
    return figure
