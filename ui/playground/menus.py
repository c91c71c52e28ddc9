"""What can be chosen on the page, from the registries: a new entry appears by itself."""

from __future__ import annotations

from typing import Any

from core.experiment import FIELDS
from core.live.protocol.speeds import SPEEDS
from core.live.sessions.drawable import MOST_LAYERS, MOST_UNITS
from core.message import Translate
from core.presets import PRESETS
from ui.menus import dials, field_menu
from ui.playground.hiding import HIDEABLE
from ui.playground.limits import OFFERED, fits


def menus(_: Translate) -> dict[str, Any]:
    """The controls of the page in the language of `_`.

    Returns:
        ``fields``: every choice by key, see `ui.menus.field_menu`; data sets are those in the plane;
        ``dials``: see `ui.menus.dials`; ``speeds``: ``[key, label, help]``; ``presets``: ``key``, ``label``,
        ``help`` and ``experiment``, all texts by path, of each preset that the page can show; ``limits``:
        ``layers`` and ``units``; ``hideable``: ``[name, label]``.
    """
    fields = {key: field_menu(field, _) for key, field in FIELDS.items() if key != "dataset"}
    presets = [preset for preset in PRESETS.values() if fits(preset.experiment())]
    return {
        "fields": {"dataset": field_menu(FIELDS["dataset"], _, OFFERED), **fields},
        "dials": dials(),
        "speeds": [[key, _(speed.label), _(speed.help)] for key, speed in SPEEDS.items()],
        "presets": [
            {
                "key": preset.key,
                "label": _(preset.label),
                "help": _(preset.help),
                "experiment": preset.experiment().flat(),
            }
            for preset in presets
        ],
        "limits": {"layers": MOST_LAYERS, "units": MOST_UNITS},
        "hideable": [[name, _(label)] for name, label in HIDEABLE.items()],
    }
