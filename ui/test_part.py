"""The test part of a run that is over: asked for once, and from then on its answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong

import streamlit as st

from core.choices.metrics import METRICS
from core.live.records.run import NotOwner, RunRecord, UnknownRun
from core.live.records.test_parts import times_seen
from core.live.records.tested import Tested
from core.message import Invalid, Message, plain_number
from ui.language import _, plain, say
from ui.moments import moment
from ui.services import measurements, runs
from ui.until_over import until_over
from ui.watching import asker, owner

PATIENCE = 120.0
"""Seconds that somebody waits for the answer."""
SLOW = Message("The server is busy. Try again in a moment.")


def has_test_part(record: RunRecord) -> bool:
    """Whether rows were put aside for a run, which is over."""
    return record.choices is not None and record.choices.test_split > 0 and record.status.over


def test_part(record: RunRecord, tested: Sequence[RunRecord]) -> None:
    """Draw the answer of a run's test part, or the button that asks for it.

    Arguments:
        record: the visitor's own run, over.
        tested: all runs of the visitor whose test part was asked for.
    """
    seen = times_seen(record, tested)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"test_part:{record.id}"
    ):
        if record.tested is not None:
            st.markdown(f":material/verified: {_answer(record.tested, record)}", width="content")
        else:
            pressed = st.button(
                _("Evaluate on the test part"),
                key=f"test_part:ask:{record.id}",
                icon=":material/lab_research:",
                help=_(
                    "The rows that neither training nor validation has seen, asked for once: the answer is "
                    "kept with the run. Do it at the very end, for the one run that you have chosen."
                ),
            )
            st.caption(_("It answers once for this run: press it at the very end."), width="content")
            if pressed:
                _ask(record)
    if seen:
        said = Message(
            "Other runs of yours that have seen these test rows before: {count}. Whoever chooses among runs "
            "by them makes them a validation part: the result is too good then.",
            count=seen,
        )
        st.caption(f":orange[:material/visibility: {plain(say(said))}]")


def follow_test_part(record: RunRecord) -> None:
    """The same below a run that is watched: it comes when the run is over."""
    if record.experiment.test_split == 0 or not record.owned_by(owner()):
        return

    def draw(now: RunRecord) -> None:
        if has_test_part(now):
            test_part(now, runs().tested_of(owner()))

    until_over(record, draw)


def _ask(record: RunRecord) -> None:
    try:
        question, state = runs().test_question(record.id, owner())
        asked = measurements().ask("test_part", question, owner(), data=state, address=asker())
        try:
            with st.spinner(_("Evaluating …")):
                found = asked.answer.result(PATIENCE)
        except TookTooLong:
            asked.cancel()
            raise Invalid(SLOW) from None
        runs().keep_tested(record.id, Tested.from_json({**found, "at": time.time()}))
    except (Invalid, NotOwner, UnknownRun) as error:
        st.error(plain(say(error.message)))
    else:
        st.rerun()


def _answer(tested: Tested, record: RunRecord) -> str:
    """The numbers in a line, and when they were asked for."""
    loss, accuracy, error_name = _("Loss"), _("Accuracy"), _("Mean absolute error")
    parts = [f"{loss} {_number(tested.loss)}"]
    if record.experiment.task == "regression":
        error = f"{error_name} {_number(tested.metric)}"
        if tested.unit not in (None, 1.0) and tested.metric is not None:
            own = _("{value} in the target's own unit").format(value=_number(tested.metric * tested.unit))
            error = f"{error} ({own})"
        parts.append(error)
    else:
        parts.append(f"{accuracy} {_share(tested.metric)}")
    parts += [
        f"{_(METRICS[key].label)} {_share(value) if METRICS[key].share else _number(value)}"
        for key, value in tested.measures.items()
        if key in METRICS
    ]
    asked = Message(
        "Test part of {rows} rows, used {moment} at step {step}: it answers once.",
        rows=tested.rows,
        moment=moment(tested.at),
        step=tested.step,
    )
    return f"**{plain(' · '.join(parts))}** :small[:gray[{plain(say(asked))}]]"


def _number(value: float | None) -> str:
    return "–" if value is None else plain_number(value, 4)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
