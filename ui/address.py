"""The page's address and the choices: a link opens what it says, and Back goes back.

Only what differs from the defaults stands in the address. Two names are reserved: `lang` for the
language and `run` for the run that is watched.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.choices.fields import shown
from core.message import Message
from ui.form import state
from ui.form.choices import Choices
from ui.language import address_language

RESERVED = frozenset({"lang", "run"})
MAX_NAMES = 100
MAX_LENGTH = 500
LONG = {"dataset.points": 6000}
"""Names whose texts may be longer: a thousand points take 5000 characters."""

_RUN, _PAGE, _FOLLOWED, _BEGUN = "run", "page", "address:page", "begun"


def cut(query: Mapping[str, str]) -> tuple[dict[str, str], list[Message]]:
    """What an address says, without the reserved names and what is too much, and what was too much."""
    texts = {name: value for name, value in query.items() if name not in RESERVED}
    errors: list[Message] = []
    if len(texts) > MAX_NAMES:
        errors.append(
            Message(
                "Expected at most {limit} choices in the address, received {got}. The rest was left out.",
                limit=MAX_NAMES,
                got=len(texts),
            )
        )
        texts = dict(list(texts.items())[:MAX_NAMES])
    return {name[:MAX_LENGTH]: value[: LONG.get(name, MAX_LENGTH)] for name, value in texts.items()}, errors


def about(name: str, problem: Message) -> Message:
    """What is wrong with the choice `name`, where no control stands beside the sentence."""
    return Message("{name}: {problem}", name=shown(name), problem=problem)


def read(query: Mapping[str, str]) -> Choices:
    """The choices in an address. Whatever is wrong is left out and told in `Choices.ignored`."""
    texts, errors = cut(query)
    choices = Choices.read(texts)
    if errors:
        choices.ignored[""] = errors[0]
    return choices


def write(changes: Mapping[str, str], *, lang: str | None, run: str | None) -> dict[str, str]:
    """The query of an address that opens `changes` (see `Experiment.changes`)."""
    reserved = {"run": run, "lang": lang}
    return {name: value for name, value in reserved.items() if value} | dict(changes)


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


def entered() -> bool:
    """Whether the page is drawn for the first time since another one was; to be asked before `arrived`."""
    return not st.session_state.get(_FOLLOWED)


def arrived() -> bool:
    """Whether the page was just opened or gone back to, so that its address counts; asked once a run."""
    first = entered()
    st.session_state[_FOLLOWED] = True
    return first or bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def follow() -> bool:
    """Take the choices and the run from the address when it was opened, or gone back to.

    In all other runs the session knows better than the address, which the browser may not have
    updated yet. Coming from another page without anything in the address keeps the choices.

    Returns:
        Whether the address named a run but no choices, so that the form may take those of the run.
    """
    first = entered()
    if not arrived():
        return False
    query = st.query_params.to_dict()
    named = query.keys() - RESERVED
    if "run" in query or named or not first:
        watch(query.get("run"))
    if named or not first:
        state.replace(read(query))
    return "run" in query and not named


def keep(changes: Mapping[str, str], *, watching: bool = True) -> None:
    """Bring the address up to date with the session; without the run on pages that show none."""
    query = write(changes, lang=address_language(), run=run() if watching else None)
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)
