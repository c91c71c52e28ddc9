"""The picture of the leak lab: a point for each seed and way, means with their intervals, and chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.leaks.measured import CHANCE
from core.message import Translate
from core.significance.interval import interval
from ui.data.theme import Colours

_WAYS = ("honest", "leaking")
_SPREAD = 0.12


def of_pairs(pairs: Sequence[Mapping[str, Any]], colours: Colours, _: Translate) -> Any:
    """AUC from bottom to top; both points of a seed are joined by a line.

    Arguments:
        pairs: one at least.
    """
    from plotly import graph_objects as go

    figure = go.Figure()
    # The same place for the same seed at every look: nothing jumps while points are added.
    beside = _SPREAD * np.array([(pair["seed"] * 0.618034) % 1 * 2 - 1 for pair in pairs])
    lines: tuple[list[float | None], list[float | None]] = ([], [])
    for pair, shift in zip(pairs, beside, strict=True):
        lines[0].extend((shift, 1 + shift, None))
        lines[1].extend((pair["honest"], pair["leaking"], None))
    figure.add_scatter(
        x=lines[0],
        y=lines[1],
        mode="lines",
        line={"color": colours.muted, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    names = {"honest": _("Honest"), "leaking": _("Leaking")}
    shades = {"honest": colours.diverging[-1], "leaking": colours.diverging[0]}
    for at, way in enumerate(_WAYS):
        values = [pair[way] for pair in pairs]
        figure.add_scatter(
            x=at + beside,
            y=values,
            mode="markers",
            name=names[way],
            marker={"size": 8, "color": shades[way], "opacity": 0.65},
            customdata=[pair["seed"] for pair in pairs],
            hovertemplate=_("Seed {seed}: AUC {value}").format(seed="%{customdata}", value="%{y:.3f}")
            + "<extra>%{fullData.name}</extra>",
        )
        if len(values) > 1:
            _add_mean(figure, at, values, shades[way], names[way], _)
    figure.add_hline(
        y=CHANCE,
        line={"dash": "dash", "width": 2, "color": colours.categories[0]},
        annotation={"text": _("chance"), "font": {"size": 12}},
        annotation_position="bottom right",
    )
    lowest = min(min(pair[way] for way in _WAYS) for pair in pairs)
    figure.update_layout(
        height=360,
        margin={"l": 8, "r": 8, "t": 16, "b": 8},
        showlegend=False,
        xaxis={
            "tickvals": [0, 1],
            "ticktext": [names[way] for way in _WAYS],
            "range": [-0.5, 1.5],
            "fixedrange": True,
            "zeroline": False,
            "showgrid": False,
        },
        yaxis={
            "title": _("AUC in the validation part"),
            "range": [0.2 if lowest > 0.22 else 0.0, 1.02],
            "zeroline": False,
        },
    )
    return figure


def _add_mean(figure: Any, at: int, values: Sequence[float], shade: str, name: str, _: Translate) -> None:
    found = interval(values)
    figure.add_scatter(
        x=[at + 2 * _SPREAD],
        y=[found.mean],
        mode="markers",
        name=name,
        marker={"size": 13, "symbol": "diamond", "color": shade},
        error_y={
            "type": "constant",
            "value": found.high - found.mean,
            "width": 8,
            "thickness": 2,
            "color": shade,
        },
        hovertemplate=_("Mean {mean}, 95% interval {low} to {high}").format(
            mean=f"{found.mean:.3f}", low=f"{found.low:.3f}", high=f"{found.high:.3f}"
        )
        + "<extra>%{fullData.name}</extra>",
    )
