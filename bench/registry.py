"""The benchmarks by name; what they need is imported when they run."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from bench.result import Line


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Something that can be measured.

    Arguments:
        name: how it is called on the command line.
        about: what it measures, in one line.
        place: ``module:function``; the function takes the number of rounds (None: its own) and gives lines.
    """

    name: str
    about: str
    place: str

    def run(self, rounds: int | None) -> Sequence[Line]:
        """Measure."""
        module, _, function = self.place.partition(":")
        measure = cast(
            Callable[[int | None], Sequence[Line]], getattr(importlib.import_module(module), function)
        )
        return measure(rounds)


BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "playground",
            "training 2-8-8-8-2 on 250 rows, beside fit and beside fit with TensorBoard",
            "bench.training:playground_lines",
        ),
        Benchmark("digits", "training 64-64x5-10 on 1500 digits, beside fit", "bench.training:digits_lines"),
        Benchmark(
            "mnist",
            "training 784-512x3-10 on 12000 rows, beside the best of fit and its bare matrix products",
            "bench.training:mnist_lines",
        ),
        Benchmark(
            "convolutional",
            "training two convolutional layers on 12000 pictures of 28x28, beside the best of fit",
            "bench.training:convolutional_lines",
        ),
        Benchmark(
            "diagnosis",
            "findings of 300 generated runs beside what Keras measures, and their remedies pressed",
            "bench.diagnosing.lines:lines",
        ),
        Benchmark(
            "population",
            "256 networks 2-8-8-8-2 trained by one function, beside the same networks in turns",
            "bench.population:lines",
        ),
        Benchmark(
            "latency", "from Train to the first picture, and to the first that moves", "bench.latency:lines"
        ),
        Benchmark(
            "redraw",
            "the Playground page with 6 layers of 8: redraws and epochs a second, and from play to a move",
            "bench.redraw:lines",
        ),
        Benchmark("explore", "redraws a second of each explorer while a slider moves", "bench.explore:lines"),
        Benchmark("startup", "from starting the server to a usable page", "bench.startup:lines"),
        Benchmark("crowd", "a hundred runs at once: speed, fairness, pause, memory", "bench.crowd:lines"),
        Benchmark(
            "viewers", "a hundred viewers of a hundred live runs: the server's time", "bench.viewers:lines"
        ),
        Benchmark(
            "neighbours", "a watched run beside a deep and beside a huge network", "bench.neighbours:lines"
        ),
        Benchmark(
            "isolation",
            "pages and commands while the engine works hard, and after it was killed",
            "bench.isolation:lines",
        ),
        Benchmark(
            "abuse",
            "what a visitor feels of pages and commands while another one attacks the server",
            "bench.abuse:lines",
        ),
        Benchmark(
            "memory",
            "what all processes hold after many networks, page loads and files",
            "bench.memory:lines",
        ),
        Benchmark(
            "map", "the gradient over scales and depths, beside its matrix products", "bench.map:lines"
        ),
        Benchmark(
            "library",
            "10,000 runs with 10 million frames: the table, opening any run, stepping through its past",
            "bench.library:lines",
        ),
        Benchmark(
            "tables",
            "reading and looking at a million rows beside pandas.read_csv, training on 100,000 beside fit",
            "bench.reading:lines",
        ),
        Benchmark(
            "watch",
            "somebody's own fit of 784-128-10 with Watch, beside the same fit without",
            "bench.watch:lines",
        ),
        Benchmark(
            "honest",
            "how often a comparison over seeds claims a difference where there is none",
            "bench.honest:lines",
        ),
        Benchmark(
            "gradients", "which networks learn, by what reaches their first layer", "bench.gradients:lines"
        ),
    )
}
"""Every benchmark, in the order in which `all` runs them."""
