"""Deleting runs, and having them back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.live.records.run import NotOwner, UnknownRun
from core.message import Invalid, Message
from ui.language import _, plain, say
from ui.runs.setting import PAGE
from ui.services import runs
from ui.watching import owner

SAID_SECONDS = 20.0
"""As long as what went wrong is said."""

_DELETED, _SAID = "runs:deleted", "runs:said"


def delete_button(chosen: Sequence[str]) -> None:
    """Delete the runs that are ticked."""
    st.button(
        _("Delete {count} runs").format(count=len(chosen)) if len(chosen) > 1 else _("Delete this run"),
        icon=":material/delete:",
        key="runs:delete",
        on_click=_delete,
        args=(tuple(chosen),),
    )


def tell(message: Message) -> None:
    """Have something that went wrong be said below the table."""
    _say([message])


def undo() -> None:
    """What was deleted last can be had back; what went wrong is said."""
    until, said = st.session_state.get(_SAID, (0.0, []))
    for message in said if time.monotonic() < until else ():
        st.warning(plain(say(message)))
    deleted: tuple[str, ...] = st.session_state.get(_DELETED, ())
    if deleted:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="runs:undone"):
            st.markdown(_("Deleted runs: {count}").format(count=len(deleted)), width="content")
            st.button(_("Undo"), icon=":material/undo:", key="runs:undo", on_click=_undo, args=(deleted,))


def _delete(chosen: tuple[str, ...]) -> None:
    deleted, said = [], []
    for run in chosen:
        try:
            runs().delete(run, owner())
        except (Invalid, NotOwner, UnknownRun) as error:
            said.append(error.message)
        else:
            deleted.append(run)
    if PAGE.now().setting.opened in deleted:
        PAGE.open(replace(PAGE.now().setting, opened=""))
    st.session_state[_DELETED] = tuple(deleted)
    _say(said)


def _undo(deleted: tuple[str, ...]) -> None:
    st.session_state.pop(_DELETED, None)
    back = [runs().undelete(run, owner()) for run in deleted]
    _say([] if all(back) else [Message("Not all of it could be brought back. The rest is gone for good.")])


def _say(messages: Sequence[Message]) -> None:
    """Have messages be said for a while, however often a table that follows its runs is drawn meanwhile."""
    st.session_state[_SAID] = (time.monotonic() + SAID_SECONDS, list(dict.fromkeys(messages)))
