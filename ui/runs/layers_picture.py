"""Plotly figure of one number of every layer: small charts of the same axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.runs.curves_picture import Line, legend_name, points_of, upright

_ACROSS = 3
_ROW_PIXELS, _ELSE_PIXELS = 190, 90
_NAME_PIXELS = 20
"""Of a name in the legend, which has a line for each on a phone."""
_GAP = 68
"""Pixels between rows, for numbers below the one and names above the other."""
_MOST_TICKS = 3
"""Of a small chart across: on a phone it is as wide as two numbers."""
_MOST_POINTS = 200
"""Of a line in a small chart."""


def of_layers(
    charts: Mapping[str, Sequence[Line]], *, over: str, what: str, log: bool = False, share: bool = False
) -> Any:
    """A small chart of each layer; all have the same axes, and are zoomed together.

    Arguments:
        charts: lines by the name of their chart, in order. A press on a run's name hides it in all.
        over, what: names of the axes, with units.
        log: whether the upright axes are logarithmic.
        share: whether the numbers are shares, shown in percent.
    """
    from plotly.subplots import make_subplots

    across = min(_ACROSS, len(charts))
    rows = -(-len(charts) // across)
    names = {line.name for lines in charts.values() for line in lines}
    written = sum(legend_name(name).count("<br>") + 1 for name in names)
    height = rows * _ROW_PIXELS + _ELSE_PIXELS + _NAME_PIXELS * written
    figure = make_subplots(
        rows=rows,
        cols=across,
        subplot_titles=list(charts),
        horizontal_spacing=0.06,
        vertical_spacing=_GAP / height,
    )
    shown, told = ".2%" if share else ".4g", set()
    for at, lines in enumerate(charts.values()):
        for line in lines:
            figure.add_scatter(
                **points_of(line, line.y, _MOST_POINTS),
                name=legend_name(line.name),
                legendgroup=line.name,
                showlegend=line.name not in told,
                hovertemplate=f"%{{y:{shown}}}<extra>%{{fullData.name}}</extra>",
                row=at // across + 1,
                col=at % across + 1,
            )
            told.add(line.name)
    figure.update_xaxes(matches="x", nticks=_MOST_TICKS, tickangle=0)
    every = [line for lines in charts.values() for line in lines]
    figure.update_yaxes(
        matches="y", showticklabels=False, **upright(every, log=log, share=share, ticks=_MOST_TICKS)
    )
    figure.update_yaxes(showticklabels=True, col=1)
    figure.update_annotations(font_size=12)
    figure.update_layout(
        height=height,
        title={
            "text": f"{what} · {over}",
            "font_size": 14,
            "x": 0,
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 4},
        },
        margin={"l": 8, "r": 8, "t": 52, "b": 8},
        legend={"orientation": "h", "y": -36 / (rows * _ROW_PIXELS), "yanchor": "top", "x": 0},
        uirevision="kept",
    )
    return figure
