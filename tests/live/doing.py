"""What fake trainers do when they are asked to train, to show or to store themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fake_trainer import FakeTrainer

Doing = Callable[[FakeTrainer, str], None]


def raising(error: BaseException, where: str, *, from_step: int = 30) -> Doing:
    """Raises `error` in `where` ("advance", "frame", "state" or "compiled"), from a step on."""

    def doing(trainer: FakeTrainer, what: str) -> None:
        if what == where and trainer.step >= from_step:
            raise error

    return doing


@dataclass
class Gate:
    """Holds a trainer up in the middle of its turns until it is opened.

    Arguments:
        from_step: turns before this step pass.
    """

    from_step: int = 1
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, trainer: FakeTrainer, what: str) -> None:
        if what == "advance" and trainer.step >= self.from_step:
            self.reached.set()
            assert self.opened.wait(10), "nobody opened the gate"

    def open(self) -> None:
        self.opened.set()
