"""Who is here, which run this session watches, and what its browser asks for over Streamlit's channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from core.live.records.run import RunRecord, UnknownRun
from ui import address
from ui.language import plain, say
from ui.owner import new_secret, owner_of, signed
from ui.services import runs
from ui.serving.addresses import network_of_asker

_OWNER = "owner"


def owner() -> str:
    """The visitor's secret: that of the cookie, or one for this session where cookies are refused."""
    known = owner_of(st.context.cookies)
    if known is not None:
        return known
    secret: str = st.session_state.setdefault(_OWNER, new_secret())
    return secret


def asker() -> str:
    """The network address that this session's limits count by."""
    return network_of_asker(st.context.headers, st.context.ip_address)


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


def visitor() -> str | None:
    """What a page's script names itself with where the browser keeps cookies back."""
    return None if owner_of(st.context.cookies) else signed(owner())


def tunnel(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to requests of this visitor's browser, see `ui.routes.tunnel`."""
    from ui.routes.tunnel import answered  # brings the routes

    return answered(asked, signed(owner()), address=asker(), left=_left())


def _left() -> Callable[[], bool]:
    """Tells, from any thread, whether the browser of this session is gone: Streamlit stops its script then.

    A page that is to run again is no such case: the answers to this run are kept for it.
    """
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    return lambda: requests is not None and requests._state is ScriptRequestType.STOP
