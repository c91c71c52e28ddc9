"""What can be chosen about training a map, beside what the network is."""

from __future__ import annotations

from typing import Any

from core.choices.registry import Menu
from core.data.catalogue import DATASETS
from core.experiment import FIELDS
from core.live.records.grid import STEPS
from core.message import Translate

SCALES, DEPTHS = 12, 8
"""Cells across and up."""

DEEPEST = (8, 16, 24, 32, 48, 64)
"""Layers of the deepest networks; the others are spread evenly below. Each a multiple of `DEPTHS`."""

DEFAULT_DEEPEST = 24
DEFAULT_STEPS = 100
"""A map of the page's own start takes less than a minute on two cores."""


def training_menus(_: Translate) -> dict[str, Any]:
    """The controls of training a map in the language of `_`.

    Returns:
        ``dataset``, ``optimizer``, ``learning_rate``, ``steps``: label and help, and for all but the learning
        rate ``options``, keys with their labels; ``deepest``: options; ``scales``, ``depths``: how many cells
        there are; ``start``: the first ``steps`` and ``deepest``; ``names``: how every choice is called, by
        path; ``entries``: labels of the entries of every menu.
    """
    steps = sorted({DEFAULT_STEPS, *(int(mark) for mark in STEPS.marks)})
    menus = {key: field for key, field in FIELDS.items() if isinstance(field, Menu)}
    parameters = {
        f"{key}.{parameter.key}": _(parameter.label)
        for key, field in menus.items()
        for entry in field.registry.values()
        for parameter in entry.parameters
    }
    own = {key: entry for key, entry in DATASETS.items() if entry.features}  # no table has to be opened
    return {
        "dataset": _told(FIELDS["dataset"], _) | {"options": _options(own, _)},
        "optimizer": _told(FIELDS["optimizer"], _) | {"options": _options(menus["optimizer"].registry, _)},
        "learning_rate": _told(FIELDS["learning_rate"], _),
        "steps": _told(STEPS, _) | {"options": [[str(count), f"{count}"] for count in steps]},
        "deepest": [[str(depth), f"{depth}"] for depth in DEEPEST],
        "scales": SCALES,
        "depths": DEPTHS,
        "start": {"steps": str(DEFAULT_STEPS), "deepest": str(DEFAULT_DEEPEST)},
        "names": {key: _(field.label) for key, field in FIELDS.items()} | parameters,
        "entries": {key: dict(_options(field.registry, _)) for key, field in menus.items()},
    }


def _told(field: Any, _: Translate) -> dict[str, Any]:
    return {"label": _(field.label), "help": _(field.help)}


def _options(registry: Any, _: Translate) -> list[list[str]]:
    return [[key, _(entry.label)] for key, entry in registry.items()]
