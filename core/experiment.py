"""The Experiment: every choice that a person can make, in one frozen, validated object.

Menus, widgets, URLs, JSON, validation, exported code and the documentation derive from its fields, which
`core.hyperparameters` describes; a choice exists nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import prod
from typing import Annotated, Any, NamedTuple, Self, cast

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

import core.hyperparameters as given
from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import Convolution, TooSmall, convolutions_of, filters_of
from core.choices.fields import Field
from core.choices.former import renewed
from core.choices.losses import DEFAULT_LOSS, LOSSES, Loss, Task
from core.choices.metrics import METRICS
from core.choices.normalizations import NORMALIZATIONS, Normalization
from core.choices.registry import Menu, Picked
from core.choices.typed.per_layer import of_layer
from core.conflicts import conflicts
from core.data.catalogue import DATASETS, Dataset
from core.data.preparation import Steps
from core.message import Invalid, Message


class Conflict(ValueError):
    """Choices that are each legal but not together; `errors` maps a field to what is wrong with it."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in errors.items()))
        self.errors = dict(errors)


class Penalty(NamedTuple):
    """Strengths of `keras.regularizers.L1L2`."""

    l1: float
    l2: float


class Experiment(BaseModel):
    """Everything a person can choose; give only what differs from the defaults.

    Menus take a key or a mapping with parameters. Round-trips through JSON
    (`model_dump_json`, `model_validate_json`) and through flat text (`flat`, `lenient`).

    Example:
        >>> Experiment(dataset="digits", layers=(64, 64), optimizer={"name": "sgd", "momentum": 0.9})

    Raises:
        pydantic.ValidationError: a value that is out of range or unknown, or choices that exclude each
            other; `errors_of` gives the same as messages per field.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, validate_default=True
    )

    dataset: Annotated[Picked, given.DATASET] = cast(Picked, given.DATASET.default)
    features: Annotated[tuple[str, ...], given.INPUT_FEATURES] = given.INPUT_FEATURES.default
    scaling: Annotated[Picked, given.SCALING] = cast(Picked, given.SCALING.default)
    expansion: Annotated[Picked, given.EXPANSION] = cast(Picked, given.EXPANSION.default)
    decomposition: Annotated[Picked, given.DECOMPOSITION] = cast(Picked, given.DECOMPOSITION.default)
    split: Annotated[Picked, given.SPLIT] = cast(Picked, given.SPLIT.default)
    validation_split: Annotated[float, given.VALIDATION_SPLIT] = given.VALIDATION_SPLIT.default
    test_split: Annotated[float, given.TEST_SPLIT] = given.TEST_SPLIT.default
    validation_steps: Annotated[int, given.VALIDATION_STEPS] = cast(int, given.VALIDATION_STEPS.default)
    stratify: Annotated[bool, given.STRATIFY] = given.STRATIFY.default
    scale_target: Annotated[bool, given.SCALE_TARGET] = given.SCALE_TARGET.default
    balance: Annotated[Picked, given.BALANCE] = cast(Picked, given.BALANCE.default)
    convolutions: Annotated[Picked, given.CONVOLUTIONS] = cast(Picked, given.CONVOLUTIONS.default)
    layers: Annotated[tuple[int, ...], given.LAYERS] = given.LAYERS.default
    activation: Annotated[Picked, given.ACTIVATION] = cast(Picked, given.ACTIVATION.default)
    layer_activations: Annotated[tuple[str, ...], given.LAYER_ACTIVATIONS] = given.LAYER_ACTIVATIONS.default
    residual: Annotated[bool, given.RESIDUAL] = given.RESIDUAL.default
    initializer: Annotated[Picked, given.INITIALIZER] = cast(Picked, given.INITIALIZER.default)
    bias: Annotated[float, given.BIAS] = given.BIAS.default
    bias_scale: Annotated[float, given.BIAS_SCALE] = given.BIAS_SCALE.default
    l1: Annotated[float, given.L1] = given.L1.default
    l2: Annotated[float, given.L2] = given.L2.default
    dropout: Annotated[float, given.DROPOUT] = given.DROPOUT.default
    normalization: Annotated[Picked, given.NORMALIZATION] = cast(Picked, given.NORMALIZATION.default)
    stopping: Annotated[Picked, given.STOP_EARLY] = cast(Picked, given.STOP_EARLY.default)
    label_smoothing: Annotated[float, given.LABEL_SMOOTHING] = given.LABEL_SMOOTHING.default
    layer_l1: Annotated[tuple[float, ...], given.LAYER_L1] = given.LAYER_L1.default
    layer_l2: Annotated[tuple[float, ...], given.LAYER_L2] = given.LAYER_L2.default
    layer_dropout: Annotated[tuple[float, ...], given.LAYER_DROPOUT] = given.LAYER_DROPOUT.default
    bias_regularizer: Annotated[Picked, given.BIAS_PENALTY] = cast(Picked, given.BIAS_PENALTY.default)
    activity_regularizer: Annotated[Picked, given.ACTIVITY_PENALTY] = cast(
        Picked, given.ACTIVITY_PENALTY.default
    )
    noise: Annotated[Picked, given.NOISE] = cast(Picked, given.NOISE.default)
    kernel_constraint: Annotated[Picked, given.KERNEL_CONSTRAINT] = cast(
        Picked, given.KERNEL_CONSTRAINT.default
    )
    learning_rate: Annotated[float, given.LEARNING_RATE] = given.LEARNING_RATE.default
    schedule: Annotated[Picked, given.LEARNING_RATE_SCHEDULE] = cast(
        Picked, given.LEARNING_RATE_SCHEDULE.default
    )
    batch_size: Annotated[int, given.BATCH_SIZE] = cast(int, given.BATCH_SIZE.default)
    epochs: Annotated[int, given.EPOCHS] = cast(int, given.EPOCHS.default)
    steps_per_epoch: Annotated[int, given.STEPS_PER_EPOCH] = cast(int, given.STEPS_PER_EPOCH.default)
    optimizer: Annotated[Picked, given.OPTIMIZER] = cast(Picked, given.OPTIMIZER.default)
    exclude_from_weight_decay: Annotated[bool, given.DECAY_EXCLUDES] = given.DECAY_EXCLUDES.default
    loss: Annotated[Picked, given.LOSS] = cast(Picked, given.LOSS.default)
    shuffle: Annotated[bool, given.SHUFFLE] = given.SHUFFLE.default
    validation_freq: Annotated[int, given.VALIDATION_FREQUENCY] = cast(
        int, given.VALIDATION_FREQUENCY.default
    )
    class_weight: Annotated[Picked, given.CLASS_WEIGHT] = cast(Picked, given.CLASS_WEIGHT.default)
    metrics: Annotated[tuple[str, ...], given.MORE_METRICS] = given.MORE_METRICS.default
    clipping: Annotated[Picked, given.GRADIENT_CLIPPING] = cast(Picked, given.GRADIENT_CLIPPING.default)
    gradient_accumulation_steps: Annotated[int, given.GRADIENT_ACCUMULATION] = cast(
        int, given.GRADIENT_ACCUMULATION.default
    )
    averaging: Annotated[Picked, given.WEIGHT_AVERAGING] = cast(Picked, given.WEIGHT_AVERAGING.default)
    data_seed: Annotated[int, given.DATA_SEED] = cast(int, given.DATA_SEED.default)
    weight_seed: Annotated[int, given.WEIGHT_SEED] = cast(int, given.WEIGHT_SEED.default)
    batch_seed: Annotated[int, given.BATCH_SEED] = cast(int, given.BATCH_SEED.default)

    @model_validator(mode="before")
    @classmethod
    def _former_choices(cls, values: Any) -> Any:
        if not isinstance(values, Mapping):
            return values
        found, errors = renewed(values)
        if errors:
            raise Conflict(errors)
        return found

    @model_validator(mode="after")
    def _choices_fit_together(self) -> Self:
        errors = dict(conflicts(self))
        if errors:
            raise Conflict(errors)
        return self

    @property
    def dataset_entry(self) -> Dataset:
        """The data set's registry entry."""
        return DATASETS[self.dataset.name]

    @property
    def task(self) -> Task:
        """What is learned: two classes, more classes, or a number."""
        return self.dataset_entry.task_of(self.dataset)

    @property
    def class_names(self) -> tuple[str, ...]:
        """One per class (source text of the catalogue); empty for regression."""
        return self.dataset_entry.classes_of(self.dataset)

    @property
    def target_names(self) -> tuple[str, ...]:
        """One per number that is predicted, of a single one maybe ""; empty for classes."""
        return self.dataset_entry.targets_of(self.dataset)

    @property
    def standardizes_target(self) -> bool:
        """Whether the network is given its target in standard deviations from the mean."""
        return self.task == "regression" and self.scale_target

    @property
    def preparation(self) -> Steps:
        """What is done to the features after the split."""
        return Steps(self.scaling, self.expansion, self.decomposition)

    @property
    def feature_count(self) -> int:
        """Features before anything is made of them."""
        entry = self.dataset_entry
        return len(self.features) if entry.plane else entry.features

    @property
    def inputs(self) -> int:
        """Columns that the network is given."""
        return self.preparation.columns(self.feature_count)

    @property
    def loss_picked(self) -> Picked:
        """The loss that is used: the chosen one, or the task's own when left to the lab."""
        if self.loss.name != "auto":
            return self.loss
        return LOSSES.pick(DEFAULT_LOSS[self.task])

    @property
    def loss_entry(self) -> Loss:
        """The registry entry of the loss that is used."""
        return LOSSES[self.loss_picked.name]

    @property
    def normalization_entry(self) -> Normalization:
        """The registry entry of the normalization."""
        return NORMALIZATIONS[self.normalization.name]

    @property
    def outputs(self) -> int:
        """Units of the output layer."""
        if self.task == "regression":
            return len(self.target_names)
        wide = self.loss_entry.target in {"one_hot", "index"}
        return len(self.class_names) if wide or self.task == "multiclass" else 1

    @property
    def chosen_metrics(self) -> tuple[str, ...]:
        """The further metrics that mean something for the task."""
        return tuple(key for key in self.metrics if self.task in METRICS[key].tasks)

    @property
    def convolution_layers(self) -> tuple[Convolution, ...]:
        """The convolutional layers, first to last; they come before all Dense layers."""
        image = self.dataset_entry.image
        found = convolutions_of(self.convolutions, image) if image else ()
        return () if isinstance(found, TooSmall) else found

    @property
    def hidden_widths(self) -> tuple[int, ...]:
        """Units of all hidden layers: filters of the convolutional ones, then units of the Dense ones."""
        return (*filters_of(self.convolutions), *self.layers)

    def activation_of(self, layer: int) -> Picked:
        """The activation of a hidden layer; 0 is the first."""
        if not self.layer_activations:
            return self.activation
        return ACTIVATIONS.pick(of_layer(self.layer_activations, layer))

    @property
    def activations(self) -> tuple[Picked, ...]:
        """The activation of each hidden layer, first to last."""
        return tuple(self.activation_of(layer) for layer in range(len(self.hidden_widths)))

    @property
    def one_activation(self) -> Picked | None:
        """The activation that all hidden layers have; None where they differ."""
        first = self.activation_of(0)
        return first if set(self.activations) <= {first} else None

    def shortcuts(self, inputs: int) -> tuple[bool, ...]:
        """Which hidden layers add what they are given to what they give: with residual connections, those as
        wide as what they are given.

        The sum is of what a layer is given and all that it makes of it, x + f(x), where f is Dense,
        normalization, activation, noise and dropout; nothing comes behind the sum. That is the identity
        shortcut of He et al. 2016 (arXiv:1512.03385, equation 1) around one layer, without the activation
        behind the sum (He et al. 2016, arXiv:1603.05027, on why), as Yang & Schoenholz 2017
        (arXiv:1712.08969) study it.

        Arguments:
            inputs: columns that the network is given.

        Returns:
            One for each hidden layer; convolutional ones have none.
        """
        maps = self.convolution_layers
        sizes = (prod(maps[-1].outputs) if maps else inputs, *self.layers)
        dense = (self.residual and given == units for given, units in pairwise(sizes))
        return (*(False for _ in maps), *dense)

    @property
    def kernel_penalties(self) -> tuple[Penalty, ...]:
        """L1 and L2 of every kernel, that of the output layer last."""
        layers = range(len(self.hidden_widths) + 1)
        l1, l2 = self.layer_l1 or (self.l1,), self.layer_l2 or (self.l2,)
        return tuple(Penalty(of_layer(l1, layer), of_layer(l2, layer)) for layer in layers)

    @property
    def dropouts(self) -> tuple[float, ...]:
        """The dropout rate of every hidden layer."""
        rates = self.layer_dropout or (self.dropout,)
        return tuple(of_layer(rates, layer) for layer in range(len(self.hidden_widths)))

    @property
    def dense(self) -> Experiment:
        """The same without convolutional layers."""
        return self.model_copy(update={"convolutions": FIELDS["convolutions"].parse("none")})

    def flat(self) -> dict[str, str]:
        """Every choice as text by path, a menu's parameters as ``optimizer.momentum``."""
        texts: dict[str, str] = {}
        for key, field in FIELDS.items():
            value = getattr(self, key)
            texts[key] = field.write(value)
            if isinstance(field, Menu):
                for parameter in field.registry[value.name].parameters:
                    texts[f"{key}.{parameter.key}"] = parameter.write(value[parameter.key])
        return texts

    def changes(self) -> dict[str, str]:
        """`flat` without what equals the default: the short form for a URL."""
        plain = DEFAULT.flat()
        menus = {key for key, field in FIELDS.items() if isinstance(field, Menu)}
        short: dict[str, str] = {}
        for path, text in self.flat().items():
            menu, _, parameter = path.partition(".")
            if parameter and menu in menus:
                entry = cast(Menu, FIELDS[menu]).registry[getattr(self, menu).name]
                field = next(item for item in entry.parameters if item.key == parameter)
                if text != field.write(field.default):
                    short[path] = text
            elif text != plain[path]:
                short[path] = text
        return short

    @classmethod
    def lenient(cls, texts: Mapping[str, Any]) -> tuple[Experiment, dict[str, Message]]:
        """The experiment that flat `texts` describe as far as they are right, and what is wrong.

        Arguments:
            texts: path to value, as `flat` gives it; unknown paths are reported, not raised.

        Returns:
            The experiment with every unusable choice at its default, and a message per unusable path, which
            is shortened as `named` does. Of more than `MAX_CHOICES` texts none is read: the path of the one
            message is empty then.
        """
        if len(texts) > MAX_CHOICES:
            return DEFAULT, {"": _too_many(len(texts))}
        today, former = renewed(texts)
        values, errors = _parse(today)
        errors |= former
        while True:
            try:
                return cls(**values), errors
            except ValidationError as error:
                found = errors_of(error)
                errors |= found
                for path in found:
                    _drop(values, path)


