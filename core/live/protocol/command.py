"""What can be asked of something that is trained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.choices.fields import Number, shown, unknown
from core.hyperparameters import LEARNING_RATE
from core.message import N_, Invalid, Message


class Verb(StrEnum):
    """What can be asked: of everything that is trained, and, from `CHANGE` on, of live networks."""

    PAUSE = "pause"
    RESUME = "resume"
    STEP_BATCH = "step_batch"
    STEP_EPOCH = "step_epoch"
    STOP = "stop"
    LEARNING_RATE = "learning_rate"
    SPEED = "speed"
    CHANGE = "change"
    RESTART = "restart"
    RESET = "reset"
    UNDO = "undo"
    LOAD = "load"
    EDIT = "edit"
    WEIGHT = "weight"
    LOOK = "look"
    SAVE = "save"


SETTINGS = {Verb.LEARNING_RATE: "learning_rate", Verb.SPEED: "speed"}
"""Verbs that set a number which stays: the attribute of `RunRecord` that holds it."""

RUN_VERBS = (
    Verb.PAUSE,
    Verb.RESUME,
    Verb.STEP_BATCH,
    Verb.STEP_EPOCH,
    Verb.STOP,
    Verb.LEARNING_RATE,
    Verb.SPEED,
)
"""What can be asked of a run."""

CHANGES = frozenset({Verb.CHANGE, Verb.RESTART, Verb.RESET, Verb.UNDO, Verb.LOAD, Verb.EDIT})
"""What changes a live network."""

STEPS = frozenset({Verb.STEP_BATCH, Verb.STEP_EPOCH})
"""What trains a little, and is answered when that is done."""

LOWEST_SPEED = 0.01
"""Epochs per second; a run that is slower holds its place for nothing, and may be paused instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedLimit(Number):
    """A speed at most: 0 for none, or one that is a speed."""

    def parse(self, value: Any) -> int | float:
        number = Number.parse(self, value)
        if 0 < number < LOWEST_SPEED:
            raise Invalid(
                Message(
                    "Expected 0 for full speed, or from {low} to {high} epochs per second, received {got}. "
                    "Pause the run to have it wait.",
                    low=LOWEST_SPEED,
                    high=self.high,
                    got=shown(value),
                )
            )
        return number


SPEED = SpeedLimit(
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
    """One thing that is asked.

    Arguments:
        verb: what.
        value: what belongs to it, as JSON has it.
    """

    verb: Verb
    value: Any = None

    @classmethod
    def of_run(cls, verb: str, value: Any = None) -> Command:
        """What a browser asks of a run: a new number for a verb in `SETTINGS`, no value for the others.

        Raises:
            Invalid: an unknown verb, a number out of range, or a value where none belongs.
        """
        if verb not in RUN_VERBS:
            raise Invalid(unknown(verb, {known.value: known for known in RUN_VERBS}))
        known = Verb(verb)
        if known in SETTINGS:
            return cls(known, (LEARNING_RATE if known is Verb.LEARNING_RATE else SPEED).parse(value))
        if value is not None:
            raise Invalid(
                Message("Expected no value for {verb}, received {got}.", verb=known.value, got=shown(value))
            )
        return cls(known)
