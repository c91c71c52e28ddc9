"""Plotly figures of what `core.tables.profiling` finds. Names of people's own are shown letter by letter."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.message import Message, Translate
from core.tables.profiling import ClassBalance, Correlations, Distribution, MissingCells, Projection
from core.tables.profiling.targets import Groups
from ui.data.cell_text import cell_texts
from ui.data.theme import Colours
from ui.decades import whole

MOST_LETTERS = 28
MOST_POINTS = 2000
_WRITTEN_OUT = 12
"""Correlations of so many columns have room for numbers."""
_SMALL, _BAR, _ROW = 190, 26, 24
_MARGIN = {"l": 8, "r": 8, "t": 30, "b": 8}


def safe(text: str) -> str:
    """`text` for Plotly, which takes labels for HTML: as it is, on one line, cut where it is long."""
    return html.escape(short(text), quote=False)


def short(text: str) -> str:
    """`text` on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"


def of_distribution(found: Distribution, colours: Colours, _: Translate) -> Any:
    """Bars of one column; stacked by the groups of the target."""
    from plotly import graph_objects as go

    figure = go.Figure()
    for at, (label, colour) in enumerate(zip(found.groups, colours.groups(len(found.groups)), strict=True)):
        x, width = _places(found)
        figure.add_bar(
            x=x,
            y=found.counts[at],
            width=width,
            name=safe(said(label, _)),
            marker={"color": colour, "line": {"width": 0}},
            customdata=[safe(name) for name in found.categories] or None,
            hovertemplate=f"%{{{'x' if found.categories == () else 'customdata'}}}: %{{y}}"
            "<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(
        title={"text": safe(found.name), "font": {"size": 13}, "x": 0.01},
        barmode="stack",
        bargap=0.05,
        height=_SMALL,
        margin=_MARGIN,
        showlegend=False,
        xaxis=_labelled(found.categories) if found.edges is None else {"range": _ends(found)},
        yaxis=whole(float(np.sum(found.counts, axis=0).max(initial=0))),
    )
    return figure


