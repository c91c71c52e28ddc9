"""Views of predicted numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.message import plain_number
from core.predictions.numbers import Residuals, residuals
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _
from ui.predictions import number_pictures as pictures
from ui.predictions.row_layers import row_layers
from ui.predictions.shown import Shown, change, picked_point, words


def predicted_view(shown: Shown) -> None:
    """Predicted against true; a point that is clicked goes through the network."""
    found = _found(shown)
    _numbers(found)
    key = "predictions:predicted"
    figure = pictures.of_predicted(found, shown.predictions.places, shown.setting.row, colours(), _)
    st.plotly_chart(
        figure, key=key, on_select=picked_point(key, _take), selection_mode="points", config=CONFIG
    )
    words(
        _(
            "Each point is a row; on the dotted line the prediction is right. Click a point: its row goes "
            "through the network below."
        )
    )
    _fewer(shown)
    if shown.setting.row is not None:
        row_layers(shown)


def residuals_view(shown: Shown) -> None:
    """What predictions are off by: how often by how much, and where."""
    found = _found(shown)
    _numbers(found)
    left, right = st.columns(2, gap="medium")
    left.plotly_chart(pictures.of_histogram(found, colours(), _), key="predictions:histogram", config=CONFIG)
    key = "predictions:residuals"
    figure = pictures.of_residuals(found, shown.predictions.places, shown.setting.row, colours(), _)
    right.plotly_chart(
        figure, key=key, on_select=picked_point(key, _take), selection_mode="points", config=CONFIG
    )
    words(
        _(
            "Residuals should lie around 0 whatever is predicted. A curve or a fan at the right is something "
            "that the network has not learnt, or noise that grows with the value."
        )
    )
    _fewer(shown)
    if shown.setting.row is not None:
        row_layers(shown)


def _found(shown: Shown) -> Residuals:
    targets = len(shown.targets)
    target = min(shown.setting.label or 0, targets - 1)
    if targets > 1:
        key = "predictions:target"
        st.session_state[key] = target
        st.selectbox(
            _("Target"),
            range(targets),
            format_func=shown.targets.__getitem__,
            key=key,
            on_change=lambda: change(label=st.session_state[key]),
        )
    mean, deviation = shown.target_units(target)
    right, said = shown.predictions.truth[:, target], shown.predictions.answers[:, target]
    return residuals(right, said, mean=mean, deviation=deviation)


def _numbers(found: Residuals) -> None:
    numbers = [
        (_("MAE"), found.mae, _("Mean absolute error: how far predictions are off, on average.")),
        (_("RMSE"), found.rmse, _("Root of the mean squared error: large errors count more.")),
        (
            _("R²"),
            found.r2,
            _("Share of the target's variance that is explained: 1 is perfect, 0 as good as the mean."),
        ),
        (_("Mean residual"), found.bias, _("Above 0: predictions are too large on average.")),
    ]
    with st.container(horizontal=True):
        for name, value, explained in numbers:
            st.metric(name, plain_number(value, 4), help=explained, width="content")
    words(_("All in the target's own units."))


def _take(point: dict[str, Any]) -> None:
    place = point.get("customdata")
    if place is not None:
        change(row=int(place[0] if isinstance(place, list | tuple) else place))


def _fewer(shown: Shown) -> None:
    if shown.predictions.rows > pictures.MOST_POINTS:
        words(
            _("{count} of {rows} rows are drawn, at even distances.").format(
                count=pictures.MOST_POINTS, rows=shown.predictions.rows
            )
        )
