"""The head of the page: which run, which part, and what Keras's `evaluate` gives."""

from __future__ import annotations

import streamlit as st

from core.live.records.run import RunRecord
from core.message import plain_number
from core.predictions.predictions import PARTS, Predictions
from ui import form
from ui.language import _, plain
from ui.predictions import asking
from ui.predictions.link import link
from ui.predictions.setting import OF_CLASSES, OF_NUMBERS, PART_NAMES, PredictionsSetting
from ui.predictions.shown import change, words
from ui.runs.described import describe
from ui.services import runs
from ui.watching import owner

LOOK_SECONDS = 2.0
"""Between two looks whether a run that trains has moved."""
MOST_RUNS = 20
START = PredictionsSetting()
_FOLLOWS = "predictions:follows"


def choose_run() -> None:
    """The visitor's runs, where the page is opened without one."""
    mine = [each for each in runs().runs_of(owner(), MOST_RUNS) if each.foreign is None]
    if not mine:
        st.markdown(_("No runs yet. Train something first: then it is shown here what its network predicts."))
        st.page_link("train.py", label=_("Go to Train"), icon=":material/play_circle:")
        return
    st.markdown(_("Whose predictions? Your newest runs:"))
    for record in mine:
        link(record.id, describe(record.experiment))


def run_line(record: RunRecord, part: str) -> None:
    """What was trained, and the way back to it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.page_link(
            "train.py",
            label=plain(describe(record.experiment)),
            icon=":material/monitoring:",
            query_params=form.opening(record.experiment, record.id),
            help=_("Back to the run"),
        )
        st.page_link("runs.py", label=_("Other runs"), icon=":material/history:")
        if not record.status.over:
            st.button(
                _("Look again"),
                icon=":material/refresh:",
                key="predictions:again",
                on_click=lambda: _look(record, part),
            )
            st.toggle(
                _("Follow the training"),
                value=True,
                key=_FOLLOWS,
                help=_("Off: the pictures stay as they are until you look again."),
            )


def part_and_view(record: RunRecord, setting: PredictionsSetting) -> tuple[str, str]:
    """Choose part and view, and return them."""
    offered = PARTS if record.tested is not None and record.status.over else PARTS[:-1]
    part = setting.part if setting.part in offered else START.part
    classes = record.experiment.task != "regression"
    views = OF_CLASSES if classes else OF_NUMBERS
    view = setting.view if setting.view in views else next(iter(views))
    parts, kinds = "predictions:part", "predictions:view"
    st.session_state[parts], st.session_state[kinds] = part, view
    st.segmented_control(
        _("Part of the data"),
        list(offered),
        format_func=lambda key: _(PART_NAMES[key]),
        key=parts,
        on_change=lambda: change(part=st.session_state[parts], row=None),
        required=True,
        label_visibility="collapsed",
    )
    st.segmented_control(
        _("View"),
        list(views),
        format_func=lambda key: _(views[key]),
        key=kinds,
        on_change=lambda: change(view=st.session_state[kinds]),
        required=True,
        label_visibility="collapsed",
    )
    if record.experiment.test_split > 0 and record.tested is None:
        words(_("The test part is shown here once it has been asked for, when the run is over."))
    return part, view


def evaluated(found: Predictions, *, classes: bool) -> None:
    """The numbers of `keras.Model.evaluate`."""
    with st.container(horizontal=True, gap="large"):
        loss = plain_number(found.loss, 5)
        st.metric(_("Loss"), loss, width="content", help=_("With penalties on weights."))
        if classes:
            at_middle = _("At the middle threshold.")
            st.metric(_("Accuracy"), f"{found.metric:.4f}", width="content", help=at_middle)
        else:
            st.metric(
                _("Mean absolute error"),
                plain_number(found.metric, 5),
                width="content",
                help=_("Of the target as the network is given it: standardized, where that was chosen."),
            )
        st.metric(_("Rows"), f"{found.rows:,}", width="content")
        st.metric(_("Steps trained"), f"{found.step:,}", width="content")
    words(
        _("What keras.Model.evaluate gives for these rows; all pictures below rest on keras.Model.predict.")
    )
    if not found.whole:
        words(_("{count} of {rows} rows, at even distances.").format(count=found.rows, rows=found.of))


def follow(record: RunRecord, part: str) -> None:
    """Draw the page again when the run has moved; while nothing moves that costs next to nothing.

    The engine is asked here, aside, so that nothing on the page stands still meanwhile.
    """
    if record.status.over or not st.session_state.get(_FOLLOWS, True):
        return

    def moved() -> None:
        if asking.look(record, part):
            st.rerun()

    st.fragment(moved, run_every=LOOK_SECONDS)()


def _look(record: RunRecord, part: str) -> None:
    asking.look(record, part)
