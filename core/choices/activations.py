"""Activation functions, and what counts as saturated or dead for each.

Definitions are those of `keras.layers`; ``keras_config`` names the layer that applies them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.choices.fields import Number
from core.choices.registry import KerasEntry, Registry
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
            initializer of their own is published.
    """

    partner: str
    low: float = -math.inf
    high: float = math.inf
    saturated_below: float = -math.inf
    saturated_above: float = math.inf
    dead_at: float | None = None

    def __hash__(self) -> int:
        return hash(self.key)


def _named(name: str) -> dict[str, str]:
    return {"activation": name}


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
        parameters=(
            Number(
                key="alpha",
                label=N_("Alpha"),
                help=N_("The value that large negative inputs approach, with its sign changed."),
                default=1.0,
                low=0.01,
                high=10.0,
                marks=(0.5, 1.0, 2.0),
            ),
        ),
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
)
