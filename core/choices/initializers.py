"""Initializers of the weights. Each layer gets its own seed, derived from the run's (see `core.model`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Number
from core.choices.registry import KerasEntry, Picked, Registry
from core.message import N_

SCALE_MARKS = (0.001, 0.01, 0.05, 0.1, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer(KerasEntry):
    """How a layer's weights are drawn.

    Arguments:
        seeded: whether the Keras class takes a seed.
    """

    seeded: bool = True

    def keras_config(self, picked: Picked) -> dict[str, Any]:
        config = KerasEntry.keras_config(self, picked)
        if "scale" in self.config:  # VarianceScaling: its `scale` is a variance, ours a deviation
            config["config"]["scale"] = self.config["scale"] * config["config"].pop("gain") ** 2
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


_GAIN = Number(
    key="gain",
    label=N_("Scale (times the recommended)"),
    help=N_("Multiplies the recommended standard deviation; 1 is the published value."),
    default=1.0,
    low=0.01,
    high=100.0,
    log=True,
    marks=(0.1, 0.5, 1.0, 2.0, 10.0),
)


def _scaled(key: str, label: str, help: str, *, scale: float, mode: str, normal: bool) -> Initializer:
    distribution = "truncated_normal" if normal else "uniform"
    config: Mapping[str, Any] = {"scale": scale, "mode": mode, "distribution": distribution}
    return Initializer(
        key=key, label=label, help=help, class_name="VarianceScaling", config=config, parameters=(_GAIN,)
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
        key="normal",
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
        help=N_("Bell curve cut off at two standard deviations; the true spread is 0.88 times the scale."),
        class_name="TruncatedNormal",
        config={"mean": 0.0},
        renames={"scale": "stddev"},
        parameters=(
            _scale(
                "scale",
                N_("Scale (before cutting)"),
                N_("Standard deviation before the tails are cut at two of them."),
            ),
        ),
    ),
    _scaled(
        "glorot_normal",
        N_("Glorot normal"),
        N_("Variance 2 / (fan-in + fan-out): keeps signals and gradients of tanh layers steady."),
        scale=1.0,
        mode="fan_avg",
        normal=True,
    ),
    _scaled(
        "glorot_uniform",
        N_("Glorot uniform"),
        N_("As Glorot normal, evenly spread. The default of Keras."),
        scale=1.0,
        mode="fan_avg",
        normal=False,
    ),
    _scaled(
        "he_normal",
        N_("He normal"),
        N_("Variance 2 / fan-in: keeps signals of ReLU layers steady."),
        scale=2.0,
        mode="fan_in",
        normal=True,
    ),
    _scaled(
        "he_uniform",
        N_("He uniform"),
        N_("As He normal, evenly spread."),
        scale=2.0,
        mode="fan_in",
        normal=False,
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
        key="orthogonal",
        label=N_("Orthogonal"),
        help=N_(
            "A random rotation: keeps lengths exactly, so deep linear networks neither shrink "
            "nor grow signals."
        ),
        class_name="Orthogonal",
        renames={"scale": "gain"},
        parameters=(
            Number(
                key="scale",
                label=N_("Gain"),
                help=N_("Multiplies the rotation; 1 keeps lengths."),
                default=1.0,
                low=0.01,
                high=100.0,
                log=True,
                marks=(0.5, 1.0, 1.4, 2.0),
            ),
        ),
    ),
)
