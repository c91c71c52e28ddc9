"""The page's component: the browser draws it, asks ``/lab/signals`` by itself and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.live import assets

_LIVE = Path(__file__).parent.parent / "live"
_mount = st.components.v2.component(
    "gradient_lab_initialization",
    js=(_LIVE / "js" / "bootstrap.js").read_text(encoding="utf-8"),
    css="\n".join(
        path.read_text(encoding="utf-8")
        for path in (_LIVE / "panel.css", *sorted((Path(__file__).parent / "css").glob("*.css")))
    ),
    isolate_styles=True,
)


def initialization_panel(
    data: Mapping[str, Any], *, key: str
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Mount the component.

    Arguments:
        data: ``{"lang", "words", "menus", "setting", "opened", "latest"}``: the controls show `setting`
            (see `ui.initialization.state.Setting.told`) whenever `opened` is new to them; `latest` is the id
            of the map that the visitor had trained last, or None.
        key: Streamlit key, the same at every rerun.

    Returns:
        What the controls say since they came to rest, what to train since the button was pressed, and which
        run of a trained map to open (a setting with ``"run"``): each for one rerun only, or None.
    """
    asked = st.session_state.get(key) or {}
    payload = {
        **data,
        "base": st.get_option("server.baseUrlPath").strip("/"),
        "script": assets.INITIALIZATION,
        "version": assets.version(),
    }
    payload["base"] = f"/{payload['base']}" if payload["base"] else ""
    if asked.get("source"):
        payload["source"] = assets.source(assets.INITIALIZATION)
    result = _mount(
        key=key,
        data=[payload],  # in a list: Streamlit would load pandas to look for tables in a mapping
        on_chosen_change=_noticed,
        on_train_change=_noticed,
        on_open_change=_noticed,
        on_source_change=_noticed,
    )
    return result.chosen, result.train, result.open


def _noticed() -> None:
    """Triggers exist only where a callback is given; what they say is read when the page runs."""
