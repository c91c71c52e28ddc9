"""A branch of a run: where it is to begin, until that is done, and what it came from."""

from __future__ import annotations

from concurrent.futures import CancelledError

import streamlit as st

from core.experiment import Experiment
from core.live.records.run import RunRecord, UnknownRun
from core.message import Invalid, Message
from ui import address, form
from ui.language import _, plain, say
from ui.services import measurements, runs
from ui.watching import asker, owner

PATIENCE = 300.0
"""Seconds that reaching a step again may take."""

BUSY = Message("The server is busy. Try again in a moment.")
_PENDING = "branching:pending"


def begin(run: str, step: int) -> None:
    """Put the choices of a run in the form, for a branch of it at `step`. To be followed by a rerun."""
    try:
        form.fill(runs().branched(run, step))
    except UnknownRun:
        return
    st.session_state[_PENDING] = run, step


def pending(experiment: Experiment, *, possible: bool) -> None:
    """Say where a branch is to begin, while one is wanted, with the button that begins it.

    Arguments:
        experiment: what the form describes.
        possible: whether that can be trained.
    """
    wanted: tuple[str, int] | None = st.session_state.get(_PENDING)
    if wanted is None:
        return
    told = Message(
        "Branch at step {step}: the form has the choices of its run. Change one, or none, and begin.",
        step=wanted[1],
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="branch"):
        # The buttons first: on a phone what follows them is below the screen.
        pressed = st.button(_("Begin the branch"), key="branch:begin", type="primary", disabled=not possible)
        st.button(_("No branch"), key="branch:none", on_click=_forget)
        st.markdown(f":material/fork_right: {plain(say(told))}", width="content")
    if not pressed:
        return
    try:
        address.watch(_begun(*wanted, experiment))
    except (Invalid, UnknownRun) as error:
        st.error(plain(say(error.message)))
    else:
        _forget()
        st.rerun()


def tell_parent(record: RunRecord) -> None:
    """Say of a branch where it came from, with a link to its parent."""
    if record.parent is None or not record.first_step:
        return
    told = Message("Branch, from step {step} of its parent", step=record.first_step)
    st.page_link(
        "train.py",
        label=plain(say(told)),
        icon=":material/fork_right:",
        query_params=form.opening_run(record.parent),
        help=_("Opens the run that this one is a branch of."),
    )


def _begun(run: str, step: int, experiment: Experiment) -> str:
    """Begin the branch and return its id."""
    question, nearest = runs().branch_question(run, step, owner(), experiment)
    asked = measurements().ask("branch", question, owner(), address=asker(), data=nearest)
    try:
        with st.spinner(_("Taking the run again up to that step…")):
            state = asked.answer.result(PATIENCE)
    except (TimeoutError, CancelledError):
        asked.cancel()
        raise Invalid(BUSY) from None
    return runs().branch(run, step, owner(), state, experiment, address=asker())


def _forget() -> None:
    st.session_state.pop(_PENDING, None)
