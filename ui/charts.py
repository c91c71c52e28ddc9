"""How Plotly's charts behave on every page that is not live."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
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

_TICKS = 5
"""About so many there are on an axis."""


def share_ticks(values: Iterable[float]) -> str:
    """How shares of 1 are written on an axis: with as many digits as tell its ticks apart."""
    finite = [value for value in values if math.isfinite(value)]
    apart = 100 * (max(finite) - min(finite)) / _TICKS if finite else 0.0
    return f".{min(max(math.ceil(-math.log10(apart)), 0), 4) if apart else 1}%"


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
