"""Runs drawn over each other, and the choices in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.differing import differing
from core.live.listed import ListedRun
from core.live.records.run import NotOwner, RunRecord, UnknownRun
from core.message import Message
from core.run_curves import OF_LAYER, OF_RUN, OVER, RunNumbers
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.distinct import distinct
from ui.language import _, plain, say
from ui.moments import moment
from ui.runs.curves_picture import Line, of_lines
from ui.runs.described import choice_name, choice_text, describe
from ui.runs.setting import MOST_COMPARED, PAGE, SMOOTH, SMOOTHEST, RunsSetting
from ui.services import runs
from ui.watching import owner

MOST_FRAMES = 2000
"""Of a run that are read, evenly; smoothing goes over these."""

_KEY = "runs:compare"
_COLOURED = "runs:coloured"
_SHARES = {"saturated", "dead"}


def draw(setting: RunsSetting, listed: Sequence[ListedRun]) -> None:
    """The view: which runs, what of them, the curves, and what differs."""
    found, problems = known(setting.runs, owner())
    for problem in problems:
        st.warning(plain(say(problem)), icon=":material/search_off:")
    offered = {each.record.id: each.record for each in listed} | {record.id: record for record in found}
    _menu(found, offered)
    if not found:
        st.info(_("Choose runs to compare, here or in the table."), icon=":material/stacked_line_chart:")
        return
    numbers = {record.id: numbers_of(record) for record in found}
    _controls(setting, found, numbers)
    _curves(setting, found, numbers)
    _choices(found)


def known(asked: Sequence[str], secret: str) -> tuple[list[RunRecord], list[Message]]:
    """The records of the runs that were asked for, and what is wrong with the others."""
    found, problems = [], []
    for run in asked:
        try:
            record = runs().record(run)
            if not record.owned_by(secret):
                raise NotOwner(run)
        except UnknownRun:
            problems.append(
                Message(
                    "Expected a run of yours, received {run}: there is no such run (any more).", run=run[:64]
                )
            )
        except NotOwner:
            problems.append(
                Message(
                    "The run {run} belongs to someone else. Open it on the Train page and start a copy of "
                    "your own to compare it.",
                    run=run[:64],
                )
            )
        else:
            found.append(record)
    return found, problems


def numbers_of(record: RunRecord) -> RunNumbers:
    """The numbers of a run's frames."""
    layers = () if record.layout is None else tuple(layer.name for layer in record.layout.layers)
    frames = runs().packed_frames(record.id, MOST_FRAMES) if layers else []
    return RunNumbers.of(frames, layers)


def _change(**changes: Any) -> None:
    PAGE.open(replace(PAGE.now().setting, **changes))


def _menu(found: Sequence[RunRecord], offered: dict[str, RunRecord]) -> None:
    key = f"{_KEY}:runs"
    st.session_state[key] = [record.id for record in found]
    st.multiselect(
        _("Runs"),
        list(offered),
        format_func=distinct(list(offered), lambda run: named(offered[run])),
        key=key,
        placeholder=_("Choose runs"),
        max_selections=MOST_COMPARED,
        on_change=lambda: _change(runs=tuple(st.session_state[key])),
    )


def named(record: RunRecord) -> str:
    """A run's name among others."""
    return f"{describe(record.experiment)} · {moment(record.created)}"


