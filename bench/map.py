"""The map of an initializer, beside its matrix products alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bench.result import Bar, Line
from bench.rounds import progress
from core.choices.initializers import INITIALIZERS
from core.experiment import Experiment
from core.propagation.answer import measured as answer_of
from core.propagation.question import Question
from core.propagation.sweep import sweep_scales

ROUNDS = 5
SCALES, LAYERS, WIDTH, ROWS = 24, 50, 256, 256
ACTIVATIONS = ("tanh", "relu", "gelu")

Array = npt.NDArray[np.float32]


def lines(rounds: int | None) -> Sequence[Line]:
    """Per activation all scales, beside the products of the same shapes; and one turn of the dial."""
    x = np.random.default_rng(0).standard_normal((ROWS, WIDTH), dtype=np.float32)
    scales = np.geomspace(0.3, 3.0, SCALES).tolist()
    products = _Products(x)
    found = []
    for activation in ACTIVATIONS:
        choices: dict[str, Any] = {"activation": activation, "initializer": "lecun_normal"}
        experiment = Experiment(**choices, layers=(WIDTH,) * LAYERS)
        measured, alone = [], []
        for number in range(-1, rounds or ROUNDS):
            took = _seconds(lambda: list(sweep_scales(experiment, x, scales)))  # noqa: B023 (called at once)
            beside = min(_seconds(products.one_by_one), _seconds(products.compare))
            if number >= 0:  # before it: the kernels are drawn, and threads begin
                measured.append(took)
                alone.append(beside)
        progress(f"{activation}: {measured} s, products {alone} s")
        found.append(
            Line(
                what=f"map of {activation}: {SCALES} scales x {LAYERS} layers of {WIDTH}, {ROWS} rows",
                unit="s",
                values=tuple(measured),
                against="its matrix products",
                references=tuple(alone),
                bar=Bar("at most", 2.0),
                note="forward and back through all layers of every scale, beside the float32 products that "
                "this takes (one forward and one back a layer), by the faster of one scale a core and all "
                "cores for one scale",
            )
        )
    return [*found, _turn(rounds or ROUNDS)]


def _turn(rounds: int) -> Line:
    """What the server does while someone drags the dial of the page."""
    questions = [
        Question(Experiment(layers=(500,) * 10, initializer=INITIALIZERS.pick("normal", scale=float(scale))))
        for scale in np.geomspace(0.01, 0.1, 4 * rounds + 1)
    ]
    took = [_seconds(lambda: answer_of(question)) for question in questions]  # noqa: B023 (called at once)
    return Line(
        what="a turn of the dial: 10 layers of 500, 256 rows",
        unit="s",
        values=tuple(took[1:]),  # before it: the kernels are drawn
        bar=Bar("at most", 0.1, of="value"),
        note="measuring one network and predicting it, as the page asks for at every move; without the way "
        "to the browser, which draws in 5 to 10 ms",
    )


class _Products:
    """One product forward and one back per layer and scale, and nothing else."""

    def __init__(self, x: Array) -> None:
        rng = np.random.default_rng(1)
        shape = (LAYERS, WIDTH, WIDTH)
        self._kernels = rng.standard_normal(shape, dtype=np.float32) / np.float32(WIDTH**0.5)
        self._x = x

    def one_by_one(self) -> None:
        """All cores share each product."""
        for _ in range(SCALES):
            self._scale()

    def compare(self) -> None:
        """One scale a core."""
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda _: self._scale(), range(SCALES)))

    def _scale(self) -> None:
        forward, back = np.empty_like(self._x), np.empty_like(self._x)
        for kernel in self._kernels:
            np.matmul(self._x, kernel, out=forward)
        for kernel in self._kernels[::-1]:
            np.matmul(self._x, kernel.T, out=back)


def _seconds(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
