"""The page's component: the browser draws it, asks ``/lab/propagation`` and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.live.component import component_data, declared, noticed
from ui.serving import assets

_mount = declared("gradient_lab_initialization", "shared", "initialization")


def initialization_panel(
    data: Mapping[str, Any], *, key: str
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Mount the component.

    Arguments:
        data: ``{"lang", "words", "menus", "setting", "opened", "latest"}``: the controls show `setting`
            (see `ui.initialization.state.Setting.to_json`) whenever `opened` is new to them; `latest` is the
            id of the map that the visitor had trained last, or None.
        key: Streamlit key, the same at every rerun.

    Returns:
        What the controls say since they came to rest, what to train since the button was pressed, and which
        run of a trained map to open (a setting with ``"run"``): each for one rerun only, or None.
    """
    result = _mount(
        key=key,
        data=component_data(key, assets.INITIALIZATION, data),
        on_chosen_change=noticed,
        on_train_change=noticed,
        on_open_change=noticed,
        on_source_change=noticed,
    )
    return result.chosen, result.train, result.open
