"""Plotly figures of what the runs of a lesson give, and of a sketch beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from core.claims.outcomes import Outcome
from core.lessons.blocks import EXPERIMENTS, LAYERS, LOG, Picture, Sketch
from core.message import Translate
from ui.data.theme import Colours
from ui.decades import decades, whole

HEIGHT = 320
_MARGIN = {"l": 8, "r": 8, "t": 34, "b": 8}
_LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0}


def of_picture(
    picture: Picture,
    outcomes: Mapping[str, Outcome],
    names: Mapping[str, str],
    colours: Colours,
    _: Translate,
) -> Any:
    """A quantity of runs: a line for each across epochs or layers, or a bar for each.

    Arguments:
        outcomes: by the experiment's name, in order.
        names: what experiments are called.
    """
    from plotly import graph_objects as go

    figure, values = go.Figure(), []
    for at, (name, outcome) in enumerate(outcomes.items()):
        colour = colours.categories[(at + 2) % len(colours.categories)]
        x, y = _points(picture, outcome, names[name])
        values += y
        if picture.over == EXPERIMENTS:
            figure.add_bar(x=x, y=y, name=names[name], marker={"color": colour}, showlegend=False)
        else:
            figure.add_scatter(
                x=x,
                y=y,
                name=names[name],
                mode="lines+markers",
                line={"color": colour},
                marker={"color": colour},
            )
    share = picture.measure.is_share
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        showlegend=picture.over != EXPERIMENTS,
        hovermode="closest" if picture.over == EXPERIMENTS else "x unified",
        xaxis=_across(picture.over, values, _),
        yaxis=_upright(_(picture.measure.entry.label), values, log=picture.scale == LOG, share=share),
    )
    return figure


def of_sketch(
    sketch: Sketch,
    at: Sequence[float],
    curves: Mapping[str, Sequence[float] | npt.NDArray[Any]],
    colours: Colours,
    _: Translate,
) -> Any:
    """A sketch, what was measured and what theory says, on the sketch's own axes.

    Arguments:
        at: places of the points.
        curves: by their names: the sketch, what was measured, and theory, as far as there are any.
    """
    from plotly import graph_objects as go

    figure = go.Figure()
    styles = (
        {"color": colours.categories[1], "width": 3},
        {"color": colours.categories[0], "width": 3},
        {"color": colours.categories[0], "dash": "dot"},
    )
    for (name, values), style in zip(curves.items(), styles, strict=False):
        y = [float(value) if math.isfinite(value) else None for value in values]
        figure.add_scatter(x=list(at), y=y, name=name, mode="lines+markers", line=style)
    ends = (sketch.low, sketch.high)
    share = sketch.measure.is_share
    upright = _upright(_(sketch.measure.entry.label), ends, log=sketch.scale == LOG, share=share)
    if sketch.scale != LOG:
        upright["range"] = [sketch.low, sketch.high]
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        hovermode="x unified",
        xaxis=_across(sketch.over, at, _),
        yaxis=upright,
    )
    return figure


def _points(picture: Picture, outcome: Outcome, name: str) -> tuple[list[Any], list[float | None]]:
    measure = picture.measure
    if picture.over == EXPERIMENTS:
        return [name], [_drawn(measure.of(outcome))]
    if picture.over == LAYERS:
        of_layers = measure.over_layers(outcome)
        return list(range(1, len(of_layers) + 1)), [_drawn(value) for value in of_layers]
    rows = measure.over_epochs(outcome)
    return rows[:, 0].tolist(), [_drawn(value) for value in rows[:, 1]]


def _drawn(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _across(over: str, values: Sequence[Any], _: Translate) -> dict[str, Any]:
    if over == EXPERIMENTS:
        return {}
    if over == LAYERS:
        return {"title": _("Layer"), "dtick": 1}
    return {"title": _("Epoch"), **whole(len(values))}


def _upright(title: str, values: Sequence[float | None], *, log: bool, share: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"title": {"text": title, "font": {"size": 12}}}
    if log:
        return told | decades(values)
    return told | ({"tickformat": ".0%", "range": [0, 1.03]} if share else {"rangemode": "tozero"})
