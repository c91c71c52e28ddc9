"""Rows with what is predicted of them, as a table; the row that is clicked goes through the network."""

from __future__ import annotations

import base64
import io
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from core.predictions.numbers import residuals
from core.predictions.rows import worst
from core.tables.export import frame_as_csv
from ui.language import _
from ui.predictions.row_layers import enlarged, row_layers
from ui.predictions.shown import Shown, change, words

if TYPE_CHECKING:
    import pandas

MOST_ROWS, MOST_PICTURES = 500, 100
MOST_CLASSES = 12
"""Whose probabilities have a column each."""
MOST_COLUMNS = 60
SHOWN_ROWS, SHOWN_PICTURES = 12, 6
"""Rows of a table that is shown without scrolling."""


def rows_view(shown: Shown) -> None:
    """All rows, the worst first, with what is predicted of them."""
    left, right = st.columns(2, gap="medium")
    orders = {"worst": _("Largest loss first"), "given": _("As they come")}
    with left:
        order = st.segmented_control(
            _("Order"),
            list(orders),
            format_func=orders.__getitem__,
            default="worst",
            required=True,
            key="predictions:order",
        )
    among = np.arange(shown.predictions.rows)
    if shown.names:
        with right:
            if st.toggle(_("Mistakes only"), key="predictions:mistakes"):
                among = np.flatnonzero(shown.truth != shown.said)
    rows_table(shown, among, "rows", sort=order == "worst")
    if len(among):
        chosen_row(shown)
    saved_all(shown)


def rows_table(
    shown: Shown, among: npt.NDArray[Any], key: str, *, sort: bool = True, one_cell: bool = False
) -> None:
    """Some of the rows as a table, the largest loss first; one that is clicked becomes the setting's row.

    Arguments:
        among: of the rows that are looked at, by their place among them.
        key: of the table.
        one_cell: whether all are of one cell of the confusion matrix, whose classes stand above the table.
    """
    if not len(among):
        st.success(_("No row is behind this."), icon=":material/check:")
        return
    pictured = shown.rows.picture(0) is not None
    most = MOST_PICTURES if pictured else MOST_ROWS
    chosen = worst(shown.predictions.losses, among, most) if sort else among[:most]
    frame = predicted_frame(shown, chosen, pictures=pictured)
    if one_cell:
        frame = _of_one_cell(shown, frame)
    name = f"predictions:table:{key}"

    def pick() -> None:
        rows = st.session_state[name].selection.rows
        if rows and rows[0] < len(chosen):
            change(row=int(shown.predictions.places[chosen[rows[0]]]))

    st.dataframe(
        frame,
        key=name,
        on_select=pick,
        selection_mode="single-row",
        height="content" if len(frame) <= (SHOWN_PICTURES if pictured else SHOWN_ROWS) else 420,
        row_height=60 if pictured else None,
        column_config=_columns(shown, pictured),
    )
    if len(chosen) < len(among):
        words(_("The first {count} of {rows} rows.").format(count=len(chosen), rows=len(among)))
    words(_("Click the box at a row's left: it goes through the network below."))


def chosen_row(shown: Shown) -> None:
    """The row that was clicked in a table, on its way through the network."""
    if shown.setting.row is not None:
        row_layers(shown)


def _of_one_cell(shown: Shown, frame: pandas.DataFrame) -> pandas.DataFrame:
    """Without the classes, which are the same in every row, and all other probabilities behind the values."""
    others = [f"p({name})" for name in shown.names]
    first = frame.columns.difference([_("True"), _("Predicted"), *others], sort=False)
    return frame[[*first, *(name for name in others if name in frame.columns)]]


def predicted_frame(shown: Shown, chosen: npt.NDArray[Any], *, pictures: bool = False) -> pandas.DataFrame:
    """Rows with what is right, what is predicted, and how much speaks for it.

    Arguments:
        chosen: places among the rows that are looked at.
        pictures: whether the rows are shown as pictures, in place of their values.
    """
    import pandas as pd

    places = shown.predictions.places[chosen]
    columns: dict[str, Any] = {}
    if pictures:
        columns[_("Picture")] = [_as_url(shown.rows.picture(int(place))) for place in places]
    if shown.names:
        names = np.array(shown.names, object)
        columns[_("True")] = names[shown.truth[chosen]]
        columns[_("Predicted")] = names[shown.said[chosen]]
        scores = shown.scores[chosen]
        columns[_said(shown)] = scores[np.arange(len(chosen)), shown.said[chosen]]
        if len(names) <= MOST_CLASSES:
            columns |= {f"p({name})": scores[:, at] for at, name in enumerate(shown.names)}
    else:
        columns |= _number_columns(shown, chosen)
    columns[_("Loss")] = shown.predictions.losses[chosen]
    told = pd.DataFrame(columns, index=pd.Index(shown.rows.numbers[places], name=_("Row")))
    if pictures:
        return told
    raw = shown.rows.frame(places, _).iloc[:, :MOST_COLUMNS]
    raw.columns = [_other(str(name), told.columns) for name in raw.columns]
    return pd.concat([told, raw.set_axis(told.index)], axis=1)


def saved(frame: pandas.DataFrame, name: str, label: str) -> None:
    """A button that saves a table as CSV."""
    st.download_button(
        label,
        partial(frame_as_csv, frame),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"predictions:csv:{name}",
        help=_("As spreadsheets take it: a text that begins like a formula gets an apostrophe before it."),
    )


def saved_all(shown: Shown) -> None:
    """A button that saves all rows, with what is predicted of them."""
    everything = np.arange(shown.predictions.rows)

    def made() -> bytes:
        return frame_as_csv(predicted_frame(shown, everything).reset_index())

    st.download_button(
        _("Save all rows as CSV"),
        made,
        "predictions.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="predictions:csv:all",
        help=_("As spreadsheets take it: a text that begins like a formula gets an apostrophe before it."),
    )


def _number_columns(shown: Shown, chosen: npt.NDArray[Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for target, name in enumerate(shown.targets):
        mean, deviation = shown.target_units(target)
        right, said = shown.predictions.truth[chosen, target], shown.predictions.answers[chosen, target]
        found = residuals(right, said, mean=mean, deviation=deviation)
        mark = f" · {name}" if name else ""
        columns[_("True") + mark] = found.truth
        columns[_("Predicted") + mark] = found.predicted
        columns[_("Residual") + mark] = found.values
    return columns


def _columns(shown: Shown, pictured: bool) -> dict[str, Any]:
    config: dict[str, Any] = {_("Loss"): st.column_config.NumberColumn(format="%.4g")}
    if shown.names:
        config[_said(shown)] = st.column_config.ProgressColumn(
            format="%.3f",
            min_value=0.0 if shown.probabilities else -1.0,
            max_value=1.0,
            help=_("How much speaks for the class that is predicted: of the outputs the largest (argmax)."),
        )
        config |= {f"p({name})": st.column_config.NumberColumn(format="%.3f") for name in shown.names}
    if pictured:
        config[_("Picture")] = st.column_config.ImageColumn(width="small")
    return config


def _said(shown: Shown) -> str:
    """What the number is called that speaks for the predicted class."""
    return _("Probability") if shown.probabilities else _("Output")


def _other(name: str, taken: Any) -> str:
    """A name that is not taken yet."""
    while name in taken:
        name += "'"
    return name


def _as_url(grey: npt.NDArray[np.uint8] | None) -> str:
    from PIL import Image

    assert grey is not None
    out = io.BytesIO()
    Image.fromarray(enlarged(grey, 56)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
