"""Normalizations between the layers of a network, as Keras's layers define them, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from core.choices.fields import MAX_UNITS, Number, Words
from core.choices.registry import Entry, Picked, Registry
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalization(Entry):
    """What is done to the numbers of a hidden layer.

    Arguments:
        short: its name where there is little room; empty: nothing has to be named.
        class_names: Keras layers, first to last.
        config: of the last of them, constructor arguments that never change.
        over_rows: whether a row's numbers depend on the other rows of its batch.
    """

    short: str = ""
    class_names: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    over_rows: bool = False

    def keras_configs(self, picked: Picked) -> list[dict[str, Any]]:
        """`{"class_name", "config"}` of each Keras layer, first to last (fresh dicts at every call)."""
        found = []
        for name in self.class_names:
            chosen = {key: value for key, value in picked.parameters if key in _TAKES[name]}
            found.append({"class_name": name, "config": {**self.config, **chosen}})
        return found

    def __hash__(self) -> int:
        return hash(self.key)


_TAKES: Mapping[str, tuple[str, ...]] = {
    "BatchNormalization": ("momentum", "epsilon"),
    "LayerNormalization": ("epsilon",),
    "GroupNormalization": ("groups", "epsilon"),
    "RMSNormalization": ("epsilon",),
}
"""Which of an entry's parameters each Keras layer has."""

BEFORE, AFTER = "before", "after"

PLACE = Words(
    key="place",
    label=N_("Place of the normalization"),
    help=N_(
        "Between sum and activation, as in the paper on batch normalization, or behind the activation, so "
        "that the next layer is given normalized numbers."
    ),
    options={BEFORE: N_("before the activation"), AFTER: N_("after the activation")},
    default=BEFORE,
)
_MOMENTUM = Number(
    key="momentum",
    label=N_("Momentum of the moving averages"),
    help=N_(
        "Share that the moving mean and variance keep at each step. Predictions use them: with few steps, a "
        "smaller share keeps up better."
    ),
    default=0.99,
    low=0.0,
    high=0.9999,
    marks=(0.0, 0.5, 0.9, 0.99, 0.999),
)


def _epsilon(default: float = 1e-3) -> Number:
    return Number(
        key="epsilon",
        label=N_("Epsilon of the variance"),
        help=N_("Added to the variance before its root is divided by; it keeps the division finite."),
        default=default,
        low=1e-12,
        high=1.0,
        log=True,
        marks=(1e-6, 1e-5, 1e-3),
    )


NORMALIZATIONS: Registry[Normalization] = Registry(
    Normalization(key="none", label=N_("None"), help=N_("Layers pass on what they compute.")),
    Normalization(
        key="batch",
        label=N_("Batch normalization"),
        short=N_("Batch norm"),
        help=N_(
            "Centres and scales each unit over the rows of the batch; predictions use moving averages "
            "instead. It lets gradients pass, allows larger learning rates, and its noise regularizes."
        ),
        class_names=("BatchNormalization",),
        over_rows=True,
        parameters=(PLACE, _MOMENTUM, _epsilon()),
    ),
    Normalization(
        key="layer",
        label=N_("Layer normalization"),
        short=N_("Layer norm"),
        help=N_("Centres and scales each row over the units of a layer: the same for any batch size."),
        class_names=("LayerNormalization",),
        parameters=(PLACE, _epsilon()),
    ),
    Normalization(
        key="group",
        label=N_("Group normalization"),
        short=N_("Group norm"),
        help=N_(
            "Centres and scales each row over groups of neighbouring units. One group is layer "
            "normalization, one unit a group instance normalization."
        ),
        class_names=("GroupNormalization",),
        parameters=(
            PLACE,
            Number(
                key="groups",
                label=N_("Groups"),
                help=N_("Into how many groups of equal size the units of each hidden layer are divided."),
                default=2,
                low=1,
                high=MAX_UNITS,
                integer=True,
                log=True,
                marks=(1, 2, 4, 8, 16, 32),
            ),
            _epsilon(),
        ),
    ),
    Normalization(
        key="instance",
        label=N_("Instance normalization"),
        short=N_("Instance norm"),
        help=N_(
            "Group normalization with one unit a group. In images it evens out each channel over its places; "
            "a unit of a dense layer has a single number for each row, of which nothing is left."
        ),
        class_names=("GroupNormalization",),
        config=MappingProxyType({"groups": -1}),
        parameters=(PLACE, _epsilon()),
    ),
    Normalization(
        key="rms",
        label=N_("RMS normalization"),
        short=N_("RMS norm"),
        help=N_(
            "Divides each row by the root of its mean square over the units of a layer: layer normalization "
            "without centring, and with nothing added."
        ),
        class_names=("RMSNormalization",),
        parameters=(PLACE, _epsilon(1e-6)),
    ),
    Normalization(
        key="batch_layer",
        label=N_("Batch, then layer normalization"),
        short=N_("Batch and layer norm"),
        help=N_("Both, one after the other: each unit over the batch, then each row over the layer."),
        class_names=("BatchNormalization", "LayerNormalization"),
        over_rows=True,
        parameters=(PLACE, _MOMENTUM, _epsilon()),
    ),
)
