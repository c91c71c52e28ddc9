"""How Plotly's charts behave on every page that is not live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    # What is left: save as a picture, reset the axes, and Streamlit's full screen. Charts are zoomed by
    # dragging over them, and clicked twice they are reset.
    "modeBarButtonsToRemove": [
        *("zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"),
    ],
}
"""Of `st.plotly_chart`."""

_WIDE = """<style>
.st-key-wide-{key} {{ overflow-x: auto; }}
.st-key-wide-{key} [data-testid="stElementContainer"]:has(.stPlotlyChart) {{ min-width: {pixels}px; }}
</style>"""


@contextmanager
def wide(key: str, pixels: int) -> Iterator[None]:
    """A place for a chart that needs so many pixels across: a narrower screen scrolls it sideways.

    Arguments:
        key: of the place, letters and digits, the same at every rerun.
    """
    with st.container(key=f"wide-{key}"):
        st.html(_WIDE.format(key=key, pixels=pixels))
        yield
