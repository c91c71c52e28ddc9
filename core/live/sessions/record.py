"""What is known about a run besides its frames, and what can be asked of it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.choices.fields import Number, shown, unknown
from core.experiment import Experiment
from core.frame import RunLayout
from core.hyperparameters import LEARNING_RATE
from core.message import N_, Invalid, Message


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    DIVERGED = "diverged"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self not in _LIVE


_LIVE = {RunStatus.QUEUED, RunStatus.PREPARING, RunStatus.RUNNING, RunStatus.PAUSED}


class Verb(StrEnum):
    """What can be asked of a run."""

    PAUSE = "pause"
    RESUME = "resume"
    STEP_BATCH = "step_batch"
    STEP_EPOCH = "step_epoch"
    STOP = "stop"
    LEARNING_RATE = "learning_rate"
    SPEED = "speed"


SETTINGS = {Verb.LEARNING_RATE: "learning_rate", Verb.SPEED: "speed"}
"""Verbs that set a number which stays: the attribute of `RunRecord` that holds it."""

SPEED = Number(
    key="speed",
    label=N_("Speed"),
    help=N_("Epochs per second at most; slow enough to watch, or as fast as the machine can."),
    default=100.0,
    low=0.0,
    high=100_000.0,
    marks=(1.0, 10.0, 100.0, 1000.0, 0.0),
)
"""Epochs per second at most; 0 is as fast as the machine can. A matter of watching, not of what is learnt."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing asked of a run.

    Arguments:
        verb: what.
        value: the new number for a verb in `SETTINGS`, nothing for the others.

    Raises:
        Invalid: a number out of range, or a value where none belongs.
    """

    verb: Verb
    value: float | None = None

    def __post_init__(self) -> None:
        if self.verb in SETTINGS:
            field = LEARNING_RATE if self.verb is Verb.LEARNING_RATE else SPEED
            object.__setattr__(self, "value", field.parse(self.value))
        elif self.value is not None:
            got = shown(self.value)
            raise Invalid(
                Message("Expected no value for {verb}, received {got}.", verb=self.verb.value, got=got)
            )

    @classmethod
    def read(cls, verb: str, value: Any) -> Command:
        """The command that a browser sent.

        Raises:
            Invalid: an unknown verb, or a bad value.
        """
        if verb not in list(Verb):
            raise Invalid(unknown(verb, {verb.value: verb for verb in Verb}))
        return cls(Verb(verb), value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as it is listed and stored.

    Arguments:
        id: random, hard to guess; whoever knows it may watch.
        owner_hash: SHA-256 of the owner's secret, in hexadecimal; whoever knows the secret may steer.
        created: seconds since 1970, UTC.
        experiment: what is trained.
        learning_rate: current rate; it may have been changed on the way.
        speed: epochs per second at most, 0 for no limit (see `SPEED`).
        status: where it stands.
        layout: known once the network is built.
        cause: why it ended, in words.
        detail: traceback of a failure, for whoever mends it.
        parent: the run that this one repeats.
    """

    id: str
    owner_hash: str
    created: float
    experiment: Experiment
    learning_rate: float
    status: RunStatus = RunStatus.QUEUED
    layout: RunLayout | None = None
    cause: Message | None = None
    detail: str | None = None
    parent: str | None = None
    speed: float = 0.0

    def owned_by(self, owner: str | None) -> bool:
        """Whether `owner` is the secret of the person who started the run."""
        return owner is not None and hmac.compare_digest(hash_of(owner), self.owner_hash)


class UnknownRun(LookupError):
    """There is no such run (any more)."""

    message = Message("This run does not exist any more. Start a new one.")


class NotOwner(PermissionError):
    """Someone tries to steer a run that another person started."""

    message = Message("This run belongs to someone else. Start a copy of your own to steer it.")


def hash_of(owner: str) -> str:
    """What is stored in place of an owner's secret."""
    return hashlib.sha256(owner.encode()).hexdigest()
