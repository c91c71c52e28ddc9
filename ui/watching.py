"""Who is here, which run this session watches, and what its browser asks for over Streamlit's channel."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequestType

from core.experiment import Experiment
from core.live.records.run import RunRecord, UnknownRun
from ui import address, services
from ui.language import _, address_language, plain, say
from ui.owner import new_secret, owner_of, signed
from ui.services import runs
from ui.serving.addresses import network_of_asker

_OWNER, _UNKNOWN, _RECORDED = "owner", "unknown_run", "recorded_run"


def owner() -> str:
    """The visitor's secret: that of the cookie, or one for this session where cookies are refused."""
    known = owner_of(st.context.cookies)
    if known is not None:
        return known
    secret: str = st.session_state.setdefault(_OWNER, new_secret())
    return secret


def anothers_table(experiment: Experiment) -> bool:
    """Whether the data of `experiment` are a table of somebody else."""
    if experiment.dataset.name != "table":
        return False
    return services.anothers_table((str(experiment.dataset["table"]),), owner())


def asker() -> str:
    """The network address that this session's limits count by."""
    return network_of_asker(st.context.headers, st.context.ip_address)


def watched() -> RunRecord | None:
    """The record of the run that this session watches.

    A run that does not exist (any more), or that has no choices, is forgotten, so that the page lives on (see
    `tell_unknown`).
    """
    run = address.run()
    if run is None:
        return None
    try:
        record = runs().record(run)
    except UnknownRun:
        st.session_state[_UNKNOWN] = None
        address.watch(None)
        return None
    if record.foreign is None:
        return record
    st.session_state[_UNKNOWN], st.session_state[_RECORDED] = None, run  # the page "Runs" shows it
    address.watch(None)
    return None


def tell_unknown(shown: Experiment) -> None:
    """Say that the run that was asked for does not exist, or where it is shown, until something is changed.

    The page runs again by itself as soon as it has been drawn, which is no reason to be silent.

    Arguments:
        shown: the choices on the page.
    """
    if _UNKNOWN not in st.session_state:
        return
    told = st.session_state[_UNKNOWN]
    if address.run() is not None or (told is not None and told != shown):
        del st.session_state[_UNKNOWN]
        st.session_state.pop(_RECORDED, None)
        return
    st.session_state[_UNKNOWN] = shown
    recorded: str | None = st.session_state.get(_RECORDED)
    if recorded is not None:
        st.info(
            _("This run was recorded by a program of its own: it is watched on the page “Runs”."),
            icon=":material/info:",
        )
        query = address.write({"opened": recorded}, lang=address_language(), run=None)
        st.page_link("runs.py", label=_("Watch the run"), icon=":material/visibility:", query_params=query)
        return
    st.warning(plain(say(UnknownRun.message)), icon=":material/search_off:")


def visitor() -> str | None:
    """What a page's script names itself with where the browser keeps cookies back."""
    return None if owner_of(st.context.cookies) else signed(owner())


def tunnel(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to requests of this visitor's browser, see `ui.routes.tunnel`."""
    from ui.routes.tunnel import answered  # brings the routes

    return answered(asked, signed(owner()), address=asker(), left=_left(asked["number"]))


def _left(number: int) -> Callable[[], bool]:
    """Tells, from any thread, whether nobody waits for the answers to question `number` any more.

    The browser of this session is gone: Streamlit stops its script then. Or the page is to run again because
    of a question that says that this one is given up. A page that is to run again for anything else is no
    such case: the answers to this run are kept for it.
    """
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests

    def left() -> bool:
        if requests is None or requests._state is ScriptRequestType.CONTINUE:
            return False
        return requests._state is ScriptRequestType.STOP or _gives_up(requests._rerun_data, number)

    return left


def _gives_up(again: RerunData, number: int) -> bool:
    """Whether a component says, to a page that is to run again, that question `number` is given up.

    Streamlit sends that as JSON, ``[{"event": "requests", "value": {…}}, …]``; a browser may send anything.
    """
    states = () if again.widget_states is None else again.widget_states.widgets
    for state in states:
        try:
            events = json.loads(state.json_trigger_value or "[]")
        except (ValueError, RecursionError):
            continue
        for event in events if isinstance(events, list) else ():
            value = event.get("value") if isinstance(event, dict) else None
            if isinstance(value, dict) and value.get("given_up") == number:
                return True
    return False
