"""How much of the gradient reaches the first layer, over scales and depths: the map of an initializer."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from core.cancellation import give_way
from core.choices.initializers import at_scale
from core.experiment import Experiment
from core.propagation.kernels import drawn_kernels
from core.propagation.measured import random_gradient
from core.propagation.passes import Layer, Memory, Stack, Values
from core.statistics.layers import root_mean_square

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One scale of the map: an entry per depth, from 1.

    Arguments:
        scale: of the initializer.
        reaching: log10 of the root mean square of dL/dz in the first layer over that in layer d, which is
            what reaches the first layer of a network of d layers; NaN from where on signals are beyond the
            range of 32-bit numbers.
        activation: log10 of the root mean square of the outputs of layer d.
    """

    scale: float
    reaching: Numbers
    activation: Numbers


def sweep_scales(
    experiment: Experiment, x: Values, scales: Sequence[float], *, seed: int = 0
) -> Iterator[Profile]:
    """Measure every scale; in the order of `scales`, as soon as each is there.

    One network as deep as the experiment's is enough for all depths up to its own: what arrives at layer d
    from behind is as random as what would be sent there.

    Arguments:
        experiment: at whose scale it is does not matter.
        x: scaled inputs, float32, shape ``(rows, features)``.
        scales: of the initializer.
        seed: of the gradient that is sent back.

    Raises:
        Invalid: a scale out of range.
    """
    settings = [
        experiment.model_copy(update={"initializer": at_scale(experiment.initializer, scale)})
        for scale in scales
    ]
    # Held until the end: a map that outgrows the cache would draw them again for every scale.
    held = drawn_kernels(experiment, x.shape[1])
    kept = threading.local()
    threads = max(1, min(os.cpu_count() or 1, len(settings)))
    pool = ThreadPoolExecutor(threads, thread_name_prefix="map")
    try:
        # A scale per core: the products of one network are too small to be shared out well.
        with _one_thread_each():
            # Each in the context of whoever asks, which says when it is not wanted any more.
            profiles = [
                partial(copy_context().run, partial(_profile, each, x=x, seed=seed, kept=kept))
                for each in settings
            ]
            found = pool.map(lambda profile: profile(), profiles)
            for scale, (reaching, activation) in zip(scales, found, strict=True):
                yield Profile(scale, reaching, activation)
    finally:  # also when nobody wants the rest
        pool.shutdown(cancel_futures=True)
        held.clear()


_limiting = threading.Lock()
_limits: list[Any] = []
"""Of maps under way; the first of them has set the limit, and the last one takes it back."""


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """BLAS computes each product in one thread, for as long as any map is under way: it has one limit."""
    with _limiting:
        _limits.append(_limits[0] if _limits else threadpool_limits(1, "blas"))
    try:
        yield
    finally:
        with _limiting:
            limit = _limits.pop()
            if not _limits:
                limit.restore_original_limits()


def _profile(experiment: Experiment, x: Values, seed: int, kept: threading.local) -> tuple[Numbers, Numbers]:
    memory: Memory = kept.__dict__.setdefault("memory", Memory())  # one for each thread
    memory.again()
    stack = Stack(experiment, x, memory)
    layers = stack.forward()
    reaching = np.full(len(layers), np.nan)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        give_way()
        activations = np.log10([root_mean_square(layer.outputs) for layer in layers])
        # Where signals leave the range of 32 bits there is nothing to measure; before it there is.
        ended = np.flatnonzero(~np.isfinite(activations))
        deepest = int(ended[0]) if ended.size else len(layers)
        while deepest > 0:
            stopped, sizes = _sizes(stack, layers[:deepest], seed)
            # What stops a gradient at a layer stops it for all deeper networks, and for no shallower one.
            reaching[stopped:deepest] = sizes[0] - sizes
            deepest = stopped
    return reaching, activations


def _sizes(stack: Stack, layers: Sequence[Layer], seed: int) -> tuple[int, Numbers]:
    """Send a gradient back through `layers`.

    Returns:
        The layer at which it stopped, from 0, which is 0 when it came through; and log10 of the size of
        dL/dz from that layer on, minus infinity or NaN where it stopped.
    """
    sizes: list[float] = []
    beyond = 0.0
    gradient = random_gradient(layers[-1].outputs.shape, seed)
    for at in reversed(range(len(layers))):
        layer = layers[at]
        of_sums, before = stack.back(layer, gradient, into=layer.slopes)  # nobody needs them any more
        size = root_mean_square(of_sums)
        beyond += float(np.log10(size))
        sizes.append(beyond)
        if at == 0 or not np.isfinite(beyond):
            break
        # Brought back to a size of 1, so that 32 bits are enough for any number of layers.
        # A normalization before the activation takes its own sums to get past.
        free = None if layers[at - 1].before else layers[at - 1].sums
        gradient = stack.further_back(at, before, gradient, 1 / size, into=free)
    return at, np.array(sizes[::-1])
