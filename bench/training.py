"""Epochs per second, beside Keras's `fit` and beside the matrix products alone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import product
from statistics import median

import keras

from bench.engine_side import Engine
from bench.experiments import convolutional, digits, mnist, mnist_file, playground, table
from bench.keras_fit import Fit
from bench.products import Products
from bench.result import Bar, Line
from bench.rounds import in_turn, progress
from core.experiment import Experiment

ROUNDS = 5
OPTIMIZERS = ("sgd", "adam")
_PER_SECOND, _MILLISECONDS = "epochs/s", "ms/epoch"
_WATCHED = "the lab with all diagnostics at 10 frames a second"
_OVERHEAD = Bar("at most", 1.10)
_OVERHEAD_ROUNDS, _OVERHEAD_WINDOW = 16, 0.5


def playground_lines(rounds: int | None) -> Sequence[Line]:
    """2-8-8-8-2 on 250 rows in batches of 10."""
    return [
        line
        for optimizer in OPTIMIZERS
        for line in _beside_fit(
            "2-8-8-8-2, 250 rows, batch 10",
            playground(optimizer),
            Bar("at least", 25, 40),
            rounds or ROUNDS,
            tensorboard=optimizer == "sgd",
        )
    ]


def digits_lines(rounds: int | None) -> Sequence[Line]:
    """64-64x5-10 on 1500 rows in batches of 32."""
    return [
        line
        for optimizer in OPTIMIZERS
        for line in _beside_fit(
            "64-64x5-10, 1500 rows, batch 32", digits(optimizer), Bar("at least", 15, 20), rounds or ROUNDS
        )
    ]


def mnist_lines(rounds: int | None) -> Sequence[Line]:
    """784-512x3-10 on 12000 rows in batches of 128."""
    with mnist_file():
        return [line for optimizer in OPTIMIZERS for line in _large(mnist(optimizer), rounds or ROUNDS)]


def convolutional_lines(rounds: int | None) -> Sequence[Line]:
    """Two convolutional layers of 8 and 16 filters, 64 units, on 12000 rows of 28x28 in batches of 128."""
    with mnist_file():
        return [
            line
            for optimizer in OPTIMIZERS
            for line in _beside_best_fit(
                "28x28-conv 8, 16-64-10, 12000 rows, batch 128",
                convolutional(optimizer),
                Bar("at least", 1.0),
                rounds or ROUNDS,
            )
        ]


def table_lines(rounds: int | None) -> Sequence[Line]:
    """A table of one's own: 20 columns of numbers, 64-64, on 100,000 rows in batches of 128."""
    return [
        line
        for optimizer in OPTIMIZERS
        for line in _beside_best_fit(
            "table of 20 columns, 64-64-1, 100000 rows, batch 128",
            table(optimizer),
            Bar("at least", 1.2),
            rounds or ROUNDS,
        )
    ]


def _beside_fit(
    shape: str, experiment: Experiment, bar: Bar, rounds: int, *, tensorboard: bool = False
) -> Iterator[Line]:
    name = f"{shape}, {experiment.optimizer.name}"
    progress(name)
    engine, fit = Engine(experiment, window=1.0), Fit(experiment)
    sides: dict[str, Callable[[], float]] = {
        "watched": engine.watched,
        "fit": _fit_side(fit, seconds=1.0),
    }
    with tempfile.TemporaryDirectory() as folder:
        there = tensorboard and find_spec("tensorboard") is not None
        if there:
            sides["tensorboard"] = _tensorboard_side(Fit(experiment), folder)
        found = in_turn(sides, rounds)
    yield Line(
        what=f"training {name}",
        unit=_PER_SECOND,
        values=found["watched"],
        against="bare fit",
        references=found["fit"],
        bar=bar,
        note=f"{_WATCHED}, beside one call of fit(epochs=k, verbose=0) of about a second on a warm model "
        f"without metrics, validation or callbacks; {engine.rows} training rows; {engine.note}",
    )
    yield _overhead(name, engine, rounds)
    if tensorboard:
        yield Line(
            what=f"training {name}",
            unit=_PER_SECOND,
            values=found["watched"] if there else (),
            against="fit with TensorBoard",
            references=found.get("tensorboard", ()),
            bar=Bar("at least", 50),
            note="the same, beside fit with TensorBoard(histogram_freq=1, write_graph=False), which writes a "
            "histogram of every weight once an epoch",
            missing=""
            if there
            else "Keras's callback needs the package tensorboard (pip install tensorboard)",
        )


