"""Who trains: as many threads as there are cores, with turns from one scheduler, and some that prepare."""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from core.live.scheduling.faults import cause_of
from core.live.scheduling.pacing import FramePacing
from core.live.scheduling.protocols import Build, Job, Pace, Reports, TrainerProtocol
from core.live.scheduling.scheduler import Schedulable, Scheduler, Worker
from core.live.scheduling.task import Task
from core.live.scheduling.throughput import Throughputs
from core.live.sessions.limits import cores
from core.live.sessions.record import Command, Verb

log = logging.getLogger(__name__)

CLOSING_SECONDS = 3.0


class ThreadExecutor:
    """Trains in this process.

    Arguments:
        build: makes the trainer of a job; runs in a thread of its own, may take long and may raise.
        reports: who is told.
        threads: runs that train at the same time; one per core when left out.
        pace: how time is shared.
        scheduler: where tasks wait for these threads, others' included; one of its own when left out.
    """

    def __init__(
        self,
        build: Build,
        reports: Reports,
        *,
        threads: int | None = None,
        pace: Pace | None = None,
        scheduler: Scheduler | None = None,
    ) -> None:
        self._build = build
        self._reports = reports
        self._pace = pace or Pace()
        threads = threads or cores()
        self._scheduler = scheduler or Scheduler(threads)
        self._speeds = Throughputs()
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}
        self._builds: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._training = [
            threading.Thread(target=self._train, name=f"training-{number + 1}", daemon=True)
            for number in range(threads)
        ]
        self._preparing = [
            threading.Thread(target=self._prepare, name=f"preparing-{number + 1}", daemon=True)
            for number in range(self._pace.builders)
        ]
        for thread in (*self._training, *self._preparing):
            thread.start()

    def submit(self, job: Job) -> None:
        """Prepare the run, then train it."""
        task = Task(job, self._reports, pace=self._pace, crowded=self._scheduler.crowded, speeds=self._speeds)
        with self._lock:
            self._tasks[job.run] = task
        self._builds.put(task)

    def command(self, run: str, command: Command) -> None:
        """Have the run do something; at once, or when its turn of training ends."""
        task = self._tasks.get(run)
        if task is None:
            return
        if command.verb is Verb.STOP and not task.begun:
            self._scheduler.order(task, partial(task.obey, command))  # no need to wait until it has begun
        else:
            self._scheduler.command(task, partial(task.obey, command))

    def release(self, run: str) -> bool:
        """Forget a paused run, whose state is stored; `submit` it again to go on.

        Returns:
            False when it is not at rest after all: it has something to do yet, and stays.
        """
        task = self._tasks.get(run)
        if task is None or not self._scheduler.leave(task):
            return False
        task.drop()
        self._forget(task)
        return True

    def close(self) -> None:
        """Store the states of all runs and stop. A compilation under way is not waited for."""
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            self._scheduler.order(task, task.save)
        self._scheduler.close()
        for _ in self._preparing:
            self._builds.put(None)
        deadline = time.monotonic() + CLOSING_SECONDS
        for thread in self._training:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _forget(self, task: Schedulable) -> None:
        with self._lock:
            if self._tasks.get(task.run) is task:
                del self._tasks[task.run]

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
            self._forget(worker.task)

    def _fail(self, task: Schedulable | None, error: BaseException) -> None:
        """End the task that a thread was busy with when `error` came."""
        if task is not None:
            task.drop()  # first of all: it may be the memory that it holds
            self._forget(task)
        # As text: a log record that held the exception would hold the trainer too.
        detail = "".join(traceback.format_exception(error))
        log.error("%s failed.\n%s", f"Run {task.run}" if task else "A training thread", detail)
        if task is not None:
            task.fail(cause_of(error), detail)

    # Preparing threads

    def _prepare(self) -> None:
        while (task := self._builds.get()) is not None and not self._scheduler.closed:
            with self._failing(task):
                self._build_and_show(task)

    def _build_and_show(self, task: Task) -> None:
        if task.over:
            return  # stopped before its preparation began
        trainer = self._build(task.job)
        trainer.seconds = task.job.seconds
        self._scheduler.order(task, partial(task.meet, trainer.layout))
        looks = FramePacing(self._pace, task.job.shown_step)
        frame = looks.look(trainer)
        self._scheduler.order(task, partial(task.show, looks, frame))
        if looks.took > self._pace.slow_look:
            # In a thread of its own, since it takes seconds and others are waiting to be prepared.
            waiting = partial(self._begin_compiled, task, trainer)
            threading.Thread(target=waiting, name="waiting-for-compiler", daemon=True).start()
        else:
            self._scheduler.order(task, partial(task.begin, trainer))

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
            log.error("Run %s could not be prepared.\n%s", task.run, detail)
            self._scheduler.order(task, partial(task.fail, cause_of(error), detail))
