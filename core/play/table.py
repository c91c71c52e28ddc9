"""One network that somebody plays with, in line with the runs for the training threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

from core.live.scheduling.scheduler import QueueEntry
from core.message import Message
from core.play.player import Player
from core.play.post import Post, Standing
from core.play.speeds import SPEEDS

TURN = 0.012
"""Seconds of training before another look, or another task's turn."""

LOOKS_APART = 0.03
"""Seconds between two looks."""

REST = 1.5
CROWDED_REST = 4.0
"""Training between two looks, in times of what the first of them cost; the same while others wait."""

SETTLED = 0.3
"""Seconds without a change after which a network is compiled: not each that a dragged control passes by."""

FIRST_MOVE = 0.2
"""Seconds after play is pressed in which nothing is compiled yet, so that the first move comes at once."""

SLOW = 0.25


class State(StrEnum):
    """Where a table stands."""

    PLAYING = "playing"
    PAUSED = "paused"
    FAILED = "failed"


class Table:
    """A player, its speed, and whoever looks on. Its methods are called by the thread that holds it.

    A network that nobody looks at does not train: it goes on when somebody does.

    Arguments:
        id: hard to guess.
        owner_hash: of the person who plays (see `core.live.sessions.record.hash_of`).
        player: the network.
        speed: key of `SPEEDS`.
        crowded: whether others wait for their turn now.
        compile: has a function called in another thread, where compiling takes its time.
    """

    def __init__(
        self,
        id: str,
        owner_hash: str,
        player: Player,
        *,
        speed: str,
        crowded: Callable[[], bool],
        compile: Callable[[Callable[[], None]], None],
    ) -> None:
        self.run = id
        self.owner_hash = owner_hash
        self.player = player
        self.entry = QueueEntry()
        self.at_rest = False
        self.post = Post()
        self.used = time.monotonic()
        self._crowded = crowded
        self._compile = compile
        self._state = State.PAUSED
        self._speed = speed
        self._over = False
        self._stale = True
        self._paid = 0.0
        self._looked = 0.0
        self._look_cost = 0.0
        self._trained = 0.0
        self._turn_took = 0.0
        self._rate = 0.0
        self._compile_at: float | None = None
        self._cause: Message | None = None
        self.settle()

    @property
    def begun(self) -> bool:
        """It always obeys."""
        return True

    @property
    def over(self) -> bool:
        """Whether it was closed, or failed."""
        return self._over

    @property
    def slow(self) -> bool:
        """Whether a turn takes so long that others would notice."""
        return self._turn_took > SLOW

    @property
    def due(self) -> float | None:
        """When its next turn is; None when there is nothing to do."""
        if self._over or not self.post.watched:
            return None
        times = [self._compile_at] if self._compile_at is not None else []
        if self._stale:
            times.append(time.monotonic())  # not sooner: whoever has waited longer comes first
        elif self._state is State.PLAYING:
            times.append(self._next())
        return min(times, default=None)

    def _next(self) -> float:
        """When the next step is due."""
        rate = self._steps_per_second
        if self.player.played.waits:
            return time.monotonic() + LOOKS_APART
        if not rate:
            return time.monotonic()
        return max(self._paid + 1 / rate, min(self._looked + LOOKS_APART, self._paid + 100 / rate))

    @property
    def _steps_per_second(self) -> float:
        return SPEEDS[self._speed].steps(self.player.played.trainer.layout.steps_per_epoch)

    # What is asked

    def settle(self) -> None:
        """The network has changed: show it, and compile it when it stays for a moment."""
        self._stale = True
        self._cause = None
        self._rate = 0.0
        self._compile_at = None if self.player.played.ready else time.monotonic() + SETTLED

    def play(self) -> None:
        """Train on."""
        self.player.go_on()
        if self._state is not State.PLAYING and not self.player.finished:
            self._state = State.PLAYING
            self._paid = time.monotonic()
            self._cause = None
            if self._compile_at is not None:
                self._compile_at = self._paid + FIRST_MOVE
        self._tell()

    def pause(self) -> None:
        """Wait."""
        self._state = State.PAUSED
        self._stale = True
        self._tell()

    def step(self, *, epoch: bool) -> None:
        """Take one batch, or go to the end of the epoch, and wait."""
        self.pause()
        self.player.go_on()
        if self.player.played.waits:
            self.player.played.trainer.wait_until_compiled()  # see `Program.run`: it would wait as well
        if epoch:
            self.player.step_epoch()
        else:
            self.player.advance(1)
        self._rest_at_end()

    def speed(self, key: str) -> None:
        """Train at another speed."""
        self._speed = key
        self._paid = time.monotonic()
        self._tell()

    def wake(self) -> None:
        """Somebody looks on again."""
        self._paid = time.monotonic()

    def show(self) -> None:
        """Have it looked at."""
        self._stale = True

    # Schedulable

    def turn(self) -> None:
        """Train for a while and show what came of it."""
        began = time.monotonic()
        if self._compile_at is not None and began >= self._compile_at:
            self._compile_at = None
            self._compile(self.player.played.compile)
        if self._state is State.PLAYING and not self.player.played.waits:
            self._train(began)
            self._rest_at_end()
        now = time.monotonic()
        rest = (CROWDED_REST if self._crowded() else REST) * self._look_cost
        if self._stale or (now >= self._looked + LOOKS_APART and self._trained >= rest):
            self._look()
        self._turn_took = time.monotonic() - began

    def _train(self, now: float) -> None:
        rate, trainer = self._steps_per_second, self.player.played.trainer
        fits = max(1, int(self._rate * TURN)) if self._rate else 3
        steps = fits
        if rate:
            owed = int((now - self._paid) * rate + 1e-6)
            steps = min(owed, fits)
            self._paid = now if owed > fits else self._paid + owed / rate
        if steps:
            before = trainer.step
            self.player.advance(steps)
            took = time.monotonic() - now
            self._rate = max(self._rate / 2, (trainer.step - before) / max(took, 1e-6))
            self._stale |= bool(rate) and rate * LOOKS_APART < 1  # slow enough to show every step
        self._trained += max(time.monotonic() - now, LOOKS_APART / 4 if rate else 0.0)

    def _rest_at_end(self) -> None:
        if self._state is State.PLAYING and self.player.finished:
            self._state = State.PAUSED
        if self.player.finished:
            self._cause = self.player.cause
            self._stale = True

    def _look(self) -> None:
        began = time.monotonic()
        _frame, scene = self.player.scene()
        self._stale = False
        if self.post.number != self.player.number:
            self.post.greet(self.player.greeting)
        self.post.show(scene)
        self._tell()
        self._looked = time.monotonic()
        self._look_cost, self._trained = self._looked - began, 0.0

    def _tell(self) -> None:
        player = self.player
        self.post.tell(
            Standing(
                self._state, self._speed, self._cause, player.findings, player.experiment, player.undoable
            )
        )

    # The end

    def drop(self) -> None:
        """Let go of everything."""
        self._over = True
        self._state = State.FAILED

    def fail(self, cause: Message, detail: str) -> None:
        """End by a fault; the page says so and can begin anew."""
        self._cause = cause
        self.drop()
        self._tell()
        self.post.close()
