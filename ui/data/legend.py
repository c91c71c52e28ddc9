"""One legend for several small pictures."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from ui.data.pictures import short

_MARK = (
    '<span style="display: inline-block; margin-right: 1.4em"><span style="display: inline-block; '
    'width: 0.8em; height: 0.8em; border-radius: 50%; background: {}; margin-right: 0.4em"></span>{}</span>'
)


def legend(names: Sequence[str], shades: Sequence[str]) -> None:
    """Draw a mark of each shade with its name, which is shown letter by letter, cut where it is long."""
    marks = zip(shades, (html.escape(short(name)) for name in names), strict=True)
    st.html("".join(_MARK.format(shade, name) for shade, name in marks))
