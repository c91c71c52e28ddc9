"""Who trains: one thread that gives every running run its turn, and some that prepare new ones."""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from core.message import Invalid, Message
from core.runs.record import SETTINGS, Command, RunStatus, Verb
from core.runs.training import Build, Job, Pace, Reports, Trains

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Task:
    """A job under way: of the thread that prepares it, then of the training thread, which has a `trainer`."""

    job: Job
    trainer: Trains | None = None
    status: RunStatus = RunStatus.PREPARING
    target: int | None = None
    rate: float = 0.0
    speed: float = 0.0
    began: float = 0.0
    due: float = 0.0
    paid: float = 0.0
    shown_step: int = -1
    frame_due: float = 0.0
    state_due: float = 0.0
    early: list[Command] = field(default_factory=list)


class ThreadExecutor:
    """Trains in this process.

    Arguments:
        build: makes the trainer of a job; runs in a thread of its own, may take long and may raise.
        reports: who is told.
        pace: how time is shared.
    """

    def __init__(self, build: Build, reports: Reports, pace: Pace | None = None) -> None:
        self._build = build
        self._reports = reports
        self._pace = pace or Pace()
        self._changed = threading.Condition()
        self._inbox: deque[tuple[str, Callable[[_Task], None]]] = deque()
        self._closing = False
        self._tasks: dict[str, _Task] = {}
        self._turns: deque[_Task] = deque()
        self._builds: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        names = ["training", *(f"preparing-{index + 1}" for index in range(self._pace.builders))]
        targets = [self._train, *[self._prepare] * self._pace.builders]
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for target, name in zip(targets, names, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Prepare the run, then train it."""
        task = _Task(job, shown_step=job.shown_step)
        self._tasks[job.run] = task
        self._builds.put(task)

    def command(self, run: str, command: Command) -> None:
        """Have the run do something; at once, or when its turn of training ends."""
        self._post(run, partial(self._obey, command))

    def release(self, run: str) -> None:
        """Forget a paused run, whose state is stored; `submit` it again to go on."""
        self._post(run, self._park)

    def close(self) -> None:
        """Store the states of all runs and stop. A compilation under way is not waited for."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for _ in range(self._pace.builders):
            self._builds.put(None)
        self._threads[0].join(timeout=3.0)

    def _post(self, run: str, act: Callable[[_Task], None]) -> None:
        with self._changed:
            self._inbox.append((run, act))
            self._changed.notify_all()

    # Preparing threads

    def _prepare(self) -> None:
        while (task := self._builds.get()) is not None and not self._closing:
            if self._tasks.get(task.job.run) is not task:
                continue  # stopped before its preparation began
            outcome: Future[Trains] = Future()
            try:
                outcome.set_result(self._prepared(task))
            except Exception as error:  # noqa: BLE001 (raised again, and told, in the training thread)
                outcome.set_exception(error)
            self._post(task.job.run, partial(self._begin, task, outcome))

    def _prepared(self, task: _Task) -> Trains:
        """A trainer ready for its first turn; its first frame is shown already."""
        trainer = self._build(task.job)
        trainer.seconds = task.job.seconds
        if self._tasks.get(task.job.run) is task:
            self._reports.layout(task.job.run, trainer.layout)
            began = time.monotonic()
            self._look(task, trainer)
            if time.monotonic() - began > self._pace.slow_look:
                trainer.wait_until_compiled()
        return trainer

    # Training thread

    def _train(self) -> None:
        while True:
            with self._changed:
                self._wait()
                posted = list(self._inbox)
                self._inbox.clear()
                if self._closing:
                    break
            for run, act in posted:
                if run in self._tasks:
                    self._guarded(self._tasks[run], act)
            if (task := self._next()) is not None:
                self._guarded(task, self._turn)
        for task in list(self._tasks.values()):
            if task.trainer is not None:
                self._guarded(task, self._store)

    def _wait(self) -> None:
        """Sleep until something is asked, or a turn is due."""
        while not (self._inbox or self._closing):
            due = min((task.due for task in self._turns), default=None)
            left = None if due is None else due - time.monotonic()
            if left is not None and left <= 0:
                return
            self._changed.wait(left)

    def _next(self) -> _Task | None:
        """The run that has waited longest among those whose turn is due."""
        now = time.monotonic()
        for task in self._turns:
            if task.due <= now:
                self._turns.remove(task)
                return task
        return None

    def _guarded(self, task: _Task, act: Callable[[_Task], None]) -> None:
        try:
            act(task)
        except Exception as error:  # the edge of the thread: one run fails, the others go on
            log.exception("Run %s failed.", task.job.run)
            self._forget(task)
            cause = (
                error.message
                if isinstance(error, Invalid)
                else Message("Training failed: {error}", error=f"{type(error).__name__}: {error}")
            )
            self._reports.status(task.job.run, RunStatus.FAILED, cause, traceback.format_exc())

    def _begin(self, prepared: _Task, outcome: Future[Trains], task: _Task) -> None:
        if task is not prepared:
            return  # stopped and started again while it was being prepared
        task.trainer = outcome.result()
        task.state_due = time.monotonic() + self._pace.state
        task.speed = task.job.speed
        self._enter(task, RunStatus.PAUSED if task.job.paused else RunStatus.RUNNING)
        early, task.early = task.early, []
        for command in early:
            self._obey(command, task)

    def _obey(self, command: Command, task: _Task) -> None:
        verb, trainer = command.verb, task.trainer
        if verb is Verb.STOP:
            self._end(task, RunStatus.STOPPED)
        elif trainer is None:
            task.early.append(command)
        elif verb in SETTINGS:
            assert command.value is not None
            if verb is Verb.LEARNING_RATE:
                trainer.learning_rate = command.value
            else:
                self._at_speed(task, command.value)
            self._reports.setting(task.job.run, command)
        elif verb is Verb.PAUSE and task.status is RunStatus.RUNNING:
            self._pause(task)
        elif verb is Verb.RESUME:
            task.target = None
            self._enter(task, RunStatus.RUNNING)
        elif verb is Verb.STEP_BATCH:
            self._step_to(task, trainer.step + 1)
        elif verb is Verb.STEP_EPOCH:
            per_epoch = trainer.layout.steps_per_epoch
            self._step_to(task, (trainer.step // per_epoch + 1) * per_epoch)

    def _at_speed(self, task: _Task, speed: float) -> None:
        """Train at `speed` from now on, with nothing owed from before."""
        task.speed = speed
        task.paid = task.due = time.monotonic()

    def _step_to(self, task: _Task, step: int) -> None:
        task.target = step
        self._enter(task, RunStatus.RUNNING)

    def _enter(self, task: _Task, status: RunStatus) -> None:
        if task.status is status:
            return
        task.status = status
        if status is RunStatus.RUNNING:
            self._at_speed(task, task.speed)
            assert task.trainer is not None
            task.began = time.monotonic() - task.trainer.seconds
            self._turns.append(task)
        else:
            self._store(task)
            with suppress(ValueError):  # it is not in line when its own turn pauses it
                self._turns.remove(task)
        self._reports.status(task.job.run, status)

    def _turn(self, task: _Task) -> None:
        trainer = task.trainer
        if task.status is not RunStatus.RUNNING or trainer is None:
            return  # paused or ended while it waited for its turn
        began, before = time.monotonic(), trainer.step
        if task.target is None and task.speed:
            trainer.advance_steps(self._allowance(task, trainer, began))
        elif task.target is None:
            # A turn that would end after the next frame is due ends when it is due.
            trainer.advance(min(self._pace.turn, max(task.frame_due - began, self._pace.turn / 4)))
        else:
            # Only as far as one turn goes, so that a long epoch does not hold up the others.
            chunk = max(1, int(task.rate * self._pace.turn))
            trainer.advance_steps(min(task.target - before, chunk))
        now = time.monotonic()
        task.rate = (trainer.step - before) / max(now - began, 1e-6)
        trainer.seconds = now - task.began  # as a person counts: waiting for a turn included
        if trainer.diverged:
            self._end(task, RunStatus.DIVERGED, trainer.ending)
        elif trainer.finished:
            self._end(task, RunStatus.FINISHED, trainer.ending)
        elif task.target is not None and trainer.step >= task.target:
            self._pause(task)
        else:
            if now >= task.frame_due:
                self._look(task, trainer)
            if now >= task.state_due:
                self._store(task)
            self._turns.append(task)

    def _allowance(self, task: _Task, trainer: Trains, now: float) -> int:
        """Steps of this turn that keep a run at its speed; also sets when its next turn is due.

        A run that cannot keep up takes what fits in one turn and forgets what it owes.
        """
        step = 1 / (task.speed * trainer.layout.steps_per_epoch)
        owed = max(1, int((now - task.paid) / step))
        fits = max(1, int(task.rate * self._pace.turn))
        task.paid = now if owed > fits else task.paid + owed * step
        soon = min(now + self._pace.turn, max(task.frame_due, now + self._pace.turn / 4))
        task.due = max(soon, task.paid + step)
        return min(owed, fits)

    def _pause(self, task: _Task) -> None:
        task.target = None
        if task.trainer is not None:
            self._look(task, task.trainer)
        self._enter(task, RunStatus.PAUSED)

    def _end(self, task: _Task, status: RunStatus, cause: Message | None = None) -> None:
        if task.trainer is not None:
            self._look(task, task.trainer)
            self._store(task)
        self._forget(task)
        self._reports.status(task.job.run, status, cause)

    def _park(self, task: _Task) -> None:
        if task.status is RunStatus.PAUSED:
            self._forget(task)

    def _forget(self, task: _Task) -> None:
        task.status = RunStatus.STOPPED
        self._tasks.pop(task.job.run, None)

    def _look(self, task: _Task, trainer: Trains) -> None:
        if trainer.step == task.shown_step:
            return
        began = time.monotonic()
        frame = trainer.frame()
        took = time.monotonic() - began
        task.shown_step = frame.step
        task.frame_due = began + max(self._pace.frame, self._pace.look_rest * took)
        self._reports.frame(task.job.run, frame)

    def _store(self, task: _Task) -> None:
        assert task.trainer is not None
        state = task.trainer.state()
        data = state.to_bytes()
        self._reports.state(task.job.run, state.step, data)
        large = len(data) > self._pace.large_bytes
        task.state_due = time.monotonic() + (self._pace.large_state if large else self._pace.state)
