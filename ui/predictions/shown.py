"""What every view gets, and the controls that several have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from core.live.records.run import RunRecord
from core.predictions.classes import chosen_classes, scores_of
from core.predictions.predictions import Predictions
from core.predictions.rows import PartRows
from ui.distinct import distinct
from ui.language import _, plain
from ui.predictions.setting import PAGE, PredictionsSetting

OVERALL = -1
"""In place of the number of a class: the likeliest one of each row, whatever it is."""
_MOST_LABEL = 60


@dataclass(frozen=True, eq=False)
class Shown:
    """What a view gets.

    Arguments:
        record: the run.
        predictions: what its newest state says.
        rows: the rows that this is said of.
        setting: of the page.
    """

    record: RunRecord
    predictions: Predictions
    rows: PartRows
    setting: PredictionsSetting

    @cached_property
    def names(self) -> list[str]:
        """Of the classes, in the reader's language; none where numbers are predicted."""
        return [_(name) for name in self.rows.bundle.class_names]

    @cached_property
    def scores(self) -> npt.NDArray[np.float64]:
        """How much speaks for each class, shape ``(rows, classes)``."""
        return scores_of(self.predictions.answers, self.predictions.middle)

    @property
    def probabilities(self) -> bool:
        """Whether these are probabilities: of a tanh output they are not."""
        return self.predictions.middle == 0.5

    @property
    def threshold(self) -> float:
        """From where on a row counts as the class."""
        chosen = self.setting.threshold
        return self.predictions.middle if chosen is None else max(chosen / 1000, self.least_threshold)

    @property
    def least_threshold(self) -> float:
        """The lowest that can be chosen: less speaks for no class."""
        return 0.0 if self.probabilities else -1.0

    @cached_property
    def truth(self) -> npt.NDArray[np.int64]:
        """The right classes, shape ``(rows,)``."""
        return self.predictions.truth.astype(np.int64)

    @cached_property
    def said(self) -> npt.NDArray[np.int64]:
        """The predicted classes, shape ``(rows,)``."""
        return chosen_classes(self.scores, self.threshold)

    @cached_property
    def targets(self) -> list[str]:
        """Names of the numbers that are predicted, by a number where they have none; "" for a single one."""
        names = [_(name) if name else "" for name in self.record.experiment.target_names]
        count = self.predictions.answers.shape[1]
        if count == 1:
            return [""]
        if len(names) == count and all(names):
            return names
        return [_("Target {number}").format(number=at + 1) for at in range(count)]

    def target_units(self, target: int = 0) -> tuple[float, float]:
        """Mean and standard deviation by which a target was standardized; 0 and 1 where it was not."""
        bundle = self.rows.bundle
        mean, deviation = np.atleast_1d(bundle.target_mean), np.atleast_1d(bundle.target_std)
        return float(mean[min(target, len(mean) - 1)]), float(deviation[min(target, len(deviation) - 1)])


def change(**values: Any) -> None:
    """Show the page with another setting."""
    PAGE.open(replace(PAGE.now().setting, **values))


def threshold_dial(shown: Shown) -> None:
    """From where on a row counts as the class."""
    key = "predictions:threshold"
    st.session_state[key] = shown.threshold
    st.slider(
        _("Threshold"),
        shown.least_threshold,
        1.0,
        step=0.01,
        key=key,
        on_change=lambda: change(threshold=round(1000 * st.session_state[key])),
        help=_(
            "A row is said to be of the class where its number is above this. Lower: more rows of the class "
            "are found, and more others with them."
        ),
    )


def class_menu(shown: Shown, *, overall: str = "") -> int:
    """Choose a class that is set against all others; of two it is the second. `OVERALL` for `overall`."""
    if len(shown.names) == 2:
        return 1
    options = [*([OVERALL] if overall else []), *range(len(shown.names))]
    key = "predictions:class"
    label = shown.setting.label
    st.session_state[key] = label if label in options else options[0]

    def choose() -> None:
        picked = st.session_state[key]
        change(label=None if picked == OVERALL else picked)

    found: int = st.selectbox(
        _("Class against the others"),
        options,
        format_func=distinct(options, lambda at: overall if at == OVERALL else shown.names[at]),
        key=key,
        on_change=choose,
    )
    return found


def picked_point(key: str, take: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
    """What a chart calls when something in it was clicked: `take` gets the point, as Plotly has it."""

    def picked() -> None:
        points = st.session_state[key].selection.points
        if points:
            take(points[0])

    return picked


def words(text: str) -> None:
    """A plain sentence below a picture."""
    st.caption(text)


def short(name: str) -> str:
    """A name on one line for Markdown, cut where it is long."""
    line = " ".join(name.split())
    return plain(line if len(line) <= _MOST_LABEL else f"{line[: _MOST_LABEL - 1]}…")
