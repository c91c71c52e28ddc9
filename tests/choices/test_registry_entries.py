"""Every entry of every menu, and every field of an experiment, against the same demands.

A new entry is tested here without a line of test being written for it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import core.choices
import core.data
from core.choices.fields import MAX_LAYERS, MAX_UNITS, Field, Number, Switch, Widths, Words
from core.choices.losses import LOSSES
from core.choices.registry import Entry, Menu, Registry
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import Formula
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.per_layer import PerLayer
from core.choices.typed.points import MAX_POINTS, Points
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash, Text
from core.data.catalogue import DATASETS
from core.data.split_choices import MOST_FOLDS
from core.experiment import FIELDS, Experiment
from core.hyperparameters import GROUPS
from core.presets import PRESETS, Preset

MENUS = {key: field for key, field in FIELDS.items() if isinstance(field, Menu)}
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def registries() -> Iterator[tuple[str, Registry[Any]]]:
    """Every registry that a module of the choices and the data defines, and those beside them."""
    names = ["core.hyperparameters", "core.presets", "core.comparisons", "core.diagnosis.findings"]
    for package in (core.choices, core.data):
        found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        names += [module.name for module in found]
    seen: set[int] = set()
    for name in names:
        for label, value in vars(importlib.import_module(name)).items():
            if isinstance(value, Registry) and id(value) not in seen:
                seen.add(id(value))
                yield label, value


REGISTRIES = dict(registries())
ENTRIES = [
    pytest.param(entry, id=f"{name}-{entry.key}")
    for name, registry in REGISTRIES.items()
    for entry in registry.values()
]
PARAMETERS = [
    pytest.param(parameter, id=f"{name}-{entry.key}-{parameter.key}")
    for name, registry in REGISTRIES.items()
    for entry in registry.values()
    for parameter in entry.parameters
]
FIELD_PARAMETERS = [pytest.param(field, id=key) for key, field in FIELDS.items()]


def extremes(parameter: Field) -> list[Any]:
    """Legal values at the edges of what `parameter` takes."""
    match parameter:
        case Number():
            return [parameter.low, parameter.high, *parameter.marks]
        case OptionalNumber():
            return [None, parameter.low, parameter.high]
        case Switch():
            return [False, True]
        case Words():
            return list(parameter.options)
        case PerLayer():
            own = [] if parameter.default else [()]
            return [*own, (parameter.low,), (parameter.high,) * (MAX_LAYERS + 1), (parameter.low, 0.1, 0.1)]
        case Numbers():
            return [(parameter.low,), (parameter.high,) * parameter.most, (parameter.low, parameter.high)]
        case Several():
            return [*((key,) for key in parameter.registry), tuple(parameter.registry)]
        case Points():
            return ["", "AAAA0", "____5" * MAX_POINTS]
        case LayerChoices():
            names = list(parameter.registry)
            return [(), (names[0],), (names[-1],) * MAX_LAYERS, tuple(names)]
        case Text():
            return ["", "a", ' 이름, <b>"=', "x" * parameter.limit]
        case ContentHash():
            return ["", "0" * 64, "f" * 64]
        case ColumnChoices():
            return ["", "a=ignore", '" b"=log, "c, ""d"""=category minmax, e f=number']
        case Formula():
            return ["1", "1e-12", "min(fan_in, fan_out) ^ -0.5", "sqrt(2/fan_in) * 1e3"]
        case _:
            raise AssertionError(f"an entry has a parameter of a new kind: {parameter!r}")


def company(menu: str, entry: Entry, parameters: dict[str, Any]) -> dict[str, Any]:
    """Choices that `entry` needs around it to be legal."""
    if menu == "loss" and entry.key in LOSSES:
        tasks = LOSSES[entry.key].tasks
        return {"dataset": next(key for key, dataset in DATASETS.items() if dataset.task in tasks)}
    if menu == "normalization":
        return {"layers": (MAX_UNITS,)}  # every number of groups that is tried divides it
    if parameters.get("nesterov"):
        parameters.setdefault("momentum", 0.9)
    if "fold" in parameters:
        parameters.setdefault("k", MOST_FOLDS)
    if menu == "split" and getattr(entry, "by_column", False):
        return {"dataset": "table"}
    if menu == "convolutions":
        if "filters" in parameters:
            parameters.setdefault("pooling", "none")  # as many layers as there may be
        return {"dataset": "mnist"}
    if menu == "decomposition":
        return {"dataset": "mnist"}  # features enough for any number of components
    return {}


