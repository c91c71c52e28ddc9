"""The page's setting: in the session and in the page's address, so that a link opens the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from core.experiment import Experiment
from core.message import Message
from ui import address
from ui.owner import owner_of
from ui.playground import options
from ui.playground.link import read_fragment
from ui.playground.setting import Setting, read, taken, write
from ui.watching import owner

_KEY = "playground:setting"


def follow() -> Setting:
    """The session's setting; from the address when it was opened, or gone back to.

    Coming from another page without anything in the address keeps what was there.
    """
    kept: Setting | None = st.session_state.get(_KEY)
    query = {name: text for name, text in st.query_params.to_dict().items() if name not in address.RESERVED}
    first = address.entered()
    if address.arrived() and (query or not first):
        kept = replace(read(query), opened=kept.opened + 1 if kept else 0)
    elif kept is None:
        kept = Setting()
    st.session_state[_KEY] = kept
    return kept


def take(setting: Setting, chosen: Mapping[str, Any]) -> Setting:
    """The setting that the controls of the page say, see `Setting.told`.

    What is wrong is told beside the controls; the last choices that were right stay.
    """
    found = taken(chosen)
    kept = setting if found is None else replace(found, opened=setting.opened)
    st.session_state[_KEY] = kept
    return kept


def follow_link(setting: Setting, fragment: str) -> None:
    """Open what a link of TensorFlow Playground says, see `ui.playground.link`."""
    texts, hide, found, ignored = read_fragment(fragment)
    experiment = Experiment.lenient(texts)[0]
    opened = setting.opened + 1
    st.session_state[_KEY] = Setting(experiment, options.START | found, hide, ignored, opened)


def visitor() -> str | None:
    """The secret that the page's script names itself with where the browser keeps cookies back."""
    return None if owner_of(st.context.cookies) else owner()


def notes(setting: Setting, most: int) -> list[Message]:
    """What the address asked for in vain: at most `most` sentences, and how many more there are."""
    shown, left = setting.ignored[:most], len(setting.ignored) - most
    return [*shown, Message("{count} more.", count=left)] if left > 0 else shown


def keep(setting: Setting) -> None:
    """Bring the address up to date."""
    address.keep(write(setting), watching=False)
