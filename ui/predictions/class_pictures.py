"""Plotly figures of predicted classes: confusion matrix, ROC, precision-recall, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.message import Translate
from core.predictions.calibration import Calibration
from core.predictions.ranking import AtThreshold, Curves
from ui.data.cell_text import cell_texts
from ui.data.pictures import safe
from ui.data.theme import Colours

HEIGHT = 340
_MARGIN = {"l": 8, "r": 8, "t": 36, "b": 8}
_WRITTEN_OUT = 20
"""Confusion matrices of so many classes have room for counts."""
_CELL, _LOWEST, _HIGHEST = 34, 320, 640
_SURE = {"range": [-0.02, 1.02], "constrain": "domain"}


def of_matrix(
    matrix: npt.NDArray[np.int64],
    names: Sequence[str],
    chosen: tuple[int, int] | None,
    colours: Colours,
    _: Translate,
) -> Any:
    """Rows the true class, columns the predicted one; filled by the share of the true class's rows.

    A square over every cell is what a click meets: Plotly selects points, not cells.

    Arguments:
        matrix: counts, shape ``(classes, classes)``.
        chosen: the cell that is marked.
    """
    from plotly import graph_objects as go

    count = len(names)
    labels = [safe(name) for name in names]
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    height = int(np.clip(110 + _CELL * count, _LOWEST, _HIGHEST))
    places = list(range(count))
    shades = (colours.background, *colours.diverging[6:])
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=places,
            y=places,
            zmin=0,
            zmax=1,
            colorscale=colours.scale(shades),
            colorbar={"tickformat": ".0%", "thickness": 12, "title": {"text": _("Share of the true class")}},
            hoverinfo="skip",
            xgap=1,
            ygap=1,
        )
    )
    figure.data[0].colorbar.title.side = "right"
    if count <= _WRITTEN_OUT:
        figure.update_layout(annotations=cell_texts(matrix.astype(str).tolist(), shares, shades))
    true, said = (each.ravel() for each in np.indices((count, count)))
    figure.add_scatter(
        x=said,
        y=true,
        mode="markers",
        marker={"symbol": "square", "size": 0.8 * (height - 110) / count, "color": "rgba(0,0,0,0)"},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[
            [labels[row], labels[column], int(matrix[row, column]), float(shares[row, column])]
            for row, column in zip(true, said, strict=True)
        ],
        hovertemplate=_("true: {true}<br>predicted: {predicted}<br>rows: {count} ({share})").format(
            true="%{customdata[0]}",
            predicted="%{customdata[1]}",
            count="%{customdata[2]}",
            share="%{customdata[3]:.1%}",
        )
        + "<extra></extra>",
        showlegend=False,
    )
    if chosen is not None and max(chosen) < count:
        row, column = chosen
        corners = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
        figure.add_shape(
            type="rect", line={"color": colours.categories[1], "width": 3}, layer="above", **corners
        )
    ticks = {"tickvals": places, "ticktext": labels, "showgrid": False, "zeroline": False}
    figure.update_layout(
        height=height,
        margin=_MARGIN,
        dragmode=False,
        xaxis={"title": _("Predicted class"), "range": [-0.5, count - 0.5], **ticks},
        yaxis={"title": _("True class"), "range": [count - 0.5, -0.5], **ticks},
    )
    return figure


def of_roc(found: Curves, at: AtThreshold, colours: Colours, _: Translate) -> Any:
    """ROC curve, the diagonal of a guess, and where the threshold lies."""
    figure = _curve(found.false_rate, found.true_rate, at.false_rate, at.true_rate, colours, _)
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        name=_("A guess"),
        line={"dash": "dot", "color": colours.categories[-1]},
    )
    figure.update_layout(
        title={"text": _("ROC, area {area}").format(area=f"{found.area:.3f}"), "font": {"size": 14}},
        xaxis={"title": _("False positive rate"), **_SURE},
        yaxis={"title": _("True positive rate (recall)"), **_SURE},
    )
    return figure


def of_precision_recall(found: Curves, at: AtThreshold, colours: Colours, _: Translate) -> Any:
    """Precision against recall, the precision of a guess, and where the threshold lies."""
    figure = _curve(found.recall, found.precision, at.true_rate, at.precision, colours, _)
    figure.add_scatter(
        x=[0, 1],
        y=[found.share, found.share],
        mode="lines",
        name=_("A guess"),
        line={"dash": "dot", "color": colours.categories[-1]},
    )
    figure.update_layout(
        title={
            "text": _("Precision-recall, average precision {area}").format(
                area=f"{found.average_precision:.3f}"
            ),
            "font": {"size": 14},
        },
        xaxis={"title": _("Recall"), **_SURE},
        yaxis={"title": _("Precision"), **_SURE},
    )
    return figure


def of_calibration(found: Calibration, colours: Colours, _: Translate) -> Any:
    """How often rows are right, against how likely that is said to be; below it the rows of each bin."""
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.72, 0.28], vertical_spacing=0.05)
    there = found.counts > 0
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            name=_("Perfect"),
            line={"dash": "dot", "color": colours.categories[-1]},
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            x=found.said[there],
            y=found.true[there],
            customdata=found.counts[there],
            mode="lines+markers",
            name=_("The network"),
            line={"color": colours.diverging[-1]},
            hovertemplate=_("said {said}, true {true} (rows: {count})").format(
                said="%{x:.3f}", true="%{y:.3f}", count="%{customdata}"
            )
            + "<extra></extra>",
        ),
        row=1,
        col=1,
    )
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    figure.add_trace(
        go.Bar(
            x=middles,
            y=found.counts,
            width=0.9 * np.diff(found.edges),
            marker={"color": colours.diverging[-2]},
            showlegend=False,
            hovertemplate="%{y}<extra></extra>",
        ),
        row=2,
        col=1,
    )
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    figure.update_layout(height=440, margin=_MARGIN, legend=legend)
    figure.update_xaxes(range=[-0.02, 1.02])
    figure.update_xaxes(title=_("Predicted probability"), row=2, col=1)
    figure.update_yaxes(title=_("Share that is so"), range=[-0.02, 1.02], row=1, col=1)
    figure.update_yaxes(title=_("Rows"), row=2, col=1)
    return figure


def _curve(x: Any, y: Any, at_x: float, at_y: float, colours: Colours, _: Translate) -> Any:
    from plotly import graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        name=_("The network"),
        line={"color": colours.diverging[-1], "width": 2},
        hovertemplate="%{x:.3f}, %{y:.3f}<extra></extra>",
    )
    figure.add_scatter(
        x=[at_x],
        y=[at_y],
        mode="markers",
        name=_("At the threshold"),
        marker={
            "size": 13,
            "color": colours.categories[1],
            "line": {"width": 2, "color": colours.background},
        },
        hovertemplate="%{x:.3f}, %{y:.3f}<extra></extra>",
    )
    figure.update_layout(
        height=HEIGHT + 40, margin=_MARGIN, legend={"orientation": "h", "y": -0.25, "yanchor": "top"}
    )
    return figure
