"""What is to be trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.experiment import Experiment


class Kind(StrEnum):
    """What a session trains.

    RUN: an experiment, from its first step to its last. NETWORK: a network that somebody changes while it
    trains.
    """

    RUN = "run"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Together:
    """Sessions that one compiled function may train.

    Arguments:
        name: the same for all of them, and for no others.
        count: how many there are.
    """

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be trained.

    Arguments:
        session: its id.
        experiment: what to train.
        learning_rate: the rate to begin with.
        kind: how it is trained and shown.
        speed: epochs per second at most, 0 for no limit; of a network a key of `SPEEDS`.
        paused: wait at the first frame.
        state: where to go on (`StateProtocol.to_bytes`); the initial state when left out.
        seconds: time that was trained before.
        shown_step: step of the latest frame that was shown before; none up to it is shown again.
        owner: of the person whose it is, hashed: people take turns where something is scarce.
        diagnosed: whether to say at the end of a run what there is to point out.
        each_epoch: show a run at the end of every epoch, whatever the clock says, with the weights of a small
            network (`core.frame.Frame.weights`).
        by_epochs: show the ends of a run's epochs besides what the clock asks for, as far as it costs little
            (`core.live.scheduling.pacing.FramePacing`).
        together: with which others it may be trained by one function; None: by itself.
        memory: bytes that training it may take; for whoever looks after the processes.
    """

    session: str
    experiment: Experiment
    learning_rate: float
    kind: Kind = Kind.RUN
    speed: float | str = 0.0
    paused: bool = False
    state: bytes | memoryview | None = None
    seconds: float = 0.0
    shown_step: int = -1
    owner: str = ""
    memory: int = 0
    diagnosed: bool = True
    each_epoch: bool = False
    by_epochs: bool = False
    together: Together | None = None