FIELDS: dict[str, Field] = {
    name: next(item for item in info.metadata if isinstance(item, Field))
    for name, info in Experiment.model_fields.items()
}
"""Every field of `Experiment` with its label, help, range and group, in order."""


MAX_CHOICES = 250
"""Texts that are read at a time: more than there are choices and parameters."""
MAX_NAME = 60
"""Characters of a path that are told: no choice has a longer one."""


def named(path: str) -> str:
    """`path` as messages about it name it: short, whatever somebody made up."""
    return path if len(path) <= MAX_NAME else f"{path[:MAX_NAME]}…"


def _too_many(got: int) -> Message:
    return Message(
        "Expected at most {limit} choices, received {got}. Leave out what is no choice.",
        limit=MAX_CHOICES,
        got=got,
    )


def errors_of(error: ValidationError) -> dict[str, Message]:
    """What is wrong, per path, as messages that can be translated."""
    messages: dict[str, Message] = {}
    for item in error.errors():
        cause = item.get("ctx", {}).get("error")
        path = ".".join(str(part) for part in item["loc"])
        if isinstance(cause, Conflict):
            messages |= cause.errors
        elif isinstance(cause, Invalid):
            messages[path] = cause.message
        else:
            messages[named(path)] = Message("There is no choice named {name}.", name=named(path))
    return messages


