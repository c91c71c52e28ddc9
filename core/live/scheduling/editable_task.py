"""A network that is changed while it trains: a task that outlives its end, and rests while nobody looks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

from core.live.protocol.command import CHANGES, STEPS, Command
from core.live.protocol.speeds import SPEEDS
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import EditableProtocol, TrainerProtocol
from core.live.scheduling.pacing import AnyFrame
from core.live.scheduling.task import Task
from core.message import Message


class EditableTask(Task):
    """A layer over `Task`: edits, greetings that follow them, and rest where a run would end."""

    _network: EditableProtocol | None = None
    _greeted = 0
    _notes: Mapping[str, Any] | None = None

    @property
    def due(self) -> float | None:
        """When its next turn is; None while nobody looks, or there is nothing to do."""
        if self._trainer is None or self.over or not self.watched:
            return None
        if self._looks.stale:
            return time.monotonic()  # not sooner: whoever has waited longer comes first
        return self._due if self.status is RunStatus.RUNNING else None

    def meet(self, trainer: TrainerProtocol) -> None:
        self._network = cast(EditableProtocol, trainer)  # greeted with its first frame
        if self.watched:
            self._network.wake()

    def drop(self) -> None:
        if self._network is not None:
            self._network.drop()
        self._network = None
        super().drop()

    def wake(self) -> None:
        """Somebody looks on again: nothing is owed from before."""
        if self._network is not None:
            self._network.wake()
        self._paid = self._due = time.monotonic()

    def held_up(self, command: Command) -> bool:
        network = self._network
        return network is not None and command.verb in STEPS and network.waits and not network.finished

    def wait_for_compiler(self) -> None:
        network = self._network
        if network is not None:
            network.wait_until_compiled(lambda: not self.over)

    def obey(self, command: Command) -> Any:
        answer = super().obey(command)
        while self._target is not None and self.status is RunStatus.RUNNING:
            super().turn()  # a step is over when whoever asked for it is answered
        return answer

    def turn(self) -> None:
        network = cast(EditableProtocol, self._trainer)
        began = time.monotonic()
        if self.status is not RunStatus.RUNNING or network.waits:
            self._due = began + self._pace.frame
            if self._looks.stale:
                self._look(network)
                self._turn_took = time.monotonic() - began
        else:
            super().turn()

    def _edit(self, trainer: TrainerProtocol, command: Command) -> Any:
        network = cast(EditableProtocol, trainer)
        answer = network.carry_out(command.verb, command.value)
        self._throughput = self._throughputs.of((network.plan, network.greeting.experiment.stopping))
        self._looks.stale = True
        if command.verb in CHANGES:
            self._store(network)  # nobody may be there to see it, and it is not to be lost
        self._cause_is_gone(network)
        return answer

    def _cause_is_gone(self, network: EditableProtocol) -> None:
        """Why it came to rest is not the case any more."""
        if self.status is RunStatus.PAUSED and not network.finished:
            self.reports.status(self.session, self.status)

    def _enter(self, trainer: TrainerProtocol, status: RunStatus, cause: Message | None = None) -> None:
        network = cast(EditableProtocol, trainer)
        if status is RunStatus.RUNNING:
            network.go_on()
            if network.finished:
                self._target, status, cause = None, RunStatus.PAUSED, network.ending
        super()._enter(trainer, status, cause)

    def _finished(self, trainer: TrainerProtocol) -> None:
        self._pause(trainer, trainer.ending)

    def _steps_per_second(self, trainer: TrainerProtocol) -> float:
        return SPEEDS[str(self._speed)].steps(trainer.layout.steps_per_epoch)

    def _report(self, frame: AnyFrame) -> None:
        network = self._network
        assert network is not None
        greeting = network.greeting
        if greeting.number != self._greeted:
            self._greeted = greeting.number
            self.reports.greeting(self.session, greeting)
        super()._report(frame)
        if (notes := network.notes()) != self._notes:
            self._notes = notes
            self.reports.notes(self.session, notes)
