"""Sessions that come together: who looks after them waits until all are there."""

from __future__ import annotations

import threading

from core.live.scheduling.task import Task

LATE_SECONDS = 0.5
"""So long after the last one came nobody waits for others: there was no room for them, say."""


class Gathering:
    """Collects sessions by what they are called together. Safe to use from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._groups: dict[str, list[Task]] = {}

    def add(self, task: Task) -> bool:
        """Take a session; whether it is the first of its kind, which somebody has to look after (`take`)."""
        assert task.job.together is not None
        with self._changed:
            group = self._groups.setdefault(task.job.together.name, [])
            group.append(task)
            self._changed.notify_all()
            return len(group) == 1

    def take(self, first: Task) -> list[Task]:
        """All that came with `first`, once there are as many as were to come, or no more come."""
        together = first.job.together
        assert together is not None
        with self._changed:
            group, there = self._groups[together.name], 0
            while there < len(group) < together.count:
                there = len(group)
                self._changed.wait_for(lambda: len(group) > there, LATE_SECONDS)  # noqa: B023 (called at once)
            return self._groups.pop(together.name)
