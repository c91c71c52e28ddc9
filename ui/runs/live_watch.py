"""How a program of one's own sends its run to this page while it trains, and the run as soon as it comes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.live.listed import ListedRun
from core.message import Invalid, Message
from ui import watch_token
from ui.language import _, plain, say
from ui.runs.setting import PAGE
from ui.services import runs
from ui.watching import owner

REFRESH_SECONDS = 2.0
_SEEN, _FAILED = "runs:sent", "runs:token_failed"
_NOT_MADE = "…"

_EXAMPLE = """from gradient_lab import Watch
watch = Watch({address}, token={token})
model.fit(x, y, epochs=20, validation_data=(x_val, y_val), callbacks=[watch])"""


def expected() -> bool:
    """Whether a program may send something at any time: its visitor has a token."""
    return isinstance(_token(), str)


def draw() -> None:
    """The lines to copy, and the button that makes the token in them."""
    token = _token()
    with st.expander(
        _("Watch your own Keras program live"), icon=":material/sensors:", key="runs:live_watch"
    ):
        st.markdown(
            _(
                "Your program trains where it is and sends what every layer does: its run is drawn here "
                "while `fit` goes on. Install `gradient_lab` there (`pip install .` in a checkout of the "
                "lab) and copy these lines:"
            )
        )
        shown = token if isinstance(token, str) else _NOT_MADE
        st.code(
            _EXAMPLE.format(address=json.dumps(_address()), token=json.dumps(shown, ensure_ascii=False)),
            language="python",
            wrap_lines=True,
        )
        failed = st.session_state.pop(_FAILED, None) or (token if isinstance(token, Message) else None)
        if failed is not None:
            st.error(plain(say(failed)), icon=":material/error:")
        st.button(
            _("Make a new token") if isinstance(token, str) else _("Make a token"),
            icon=":material/key:",
            key="runs:token",
            on_click=_make,
        )
        st.caption(
            _(
                "The token says whose run it is. Whoever has it can send runs to you, and neither see nor "
                "change any of yours."
            )
            + " "
            + _("A new token makes the one before worthless: programs that have it send nothing more.")
        )


@st.fragment(run_every=REFRESH_SECONDS)
def await_first() -> None:
    """Draw the page again when the first run has come."""
    if runs().runs_of(owner(), 1):
        st.rerun()


def open_new(listed: Sequence[ListedRun]) -> None:
    """Open a run that is sent right now, once, where none is open; else offer it: whoever reads reads on."""
    seen: set[str] = st.session_state.setdefault(_SEEN, set())
    sent = {each.record.id: each for each in listed if each.record.foreign and not each.record.status.over}
    new, opened = [run for run in sent if run not in seen], PAGE.now().setting.opened
    seen.update(new)
    if new and not opened:
        _open(new[0])
    if opened:
        for run, each in sent.items():
            if run != opened:
                _offer(each)


def _offer(sent: ListedRun) -> None:
    record = sent.record
    assert record.foreign is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        name = plain(sent.labels.name or record.foreign.name)
        st.markdown(_("Your program sends a run: {name}").format(name=name), width="content")
        if st.button(_("Watch it"), icon=":material/sensors:", key=f"runs:sent:{record.id}"):
            _open(record.id)


def _open(run: str) -> None:
    PAGE.open(replace(PAGE.now().setting, opened=run))
    st.rerun()


def _token() -> str | Message | None:
    """The visitor's token, None before the first, or why it cannot be read."""
    try:
        return watch_token.token_of(owner())
    except Invalid as error:
        return error.message


def _make() -> None:
    try:
        watch_token.new_token(owner())
    except Invalid as error:
        st.session_state[_FAILED] = error.message


def _address() -> str:
    """Where this lab is, as the visitor's browser names it."""
    shown = st.context.url or "http://localhost:8501"
    return shown.rstrip("/").removesuffix("/runs")
