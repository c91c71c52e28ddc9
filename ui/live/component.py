"""What the components of pages share: how they are declared, and what data each gets at every rerun."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.serving import assets

_UI = Path(__file__).parent.parent


def declared(name: str, *folders: str) -> Any:
    """A component with the style sheets of these folders of ``ui/css``, in this order; called to mount it."""
    sheets = [path for folder in folders for path in sorted((_UI / "css" / folder).glob("*.css"))]
    return st.components.v2.component(
        name,
        js=(_UI / "js" / "bootstrap.js").read_text(encoding="utf-8"),
        css="\n".join(path.read_text(encoding="utf-8") for path in sheets),
        isolate_styles=True,
    )


def component_data(key: str, script: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`data` for the component `key`, with where its `script` is (see `ui.serving.assets`).

    In a list: Streamlit would load pandas to look for tables in a mapping.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    payload = {
        **data,
        "base": f"/{base}" if base else "",
        "script": script,
        "version": assets.version(),
    }
    if (st.session_state.get(key) or {}).get("source"):
        payload["source"] = assets.source(script)
    return [payload]


def noticed() -> None:
    """Triggers exist only where a callback is given; what they say is read when the page runs."""
