"""Plotly figures of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.claims.stopping import EPOCHS, Marks, Stopped
from core.frame import Frame
from core.message import Translate
from ui.data.theme import Colours
from ui.decades import decades

HEIGHT = 360
_MARGIN = {"l": 8, "r": 8, "t": 34, "b": 8}
_LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0}


def of_differences(found: Mapping[str, npt.NDArray[np.float64]], colours: Colours, _: Translate) -> Any:
    """The largest difference of a weight by step, on a logarithmic axis.

    Arguments:
        found: by name of the optimizer, what `core.claims.decay.differences` gives.
    """
    from plotly import graph_objects as go

    figure = go.Figure()
    drawn = np.concatenate([rows[:, 1] for rows in found.values()]).tolist()
    for at, (name, rows) in enumerate(found.items()):
        colour = colours.categories[2 - at]
        figure.add_scatter(
            x=rows[:, 0],
            y=[value or None for value in rows[:, 1].tolist()],  # 0, before the first step, has no logarithm
            name=name,
            mode="lines",
            line={"color": colour, "width": 2.5},
        )
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        hovermode="x unified",
        xaxis={"title": _("Step")},
        yaxis={"title": _("Largest difference of a weight"), **decades(drawn)},
    )
    return figure


def smoothed(amount: float, classes: int) -> tuple[float, float]:
    """What the right class, and each other one, is told as (Keras's categorical cross-entropy; with two
    classes the binary one gives the same)."""
    return 1 - amount + amount / classes, amount / classes


def of_targets(high: float, low: float, classes: int, colours: Colours, _: Translate) -> Any:
    """One-hot targets beside smoothed ones."""
    from plotly import graph_objects as go

    names = [_("Class {number}").format(number=number + 1) for number in range(classes)]
    parts = (
        (_("One-hot"), [1.0] + [0.0] * (classes - 1), colours.muted),
        (_("Smoothed"), [high] + [low] * (classes - 1), colours.categories[2]),
    )
    figure = go.Figure()
    for name, values, colour in parts:
        figure.add_bar(
            x=names,
            y=values,
            name=name,
            marker={"color": colour},
            text=[f"{value:.4g}" for value in values],
            textposition="outside",
            cliponaxis=False,
        )
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        barmode="group",
        yaxis={"title": _("Target"), "range": [0, 1.1]},
    )
    return figure


def of_stopping(
    early: Sequence[Frame],
    whole: Sequence[Frame],
    stopped: Stopped,
    marks: Marks,
    colours: Colours,
    _: Translate,
) -> Any:
    """Validation loss by epoch, with and without early stopping, and what happened when."""
    from plotly import graph_objects as go

    figure = go.Figure()
    # The last frame of the run that stopped shows the weights that are back in place, not those of its epoch.
    back = early if marks.stopped is None else [*early[:-1], *whole[marks.stopped : marks.stopped + 1]]
    for frames, name, colour, width in (
        (whole, _("To the last epoch"), colours.categories[-1], 1.5),
        (back, _("With early stopping"), colours.categories[1], 2.5),
    ):
        figure.add_scatter(
            x=[frame.epoch for frame in frames],
            y=[frame.val_loss for frame in frames],
            name=name,
            mode="lines",
            line={"color": colour, "width": width},
        )
    if stopped.start_from_epoch:
        figure.add_vrect(
            x0=0,
            x1=stopped.start_from_epoch,
            fillcolor=colours.muted,
            opacity=0.25,
            line_width=0,
            annotation={"text": _("not looked at")},
            annotation_position="bottom left",
        )
    if stopped.baseline is not None:
        figure.add_hline(
            y=stopped.baseline,
            line={"dash": "dot", "color": colours.categories[0]},
            annotation={"text": _("Baseline")},
            annotation_position="top right",
        )
    for epoch, text, side in (
        (marks.best, _("Best: {epoch}"), "left"),
        (marks.stopped, _("Stopped: {epoch}"), "right"),
    ):
        if epoch is not None:
            figure.add_vline(
                x=epoch,
                line={"dash": "dash", "color": colours.categories[2]},
                annotation={"text": text.format(epoch=epoch)},
                annotation_position=f"top {side}",
            )
    figure.update_layout(
        height=HEIGHT,
        margin=_MARGIN,
        legend=_LEGEND,
        hovermode="x unified",
        xaxis={"title": _("Epoch"), "range": [0, EPOCHS]},
        yaxis={"title": _("Validation loss"), "rangemode": "tozero"},
    )
    return figure
