"""A session with the executor: what it does in its turn, and when something is asked of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from core.frame import Frame
from core.live.protocol.command import SETTINGS, Command, Verb
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import Greeting, TrainerProtocol
from core.live.scheduling.pacing import AnyFrame, FramePacing, Pace
from core.live.scheduling.scheduler import QueueEntry, Schedulable
from core.live.scheduling.throughput import Throughput, Throughputs
from core.message import Message
from core.packed import PackedFrame
from core.plane import value_range

_FAR = 2**62
"""More steps than any run has."""

_LOOKING = ThreadPoolExecutor(2, thread_name_prefix="look")


class Task:
    """One job under way. Every method is called by the thread that holds the task (see `Scheduler`).

    Arguments:
        job: what to train.
        reports: who is told.
        pace: how time is shared.
        crowded: whether others wait for their turn now.
        throughputs: how fast sessions can train.

    Attributes:
        watched: whether anyone looks; set from any thread.
        host: the population that takes its turns; None where it takes them itself.
    """

    def __init__(
        self, job: Job, reports: Reports, *, pace: Pace, crowded: Callable[[], bool], throughputs: Throughputs
    ) -> None:
        self.job = job
        self.entry = QueueEntry()
        self.status = RunStatus.PREPARING
        self.at_rest = False
        self.watched = False
        self.host: Schedulable | None = None
        self.reports = reports
        self._pace = pace
        self._crowded = crowded
        self._looks = FramePacing(pace, job.shown_step)
        self._trainer: TrainerProtocol | None = None
        self._target: int | None = None
        self._speed = job.speed
        self._throughputs = throughputs
        self._throughput = Throughput()
        self._value_range = value_range(job.experiment)
        self._born = 0.0
        self._due = 0.0
        self._paid = 0.0
        self._turn_ended = 0.0
        self._turn_took = 0.0
        self._state_due = 0.0
        self._looking: Future[None] | None = None
        self._epoch_end = -1

    @property
    def session(self) -> str:
        """Id of the session."""
        return self.job.session

    @property
    def begun(self) -> bool:
        """Whether its trainer is there and it obeys commands."""
        return self._trainer is not None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status.over

    @property
    def due(self) -> float | None:
        """When its next turn is, by `time.monotonic`; None when it does not train, or its host does that."""
        return self._due if self.status is RunStatus.RUNNING and self.host is None else None

    @property
    def slow(self) -> bool:
        """Whether a turn of it takes so long that others would notice."""
        return max(self._turn_took, self._looks.took) > self._pace.slow

    # Life

    def meet(self, trainer: TrainerProtocol) -> None:
        """The network is built."""
        self.reports.greeting(self.session, Greeting(1, self.job.experiment, trainer.layout))

    def show(self, looks: FramePacing, frame: AnyFrame | None) -> None:
        """The network was looked at, unless its step was shown before."""
        # An uncompiled look says that turns may take long, but not what later looks cost.
        self._turn_took, looks.took = looks.took, 0.0
        self._looks = looks
        if frame is not None:
            self._report(frame)

    def wake(self) -> None:
        """Somebody looks on."""

    def begin(self, trainer: TrainerProtocol) -> None:
        """Start training, or wait where the job says so."""
        self.job = replace(self.job, state=None)  # it may be large, and the trainer has it by now
        self._trainer = trainer
        self._throughput = self._throughputs.of((trainer.plan, self.job.experiment.stopping))
        self._state_due = time.monotonic() + self._pace.state
        self._enter(trainer, RunStatus.PAUSED if self.job.paused else RunStatus.RUNNING)

    def fail(self, cause: Message, detail: str) -> None:
        """End by a fault."""
        self.drop()
        self.reports.status(self.session, RunStatus.FAILED, cause, detail)

    def drop(self) -> None:
        """Let go of the trainer and all that it holds; nothing is told to anyone any more."""
        if self._looking is not None:
            wait([self._looking])
        self.status = RunStatus.STOPPED
        self._trainer = None

    def save(self) -> None:
        """Report the state as it is."""
        if self._trainer is not None:
            self._end_look()
            self._store(self._trainer)

    # In a population, by the thread that holds it (see `PopulationTask`)

    def was_trained(self, now: float) -> None:
        """Its host has had a turn, which ended at `now` by `time.monotonic`."""
        if self._trainer is not None:
            self._trainer.seconds = now - self._born

    def conclude(self) -> None:
        """End it: nothing is left to train."""
        assert self._trainer is not None
        self._finished(self._trainer)

    def look_waits(self, now: float) -> float:
        """Seconds until it may be looked at by the clock."""
        assert self._trainer is not None
        return self._looks.wait(now, age=self._trainer.seconds, watched=False)

    def look(self) -> None:
        """Show it as it stands."""
        assert self._trainer is not None
        self._look(self._trainer)

    # Commands

    def held_up(self, command: Command) -> bool:
        """Whether a command has to wait for the compiler, which no training thread does."""
        return False

    def wait_for_compiler(self) -> None:
        """Wait until nothing is held up any more, or the task is over; in a thread of its own."""

    def obey(self, command: Command) -> Any:
        """Do what was asked; returns what was asked for, if anything."""
        verb, trainer = command.verb, self._trainer
        self._end_look()
        if verb is Verb.STOP:
            self._end(RunStatus.STOPPED)
        elif trainer is None:
            raise ValueError(f"expected a task that has begun, received {verb} for {self.session}")
        elif verb in SETTINGS:
            self._set(trainer, command)
        elif verb is Verb.PAUSE:
            self._pause(trainer)
        elif verb is Verb.RESUME:
            self._target = None
            self._enter(trainer, RunStatus.RUNNING)
        elif verb is Verb.STEP_BATCH:
            self._step_to(trainer, trainer.step + 1)
        elif verb is Verb.STEP_EPOCH:
            self._step_to(trainer, trainer.epoch_end)
        else:
            return self._edit(trainer, command)
        return None

    def _edit(self, trainer: TrainerProtocol, command: Command) -> Any:
        raise ValueError(f"expected a command for a run, received {command.verb} for {self.session}")

    def _set(self, trainer: TrainerProtocol, command: Command) -> None:
        if command.verb is Verb.LEARNING_RATE:
            trainer.learning_rate = command.value
            self._store(trainer)  # whatever goes on from a reported state goes on with the latest rate
        else:
            self._at_speed(command.value)
        self.reports.setting(self.session, command)
        self.at_rest = self.status is RunStatus.PAUSED

    def _at_speed(self, speed: float | str) -> None:
        """Train at `speed` from now on, with nothing owed from before."""
        self._speed = speed
        self._paid = self._due = time.monotonic()

    def _step_to(self, trainer: TrainerProtocol, step: int) -> None:
        self._target = step
        self._enter(trainer, RunStatus.RUNNING)
        self._due = 0.0  # someone waits for this very step: it comes first

    def _enter(self, trainer: TrainerProtocol, status: RunStatus, cause: Message | None = None) -> None:
        if self.status is status:
            self.at_rest = status is RunStatus.PAUSED  # as before the command that changes nothing
            return
        self.status = status
        if status is RunStatus.RUNNING:
            self._at_speed(self._speed)
            self._turn_ended = self._due
            self._born = self._due - trainer.seconds
        else:
            self._store(trainer)
            self.at_rest = True
        self.reports.status(self.session, status, cause)

    def _pause(self, trainer: TrainerProtocol, cause: Message | None = None) -> None:
        self._target = None
        self._look(trainer)
        self._enter(trainer, RunStatus.PAUSED, cause)

    def _end(self, status: RunStatus, cause: Message | None = None) -> None:
        if self._trainer is not None:
            self._look(self._trainer)
            self._store(self._trainer)
            if self.job.diagnosed:
                self.reports.notes(self.session, self._trainer.notes())
        self.drop()
        self.reports.status(self.session, status, cause)

    # Turns

    def turn(self) -> None:
        """Train for a while, and show and report what is due."""
        trainer = self._trainer
        assert trainer is not None
        began, before = time.monotonic(), trainer.step
        kept_up = self._train(trainer, began)
        now = time.monotonic()
        self._end_look()  # long over, as a rule
        if before != self._looks.shown_step:  # else the look took the first step of this turn already
            self._throughput.measured(trainer.step - before, now - began)
        idle = began - self._turn_ended if kept_up else 0.0
        self._looks.rest(now - began + idle, idle=idle)
        trainer.seconds = now - self._born  # as a person counts: waiting for a turn included
        if trainer.finished:
            self._finished(trainer)
        elif self._target is not None and trainer.step >= self._target:
            self._pause(trainer)
        else:
            if self.job.each_epoch:
                if trainer.step == self._epoch_end:
                    self._look(trainer)
            elif self._shows_epoch(trainer) or self._until_look(trainer, now) <= 0:
                self._look_aside(trainer)
            if now >= self._state_due:
                self._store(trainer)
            self._turn_ended = time.monotonic()
            self._turn_took = self._turn_ended - began
            self._due = max(self._due, self._turn_ended)

    def _finished(self, trainer: TrainerProtocol) -> None:
        self._end(RunStatus.DIVERGED if trainer.diverged else RunStatus.FINISHED, trainer.ending)

    def _train(self, trainer: TrainerProtocol, now: float) -> bool:
        """The steps of this turn; returns whether the session keeps up with its speed and has time left."""
        reachable, rate = self._throughput.best, self._steps_per_second(trainer)
        fits = max(1, int(reachable * self._pace.turn))
        if self._target is not None:
            # Only as far as one turn goes, so that a long epoch does not hold up the others.
            trainer.advance_steps(min(self._target - trainer.step, fits))
            return False
        goal = self._epoch_goal(trainer)
        if self.job.each_epoch:
            trainer.advance_steps(min(goal, fits))
        elif rate:
            owed = self._owed(trainer, now, fits=fits, goal=goal, rate=rate)
            trainer.advance_steps(min(owed, fits, goal))
            return owed <= fits
        elif not reachable and goal == _FAR:
            trainer.advance(self._pace.turn)
        else:
            # A turn that would end after the next look is due ends when it is due; but where others wait,
            # turns are full and equal.
            soon = max(self._until_look(trainer, now), self._pace.turn / 4)
            steps = fits if self._crowded() else max(1, min(fits, int(reachable * soon)))
            trainer.advance_steps(min(steps, goal))
        return False

    def _epoch_goal(self, trainer: TrainerProtocol) -> int:
        """Steps after which this turn has to end: at the end of an epoch that may be shown."""
        self._epoch_end = trainer.epoch_end
        if self.job.each_epoch:
            return self._epoch_end - trainer.step
        if not (self.job.by_epochs and self._looks.affords_epoch(crowded=self._crowded())):
            self._epoch_end = -1
            return _FAR
        return max(self._epoch_end, self._looks.next_epoch) - trainer.step

    def _shows_epoch(self, trainer: TrainerProtocol) -> bool:
        """Whether it stands at the end of an epoch that is to be shown."""
        return trainer.step == self._epoch_end and trainer.step >= self._looks.next_epoch

    def _steps_per_second(self, trainer: TrainerProtocol) -> float:
        """What the session is held to; 0 for no limit."""
        assert not isinstance(self._speed, str)
        return self._speed * trainer.layout.steps_per_epoch

    def _owed(self, trainer: TrainerProtocol, now: float, *, fits: int, goal: int, rate: float) -> int:
        """Steps that keep a session at `rate` steps a second; also sets when its turn is due.

        That is when a look is due, an epoch ends that is to be shown, or a turn is full, so that a call takes
        as many steps as it can. A session that cannot keep up takes what fits in one turn and forgets what it
        owes.
        """
        step = 1 / rate
        owed = max(1, int((now - self._paid) / step))
        taken = min(owed, goal)
        self._paid = now if owed > fits else self._paid + taken * step
        look = min(max(self._until_look(trainer, now), self._pace.turn / 4), self._pace.frame)
        full = min(fits, goal - taken or trainer.layout.steps_per_epoch)
        self._due = max(self._paid + step, min(now + look, self._paid + full * step))
        return owed

    def _until_look(self, trainer: TrainerProtocol, now: float) -> float:
        """Seconds until the next look, if the session rests until then; 0 or less when it is due."""
        wait = self._looks.wait(now, age=trainer.seconds, watched=self.watched)
        return max(wait, self._looks.owed(crowded=self._crowded(), watched=self.watched))

    def _look(self, trainer: TrainerProtocol) -> None:
        self._end_look()
        frame = self._looks.look(trainer)
        if frame is not None:
            self._report(frame)

    def _look_aside(self, trainer: TrainerProtocol) -> None:
        """Look while the session trains on, unless that is not worth it."""
        if self._looks.took < self._pace.aside or self._crowded():
            self._look(trainer)
        elif (finish := self._looks.aside(trainer)) is not None:
            self._looking = _LOOKING.submit(lambda: self._report(finish()))

    def _end_look(self) -> None:
        """Wait for a look that goes on aside; raise what broke it. Reports come one at a time."""
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.result()

    def _report(self, frame: AnyFrame) -> None:
        shown = PackedFrame.of(frame, self._value_range) if isinstance(frame, Frame) else frame
        self.reports.frame(self.session, shown)

    def _store(self, trainer: TrainerProtocol) -> None:
        began = time.monotonic()
        state = trainer.state()
        self.reports.state(self.session, state.step, state.to_bytes())
        now = time.monotonic()
        self._state_due = now + max(self._pace.state, self._pace.state_rest * (now - began))
