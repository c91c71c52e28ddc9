"""The line: who gets the next turn, by its own rules and without any training."""

from __future__ import annotations

import time

import pytest

from core.runs.line import Line, Place, Seat


class Waiting:
    """What the line knows of a task."""

    def __init__(self, name: str, *, due: float | None = None, slow: bool = False) -> None:
        self.name = name
        self.due = due
        self.slow = slow
        self.begun = True
        self.over = False
        self.at_rest = False
        self.place = Place()

    def turn(self) -> None:
        """Never carried out here."""

    def __repr__(self) -> str:
        return self.name


def now() -> float:
    return time.monotonic()


def line_of(*tasks: Waiting, threads: int = 2) -> Line:
    """A line in which each task waits for its turn: it had something to do, and was given back."""
    line = Line(threads)
    for task in tasks:
        line.order(task, task.turn)
        due, task.due = task.due, None
        seat = Seat()
        assert line.next(seat)
        task.due = due
        line.order(task, task.turn)  # keeps the same task in the seat, so nothing else is waited for
        assert line.next(seat)
        line._take_back(seat)
    return line


def taken(line: Line) -> Seat:
    seat = Seat()
    assert line.next(seat)
    return seat


def test_the_task_that_was_due_first_comes_first():
    line = line_of(Waiting("b", due=now() - 1), Waiting("c", due=now() - 0.5), Waiting("a", due=now() - 2))
    assert [taken(line).task.name for _ in range(3)] == ["a", "b", "c"]


def test_a_turn_is_waited_for():
    due = now() + 0.05
    line = line_of(Waiting("later", due=due))
    assert not line.crowded()
    assert taken(line).task.name == "later" and due <= now() < due + 1


def test_what_is_asked_comes_before_all_turns_and_only_once():
    tasks = [Waiting(name, due=now() - 1) for name in "abc"]
    line = line_of(*tasks)
    asked: list[str] = []
    line.command(tasks[2], lambda: asked.append("first"))
    line.command(tasks[2], lambda: asked.append("second"))
    assert line.crowded()
    seat = taken(line)
    assert seat.task is tasks[2]
    seat.act()
    assert line.next(seat) and seat.task is tasks[2], "what else was asked comes next, before any turn"
    seat.act()
    assert asked == ["first", "second"]
    assert [taken(line).task.name for _ in range(2)] == ["a", "b"], "it does not wait in two places"
    assert not line.crowded()


def test_a_command_waits_until_its_task_has_begun_and_an_order_does_not():
    line, task = Line(1), Waiting("a")
    task.begun = False
    done: list[str] = []
    line.command(task, lambda: done.append("command"))
    assert not line.crowded()
    line.order(task, lambda: done.append("order"))
    seat = taken(line)
    seat.act()
    task.begun = True
    assert line.next(seat)
    seat.act()
    assert done == ["order", "command"]


@pytest.mark.parametrize(("threads", "slow_at_most"), [(1, 1), (2, 1), (3, 2)])
def test_slow_tasks_leave_one_thread(threads, slow_at_most):
    slow = [Waiting(f"slow {number}", due=now() - 9, slow=True) for number in range(3)]
    quick = [Waiting(f"quick {number}", due=now() - 1) for number in range(3)]
    line = line_of(*slow, *quick, threads=threads)
    taken_slow = [taken(line).task.slow for _ in range(4)]
    assert taken_slow == [True] * slow_at_most + [False] * (4 - slow_at_most)
    line.command(slow[2], slow[2].turn)
    line.close()
    assert not line.next(Seat()), "not even what is asked of them takes the last thread"


def test_a_task_that_is_over_leaves_with_all_that_was_asked_of_it():
    task = Waiting("a", due=now() - 1)
    line = line_of(task)
    seat = taken(line)
    line.command(task, task.turn)
    task.over = True
    line.close()
    assert not line.next(seat) and seat.task is None and seat.act is None
    line.order(task, task.turn)
    assert not task.place.orders and not task.place.commands


def test_a_task_is_let_go_only_when_nothing_is_left_to_do_for_it():
    task = Waiting("a")
    line = Line(1)
    assert not line.leave(task), "it is not at rest"
    task.at_rest = True
    line.command(task, task.turn)
    assert not line.leave(task), "something was asked"
    seat = taken(line)
    assert not line.leave(task), "it is being done"
    task.at_rest = True  # as its last act does
    assert line.leave(task)
    assert seat.task is task


def test_a_closed_line_carries_out_what_was_asked_and_gives_no_turns():
    first, second = Waiting("a", due=now() - 1), Waiting("b", due=now() - 1)
    line = line_of(first, second)
    line.order(second, second.turn)
    line.close()
    seat = taken(line)
    assert seat.task is second
    assert not line.next(seat)
