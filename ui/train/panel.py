"""The live panel: one browser component that draws a run while it trains.

Streamlit only mounts it. The browser watches the run by itself (`ui.routes.live`), so that an update costs no
rerun of the page and no chart is ever mounted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.live.records.run import RunRecord
from ui.component import declared, mounted
from ui.language import _
from ui.routes.tunnel import Tunnel
from ui.serving import assets
from ui.table_names import own_name
from ui.train.words import panel_words

__all__ = ["Told", "live_panel", "own_title", "panel_words"]


@dataclass(frozen=True, slots=True)
class Told:
    """What was pressed in the panel.

    Arguments:
        started: id of a run that was started there ("start again") and is to be shown from now on.
        mend: choices that help against what is wrong with the run, as texts by path.
        branch: the run and the step from which a branch is wanted.
    """

    started: str | None
    mend: Mapping[str, str]
    branch: tuple[str, int] | None


_mount = declared("gradient_lab_live", "shared")


def live_panel(
    *,
    run: str | None,
    data: Mapping[str, Any],
    words: Mapping[str, str],
    key: str,
    tunnel: Tunnel | None = None,
    announce: bool = False,
) -> Told:
    """Mount the panel.

    Arguments:
        run: id of the run to follow, or None to show the data only.
        data: ``{"lang", "owner", "visitor", "preview", "title", "base"?}``; `preview` is what the Data view
            shows (or None), `visitor` the name to ask with where the browser keeps cookies back, or None, and
            `title` what stands in place of the run's title, or None.
        words: `panel_words(_)`.
        key: Streamlit key, the same at every rerun.
        tunnel: answers requests where a proxy does not pass our routes.
        announce: run the page again as soon as the browser has drawn the panel.

    Returns:
        What was pressed; it is there for one rerun only.
    """
    payload: dict[str, Any] = {**data, "run": run, "words": dict(words), "announce": announce}
    if (st.session_state.get(key) or {}).get("source"):
        payload["plotly"] = assets.plotly_source()
    result = mounted(_mount, key, assets.TRAIN, payload, tunnel, "run", "mend", "branch", "shown")
    return Told(result.run, _texts(result.mend), _place(result.branch))


def own_title(record: RunRecord | None) -> str | None:
    """What a run on the visitor's own table is called: viewers are told its title without a name."""
    name = own_name(record.experiment) if record is not None else None
    if record is None or name is None:
        return None
    from core.live.sessions.messages import title  # the first page has no run

    return title(record.experiment, _, name)


def _place(told: Any) -> tuple[str, int] | None:
    """A run and one of its steps, if the browser sent such."""
    if not isinstance(told, dict):
        return None
    run, step = told.get("run"), told.get("step")
    return (run, step) if isinstance(run, str) and type(step) is int and 0 <= step < 2**31 else None


def _texts(change: Any) -> dict[str, str]:
    """Choices by path, as far as the browser sent such."""
    if not isinstance(change, dict):
        return {}
    return {path: text for path, text in change.items() if isinstance(text, str)}
