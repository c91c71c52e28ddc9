"""Which networks learn, by what reaches their first layer: where the diagnosis draws its lines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from bench.result import Bar, Line
from bench.rounds import progress
from core.diagnosis.registry import VANISHING, WEAKENED
from core.engine.training.trainer import Trainer
from core.experiment import Experiment

DATA = (("circle", 8), ("digits", 32))
"""Data sets and the units of each layer."""

DEPTHS = (4, 7, 10)
CRITICAL = {"tanh": 1.0, "relu": math.sqrt(2), "sigmoid": 4.0}
"""Standard deviation of a weight times the root of fan-in at which gradients are kept, or nearly."""

FACTORS = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.3, 1.7, 2.5)
"""Times the critical scale."""

OPTIMIZERS = {"sgd": (0.03, 0.3), "adam": (0.003,)}
SEEDS, STEPS, LEARNT = 2, 1500, 0.9

EVEN = math.sqrt(10)
"""Up to this much less or more, the gradient counts as kept."""

RANGES = (
    ("less than 1/100 (vanishing)", 0.0, 1 / VANISHING, 0.2),
    ("1/100 to 1/10 (weakened)", 1 / VANISHING, 1 / WEAKENED, 0.8),
    ("10 to 100 times (amplified)", WEAKENED, VANISHING, 0.8),
    ("over 100 times (exploding)", VANISHING, math.inf, 0.2),
)
"""Parts of the gradient that reach layer 1, and how many of the networks may learn there, as a share of those
that learn where it is kept, when they are trained by gradient descent."""


def lines(_rounds: int | None) -> Sequence[Line]:
    """Per optimizer and range the share of networks that learn, beside that where the gradient is kept."""
    found: list[Line] = []
    for optimizer, rates in OPTIMIZERS.items():
        runs = [_run(experiment) for experiment in _experiments(optimizer, rates)]
        even = _share(runs, 1 / EVEN, EVEN)
        for what, low, high, limit in RANGES:
            count = sum(low < kept <= high for kept, _learnt in runs)
            found.append(
                Line(
                    what=f"{optimizer}: networks that learn where layer 1 gets {what} of the last layer's",
                    unit="%",
                    values=(_share(runs, low, high),),
                    against="where it gets 1/3 to 3 times",
                    references=(even,),
                    bar=Bar("at most", limit) if optimizer == "sgd" else None,
                    note=f"{count} networks; accuracy of training over {LEARNT:.0%} after {STEPS} steps",
                )
            )
        progress(f"{optimizer}: {len(runs)} networks, {even:.0f} % learn where the gradient is kept")
    return found


def _share(runs: Sequence[tuple[float, bool]], low: float, high: float) -> float:
    """Percent of the networks that learn, of those whose gradient is in a range."""
    learnt = [learns for kept, learns in runs if low < kept <= high]
    return 100 * sum(learnt) / len(learnt)


def _experiments(optimizer: str, rates: Sequence[float]) -> Iterator[Experiment]:
    for (data, width), depth, activation in product(DATA, DEPTHS, CRITICAL):
        for factor, seed, rate in product(FACTORS, range(SEEDS), rates):
            scale = factor * CRITICAL[activation] / math.sqrt(width)
            choices: dict[str, Any] = {
                "dataset": data,
                "activation": activation,
                "initializer": {"name": "normal", "scale": scale},
                "optimizer": optimizer,
            }
            yield Experiment(
                **choices,
                layers=(width,) * depth,
                learning_rate=rate,
                weight_seed=seed,
                epochs=STEPS,
            )


def _run(experiment: Experiment) -> tuple[float, bool]:
    """What of the last layer's gradient reaches the first before training, and whether the network learns."""
    trainer = Trainer(experiment)
    trainer.wait_until_compiled()
    *hidden, _output = trainer.frame().layers
    first, last = (hidden[at].preactivation_gradient_std for at in (0, -1))
    trainer.advance_steps(STEPS)
    # Where not even the last layer gets any, as good as none reaches the first.
    return max(first / last if last else 0.0, 1e-99), not trainer.diverged and trainer.frame().metric > LEARNT
