"""Who gets the next turn: one line of tasks for all training threads."""

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


class Turns(Protocol):
    """What takes turns: a run (`core.runs.task.Task`), or a network that is played with
    (`core.play.table.Table`).

    Its own methods are called by the thread that holds it.
    """

    at_rest: bool
    """Whether it may be let go of."""

    @property
    def place(self) -> Place: ...
    @property
    def run(self) -> str:
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
class Lane:
    """Waiting tasks of one kind.

    Arguments:
        asked: tasks of which something is asked, in the order in which it was.
        turns: tasks that wait for a turn, as a heap: when it is due, a number that tells equals apart, task.
        held: threads that are busy with tasks of this lane.
    """

    asked: deque[Turns] = field(default_factory=deque)
    turns: list[tuple[float, int, Turns]] = field(default_factory=list)
    held: int = 0


@dataclass(slots=True)
class Place:
    """Where a task stands in line; only `Line` changes it, under its lock.

    Arguments:
        orders: acts that come from the executor itself; they are carried out first.
        commands: acts that people ask for; they wait until the task has begun.
        lane: where the task waits, or was last taken from.
        held: whether a thread is busy with it.
    """

    orders: deque[Act] = field(default_factory=deque)
    commands: deque[Act] = field(default_factory=deque)
    lane: Lane | None = None
    held: bool = False


@dataclass(slots=True)
class Seat:
    """What one training thread is busy with; it outlives a fault that ends the work halfway."""

    task: Turns | None = None
    act: Act | None = None


class Line:
    """Tasks that wait for a thread. Safe to use from any thread.

    A task is with one thread at a time. First come tasks of which something is asked, so that a pause is
    carried out as soon as any thread is free; then the task whose turn has been due longest. Tasks of
    which every turn takes long share all threads but one, so that they never hold up all the others.

    Arguments:
        threads: how many take tasks from here.
    """

    def __init__(self, threads: int) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._quick, self._slow = Lane(), Lane()
        self._slow_at_most = max(1, threads - 1)
        self._numbers = count()
        self._asleep = 0
        self._watched_until: float | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether turns have ended."""
        return self._closed

    def order(self, task: Turns, act: Act) -> None:
        """Have `act` carried out for `task` before anything else."""
        with self._changed:
            self._ask(task, task.place.orders, act)

    def command(self, task: Turns, act: Act) -> None:
        """Have `act` carried out for `task` as soon as it has begun and its turn, if any, ends."""
        with self._changed:
            self._ask(task, task.place.commands, act)

    def leave(self, task: Turns) -> bool:
        """Let a task go that is at rest, for good; False when there is something to do for it."""
        with self._changed:
            place = task.place
            idle = task.at_rest and not place.orders and not place.commands
            if idle:
                task.at_rest = False
            return idle

    def crowded(self) -> bool:
        """Whether a task waits whose turn is due."""
        now = time.monotonic()
        with self._changed:
            lanes = (self._quick, self._slow)
            return any(lane.asked or (lane.turns and lane.turns[0][0] <= now) for lane in lanes)

    def close(self) -> None:
        """No more turns: what is asked is still carried out, then the threads are let go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def next(self, seat: Seat) -> bool:
        """Take back what `seat` was busy with and give it what comes next; waits until there is something.

        Returns:
            False when the line is closed and there is nothing left.
        """
        with self._changed:
            if seat.task is not None:
                self._take_back(seat)
            while seat.task is None and not self._pick(seat):
                if self._closed:
                    return False
                self._sleep()
            if self._asleep and self._waiting():
                self._changed.notify()  # whoever leaves with work wakes one who looks after the rest
            return True

    def _take_back(self, seat: Seat) -> None:
        task = seat.task
        assert task is not None
        place = task.place
        if task.over:
            place.orders.clear()
            place.commands.clear()
        if (act := _next_act(task)) is not None:
            task.at_rest = False
            seat.act = act
            return
        place.held = False
        assert place.lane is not None
        place.lane.held -= 1
        seat.task = seat.act = None
        if task.due is not None:
            place.lane = self._slow if task.slow else self._quick
            heappush(place.lane.turns, (task.due, next(self._numbers), task))

    def _ask(self, task: Turns, acts: deque[Act], act: Act) -> None:
        """Of a task that is not over; it then comes before all that only wait for a turn."""
        if task.over:
            return
        acts.append(act)
        place = task.place
        if place.held or not _has_act(task):
            return
        for lane in (self._quick, self._slow):
            if task in lane.asked:
                return
            kept = [entry for entry in lane.turns if entry[2] is not task]
            if len(kept) < len(lane.turns):
                heapify(kept)
                lane.turns = kept
        lane = self._slow if task.slow else self._quick
        place.lane = lane
        lane.asked.append(task)
        self._changed.notify()

    def _pick(self, seat: Seat) -> bool:
        lanes = [self._quick, self._slow][: 2 if self._slow.held < self._slow_at_most else 1]
        for lane in lanes:
            if lane.asked:
                self._hold(seat, lane, lane.asked.popleft())
                return True
        if self._closed:
            return False
        lane = min(lanes, key=_due)
        if _due(lane) > time.monotonic():
            return False
        self._hold(seat, lane, heappop(lane.turns)[2])
        return True

    def _hold(self, seat: Seat, lane: Lane, task: Turns) -> None:
        seat.task = task
        task.place.held = True
        lane.held += 1
        seat.act = _next_act(task) or task.turn
        task.at_rest = False

    def _waiting(self) -> bool:
        return any(lane.asked or lane.turns for lane in (self._quick, self._slow))

    def _sleep(self) -> None:
        """Wait for a change; one of the threads that wait also watches for the next turn."""
        lanes = [self._quick, self._slow][: 2 if self._slow.held < self._slow_at_most else 1]
        due = min(_due(lane) for lane in lanes)
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


def _due(lane: Lane) -> float:
    return lane.turns[0][0] if lane.turns else _NEVER


def _has_act(task: Turns) -> bool:
    return bool(task.place.orders or (task.begun and task.place.commands))


def _next_act(task: Turns) -> Act | None:
    place = task.place
    if place.orders:
        return place.orders.popleft()
    return place.commands.popleft() if task.begun and place.commands else None
