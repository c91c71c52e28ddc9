"""Views of predicted classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from core.predictions import calibration as calibrating
from core.predictions import ranking
from core.predictions.classes import ClassNumbers, Report, confusion, most_confused, report
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _
from ui.predictions import class_pictures as pictures
from ui.predictions.rows_table import chosen_row, rows_table, saved
from ui.predictions.shown import (
    OVERALL,
    Shown,
    change,
    class_menu,
    picked_point,
    short,
    threshold_dial,
    words,
)

MOST_CLASSES = 30
"""Of a confusion matrix that is drawn."""
MOST_MISTAKES = 40
MOST_LINES = 16
"""Of a table that is shown without scrolling."""


def matrix_view(shown: Shown) -> None:
    """Which class is taken for which, and the numbers of every class."""
    if len(shown.names) == 2:
        threshold_dial(shown)
    matrix = confusion(shown.truth, shown.said, len(shown.names))
    behind = None
    with st.container(key="stacked-matrix"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _matrix(shown, matrix)
        # Beside the cell that was clicked: below the matrix nobody would see that rows have come.
        with right:
            cell = _cell_menu(shown, matrix)
            if cell is None:
                _report(shown, report(matrix))
            else:
                behind = np.flatnonzero((shown.truth == cell[0]) & (shown.said == cell[1]))
                _cell_rows(shown, cell, behind)
    if behind is not None:
        if len(behind):
            chosen_row(shown)
        _report(shown, report(matrix))


def curves_view(shown: Shown) -> None:
    """ROC and precision-recall of one class against the others, with the threshold as a dial."""
    choosing, dialling = st.columns(2, gap="medium")
    with choosing:
        label = class_menu(shown)
    with dialling:
        threshold_dial(shown)
    truth, scores = shown.truth == label, shown.scores[:, label]
    found = ranking.curves(truth, scores)
    if found is None:
        st.info(_("Curves need rows of this class and of another one. Choose another class, or part."))
        return
    at, shades = ranking.at_threshold(truth, scores, shown.threshold), colours()
    numbers = [
        (_("Precision"), at.precision, _("Of the rows that are said to be of the class, the share that is.")),
        (_("Recall"), at.true_rate, _("Of the rows of the class, the share that is found.")),
        (_("F1"), at.f1, _("Harmonic mean of precision and recall.")),
        (_("False positive rate"), at.false_rate, _("Of the other rows, the share that is taken for it.")),
        (_("AUC"), found.area, _("How often a row of the class is ranked above another row. 0.5: chance.")),
        (_("Average precision"), found.average_precision, _("The mean of precision over recall.")),
    ]
    with st.container(horizontal=True):
        for name, value, explained in numbers:
            st.metric(name, f"{value:.3f}", help=explained, width="content")
    left, middle, right = st.columns([4, 4, 3], gap="small")
    left.plotly_chart(pictures.of_roc(found, at, shades, _), key="predictions:roc", config=CONFIG)
    middle.plotly_chart(
        pictures.of_precision_recall(found, at, shades, _), key="predictions:pr", config=CONFIG
    )
    names = shown.names if len(shown.names) == 2 else [_("others"), shown.names[label]]
    right.plotly_chart(
        pictures.of_matrix(at.matrix, names, None, shades, _), key="predictions:two", config=CONFIG
    )
    words(
        _(
            "Every point of a curve is a threshold; the large one is yours. The nearer a curve comes to its "
            "upper corner, the better the class is told apart. With few rows of the class look at "
            "precision-recall: ROC stays flattering there."
        )
    )


def calibration_view(shown: Shown) -> None:
    """Whether what is said to be likely is true as often."""
    if not shown.probabilities:
        st.info(_("The output of this network is no probability (tanh), so there is nothing to calibrate."))
        return
    label = class_menu(shown, overall=_("The likeliest class, whatever it is"))
    if label == OVERALL:
        right, sure = shown.said == shown.truth, shown.scores.max(axis=1)
    else:
        right, sure = shown.truth == label, shown.scores[:, label]
    found = calibrating.calibration(right, np.clip(sure, 0.0, 1.0))
    with st.container(horizontal=True):
        st.metric(
            _("Expected calibration error"),
            f"{found.error:.3f}",
            help=_("How far probability and share are apart, on average over the rows. 0: perfect."),
            width="content",
        )
        st.metric(
            _("Brier score"),
            f"{found.brier:.4f}",
            help=_("Mean squared distance of the probability from 1 where it is so, from 0 where not."),
            width="content",
        )
        if len(shown.names) > 2:
            st.metric(
                _("Brier score of all classes"),
                f"{calibrating.brier_of_all(shown.truth, shown.scores):.4f}",
                help=_("The same, summed over the classes: 0 to 2."),
                width="content",
            )
    st.plotly_chart(
        pictures.of_calibration(found, colours(), _), key="predictions:calibration", config=CONFIG
    )
    words(
        _(
            "Of rows that are said to be 80% likely, 80% should be so: then points lie on the dotted line. "
            "Below it the network is too sure of itself, above it not sure enough. Bars: rows in each bin; "
            "where there are few, a point says little."
        )
    )


def _matrix(shown: Shown, matrix: npt.NDArray[np.int64]) -> None:
    drawn = most_confused(matrix, MOST_CLASSES)
    key = "predictions:matrix"

    def take(point: dict[str, float]) -> None:
        change(cell=(int(drawn[int(point["y"])]), int(drawn[int(point["x"])])))

    at = {label: place for place, label in enumerate(drawn.tolist())}
    cell = shown.setting.cell
    marked = (at[cell[0]], at[cell[1]]) if cell is not None and set(cell) <= set(at) else None
    figure = pictures.of_matrix(
        matrix[np.ix_(drawn, drawn)], [shown.names[label] for label in drawn], marked, colours(), _
    )
    st.plotly_chart(
        figure, key=key, on_select=picked_point(key, take), selection_mode="points", config=CONFIG
    )
    words(_("Rows: the true class. Columns: what is predicted. On the diagonal it is right. Click a cell."))
    if len(drawn) < len(shown.names):
        words(
            _("The {most} classes of {all} that are mixed up most.").format(
                most=len(drawn), all=len(shown.names)
            )
        )


def _report(shown: Shown, found: Report) -> None:
    import pandas as pd

    names = [*shown.names, _("mean of the classes"), _("mean, weighted by rows")]
    numbers: Sequence[ClassNumbers] = [*found.classes, found.macro, found.weighted]
    columns = {_("Precision"): "precision", _("Recall"): "recall", _("F1"): "f1", _("Rows"): "support"}
    frame = pd.DataFrame(
        {
            _("Class"): names,
            **{name: [getattr(each, field) for each in numbers] for name, field in columns.items()},
        }
    )
    shares: dict[str, Any] = {
        name: st.column_config.NumberColumn(format="%.3f")
        for name, field in columns.items()
        if field != "support"
    }
    st.dataframe(
        frame,
        hide_index=True,
        key="predictions:report",
        column_config=shares | {_("Class"): st.column_config.TextColumn(width="medium")},
        height="content" if len(frame) <= MOST_LINES else 500,
    )
    words(
        _("Accuracy {share}. The same numbers as scikit-learn's classification_report.").format(
            share=f"{found.accuracy:.4f}"
        )
    )
    saved(frame, "report", _("Save as CSV"))


def _cell_menu(shown: Shown, matrix: npt.NDArray[np.int64]) -> tuple[int, int] | None:
    """Choose a cell, as a click on it does; the true and the predicted class, or None."""
    wrong = matrix - np.diag(np.diag(matrix))
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_MISTAKES]
    cells = [divmod(int(at), len(matrix)) for at in order if wrong.flat[at]]
    cell = shown.setting.cell
    if cell is not None and max(cell) >= len(matrix):
        cell = None
    options = [None, *cells] if cell is None or cell in cells else [None, cell, *cells]
    key = "predictions:cell"
    st.session_state[key] = cell

    def label(option: tuple[int, int] | None) -> str:
        if option is None:
            return _("Choose, or click a cell")
        row, column = option
        return _("true: {true}, predicted: {predicted} (rows: {count})").format(
            true=shown.names[row], predicted=shown.names[column], count=matrix[row, column]
        )

    st.selectbox(
        _("Rows of a cell, the most frequent mistakes first"),
        options,
        format_func=label,
        key=key,
        placeholder=_("Choose, or click a cell"),
        on_change=lambda: change(cell=st.session_state[key]),
    )
    return cell


def _cell_rows(shown: Shown, cell: tuple[int, int], behind: npt.NDArray[np.int64]) -> None:
    st.markdown(
        _("True **{true}**, predicted **{predicted}**, rows: {count}").format(
            count=len(behind), true=short(shown.names[cell[0]]), predicted=short(shown.names[cell[1]])
        )
    )
    rows_table(shown, behind, "cell", one_cell=True)
