"""What the runs of a sweep give: the best values, a picture, and how much each choice matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import stdev
from typing import TYPE_CHECKING

import streamlit as st

from core.choices.fields import Number
from core.claims.outcomes import Outcome
from core.differing import field_of
from core.message import percentage_points, plain_number
from core.sweeps import GRID, RANDOM, SweepPlan, Trial, importances
from core.sweeps.plan import experiments_of
from ui import form
from ui.charts import CONFIG, wide
from ui.data.theme import colours
from ui.distinct import distinct
from ui.language import _, plain, say
from ui.runs.cells import Written, digits, displayed, percent
from ui.runs.described import choice_name, choice_text
from ui.runs.measures import is_share, measure_name
from ui.runs.parallel_picture import AXIS_PIXELS
from ui.runs.sweep_picture import Axis, of_grid, of_importances, of_trials, of_values
from ui.side_by_side import runs_of

if TYPE_CHECKING:
    import pandas

_KEY = "runs:sweep"
_SHOWN_ROWS, _ROW_PIXELS = 12, 35
"""Rows of the table of trials that are seen without scrolling in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """What is known of a sweep.

    Arguments:
        plan: what is trained.
        trials: of the plan.
        numbers: of each trial those of its seeds; NaN where a run is not over, or diverged.
        measure: what they are.
        over: whether nothing more will come.
    """

    plan: SweepPlan
    trials: Sequence[Trial]
    numbers: Sequence[Sequence[float]]
    measure: str
    over: bool

    @classmethod
    def of(
        cls, plan: SweepPlan, trials: Sequence[Trial], outcomes: Sequence[Outcome], measure: str
    ) -> Results:
        """Those of `outcomes`, one for each run in the order of the trials."""
        left = iter(outcomes)
        numbers = [
            [one.last(measure) if one.over else math.nan for one in (next(left) for _ in trial.experiments)]
            for trial in trials
        ]
        return cls(plan, trials, numbers, measure, all(one.over for one in outcomes))

    @property
    def share(self) -> bool:
        """Whether the numbers are shares, the higher the better."""
        return is_share(self.measure, self.plan.base)

    @property
    def means(self) -> list[float]:
        """Of each trial, over the seeds that gave a number; NaN where none did."""
        finite = ([number for number in row if math.isfinite(number)] for row in self.numbers)
        return [sum(row) / len(row) if row else math.nan for row in finite]

    @property
    def best(self) -> int | None:
        """The trial with the best mean; None while there is none."""
        known = [(mean if self.share else -mean, -at) for at, mean in enumerate(self.means) if mean == mean]
        return -max(known)[1] if known else None

    @property
    def what(self) -> str:
        """What the numbers are called."""
        return measure_name(self.measure, self.plan.base)

    def written(self, number: float) -> str:
        """A result in words."""
        return f"{number:.1%}" if self.share else plain_number(number, 3)

    @property
    def spreads(self) -> list[float]:
        """Of each trial, the standard deviation over the seeds that gave a number; NaN of fewer than two."""
        finite = ([number for number in row if math.isfinite(number)] for row in self.numbers)
        return [stdev(row) if len(row) > 1 else math.nan for row in finite]

    def mean_written(self, at: int) -> str:
        """The mean of a trial in words; of several seeds with how many there are, and their spread."""
        mean, spread = self.means[at], self.spreads[at]
        if self.plan.seeds == 1 or mean != mean:
            return self.written(mean)
        count = sum(map(math.isfinite, self.numbers[at]))
        if spread != spread:
            return _("{mean} (one seed so far)").format(mean=self.written(mean))
        size = say(percentage_points(spread, 1, sign="")) if self.share else plain_number(spread, 2)
        return _("{mean} (mean over {count} seeds, standard deviation {spread})").format(
            mean=self.written(mean), count=count, spread=size
        )

    def axes(self) -> list[Axis]:
        """One for each choice that is varied."""
        return [self._axis(at) for at in range(len(self.plan.varied))]

    def _axis(self, at: int) -> Axis:
        path, base = self.plan.varied[at].path, (self.plan.base,)
        field, texts = field_of(path, base), [trial.values[at] for trial in self.trials]
        name = choice_name(path, base, whole=True)
        if isinstance(field, Number):
            values = [float(text) for text in texts]
            return Axis(name, values, log=field.log and min(values) > 0)
        return Axis(name, [choice_text(path, text, base) for text in texts])


