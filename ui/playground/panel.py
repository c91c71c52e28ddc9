"""The page's component: the browser draws it, talks to ``/lab/play`` by itself and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.live import assets

_LIVE = Path(__file__).parent.parent / "live"
_mount = st.components.v2.component(
    "gradient_lab_playground",
    js=(_LIVE / "js" / "bootstrap.js").read_text(encoding="utf-8"),
    css="\n".join(
        path.read_text(encoding="utf-8")
        for path in (_LIVE / "panel.css", *sorted((Path(__file__).parent / "css").glob("*.css")))
    ),
    isolate_styles=True,
)


def playground_panel(data: Mapping[str, Any], *, key: str) -> tuple[Mapping[str, Any] | None, str | None]:
    """Mount the component.

    Arguments:
        data: ``{"lang", "visitor", "words", "menus", "setting", "opened"}``: the controls show `setting` (see
            `ui.playground.setting.Setting.told`) whenever `opened` is new to them; `visitor` is the secret to
            ask with where the browser keeps cookies back (`ui.owner.visitor_of`), or None.
        key: Streamlit key, the same at every rerun.

    Returns:
        What the controls say since they came to rest, and what stands behind the ``#`` of an address that is
        a link of TensorFlow Playground: each for one rerun only, or None.
    """
    asked = st.session_state.get(key) or {}
    payload = {
        **data,
        "base": st.get_option("server.baseUrlPath").strip("/"),
        "script": assets.PLAYGROUND,
        "version": assets.version(),
    }
    payload["base"] = f"/{payload['base']}" if payload["base"] else ""
    if asked.get("source"):
        payload["source"] = assets.source(assets.PLAYGROUND)
    result = _mount(
        key=key,
        data=[payload],  # in a list: Streamlit would load pandas to look for tables in a mapping
        on_chosen_change=_noticed,
        on_link_change=_noticed,
        on_source_change=_noticed,
    )
    return result.chosen, result.link


def _noticed() -> None:
    """Triggers exist only where a callback is given; what they say is read when the page runs."""
