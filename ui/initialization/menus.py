"""What can be chosen on the page, from the registries: a new activation or initializer appears by itself."""

from __future__ import annotations

from typing import Any

from core.choices.activations import Activation
from core.choices.fields import MAX_LAYERS, MAX_UNITS, Field
from core.choices.initializers import INITIALIZERS
from core.choices.registry import Menu
from core.data.catalogue import DATASETS
from core.experiment import FIELDS
from core.message import Translate
from ui.initialization.atlas import DEPTHS
from ui.initialization.columns import MOST, OWN
from ui.initialization.stories import stories
from ui.initialization.training import training_menus

MENUS = ("activation", "initializer")
TEXTS = ("bias_scale", "weight_seed")
SWITCHES = ("batch_normalization", "layer_normalization")
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)


def menus(_: Translate) -> dict[str, Any]:
    """The controls of the page in the language of `_`.

    Returns:
        ``fields``: by key, label and help, and for a menu its entries with their parameters (and, of an
        activation function, the initializer that is usual with it); ``dials``: the
        range of the scale by initializer; ``datasets``: key and label; ``depth``, ``units``, ``widths``;
        ``own``: fields that differ beside each other (`ui.initialization.columns`); ``map_depth``: layers of
        the map, unless the network has more; ``training``: see `ui.initialization.training`;
        ``stories``: see `ui.initialization.stories`; ``columns``: how many there may be.
    """
    return {
        "fields": {key: _field(FIELDS[key], _) for key in (*MENUS, *TEXTS, *SWITCHES, "layers")},
        "dials": {key: found for key in INITIALIZERS if (found := _dial(key)) is not None},
        "datasets": [[key, _(entry.label)] for key, entry in DATASETS.items()],
        "depth": MAX_LAYERS,
        "units": MAX_UNITS,
        "widths": list(WIDTHS),
        "own": list(OWN),
        "map_depth": DEPTHS[0],
        "training": training_menus(_),
        "stories": stories(_),
        "columns": MOST,
    }


def _field(field: Field, _: Translate) -> dict[str, Any]:
    told: dict[str, Any] = {"label": _(field.label), "help": _(field.help)}
    if isinstance(field, Menu):
        told["entries"] = [
            {
                "key": entry.key,
                "label": _(entry.label),
                "help": _(entry.help),
                "partner": entry.partner if isinstance(entry, Activation) else None,
                "parameters": [
                    {
                        "key": parameter.key,
                        "label": _(parameter.label),
                        "help": _(parameter.help),
                        "value": parameter.write(parameter.default),
                    }
                    for parameter in entry.parameters
                ],
            }
            for entry in field.registry.values()
        ]
    return told


def _dial(initializer: str) -> dict[str, Any] | None:
    dial = INITIALIZERS[initializer].dial
    return None if dial is None else {"key": dial.key, "low": dial.low, "high": dial.high}
