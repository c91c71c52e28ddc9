"""The one place where the form's content is kept in the session.

Widgets are drawn from it and write back to it through `take`; their own state is only a copy, so that
nothing is lost when a page is left, a group is folded or the language changes.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.form.choices import Choices

_KEY = "choices"
_OPENED = "choices:opened"


def choices() -> Choices:
    """The session's choices; the defaults at first."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Choices()
    kept: Choices = st.session_state[_KEY]
    return kept


def replace(new: Choices) -> None:
    """Put other choices in the form: from an address, a JSON text, a story or a run."""
    st.session_state[_KEY] = new
    st.session_state.pop(_OPENED, None)


def show(key: str, value: Any) -> None:
    """Make the widget `key`, drawn next, show `value`."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def shown(key: str) -> Any:
    """What the widget `key` shows; None before it is drawn."""
    return st.session_state.get(key)


def opened(group: str, wrong: bool) -> bool:
    """Whether `group` has to stay unfolded: something in it is, or was, wrong."""
    groups: set[str] = st.session_state.setdefault(_OPENED, set())
    if wrong:
        groups.add(group)
    return group in groups
