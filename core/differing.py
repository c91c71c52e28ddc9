"""Which choices of several experiments differ, and one with others of its choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from core.choices.fields import Field, Switch, Words
from core.choices.registry import Menu
from core.experiment import FIELDS, Experiment
from core.message import N_, Translate, written_out


def differing(experiments: Sequence[Experiment]) -> dict[str, tuple[str | None, ...]]:
    """The choices that are not the same in all of `experiments`, and nothing else.

    A parameter of an entry (``optimizer.momentum``) is there only where that entry is chosen. Where some have
    it and the others cannot, it differs if it is not at its default in each that has it: that the entry
    differs is said by the menu's own path.

    Returns:
        Texts by path as `Experiment.flat` writes them, one for each experiment in order; None where an
        experiment has no such choice.
    """
    flat = [experiment.flat() for experiment in experiments]
    paths = dict.fromkeys(path for texts in flat for path in texts)
    found: dict[str, tuple[str | None, ...]] = {}
    for path in _in_order(list(paths)):
        texts = tuple(each.get(path) for each in flat)
        there = {text for text in texts if text is not None}
        if len(there) > 1 or (None in texts and there != {_default(path, experiments)}):
            found[path] = texts
    return found


def field_of(path: str, experiments: Sequence[Experiment]) -> Field:
    """The field at `path` in the first of `experiments` that has it.

    Raises:
        KeyError: none has.
    """
    key, _dot, parameter = path.partition(".")
    item = FIELDS[key]
    if not parameter:
        return item
    for experiment in experiments:
        parameters: tuple[Field, ...] = cast(Menu, item).registry[getattr(experiment, key).name].parameters
        for each in parameters:
            if each.key == parameter:
                return each
    raise KeyError(path)


def value_text(path: str, text: str, experiments: Sequence[Experiment], translate: Translate) -> str:
    """A choice as people read it, which is written `text`: by its label where it has one.

    Arguments:
        path: as `Experiment.flat` has it.
        experiments: of which at least one has the choice.
        translate: from English to the language of the reader.
    """
    item = field_of(path, experiments)
    if isinstance(item, Menu):
        return translate(item.registry[text].label)
    if isinstance(item, Words):
        return translate(item.options[text])
    if isinstance(item, Switch):
        return translate(N_("on")) if text == item.write(True) else translate(N_("off"))
    return written_out(text)


def _default(path: str, experiments: Sequence[Experiment]) -> str:
    item = field_of(path, experiments)
    return item.write(item.default)  # type: ignore[attr-defined]


def _in_order(paths: list[str]) -> list[str]:
    """As the form has them: a menu's parameters behind it, whichever experiment brought them."""
    keys = list(FIELDS)
    return sorted(paths, key=lambda path: keys.index(path.partition(".")[0]))


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