def _parse(texts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Message]]:
    """Field values from flat texts, each parameter checked by itself so that one error spoils one choice."""
    values: dict[str, Any] = {}
    errors: dict[str, Message] = {}
    for key, field in FIELDS.items():
        if key in texts:
            try:
                values[key] = field.parse(texts[key])
            except Invalid as error:
                errors[key] = error.message
    for path, text in texts.items():
        if path in FIELDS:
            continue
        key, _, parameter = path.partition(".")
        try:
            values[key] = _with_parameter(values.get(key), key, parameter, text)
        except Invalid as error:
            errors[named(path)] = error.message
    return values, errors


def _with_parameter(picked: Picked | None, key: str, parameter: str, text: Any) -> Picked:
    menu = FIELDS.get(key)
    if not isinstance(menu, Menu):
        name = named(f"{key}.{parameter}".rstrip("."))
        raise Invalid(Message("There is no choice named {name}.", name=name))
    picked = picked or menu.parse(menu.default)
    key = menu.registry[picked.name].parameter_key(parameter)
    return menu.registry.pick(picked.name, **{**dict(picked.parameters), key: text})


def _drop(values: dict[str, Any], path: str) -> None:
    """Put what `path` names back to its default: the parameter alone where that changes something."""
    key, _, parameter = path.partition(".")
    picked = values.pop(key, None)
    if parameter and isinstance(picked, Picked):
        rest = {name: value for name, value in picked.parameters if name != parameter}
        plain = cast(Menu, FIELDS[key]).registry.pick(picked.name, **rest)
        if plain != picked:
            values[key] = plain


DENSE_ONLY = Message(
    "Expected no convolutional layers: theory and measurements before training are about Dense layers. "
    "Choose none; on the Train page convolutional layers are measured while they train."
)
"""What is said where convolutional layers cannot be treated."""


def check_dense(experiment: Experiment) -> None:
    """See that all layers are Dense.

    Raises:
        Invalid: some are convolutional.
    """
    if experiment.convolutions.name != "none":
        raise Invalid(DENSE_ONLY)


DEFAULT = Experiment()
"""Every choice at its default."""
