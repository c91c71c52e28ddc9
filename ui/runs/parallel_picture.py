"""Plotly figure of parallel coordinates: choices and results of several runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

from core.message import plain_number
from ui.data.theme import Colours

AXIS_PIXELS = 112
"""Width in which an axis can be read."""
_HEIGHT = 420
_MOST_LETTERS = 15
"""Of a line in an axis's name."""
_MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}


class Axis(NamedTuple):
    """One of the axes.

    Arguments:
        name: letters mean themselves.
        places: of the runs, finite.
        ticks: places with what is written there; None: numbers as they are, at the ends.
        share: whether the numbers are shares, shown in percent.
    """

    name: str
    places: Sequence[float]
    ticks: Sequence[tuple[float, str]] | None = None
    share: bool = False

    def scaled(self, place: float) -> float:
        """`place` from 0 to 1, as the lowest and the highest of the runs are."""
        low, high = min(self.places), max(self.places)
        return (place - low) / (high - low) if high > low else 0.5

    def marks(self) -> Sequence[tuple[float, str]]:
        """Places with what is written there."""
        if self.ticks is not None:
            return self.ticks
        ends = dict.fromkeys((min(self.places), max(self.places)))
        return [(end, f"{end:.1%}" if self.share else plain_number(end, 3)) for end in ends]


def of_axes(
    axes: Sequence[Axis],
    results: Sequence[float],
    said: Sequence[str],
    shades: Colours,
    *,
    height: int = _HEIGHT,
) -> Any:
    """A line for each run through all axes, the best results over the others.

    Drawn as plain lines: Plotly's own kind needs WebGL, which not every classroom's machines have.

    Arguments:
        results: of the runs, by which their lines are coloured.
        said: what is said of each run when its line is pointed at; letters mean themselves.
    """
    import plotly.graph_objects as go
    from plotly.colors import sample_colorscale

    figure = go.Figure()
    scale, by_result = shades.scale(shades.sequential), Axis("", results)
    for at in sorted(range(len(results)), key=results.__getitem__):
        figure.add_scatter(
            x=list(range(len(axes))),
            y=[axis.scaled(axis.places[at]) for axis in axes],
            mode="lines+markers",
            line={"color": sample_colorscale(scale, [by_result.scaled(results[at])])[0], "width": 2},
            marker={"size": 6},
            text=escape(said[at], quote=False).replace("\n", "<br>"),
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    for at, axis in enumerate(axes):
        figure.add_vline(x=at, line={"width": 1, "color": "rgba(128,128,128,0.6)"}, layer="below")
        for place, text in axis.marks():
            _written(figure, at, axis.scaled(place), escape(text, quote=False), shades)
    names = [
        "<br>".join(escape(part, quote=False) for part in wrap(axis.name, _MOST_LETTERS)) for axis in axes
    ]
    last = len(axes) - 1
    figure.update_xaxes(
        tickvals=list(range(len(axes))),
        ticktext=names,
        tickangle=0,
        range=[-0.5, last + 0.5],
        showgrid=False,
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, range=[-0.05, 1.05], fixedrange=True)
    # Nothing to zoom: a finger that moves over it scrolls.
    figure.update_layout(height=height, margin=_MARGIN, hovermode="closest", dragmode=False)
    return figure


def _written(figure: Any, at: int, height: float, text: str, shades: Colours) -> None:
    """Text beside an axis: on its left side, of the first one on its right side, where there is room."""
    figure.add_annotation(
        x=at,
        y=height,
        text=text,
        showarrow=False,
        xanchor="left" if at == 0 else "right",
        xshift=6 if at == 0 else -6,
        bgcolor=shades.background,
        font={"size": 11},
    )
