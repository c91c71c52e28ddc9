"""Many networks that train together, each as it would by itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle, prepare
from core.engine.population.program import PopulationProgram, Shape, population_program
from core.engine.program.batches import Batches
from core.engine.program.progress import Numbers
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment, Penalty
from core.model.initial import initial_values
from core.model.plan import Plan, plan_of
from core.model.together import Penalties, common_plan, takes
from core.schedule import Span, factors

BLOCK, ALIGNED, FEW = 128, 8, 64
"""Networks of one compiled call, and what their number is a multiple of: processors work on so many numbers
at once. The loops of a step begin and end whatever the number of networks: more of them share that, until
their numbers do not fit the processor's cache any more. Up to `FEW` are trained `ALIGNED` at a time: there is
no loop over the networks then, which makes up for it (16 at a time take nearly twice as long as 8, 64 about
as long), and it is compiled in a third of the time."""

Array = npt.NDArray[Any]


class Population:
    """Trains experiments whose plans are equal but for the strength of their penalties.

    Learning rates, schedules, seeds, initial weights, data of the same shape and epochs may differ.
    Each network takes the steps of its own single run (`Trainer`), with the same rows in the same order, and
    its state is that of a single run, but for rounding: sums are added up in another order.

    Not thread-safe: one thread at a time.

    Arguments:
        experiments: what to train; at least one.
        states: where to go on, one for each; their own initial states when left out.
        threads: for how many parts of the networks at the same time, of those that are trained apart.

    Raises:
        ValueError: they cannot train together (see `fits`).
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """

    def __init__(
        self,
        experiments: Sequence[Experiment],
        states: Sequence[TrainState] | None = None,
        *,
        threads: int | None = None,
    ) -> None:
        if not experiments or not fits(experiments):
            raise ValueError(
                "expected experiments that train together, received some that do not: "
                "ask `fits` first, and train the others with a `Trainer` each"
            )
        self.experiments = tuple(experiments)
        self.bundles = [prepare(each) for each in experiments]
        plans = [_plan(each, bundle) for each, bundle in zip(experiments, self.bundles, strict=True)]
        self.plan = common_plan(plans[0])
        self.batches = [
            Batches(self.plan.rows, self.plan.batch_size, one.batch_seed, one.shuffle, one.steps_per_epoch)
            for one in experiments
        ]
        self._spans = [
            Span(one.epochs, batches.first_step)
            for one, batches in zip(experiments, self.batches, strict=True)
        ]
        together = states is None or len({state.step for state in states}) == 1
        self._blocks = _blocks(experiments, self.bundles, plans, together=together)
        if states is None:
            states = [
                self._blocks[0].initial(one, bundle)
                for one, bundle in zip(experiments, self.bundles, strict=True)
            ]
        self._states = list(states)
        self.diverged = [False] * len(experiments)
        self._left_out: set[int] = set()
        self._threads = min(len(self._blocks), threads or os.cpu_count() or 1)

    def __len__(self) -> int:
        return len(self.experiments)

    def state(self, network: int) -> TrainState:
        """The state of one network, that of a single run of its experiment."""
        return self._states[network]

    def trainer(self, network: int) -> Trainer:
        """One network by itself: it shows its frames, and goes on from where it is."""
        return Trainer(self.experiments[network], state=self._states[network])

    def numbers(self, network: int) -> Numbers | None:
        """Loss and metric of its latest epoch (see `Progress.numbers`)."""
        return self._states[network].progress.numbers

    def last_step(self, network: int) -> int:
        """The step at which its last epoch ends."""
        return self.batches[network].first_step(self.experiments[network].epochs)

    @property
    def call_steps(self) -> int:
        """Steps of each network that one call of the compiled function takes at most."""
        return self._blocks[0].program.capacity

    @property
    def finished(self) -> bool:
        """Whether no network has anything left to train."""
        return not any(map(self._left, range(len(self))))

    def _left(self, network: int) -> int:
        if self.diverged[network] or not self.trains(network):
            return 0
        return self.last_step(network) - self._states[network].step

    def leave(self, network: int) -> None:
        """Take no more steps of a network: its state goes on elsewhere."""
        self._left_out.add(network)

    def trains(self, network: int) -> bool:
        """Whether its steps are taken here still."""
        return network not in self._left_out

    def compile(self) -> None:
        """Compile what `advance_steps` calls; it takes no step."""
        for block in self._blocks:
            self._call(block, np.zeros(len(block.networks), np.int32))
            block.evaluate([self._states[one] for one in block.networks])

    def advance_steps(self, steps: int) -> None:
        """Take `steps` steps of every network; one takes fewer when its end comes first."""
        targets = [self._states[one].step + min(steps, self._left(one)) for one in range(len(self))]
        if self._threads == 1:
            for block in self._blocks:
                self._advance(block, targets)
            return
        with ThreadPoolExecutor(self._threads) as threads:
            list(threads.map(lambda block: self._advance(block, targets), self._blocks))

    def _advance(self, block: _Block, targets: Sequence[int]) -> None:
        while True:
            limits = [
                0 if self.diverged[one] else min(targets[one], self._next_point(one)) - self._states[one].step
                for one in block.networks
            ]
            if not any(limits):
                return
            self._call(block, np.minimum(limits, block.program.capacity).astype(np.int32))

    def _call(self, block: _Block, limits: Array) -> None:
        """One call of the compiled function, and what follows from it for each network."""
        networks, program = block.networks, block.program
        states = [self._states[one] for one in networks]
        points = [self._next_point(one) for one in networks]
        rows, counts, rates = [], [], []
        # Where all take the same rows, those of whoever takes the most steps.
        longest = int(np.argmax(limits))
        for at, one in enumerate(networks):
            state = states[at]
            if at == longest or not program.shape.same_rows:
                taken, count = self.batches[one].take(state.step, int(limits[at]), int(limits[longest]))
                rows.append(taken)
                counts.append(np.maximum(count, 1))
            rates.append(self._rates(one, state, program.capacity))
        values, counters, losses, scores, taken_steps = block.run(states, rows, counts, rates, limits)
        for at, one in enumerate(networks):
            done = int(taken_steps[at])
            if done:
                self._states[one] = _after(
                    states[at],
                    self.batches[one],
                    (values[:, at], counters[:, at]),
                    losses[:done, at],
                    scores[:done, at],
                )
                self.diverged[one] = not np.isfinite(losses[done - 1, at])

        self._remember(block, points)

    def _next_point(self, network: int) -> int:
        """The step at which its losses are remembered next (see `Progress.history`)."""
        state, batches = self._states[network], self.batches[network]
        return batches.first_step(max(state.progress.next_point, batches.epochs_done(state.step) + 1))

    def _remember(self, block: _Block, points: Sequence[int]) -> None:
        """Add a point to the history of each network that has come to one."""
        due = {
            at: one
            for at, (one, point) in enumerate(zip(block.networks, points, strict=True))
            if self._states[one].step == point and not self.diverged[one]
        }
        if not due:
            return
        validation = block.evaluate([self._states[one] for one in block.networks])
        for at, one in due.items():
            state = self._states[one]
            epoch = self.batches[one].epochs_done(state.step)
            self._states[one] = replace(state, progress=state.progress.with_point(epoch, validation[at]))

    def _rates(self, network: int, state: TrainState, steps: int) -> Array:
        experiment = self.experiments[network]
        if not self.plan.scheduled:
            return np.asarray(experiment.learning_rate, np.float32)
        at = np.arange(state.step, state.step + steps)
        rates = experiment.learning_rate * factors(experiment.schedule, at, self._spans[network])
        return rates.astype(np.float32)

    def evaluate(self) -> list[Numbers]:
        """Loss with penalties and metric of the validation part, of every network: those of `Trainer`."""
        found: list[Numbers] = []
        for block in self._blocks:
            found += block.evaluate([self._states[one] for one in block.networks])
        return found


def fits(experiments: Sequence[Experiment]) -> bool:
    """Whether they can train together: each in a population, and in the same one.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """
    plans = [_plan(each, prepare(each)) for each in experiments]
    able = all(takes(one, plan) for one, plan in zip(experiments, plans, strict=True))
    return able and len({common_plan(plan) for plan in plans}) == 1


class _Block:
    """Networks of one compiled call; where they are fewer than it takes, the last one is there again.

    Arguments:
        networks: their numbers in the population.
        program: what trains them.
        bundles: of each of them.
        strengths: of each one's penalties, shape ``(3, layers, 2)``.
    """

    def __init__(
        self,
        networks: Sequence[int],
        program: PopulationProgram,
        bundles: Sequence[DataBundle],
        strengths: Sequence[Array],
    ) -> None:
        plan = program.shape.plan
        self.networks, self.program = networks, program
        self._more = program.shape.networks - len(networks)
        tables = _tables(bundles)
        self._offsets = [tables.index(bundle) * plan.rows for bundle in bundles]
        self._x = np.ascontiguousarray(np.concatenate([each.x_train for each in tables]).T)
        self._y = np.concatenate([each.targets(each.y_train, plan.target, plan.classes) for each in tables])
        self._strengths = tf.constant(np.stack(self._all(strengths), axis=-1))
        self._bundles = bundles

    def initial(self, experiment: Experiment, bundle: DataBundle) -> TrainState:
        """The state before the first step of a network of this plan."""
        functions = self.program.functions
        arrays = initial_values(functions.network, experiment, bundle.x_train)
        slots = [variable.numpy() for variable in functions.optimizer.variables]
        return TrainState(0, *functions.packing.pack([*arrays, *slots]))

    def run(
        self,
        states: Sequence[TrainState],
        rows: Sequence[Array],
        counts: Sequence[Array],
        rates: Sequence[Array],
        limits: Array,
    ) -> list[Array]:
        """`PopulationProgram.run` of the networks' states, rows of each step and so on, one for each."""
        program = self.program
        if program.shape.same_rows:
            order, counts = rows[0][..., None], [*counts] * program.shape.networks
        else:
            own = [each + offset for each, offset in zip(rows, self._offsets, strict=True)]
            order, counts = np.stack(self._all(own), axis=-1, dtype=np.intp), self._all(counts)
        # Here, not in the compiled function: XLA looks rows up for many networks one number at a time. Steps
        # that the call could take besides are left as they are, since nobody looks at them.
        steps, inputs = len(order), len(self._x)
        x = np.empty((program.capacity, inputs, *order.shape[1:]), np.float32)
        for at, column in enumerate(self._x):
            column.take(order, out=x[:steps, at], mode="clip")
        y = np.empty((program.capacity, *order.shape[1:], *self._y.shape[1:]), self._y.dtype)
        self._y.take(order, axis=0, out=y[:steps], mode="clip")
        real = np.ones((program.shape.networks, program.capacity if program.leftover else 0), np.int32)
        if program.leftover:
            real[:, :steps] = counts
        found = program.run(
            tf.constant(self._beside([state.values for state in states])),
            tf.constant(self._beside([state.counters for state in states])),
            tf.constant(x),
            tf.constant(y),
            tf.constant(real),
            tf.constant(np.stack(self._all(rates))),
            self._strengths,
            tf.constant(np.append(limits, np.zeros(self._more)).astype(np.int32)),
        )
        return [each.numpy() for each in found]

    def evaluate(self, states: Sequence[TrainState]) -> list[Numbers]:
        """See `Population.evaluate`."""
        plan = self.program.shape.plan
        values = tf.constant(self._beside([state.values for state in states]))
        found: list[Numbers] = [(np.nan, np.nan)] * len(states)
        for table in _tables(self._bundles):
            y = table.targets(table.y_val, plan.target, plan.classes)
            x, y = table.x_val[: plan.val_rows], y[: plan.val_rows]
            means = self.program.evaluate(values, tf.constant(x), tf.constant(y), self._strengths)
            losses, scores = (each.numpy().tolist() for each in means)
            for at, bundle in enumerate(self._bundles):
                if bundle is table:
                    found[at] = losses[at], scores[at]
        return found

    def _all(self, each: Sequence[Array]) -> list[Array]:
        """One for each network of the compiled call."""
        return [*each, *(each[-1],) * self._more]

    def _beside(self, vectors: Sequence[Array]) -> Array:
        """Those of all networks as columns."""
        return np.ascontiguousarray(np.stack(self._all(vectors)).T)