def _controls(setting: RunsSetting, found: Sequence[RunRecord], numbers: dict[str, RunNumbers]) -> None:
    layers = list(dict.fromkeys(layer for each in numbers.values() for layer in each.layers))
    names = {key: _(label) for key, label in (OF_RUN | OF_LAYER).items()}
    of_layer = setting.number in OF_LAYER and bool(layers)
    widths = (3, 1.5, 1.5, 2, 1.2) if of_layer else (3, 1.5, 2, 1.2)
    first, *places = st.columns(widths, vertical_alignment="bottom")

    def menu(place: Any, key: str, label: str, options: dict[str, str], value: str) -> None:
        st.session_state[f"{_KEY}:{key}"] = value
        place.selectbox(
            label,
            list(options),
            format_func=options.__getitem__,
            key=f"{_KEY}:{key}",
            on_change=lambda: _change(**{key: st.session_state[f"{_KEY}:{key}"]}),
        )

    menu(first, "number", _("Number"), names, setting.number)
    if of_layer:
        options = {layer: _("Output") if layer == "out" else layer for layer in layers}
        menu(places.pop(0), "layer", _("Layer"), options, layer_of(setting, layers))
    menu(places[0], "over", _("Over"), {key: _(label) for key, label in OVER.items()}, setting.over)
    st.session_state[f"{_KEY}:smooth"] = setting.smooth
    places[1].slider(
        _(SMOOTH.label),
        0.0,
        SMOOTHEST,
        step=0.01,
        key=f"{_KEY}:smooth",
        help=_(SMOOTH.help),
        on_change=lambda: _change(smooth=st.session_state[f"{_KEY}:smooth"]),
    )
    st.session_state[f"{_KEY}:log"] = setting.log
    places[2].toggle(
        _("Log scale"), key=f"{_KEY}:log", on_change=lambda: _change(log=st.session_state[f"{_KEY}:log"])
    )


def layer_of(setting: RunsSetting, layers: Sequence[str]) -> str:
    """The layer that is looked at."""
    return setting.layer if setting.layer in layers else layers[0]


def _curves(setting: RunsSetting, found: Sequence[RunRecord], numbers: dict[str, RunNumbers]) -> None:
    layers = list(dict.fromkeys(layer for each in numbers.values() for layer in each.layers))
    layer = layer_of(setting, layers) if layers else None
    lines, without = [], []
    for record in found:
        x, y = numbers[record.id].get(setting.over), numbers[record.id].get(setting.number, layer)
        if x is None or y is None or not np.isfinite(y).any():
            without.append(named(record))
        else:
            lines.append(Line(named(record), colour_of(record.id), x, y))
    if without:
        st.caption(plain(_("Nothing to draw of: {runs}.").format(runs=", ".join(without))))
    if not lines:
        return
    classes = {record.experiment.task != "regression" for record in found}
    what = _name(setting.number, classes)
    if setting.number in OF_LAYER:
        told = _("Output") if layer == "out" else layer
        what = f"{what} · {_('Layer')} {told}"
    share = setting.number in _SHARES or (setting.number in ("metric", "val_metric") and classes == {True})
    st.plotly_chart(
        of_lines(
            lines, over=_(OVER[setting.over]), what=what, weight=setting.smooth, log=setting.log, share=share
        ),
        key=f"{_KEY}:curves",
        config=CONFIG,
    )


def _name(number: str, classes: set[bool]) -> str:
    """What a number is called for runs that tell classes apart, or predict numbers, or both."""
    accuracy = {"val_metric": _("Validation accuracy"), "metric": _("Training accuracy")}
    error = {
        "val_metric": _("Mean absolute error, validation part"),
        "metric": _("Mean absolute error, training part"),
    }
    special = accuracy if classes == {True} else error if classes == {False} else {}
    return special.get(number) or _((OF_RUN | OF_LAYER)[number])


def colour_of(run: str) -> str:
    """A colour that a run keeps, whichever others it is shown beside."""
    chosen = colours().categories
    given: dict[str, int] = st.session_state.setdefault(_COLOURED, {})
    return chosen[given.setdefault(run, len(given)) % len(chosen)]


def _choices(found: Sequence[RunRecord]) -> None:
    """The choices that differ, and nothing else."""
    import pandas as pd

    st.markdown(f"##### {_('What differs')}")
    experiments = [record.experiment for record in found]
    different = differing(experiments)
    if not different:
        st.caption(_("All choices are the same."))
        return
    columns = {
        choice_name(path, experiments, whole=True): [choice_text(path, text, experiments) for text in texts]
        for path, texts in different.items()
    }
    names = [named(record) for record in found]
    st.dataframe(
        pd.DataFrame({_("Run"): names, **columns}), hide_index=True, height="content", key=f"{_KEY}:choices"
    )
