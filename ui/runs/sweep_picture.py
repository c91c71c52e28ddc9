"""Plotly figures of a sweep: results over one choice, over two, over any number, and what matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.message import plain_number
from ui.data.theme import Colours
from ui.language import _

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
    figure.update_yaxes(title=what, tickformat=".0%" if share else None)
    figure.update_layout(height=_HEIGHT, margin=_MARGIN, showlegend=False)
    return figure


def of_grid(
    across: Axis, upright: Axis, means: Sequence[float], *, what: str, share: bool, colours: Colours
) -> Any:
    """The means of a complete grid of two choices as a map; cells without a number are empty."""
    import plotly.graph_objects as go

    columns, rows = across.places, upright.places
    cells = np.full((len(rows), len(columns)), np.nan)
    for at, mean in enumerate(means):
        cells[rows.index(upright.values[at]), columns.index(across.values[at])] = mean
    shown = ".1%" if share else ".3g"
    figure = go.Figure(
        go.Heatmap(
            x=[across.written(value) for value in columns],
            y=[upright.written(value) for value in rows],
            z=cells,
            colorscale=colours.scale(colours.sequential),
            colorbar={"title": {"text": what, "side": "right"}, "tickformat": ".0%" if share else None},
            texttemplate=f"%{{z:{shown}}}" if cells.size <= _MOST_WRITTEN else None,
            hovertemplate=f"{across.name} %{{x}}<br>{upright.name} %{{y}}<br>%{{z:{shown}}}<extra></extra>",
            hoverongaps=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_xaxes(title=across.name, type="category")
    figure.update_yaxes(title=upright.name, type="category")
    figure.update_layout(height=_HEIGHT, margin=_MARGIN)
    return figure


def of_trials(
    axes: Sequence[Axis], means: Sequence[float], *, what: str, share: bool, colours: Colours
) -> Any:
    """Every trial as a line through its values to its result: parallel coordinates.

    Drawn as plain lines: Plotly's own kind needs WebGL, which not every classroom's machines have.
    """
    import plotly.graph_objects as go
    from plotly.colors import sample_colorscale

    known = [at for at, mean in enumerate(means) if math.isfinite(mean)]
    results = [means[at] for at in known]
    upright = [*(_scaled(axis, known) for axis in axes), _between(results, min(results), max(results))]
    scale = colours.scale(colours.sequential)
    figure, shown = go.Figure(), ".2%" if share else ".4g"
    for line in sorted(range(len(known)), key=lambda line: upright[-1][line]):
        said = [f"{axis.name}: {axis.written(axis.values[known[line]])}" for axis in axes]
        figure.add_scatter(
            x=list(range(len(upright))),
            y=[places[line] for places in upright],
            mode="lines+markers",
            line={"color": sample_colorscale(scale, [upright[-1][line]])[0], "width": 2},
            marker={"size": 6},
            text="<br>".join([*said, f"{what}: {format(results[line], shown)}"]),
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    for at, axis in enumerate(axes):
        _upright_axis(
            figure, at, upright[at], [axis.written(axis.values[each]) for each in known], axis.numeric
        )
    written = [f"{number:.1%}" if share else plain_number(number, 3) for number in results]
    _upright_axis(figure, len(axes), upright[-1], written, True)
    figure.update_annotations(bgcolor=colours.background, opacity=0.9, font={"size": 11})
    figure.update_xaxes(
        tickvals=list(range(len(upright))),
        ticktext=[*(axis.name for axis in axes), what],
        range=[-0.3, len(upright) - 0.7],
        showgrid=False,
    )
    figure.update_yaxes(visible=False, range=[-0.05, 1.05])
    figure.update_layout(height=_HEIGHT, margin=_MARGIN, hovermode="closest")
    return figure


def _scaled(axis: Axis, known: Sequence[int]) -> list[float]:
    """The place of each known trial on an axis, 0 to 1; names one above the other."""
    values = [axis.values[at] for at in known]
    if not axis.numeric:
        names = axis.places
        return [names.index(value) / max(len(names) - 1, 1) for value in values]
    numbers = [math.log10(float(value)) if axis.log else float(value) for value in values]
    return _between(numbers, min(numbers), max(numbers))


def _between(numbers: Sequence[float], low: float, high: float) -> list[float]:
    return [(number - low) / (high - low) if high > low else 0.5 for number in numbers]


def _upright_axis(
    figure: Any, at: int, places: Sequence[float], written: Sequence[str], numeric: bool
) -> None:
    """The line of an axis, with what its ends mean, or each of its names."""
    figure.add_vline(x=at, line={"width": 1, "color": "rgba(128,128,128,0.6)"}, layer="below")
    texts = dict(zip(places, written, strict=True))
    for place in {min(texts), max(texts)} if numeric else set(texts):
        figure.add_annotation(
            x=at,
            y=place,
            text=texts[place],
            showarrow=False,
            xanchor="left" if at == 0 else "right",
            xshift=6 if at == 0 else -6,
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
