"""Plotly figures of a sweep: results over one choice, over two, over any number, and what matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from core.message import plain_number
from ui.charts import share_ticks
from ui.data.cell_text import cell_texts
from ui.data.theme import Colours
from ui.language import _
from ui.runs import parallel_picture

_HEIGHT = 380
_BAR = 44
"""Height of a bar, in pixels."""
_MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
_MOST_WRITTEN = 100
"""Cells of a map that have their numbers written in."""


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A choice that is varied.

    Arguments:
        name: of the choice.
        values: of each trial: all numbers, or all names.
        log: whether numbers are shown on a logarithmic axis.
    """

    name: str
    values: Sequence[float | str]
    log: bool = False

    @property
    def places(self) -> list[float | str]:
        """The different values: numbers rising, names as they come."""
        different = dict.fromkeys(self.values)
        return sorted(different, key=float) if self.numeric else list(different)

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers."""
        return all(isinstance(value, float) for value in self.values)

    def written(self, value: float | str) -> str:
        """A value as people read it."""
        return plain_number(value, 3) if isinstance(value, float) else value


def of_values(
    axis: Axis,
    numbers: Sequence[Sequence[float]],
    means: Sequence[float],
    *,
    what: str,
    share: bool,
    colours: Colours,
) -> Any:
    """Every run as a dot over the value of one choice, and the means joined by a line.

    Arguments:
        numbers: of each trial, by seed; NaN where there is none.
        means: of each trial.
        what: the name of the numbers.
        share: whether they are shares, shown in percent.
    """
    import plotly.graph_objects as go

    figure, shown = go.Figure(), ".2%" if share else ".4g"
    order = sorted(range(len(means)), key=lambda at: axis.places.index(axis.values[at]))
    shade = colours.groups(1)[0]
    known = [at for at in order if math.isfinite(means[at])]
    figure.add_scatter(
        x=[axis.values[at] for at in known],
        y=[means[at] for at in known],
        mode="lines+markers" if len(numbers[0]) == 1 else "lines",
        line={"color": shade, "width": 2},
        marker={"size": 9},
        name=_("Mean"),
        hovertemplate=f"%{{x}}: %{{y:{shown}}}<extra></extra>",
    )
    if len(numbers[0]) > 1:
        dots = [(axis.values[at], number) for at in order for number in numbers[at] if math.isfinite(number)]
        figure.add_scatter(
            x=[value for value, _number in dots],
            y=[number for _value, number in dots],
            mode="markers",
            marker={"color": shade, "size": 8, "opacity": 0.45},
            name=_("Runs"),
            hovertemplate=f"%{{x}}: %{{y:{shown}}}<extra></extra>",
        )
    kind = "log" if axis.log else ("linear" if axis.numeric else "category")
    ticks = {"tickvals": axis.places, "ticktext": [axis.written(value) for value in axis.places]}
    figure.update_xaxes(title=axis.name, type=kind, **ticks)
    shares = share_ticks([number for row in numbers for number in row]) if share else None
    figure.update_yaxes(title=what, tickformat=shares)
    figure.update_layout(height=_HEIGHT, margin=_MARGIN, showlegend=False)
    return figure


def of_grid(
    across: Axis,
    upright: Axis,
    means: Sequence[float],
    *,
    what: str,
    share: bool,
    colours: Colours,
    said: Sequence[str] | None = None,
) -> Any:
    """The means of a complete grid of two choices as a map; cells without a number are empty.

    Arguments:
        said: of each trial its number in words; None: the mean alone.
    """
    import plotly.graph_objects as go

    columns, rows = across.places, upright.places
    cells = np.full((len(rows), len(columns)), np.nan)
    words = np.full(cells.shape, "", dtype=object)
    for at, mean in enumerate(means):
        place = rows.index(upright.values[at]), columns.index(across.values[at])
        cells[place] = mean
        words[place] = escape(said[at]) if said else ""
    low, high = _ends(means, share=share)
    shown = ".1%" if share else ".3g"
    figure = go.Figure(
        go.Heatmap(
            x=[across.written(value) for value in columns],
            y=[upright.written(value) for value in rows],
            z=cells,
            colorscale=colours.scale(colours.sequential),
            zmin=low,
            zmax=high,
            customdata=words,
            colorbar={
                "title": {"text": what, "side": "right"},
                "tickformat": share_ticks((low, high)) if share else None,
            },
            hovertemplate=f"{across.name} %{{x}}<br>{upright.name} %{{y}}<br>"
            + ("%{customdata}" if said else f"%{{z:{shown}}}")
            + "<extra></extra>",
            hoverongaps=False,
            xgap=2,
            ygap=2,
        )
    )
    if cells.size <= _MOST_WRITTEN and np.isfinite(cells).any():
        texts = [[f"{cell:{shown}}" for cell in row] for row in cells]
        shares = (cells - low) / (high - low)
        figure.update_layout(annotations=cell_texts(texts, shares, colours.sequential))
    figure.update_xaxes(title=across.name, type="category")
    figure.update_yaxes(title=upright.name, type="category")
    figure.update_layout(height=_HEIGHT, margin=_MARGIN)
    return figure


def _ends(means: Sequence[float], *, share: bool) -> tuple[float, float]:
    """Those of the colours: the lowest and the highest mean; where they are the same, a little around it."""
    finite = [mean for mean in means if math.isfinite(mean)] or [0.0]
    low, high = min(finite), max(finite)
    if low == high:
        around = 0.01 if share else 0.01 * abs(low) or 1.0
        low, high = low - around, high + around
    return (max(low, 0.0), min(high, 1.0)) if share else (low, high)


def of_trials(
    axes: Sequence[Axis],
    means: Sequence[float],
    *,
    what: str,
    share: bool,
    colours: Colours,
    said: Sequence[str] | None = None,
) -> Any:
    """Every trial as a line through its values to its result.

    Arguments:
        said: of each trial its number in words; None: the mean alone.
    """
    known = [at for at, mean in enumerate(means) if math.isfinite(mean)]
    results = parallel_picture.Axis(what, [means[at] for at in known], share=share)
    shown = ".2%" if share else ".4g"
    words = [
        "\n".join(
            [
                *(f"{axis.name}: {axis.written(axis.values[at])}" for axis in axes),
                f"{what}: {said[at] if said else format(means[at], shown)}",
            ]
        )
        for at in known
    ]
    drawn = [*(_upright(axis, known) for axis in axes), results]
    return parallel_picture.of_axes(drawn, results.places, words, colours, height=_HEIGHT)


def _upright(axis: Axis, known: Sequence[int]) -> parallel_picture.Axis:
    """An axis with the values of the trials that are known: names one above the other."""
    values = [axis.values[at] for at in known]
    if not axis.numeric:
        names = axis.places
        ticks = [(float(at), axis.written(name)) for at, name in enumerate(names) if name in values]
        return parallel_picture.Axis(axis.name, [float(names.index(value)) for value in values], ticks)
    places = {
        value: math.log10(float(value)) if axis.log else float(value) for value in sorted(values, key=float)
    }
    ends = dict.fromkeys((min(values, key=float), max(values, key=float)))
    return parallel_picture.Axis(
        axis.name, [places[value] for value in values], [(places[end], axis.written(end)) for end in ends]
    )


def of_importances(names: Sequence[str], shares: Sequence[float], *, colours: Colours) -> Any:
    """A bar for each choice, the most important one on top.

    Arguments:
        shares: 0 to 1, see `core.sweeps.importances`.
    """
    import plotly.graph_objects as go

    order = sorted(range(len(names)), key=lambda at: shares[at])
    figure = go.Figure(
        go.Bar(
            x=[shares[at] for at in order],
            y=[names[at] for at in order],
            orientation="h",
            marker={"color": colours.groups(1)[0]},
            texttemplate="%{x:.0%}",
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%")
    figure.update_layout(height=_BAR * len(names) + 60, margin=_MARGIN)
    return figure
