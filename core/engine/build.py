"""Makes the trainer of a job, and what trains several of them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from core.live.protocol.job import Job, Kind
from core.live.protocol.trainer import PopulationProtocol, TrainerProtocol
from core.message import Invalid, Message


def build(job: Job) -> TrainerProtocol:
    """A run's trainer, or a network that is changed while it trains; where the job says so, gone on with.

    Raises:
        Invalid: the data cannot be had, or make no sense, or the state of a run cannot be read.
    """
    # First, whatever the job: threads that load TensorFlow at the same time wait for each other only at the
    # same module. By different ones they meet half-way, and it stays half loaded.
    import core.engine.training.trainer as training

    if job.kind is Kind.NETWORK:
        from core.engine.editing.editable_network import EditableNetwork
        from core.engine.editing.live_network import LiveNetwork
        from core.engine.editing.saved_state import SavedState

        if job.state:
            return EditableNetwork.restored(SavedState.from_bytes(job.state), job.owner)
        return EditableNetwork(LiveNetwork(job.experiment), job.owner)
    from core.engine.program.state import TrainState

    try:
        state = TrainState.from_bytes(job.state) if job.state else None
    except (ValueError, TypeError, LookupError) as error:
        raise Invalid(
            Message("The stored state of this run cannot be read, so it cannot go on. Start it again.")
        ) from error
    trainer = training.Trainer(
        job.experiment, state=state, learning_rate=job.learning_rate, tells_weights=job.each_epoch
    )
    trainer.owner = job.owner
    return trainer


def build_population(trainers: Sequence[TrainerProtocol]) -> PopulationProtocol | None:
    """What takes the steps of trainers that `build` made; None where they do not fit together.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """
    from core.engine.population.companions import companions_of
    from core.engine.training.trainer import Trainer

    return companions_of(cast(Sequence[Trainer], trainers))
