"""Choices as the browser's own controls show them, from the registries: a new entry appears by itself."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from core.choices.activations import Activation
from core.choices.fields import Field, Number, Words
from core.choices.initializers import INITIALIZERS
from core.choices.losses import Loss
from core.choices.normalizations import Normalization
from core.choices.registry import Entry
from core.data.catalogue import Dataset
from core.message import Translate


def field_menu(field: Field, _: Translate, entries: Mapping[str, Entry] | None = None) -> dict[str, Any]:
    """One choice in the language of `_`.

    Arguments:
        entries: what a menu offers; all of its registry when left out.

    Returns:
        ``label``, ``help``; ``kind``, the name of its class in lower case; ``value``, its default as text;
        ``tasks``, those for which it means something, or None for all; ``elsewhere``, whether it is set
        without a control of its own; ``group``, see `Field`; of a number ``low``, ``high``,
        ``log``, ``integer`` and ``marks`` (texts); of words ``options``, keys with labels; of a menu
        ``entries``, see `_entry`.
    """
    told: dict[str, Any] = {
        "label": _(field.label),
        "help": _(field.help),
        "kind": type(field).__name__.lower(),
        "tasks": None if field.tasks is None else sorted(field.tasks),
        "elsewhere": field.elsewhere,
        "group": field.group,
    }
    default: Any = getattr(field, "default", None)
    registry: Mapping[str, Entry] | None = getattr(field, "registry", None)
    if registry is not None:
        offered = registry if entries is None else entries
        told["entries"] = [_entry(entry, _) for entry in offered.values()]
    if registry is None or not isinstance(default, str):
        default = field.write(default)
    told["value"] = default
    if isinstance(field, Number):
        told |= {"low": field.low, "high": field.high, "log": field.log, "integer": field.integer}
        told["marks"] = [field.write(mark) for mark in field.marks]
    if isinstance(field, Words):
        told["options"] = [[key, _(label)] for key, label in field.options.items()]
    return told


def dials() -> dict[str, dict[str, Any]]:
    """By initializer the key and the range of what multiplies all its weights; some have none."""
    found = {key: entry.dial for key, entry in INITIALIZERS.items()}
    return {
        key: {"key": dial.key, "low": dial.low, "high": dial.high}
        for key, dial in found.items()
        if dial is not None
    }


def _entry(entry: Entry, _: Translate) -> dict[str, Any]:
    """``key``, ``label``, ``help``, ``parameters`` (as `field_menu` tells them, with their ``key``).

    An activation function also has its ``partner``, the initializer that is usual with it, and ``flat`` and
    ``dead``: outside which values it counts as saturated, and up to which size as dead (null for never); a
    data set its ``task``, a loss the ``tasks`` that it fits, and a normalization its ``short`` name.
    """
    told: dict[str, Any] = {
        "key": entry.key,
        "label": _(entry.label),
        "help": _(entry.help),
        "parameters": [{"key": item.key, **field_menu(item, _)} for item in entry.parameters],
    }
    if isinstance(entry, Activation):
        told["partner"] = entry.partner
        ends = (entry.saturated_below, entry.saturated_above)
        told["flat"] = [end if isfinite(end) else None for end in ends]
        told["dead"] = entry.dead_at
    if isinstance(entry, Dataset):
        told["task"] = entry.task
    if isinstance(entry, Normalization):
        told["short"] = _(entry.short) if entry.short else ""
    if isinstance(entry, Loss):
        told["tasks"] = sorted(entry.tasks)
    return told
