"""Any legal experiment survives being written down; nothing that anyone can type breaks the reading."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.choices.convolutions import CONVOLUTIONS, convolutions_of
from core.choices.fields import MAX_LAYERS, MAX_UNITS, Field, Number, Switch, Widths, Words
from core.choices.losses import LOSSES
from core.choices.registry import Menu
from core.choices.typed.column_choices import ColumnChoices
from core.choices.typed.formula import Formula
from core.choices.typed.layer_choices import LayerChoices
from core.choices.typed.numbers import Numbers
from core.choices.typed.optional_number import OptionalNumber
from core.choices.typed.per_layer import PerLayer
from core.choices.typed.points import CLASSES, EXTENT, MAX_POINTS, Points, write_points
from core.choices.typed.several import Several
from core.choices.typed.text import ContentHash, Text
from core.data.catalogue import DATASETS
from core.experiment import FIELDS, Experiment, errors_of
from core.message import Invalid

MENUS = {key: field for key, field in FIELDS.items() if isinstance(field, Menu)}
PATHS = sorted(
    set(FIELDS)
    | {
        f"{key}.{parameter.key}"
        for key, menu in MENUS.items()
        for entry in menu.registry.values()
        for parameter in entry.parameters
    }
)


def legal(field: Field) -> st.SearchStrategy[Any]:
    """Values that `field` takes, in the form in which Python code gives them."""
    match field:
        case Number(integer=True):
            return st.integers(int(field.low), int(field.high))
        case Number():
            return st.floats(field.low, field.high)
        case OptionalNumber():
            return st.none() | st.floats(field.low, field.high)
        case Switch():
            return st.booleans()
        case Words():
            return st.sampled_from(list(field.options))
        case Widths():
            return st.lists(st.integers(1, MAX_UNITS), max_size=MAX_LAYERS).map(tuple)
        case PerLayer():
            numbers = st.floats(field.low, field.high)
            return st.lists(numbers, min_size=1, max_size=MAX_LAYERS + 1).map(tuple)
        case Numbers():
            numbers = st.floats(field.low, field.high)
            numbers = st.integers(int(field.low), int(field.high)).map(float) if field.integer else numbers
            return st.lists(numbers, min_size=1, max_size=field.most).map(tuple)
        case Several():
            wanted = st.sets(st.sampled_from(list(field.registry)), min_size=1)
            return wanted.map(lambda keys: tuple(key for key in field.registry if key in keys))
        case Points():
            place = st.floats(-EXTENT, EXTENT)
            rows = st.lists(st.tuples(place, place, st.integers(0, CLASSES - 1)), max_size=MAX_POINTS // 20)
            return rows.map(lambda rows: write_points([row[:2] for row in rows], [row[2] for row in rows]))
        case LayerChoices():
            return st.lists(st.sampled_from(list(field.registry)), max_size=MAX_LAYERS).map(tuple)
        case Text():
            return st.text(max_size=field.limit)
        case ContentHash():
            return st.just("") | st.from_regex(r"\A[0-9a-f]{64}\Z")
        case ColumnChoices():
            words = st.lists(st.sampled_from(field.words), min_size=1, max_size=3)
            return st.dictionaries(st.text(max_size=9), words, max_size=3).map(field.parse)
        case Formula():
            return st.sampled_from([field.default, "0.1", "fan_in^-0.5", "max(1 / fan_out, 1e-3)"])
        case Menu():
            return st.sampled_from(list(field.registry)).flatmap(
                lambda name: st.fixed_dictionaries(
                    {"name": st.just(name)},
                    optional={item.key: legal(item) for item in field.registry[name].parameters},
                )
            )
        case _:
            raise AssertionError(f"an experiment has a field of a new kind: {field!r}")


WIDE = {"mnist", "fashion_mnist"}
"""Data sets with features enough for any number of components."""


def agreeing(values: dict[str, Any]) -> dict[str, Any]:
    """`values` without what excludes each other."""
    picked = Experiment(dataset=values.get("dataset", "spiral")).dataset
    task = DATASETS[picked.name].task_of(picked)
    loss = values.get("loss", {}).get("name", "auto")
    if loss != "auto" and task not in LOSSES[loss].tasks:
        del values["loss"]
    smooth = loss == "auto" or LOSSES[loss].smoothed
    if values.get("label_smoothing") and task != "regression" and not smooth:
        del values["label_smoothing"]
    optimizer = values.get("optimizer", {})
    if optimizer.get("nesterov") and not optimizer.get("momentum"):
        del optimizer["nesterov"]
    stopping = values.get("stopping", {})
    if task != "regression" and "metric" in stopping.get("monitor", ""):
        for bound in ("value", "baseline"):
            if (stopping.get(bound) or 0) > 1:
                del stopping[bound]
    split = values.get("split", {})
    if split.get("fold", 1) > split.get("k", 5):
        del split["fold"]
    if split.get("name") in {"time", "group"} and picked.name != "table":
        del values["split"]
    # By themselves these fit any data set; what they exclude is tested with them.
    if picked.name in WIDE:
        values["dataset"]["samples"] = 1000  # as many as can be prepared in any way
    if picked.name not in WIDE or values.get("expansion", {}).get("name") == "polynomial":
        values.pop("expansion", None)
        values.pop("decomposition", None)
    convolutions, image = dict(values.get("convolutions", {"name": "none"})), DATASETS[picked.name].image
    name = convolutions.pop("name")
    layers = values.get("layers", (8,))
    if name != "none":
        found = image and convolutions_of(CONVOLUTIONS.pick(name, **convolutions), image)
        if not isinstance(found, tuple):
            del values["convolutions"]
        else:
            layers = (*(each.filters for each in found), *layers)
            for key in ("expansion", "decomposition"):
                values.pop(key, None)
            if values.get("initializer", {}).get("name") == "identity":
                del values["initializer"]
    normalization = values.get("normalization", {})
    if normalization.get("name") == "group" and any(it % normalization.get("groups", 2) for it in layers):
        del values["normalization"]
    if values.get("initializer", {}).get("name") == "lsuv" and values.get("bias_scale", 0) >= 1:
        del values["bias_scale"]
    return values


experiments = st.fixed_dictionaries({}, optional={key: legal(field) for key, field in FIELDS.items()}).map(
    agreeing
)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from([*FIELDS, *(name for menu in MENUS.values() for name in menu.registry)])
    | st.from_regex(r"\A[0-9]{1,5}([x×, -][0-9]{1,3}){0,6}\Z"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "momentum", "nesterov", "self"]) | st.text(max_size=9), inner
        )
    ),
    max_leaves=6,
)
paths = (
    st.sampled_from(PATHS)
    | st.text(max_size=20)
    | st.builds("{}.{}".format, st.sampled_from(list(FIELDS)), st.sampled_from(["", "name", "self", "a.b"]))
)


@given(experiments)
def test_any_experiment_round_trips(values: dict[str, Any]) -> None:
    experiment = Experiment(**values)
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    assert Experiment(**experiment.model_dump()) == experiment
    assert Experiment.lenient(experiment.flat()) == (experiment, {})
    assert Experiment.lenient(experiment.changes()) == (experiment, {})
    assert hash(experiment) == hash(Experiment.model_validate_json(experiment.model_dump_json()))


@given(experiments, st.dictionaries(paths, junk, max_size=6))
def test_lenient_uses_what_is_right_and_names_the_rest(values: dict[str, Any], wrong: dict[str, Any]) -> None:
    """Each path is either used, to the value, or has a message, or its menu has; and nothing raises."""
    texts = {**Experiment(**values).flat(), **wrong}
    experiment, errors = Experiment.lenient(texts)
    used = experiment.flat()
    for path, value in texts.items():
        if not {path, path.partition(".")[0]} & errors.keys():
            assert used[path] == written(experiment, path, value)
    assert all(str(message) for message in errors.values())
    assert Experiment.lenient(used) == (experiment, {})


def written(experiment: Experiment, path: str, value: Any) -> str:
    """How `value` stands in flat text once it has been understood."""
    key, _, parameter = path.partition(".")
    field: Field = FIELDS[key]
    if parameter:
        assert isinstance(field, Menu)
        entry = field.registry[getattr(experiment, key).name]
        field = next(item for item in entry.parameters if item.key == parameter)
    return field.write(field.parse(value))


@given(st.sampled_from(list(FIELDS)), junk)
def test_a_field_takes_a_value_or_says_what_it_expected(key: str, value: Any) -> None:
    field = FIELDS[key]
    try:
        parsed = field.parse(value)
    except Invalid as error:
        message = str(error.message)
    else:
        message = ""
        assert field.parse(parsed) == parsed
    assert not message or message.startswith("Expected") or "has no parameter" in message


@given(st.dictionaries(st.sampled_from(list(FIELDS)) | st.text(max_size=9), junk, max_size=4))
def test_json_is_an_experiment_or_has_a_message_per_wrong_field(values: dict[str, Any]) -> None:
    try:
        experiment = Experiment.model_validate_json(json.dumps(values))
    except ValidationError as error:
        errors = errors_of(error)
        assert errors
        assert all(str(message) for message in errors.values())
        assert {path.partition(".")[0] for path in errors} & {path.partition(".")[0] for path in values}
    else:
        assert set(values) <= set(FIELDS)
        assert_equal_where_given(experiment, values)


def assert_equal_where_given(experiment: Experiment, values: dict[str, Any]) -> None:
    for key, value in values.items():
        assert getattr(experiment, key) == FIELDS[key].parse(value)


def test_a_conflict_costs_only_the_choice_that_it_names() -> None:
    experiment, errors = Experiment.lenient({"optimizer": "sgd", "optimizer.nesterov": "on", "epochs": "7"})
    assert (experiment.optimizer.name, experiment.optimizer["nesterov"], experiment.epochs) == (
        "sgd",
        False,
        7,
    )
    assert list(errors) == ["optimizer.nesterov"]


@pytest.mark.parametrize(
    ("dataset", "monitor", "value", "told"),
    [
        ("spiral", "metric", 95, "Accuracy is a share from 0 to 1: expected 0.95, received 95."),
        ("spiral", "val_metric", 100, "expected 1, received 100"),
        ("iris", "val_metric", 1.5, "expected 0.015, received 1.5"),
        ("spiral", "val_metric", 1, None),
        ("spiral", "loss", 95, None),
        ("diabetes", "val_metric", 95, None),
    ],
)
def test_an_accuracy_that_cannot_be_reached_is_told(
    dataset: str, monitor: str, value: float, told: str | None
) -> None:
    stopping = {"stopping": "target", "stopping.monitor": monitor, "stopping.value": f"{value:g}"}
    _experiment, errors = Experiment.lenient({"dataset": dataset, **stopping})
    assert list(errors) == ([] if told is None else ["stopping.value"])
    assert told is None or told in str(errors["stopping.value"])


def test_one_layer_too_many_is_refused_and_not_cut_off() -> None:
    assert Experiment(layers="8x100").layers == (8,) * 100
    for typed in ("8x101", "8x100-8", "8x999999"):
        assert list(Experiment.lenient({"layers": typed})[1]) == ["layers"]
