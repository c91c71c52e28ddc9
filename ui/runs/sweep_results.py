"""What the runs of a sweep give: the best values, a picture, and how much each choice matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.choices.fields import Number
from core.claims.outcomes import Outcome
from core.differing import field_of
from core.message import plain_number
from core.sweeps import GRID, SweepPlan, Trial, importances
from core.sweeps.plan import experiments_of
from ui import form
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain
from ui.runs.described import choice_name, choice_text
from ui.runs.measures import is_share, measure_name
from ui.runs.sweep_picture import Axis, of_grid, of_importances, of_trials, of_values
from ui.side_by_side import runs_of

_KEY = "runs:sweep"


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
    st.markdown(f"**{label}**: {plain(said)}. {plain(found.what)}: **{found.written(found.means[best])}**")
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
    axes, shades = found.axes(), colours()
    if len(axes) == 1:
        figure = of_values(
            axes[0], found.numbers, found.means, what=found.what, share=found.share, colours=shades
        )
    elif len(axes) == 2 and found.plan.method == GRID:
        figure = of_grid(axes[0], axes[1], found.means, what=found.what, share=found.share, colours=shades)
    else:
        figure = of_trials(axes, found.means, what=found.what, share=found.share, colours=shades)
    st.plotly_chart(figure, key=f"{_KEY}:picture", config=CONFIG)


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
