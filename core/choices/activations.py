"""Activation functions, and what counts as saturated or dead for each.

Definitions are those of `keras.layers` and `keras.activations`; ``keras_config`` names the layer that applies
them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from core.choices.fields import Number
from core.choices.registry import KerasEntry, Picked, Registry
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation(KerasEntry):
    """An activation function phi and the range of its output.

    Arguments:
        low, high: infimum and supremum of phi; infinite where unbounded. They fix a histogram's edges.
        saturated_below, saturated_above: an output outside these is counted as saturated: phi' is
            nearly 0 there, so that hardly any gradient passes (tanh: |a| > 0.97, as in
            Glorot & Bengio 2010).
        dead_at: a unit is counted as dead when |output| stays at or under this for every row of the
            probe batch; None where a unit cannot die.
        partner: key of the initializer whose scale suits it (`core.choices.initializers`). Linear: Saxe et
            al. 2014, arXiv:1312.6120; sigmoid, tanh and softsign: Glorot & Bengio 2010, equation 16, with
            uniform weights as there; ReLU and leaky ReLU: He et al. 2015, arXiv:1502.01852, equations 10 and
            15; ELU: Clevert et al. 2016, arXiv:1511.07289, who train with He's; SELU: Klambauer et al. 2017,
            arXiv:1706.02515. GELU, SiLU and softplus: ReLU's, which they approach for large inputs; no
            initializer of their own is published, and none of those that follow here, which have the one of
            the function that they are like.
        learns: whether units have a slope of their own that is trained.
    """

    partner: str
    low: float = -math.inf
    high: float = math.inf
    saturated_below: float = -math.inf
    saturated_above: float = math.inf
    dead_at: float | None = None
    learns: bool = False

    def keras_config(self, picked: Picked) -> dict[str, Any]:
        """A layer of Keras and its arguments; of `Activation` also those of the function that it names."""
        found = KerasEntry.keras_config(self, picked)
        if self.learns:
            start = {"class_name": "Constant", "config": {"value": found["config"].pop("slope")}}
            found["config"]["alpha_initializer"] = start
        return found

    def __hash__(self) -> int:
        return hash(self.key)


_ALPHA = Number(
    key="alpha",
    label=N_("Alpha"),
    help=N_("The value that large negative inputs approach, with its sign changed."),
    default=1.0,
    low=0.01,
    high=10.0,
    marks=(0.5, 1.0, 2.0),
)


def _named(name: str) -> dict[str, str]:
    return {"activation": name}


def _width(help: str) -> Number:
    return Number(
        key="threshold",
        label=N_("Threshold"),
        help=help,
        default=0.5,
        low=0.0,
        high=10.0,
        marks=(0.0, 0.1, 0.5, 1.0),
    )


_ALMOST = 1e-6
"""Outputs that are no further than this from where a function is flat count as saturated."""


ACTIVATIONS: Registry[Activation] = Registry(
    Activation(
        key="linear",
        label=N_("Linear"),
        help=N_("Passes values on unchanged. Any number of linear layers is still one linear map."),
        class_name="Activation",
        config=_named("linear"),
        partner="orthogonal",
    ),
    Activation(
        key="sigmoid",
        label=N_("Sigmoid"),
        help=N_("S-shaped, from 0 to 1. Its slope is at most 1/4, so gradients shrink in deep networks."),
        class_name="Activation",
        config=_named("sigmoid"),
        low=0.0,
        high=1.0,
        saturated_below=0.015,
        saturated_above=0.985,
        partner="glorot_uniform",
    ),
    Activation(
        key="tanh",
        label=N_("Tanh"),
        help=N_("S-shaped, from -1 to 1, centred on 0. Flat at both ends, where it saturates."),
        class_name="Activation",
        config=_named("tanh"),
        low=-1.0,
        high=1.0,
        saturated_below=-0.97,
        saturated_above=0.97,
        partner="glorot_uniform",
    ),
    Activation(
        key="relu",
        label=N_("ReLU"),
        help=N_("Keeps positive values, sets negative ones to 0. A unit that is never positive is dead."),
        class_name="Activation",
        config=_named("relu"),
        low=0.0,
        dead_at=0.0,
        partner="he_normal",
    ),
    Activation(
        key="leaky_relu",
        label=N_("Leaky ReLU"),
        help=N_("Like ReLU, with a small slope for negative values, so that no unit can die."),
        class_name="LeakyReLU",
        parameters=(
            Number(
                key="slope",
                label=N_("Negative slope"),
                help=N_("Slope for negative values; 0 is ReLU, 1 is linear."),
                default=0.2,
                low=0.0,
                high=1.0,
                marks=(0.01, 0.1, 0.2, 0.3),
            ),
        ),
        renames={"slope": "negative_slope"},
        partner="he_normal",
    ),
    Activation(
        key="elu",
        label=N_("ELU"),
        help=N_("Like ReLU, but saturates smoothly at -alpha for negative values."),
        class_name="ELU",
        parameters=(_ALPHA,),
        partner="he_normal",
    ),
    Activation(
        key="selu",
        label=N_("SELU"),
        help=N_(
            "A scaled ELU that keeps mean 0 and variance 1 from layer to layer with LeCun normal weights."
        ),
        class_name="Activation",
        config=_named("selu"),
        low=-1.7580993408473766,
        saturated_below=-1.7053563,
        partner="lecun_normal",
    ),
    Activation(
        key="gelu",
        label=N_("GELU"),
        help=N_("A smooth ReLU that weighs each value by the normal distribution; common in transformers."),
        class_name="Activation",
        config=_named("gelu"),
        low=-0.17,
        dead_at=1e-3,
        partner="he_normal",
    ),
    Activation(
        key="silu",
        aliases=("swish",),
        label=N_("SiLU (Swish)"),
        help=N_("A smooth ReLU: the value times its sigmoid."),
        class_name="Activation",
        config=_named("silu"),
        low=-0.2785,
        dead_at=1e-3,
        partner="he_normal",
    ),
    Activation(
        key="softplus",
        label=N_("Softplus"),
        help=N_("A smooth ReLU that is always positive: log(1 + exp(z))."),
        class_name="Activation",
        config=_named("softplus"),
        low=0.0,
        saturated_below=0.03,
        partner="he_normal",
    ),
    Activation(
        key="softsign",
        label=N_("Softsign"),
        help=N_("S-shaped like tanh, but it approaches -1 and 1 more slowly."),
        class_name="Activation",
        config=_named("softsign"),
        low=-1.0,
        high=1.0,
        saturated_below=-0.97,
        saturated_above=0.97,
        partner="glorot_uniform",
    ),
    Activation(
        key="prelu",
        label=N_("PReLU"),
        help=N_(
            "Leaky ReLU whose slope for negative values is learnt, one for each unit (He et al. 2015, who "
            "begin at 0.25)."
        ),
        class_name="PReLU",
        parameters=(
            Number(
                key="slope",
                label=N_("Initial negative slope"),
                help=N_("The slope for negative values that training begins with."),
                default=0.0,
                low=0.0,
                high=1.0,
                marks=(0.0, 0.25, 0.5),
            ),
        ),
        learns=True,
        partner="he_normal",
    ),
    Activation(
        key="celu",
        label=N_("CELU"),
        help=N_("ELU with a slope of 1 at 0 for every alpha."),
        class_name="Activation",
        config=_named("celu"),
        parameters=(replace(_ALPHA, low=0.1),),
        partner="he_normal",
    ),
    Activation(
        key="mish",
        label=N_("Mish"),
        help=N_("A smooth ReLU: the value times the tanh of its softplus."),
        class_name="Activation",
        config=_named("mish"),
        low=-0.3089,
        dead_at=1e-3,
        partner="he_normal",
    ),
    Activation(
        key="squareplus",
        label=N_("Squareplus"),
        help=N_("Softplus without exponentials: (z + root of (z² + b)) / 2."),
        class_name="Activation",
        config=_named("squareplus"),
        parameters=(
            Number(
                key="b",
                label=N_("Roundness"),
                help=N_("How wide the bend at 0 is; at 0 it is ReLU."),
                default=4.0,
                low=0.1,
                high=100.0,
                log=True,
                marks=(0.1, 1.0, 4.0, 10.0),
            ),
        ),
        low=0.0,
        partner="he_normal",
    ),
    Activation(
        key="sparse_plus",
        label=N_("Sparse plus"),
        help=N_("A smooth ReLU that is exactly 0 below -1 and the value itself above 1."),
        class_name="Activation",
        config=_named("sparse_plus"),
        low=0.0,
        dead_at=0.0,
        partner="he_normal",
    ),
    Activation(
        key="relu6",
        label=N_("ReLU6"),
        help=N_("ReLU that stops at 6; made for arithmetic with few digits."),
        class_name="Activation",
        config=_named("relu6"),
        low=0.0,
        high=6.0,
        saturated_above=6.0 - _ALMOST,
        dead_at=0.0,
        partner="he_normal",
    ),
    Activation(
        key="exponential",
        label=N_("Exponential"),
        help=N_("e to the power of the value: always positive, and soon very large."),
        class_name="Activation",
        config=_named("exponential"),
        low=0.0,
        saturated_below=0.03,
        partner="lecun_normal",
    ),
    Activation(
        key="log_sigmoid",
        label=N_("Log-sigmoid"),
        help=N_("Logarithm of the sigmoid: softplus upside down, always negative."),
        class_name="Activation",
        config=_named("log_sigmoid"),
        high=0.0,
        saturated_above=-0.03,
        partner="he_normal",
    ),
    Activation(
        key="hard_silu",
        label=N_("Hard SiLU (Hard Swish)"),
        help=N_("SiLU from straight lines: 0 below -3, the value itself above 3."),
        aliases=("hard_swish",),
        class_name="Activation",
        config=_named("hard_silu"),
        low=-0.375,
        dead_at=0.0,
        partner="he_normal",
    ),
    Activation(
        key="hard_sigmoid",
        label=N_("Hard sigmoid"),
        help=N_("Sigmoid from straight lines: 0 below -3, 1 above 3."),
        class_name="Activation",
        config=_named("hard_sigmoid"),
        low=0.0,
        high=1.0,
        saturated_below=_ALMOST,
        saturated_above=1.0 - _ALMOST,
        partner="glorot_uniform",
    ),
    Activation(
        key="sparse_sigmoid",
        label=N_("Sparse sigmoid"),
        help=N_("Sigmoid from straight lines: 0 below -1, 1 above 1."),
        class_name="Activation",
        config=_named("sparse_sigmoid"),
        low=0.0,
        high=1.0,
        saturated_below=_ALMOST,
        saturated_above=1.0 - _ALMOST,
        partner="glorot_uniform",
    ),
    Activation(
        key="hard_tanh",
        label=N_("Hard tanh"),
        help=N_("Tanh from straight lines: the value itself, cut off at -1 and 1."),
        class_name="Activation",
        config=_named("hard_tanh"),
        low=-1.0,
        high=1.0,
        saturated_below=-1.0 + _ALMOST,
        saturated_above=1.0 - _ALMOST,
        partner="glorot_uniform",
    ),
    Activation(
        key="tanh_shrink",
        label=N_("Tanh shrink"),
        help=N_("The value minus its tanh: small values become 0, large ones lose 1."),
        class_name="Activation",
        config=_named("tanh_shrink"),
        partner="lecun_normal",
    ),
    Activation(
        key="soft_shrink",
        label=N_("Soft shrink"),
        help=N_("Moves every value towards 0 by the threshold; what is smaller becomes 0."),
        class_name="Activation",
        config=_named("soft_shrink"),
        parameters=(_width(N_("How far values move.")),),
        dead_at=0.0,
        partner="lecun_normal",
    ),
    Activation(
        key="hard_shrink",
        label=N_("Hard shrink"),
        help=N_("Sets values up to the threshold to 0 and leaves the others as they are; it jumps there."),
        class_name="Activation",
        config=_named("hard_shrink"),
        parameters=(_width(N_("Values of at most this size become 0.")),),
        dead_at=0.0,
        partner="lecun_normal",
    ),
    Activation(
        key="threshold",
        label=N_("Threshold"),
        help=N_("Keeps values above the threshold and replaces the others by a number."),
        class_name="Activation",
        config=_named("threshold"),
        parameters=(
            _width(N_("Values up to this are replaced.")),
            Number(
                key="default_value",
                label=N_("Replacement"),
                help=N_("What stands in their place."),
                default=0.0,
                low=-10.0,
                high=10.0,
                marks=(-1.0, 0.0, 1.0),
            ),
        ),
        dead_at=0.0,
        partner="he_normal",
    ),
)
