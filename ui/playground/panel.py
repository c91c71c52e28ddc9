"""The page's component: the browser draws it, talks to ``/lab/play`` by itself and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.component import declared, mounted
from ui.routes.tunnel import Tunnel
from ui.serving import assets

_mount = declared("gradient_lab_playground", "shared", "playground")


def playground_panel(
    data: Mapping[str, Any], *, key: str, tunnel: Tunnel | None = None
) -> tuple[Mapping[str, Any] | None, str | None]:
    """Mount the component.

    Arguments:
        data: ``{"lang", "visitor", "words", "menus", "setting", "opened"}``: the controls show `setting`
            (see `ui.playground.setting.Setting.to_json`) whenever `opened` is new to them; `visitor` is the
            name to ask with where the browser keeps cookies back (`ui.owner.visitor_of`), or None.
        key: Streamlit key, the same at every rerun.
        tunnel: answers requests where a proxy does not pass our routes.

    Returns:
        What the controls say since they came to rest, and what stands behind the ``#`` of an address that is
        a link of TensorFlow Playground: each for one rerun only, or None.
    """
    result = mounted(_mount, key, assets.PLAYGROUND, data, tunnel, "chosen", "link")
    return result.chosen, result.link
