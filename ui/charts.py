"""How Plotly's charts behave on every page that is not live."""

from __future__ import annotations

from typing import Any

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    # What is left: save as a picture, reset the axes, and Streamlit's full screen. Charts are zoomed by
    # dragging over them, and clicked twice they are reset.
    "modeBarButtonsToRemove": [
        *("zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"),
    ],
}
"""Of `st.plotly_chart`."""
