"""What stands at the top of every page: a title, and the switch of languages at its right."""

from __future__ import annotations

import streamlit as st

from ui.language import language_switch


def heading(title: str, *, small: bool = False) -> None:
    """Draw it where it is called; `small` where room is scarce."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"{'#####' if small else '###'} {title}", width="content")
        language_switch()