def draw(found: Results) -> bool:
    """Everything below the button; returns whether there was something to draw."""
    best = found.best
    if best is None:
        if found.over:
            st.warning(_("No run gave a number: all have diverged."), icon=":material/error:")
        return found.over
    _say_best(found, best)
    _picture(found)
    failed = sum(number != number for row in found.numbers for number in row)
    if found.over and failed:
        st.caption(_("{count} runs diverged and are not drawn.").format(count=failed))
    if found.over and len(found.plan.varied) > 1:
        _importances(found)
    return True


def _say_best(found: Results, best: int) -> None:
    base = (found.plan.base,)
    values = zip(found.plan.varied, found.trials[best].values, strict=True)
    said = ", ".join(
        f"{choice_name(each.path, base, whole=True)} {choice_text(each.path, text, base)}"
        for each, text in values
    )
    label = _("Best") if found.over else _("Best so far")
    st.markdown(f"**{label}**: {plain(said)}. {plain(found.what)}: **{plain(found.mean_written(best))}**")
    at = sum(len(trial.experiments) for trial in found.trials[:best])
    run = runs_of(list(experiments_of(found.trials)), every_epoch=False)[at]
    if run is not None:
        st.page_link(
            "train.py",
            label=_("Open the best run"),
            icon=":material/play_circle:",
            query_params=form.opening_run(run),
        )


def _picture(found: Results) -> None:
    axes, shades, across = found.axes(), colours(), 0
    words = [found.mean_written(at) for at in range(len(found.trials))]
    if len(axes) == 1:
        figure = of_values(
            axes[0], found.numbers, found.means, what=found.what, share=found.share, colours=shades
        )
    elif len(axes) == 2 and found.plan.method == GRID:
        figure = of_grid(
            axes[0], axes[1], found.means, what=found.what, share=found.share, colours=shades, said=words
        )
    else:
        figure = of_trials(axes, found.means, what=found.what, share=found.share, colours=shades, said=words)
        across = AXIS_PIXELS * (len(axes) + 1)
    with wide("sweep", across):
        st.plotly_chart(figure, key=f"{_KEY}:picture", config=CONFIG)
    if found.plan.seeds > 1:
        st.caption(
            _("Numbers are means over the seeds of a combination, {count} of each.").format(
                count=found.plan.seeds
            )
        )
    if found.plan.method == RANDOM:
        _table(found, axes)


def _table(found: Results, axes: Sequence[Axis]) -> None:
    """Every trial as a row, to be sorted and saved."""
    frame, written = table(found, axes)
    st.dataframe(
        displayed(frame, written),
        hide_index=True,
        height="content" if len(frame) <= _SHOWN_ROWS else _ROW_PIXELS * (_SHOWN_ROWS + 1),
        key=f"{_KEY}:trials",
    )


def table(found: Results, axes: Sequence[Axis]) -> tuple[pandas.DataFrame, dict[str, Written]]:
    """A row for each trial with its values and its result, and how its numbers are written."""
    import pandas as pd

    spread = _("± in percentage points") if found.share else "±"
    name = distinct([*range(len(axes) + 2)], [*(axis.name for axis in axes), found.what, spread].__getitem__)
    columns = {name(at): list(axis.values) for at, axis in enumerate(axes)}
    written = {name(at): digits(4) for at, axis in enumerate(axes) if axis.numeric}
    results = {len(axes): found.means, len(axes) + 1: found.spreads}
    for at, numbers in results.items():
        if at == len(axes) or found.plan.seeds > 1:
            columns[name(at)] = list(numbers)
            written[name(at)] = percent if found.share else digits(4)
            if found.share and at > len(axes):
                written[name(at)] = lambda number: f"{100 * number:.2f}"
    return pd.DataFrame(columns), written


def _importances(found: Results) -> None:
    axes = found.axes()
    values = [[axis.values[at] for axis in axes] for at in range(len(found.trials))]
    shares = importances(values, found.means, complete=found.plan.method == GRID)
    if shares is None:
        return
    title = _("Importance of each hyperparameter")
    st.markdown(f"**{title}**")
    st.plotly_chart(
        of_importances([axis.name for axis in axes], shares, colours=colours()),
        key=f"{_KEY}:importances",
        config=CONFIG,
    )
    st.caption(
        _(
            "The share of the results' variance that a hyperparameter explains by itself (functional "
            "analysis of variance). What is left to 100% is owed to hyperparameters together, and to chance."
        )
    )
