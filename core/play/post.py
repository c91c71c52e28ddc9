"""What viewers of a played network get: the newest greeting, scene and standing, whenever they ask."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.diagnosis.findings import Found
from core.experiment import Experiment
from core.message import Message
from core.play.player import Greeting
from core.play.scene import Scene

if TYPE_CHECKING:
    from core.play.table import State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a table stands.

    Arguments:
        state, speed: see `core.play.table`.
        cause: why it came to rest by itself.
        findings: what there is to point out.
        experiment: what is trained.
        undo: changes that can be taken back.
    """

    state: State
    speed: str
    cause: Message | None
    findings: tuple[Found, ...]
    experiment: Experiment
    undo: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a viewer has got: numbers of the latest greeting, scene and standing."""

    greeting: int = 0
    scene: int = 0
    standing: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What a viewer gets next; None for what it has."""

    greeting: Greeting | None
    scene: bytes | None
    standing: Standing | None
    closed: bool
    seen: Seen


class Post:
    """Hands out the newest of everything. Safe to use from any thread; nobody is waited for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._viewers: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._greeting: Greeting | None = None
        self._scene: Scene | None = None
        self._packed: bytes | None = None
        self._standing: Standing | None = None
        self._scenes = self._standings = self._greetings = 0
        self._closed = False

    @property
    def number(self) -> int:
        """Of the latest greeting; 0 before the first."""
        return self._greeting.number if self._greeting else 0

    @property
    def watched(self) -> bool:
        """Whether anyone looks on."""
        return bool(self._viewers)

    def greet(self, greeting: Greeting) -> None:
        """Say what is the same from now on; the scene that belongs to it comes next."""
        with self._lock:
            self._greeting, self._scene = greeting, None
            self._greetings += 1

    def show(self, scene: Scene) -> None:
        """Publish a look."""
        with self._lock:
            self._scene, self._packed = scene, None
            self._scenes += 1
            self._wake()

    def tell(self, standing: Standing) -> None:
        """Publish where the table stands, if that is new."""
        with self._lock:
            if standing != self._standing:
                self._standing = standing
                self._standings += 1
                self._wake()

    def close(self) -> None:
        """Let every viewer go."""
        with self._lock:
            self._closed = True
            self._wake()

    def news(self, seen: Seen) -> News:
        """What a viewer who has `seen` gets next."""
        with self._lock:
            there = self._scene is not None
            if there and self._packed is None and self._scenes != seen.scene:
                assert self._scene is not None
                self._packed = self._scene.pack()  # by whoever asks first, once for all
            return News(
                greeting=self._greeting if there and self._greetings != seen.greeting else None,
                scene=self._packed if there and self._scenes != seen.scene else None,
                standing=self._standing if self._standings != seen.standing else None,
                closed=self._closed,
                seen=Seen(
                    self._greetings if there else seen.greeting,
                    self._scenes if there else seen.scene,
                    self._standings,
                ),
            )

    def join(self, bell: asyncio.Event) -> None:
        """Ring `bell`, in the running event loop, whenever there is news."""
        with self._lock:
            self._viewers[bell] = asyncio.get_running_loop()

    def leave(self, bell: asyncio.Event) -> None:
        """Undo `join`."""
        with self._lock:
            self._viewers.pop(bell, None)

    def _wake(self) -> None:
        for bell, loop in self._viewers.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)
