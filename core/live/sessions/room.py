"""Whether there is memory for one more run, and which runs make room for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.experiment import Experiment
from core.live.records.sweep import in_sweep
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import LiveRun, Phase
from core.live.sessions.memory_shares import MEGABYTE
from core.message import N_, Invalid, Message
from core.model.size import state_bytes, training_bytes

MOST_IN_MEMORY = 10
"""Runs that are not over, in times of those that may be with the engines: they wait, or are paused."""

_LARGE = N_(
    "Expected a run that takes at most {limit} MB of memory, received one that takes about {got} MB. Choose "
    "fewer layers, fewer units, fewer samples, or an optimizer that remembers less, such as SGD."
)
_LARGE_MAPS = N_(
    "Expected a run that takes at most {limit} MB of memory, received one that takes about {got} MB. Choose "
    "fewer filters, pooling, larger strides, a smaller batch, fewer units, or fewer samples."
)
_MUCH = N_(
    "Expected a run that takes at most {limit} MB to be saved, received one that takes about {got} MB. "
    "Choose fewer layers or fewer units."
)
_MUCH_OF_MAPS = N_(
    "Expected a run that takes at most {limit} MB to be saved, received one that takes about {got} MB. "
    "Choose fewer filters, pooling, larger strides, or fewer units."
)


class Room:
    """The memory that runs may take. Whoever uses it holds the lock of `RunQueue`.

    Cells of sweeps do not count towards the limits of a person.

    Arguments:
        limits: how much there is.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def check(self, experiment: Experiment) -> None:
        """See that a run of `experiment` may begin at some time.

        Raises:
            Invalid: it is too large by itself, for the memory or for the store.
        """
        limits, convolutional = self._limits, bool(experiment.convolution_layers)
        memory = min(limits.run_memory_per_owner, limits.run_memory)
        if (got := training_bytes(experiment)) > memory * MEGABYTE:
            raise Invalid(
                Message(_LARGE_MAPS if convolutional else _LARGE, limit=memory, got=_megabytes(got))
            )
        stored = min(limits.stored_per_owner, limits.stored)
        if (got := state_bytes(experiment)) > stored * MEGABYTE:
            raise Invalid(
                Message(_MUCH_OF_MAPS if convolutional else _MUCH, limit=stored, got=_megabytes(got))
            )

    def check_number(self, newcomer: LiveRun, live: Iterable[LiveRun]) -> None:
        """See that there are not too many runs that are not over: a paused one takes memory, too.

        Raises:
            Invalid: there are.
        """
        limits, others = self._limits, list(live)
        most = max(limits.kept_per_owner, limits.running_per_owner + limits.waiting_per_owner)
        if len(_own(others, newcomer)) >= most:
            raise Invalid(
                Message(
                    "Expected at most {limit} runs of one person that are not over, received one more. Stop "
                    "some of yours first.",
                    limit=most,
                )
            )
        if len(others) >= MOST_IN_MEMORY * limits.total:
            raise Invalid(
                Message("The server is full. Try again when others have stopped some of their runs.")
            )

    def check_store(self, newcomer: LiveRun, live: Iterable[LiveRun]) -> None:
        """See that the state of a run that begins can be saved beside those that are under way.

        Raises:
            Invalid: there is no room for it.
        """
        limits, needed = self._limits, newcomer.state_bytes
        others = list(live)
        mine = sum(one.state_bytes for one in _own(others, newcomer))
        if mine + needed > limits.stored_per_owner * MEGABYTE:
            raise Invalid(
                Message(
                    "Your runs that are not over take {used} of the {limit} MB that may be saved of one "
                    "person, and this one takes about {got} MB. Stop some of them first.",
                    used=_megabytes(mine),
                    limit=limits.stored_per_owner,
                    got=_megabytes(needed),
                )
            )
        if sum(one.state_bytes for one in others) + needed > limits.stored * MEGABYTE:
            raise Invalid(
                Message(
                    "The server cannot save another run of this size now. Try again later, or a smaller one."
                )
            )

    def fits(self, newcomer: LiveRun, present: Sequence[LiveRun]) -> bool:
        """Whether a run may be given to the executor, which has those that are `present`."""
        return not (self._excess(newcomer, present) or self._own_excess(newcomer, present))

    def leavers(self, newcomer: LiveRun, present: Sequence[LiveRun]) -> list[LiveRun]:
        """Which paused runs leave for `newcomer`, its owner's first; none where that is not enough."""
        staying = [live for live in present if live.phase is Phase.LOADED]
        resting = [live for live in staying if not live.training]
        resting.sort(key=lambda live: live.record.owner_hash != newcomer.record.owner_hash)
        leaving = []
        for live in resting:
            if self.fits(newcomer, staying):
                break
            own = live.record.owner_hash == newcomer.record.owner_hash
            if own or self._excess(newcomer, staying):
                staying.remove(live)
                leaving.append(live)
        return leaving if self.fits(newcomer, staying) else []

    def _excess(self, newcomer: LiveRun, present: Sequence[LiveRun]) -> bool:
        if not present:
            return False  # where nothing else is, even one may begin that settings would refuse by now
        taken = sum(live.training_bytes for live in present) + newcomer.training_bytes
        seats = {live.seat for live in present} - {newcomer.seat}
        return len(seats) >= self._limits.total or taken > self._limits.run_memory * MEGABYTE

    def _own_excess(self, newcomer: LiveRun, present: Sequence[LiveRun]) -> bool:
        mine = _own(present, newcomer)
        if in_sweep(newcomer.record.id) or not mine:
            return False
        taken = sum(live.training_bytes for live in mine) + newcomer.training_bytes
        return taken > self._limits.run_memory_per_owner * MEGABYTE


def _own(runs: Iterable[LiveRun], newcomer: LiveRun) -> list[LiveRun]:
    """Those of `runs` that count towards the limits of the newcomer's owner."""
    owner_hash = newcomer.record.owner_hash
    return [live for live in runs if live.record.owner_hash == owner_hash and not in_sweep(live.record.id)]


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)
