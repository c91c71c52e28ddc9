"""The row of views above what a page shows, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from ui.language import _
from ui.setting import PageSetting


def view_menu(
    page: PageSetting[Any], views: Mapping[str, str], counts: Mapping[str, int] | None = None
) -> None:
    """Choose one of `views`, keys with English names; the page's setting has it as ``view``.

    Arguments:
        counts: of what stands in a view, where its name says so; 0 is not said.
    """
    key = f"{page.key}:view"
    st.session_state[key] = page.now().setting.view

    def choose() -> None:
        page.open(replace(page.now().setting, view=st.session_state[key]))

    def label(view: str) -> str:
        count = (counts or {}).get(view, 0)
        return f"{_(views[view])} ({count})" if count else _(views[view])

    st.segmented_control(
        _("View"),
        list(views),
        format_func=label,
        key=key,
        on_change=choose,
        required=True,
        label_visibility="collapsed",
    )
