"""Principal components: how much of the variance each has, and the rows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data.raw import Floats, Labels
from core.message import Translate
from ui.data.pictures import MOST_POINTS
from ui.data.prepare_picture import framed
from ui.data.theme import Colours


def of_shares(shares: npt.NDArray[np.floating[Any]], colours: Colours, _: Translate) -> Any:
    """A bar for each component, and a line of all up to it.

    Arguments:
        shares: of the variance of what goes in, 0 to 1 each, shape ``(components,)``.
    """
    from plotly import graph_objects as go

    numbers = np.arange(1, len(shares) + 1)
    figure = go.Figure()
    figure.add_bar(
        x=numbers,
        y=shares,
        marker={"color": colours.categories[0], "line": {"width": 0}},
        hovertemplate="%{x}: %{y:.1%}<extra></extra>",
    )
    together = _("Together")
    figure.add_scatter(
        x=numbers,
        y=np.cumsum(shares),
        mode="lines+markers",
        marker={"size": 5},
        line={"color": colours.categories[1]},
        hovertemplate=f"1–%{{x}}: %{{y:.1%}}<extra>{together}</extra>",
    )
    framed(figure, _("Explained variance: each (bars), together (line)"), _("Component"), "")
    figure.update_xaxes(dtick=1 if len(shares) <= 12 else None)
    return figure.update_yaxes(tickformat=".0%", range=[0, 1.04])


def of_rows(
    x: Floats, y: Labels, classes: Sequence[str], titles: tuple[str, str, str], colours: Colours
) -> Any:
    """Rows as points, coloured by class or by target.

    Arguments:
        x: two columns, shape ``(rows, 2)``.
        y: classes or targets, shape ``(rows,)``.
        classes: their names; empty where targets are numbers.
        titles: above the picture and on its axes, as HTML.
    """
    from plotly import graph_objects as go

    rows = np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).astype(int)
    x, y = x[rows], y[rows]
    figure = go.Figure()
    if classes:
        for at, shade in enumerate(colours.groups(len(classes))):
            here = x[y == at]
            figure.add_scatter(
                x=here[:, 0],
                y=here[:, 1],
                mode="markers",
                marker={"size": 5, "opacity": 0.75, "color": shade},
            )
        figure.update_traces(hovertemplate="%{x:.4g}, %{y:.4g}<extra></extra>")
    else:
        marker = {"size": 5, "color": y, "colorscale": colours.scale(colours.sequential), "showscale": True}
        figure.add_scatter(x=x[:, 0], y=x[:, 1], mode="markers", marker=marker)
        figure.update_traces(hovertemplate="%{x:.4g}, %{y:.4g}: %{marker.color:.4g}<extra></extra>")
    return framed(figure, *titles)
