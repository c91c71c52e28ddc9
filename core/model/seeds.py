"""Seeds of layers, derived from that of a run."""

from __future__ import annotations

import numpy as np


def layer_seed(seed: int, layer: int) -> int:
    """The seed of one layer, derived from the run's.

    An initializer instance returns the same values on every call: shared between layers of the same
    shape it would clone their weights.
    """
    return int(np.random.SeedSequence([seed, layer]).generate_state(1)[0] & 0x7FFFFFFF)
