"""The page's component: the browser draws it, asks ``/lab/propagation`` and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.component import declared, mounted
from ui.routes.tunnel import Tunnel
from ui.serving import assets

_mount = declared("gradient_lab_initialization", "shared", "initialization")


def initialization_panel(
    data: Mapping[str, Any], *, key: str, tunnel: Tunnel | None = None
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Mount the component.

    Arguments:
        data: ``{"lang", "visitor", "words", "menus", "setting", "opened", "latest", "leave"}``: the controls
            show `setting` (see `ui.initialization.state.Setting.to_json`) whenever `opened` is new to them;
            `latest` is the id of the map that the visitor had trained last, or None; `leave`: see
            `ui.address.left_for`; `visitor` is the name to ask with where the browser keeps cookies back, or
            None.
        key: Streamlit key, the same at every rerun.
        tunnel: answers requests where a proxy does not pass our routes.

    Returns:
        What the controls say since they came to rest, what to train since the button was pressed, and which
        run of a trained map to open (a setting with ``"run"``): each for one rerun only, or None.
    """
    result = mounted(_mount, key, assets.INITIALIZATION, data, tunnel, "chosen", "train", "open")
    return result.chosen, result.train, result.open
