"""The table of one's own that the form trains on: its name and target, and the way to the page that chose
them."""

from __future__ import annotations

import streamlit as st

from core.message import Message
from ui.form.choices import Choices
from ui.language import _, plain, say
from ui.table_names import name_of, own_table

_TABLE, _TARGET, _CLASSES = "dataset.table", "dataset.target", "dataset.classes"


def chosen_table(choices: Choices) -> None:
    """Draw it."""
    table = choices.texts[_TABLE]
    own = own_table(table) if table else None
    if table:
        name = plain(own.name) if own is not None else _("A table that is not kept for you")
        st.markdown(f"**{name}**")
        st.caption(plain(say(_predicted(choices))))
    else:
        st.caption(_("No table is chosen yet."))
    label = _("Look at it, or choose another") if own is not None else _("Choose a table")
    if st.button(label, key="chosen_table", icon=":material/table_chart:"):
        st.switch_page("data.py", query_params={"table": table} if own is not None else None)


def own_table_of(choices: Choices) -> str | None:
    """The name of the visitor's own table that the choices train on; None where they train on none."""
    return name_of(choices.texts.get(_TABLE, "")) if choices.texts["dataset"] == "table" else None


def _predicted(choices: Choices) -> Message:
    target, classes = choices.texts[_TARGET], choices.texts[_CLASSES]
    if not target:
        return Message("No target is chosen yet.")
    if classes == "0":
        return Message("Target: {target}, a number", target=target)
    return Message("Target: {target}, {count} classes", target=target, count=classes)