def assert_round_trips(experiment: Experiment) -> None:
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    assert Experiment(**experiment.model_dump()) == experiment
    assert Experiment.lenient(experiment.flat()) == (experiment, {})
    assert Experiment.lenient(experiment.changes()) == (experiment, {})


def test_the_menus_of_the_experiment_are_among_the_registries() -> None:
    found = {id(registry) for registry in REGISTRIES.values()}
    assert len(found) >= 8
    assert {id(menu.registry) for menu in MENUS.values()} <= found


@pytest.mark.parametrize("entry", [*ENTRIES, *PARAMETERS, *FIELD_PARAMETERS])
def test_says_what_it_is(entry: Entry | Field) -> None:
    assert SNAKE.fullmatch(entry.key)
    assert entry.label.strip() == entry.label != ""
    assert not entry.label.endswith(".")
    assert entry.help.strip() == entry.help != ""
    assert entry.help.endswith((".", "!", "?"))
    assert entry.help.rstrip(".").casefold() != entry.label.casefold()


@pytest.mark.parametrize("name", REGISTRIES)
def test_entries_of_one_menu_are_told_apart(name: str) -> None:
    entries = REGISTRIES[name].values()
    assert len({entry.label for entry in entries}) == len({entry.help for entry in entries}) == len(entries)
    for entry in entries:
        keys = [parameter.key for parameter in entry.parameters]
        assert len(set(keys)) == len(keys)
        assert "name" not in keys  # the entry's own key in JSON


@pytest.mark.parametrize("parameter", [*PARAMETERS, *FIELD_PARAMETERS])
def test_default_and_marks_are_legal(parameter: Field) -> None:
    default = getattr(parameter, "default")  # noqa: B009 (every kind of field has one; the base does not)
    parsed = parameter.parse(default)
    assert parameter.parse(parameter.write(parsed)) == parsed
    if isinstance(parameter, Menu):
        assert parsed.name == default
        return
    assert parsed == default
    if isinstance(parameter, Number):
        assert parameter.low < parameter.high
        assert list(parameter.marks) == sorted(set(parameter.marks))
        assert [parameter.parse(mark) for mark in parameter.marks] == list(parameter.marks)
        assert not parameter.log or parameter.low >= 0
    if isinstance(parameter, Words):
        assert all(SNAKE.fullmatch(key) and label for key, label in parameter.options.items())


@pytest.mark.parametrize("field", FIELD_PARAMETERS)
def test_field_has_a_place_in_the_form(field: Field) -> None:
    assert field.group in GROUPS


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_parameter_has_a_place_in_the_form(parameter: Field) -> None:
    assert parameter.group in {"", *GROUPS}


@pytest.mark.parametrize(
    ("menu", "key"),
    [pytest.param(menu, key, id=f"{menu}-{key}") for menu, field in MENUS.items() for key in field.registry],
)
def test_entry_round_trips_in_an_experiment(menu: str, key: str) -> None:
    entry = MENUS[menu].registry[key]
    choices: list[dict[str, Any]] = [{}]
    choices += [{item.key: value} for item in entry.parameters for value in extremes(item)]
    for parameters in choices:
        around = company(menu, entry, parameters)
        experiment = Experiment(**{menu: {"name": key, **parameters}, **around})
        assert getattr(experiment, menu).name == key
        assert parameters.items() <= dict(getattr(experiment, menu).parameters).items()
        assert_round_trips(experiment)


@pytest.mark.parametrize("field", FIELD_PARAMETERS)
def test_field_round_trips_at_its_edges(field: Field) -> None:
    if isinstance(field, Menu):
        return
    values = [(), (1,), (1024,) * MAX_LAYERS] if isinstance(field, Widths) else extremes(field)
    for value in values:
        experiment = Experiment(**{field.key: value})
        assert getattr(experiment, field.key) == value
        assert_round_trips(experiment)


@pytest.mark.parametrize("preset", [pytest.param(preset, id=key) for key, preset in PRESETS.items()])
def test_preset_is_a_legal_experiment(preset: Preset) -> None:
    experiment = preset.experiment()
    assert_round_trips(experiment)
    for path, value in preset.choices.items():
        assert FIELDS[path].parse(value) == getattr(experiment, path)
