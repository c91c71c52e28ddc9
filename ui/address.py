"""The page's address: what it says when it is opened or gone back to, and what is written into it.

Only what differs from where a page begins stands in it. Two names are reserved: `lang` for the language and
`run` for the run that is watched. What a page makes of the rest, `ui.setting` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.choices.fields import shown
from core.message import Message
from ui.language import address_language

RESERVED = frozenset({"lang", "run"})
MAX_NAMES = 100
MAX_LENGTH = 500
LONG = {"dataset.points": 6000, "columns": 4000, "runs": 1500}
"""Names whose texts may be longer: a thousand points take 5000 characters, four columns 2000,
twenty runs 500."""

_RUN, _PAGE, _FOLLOWED, _BEGUN, _LEAVING = "run", "page", "address:page", "begun", "address:leaving"
_ARRIVALS = "address:arrivals"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an address says that was just opened, or gone back to.

    Arguments:
        texts: without the reserved names.
        run: the run that it names.
        first: whether the page was opened, from another one or anew.
    """

    texts: Mapping[str, str]
    run: str | None
    first: bool

    @property
    def empty(self) -> bool:
        """Whether it says nothing and the page is only come to from another one, which changes nothing."""
        return self.first and not self.texts


def arrival() -> Arrival | None:
    """What the address says, if it counts: where the page was just opened or gone back to. Asked once a run.

    In all other runs the session knows better than the address, which the browser may not have updated yet.
    """
    first = not st.session_state.get(_FOLLOWED)
    st.session_state[_FOLLOWED] = True
    if not first and not getattr(get_script_run_ctx(), "is_history_navigation", False):
        return None
    query = st.query_params.to_dict()
    st.session_state[_ARRIVALS] = {"count": arrivals()["count"] + 1, "query": query}
    texts = {name: text for name, text in query.items() if name not in RESERVED}
    return Arrival(texts, query.get("run"), first)


def arrivals() -> dict[str, Any]:
    """How many addresses this session has followed, and what the latest said: ``{"count", "query"}``.

    Panels wait for it after Back: Streamlit forgets that an address was gone back to when another message
    comes before the page has run.
    """
    found: dict[str, Any] = st.session_state.get(_ARRIVALS, {"count": 0, "query": {}})
    return found


def cut(texts: Mapping[str, str]) -> tuple[dict[str, str], list[Message]]:
    """The texts of an address without what is too much, and what was too much."""
    found, errors = dict(texts), []
    if len(found) > MAX_NAMES:
        errors.append(
            Message(
                "Expected at most {limit} choices in the address, received {got}. The rest was left out.",
                limit=MAX_NAMES,
                got=len(found),
            )
        )
        found = dict(list(found.items())[:MAX_NAMES])
    return {name[:MAX_LENGTH]: text[: LONG.get(name, MAX_LENGTH)] for name, text in found.items()}, errors


def about(name: str, problem: Message) -> Message:
    """What is wrong with the choice `name`, where no control stands beside the sentence."""
    return Message("{name}: {problem}", name=shown(name), problem=problem)


def run() -> str | None:
    """Id of the run that this session watches."""
    found: str | None = st.session_state.get(_RUN)
    return found


def watch(run: str | None) -> None:
    """Watch another run, or none."""
    st.session_state[_RUN] = run


def enter(page: str) -> None:
    """Note which page is drawn; the main script calls this in every run."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state.pop(_FOLLOWED, None)


def first_run() -> bool:
    """Whether the page is drawn for the first time in this session; True once."""
    first = _BEGUN not in st.session_state
    st.session_state[_BEGUN] = True
    return first


def leave_for(query: Mapping[str, str]) -> NoReturn:
    """Go to the Train page, as the component of the page that is left is told when the script runs again.

    By the browser, since `st.switch_page` makes two entries of its history, and a third where the page that
    is gone to completes its address: Back would have to be pressed three times.
    """
    st.session_state[_LEAVING] = f"?{urlencode(query)}" if query else ""
    st.rerun()


def left_for() -> str | None:
    """The query of the Train page that is gone to; None: nobody leaves. Asked once a run."""
    found: str | None = st.session_state.pop(_LEAVING, None)
    return found


def write(texts: Mapping[str, str], *, lang: str | None, run: str | None) -> dict[str, str]:
    """The query of an address that opens `texts`."""
    reserved = {"run": run, "lang": lang}
    return {name: value for name, value in reserved.items() if value} | dict(texts)


def naming(run: str) -> dict[str, str]:
    """The query of an address that names a run and says nothing else."""
    return write({}, lang=address_language(), run=run)


def link_to(run: str) -> str:
    """The whole address under which anybody watches a run, written while the Train page is drawn."""
    return f"{(st.context.url or '').rstrip('/')}/?{urlencode(naming(run))}"


def link_to_recording(run: str) -> str:
    """The same of a run of somebody's own program, written while the page "Runs" is drawn."""
    query = write({"opened": run}, lang=address_language(), run=None)
    return f"{(st.context.url or '').rstrip('/')}?{urlencode(query)}"


def keep(texts: Mapping[str, str], *, watching: bool) -> None:
    """Bring the address up to date.

    Arguments:
        watching: whether the page shows a run, whose name then belongs to it.
    """
    query = write(texts, lang=address_language(), run=run() if watching else None)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
