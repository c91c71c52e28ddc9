"""Who watches which run, and what the live panel asks for where streams do not get through."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.live.records.run import NotOwner, RunRecord, UnknownRun
from core.message import Invalid
from ui import address
from ui.language import language, plain, say
from ui.owner import owner_of
from ui.services import runs

_OWNER = "owner"


def owner() -> str:
    """The visitor's secret: that of the cookie, or one for this session where cookies are refused."""
    known = owner_of(st.context.cookies)
    if known is not None:
        return known
    secret: str = st.session_state.setdefault(_OWNER, secrets.token_urlsafe(32))
    return secret


def watched() -> RunRecord | None:
    """The record of the run that this session watches.

    A run that does not exist (any more) is told once, and forgotten, so that the page lives on.
    """
    run = address.run()
    if run is None:
        return None
    try:
        return runs().record(run)
    except UnknownRun as unknown:
        st.warning(plain(say(unknown.message)), icon=":material/search_off:")
        address.watch(None)
        return None


def events_after(run: str, after: int, greeted: bool) -> Sequence[dict[str, Any]]:
    """Events for the panel after frame `after` (see `ui.live.panel`)."""
    from ui import events

    try:
        return events.events_after(runs(), run, owner(), lang=language(), after=after, greeted=greeted)
    except UnknownRun:
        return ()


def command(run: str, verb: str, value: float | None) -> None:
    """Do what was pressed in the panel; what cannot be done is told."""
    from ui import events

    try:
        started = events.carry_out(runs(), run, owner(), verb, value)
    except (Invalid, NotOwner, UnknownRun) as error:
        st.toast(plain(say(error.message)), icon=":material/error:")
        return
    if started is not None:
        address.watch(started)
