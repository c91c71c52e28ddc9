"""The way to the page "Predictions" from other pages."""

from __future__ import annotations

import streamlit as st

from ui import address
from ui.language import _, plain


def link(run: str, label: str) -> None:
    """A link that shows what a run predicts."""
    st.page_link(
        "predictions.py",
        label=plain(label),
        icon=":material/target:",
        query_params=address.naming(run),
        help=_("What the network of a run predicts, row by row, and how good that is."),
    )
