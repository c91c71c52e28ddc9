"""The explorers: single ideas, each with the choices of its tab on the page "Explore".

What they compute is computed in the browser (``ui/js/explore``), so that pictures follow a finger; what can
be chosen, which values are legal and how it is written in an address stands here, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.explorers.activations import ACTIVATION_EXPLORER
from core.explorers.by_hand import BY_HAND_EXPLORER
from core.explorers.explorer import Explorer
from core.explorers.landscape import LANDSCAPE_EXPLORER
from core.explorers.losses import LOSS_EXPLORER
from core.explorers.optimizers import OPTIMIZER_EXPLORER
from core.explorers.scaling import SCALING_EXPLORER

__all__ = ["EXPLORERS", "Explorer"]

EXPLORERS: Mapping[str, Explorer] = MappingProxyType(
    {
        each.key: each
        for each in (
            OPTIMIZER_EXPLORER,
            LANDSCAPE_EXPLORER,
            ACTIVATION_EXPLORER,
            LOSS_EXPLORER,
            SCALING_EXPLORER,
            BY_HAND_EXPLORER,
        )
    }
)
"""All explorers by key, in the order of their tabs."""
