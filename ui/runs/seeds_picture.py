"""Plotly figure of two experiments over several seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.significance import Paired
from ui.charts import share_ticks
from ui.data.theme import Colours
from ui.language import _

_HEIGHT = 340
_APART = 0.025
"""Between dots of equal numbers, in distances from A to B."""
_MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}


def of_pairs(
    first: Sequence[float],
    second: Sequence[float],
    found: Paired | None,
    margin: float,
    *,
    share: bool,
    what: str,
    colours: Colours,
) -> Any:
    """Every run as a dot and every pair as a line; beside it the differences with their mean and interval.

    Arguments:
        first, second: of A and B, by seed; NaN where a run has not ended, or diverged.
        found: what the seeds say; None while too few are known.
        margin: the smallest difference that matters, drawn as a band.
        share: whether the numbers are shares, shown in percent.
        what: the name of the numbers.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, column_widths=[0.6, 0.4], horizontal_spacing=0.12)
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if math.isfinite(one + other)]
    places = _apart([one for one, _other in pairs]), _apart([other for _one, other in pairs], 1)
    across: list[float | None] = [at for pair in zip(*places, strict=True) for at in (*pair, None)]
    upright: list[float | None] = [number for pair in pairs for number in (*pair, None)]
    figure.add_scatter(
        x=across,
        y=upright,
        mode="lines",
        line={"color": colours.muted, "width": 1.5},
        opacity=0.9,
        hoverinfo="skip",
        showlegend=False,
        row=1,
        col=1,
    )
    shades = colours.groups(2)
    shown, seed = ".2%" if share else ".4g", _("Seed")
    for middle, (name, numbers, shade) in enumerate((("A", first, shades[0]), ("B", second, shades[1]))):
        ended = [(at, number) for at, number in enumerate(numbers) if math.isfinite(number)]
        figure.add_scatter(
            x=_apart([number for _at, number in ended], middle),
            y=[number for _at, number in ended],
            customdata=[at for at, _number in ended],
            mode="markers",
            marker={"color": shade, "size": 9},
            name=name,
            hovertemplate=f"{name}, {seed} %{{customdata}}: %{{y:{shown}}}<extra></extra>",
            showlegend=False,
            row=1,
            col=1,
        )
    _differences(figure, [other - one for one, other in pairs], found, margin, colours, share=share)
    ticks = share_ticks([number for pair in pairs for number in pair]) if share else None
    figure.update_yaxes(title=what, tickformat=ticks, row=1, col=1)
    figure.update_xaxes(tickvals=[0, 1], ticktext=["A", "B"], range=[-0.5, 1.5], row=1, col=1)
    figure.update_layout(height=_HEIGHT, margin=_MARGIN)
    return figure


def _apart(numbers: Sequence[float], middle: float = 0.0) -> list[float]:
    """Places beside `middle` at which equal numbers do not lie on each other."""
    found: list[float] = []
    for at, number in enumerate(numbers):
        before, alike = numbers[:at].count(number), numbers.count(number)
        found.append(middle + _APART * (before - (alike - 1) / 2))
    return found


def _differences(
    figure: Any,
    numbers: Sequence[float],
    found: Paired | None,
    margin: float,
    colours: Colours,
    *,
    share: bool,
) -> None:
    """The differences of the pairs, what of them matters, and where their mean may lie; those of shares in
    percentage points."""
    name = _("B minus A")
    unit = 100.0 if share else 1.0
    shown = f"%{{y:{'+.2f' if share else '.4g'}}}<extra></extra>"
    title = _("B minus A, in percentage points") if share else name
    figure.add_scatter(
        x=_apart(list(numbers)),
        y=[unit * number for number in numbers],
        mode="markers",
        marker={"color": colours.diverging[-1], "size": 7, "opacity": 0.55},
        hovertemplate=shown,
        showlegend=False,
        row=1,
        col=2,
    )
    if found is not None and found.difference is not None and math.isfinite(found.difference.low):
        low, mean, high = (
            unit * number for number in (found.difference.low, found.difference.mean, found.difference.high)
        )
        figure.add_scatter(
            x=[1],
            y=[mean],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [high - mean],
                "arrayminus": [mean - low],
                "thickness": 3,
                "width": 10,
            },
            mode="markers",
            marker={"color": colours.diverging[-1], "size": 11, "symbol": "diamond"},
            hovertemplate=shown,
            showlegend=False,
            row=1,
            col=2,
        )
    # Plotly draws neither into a subplot in which nothing is yet.
    figure.add_hrect(
        y0=-unit * margin,
        y1=unit * margin,
        fillcolor=colours.muted,
        opacity=0.4,
        layer="below",
        line_width=0,
        row=1,
        col=2,
    )
    figure.add_hline(y=0, line={"color": colours.muted, "width": 2, "dash": "dot"}, row=1, col=2)
    figure.update_xaxes(
        tickvals=[0, 1], ticktext=[title.replace(", ", ",<br>"), _("Mean")], range=[-0.5, 1.5], row=1, col=2
    )
