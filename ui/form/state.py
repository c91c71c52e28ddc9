"""The one place where the form's content is kept in the session.

Widgets are drawn from it and write back to it through `take`; their own state is only a copy, so that
nothing is lost when a page is left, a group is folded or the language changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from core.message import Message
from ui import address
from ui.form.choices import Choices
from ui.setting import PageSetting

_OPENED = "choices:opened"

T = TypeVar("T")


def from_address(texts: Mapping[str, str]) -> tuple[Choices, Iterable[Message]]:
    """The choices in an address. What is wrong is left out and told in `Choices.ignored`, by its field."""
    found, errors = address.cut(texts)
    choices = Choices.read(found)
    if errors:
        choices.ignored[""] = errors[0]
    return choices, ()


def to_address(choices: Choices) -> dict[str, str]:
    """The choices as they stand in an address: what differs from the defaults, and is right."""
    return choices.check()[0].changes()


PAGE = PageSetting(key="choices", read=from_address, write=to_address, start=Choices, watching=True)


def follow() -> bool:
    """Take the choices and the run from the address when it was opened, or gone back to.

    Returns:
        Whether the address named a run but no choices, so that the form may take those of the run.
    """
    arrived = address.arrival()
    PAGE.follow(arrived)
    if arrived is None:
        return False
    if arrived.run is not None or not arrived.empty:
        address.watch(arrived.run)
    return arrived.run is not None and not arrived.texts


def choices() -> Choices:
    """The session's choices; the defaults at first."""
    return PAGE.now().setting


def replace(new: Choices) -> None:
    """Put other choices in the form: from a JSON text, an example or a run."""
    PAGE.open(new)


def show(key: str, value: T) -> T:
    """Make the widget `key`, drawn next, show `value`, and return it: the widget has to be given it as its
    default, too.

    Streamlit sends state that is set with the run that sets it, and what a run that is cut short has sent may
    never reach the browser. There the widget would stand at its default, and tell that as if it were chosen.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return value


def shown(key: str) -> Any:
    """What the widget `key` shows; None before it is drawn."""
    return st.session_state.get(key)


def opened(group: str, wrong: bool) -> bool:
    """Whether `group` has to stay unfolded: something in it is, or was, wrong."""
    number, groups = st.session_state.get(_OPENED, (None, frozenset()))
    if number != PAGE.now().number:  # other choices since
        groups = frozenset()
    if wrong:
        groups |= {group}
    st.session_state[_OPENED] = PAGE.now().number, groups
    return group in groups
