"""What can be chosen on the page, from the registries: a new activation or initializer appears by itself."""

from __future__ import annotations

from typing import Any

from core.choices.fields import MAX_LAYERS, MAX_UNITS
from core.data.catalogue import DATASETS
from core.experiment import FIELDS
from core.message import Translate
from core.propagation.columns import MOST_COLUMNS, VARYING
from core.propagation.map import DEPTHS
from ui.initialization.examples import examples
from ui.initialization.training import training_menus
from ui.menus import dials, field_menu

MENUS = ("activation", "initializer", "normalization")
PLAIN = ("layer_activations", "residual", "bias_scale", "weight_seed")
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)


def menus(_: Translate) -> dict[str, Any]:
    """The controls of the page in the language of `_`.

    Returns:
        ``fields``: by key, see `ui.menus.field_menu`; ``dials``: see `ui.menus.dials`; ``datasets``: key and
        label; ``depth``, ``units``, ``widths``; ``own``: fields that differ beside each other
        (`core.propagation.columns`); ``map_depth``: layers of the map, unless the network has more;
        ``training``: see `ui.initialization.training`; ``examples``: see `ui.initialization.examples`;
        ``columns``: how many there may be.
    """
    return {
        "fields": {key: field_menu(FIELDS[key], _) for key in (*MENUS, *PLAIN, "layers")},
        "dials": dials(),
        "datasets": [[key, _(entry.label)] for key, entry in DATASETS.items() if entry.features],
        "depth": MAX_LAYERS,
        "units": MAX_UNITS,
        "widths": list(WIDTHS),
        "own": list(VARYING),
        "map_depth": DEPTHS[0],
        "training": training_menus(_),
        "examples": examples(_),
        "columns": MOST_COLUMNS,
    }
