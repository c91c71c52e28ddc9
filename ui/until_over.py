"""What stands beside a run that is watched, and changes when the run is over."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.live.records.run import RunRecord, UnknownRun
from ui.services import runs

SECONDS = 2.0
"""Between two looks at a run that is not over."""


def until_over(record: RunRecord, draw: Callable[[RunRecord], None]) -> None:
    """Draw something of a run by its record of now, again until it is over: then the page runs anew.

    Arguments:
        record: the run as the page knows it. Nothing is drawn once it is deleted.
        draw: given the record of now.
    """
    over = record.status.over

    def follow() -> None:
        try:
            now = runs().record(record.id)
        except UnknownRun:
            return
        if now.status.over and not over:
            st.rerun()
        draw(now)

    st.fragment(follow, run_every=None if over else SECONDS)()
