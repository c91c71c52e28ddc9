"""Initializers of the weights. Each layer gets its own seed, derived from the run's (see `core.model`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Number, Words
from core.choices.registry import KerasEntry, Picked, Registry
from core.choices.typed.formula import EXAMPLE, Formula, value_of
from core.choices.typed.per_layer import PerLayer, of_layer
from core.message import N_, Invalid, Message

SCALE_MARKS = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer(KerasEntry):
    """How a layer's weights are drawn.

    Arguments:
        seeded: whether the Keras class takes a seed.
        deviation: standard deviation of normal weights, from what was picked, the number of the layer (0 is
            the first), its fan-in and its fan-out; for a rule that no Keras class has.
        fitted: the weights drawn are a start, which is then scaled to the data (see `core.model.lsuv`).
    """

    seeded: bool = True
    deviation: Callable[[Picked, int, int, int], float] | None = None
    fitted: bool = False

    @property
    def dial(self) -> Number | None:
        """The parameter that multiplies all weights; None for an initializer without one.

        Weights at d are d times the weights at 1, but for rounding.
        """
        numbers = (parameter for parameter in self.parameters if isinstance(parameter, Number))
        return next((number for number in numbers if number.key in {"gain", "scale"}), None)

    def kernel_config(self, picked: Picked, *, layer: int, fan_in: int, fan_out: int) -> dict[str, Any]:
        """The Keras initializer of one layer's kernel, but for its seed, as `deserialize` takes it.

        Arguments:
            layer: number of the Dense layer, from 0.
            fan_in, fan_out: rows and columns of the kernel.
        """
        if self.deviation is not None:
            deviation = self.deviation(picked, layer, fan_in, fan_out)
            return {"class_name": "RandomNormal", "config": {"mean": 0.0, "stddev": deviation}}
        config = self.keras_config(picked)
        if self.fitted:  # its gain comes after fitting
            del config["config"]["gain"]
        return config

    def keras_config(self, picked: Picked) -> dict[str, Any]:
        config = KerasEntry.keras_config(self, picked)
        if self.class_name == "VarianceScaling":  # its `scale` is a variance, our gain a deviation
            config["config"]["scale"] *= config["config"].pop("gain") ** 2
        limit = config["config"].pop("limit", None)
        if limit is not None:
            config["config"].update(minval=-limit, maxval=limit)
        return config

    def __hash__(self) -> int:
        return hash(self.key)


def _scale(key: str, label: str, help: str) -> Number:
    return Number(
        key=key, label=label, help=help, default=0.05, low=1e-4, high=10.0, log=True, marks=SCALE_MARKS
    )


def _factor(key: str, label: str, help: str, *, marks: tuple[float, ...] = (0.5, 1.0, 1.4, 2.0)) -> Number:
    return Number(key=key, label=label, help=help, default=1.0, low=0.01, high=100.0, log=True, marks=marks)


_GAIN = _factor(
    "gain",
    N_("Scale (times the recommended)"),
    N_("Multiplies the recommended standard deviation; 1 is the published value."),
    marks=(0.1, 0.5, 1.0, 2.0, 10.0),
)
_FACTOR = _factor("gain", N_("Factor"), N_("Multiplies all weights of the network."))


def _scaled(
    key: str, label: str, help: str, *, scale: float, mode: str, normal: bool, aliases: tuple[str, ...] = ()
) -> Initializer:
    distribution = "truncated_normal" if normal else "uniform"
    config: Mapping[str, Any] = {"scale": scale, "mode": mode, "distribution": distribution}
    return Initializer(
        key=key,
        label=label,
        help=help,
        class_name="VarianceScaling",
        config=config,
        parameters=(_GAIN,),
        aliases=aliases,
    )


INITIALIZERS: Registry[Initializer] = Registry(
    Initializer(
        key="zeros",
        label=N_("Zeros"),
        help=N_("All weights 0: all units of a layer compute, and learn, the same."),
        class_name="Zeros",
        seeded=False,
    ),
    Initializer(
        key="constant",
        label=N_("Constant"),
        help=N_("All weights the same number: the units of a layer stay equal for ever."),
        class_name="Constant",
        seeded=False,
        parameters=(
            Number(
                key="value",
                label=N_("Value"),
                help=N_("The number that every weight starts from."),
                default=0.1,
                low=-10.0,
                high=10.0,
                marks=(0.01, 0.1, 0.5, 1.0),
            ),
        ),
    ),
    Initializer(
        key="ones",
        label=N_("Ones"),
        help=N_("All weights 1: sums of all inputs, the same in every unit, for ever."),
        class_name="Ones",
        seeded=False,
    ),
    Initializer(
        key="normal",
        aliases=("random_normal",),
        label=N_("Normal"),
        help=N_("Bell curve around 0 with the standard deviation that you set, whatever the width."),
        class_name="RandomNormal",
        config={"mean": 0.0},
        renames={"scale": "stddev"},
        parameters=(
            _scale(
                "scale",
                N_("Scale (standard deviation)"),
                N_(
                    "Standard deviation of a weight. Too small and signals vanish layer by layer, "
                    "too large and they explode."
                ),
            ),
        ),
    ),
    Initializer(
        key="uniform",
        aliases=("random_uniform",),
        label=N_("Uniform"),
        help=N_("Evenly spread between minus and plus the scale that you set, whatever the width."),
        class_name="RandomUniform",
        renames={"scale": "limit"},
        parameters=(
            _scale(
                "scale",
                N_("Scale (largest weight)"),
                N_("Weights lie between minus and plus this; their standard deviation is 0.58 times it."),
            ),
        ),
    ),
    Initializer(
        key="truncated_normal",
        label=N_("Truncated normal"),
        help=N_(
            "Bell curve cut off at two standard deviations; the true standard deviation is 0.88 "
            "times the scale."
        ),
        class_name="TruncatedNormal",
        config={"mean": 0.0},
        renames={"scale": "stddev"},
        parameters=(
            _scale(
                "scale",
                N_("Scale (standard deviation before cutting)"),
                N_("Standard deviation before the tails are cut at two of them."),
            ),
        ),
    ),
    _scaled(
        "glorot_normal",
        N_("Glorot normal"),
        N_(
            "Variance 2 / (fan-in + fan-out): keeps signals and gradients of tanh layers steady. Also called "
            "Xavier normal, after Xavier Glorot."
        ),
        scale=1.0,
        mode="fan_avg",
        normal=True,
        aliases=("xavier_normal",),
    ),
    _scaled(
        "glorot_uniform",
        N_("Glorot uniform"),
        N_("As Glorot normal, evenly spread. The default of Keras. Also called Xavier, or Xavier uniform."),
        scale=1.0,
        mode="fan_avg",
        normal=False,
        aliases=("xavier", "xavier_uniform", "glorot"),
    ),
    _scaled(
        "he_normal",
        N_("He normal"),
        N_("Variance 2 / fan-in: keeps signals of ReLU layers steady. Also called Kaiming normal."),
        scale=2.0,
        mode="fan_in",
        normal=True,
        aliases=("he", "kaiming", "kaiming_normal"),
    ),
    _scaled(
        "he_uniform",
        N_("He uniform"),
        N_("As He normal, evenly spread."),
        scale=2.0,
        mode="fan_in",
        normal=False,
        aliases=("kaiming_uniform",),
    ),
    _scaled(
        "lecun_normal",
        N_("LeCun normal"),
        N_("Variance 1 / fan-in: the partner of SELU."),
        scale=1.0,
        mode="fan_in",
        normal=True,
    ),
    _scaled(
        "lecun_uniform",
        N_("LeCun uniform"),
        N_("As LeCun normal, evenly spread."),
        scale=1.0,
        mode="fan_in",
        normal=False,
    ),
    Initializer(
        key="variance_scaling",
        label=N_("Variance scaling"),
        help=N_("The rule behind Glorot, He and LeCun, with each part for you to set."),
        class_name="VarianceScaling",
        renames={"variance": "scale"},
        parameters=(
            Number(
                key="variance",
                label=N_("Variance × fan"),
                help=N_("Variance of a weight times the fan below: 1 for LeCun and Glorot, 2 for He."),
                default=1.0,
                low=0.01,
                high=100.0,
                log=True,
                marks=(0.5, 1.0, 2.0),
            ),
            Words(
                key="mode",
                label=N_("Fan"),
                help=N_("What it is divided by: inputs of a unit, units of a layer, or the mean of both."),
                options={
                    "fan_in": N_("fan-in"),
                    "fan_out": N_("fan-out"),
                    "fan_avg": N_("mean of fan-in and fan-out"),
                },
                default="fan_in",
            ),
            Words(
                key="distribution",
                label=N_("Distribution"),
                help=N_("How weights of that variance are spread."),
                options={
                    "truncated_normal": N_("truncated normal"),
                    "untruncated_normal": N_("normal"),
                    "uniform": N_("uniform"),
                },
                default="truncated_normal",
            ),
            _GAIN,
        ),
    ),
    Initializer(
        key="orthogonal",
        aliases=("orthogonal_initializer",),
        label=N_("Orthogonal"),
        help=N_(
            "A random rotation: keeps lengths exactly, so deep linear networks neither shrink "
            "nor grow signals."
        ),
        class_name="Orthogonal",
        renames={"scale": "gain"},
        parameters=(_factor("scale", N_("Gain"), N_("Multiplies the rotation; 1 keeps lengths.")),),
    ),
    Initializer(
        key="identity",
        aliases=("identity_initializer",),
        label=N_("Identity"),
        help=N_(
            "1 from each unit to the unit of the same number, 0 elsewhere: a layer passes on what it gets, "
            "as far as it has units for it. Nothing is random."
        ),
        class_name="Identity",
        seeded=False,
        parameters=(_FACTOR,),
    ),
    Initializer(
        key="lsuv",
        label=N_("LSUV (scaled to the data)"),
        help=N_(
            "Random rotations, each divided by the standard deviation of its layer's weighted sums on the "
            "first 256 training rows, so that it becomes 1 in every layer (Mishkin & Matas 2016)."
        ),
        class_name="Orthogonal",
        fitted=True,
        parameters=(_FACTOR,),
    ),
    Initializer(
        key="per_layer",
        label=N_("Normal by layer"),
        help=N_(
            "Bell curve around 0 whose standard deviation you set for each layer, independent of its width."
        ),
        class_name="RandomNormal",
        deviation=lambda picked, layer, fan_in, fan_out: (
            picked["gain"] * of_layer(picked["spread"], layer) / math.sqrt(fan_in)
        ),
        parameters=(
            PerLayer(
                key="spread",
                label=N_("Standard deviation of each layer (× √fan-in)"),
                help=N_(
                    "Standard deviation of a weight times the root of fan-in, first layer to last: 1, 1, 0.5 "
                    "or 1x5. The last number is for all layers that follow, the output layer too; numbers "
                    "without a layer are ignored."
                ),
                default=(1.0,),
                low=0.0,
                high=100.0,
            ),
            _FACTOR,
        ),
    ),
    Initializer(
        key="formula",
        label=N_("Custom formula"),
        help=N_("Bell curve around 0 whose standard deviation is a formula of your own."),
        class_name="RandomNormal",
        deviation=lambda picked, layer, fan_in, fan_out: (
            picked["gain"] * value_of(picked["deviation"], fan_in, fan_out)
        ),
        parameters=(
            Formula(
                key="deviation",
                label=N_("Standard deviation"),
                help=N_(
                    "A formula with fan_in and fan_out, the inputs and the units of a layer. It may use "
                    "+ - * / ^, parentheses, sqrt, log, min and max."
                ),
                default=EXAMPLE,
            ),
            _FACTOR,
        ),
    ),
)


def dial_of(picked: Picked) -> Number:
    """The parameter of an initializer that multiplies all weights.

    Raises:
        Invalid: it has none.
    """
    entry = INITIALIZERS[picked.name]
    if entry.dial is not None:
        return entry.dial
    raise Invalid(
        Message(
            "Expected an initializer with a scale, received {initializer}. Choose one of: {names}.",
            initializer=Message(entry.label),
            names=", ".join(key for key, other in INITIALIZERS.items() if other.dial is not None),
        )
    )


def scale_of(picked: Picked) -> float:
    """What all weights of an initializer are multiplied by; 1 for one without a dial."""
    dial = INITIALIZERS[picked.name].dial
    return 1.0 if dial is None else float(picked[dial.key])


def at_scale(picked: Picked, scale: float) -> Picked:
    """The same initializer with its dial at `scale`; itself where it has none.

    Raises:
        Invalid: beyond the range of its dial.
    """
    dial = INITIALIZERS[picked.name].dial
    if dial is None:
        return picked
    return INITIALIZERS.pick(picked.name, **{**dict(picked.parameters), dial.key: scale})