def _blocks(
    experiments: Sequence[Experiment], bundles: Sequence[DataBundle], plans: Sequence[Plan], *, together: bool
) -> list[_Block]:
    """The networks in parts of equal size; `together`: whether all of them are at the same step."""
    penalties, common = Penalties.of(plans), common_plan(plans[0])
    found = []
    count = -(-len(experiments) // (BLOCK if len(experiments) > FEW else ALIGNED))
    for part in np.array_split(np.arange(len(experiments)), count):
        networks = part.tolist()
        own = [bundles[one] for one in networks]
        tables = len(_tables(own))
        size = -(-len(networks) // ALIGNED) * ALIGNED
        orders = {(experiments[one].batch_seed, experiments[one].shuffle) for one in networks}
        shape = Shape(
            common,
            penalties,
            size,
            same_rows=together and len(orders) == 1 and tables == 1,
        )
        strengths = [_strengths(plans[one]) for one in networks]
        found.append(_Block(networks, population_program(shape), own, strengths))
    return found


def _strengths(plan: Plan) -> Array:
    """Of the penalties on kernels, biases and activities of each layer, shape ``(3, layers, 2)``."""
    given, layers = plan.regularization, len(plan.widths)

    def filled(penalties: Sequence[Penalty]) -> list[Penalty]:
        return [*penalties, *(Penalty(0.0, 0.0),) * (layers - len(penalties))]

    return np.array([filled(each) for each in (given.kernels, given.biases, given.activities)], np.float32)


def _tables(bundles: Sequence[DataBundle]) -> list[DataBundle]:
    """Each of them once: experiments with the same choices of data have the very same."""
    return list(dict.fromkeys(bundles))


def _plan(experiment: Experiment, bundle: DataBundle) -> Plan:
    rows, inputs = bundle.x_train.shape
    return plan_of(experiment, inputs=inputs, rows=rows, val_rows=len(bundle.x_val))


def _after(
    before: TrainState,
    batches: Batches,
    vectors: tuple[Array, Array],
    losses: Array,
    scores: Array,
) -> TrainState:
    return replace(
        before,
        step=before.step + len(losses),
        values=np.ascontiguousarray(vectors[0]),
        counters=np.ascontiguousarray(vectors[1]),
        progress=before.progress.after(batches, before.step, losses, scores),
    )