def of_missing(found: MissingCells, colours: Colours, _: Translate) -> Any:
    """Columns from left to right, rows from top to bottom; filled where values are missing."""
    from plotly import graph_objects as go

    names = [safe(name) for name in found.columns]
    bands = [f"{first + 1}–{last}" for first, last in zip(found.edges, found.edges[1:], strict=False)]
    figure = go.Figure(
        go.Heatmap(
            z=found.shares,
            x=list(range(len(names))),
            y=list(range(len(bands))),
            customdata=np.array([[f"{name}, {band}" for name in names] for band in bands]),
            zmin=0,
            zmax=1,
            colorscale=[[0, colours.muted], [1e-9, colours.diverging[3]], [1, colours.diverging[0]]],
            colorbar={"tickformat": ".0%", "thickness": 12},
            hovertemplate="%{customdata}: %{z:.0%}<extra></extra>",
            xgap=1,
        )
    )
    figure.update_layout(
        height=420,
        margin=_MARGIN,
        xaxis={"tickvals": list(range(len(names))), "ticktext": names, "side": "top", "tickangle": -45},
        yaxis={
            "autorange": "reversed",
            "title": _("Rows"),
            "tickvals": list(range(0, len(bands), max(1, len(bands) // 8))),
            "ticktext": bands[:: max(1, len(bands) // 8)],
        },
    )
    return figure


def of_correlations(found: Correlations, colours: Colours, *, signed: bool = True) -> Any:
    """A square of coefficients, -1 to 1; 0 to 1 where they have no sign."""
    from plotly import graph_objects as go

    low, shades = (-1, colours.diverging) if signed else (0, colours.sequential)
    names = [safe(name) for name in found.names]
    places = list(range(len(names)))
    figure = go.Figure(
        go.Heatmap(
            z=found.values,
            x=places,
            y=places,
            customdata=np.array([[f"{row} · {column}" for column in names] for row in names]),
            zmin=low,
            zmax=1,
            colorscale=colours.scale(shades),
            colorbar={"thickness": 12},
            hovertemplate="%{customdata}: %{z:.3f}<extra></extra>",
        )
    )
    if len(names) <= _WRITTEN_OUT:
        texts = [[f"{value:.2f}" for value in row] for row in found.values]
        shares = (np.asarray(found.values, float) - low) / (1 - low)
        figure.update_layout(annotations=cell_texts(texts, shares, shades))
    figure.update_layout(
        height=max(320, 130 + _ROW * len(names)),
        margin=_MARGIN,
        xaxis={"tickvals": places, "ticktext": names, "tickangle": -45},
        yaxis={"tickvals": places, "ticktext": names, "autorange": "reversed"},
    )
    return figure


def of_balance(found: ClassBalance, colours: Colours, most: int) -> Any:
    """A bar for each class, the largest on top."""
    from plotly import graph_objects as go

    classes, counts = found.classes[:most], found.counts[:most]
    total = sum(found.counts)
    figure = go.Figure(
        go.Bar(
            x=counts,
            y=list(range(len(classes))),
            orientation="h",
            marker={"color": colours.diverging[-1]},
            text=[f"{count} ({count / total:.1%})" for count in counts],
            customdata=[safe(name) for name in classes],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    figure.update_layout(
        height=70 + _BAR * max(3, len(classes)),
        margin=_MARGIN,
        xaxis=whole(max(counts, default=0)),
        yaxis={
            "tickvals": list(range(len(classes))),
            "ticktext": [safe(name) for name in classes],
            "autorange": "reversed",
        },
    )
    return figure


def of_projection(
    found: Projection,
    groups: Groups | None,
    numbers: npt.NDArray[np.float64] | None,
    colours: Colours,
    _: Translate,
) -> Any:
    """Points, coloured by class or by number; at most `MOST_POINTS` of them."""
    from plotly import graph_objects as go

    chosen = np.linspace(0, len(found.points) - 1, min(len(found.points), MOST_POINTS)).astype(int)
    points = found.points[chosen]
    figure = go.Figure()
    if numbers is not None:
        marker = {
            "color": numbers[chosen],
            "colorscale": colours.scale(colours.sequential),
            "showscale": True,
        }
        figure.add_scatter(x=points[:, 0], y=points[:, 1], mode="markers", marker={"size": 6, **marker})
        figure.update_traces(hovertemplate="%{marker.color:.4g}<extra></extra>")
    else:
        known = groups or Groups(("",), np.zeros(len(found.points), np.int64))
        shades = colours.groups(len(known.labels))
        for at, label in enumerate(known.labels):
            here = points[known.codes[chosen] == at]
            figure.add_scatter(
                x=here[:, 0],
                y=here[:, 1],
                mode="markers",
                name=safe(said(label, _)),
                marker={"size": 6, "opacity": 0.75, "color": shades[at]},
                hovertemplate="%{fullData.name}<extra></extra>",
            )
    shares = [f"{share:.0%}" for share in found.explained]
    figure.update_layout(
        height=430,
        margin=_MARGIN,
        showlegend=numbers is None and groups is not None,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        xaxis={"title": _("Component {number} ({share})").format(number=1, share=shares[0])},
        yaxis={"title": _("Component {number} ({share})").format(number=2, share=shares[1])},
    )
    return figure


def _places(found: Distribution) -> tuple[Sequence[Any], Any]:
    """Where bars stand, and how wide they are."""
    if found.edges is None:
        return list(range(len(found.categories))), None
    middles, widths = (found.edges[1:] + found.edges[:-1]) / 2, np.diff(found.edges)
    if found.dates:
        return middles.astype("datetime64[ms]").astype(str).tolist(), widths.tolist()
    return middles.tolist(), widths.tolist()


def _ends(found: Distribution) -> list[Any]:
    """Of the axis: a little beyond the first and the last bin, which look cut off where the picture ends."""
    assert found.edges is not None
    beyond = 0.02 * (found.edges[-1] - found.edges[0])
    ends = np.array([found.edges[0] - beyond, found.edges[-1] + beyond])
    return list(ends.astype("datetime64[ms]").astype(str) if found.dates else ends)


def _labelled(names: Sequence[str]) -> dict[str, Any]:
    """An axis of names by their place, since two may look the same when they are cut."""
    return {"tickvals": list(range(len(names))), "ticktext": [safe(name) for name in names]}


def said(label: str | Message, _: Translate) -> str:
    """A label in the language of `_`."""
    return label.render(_) if isinstance(label, Message) else label
