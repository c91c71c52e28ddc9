"""The kernels that a network starts from, drawn once for all scales.

They are those of `core.model.initial`, value by value: what is measured here is what a run of the same
experiment begins with.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.cancellation import give_way
from core.choices.initializers import INITIALIZERS, at_scale
from core.choices.registry import Picked
from core.data.cache import BoundedCache
from core.experiment import Experiment
from core.memory import cache_bytes
from core.model.seeds import layer_seed

Kernel = npt.NDArray[np.float32]
_Key = tuple[Picked, int, tuple[int, int], int]

_kept: BoundedCache[_Key, Kernel] = BoundedCache(cache_bytes())


def drawn_kernels(experiment: Experiment, inputs: int) -> list[Kernel]:
    """The kernels of the hidden layers, each of shape ``(fan_in, fan_out)``, for a scale of 1.

    The experiment's own are these times `scale_of` its initializer: Keras draws all weights in units of it.
    Those of an initializer that fits them to the data are given before that.

    Arguments:
        experiment: its initializer, layers and weight seed count.
        inputs: columns of the data.
    """
    picked = at_scale(experiment.initializer, 1.0)
    seeded = INITIALIZERS[picked.name].seeded
    return [
        _kernel(picked, layer, shape, layer_seed(experiment.weight_seed, layer) if seeded else 0)
        for layer, shape in enumerate(pairwise((inputs, *experiment.layers)))
    ]


def _kernel(picked: Picked, layer: int, shape: tuple[int, int], seed: int) -> Kernel:
    from core.model.initial import drawn_kernel

    give_way()  # an orthogonal one of 1024 x 1024 takes a tenth of a second

    def draw() -> Kernel:
        drawn = np.array(drawn_kernel(picked, layer, shape, seed))
        drawn.setflags(write=False)
        return drawn

    return _kept.get((picked, layer, shape, seed), draw)
