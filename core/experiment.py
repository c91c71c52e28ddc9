"""The Experiment: every choice that a person can make, in one frozen, validated object.

Menus, widgets, URLs, JSON, validation, exported code and the documentation derive from its fields; a
choice exists nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self, cast

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from core.choices.activations import ACTIVATIONS
from core.choices.fields import Field, Number, Switch, Widths
from core.choices.initializers import INITIALIZERS
from core.choices.losses import DEFAULT_LOSS, LOSSES, Loss
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Entry, Menu, Picked, Registry
from core.choices.stopping import STOPPING
from core.data.catalogue import DATASETS, Dataset
from core.data.scaling import SCALERS
from core.message import N_, Invalid, Message

GROUPS: dict[str, str] = {
    "data": N_("Data"),
    "network": N_("Network"),
    "initialization": N_("Initialization"),
    "regularization": N_("Regularization"),
    "optimizer": N_("Optimizer"),
    "seeds": N_("Seeds"),
}
"""Parts of the form, in order: key to label."""

AUTOMATIC_LOSS: Registry[Entry] = Registry(
    Entry(
        key="auto",
        label=N_("Automatic"),
        help=N_("The loss that fits the task: cross-entropy for classes, squared error for numbers."),
    ),
    *LOSSES.values(),
)

MAX_SEED = 2**31 - 1


def _seed(key: str, label: str, help: str, default: int) -> Number:
    return Number(
        key=key, label=label, help=help, group="seeds", default=default, low=0, high=MAX_SEED, integer=True
    )


_DATASET = Menu(
    key="dataset",
    label=N_("Data set"),
    help=N_("What the network learns from."),
    group="data",
    registry=DATASETS,
    default="spiral",
)
_SCALING = Menu(
    key="scaling",
    label=N_("Scaling"),
    help=N_("Brings all features to a common size. Fitted on the training part only."),
    group="data",
    registry=SCALERS,
    default="standard",
)
_VALIDATION_SPLIT = Number(
    key="validation_split",
    label=N_("Validation share"),
    help=N_("Share of the rows that is kept away from training, to see whether the network generalizes."),
    group="data",
    default=0.2,
    low=0.05,
    high=0.9,
    marks=(0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
)
_STRATIFY = Switch(
    key="stratify",
    label=N_("Same class shares in both parts"),
    help=N_("Stratified split: both parts get the classes in equal proportion."),
    group="data",
    tasks=frozenset({"binary", "multiclass"}),
    default=True,
)
_SCALE_TARGET = Switch(
    key="scale_target",
    label=N_("Standardize the target"),
    help=N_("Predict the target in standard deviations from its mean over the training part."),
    group="data",
    tasks=frozenset({"regression"}),
    default=True,
)
_LAYERS = Widths(
    key="layers",
    label=N_("Hidden layers"),
    help=N_("Units of each hidden layer, first to last: 8-8-8, or 64x5 for five layers of 64; 0 for none."),
    group="network",
    default=(8, 8, 8),
)
_ACTIVATION = Menu(
    key="activation",
    label=N_("Activation"),
    help=N_("The bend that every hidden unit applies to its weighted sum."),
    group="network",
    registry=ACTIVATIONS,
    default="tanh",
)
_BATCH_NORMALIZATION = Switch(
    key="batch_normalization",
    label=N_("Batch normalization"),
    help=N_("Centres and scales each unit over the batch, between its sum and its activation."),
    group="regularization",
    default=False,
)
_LAYER_NORMALIZATION = Switch(
    key="layer_normalization",
    label=N_("Layer normalization"),
    help=N_("Centres and scales each row over the units of a layer, between sum and activation."),
    group="regularization",
    default=False,
)
_INITIALIZER = Menu(
    key="initializer",
    label=N_("Initializer"),
    help=N_(
        "How the weights are drawn before training. Its scale decides whether gradients vanish or explode."
    ),
    group="initialization",
    registry=INITIALIZERS,
    default="glorot_uniform",
)
_BIAS = Number(
    key="bias",
    label=N_("Bias"),
    help=N_("The value that every bias starts from."),
    group="initialization",
    default=0.0,
    low=-10.0,
    high=10.0,
    marks=(0.0, 0.1, 1.0),
)


def _penalty(key: str, label: str, help: str) -> Number:
    return Number(
        key=key,
        label=label,
        help=help,
        group="regularization",
        default=0.0,
        low=0.0,
        high=10.0,
        log=True,
        marks=(0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    )


_L1 = _penalty(
    "l1",
    N_("L1 penalty"),
    N_("Adds this times the sum of |weight| to the loss; pushes weights to exactly 0."),
)
_L2 = _penalty(
    "l2",
    N_("L2 penalty"),
    N_("Adds this times the sum of weight squared to the loss; keeps weights small."),
)
_DROPOUT = Number(
    key="dropout",
    label=N_("Dropout"),
    help=N_("Share of each hidden layer's outputs that is set to 0, at random, at each step."),
    group="regularization",
    default=0.0,
    low=0.0,
    high=0.9,
    marks=(0.0, 0.1, 0.2, 0.5),
)
_STOPPING = Menu(
    key="stopping",
    label=N_("Stop early"),
    help=N_("Ends training when the watched number no longer improves."),
    group="regularization",
    registry=STOPPING,
    default="off",
)
_OPTIMIZER = Menu(
    key="optimizer",
    label=N_("Optimizer"),
    help=N_("The rule that turns gradients into steps."),
    group="optimizer",
    registry=OPTIMIZERS,
    default="adam",
)
LEARNING_RATE = Number(
    key="learning_rate",
    label=N_("Learning rate"),
    help=N_("Length of each step. Too small: slow. Too large: the loss jumps or diverges."),
    group="optimizer",
    default=0.01,
    low=1e-6,
    high=100.0,
    log=True,
    marks=(1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
)
_BATCH_SIZE = Number(
    key="batch_size",
    label=N_("Batch size"),
    help=N_("Rows per step. Small batches make noisy, frequent steps."),
    group="optimizer",
    default=32,
    low=1,
    high=4096,
    integer=True,
    log=True,
    marks=(1, 10, 32, 64, 128, 256),
)
_EPOCHS = Number(
    key="epochs",
    label=N_("Epochs"),
    help=N_("How often training goes through all rows."),
    group="optimizer",
    default=1000,
    low=1,
    high=1_000_000,
    integer=True,
    log=True,
    marks=(10, 100, 1000, 10_000),
)
_LOSS = Menu(
    key="loss",
    label=N_("Loss"),
    help=N_("The number that training makes small."),
    group="optimizer",
    registry=AUTOMATIC_LOSS,
    default="auto",
)
_SHUFFLE = Switch(
    key="shuffle",
    label=N_("Shuffle every epoch"),
    help=N_("Draws the rows in a new order each epoch; off: one random order for all epochs."),
    group="optimizer",
    default=True,
)
_DATA_SEED = _seed(
    "data_seed", N_("Data seed"), N_("Which rows and noise are drawn, and how they are split."), 0
)
_WEIGHT_SEED = _seed("weight_seed", N_("Weight seed"), N_("Which initial weights are drawn; dropout too."), 0)
_BATCH_SEED = _seed("batch_seed", N_("Batch seed"), N_("In which order the rows come."), 0)


class Conflict(ValueError):
    """Choices that are each legal but not together; `errors` maps a field to what is wrong with it."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in errors.items()))
        self.errors = dict(errors)


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

    dataset: Annotated[Picked, _DATASET] = cast(Picked, _DATASET.default)
    scaling: Annotated[Picked, _SCALING] = cast(Picked, _SCALING.default)
    validation_split: Annotated[float, _VALIDATION_SPLIT] = _VALIDATION_SPLIT.default
    stratify: Annotated[bool, _STRATIFY] = _STRATIFY.default
    scale_target: Annotated[bool, _SCALE_TARGET] = _SCALE_TARGET.default
    layers: Annotated[tuple[int, ...], _LAYERS] = _LAYERS.default
    activation: Annotated[Picked, _ACTIVATION] = cast(Picked, _ACTIVATION.default)
    initializer: Annotated[Picked, _INITIALIZER] = cast(Picked, _INITIALIZER.default)
    bias: Annotated[float, _BIAS] = _BIAS.default
    l1: Annotated[float, _L1] = _L1.default
    l2: Annotated[float, _L2] = _L2.default
    dropout: Annotated[float, _DROPOUT] = _DROPOUT.default
    batch_normalization: Annotated[bool, _BATCH_NORMALIZATION] = _BATCH_NORMALIZATION.default
    layer_normalization: Annotated[bool, _LAYER_NORMALIZATION] = _LAYER_NORMALIZATION.default
    stopping: Annotated[Picked, _STOPPING] = cast(Picked, _STOPPING.default)
    learning_rate: Annotated[float, LEARNING_RATE] = LEARNING_RATE.default
    batch_size: Annotated[int, _BATCH_SIZE] = cast(int, _BATCH_SIZE.default)
    epochs: Annotated[int, _EPOCHS] = cast(int, _EPOCHS.default)
    optimizer: Annotated[Picked, _OPTIMIZER] = cast(Picked, _OPTIMIZER.default)
    loss: Annotated[Picked, _LOSS] = cast(Picked, _LOSS.default)
    shuffle: Annotated[bool, _SHUFFLE] = _SHUFFLE.default
    data_seed: Annotated[int, _DATA_SEED] = cast(int, _DATA_SEED.default)
    weight_seed: Annotated[int, _WEIGHT_SEED] = cast(int, _WEIGHT_SEED.default)
    batch_seed: Annotated[int, _BATCH_SEED] = cast(int, _BATCH_SEED.default)

    @model_validator(mode="after")
    def _choices_fit_together(self) -> Self:
        errors = dict(_conflicts(self))
        if errors:
            raise Conflict(errors)
        return self

    @property
    def dataset_entry(self) -> Dataset:
        """The data set's registry entry."""
        return DATASETS[self.dataset.name]

    @property
    def loss_picked(self) -> Picked:
        """The loss that is used: the chosen one, or the task's own when left to the lab."""
        if self.loss.name != "auto":
            return self.loss
        return LOSSES.pick(DEFAULT_LOSS[self.dataset_entry.task])

    @property
    def loss_entry(self) -> Loss:
        """The registry entry of the loss that is used."""
        return LOSSES[self.loss_picked.name]

    @property
    def outputs(self) -> int:
        """Units of the output layer."""
        entry = self.dataset_entry
        if entry.task == "regression":
            return 1
        wide = self.loss_entry.target in {"one_hot", "index"}
        return len(entry.classes) if wide or entry.task == "multiclass" else 1

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
            The experiment with every unusable choice at its default, and a message per unusable path.
        """
        values, errors = _parse(texts)
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
            messages[path] = Message("There is no choice named {name}.", name=path)
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
        key, _, parameter = path.partition(".")
        if path in FIELDS:
            continue
        try:
            values[key] = _with_parameter(values.get(key), key, parameter, text)
        except Invalid as error:
            errors[path] = error.message
    return values, errors


def _with_parameter(picked: Picked | None, key: str, parameter: str, text: Any) -> Picked:
    menu = FIELDS.get(key)
    if not isinstance(menu, Menu):
        raise Invalid(Message("There is no choice named {name}.", name=f"{key}.{parameter}".rstrip(".")))
    picked = picked or menu.parse(menu.default)
    return menu.registry.pick(picked.name, **{**dict(picked.parameters), parameter: text})


def _drop(values: dict[str, Any], path: str) -> None:
    """Put what `path` names back to its default: the parameter alone where that changes something."""
    key, _, parameter = path.partition(".")
    picked = values.pop(key, None)
    if parameter and isinstance(picked, Picked):
        rest = {name: value for name, value in picked.parameters if name != parameter}
        plain = cast(Menu, FIELDS[key]).registry.pick(picked.name, **rest)
        if plain != picked:
            values[key] = plain


def _conflicts(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    entry, loss = experiment.dataset_entry, experiment.loss_entry
    if entry.task not in loss.tasks:
        yield (
            "loss",
            Message(
                "{loss} does not fit {dataset}. Expected one of: {names}.",
                loss=Message(loss.label),
                dataset=Message(entry.label),
                names=", ".join(key for key, other in LOSSES.items() if entry.task in other.tasks),
            ),
        )
    if experiment.optimizer.get("nesterov") and not experiment.optimizer["momentum"]:
        yield (
            "optimizer.nesterov",
            Message("Nesterov needs momentum: expected a momentum above 0, received 0. Raise the momentum."),
        )


DEFAULT = Experiment()
"""Every choice at its default."""
