"""Several threads that train real networks: faster than one, and the same to the bit."""

from __future__ import annotations

import pytest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.sessions.limits import Limits
from tests.live.watched import ANN, Watched

pytestmark = pytest.mark.slow

EXPERIMENT = Experiment(dataset="moons", layers=(8, 8), epochs=60, batch_size=16)


def build(job):
    from core.engine.program.state import TrainState
    from core.engine.training.trainer import Trainer

    state = TrainState.from_bytes(job.state) if job.state else None
    return Trainer(job.experiment, state=state, learning_rate=job.learning_rate)


def test_runs_of_one_program_on_several_threads_are_what_each_is_alone(store: Watched, make):
    experiments = [EXPERIMENT.model_copy(update={"weight_seed": seed}) for seed in range(6)]
    alone = []
    for experiment in experiments:
        trainer = build(type("Job", (), {"experiment": experiment, "state": None, "learning_rate": None}))
        trainer.wait_until_compiled()
        trainer.advance_steps(trainer.last_step)
        alone.append(trainer.state().to_bytes())

    runs = make(build, limits=Limits(training_threads=4, running_per_owner=100))
    ids = [runs.start(experiment, ANN) for experiment in experiments]
    for run in ids:
        store.wait(run, RunStatus.FINISHED, timeout=120)
    assert [store.state(run).data for run in ids] == alone
    losses = [runs.frames(run)[-1][1].loss for run in ids]
    assert len(set(losses)) == len(losses), "six different runs"


def test_a_real_run_that_is_over_lets_its_trainer_go(store: Watched, make):
    import gc
    import weakref

    made: list[weakref.ref] = []

    def remembering(job):
        trainer = build(job)
        made.append(weakref.ref(trainer))
        return trainer

    runs = make(remembering)
    store.wait(runs.start(EXPERIMENT, ANN), RunStatus.FINISHED, timeout=120)
    store.until(lambda: gc.collect() is not None and made[0]() is None)
