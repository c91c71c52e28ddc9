"""Plotly figures of what the runs of a claim give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.message import Translate, plain_number
from ui.data.theme import Colours
from ui.decades import decades, whole

HEIGHT = 340
_MARGIN = {"l": 8, "r": 8, "t": 34, "b": 8}
_LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its name, its points, and whether it is without normalization."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    plain: bool
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis says; `share`: in percent, `whole`: from 0 to 100 % whatever there is."""

    title: str
    logarithmic: bool = False
    share: bool = False
    whole: bool = False
    ticks: tuple[float, ...] = ()

    def layout(self, values: Sequence[float | None] = ()) -> dict[str, Any]:
        """As Plotly takes it; `values` are what is drawn along it."""
        told: dict[str, Any] = {"title": self.title}
        if self.share:
            told["tickformat"] = ".0%"
        if self.whole:
            told |= {"range": [0, 1.03]}
        if self.ticks:
            told |= {"tickvals": self.ticks, "ticktext": [plain_number(tick) for tick in self.ticks]}
            told["type"] = "log" if self.logarithmic else "linear"
        elif self.logarithmic:
            told |= decades(values)
        return told


def of_lines(lines: Sequence[Line], across: Axis, upright: Axis, colours: Colours) -> Any:
    """Lines with a dot at every run; without normalization in one colour, with it in another."""
    from plotly import graph_objects as go

    figure = go.Figure()
    for line in lines:
        colour = colours.categories[1 if line.plain else 2]
        figure.add_scatter(
            x=list(line.x),
            y=[value if math.isfinite(value) else None for value in line.y],
            name=line.name,
            mode="lines+markers",
            line={"color": colour, "dash": line.dash},
            marker={"color": colour},
        )
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        hovermode="x unified",
        xaxis=across.layout(),
        yaxis=upright.layout([value for line in lines for value in line.y]),
    )
    return figure


def of_shifts(
    without: Floats, with_it: Floats, names: tuple[str, str], colours: Colours, _: Translate
) -> Any:
    """The shift of each layer's inputs by epoch, without normalization at the left, with it at the right.

    Arguments:
        without, with_it: shape ``(epochs, layers)``, of the second layer on.
        names: of both.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(cols=2, shared_yaxes=True, subplot_titles=names, horizontal_spacing=0.04)
    for column, found in enumerate((without, with_it), 1):
        layers = found.shape[1] if found.ndim == 2 else 0
        for layer in range(layers):
            last = layer == layers - 1
            name = _("Output layer") if last else _("Layer {layer}").format(layer=layer + 2)
            shade = colours.sequential[(layer + 1) * (len(colours.sequential) - 1) // layers]
            figure.add_scatter(
                x=list(range(1, len(found) + 1)),
                y=found[:, layer],
                name=name,
                legendgroup=name,
                showlegend=column == 1,
                line={"color": shade},
                row=1,
                col=column,
            )
    figure.update_xaxes(title=_("Epoch"), **whole(max(len(without), len(with_it))))
    figure.update_yaxes(**decades([*without.ravel().tolist(), *with_it.ravel().tolist()]))
    figure.update_yaxes(title=_("Shift (standard deviations)"), col=1)
    figure.update_layout(height=HEIGHT, margin=_MARGIN)
    return figure
