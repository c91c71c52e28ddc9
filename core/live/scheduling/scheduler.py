"""Who gets the next turn: one queue of tasks for all training threads."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Protocol

from core.message import Message

Act = Callable[[], None]


class Schedulable(Protocol):
    """What takes turns: a run (`core.live.scheduling.task.Task`), or a network that is played with
    (`EditableTask`).

    Its own methods are called by the thread that holds it.
    """

    at_rest: bool
    """Whether it may be let go of."""

    @property
    def entry(self) -> QueueEntry: ...
    @property
    def session(self) -> str:
        """Its id."""

    @property
    def begun(self) -> bool:
        """Whether it obeys commands yet."""

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""

    @property
    def due(self) -> float | None:
        """When its next turn is, by `time.monotonic`; None when it wants none."""

    @property
    def slow(self) -> bool:
        """Whether a turn of it takes so long that others would notice."""

    def turn(self) -> None:
        """Work for a while."""

    def drop(self) -> None:
        """Let go of everything: it is over."""

    def fail(self, cause: Message, detail: str) -> None:
        """End by a fault."""


@dataclass(slots=True)
class PriorityQueue:
    """Waiting tasks of one kind.

    Arguments:
        asked: tasks of which something is asked, in the order in which it was.
        turns: tasks that wait for a turn, as a heap: when it is due, a number that tells equals apart, task.
        held: threads that are busy with tasks of this queue.
    """

    asked: deque[Schedulable] = field(default_factory=deque)
    turns: list[tuple[float, int, Schedulable]] = field(default_factory=list)
    held: int = 0


@dataclass(slots=True)
class QueueEntry:
    """Where a task stands in the queue; only `Scheduler` changes it, under its lock.

    Arguments:
        orders: acts that come from the executor itself; they are carried out first.
        commands: acts that people ask for; they wait until the task has begun.
        queue: where the task waits, or was last taken from.
        held: whether a thread is busy with it.
    """

    orders: deque[Act] = field(default_factory=deque)
    commands: deque[Act] = field(default_factory=deque)
    queue: PriorityQueue | None = None
    held: bool = False


@dataclass(slots=True)
class Worker:
    """What one training thread is busy with; it outlives a fault that ends the work halfway."""

    task: Schedulable | None = None
    act: Act | None = None


class Scheduler:
    """Tasks that wait for a thread. Safe to use from any thread.

    A task is with one thread at a time. First come tasks of which something is asked, so that a pause is
    carried out as soon as any thread is free; then the task whose turn has been due longest. Tasks of
    which every turn takes long share all threads but one, so that they never hold up all the others.

    Arguments:
        threads: how many take tasks from here.
    """

    def __init__(self, threads: int) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._quick, self._slow = PriorityQueue(), PriorityQueue()
        self._slow_at_most = max(1, threads - 1)
        self._numbers = count()
        self._asleep = 0
        self._watched_until: float | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether turns have ended."""
        return self._closed

    def order(self, task: Schedulable, act: Act) -> None:
        """Have `act` carried out for `task` before anything else."""
        with self._changed:
            self._ask(task, task.entry.orders, act)

    def command(self, task: Schedulable, act: Act) -> None:
        """Have `act` carried out for `task` as soon as it has begun and its turn, if any, ends."""
        with self._changed:
            self._ask(task, task.entry.commands, act)

    def leave(self, task: Schedulable) -> bool:
        """Let a task go that is at rest, for good; False when there is something to do for it."""
        with self._changed:
            entry = task.entry
            idle = task.at_rest and not entry.orders and not entry.commands
            if idle:
                task.at_rest = False
            return idle

    def crowded(self) -> bool:
        """Whether a task waits whose turn is due."""
        now = time.monotonic()
        with self._changed:
            queues = (self._quick, self._slow)
            return any(queue.asked or (queue.turns and queue.turns[0][0] <= now) for queue in queues)

    def close(self) -> None:
        """No more turns: what is asked is still carried out, then the threads are let go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next(self, worker: Worker) -> bool:
        """Take back what `worker` was busy with and give it what comes next; waits until there is something.

        Returns:
            False when the queue is closed and there is nothing left.
        """
        with self._changed:
            if worker.task is not None:
                self._take_back(worker)
            while worker.task is None and not self._pick(worker):
                if self._closed:
                    return False
                self._sleep()
            if self._asleep and self._waiting():
                self._changed.notify()  # whoever leaves with work wakes one who looks after the rest
            return True

    def _take_back(self, worker: Worker) -> None:
        task = worker.task
        assert task is not None
        entry = task.entry
        if task.over:
            entry.orders.clear()
            entry.commands.clear()
        if (act := _next_act(task)) is not None:
            task.at_rest = False
            worker.act = act
            return
        entry.held = False
        assert entry.queue is not None
        entry.queue.held -= 1
        worker.task = worker.act = None
        if task.due is not None:
            entry.queue = self._slow if task.slow else self._quick
            heappush(entry.queue.turns, (task.due, next(self._numbers), task))

    def _ask(self, task: Schedulable, acts: deque[Act], act: Act) -> None:
        """Of a task that is not over; it then comes before all that only wait for a turn."""
        if task.over:
            return
        acts.append(act)
        entry = task.entry
        if entry.held or not _has_act(task):
            return
        for queue in (self._quick, self._slow):
            if task in queue.asked:
                return
            kept = [entry for entry in queue.turns if entry[2] is not task]
            if len(kept) < len(queue.turns):
                heapify(kept)
                queue.turns = kept
        queue = self._slow if task.slow else self._quick
        entry.queue = queue
        queue.asked.append(task)
        self._changed.notify()

    def _pick(self, worker: Worker) -> bool:
        queues = [self._quick, self._slow][: 2 if self._slow.held < self._slow_at_most else 1]
        for queue in queues:
            if queue.asked:
                self._hold(worker, queue, queue.asked.popleft())
                return True
        if self._closed:
            return False
        queue = min(queues, key=_due)
        if _due(queue) > time.monotonic():
            return False
        self._hold(worker, queue, heappop(queue.turns)[2])
        return True

    def _hold(self, worker: Worker, queue: PriorityQueue, task: Schedulable) -> None:
        worker.task = task
        task.entry.held = True
        queue.held += 1
        worker.act = _next_act(task) or task.turn
        task.at_rest = False

    def _waiting(self) -> bool:
        return any(queue.asked or queue.turns for queue in (self._quick, self._slow))

    def _sleep(self) -> None:
        """Wait for a change; one of the threads that wait also watches for the next turn."""
        queues = [self._quick, self._slow][: 2 if self._slow.held < self._slow_at_most else 1]
        due = min(_due(queue) for queue in queues)
        watched = self._watched_until is not None and self._watched_until <= due
        self._asleep += 1
        try:
            if watched or due == _NEVER:
                self._changed.wait()
            else:
                self._watched_until = due
                self._changed.wait(due - time.monotonic())
                if self._watched_until == due:
                    self._watched_until = None
        finally:
            self._asleep -= 1


_NEVER = float("inf")


def _due(queue: PriorityQueue) -> float:
    return queue.turns[0][0] if queue.turns else _NEVER


def _has_act(task: Schedulable) -> bool:
    return bool(task.entry.orders or (task.begun and task.entry.commands))


def _next_act(task: Schedulable) -> Act | None:
    entry = task.entry
    if entry.orders:
        return entry.orders.popleft()
    return entry.commands.popleft() if task.begun and entry.commands else None
