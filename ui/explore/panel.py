"""The page's component: the browser computes and draws, and tells what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.choices.registry import Menu
from core.explorers import EXPLORERS
from core.message import Translate
from ui.component import declared, mounted
from ui.menus import field_menu
from ui.routes.tunnel import Tunnel
from ui.serving import assets

_mount = declared("gradient_lab_explore", "shared", "explore")


def explorer_menus(_: Translate) -> dict[str, Any]:
    """``explorers``: of each ``key``, ``label``, ``help`` and ``fields`` by key (`ui.menus.field_menu`)."""
    return {
        "explorers": [
            {
                "key": explorer.key,
                "label": _(explorer.label),
                "help": _(explorer.help),
                "fields": {
                    each.key: field_menu(each, _, each.registry if isinstance(each, Menu) else None)
                    for each in explorer.fields
                },
            }
            for explorer in EXPLORERS.values()
        ]
    }


def explore_panel(
    data: Mapping[str, Any], *, key: str, tunnel: Tunnel | None = None
) -> Mapping[str, Any] | None:
    """Mount the component.

    Arguments:
        data: ``{"lang", "visitor", "words", "menus", "setting", "opened"}``: the controls show `setting` (see
            `ui.explore.state.ExploreSetting.to_json`) whenever `opened` is new to them.
        key: Streamlit key, the same at every rerun.
        tunnel: answers requests where a proxy does not pass our routes.

    Returns:
        What the controls say since they came to rest, for one rerun only, or None: ``{"view", "chosen",
        "opened"}`` with the choices of that explorer alone.
    """
    said: Mapping[str, Any] | None = mounted(_mount, key, assets.EXPLORE, data, tunnel, "chosen").chosen
    return said
