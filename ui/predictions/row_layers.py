"""One row pushed through the network: its values, every layer, and what is predicted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from core.message import Message, plain_number
from core.predictions.classes import scores_of
from core.predictions.predictions import RowLayers
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.predictions import layer_pictures as pictures
from ui.predictions.asking import layers
from ui.predictions.shown import Shown, change, short, words

MOST_LINES = 6
"""Of a table that is shown without scrolling."""
_ACROSS = 180
"""Pixels of a picture."""


def layers_view(shown: Shown) -> None:
    """Choose a row and send it through the network."""
    last = len(shown.rows.numbers) - 1
    key = "predictions:row"
    st.session_state[key] = min(shown.setting.row or 0, last)
    st.number_input(
        _("Row of the part, 0 to {last}").format(last=last),
        0,
        last,
        step=1,
        key=key,
        on_change=lambda: change(row=int(st.session_state[key])),
        width=240,
    )
    row_layers(shown)


def row_layers(shown: Shown) -> None:
    """The row of the setting on its way through the network."""
    place = min(shown.setting.row or 0, len(shown.rows.numbers) - 1)
    with st.spinner(_("Asking the network …")):
        found = layers(shown.record, shown.rows.part, place, shown.predictions.step)
    if isinstance(found, Message):
        st.warning(plain(say(found)), icon=":material/info:")
        return
    with st.container(border=True, key="predictions_row"):
        number = int(shown.rows.numbers[place])
        added = " · " + _("made by balancing, beginning at this row") if shown.rows.is_added(place) else ""
        st.markdown("**" + _("Row {row} through the network").format(row=number) + f"**{added}")
        given, answered = st.columns(2, gap="medium")
        with given:
            _given(shown, place)
        with answered:
            _answered(shown, place, found)
        _strips(found)


def _given(shown: Shown, place: int) -> None:
    import pandas as pd

    picture = shown.rows.picture(place)
    if picture is not None:
        st.image(
            enlarged(picture, _ACROSS),
            width=_ACROSS,
            alt=_("Row {row} through the network").format(row=int(shown.rows.numbers[place])),
        )
    prepared = shown.rows.prepared[place]
    names = [_(name) for name in shown.rows.bundle.feature_names]
    as_loaded, as_given = st.tabs([_("In its own units"), _("As the network is given it")])
    with as_loaded:
        frame = shown.rows.frame([place], _)
        texts = [_text(value) for value in frame.iloc[0]]
        st.dataframe(
            pd.DataFrame({_("Column"): frame.columns.astype(str), _("Value"): texts}),
            hide_index=True,
            height=_height(len(texts)),
            key="predictions:raw",
        )
    with as_given:
        st.dataframe(
            pd.DataFrame({_("Input"): names, _("Value"): prepared.astype(float)}),
            hide_index=True,
            height=_height(len(names)),
            key="predictions:prepared",
            column_config={_("Value"): st.column_config.NumberColumn(format="%.4f")},
        )


def _height(rows: int) -> Any:
    return "content" if rows <= MOST_LINES else 230


def enlarged(picture: npt.NDArray[np.uint8], pixels: int) -> npt.NDArray[np.uint8]:
    """A picture of at least so many pixels across, each of its own a square: browsers blur small ones."""
    times = -(-pixels // picture.shape[1])
    return picture.repeat(times, axis=0).repeat(times, axis=1)


def _text(value: Any) -> str:
    """A value of a table; single precision has seven digits."""
    if value is None or value != value:  # NaN and NaT equal nothing
        return ""
    return plain_number(float(value), 7) if isinstance(value, float | np.floating) else str(value)


def _answered(shown: Shown, place: int, found: RowLayers) -> None:
    y = shown.rows.truth[place]
    if not shown.names:
        for target, (said, right) in enumerate(zip(found.answer, np.atleast_1d(y), strict=True)):
            mean, deviation = shown.target_units(target)
            _number(shown.targets[target], float(said) * deviation + mean, float(right) * deviation + mean)
        return
    scores = scores_of(found.answer[None], shown.predictions.middle)[0]
    said = int(scores.argmax()) if len(scores) > 2 else int(scores[1] > shown.threshold)
    st.markdown(
        _("Predicted **{predicted}**, true **{true}**").format(
            predicted=short(shown.names[said]), true=short(shown.names[int(y)])
        )
    )
    figure = pictures.of_answer(
        scores,
        shown.names,
        said,
        int(y),
        probabilities=shown.probabilities,
        colours=colours(),
        _=_,
    )
    st.plotly_chart(figure, key="predictions:answer", config=CONFIG)
    words(_("What the output layer says of each class; the largest is the prediction (argmax), ✓ is true."))


def _number(name: str, said: float, right: float) -> None:
    if name:
        st.markdown(f"**{short(name)}**")
    with st.container(horizontal=True):
        st.metric(_("Predicted"), plain_number(said, 5), width="content")
        st.metric(_("True"), plain_number(right, 5), width="content")
        sign = "+" if said > right else ""
        st.metric(_("Residual"), f"{sign}{plain_number(said - right, 4)}", width="content")


def _strips(found: RowLayers) -> None:
    shades = colours()
    sums, outputs = st.columns(2, gap="small")
    sums.plotly_chart(
        pictures.of_layers(found.sums, _("z, before the activation"), shades, _),
        key="predictions:z",
        config=CONFIG,
    )
    outputs.plotly_chart(
        pictures.of_layers(
            found.outputs,
            _("a, after the activation"),
            shades,
            _,
            probabilities=found.answer if found.logits else None,
        ),
        key="predictions:a",
        config=CONFIG,
    )
    words(
        _(
            "A strip for each layer, a field for each unit: blue is above 0, orange below, and the strongest "
            "of a layer has the full colour. Point at a field to read its number."
        )
    )
    if found.logits:
        words(
            _("The output layer gives logits: their softmax is the probability of each class.")
            if len(found.answer) > 1
            else _("The output layer gives a logit: its sigmoid is the probability of the second class.")
        )
    for at, (total, output) in enumerate(zip(found.sums, found.outputs, strict=True)):
        if total.ndim > 1:
            _maps(at, total, output)
    widest = max(each.shape[-1] for each in found.sums)
    if widest > pictures.MOST_UNITS:
        words(_("Of layers with more units the first {count} are drawn.").format(count=pictures.MOST_UNITS))


def _maps(layer: int, total: npt.NDArray[np.float32], output: npt.NDArray[np.float32]) -> None:
    name, shades = _("Layer {layer}").format(layer=layer + 1), colours()
    sums, outputs = st.columns(2, gap="small")
    for place, values, kind in ((sums, total, "z"), (outputs, output, "a")):
        place.plotly_chart(
            pictures.of_maps(
                values, _("{layer}: feature maps of {kind}").format(layer=name, kind=kind), shades, _
            ),
            key=f"predictions:maps:{kind}:{layer}",
            config=CONFIG,
        )
    if layer == 0:
        words(
            _(
                "A convolutional layer gives a picture for each of its filters: blue where the filter finds "
                "what it looks for. In the strips above each map is one field, its mean."
            )
        )
