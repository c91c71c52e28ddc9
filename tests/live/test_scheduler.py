"""The scheduler: who gets the next turn, by its own rules and without any training."""

from __future__ import annotations

import time

import pytest

from core.live.scheduling.scheduler import QueueEntry, Scheduler, Worker


class Waiting:
    """What the scheduler knows of a task."""

    def __init__(self, name: str, *, due: float | None = None, slow: bool = False) -> None:
        self.name = name
        self.due = due
        self.slow = slow
        self.begun = True
        self.over = False
        self.at_rest = False
        self.entry = QueueEntry()

    def turn(self) -> None:
        """Never carried out here."""

    def __repr__(self) -> str:
        return self.name


def now() -> float:
    return time.monotonic()


def scheduler_of(*tasks: Waiting, threads: int = 2) -> Scheduler:
    """A scheduler in which each task waits for its turn: it had something to do, and was given back."""
    scheduler = Scheduler(threads)
    for task in tasks:
        scheduler.order(task, task.turn)
        due, task.due = task.due, None
        seat = Worker()
        assert scheduler.next(seat)
        task.due = due
        scheduler.order(task, task.turn)  # keeps the same task in the seat, so nothing else is waited for
        assert scheduler.next(seat)
        scheduler._take_back(seat)
    return scheduler


def taken(scheduler: Scheduler) -> Worker:
    seat = Worker()
    assert scheduler.next(seat)
    return seat


def test_the_task_that_was_due_first_comes_first():
    scheduler = scheduler_of(
        Waiting("b", due=now() - 1), Waiting("c", due=now() - 0.5), Waiting("a", due=now() - 2)
    )
    assert [taken(scheduler).task.name for _ in range(3)] == ["a", "b", "c"]


def test_a_turn_is_waited_for():
    due = now() + 0.05
    scheduler = scheduler_of(Waiting("later", due=due))
    assert not scheduler.crowded()
    assert taken(scheduler).task.name == "later" and due <= now() < due + 1


def test_what_is_asked_comes_before_all_turns_and_only_once():
    tasks = [Waiting(name, due=now() - 1) for name in "abc"]
    scheduler = scheduler_of(*tasks)
    asked: list[str] = []
    scheduler.command(tasks[2], lambda: asked.append("first"))
    scheduler.command(tasks[2], lambda: asked.append("second"))
    assert scheduler.crowded()
    seat = taken(scheduler)
    assert seat.task is tasks[2]
    seat.act()
    assert scheduler.next(seat) and seat.task is tasks[2], "what else was asked comes next, before any turn"
    seat.act()
    assert asked == ["first", "second"]
    assert [taken(scheduler).task.name for _ in range(2)] == ["a", "b"], "it does not wait in two places"
    assert not scheduler.crowded()


def test_a_command_waits_until_its_task_has_begun_and_an_order_does_not():
    scheduler, task = Scheduler(1), Waiting("a")
    task.begun = False
    done: list[str] = []
    scheduler.command(task, lambda: done.append("command"))
    assert not scheduler.crowded()
    scheduler.order(task, lambda: done.append("order"))
    seat = taken(scheduler)
    seat.act()
    task.begun = True
    assert scheduler.next(seat)
    seat.act()
    assert done == ["order", "command"]


@pytest.mark.parametrize(("threads", "slow_at_most"), [(1, 1), (2, 1), (3, 2)])
def test_slow_tasks_leave_one_thread(threads, slow_at_most):
    slow = [Waiting(f"slow {number}", due=now() - 9, slow=True) for number in range(3)]
    quick = [Waiting(f"quick {number}", due=now() - 1) for number in range(3)]
    scheduler = scheduler_of(*slow, *quick, threads=threads)
    taken_slow = [taken(scheduler).task.slow for _ in range(4)]
    assert taken_slow == [True] * slow_at_most + [False] * (4 - slow_at_most)
    scheduler.command(slow[2], slow[2].turn)
    scheduler.close()
    assert not scheduler.next(Worker()), "not even what is asked of them takes the last thread"


def test_a_task_that_is_over_leaves_with_all_that_was_asked_of_it():
    task = Waiting("a", due=now() - 1)
    scheduler = scheduler_of(task)
    seat = taken(scheduler)
    scheduler.command(task, task.turn)
    task.over = True
    scheduler.close()
    assert not scheduler.next(seat) and seat.task is None and seat.act is None
    scheduler.order(task, task.turn)
    assert not task.entry.orders and not task.entry.commands


def test_a_task_is_let_go_only_when_nothing_is_left_to_do_for_it():
    task = Waiting("a")
    scheduler = Scheduler(1)
    assert not scheduler.leave(task), "it is not at rest"
    task.at_rest = True
    scheduler.command(task, task.turn)
    assert not scheduler.leave(task), "something was asked"
    seat = taken(scheduler)
    assert not scheduler.leave(task), "it is being done"
    task.at_rest = True  # as its last act does
    assert scheduler.leave(task)
    assert seat.task is task


def test_a_closed_line_carries_out_what_was_asked_and_gives_no_turns():
    first, second = Waiting("a", due=now() - 1), Waiting("b", due=now() - 1)
    scheduler = scheduler_of(first, second)
    scheduler.order(second, second.turn)
    scheduler.close()
    seat = taken(scheduler)
    assert seat.task is second
    assert not scheduler.next(seat)
