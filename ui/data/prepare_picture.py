"""A column before and after a step: the training part, and the validation part over it."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.data.raw import Floats
from core.message import Translate
from ui.data.pictures import safe
from ui.data.theme import Colours

_BINS = 30
_ALONE = 230
"""Height of a histogram that stands alone."""
Parts = tuple[Floats, Floats]


def of_scaling(before: Parts, after: Parts, name: str, colours: Colours, _: Translate) -> Any:
    """Two histograms side by side.

    Arguments:
        before, after: values of the training and of the validation part.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(1, 2, horizontal_spacing=0.08, subplot_titles=[_("Before"), _("After")])
    for at, values in enumerate((before, after), 1):
        for bars in _histograms(values, colours, _):
            figure.add_trace(bars.update(showlegend=at == 1), row=1, col=at)
    figure.update_layout(
        height=270,
        margin={"l": 8, "r": 8, "t": 46, "b": 8},
        barmode="overlay",
        bargap=0.02,
        legend={"orientation": "h", "y": 1.14, "yanchor": "bottom"},
    )
    figure.update_xaxes(title=safe(name))
    figure.update_yaxes(title=_("Rows"), col=1)
    return figure


def of_values(values: Parts, title: str, axis: str, colours: Colours, _: Translate) -> Any:
    """The histogram of one column, without a legend.

    Arguments:
        values: of the training and of the validation part.
        title: says which it is, as HTML.
        axis: says what the values are, as HTML.
    """
    from plotly import graph_objects as go

    figure = go.Figure(_histograms(values, colours, _))
    return framed(figure, title, axis, _("Rows")).update_layout(barmode="overlay", bargap=0.02)


def framed(figure: Any, title: str, across: str, up: str) -> Any:
    """`figure` as one of some small ones that stand side by side.

    Arguments:
        title, across, up: above the picture and on its axes, as HTML.
    """
    return figure.update_layout(
        title={"text": title, "font": {"size": 13}, "x": 0.01},
        height=_ALONE,
        margin={"l": 8, "r": 8, "t": 34, "b": 8},
        showlegend=False,
        xaxis={"title": across},
        yaxis={"title": up},
    )


def _histograms(values: Parts, colours: Colours, _: Translate) -> list[Any]:
    """Bars of the training and of the validation part over the same edges; none where nothing is finite."""
    from plotly import graph_objects as go

    whole = np.concatenate(values).astype(np.float64)
    whole = whole[np.isfinite(whole)]
    if not len(whole):
        return []
    edges = np.histogram_bin_edges(whole, _BINS)
    return [
        go.Bar(
            x=(edges[1:] + edges[:-1]) / 2,
            y=np.histogram(one[np.isfinite(one)], edges)[0],
            width=np.diff(edges),
            name=label,
            legendgroup=label,
            marker={"color": shade, "line": {"width": 0}, "opacity": 1 - 0.3 * part},
            hovertemplate="%{x:.4g}: %{y}<extra>%{fullData.name}</extra>",
        )
        for part, (one, label, shade) in enumerate(
            zip(values, (_("Training"), _("Validation")), colours.categories, strict=False)
        )
    ]
