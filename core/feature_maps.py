"""What is shown of the feature maps of one row: which numbers a frame brings, and in which order.

They are sent as they are computed, in single precision: with the kernel and what a layer is given, the
browser takes any pixel of a map apart into its products, and their sum is the network's own but for rounding.
The number of maps is bounded so that a frame stays small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from core.choices.convolutions import Convolution
from core.choices.normalizations import BEFORE
from core.choices.registry import Picked

MOST_MAPS = 8
"""Feature maps of a layer that are shown: the first ones."""

MOST_NUMBERS = 20_000
"""Numbers of a frame's maps: 80 kB. Beyond it fewer maps are shown, then fewer layers."""


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """One convolutional layer as a frame brings it.

    Arguments:
        convolution: its shapes.
        maps: how many of its filters are shown, the first ones.
        normalized: whether a normalization stands between its sums and z: then z comes, too.
        last: whether none comes after it that is shown: then what it passes on comes, too.
    """

    convolution: Convolution
    maps: int
    normalized: bool
    last: bool

    @property
    def arrays(self) -> Mapping[str, tuple[int, ...]]:
        """Its arrays of float32 and their shapes, in the order in which they come.

        ``inputs``: what it is given, all channels; ``kernel`` and ``bias`` of the filters that are shown;
        ``sums``: z; ``outputs``: a = phi(z); ``passed``: what is left after pooling. What other layers pass
        on are the first channels of the next one's inputs.
        """
        it = self.convolution
        *kernel, _ = it.kernel_shape
        found: dict[str, tuple[int, ...]] = {
            "inputs": it.inputs,
            "kernel": (*kernel, self.maps),
            "bias": (self.maps,),
            "sums": (*it.sums[:2], self.maps),
            "outputs": (*it.sums[:2], self.maps),
            "passed": (*it.outputs[:2], self.maps),
        }
        absent = {"sums"} if not self.normalized else set()
        absent |= {"passed"} if not self.last else set()
        return {name: shape for name, shape in found.items() if name not in absent}

    @property
    def size(self) -> int:
        """Numbers of all its arrays."""
        return sum(prod(shape) for shape in self.arrays.values())

    def to_json(self) -> dict[str, Any]:
        """As viewers know it: see ``MapsLayer`` in ui/js/train/types.d.ts."""
        it = self.convolution
        return {
            "inputs": it.inputs,
            "sums": it.sums,
            "outputs": it.outputs,
            "maps": self.maps,
            "kernel_size": it.kernel_size,
            "strides": it.strides,
            "before": it.before,
            "pooling": it.pooling,
            "pool_size": it.pool_size,
            "arrays": [[name, shape] for name, shape in self.arrays.items()],
        }


def shown_layers(convolutions: Sequence[Convolution], normalization: Picked) -> tuple[ShownLayer, ...]:
    """What a frame brings of `convolutions`; all layers with as many maps as possible, one at least."""
    normalized = normalization.get("place") == BEFORE
    for layers in range(len(convolutions), 0, -1):
        for maps in (MOST_MAPS, MOST_MAPS // 2, 2, 1):
            found = tuple(
                ShownLayer(each, min(maps, each.filters), normalized, at == layers - 1)
                for at, each in enumerate(convolutions[:layers])
            )
            if sum(each.size for each in found) <= MOST_NUMBERS:
                return found
    return ()


def maps_size(convolutions: Sequence[Convolution], normalization: Picked) -> int:
    """Numbers that a frame brings of them."""
    return sum(each.size for each in shown_layers(convolutions, normalization))
