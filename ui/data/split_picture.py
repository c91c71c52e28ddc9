"""Rows as stripes coloured by their part, a line for each fold, and below them the classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.message import N_, Translate
from core.partition import TEST, TRAIN, VAL, Partition
from ui.data.theme import Colours

PART_NAMES = {TRAIN: N_("Training"), VAL: N_("Validation"), TEST: N_("Test")}
MOST_STRIPES = 600
"""Of more rows every k-th is shown."""
_MOST_CLASSES = 8
_LINE, _THIN = 34, 20


def of_partition(found: Partition, colours: Colours, _: Translate) -> Any:
    """Stripes from left to right, one for each row, or for every k-th of very many."""
    from plotly import graph_objects as go

    order = found.order
    chosen = np.linspace(0, len(order) - 1, min(len(order), MOST_STRIPES)).astype(int)
    rows, folds = order[chosen], len(found.part)
    names = [_line_name(found, at, _) for at in range(folds)]
    target = _("Class") if found.classes else _("Target")
    part = found.part[:, rows].astype(float)
    part[part < 0] = np.nan
    figure = go.Figure()
    shades = _shades(found, colours)
    words = np.array([_("left out"), *(_(PART_NAMES[each]) for each in (TRAIN, VAL, TEST))])
    row_word = _("Row")
    texts = np.array(
        [
            [f"{row_word} {row}: {words[int(value) + 1]}" for row, value in zip(rows, line, strict=True)]
            for line in found.part[:, rows]
        ]
    )
    figure.add_heatmap(
        z=part,
        x=list(range(len(rows))),
        y=list(range(folds)),
        zmin=-0.5,
        zmax=2.5,
        colorscale=_steps(shades),
        showscale=False,
        customdata=texts,
        hovertemplate="%{customdata}<extra></extra>",
        ygap=3,
    )
    labels = found.labels[rows]
    classes = bool(found.classes) and len(found.classes) <= _MOST_CLASSES
    figure.add_heatmap(
        z=labels[None],
        x=list(range(len(rows))),
        y=[folds],
        colorscale=_steps(colours.groups(len(found.classes)))
        if classes
        else colours.scale(colours.sequential),
        zmin=-0.5 if classes else None,
        zmax=len(found.classes) - 0.5 if classes else None,
        showscale=False,
        hovertemplate="%{z:.4g}<extra></extra>",
        ygap=3,
    )
    for each, shade in zip((TRAIN, VAL, TEST), shades, strict=True):
        if found.count(each):
            figure.add_scatter(
                x=[None],
                y=[None],
                mode="markers",
                name=_(PART_NAMES[each]),
                marker={"symbol": "square", "size": 11, "color": shade},
            )
    figure.update_layout(
        height=110 + _LINE + (_LINE if folds == 1 else _THIN) * folds,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        # Numbers, since plotly.js cannot draw two heatmaps on one axis of categories.
        yaxis={
            "range": [folds + 0.5, -0.5],
            "fixedrange": True,
            "tickvals": list(range(folds + 1)),
            "ticktext": [*names, target],
            "showgrid": False,
            "zeroline": False,
        },
        xaxis=_rows_axis(found, rows, _),
    )
    return figure


def _shades(found: Partition, colours: Colours) -> list[str]:
    """Of training, validation and test: none looks like the classes or numbers below them."""
    if not found.classes:
        test = colours.diverging[0]
    else:
        test = colours.categories[2 if len(found.classes) == 2 else 0]
    return [colours.categories[9], colours.categories[1], test]


def _line_name(found: Partition, at: int, _: Translate) -> str:
    if len(found.part) == 1:
        return _("Part")
    name = _("Fold {number}").format(number=at + 1)
    return f"→ {name}" if at == found.chosen else name


def _rows_axis(found: Partition, rows: Any, _: Translate) -> dict[str, Any]:
    """Ticks say the numbers of the rows, where these are in order."""
    if found.column:
        return {"title": _("Rows, sorted"), "showticklabels": False, "showgrid": False}
    places = np.linspace(0, len(rows) - 1, min(len(rows), 6)).astype(int)
    return {
        "title": _("Row"),
        "tickvals": places.tolist(),
        "ticktext": [str(rows[place]) for place in places],
        "showgrid": False,
    }


def _steps(shades: list[str]) -> list[list[object]]:
    """A colour scale of steps, one for each shade."""
    count = len(shades)
    return [[(at + end) / count, shade] for at, shade in enumerate(shades) for end in (0, 1)]
