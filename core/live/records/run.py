"""What is known about a run besides its frames."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.experiment import Experiment
from core.frame import RunLayout
from core.live.protocol.status import RunStatus
from core.live.records.foreign import Foreign, NoChoices
from core.live.records.tested import Tested
from core.message import Message

_GOES_ON = {RunStatus.INTERRUPTED, RunStatus.FINISHED, RunStatus.DIVERGED}

MOST_RATES = 1000
"""Changes of its learning rate that are remembered of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as it is listed and stored.

    Arguments:
        id: random, hard to guess; whoever knows it may watch.
        owner_hash: SHA-256 of the owner's secret, in hexadecimal; whoever knows the secret may steer.
        created: seconds since 1970, UTC.
        choices: what is trained; None of a run of somebody's own program (`foreign`).
        learning_rate: current rate; it may have been changed on the way.
        speed: epochs per second at most, 0 for no limit (see `core.live.protocol.command.SPEED`).
        status: where it stands.
        layout: known once the network is built.
        cause: why it ended, in words.
        notes: what there is to point out at its end: ``findings`` (`Found.to_json`), the most pressing
            first; ``best``, the epoch whose weights are back in place, from 1, or null; ``measured``,
            validation loss and metric of the last step, as `fit` has them, where the run ends with other
            weights, those of its best epoch or the average of all, or null;
            of a run that diverged ``nonfinite`` (`NonFinite.to_json`), the first number that was not finite.
        detail: traceback of a failure, for whoever mends it.
        parent: the run that this one repeats, or is a branch of.
        first_step: the step at which a branch left its parent; 0 of other runs.
        rates: learning rates that were set while it trained: the step and the rate from there on, by rising
            step. None where that is not known: of runs of before, and of those with more than `MOST_RATES`.
        tested: what its test part gave, once and for good, when it was asked for.
        ordinal: rises from run to run, whatever the clock does (see `core.store.ordinals`); 0 in runs of
            before there were ordinals.
        foreign: what is known of a run of somebody's own program; None of those that are trained here.
    """

    id: str
    owner_hash: str
    created: float
    choices: Experiment | None
    learning_rate: float
    status: RunStatus = RunStatus.QUEUED
    layout: RunLayout | None = None
    cause: Message | None = None
    detail: str | None = None
    notes: Mapping[str, Any] | None = None
    parent: str | None = None
    speed: float = 0.0
    ordinal: int = 0
    tested: Tested | None = None
    first_step: int = 0
    rates: tuple[tuple[int, float], ...] | None = ()
    foreign: Foreign | None = None

    @property
    def experiment(self) -> Experiment:
        """What is trained.

        Raises:
            NoChoices: of a run of somebody's own program nobody knows.
        """
        if self.choices is None:
            raise NoChoices
        return self.choices

    @property
    def classes(self) -> bool:
        """Whether its metric is an accuracy; else it is an error."""
        if self.choices is None:
            return self.layout is not None and self.layout.metric == "accuracy"
        return self.choices.task != "regression"

    @property
    def may_be_heard(self) -> bool:
        """Whether its program may send more at any time: after a break, or by another `fit`."""
        return self.foreign is not None and self.foreign.sent and self.status in _GOES_ON

    @property
    def unit(self) -> float:
        """What its errors times it are in the target's own unit; 1 where none is known."""
        return 1.0 if self.layout is None else self.layout.unit

    def with_rate(self, step: int, rate: float) -> RunRecord:
        """The record after somebody has set the learning rate at `step`."""
        rates = self.rates
        if rates is not None:
            rates = (*(change for change in rates if change[0] != step), (step, rate))
            rates = rates if len(rates) <= MOST_RATES else None
        return replace(self, learning_rate=rate, rates=rates)

    def rate_at(self, step: int) -> float:
        """The learning rate, before its schedule, of the step that follows `step` steps."""
        set_by_then = [rate for at, rate in self.rates or () if at <= step]
        return set_by_then[-1] if set_by_then else self.experiment.learning_rate

    def owned_by(self, owner: str | None) -> bool:
        """Whether `owner` is the secret of the person who started the run."""
        return owner is not None and hmac.compare_digest(hash_of(owner), self.owner_hash)


def order_of(created: float, ordinal: int) -> int:
    """What sorts runs and sweeps from the oldest to the newest, those of before ordinals included."""
    return ordinal or int(created * 1000)


class UnknownRun(LookupError):
    """There is no such run (any more)."""

    message = Message("This run does not exist any more. Start a new one.")


class NotOwner(PermissionError):
    """Someone tries to steer a run that another person started."""

    message = Message("This run belongs to someone else. Start a copy of your own to steer it.")


def hash_of(owner: str) -> str:
    """What is stored in place of an owner's secret."""
    return hashlib.sha256(owner.encode()).hexdigest()