def _large(experiment: Experiment, rounds: int) -> Iterator[Line]:
    name = f"784-512x3-10, 12000 rows, batch 128, {experiment.optimizer.name}"
    progress(name)
    engine = Engine(experiment, window=2.5)
    fits = _fastest_fits(experiment, keep=2)
    plan = next(iter(fits.values())).plan
    products = Products((plan.inputs, *plan.widths), plan.rows, plan.batch_size)
    for multiply in products.sides().values():
        multiply()
    sides: dict[str, Callable[[], float]] = {
        "watched": engine.watched,
        **{way: _fit_side(fit, epochs=3) for way, fit in fits.items()},
        **{way: lambda side=side: 2 / (side() + side()) for way, side in products.sides().items()},  # type: ignore[misc]
    }
    found = in_turn(sides, rounds)
    yield _beside_best(name, engine, fits, found, Bar("at least", 1.0, 1.2))
    quickest = max(products.sides(), key=lambda way: median(found[way]))
    yield Line(
        what=f"an epoch of {name}",
        unit=_MILLISECONDS,
        values=_milliseconds(found["watched"]),
        against=f"its matrix products ({quickest})",
        references=_milliseconds(found[quickest]),
        bar=Bar("at most", 1.5),
        note="the same, beside float32 products of the same shapes, forward and backward (none for the "
        f"gradient of x), by the faster of NumPy and tf.function; threads: {products.threads}",
    )
    yield _overhead(name, engine, rounds)


def _beside_best_fit(shape: str, experiment: Experiment, bar: Bar, rounds: int) -> Iterator[Line]:
    name = f"{shape}, {experiment.optimizer.name}"
    progress(name)
    engine = Engine(experiment, window=2.5)
    fits = _fastest_fits(experiment, keep=2)
    sides: dict[str, Callable[[], float]] = {
        "watched": engine.watched,
        **{way: _fit_side(fit, epochs=3) for way, fit in fits.items()},
    }
    found = in_turn(sides, rounds)
    yield _beside_best(name, engine, fits, found, bar)
    yield _overhead(name, engine, rounds)


def _beside_best(
    name: str, engine: Engine, fits: Mapping[str, Fit], found: Mapping[str, tuple[float, ...]], bar: Bar
) -> Line:
    best = max(fits, key=lambda way: median(found[way]))
    return Line(
        what=f"training {name}",
        unit=_PER_SECOND,
        values=found["watched"],
        against=f"best fit ({best})",
        references=found[best],
        bar=bar,
        note=f"{_WATCHED}, beside the fastest of fit(epochs=3, verbose=0) with steps_per_execution 1, 16, 94 "
        f"times jit_compile on, off: all six are tried, the two fastest measured; {engine.rows} "
        f"training rows; {engine.note}",
    )


def _overhead(name: str, engine: Engine, rounds: int) -> Line:
    # A few percent: to see them takes many measurements, right beside each other.
    sides = {
        "watched": lambda: engine.watched(_OVERHEAD_WINDOW),
        "unwatched": lambda: engine.unwatched(_OVERHEAD_WINDOW),
    }
    found = in_turn(sides, _OVERHEAD_ROUNDS * rounds)
    return Line(
        what=f"diagnostics of {name}",
        unit=_MILLISECONDS,
        values=_milliseconds(found["watched"]),
        against="without diagnostics",
        references=_milliseconds(found["unwatched"]),
        bar=_OVERHEAD,
        note="time of an epoch with all diagnostics at 10 frames a second, beside the same without a frame; "
        f"{_OVERHEAD_ROUNDS * rounds} times {_OVERHEAD_WINDOW} s each",
    )


def _fit_side(fit: Fit, *, seconds: float = 0.0, epochs: int = 0) -> Callable[[], float]:
    """Epochs per second of one call; the model is warm when this returns."""
    epochs = epochs or fit.epochs_within(seconds)
    return lambda: epochs / fit.seconds(epochs)


def _tensorboard_side(fit: Fit, folder: str) -> Callable[[], float]:
    def seconds(epochs: int) -> float:
        callback = keras.callbacks.TensorBoard(folder, histogram_freq=1, write_graph=False)
        return fit.seconds(epochs, callbacks=[callback])

    seconds(2)
    epochs = max(1, round(2 / seconds(2)))
    return lambda: epochs / seconds(epochs)


def _fastest_fits(experiment: Experiment, keep: int) -> dict[str, Fit]:
    """The `keep` fastest ways to call `fit`, by a trial of each after a warm-up."""
    took: dict[str, float] = {}
    fits: dict[str, Fit] = {}
    for steps, jit in product((1, 16, 94), (False, True)):
        way = f"steps_per_execution={steps}, jit_compile={jit}"
        fits[way] = Fit(experiment, steps_per_execution=steps, jit_compile=jit)
        fits[way].seconds(1)
        took[way] = min(fits[way].seconds(2), fits[way].seconds(2))
        progress(f"fit with {way}: {took[way] / 2:.3f} s an epoch")
    return {way: fits[way] for way in sorted(took, key=took.__getitem__)[:keep]}


def _milliseconds(per_second: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(1000 / rate for rate in per_second)
