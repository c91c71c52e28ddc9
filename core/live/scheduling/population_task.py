"""Many runs that one compiled function trains: a task among others, with those of the runs in its care."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

from core.live.protocol.trainer import PopulationProtocol, TrainerProtocol
from core.live.scheduling.pacing import Pace
from core.live.scheduling.scheduler import QueueEntry
from core.live.scheduling.task import Task
from core.message import Message

TURN = 0.1
"""Seconds of a turn: a call for so many networks is worth it only when it takes many steps."""


class PopulationTask:
    """Takes the turns of several runs (`Schedulable`); whatever else is about a run, its own `Task` does.

    Nobody watches these runs: one that somebody looks at, or pauses, goes on by itself. Of each there is a
    frame now and then, one run after another, and one at its end.

    Arguments:
        runs: their tasks, and the trainers that `population` trains.
        population: who takes their steps.
        pace: how time is shared.
        ended: told of each run that is over.
        alone: told of each that goes on by itself.
    """

    def __init__(
        self,
        runs: Sequence[tuple[Task, TrainerProtocol]],
        population: PopulationProtocol,
        *,
        pace: Pace,
        ended: Callable[[Task], None],
        alone: Callable[[Task], None],
    ) -> None:
        self.entry = QueueEntry()
        self.at_rest = False
        self.session = f"{runs[0][0].session} and {len(runs) - 1} more"
        self._runs = dict(runs)  # never changed: other threads ask whether all of them are over
        self._line = deque(self._runs)
        self._population = population
        self._pace = pace
        self._ended = ended
        self._alone = alone
        self._turn_took = self._look_took = self._rested = 0.0
        self._due = 0.0
        self._state_due = time.monotonic() + pace.state
        for task in self._runs:
            task.host = self

    @property
    def begun(self) -> bool:
        """Whether it obeys commands: from the first of its runs on."""
        return True

    @property
    def over(self) -> bool:
        """Whether all its runs are over, or go on by themselves."""
        return not any(self._has(task) for task in self._runs)

    @property
    def due(self) -> float | None:
        """When its next turn is, by `time.monotonic`; None before a run has begun."""
        return self._due if any(self._members()) else None

    @property
    def slow(self) -> bool:
        """Whether a turn of it takes so long that others would notice."""
        return self._turn_took > self._pace.slow

    def _has(self, task: Task) -> bool:
        return task.host is self and not task.over

    def _members(self) -> list[Task]:
        return [task for task in self._runs if self._has(task) and task.begun]

    def turn(self) -> None:
        """Train for a while, end what is over, and show and report what is due."""
        began = time.monotonic()
        for task in self._members():
            if task.watched:
                self.let_go(task)
        members = self._members()
        if not any(self._runs[task].finished for task in members):
            self._population.advance(TURN)
        now = time.monotonic()
        self._rested += now - began
        for task in members:
            task.was_trained(now)
        self._end_some(members, until=now + TURN)
        self._look_at_one(now)
        if now >= self._state_due:
            self._store(now)
        self._due = time.monotonic()
        self._turn_took = self._due - began

    def _end_some(self, members: Sequence[Task], until: float) -> None:
        """End runs with nothing left to train, as many as fit into a turn: most end at the same time."""
        for task in members:
            if time.monotonic() >= until:
                return
            if self._runs[task].finished:
                task.conclude()
                self._ended(task)

    def _look_at_one(self, now: float) -> None:
        """Look at the run that was not looked at for longest, if looks take no more than their share."""
        if self._rested < self._pace.unseen_look_rest * self._look_took:
            return
        for _ in self._runs:
            task = self._line[0]
            self._line.rotate(-1)
            if self._has(task) and task.begun and not self._runs[task].finished:
                break
        else:
            return
        if task.look_waits(now) <= 0:
            began = time.monotonic()
            task.look()
            self._look_took, self._rested = time.monotonic() - began, 0.0

    def _store(self, began: float) -> None:
        for task in self._members():
            task.save()
        now = time.monotonic()
        self._state_due = now + max(self._pace.state, self._pace.state_rest * (now - began))

    def let_go(self, task: Task) -> None:
        """Have a run go on by itself, from where it stands."""
        if self._has(task):
            self._population.let_go(self._runs[task])
            self._alone(task)

    def carry_out_rest(self) -> None:
        """Carry out what is asked still, now that it is over: whoever went on by itself is asked anew."""
        for acts in (self.entry.orders, self.entry.commands):
            while acts:
                acts.popleft()()

    def drop(self) -> None:
        """Nothing is held that its runs could do without: see `fail`."""

    def fail(self, cause: Message, detail: str) -> None:
        """Training them together did not work: each goes on by itself."""
        for task in self._members():
            self.let_go(task)
