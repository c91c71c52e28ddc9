"""Links of TensorFlow Playground: what they open there, they open here.

Such a link carries everything behind its ``#``: ``activation=tanh&batchSize=10&dataset=circle&…``. Names,
values and defaults are those of ``src/state.ts`` in https://github.com/tensorflow/playground; what a link
leaves unsaid is as in the preset ``classic``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import unquote
from zlib import crc32

from core.choices.fields import Number, shown, unknown
from core.data.catalogue import DATASETS
from core.differing import completed
from core.experiment import FIELDS, Experiment
from core.hyperparameters import BATCH_SIZE, L1, LEARNING_RATE
from core.message import Invalid, Message
from core.presets import PRESETS
from ui.address import about
from ui.playground.hiding import HIDEABLE, ORIGINAL
from ui.playground.limits import too_large, within
from ui.playground.options import Option

MAX_LENGTH = 4000
"""Characters of a link that are read; the original writes about 700."""

_ACTIVATIONS = {key: key for key in ("relu", "tanh", "sigmoid", "linear")}
_CLASSIFICATION = {key: key for key in ("circle", "xor", "gauss", "spiral")}
_REGRESSION = {"reg-plane": "plane", "reg-gauss": "hills"}
_PROBLEMS = {key: key for key in ("classification", "regression")}
_REGULARIZATIONS = {"none": "", "L1": "l1", "L2": "l2"}
_OPTIONS = {"showTestData": "validation", "discretize": "discretize"}
_FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "xTimesY": "x1x2",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
    "cosX": "cos_x1",
    "cosY": "cos_x2",
}
_AT_FIRST = ("x", "y")
_HIDE = "_hide"
_QUIET = frozenset({"collectStats", "tutorial", "hideText"})
"""What says nothing about a network: statistics for its makers, texts around the picture."""

_NOISE_BEYOND = 50.0
"""Percent of noise in place of more than 80, as ``makeGUI`` in ``src/playground.ts`` has it."""

_SEEDS = 100_000
"""The original's seeds have five decimals."""

_DECIMAL = re.compile(r"[-+]?(?:Infinity|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)")
"""Numbers as JavaScript converts them from a text; its hexadecimal ones stand in no link."""

T = TypeVar("T")


def read_fragment(
    fragment: str,
) -> tuple[dict[str, str], tuple[str, ...], dict[str, Option], list[Message]]:
    """Read a link of TensorFlow Playground, or what stands behind its ``#``.

    Nothing raises: what is wrong is left out, what is beyond a range is brought into it, and both are told.

    Returns:
        All choices as texts by path (`Experiment.flat`); what is hidden (names of `HIDEABLE`); the options
        that the link sets (`ui.playground.options`); and, for all that cannot be used, what was expected.
    """
    link = _Link(fragment)
    hidden = link.hidden()
    texts = {**_data(link), **_inputs(link, hidden), **_network(link), **_training(link)}
    experiment, errors = Experiment.lenient(completed(PRESETS["classic"].experiment(), texts))
    link.ignored += errors.values()
    options: dict[str, Option] = {}
    for name, option in _OPTIONS.items():
        if (on := link.switch(name)) is not None:
            options[option] = on
    hide = {ORIGINAL.get(name, name) for name in hidden}
    link.strangers()
    return experiment.flat(), tuple(name for name in HIDEABLE if name in hide), options, link.ignored


class _Link:
    """The names and values of a link, taken one by one; what is wrong about them gathers in `ignored`."""

    def __init__(self, link: str) -> None:
        self.ignored: list[Message] = []
        fragment = link.rpartition("#")[2]
        if len(fragment) > MAX_LENGTH:
            self.ignored.append(
                Message(
                    "Expected a link of at most {limit} characters, received {got}. The rest was left out.",
                    limit=MAX_LENGTH,
                    got=len(fragment),
                )
            )
        pairs = (part.partition("=") for part in fragment[:MAX_LENGTH].split("&"))
        self._texts = {unquote(name).strip(): unquote(text).strip() for name, _equals, text in pairs}

    def says(self, name: str) -> str | None:
        """What the link says under `name`; None where it says nothing."""
        return self._texts.pop(name, None)

    def one_of(self, name: str, known: Mapping[str, T]) -> T | None:
        """What the word under `name` stands for."""
        text = self.says(name)
        if not text:
            return None
        if text not in known:
            self.wrong(name, unknown(text, known))
        return known.get(text)

    def switch(self, name: str) -> bool | None:
        """Whether `name` is on: to the original every word but "false" says so."""
        text = self.says(name)
        return text != "false" if text else None

    def number(self, name: str, field: Number, beyond: float | None = None) -> float | None:
        """The number under `name`, as `field` reads it; one outside its range is brought into it and told.

        The original takes nearly every number as it is; what comes closest is the nearest that there is here.

        Arguments:
            beyond: what the original takes in place of a larger one than the field's.
        """
        text = self.says(name)
        if not text:
            return None
        try:
            return float(field.parse(text))
        except Invalid as error:
            wanted = _as_original(text)
            if wanted is None:
                self.wrong(name, error.message)
                return None
            nearest = min(max(wanted, field.low), field.high)
            taken = round(nearest) if field.integer else nearest
            if beyond is not None and wanted > field.high:
                taken = beyond
            self.wrong(
                name, Message("{problem} {taken} is taken.", problem=error.message, taken=float(taken))
            )
            return float(taken)

    def hidden(self) -> list[str]:
        """Names of the original's that the link hides."""
        names = [name for name in self._texts if name.endswith(_HIDE)]
        asked = [name.removesuffix(_HIDE) for name in names if self.says(name) == "true"]
        known = [name for name in asked if ORIGINAL.get(name, name) in HIDEABLE or name in _FEATURES]
        if strange := [name for name in asked if name not in known]:
            self.wrong("hide", unknown(", ".join(strange), HIDEABLE))
        return known

    def strangers(self) -> None:
        """Tell which names nobody asked for."""
        names = [name for name in self._texts if name and name not in _QUIET]
        if names:
            self.ignored.append(Message("There is no choice named {name}.", name=shown(", ".join(names))))

    def wrong(self, name: str, problem: Message) -> None:
        self.ignored.append(about(name, problem))


