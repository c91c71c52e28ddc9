"""What the components of pages share: how they are declared, and what data each gets at every rerun."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui import address
from ui.routes.tunnel import Tunnel
from ui.serving import assets

_UI = Path(__file__).parent


def declared(name: str, *folders: str) -> Any:
    """A component with the style sheets of these folders of ``ui/css``, in this order; called to mount it."""
    sheets = [path for folder in folders for path in sorted((_UI / "css" / folder).glob("*.css"))]
    return st.components.v2.component(
        name,
        js=(_UI / "js" / "bootstrap.js").read_text(encoding="utf-8"),
        css="\n".join(path.read_text(encoding="utf-8") for path in sheets),
        isolate_styles=True,
    )


def mounted(
    component: Any, key: str, script: str, data: Mapping[str, Any], tunnel: Tunnel | None, *triggers: str
) -> Any:
    """Mount a `component` (see `declared`); what its `triggers` say stands in the result, for one rerun.

    Arguments:
        component: what `declared` gave.
        key: Streamlit key, the same at every rerun.
        script, data, tunnel: see `component_data`.
        triggers: names of what the browser tells.
    """
    told = {f"on_{name}_change": _noticed for name in (*triggers, "requests", "source")}
    return component(key=key, data=component_data(key, script, data, tunnel), **told)


def component_data(
    key: str, script: str, data: Mapping[str, Any], tunnel: Tunnel | None = None
) -> list[dict[str, Any]]:
    """`data` for the component `key`, with where its `script` is (see `ui.serving.assets`).

    Where our routes do not get through, the browser asks Python for the scripts' source, and from then on
    has its requests answered by `tunnel`. The latest answers stand there until others do: a rerun that comes
    in between would otherwise take them away.

    In a list: Streamlit would load pandas to look for tables in a mapping.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    payload = {
        **data,
        "base": f"/{base}" if base else "",
        "script": script,
        "version": assets.version(),
        "arrivals": address.arrivals(),
    }
    asked = st.session_state.get(key) or {}
    if asked.get("source"):
        payload["source"] = assets.source(script)
    if tunnel is not None and (requests := asked.get("requests")):
        _answer(f"{key}:answer", requests, tunnel)
    payload["answer"] = st.session_state.get(f"{key}:answer")
    return [payload]


def _answer(kept: str, requests: Mapping[str, Any], tunnel: Tunnel) -> None:
    """Answer, unless the browser asks again because the answer was lost: a command counts once."""
    last = st.session_state.get(kept)
    if last is None or last["number"] != requests["number"]:
        st.session_state[kept] = tunnel(requests)


def _noticed() -> None:
    """Triggers exist only where a callback is given; what they say is read when the page runs."""
