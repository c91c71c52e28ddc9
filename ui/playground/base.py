"""Choices told by what differs from a beginning, so that an address says only what somebody changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.choices.registry import Menu
from core.experiment import FIELDS, Experiment


def completed(base: Experiment, wanted: Mapping[str, str]) -> dict[str, str]:
    """All texts by path: those of `wanted`, the others as in `base`.

    Where `wanted` takes another entry of a menu, the parameters of the entry in `base` are left out.
    """
    replaced = {
        key
        for key, item in FIELDS.items()
        if isinstance(item, Menu)
        and wanted.get(key) in item.registry
        and wanted[key] != getattr(base, key).name
    }
    kept = {path: text for path, text in base.flat().items() if path.partition(".")[0] not in replaced}
    return kept | dict(wanted)


def differences(base: Experiment, experiment: Experiment) -> dict[str, str]:
    """The fewest texts from which `completed` makes those of `experiment`."""
    before = base.flat()
    short: dict[str, str] = {}
    for path, text in experiment.flat().items():
        key, _dot, parameter = path.partition(".")
        usual = before.get(path)
        if parameter and getattr(experiment, key).name != getattr(base, key).name:
            entry = cast(Menu, FIELDS[key]).registry[getattr(experiment, key).name]
            item = next(item for item in entry.parameters if item.key == parameter)
            usual = item.write(item.default)
        if text != usual:
            short[path] = text
    return short