def _data(link: _Link) -> dict[str, str]:
    regression = link.one_of("problem", _PROBLEMS) == "regression"
    classes = link.one_of("dataset", _CLASSIFICATION) or "circle"
    numbers = link.one_of("regDataset", _REGRESSION) or "plane"
    dataset = numbers if regression else classes
    texts = {"dataset": dataset}
    noise = next(item for item in DATASETS[dataset].parameters if item.key == "noise")
    assert isinstance(noise, Number)
    if (percent := link.number("noise", noise, beyond=_NOISE_BEYOND)) is not None:
        texts["dataset.noise"] = noise.write(percent)
    if (percent := link.number("percTrainData", _number(10, 95))) is not None:
        texts["validation_split"] = FIELDS["validation_split"].write(round(1 - percent / 100, 6))
    if seed := link.says("seed"):
        texts["data_seed"] = texts["weight_seed"] = str(_seed(seed))
    return texts


def _inputs(link: _Link, hidden: list[str]) -> dict[str, str]:
    chosen = []
    for name, feature in _FEATURES.items():
        on = link.switch(name)
        if (name in _AT_FIRST if on is None else on) and name not in hidden:  # hidden: no input there either
            chosen.append(feature)
    return {"features": ",".join(chosen)}


def _network(link: _Link) -> dict[str, str]:
    texts: dict[str, str] = {}
    if activation := link.one_of("activation", _ACTIVATIONS):
        texts["activation"] = activation
    shape = link.says("networkShape")
    if shape is not None:
        texts |= _layers(link, shape)
    if link.switch("initZero"):
        texts |= {"initializer": "zeros", "bias": "0"}
    return texts


def _layers(link: _Link, shape: str) -> dict[str, str]:
    field = FIELDS["layers"]
    widths = shape.split(",") if shape else []
    if not all(width.isascii() and width.isdecimal() for width in widths):
        example = Message("Expected units per layer such as 4,2, received {got}.", got=shown(shape))
        link.wrong("networkShape", example)
        return {}
    try:
        layers = field.parse(shape)
    except Invalid as error:
        link.wrong("networkShape", error.message)
        return {}
    if within(layers) != layers:
        link.ignored.append(too_large(layers))
    return {"layers": field.write(within(layers))}


def _training(link: _Link) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, field in (("learningRate", LEARNING_RATE), ("batchSize", BATCH_SIZE)):
        number = link.number(name, field)
        if number is not None:
            texts[field.key] = field.write(field.parse(number))
    penalty = link.one_of("regularization", _REGULARIZATIONS)
    rate = link.number("regularizationRate", L1)
    if penalty and rate is not None:
        # The original's L2 is half the square of a weight, Keras's the whole.
        texts[penalty] = FIELDS[penalty].write(rate / 2 if penalty == "l2" else rate)
    return texts


def _seed(text: str) -> int:
    """A seed of one's own for every text: the original takes any, and writes numbers from 0 to 1."""
    number = _as_original(text)
    return round(number * _SEEDS) if number is not None and 0 <= number <= 1 else crc32(text.encode()) // 2


def _as_original(text: str) -> float | None:
    """`text` as the original's JavaScript reads it: 1e400 is infinite, and 1_0 or inf no number."""
    if _DECIMAL.fullmatch(text) is None:
        return None
    return float(text)


def _number(low: float, high: float) -> Number:
    return Number(key="", label="", help="", default=low, low=low, high=high)
