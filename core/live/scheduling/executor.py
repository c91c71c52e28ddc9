"""Who trains: as many threads as there are cores, with turns from one scheduler, and some that prepare."""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Build, BuildPopulation, Reports
from core.live.protocol.job import Job, Kind
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import TrainerProtocol
from core.live.scheduling.cores import cores
from core.live.scheduling.editable_task import EditableTask
from core.live.scheduling.faults import cause_of
from core.live.scheduling.gathering import Gathering
from core.live.scheduling.pacing import PACES, FramePacing, Pace
from core.live.scheduling.pending import PendingReplies
from core.live.scheduling.population_task import PopulationTask
from core.live.scheduling.scheduler import Act, Schedulable, Scheduler, Worker
from core.live.scheduling.task import Task
from core.live.scheduling.throughput import Throughputs
from core.message import Invalid

log = logging.getLogger(__name__)

CLOSING_SECONDS = 2.5

_TASKS: Mapping[Kind, type[Task]] = {Kind.RUN: Task, Kind.NETWORK: EditableTask}


class _Countdown:
    """Calls `done` when so many sessions have been counted, each once."""

    def __init__(self, number: int, done: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._number = number
        self._counted: set[str] = set()
        self._done = done
        if not number:
            done()

    def one_less(self, session: str) -> None:
        """Count a session."""
        with self._lock:
            if session in self._counted:
                return
            self._counted.add(session)
            complete = len(self._counted) == self._number
        if complete:
            self._done()


@dataclass(frozen=True, slots=True, eq=False)
class _Built:
    """A session that is prepared.

    Arguments:
        look_took: seconds that its first look took.
    """

    task: Task
    trainer: TrainerProtocol
    look_took: float


class ThreadExecutor:
    """Trains in this process (see `core.live.protocol.executor.Executor`).

    Arguments:
        build: makes the trainer of a job; runs in a thread of its own, may take long and may raise.
        populations: makes what trains several sessions by one function; without it each trains by itself.
        threads: sessions that train at the same time; one per core when left out.
        paces: how time is shared, by kind of session.
        builders: sessions prepared at the same time.
    """

    def __init__(
        self,
        build: Build,
        *,
        populations: BuildPopulation | None = None,
        threads: int | None = None,
        paces: Mapping[Kind, Pace] = PACES,
        builders: int = 4,
    ) -> None:
        self._build = build
        self._populations = populations
        self.takes_together = populations is not None
        self._gathering = Gathering()
        self._paces = paces
        threads = threads or cores()
        self._scheduler = Scheduler(threads)
        self._throughputs = Throughputs()
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._replies = PendingReplies()
        self._held_up: dict[str, list[Act]] = {}
        self._builds: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._training = [
            threading.Thread(target=self._train, name=f"training-{number + 1}", daemon=True)
            for number in range(threads)
        ]
        self._preparing = [
            threading.Thread(target=self._prepare, name=f"preparing-{number + 1}", daemon=True)
            for number in range(builders)
        ]
        for thread in (*self._training, *self._preparing):
            thread.start()

    def submit(self, job: Job, reports: Reports) -> None:
        """Prepare the session, then train it."""
        task = _TASKS[job.kind](
            job,
            reports,
            pace=self._paces[job.kind],
            crowded=self._scheduler.crowded,
            throughputs=self._throughputs,
        )
        with self._lock:
            self._tasks[job.session] = task
        if job.together is None or self._populations is None or self._gathering.add(task):
            self._builds.put(task)

    def command(self, session: str, command: Command) -> Future[Any]:
        """Have the session do something; at once, or when its turn of training ends."""
        task, reply = self._tasks.get(session), self._replies.expect(session)
        if task is None:
            self._replies.end(session)
            return reply

        def carry_out() -> None:
            if isinstance(task.host, PopulationTask) and task.begun and command.verb is not Verb.STOP:
                task.host.let_go(task)
                self._ask(task, carry_out)
                return
            if task.held_up(command):
                self._after_compiling(task, carry_out)
                return
            try:
                self._replies.set(session, reply, task.obey(command))
            except Invalid as error:
                self._replies.fail(session, reply, error)

        if command.verb is Verb.STOP and not task.begun:
            self._ask(task, carry_out, first=True)  # no need to wait until it has begun
        else:
            self._ask(task, carry_out)
        if task.over:
            self._replies.end(session)
        return reply

    def _ask(self, task: Task, act: Act, *, first: bool = False) -> None:
        """Have `act` carried out for a session, by whoever holds it: the thread that has its population, or
        itself. It may join one, or leave it, before `act` has its turn."""
        once, host = threading.Lock(), task.host if task.begun else None

        def carry_out() -> None:
            if not once.acquire(blocking=False):
                return
            if host is (task.host if task.begun else None):
                act()
                if host is not None and task.over:
                    self._forget(task)
            else:
                self._ask(task, act, first=first)

        ask = self._scheduler.order if first else self._scheduler.command
        ask(host or task, carry_out)
        if host is not None and host.over and not task.over:
            carry_out()  # it went on by itself meanwhile, and the population does nothing any more

    def _alone(self, task: Task) -> None:
        task.host = None
        self._scheduler.order(task, task.wake)  # from now on it has turns of its own

    def _after_compiling(self, task: Task, act: Act) -> None:
        """Ask for `act` again when the network is compiled; one thread waits for all acts of a task."""
        with self._lock:
            acts = self._held_up.setdefault(task.session, [])
            acts.append(act)
            if len(acts) == 1:
                waiting = partial(self._wait_for_compiler, task)
                threading.Thread(target=waiting, name="waiting-for-compiler", daemon=True).start()

    def _wait_for_compiler(self, task: Task) -> None:
        with self._failing(task):
            task.wait_for_compiler()
        with self._lock:
            acts = self._held_up.pop(task.session, [])
        for act in acts:
            self._scheduler.command(task, act)

    def watch(self, session: str, watched: bool) -> None:
        """Say whether anyone looks at a session."""
        task = self._tasks.get(session)
        if task is not None and task.watched != watched:
            task.watched = watched
            if watched:
                self._scheduler.order(task, task.wake)

    def release(self, session: str) -> None:
        """Let a session at rest go; `Reports.released` follows."""
        task = self._tasks.get(session)
        if task is None:
            return
        gone = self._scheduler.leave(task)
        if gone:
            task.drop()
            self._forget(task)
        task.reports.released(session, gone=gone)

    def forget(self, session: str) -> None:
        """Let a session go, whatever it does; nothing more is reported."""
        task = self._tasks.get(session)
        if task is not None:
            self._ask(task, task.drop, first=True)
            self._forget(task)

    @property
    def busy(self) -> bool:
        """Whether someone would notice a pause now: a session is prepared, or trains."""
        return any(
            task.status in (RunStatus.PREPARING, RunStatus.RUNNING) for task in list(self._tasks.values())
        )

    def surrender(self, done: Callable[[], None]) -> None:
        """Report the states of all sessions and let them go, without a word; then call `done`.

        Each does that between two of its turns: whoever goes on from its state goes on to the bit. What was
        asked of it before is carried out first. What cannot be, since it is still prepared, is left open:
        whoever asked asks where it goes on.
        """
        with self._lock:
            tasks = list(self._tasks.values())
        left = _Countdown(len(tasks), done)
        for task in tasks:
            self._ask(task, partial(self._hand_over, task, left), first=not task.begun)
            if task.over:
                left.one_less(task.session)

    def _hand_over(self, task: Task, left: _Countdown) -> None:
        try:
            task.save()
        finally:
            task.drop()
            self._replies.leave_open(task.session)
            self._forget(task)
            left.one_less(task.session)

    def close(self) -> None:
        """Report the states of all sessions and stop. A compilation under way is not waited for."""
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            self._ask(task, task.save, first=True)
        self._scheduler.close()
        for _ in self._preparing:
            self._builds.put(None)
        deadline = time.monotonic() + CLOSING_SECONDS
        for thread in self._training:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        self._replies.end_all()

    def _forget(self, task: Schedulable) -> None:
        with self._lock:
            if self._tasks.get(task.session) is task:
                del self._tasks[task.session]
        self._replies.end(task.session)

    # Training threads

    def _train(self) -> None:
        worker = Worker()
        while not self._scheduler.closed:
            try:
                while self._scheduler.next(worker):
                    self._carry_out(worker)
            except BaseException as error:  # noqa: BLE001 (the edge of the thread, which has to live on)
                with suppress(BaseException):
                    self._fail(worker.task, error)

    def _carry_out(self, worker: Worker) -> None:
        assert worker.act is not None
        try:
            worker.act()
        except BaseException as error:  # noqa: BLE001 (one run fails, even by SystemExit; the others go on)
            self._fail(worker.task, error)
        if worker.task is not None and worker.task.over:
            if isinstance(worker.task, PopulationTask):
                worker.task.carry_out_rest()
            self._forget(worker.task)

    def _fail(self, task: Schedulable | None, error: BaseException) -> None:
        """End the task that a thread was busy with when `error` came."""
        if task is not None:
            task.drop()  # first of all: it may be the memory that it holds
            self._forget(task)
        # As text: a log record that held the exception would hold the trainer too.
        detail = "".join(traceback.format_exception(error))
        log.error("%s failed.\n%s", f"Session {task.session}" if task else "A training thread", detail)
        if task is not None:
            task.fail(cause_of(error), detail)

    # Preparing threads

    def _prepare(self) -> None:
        while (task := self._builds.get()) is not None and not self._scheduler.closed:
            with self._failing(task):
                if task.job.together is not None and self._populations is not None:
                    self._prepare_together(self._gathering.take(task), self._populations)
                else:
                    self._prepare_alone(task)

    def _prepare_alone(self, task: Task) -> None:
        """Prepare a session. A trainer in a variable of the endless loop would outlive its run."""
        built = self._built_and_shown(task)
        if built is not None:
            self._begin(built)

    def _prepare_together(self, tasks: Sequence[Task], populations: BuildPopulation) -> None:
        """Prepare sessions that one function may train; where it cannot, each trains by itself."""
        built = []
        for task in tasks:
            with self._failing(task):
                if (one := self._built_and_shown(task)) is not None:
                    built.append(one)
        if len(built) > 1:
            waiting = partial(self._begin_together, built, populations)
            threading.Thread(target=waiting, name="waiting-for-compiler", daemon=True).start()
        else:
            self._begin_each(built)

    def _begin_each(self, built: Sequence[_Built]) -> None:
        for one in built:
            self._begin(one)

    def _begin_together(self, together: Sequence[_Built], populations: BuildPopulation) -> None:
        population = None
        try:
            population = populations([one.trainer for one in together])
            if population is not None:
                population.compile()
        except BaseException:
            log.exception("%s sessions could not be compiled together.", len(together))
            if population is not None:
                for one in together:
                    population.let_go(one.trainer)
            population = None
        if population is None:
            self._begin_each(together)
            return
        host = PopulationTask(
            [(one.task, one.trainer) for one in together],
            population,
            pace=self._paces[Kind.RUN],
            ended=self._forget,
            alone=self._alone,
        )
        for one in together:
            self._scheduler.order(one.task, partial(self._join, one, host))

    def _join(self, one: _Built, host: PopulationTask) -> None:
        one.task.begin(one.trainer)
        self._scheduler.order(host, one.task.wake)  # it has a turn now

    def _built_and_shown(self, task: Task) -> _Built | None:
        """A session whose first frame is shown; None where it was stopped before."""
        if task.over:
            return None
        pace = self._paces[task.job.kind]
        trainer = self._build(task.job)
        trainer.seconds = task.job.seconds
        self._scheduler.order(task, partial(task.meet, trainer))
        looks = FramePacing(pace, task.job.shown_step)
        frame = looks.look(trainer)
        took = looks.took
        self._scheduler.order(task, partial(task.show, looks, frame))
        return _Built(task, trainer, took)

    def _begin(self, one: _Built) -> None:
        if one.look_took > self._paces[one.task.job.kind].slow_look:
            # In a thread of its own, since it takes seconds and others are waiting to be prepared.
            waiting = partial(self._begin_compiled, one.task, one.trainer)
            threading.Thread(target=waiting, name="waiting-for-compiler", daemon=True).start()
        else:
            self._scheduler.order(one.task, partial(one.task.begin, one.trainer))

    def _begin_compiled(self, task: Task, trainer: TrainerProtocol) -> None:
        with self._failing(task):
            trainer.wait_until_compiled()
            self._scheduler.order(task, partial(task.begin, trainer))

    @contextmanager
    def _failing(self, task: Task) -> Iterator[None]:
        """The edge of a preparing thread: what goes wrong here ends this task, and no other."""
        try:
            yield
        except BaseException as error:  # noqa: BLE001 (see above)
            detail = "".join(traceback.format_exception(error))
            log.error("Session %s could not be prepared.\n%s", task.session, detail)
            self._scheduler.order(task, partial(task.fail, cause_of(error), detail))
