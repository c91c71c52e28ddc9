"""Many small networks at once, beside the same networks in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from bench.experiments import playground
from bench.result import Bar, Line
from bench.rounds import in_turn, progress
from bench.sweeps import lines as swept
from core.engine.population.population import Population
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.scheduling.cores import cores

ROUNDS = 5
NETWORKS, WINDOW, TURN = 256, 2.0, 0.015
OPTIMIZERS = ("sgd", "adam")
_WARM_STEPS = 5000


def lines(rounds: int | None) -> Sequence[Line]:
    """2-8-8-8-2 on 250 rows in batches of 10, each network at its own rate."""
    alone = [
        _beside_turns(optimizer, own_rows, rounds or ROUNDS)
        for optimizer in OPTIMIZERS
        for own_rows in (False, True)
    ]
    return [*alone, *swept(rounds or ROUNDS)]


def _beside_turns(optimizer: str, own_rows: bool, rounds: int) -> Line:
    experiments = _experiments(optimizer, own_rows)
    name = f"{NETWORKS} networks 2-8-8-8-2, {optimizer}, rows in {'their own' if own_rows else 'one'} order"
    progress(name)
    population = Population(experiments)
    steps = population.call_steps
    population.advance_steps(steps)  # compiles
    in_turns = _Turns(experiments)

    def together() -> float:
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < WINDOW:
            population.advance_steps(steps)
            done += steps
        return NETWORKS * done / population.batches[0].steps_per_epoch / (time.perf_counter() - began)

    found = in_turn({"together": together, "in turns": in_turns.rate}, rounds)
    return Line(
        what=name,
        unit="epochs/s",
        values=found["together"],
        against="the same networks in turns",
        references=found["in turns"],
        bar=Bar("at least", 4, 8),
        note="250 rows, batch 10; one compiled function for all of them, beside a trainer each, which take "
        f"turns of {TURN * 1000:.0f} ms in {cores()} threads over one compiled program; nobody looks",
    )


def _experiments(optimizer: str, own_rows: bool) -> list[Experiment]:
    base = playground(optimizer)
    return [
        base.model_copy(
            update={
                "weight_seed": number,
                "batch_seed": number if own_rows else 0,
                "learning_rate": base.learning_rate * (0.1 + number / NETWORKS),
            }
        )
        for number in range(NETWORKS)
    ]


class _Turns:
    """A trainer for each network; as many threads as there are cores give them turns."""

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        trainers = [Trainer(each) for each in experiments]
        trainers[0].wait_until_compiled()
        self._parts = [cycle(trainers[at :: cores()]) for at in range(cores())]
        self._pool = ThreadPoolExecutor(cores())
        trainers[0].advance_steps(_WARM_STEPS)
        began = time.perf_counter()
        trainers[0].advance_steps(_WARM_STEPS)
        # As the lab's scheduler does it: turns are given out in steps, by the speed of their like.
        self._turn = int(TURN * _WARM_STEPS / (time.perf_counter() - began)) or 1
        self._per_epoch = trainers[0].batches.steps_per_epoch

    def rate(self) -> float:
        """Epochs per second of all of them together."""
        began = time.perf_counter()
        train: Callable[[cycle[Trainer]], int] = self._train
        steps = sum(self._pool.map(train, self._parts))
        return steps / self._per_epoch / (time.perf_counter() - began)

    def _train(self, trainers: cycle[Trainer]) -> int:
        end, steps = time.perf_counter() + WINDOW, 0
        while time.perf_counter() < end:
            next(trainers).advance_steps(self._turn)
            steps += self._turn
        return steps
