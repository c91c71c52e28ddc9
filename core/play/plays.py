"""All networks that are played with on this server: who has one, and what is asked of it."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from core.choices.fields import shown, unknown
from core.data.raw import TooFewPoints
from core.experiment import Experiment
from core.live.scheduling.scheduler import Scheduler
from core.live.sessions.record import NotOwner, UnknownRun, hash_of
from core.message import Invalid, Message
from core.play.limits import Wrong, checked
from core.play.player import Build, Player
from core.play.scene import OUTPUT
from core.play.speeds import DEFAULT_SPEED, SPEEDS
from core.play.table import Table

if TYPE_CHECKING:
    from core.engine.editing.live_network import LiveNetwork, Place

log = logging.getLogger(__name__)

TABLES, TABLES_PER_OWNER = 200, 8
"""Networks at a time, of all people and of one; those that nobody has used for longest are let go of."""

IDLE_SECONDS = 3600.0
"""After so long without anyone a network is let go of."""

PATIENCE = 60.0
"""Seconds that a command may take."""


class Plays:
    """Networks that are played with. Safe to use from any thread.

    Arguments:
        scheduler: where they wait for the training threads.
        build: makes a network; called in the thread of whoever asks.
    """

    def __init__(self, scheduler: Scheduler, build: Build) -> None:
        self._scheduler = scheduler
        self._build = _by_path(build)
        self._lock = threading.Lock()
        self._tables: dict[str, Table] = {}
        self._compiling = ThreadPoolExecutor(2, thread_name_prefix="compile-played")

    def open(self, texts: Mapping[str, Any], owner: str, speed: str = DEFAULT_SPEED) -> str:
        """Make a network for `owner`, and return its id.

        Arguments:
            texts: all choices by path (see `Experiment.flat`).

        Raises:
            Invalid: wrong choices, or data that cannot be trained on.
        """
        player = Player(self._build(checked(texts)), self._build)
        table = Table(
            secrets.token_urlsafe(16),
            hash_of(owner),
            player,
            speed=_speed(speed),
            crowded=self._scheduler.crowded,
            compile=lambda act: _log_failure(self._compiling.submit(act)),
        )
        with self._lock:
            self._make_room(table)
            self._tables[table.run] = table
        return table.run

    def table(self, id: str, owner: str | None) -> Table:
        """The network `id`.

        Raises:
            UnknownRun: there is none (any more).
            NotOwner: it belongs to someone else.
        """
        with self._lock:
            table = self._tables.get(id)
        if table is None or table.over:
            raise UnknownRun(id)
        if owner is None or hash_of(owner) != table.owner_hash:
            raise NotOwner(id)
        table.used = time.monotonic()
        return table

    def wake(self, table: Table) -> None:
        """Somebody looks on: it trains on, if it plays."""
        self._scheduler.command(table, table.wake)

    def command(self, id: str, owner: str | None, verb: str, value: Any = None) -> Any:
        """Have a network do something, wait until it is done, and return what was asked for, if anything.

        Raises:
            UnknownRun: there is no such network (any more).
            NotOwner: it belongs to someone else.
            Invalid: an unknown verb, or a bad value.
        """
        table = self.table(id, owner)
        commands: dict[str, Callable[[], Callable[[], Any]]] = {
            "play": lambda: table.play,
            "pause": lambda: table.pause,
            "step_batch": lambda: partial(table.step, epoch=False),
            "step_epoch": lambda: partial(table.step, epoch=True),
            "speed": lambda: partial(table.speed, _speed(value)),
            "reset": lambda: _settled(table, table.player.reset),
            "undo": lambda: _settled(table, table.player.undo),
            "change": lambda: _settled(table, partial(table.player.change, self._build(checked(value)))),
            "begin": lambda: _settled(
                table, partial(table.player.change, self._build(checked(value)), anew=True)
            ),
            "load": lambda: _settled(table, self._loaded(table, value)),
            "edit": lambda: self._edited(table, value),
            "weight": lambda: partial(_weight, table, _place(value)),
            "look": lambda: partial(_look, table, value),
            "save": lambda: partial(_saved, table),
        }
        if verb not in commands:
            raise Invalid(unknown(verb, commands))
        return self._done(table, commands[verb]())

    def end_streams(self) -> None:
        """Let all viewers go: the server stops."""
        with self._lock:
            tables = list(self._tables.values())
        for table in tables:
            table.post.close()

    def close(self) -> None:
        """End everything; a compilation under way is not waited for."""
        self.end_streams()
        self._compiling.shutdown(wait=False, cancel_futures=True)

    def _done(self, table: Table, act: Callable[[], Any]) -> Any:
        """Have `act` carried out by the thread that holds the table; what it raises is raised here."""
        future: Future[Any] = Future()

        def carry_out() -> None:
            try:
                future.set_result(act())
            except Invalid as error:
                future.set_exception(error)
            except BaseException as error:
                future.set_exception(Invalid(Message("This network has failed. Begin a new one.")))
                raise error

        self._scheduler.command(table, carry_out)
        try:
            return future.result(PATIENCE)
        except TimeoutError:
            raise Invalid(Message("The server is busy. Try again in a moment.")) from None

    def _edited(self, table: Table, value: Any) -> Callable[[], None]:
        place = _place(value)

        def edit() -> None:
            table.player.edit(place, value.get("value"))
            table.show()

        return edit

    def _loaded(self, table: Table, value: Any) -> Callable[[], None]:
        if not isinstance(value, dict) or not isinstance(value.get("experiment"), dict):
            raise Invalid(Message("Expected a file saved on this page, received another one."))
        fresh = self._build(checked(value["experiment"]))
        return partial(table.player.load, fresh, value.get("weights"))

    def _make_room(self, newcomer: Table) -> None:
        """Let go of the tables that were not used for longest; whoever holds the lock calls this."""
        forgotten = time.monotonic() - IDLE_SECONDS
        for table in list(self._tables.values()):
            if table.over or (not table.post.watched and table.used < forgotten):
                self._let_go(table)
        mine = [table for table in self._tables.values() if table.owner_hash == newcomer.owner_hash]
        for tables, limit in ((mine, TABLES_PER_OWNER), (list(self._tables.values()), TABLES)):
            # Those that nobody looks at first.
            tables.sort(key=lambda table: (table.post.watched, table.used))
            for table in tables[: max(0, len(tables) - limit + 1)]:
                self._let_go(table)

    def _let_go(self, table: Table) -> None:
        table.post.close()
        self._scheduler.order(table, table.drop)
        self._tables.pop(table.run, None)


def _by_path(build: Build) -> Build:
    """`build`, which says to which choice it is due that there is nothing to learn from."""

    def built(experiment: Experiment) -> LiveNetwork:
        try:
            return build(experiment)
        except TooFewPoints as error:
            raise Wrong({"dataset.points": error.message}) from error

    return built


def _settled(table: Table, act: Callable[[], Any]) -> Callable[[], None]:
    """`act`, after which the network is another one."""

    def carried_out() -> None:
        act()
        table.settle()

    return carried_out


def _speed(value: Any) -> str:
    if not isinstance(value, str) or value not in SPEEDS:
        raise Invalid(unknown(value, SPEEDS))
    return value


def _place(value: Any) -> Place:
    from core.engine.editing.live_network import Place

    numbers = value if isinstance(value, dict) else {}
    layer, source, unit = (numbers.get(name) for name in ("layer", "from", "to"))
    if type(layer) is not int or type(unit) is not int or (source is not None and type(source) is not int):
        raise Invalid(Message("Expected a weight's layer and units, received {got}.", got=shown(value)))
    return Place(layer, source, unit)


def _weight(table: Table, place: Place) -> dict[str, float]:
    return {"value": table.player.played.weight(place)}


def _look(table: Table, value: Any) -> None:
    numbers = value if isinstance(value, dict) else {}
    layer, unit = numbers.get("layer"), numbers.get("unit")
    if type(layer) is int and type(unit) is int:
        table.player.choose(layer, unit)
    else:
        table.player.choose(OUTPUT, 0)
    table.show()


def _saved(table: Table) -> dict[str, Any]:
    played = table.player.played
    return {"gradient_lab": 1, "experiment": played.experiment.flat(), "weights": played.saved()}


def _log_failure(compiling: Future[None]) -> None:
    def told(done: Future[None]) -> None:
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("A network could not be compiled.", exc_info=error)

    compiling.add_done_callback(told)
