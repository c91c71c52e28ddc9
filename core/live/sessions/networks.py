"""All networks of this server that people change while they train: who has one, and what is asked of it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from core.bundle import prepare
from core.choices.fields import shown, unknown
from core.data.raw import TooFewPoints
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Executor
from core.live.protocol.speeds import DEFAULT_SPEED, SPEEDS
from core.live.protocol.weights import WEIGHT, read_weights
from core.live.records.run import NotOwner, UnknownRun, hash_of
from core.live.sessions.drawable import Wrong, checked
from core.live.sessions.leavers import leavers
from core.live.sessions.limits import Limits
from core.live.sessions.live_network import NetworkSession
from core.live.sessions.memory_shares import MEGABYTE
from core.message import Invalid, Message
from core.model.size import playing_bytes
from core.scene import OUTPUT

NETWORKS, NETWORKS_PER_OWNER = 200, 8
"""Networks at a time, of all people and of one; those that nobody has used for longest are let go of."""

IDLE_SECONDS = 3600.0
"""After so long without anyone a network is let go of."""


class LiveNetworks:
    """Networks that are changed while they train. Safe to use from any thread.

    Arguments:
        executor: who trains them, together with the runs.
        limits: how much memory they may take, and how many one network address may have.
    """

    def __init__(self, executor: Executor, limits: Limits | None = None) -> None:
        self._executor = executor
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._sessions: dict[str, NetworkSession] = {}

    def open(
        self, texts: Mapping[str, Any], owner: str, speed: str = DEFAULT_SPEED, *, address: str = ""
    ) -> str:
        """Make a network for `owner`, and return its id.

        Arguments:
            texts: all choices by path (see `Experiment.flat`).
            address: the network address of whoever asks; empty where that is not known.

        Raises:
            Invalid: wrong choices, or data that cannot be trained on.
        """
        experiment = _experiment(texts)
        self._check_size(experiment)
        session = NetworkSession(
            secrets.token_urlsafe(16),
            hash_of(owner),
            experiment,
            speed=_speed(speed),
            executor=self._executor,
            address=address,
        )
        with self._lock:
            self._make_room(session)
            self._sessions[session.session] = session
        session.begin()
        return session.session

    def session(self, id: str, owner: str | None) -> NetworkSession:
        """The network `id`.

        Raises:
            UnknownRun: there is none (any more).
            NotOwner: it belongs to someone else.
        """
        with self._lock:
            session = self._sessions.get(id)
        if session is None or session.over:
            raise UnknownRun(id)
        if owner is None or hash_of(owner) != session.owner_hash:
            raise NotOwner(id)
        session.used = time.monotonic()
        return session

    def ask(self, id: str, owner: str | None, verb: str, value: Any = None) -> Future[Any]:
        """Have a network do something; what comes of it is what was asked for, if anything.

        It raises `Invalid` where it cannot be done, at once when the network is let go of.

        Raises:
            UnknownRun: there is no such network (any more).
            NotOwner: it belongs to someone else.
            Invalid: an unknown verb, or a bad value.
        """
        session = self.session(id, owner)
        if verb not in _VALUES:
            raise Invalid(unknown(verb, _VALUES))
        read = _VALUES[verb](value)
        if verb in _OTHER_NETWORK:
            self._check_size(Experiment.lenient(read.get("experiment", read))[0])
        return self._executor.command(session.session, Command(Verb(verb), read))

    def end_streams(self) -> None:
        """Let all viewers go: the server stops."""
        with self._lock:
            sessions = list(self._sessions.values())
        for session in sessions:
            session.channel.tell_watched(None)
            session.channel.close()

    def _make_room(self, newcomer: NetworkSession) -> None:
        """Let go of the networks that were not used for longest; whoever holds the lock calls this."""
        forgotten = time.monotonic() - IDLE_SECONDS
        for session in list(self._sessions.values()):
            if session.over or (not session.channel.watched and session.used < forgotten):
                self._let_go(session)
        limits = self._limits
        mine, memory = limits.network_memory_per_owner * MEGABYTE, limits.network_memory * MEGABYTE
        of_address = min(limits.networks_per_address, NETWORKS)
        for size, own, here, all_together in (
            (_one, NETWORKS_PER_OWNER, of_address, NETWORKS),
            (_bytes, mine, max(mine, memory * of_address // NETWORKS), memory),
        ):
            for limit, counts in (
                (own, lambda one: one.owner_hash == newcomer.owner_hash),
                (here, lambda one: bool(newcomer.address) and one.address == newcomer.address),
                (all_together, lambda one: True),
            ):
                present = [one for one in self._sessions.values() if counts(one)]
                for session in leavers(newcomer, present, size, limit):
                    self._let_go(session)

    def _check_size(self, experiment: Experiment) -> None:
        """See that a network can be played with.

        Raises:
            Invalid: it takes more memory than one person may have.
        """
        limit, got = self._limits.network_memory_per_owner, playing_bytes(experiment)
        if got > limit * MEGABYTE:
            raise Invalid(
                Message(
                    "Expected a network that takes at most {limit} MB of memory with its data, received one "
                    "that takes about {got} MB. Choose fewer samples.",
                    limit=limit,
                    got=-(-got // MEGABYTE),
                )
            )

    def _let_go(self, session: NetworkSession) -> None:
        session.let_go()
        self._sessions.pop(session.session, None)


def _one(session: NetworkSession) -> int:
    return 1


def _bytes(session: NetworkSession) -> int:
    return session.held_bytes


def _experiment(texts: Any) -> Experiment:
    """The experiment that `texts` describe, whose data there are."""
    experiment = checked(texts)
    try:
        prepare(experiment)
    except TooFewPoints as error:
        raise Wrong({"dataset.points": error.message}) from error
    return experiment


def _changed(value: Any) -> dict[str, str]:
    return _experiment(value).flat()


def _nothing(value: Any) -> None:
    return None


def _speed(value: Any) -> str:
    if not isinstance(value, str) or value not in SPEEDS:
        raise Invalid(unknown(value, SPEEDS))
    return value


def _place(value: Any) -> list[Any]:
    numbers = value if isinstance(value, dict) else {}
    layer, source, unit = (numbers.get(name) for name in ("layer", "from", "to"))
    if type(layer) is not int or type(unit) is not int or (source is not None and type(source) is not int):
        raise Invalid(Message("Expected a weight's layer and units, received {got}.", got=shown(value)))
    return [layer, source, unit]


def _edit(value: Any) -> dict[str, Any]:
    return {"place": _place(value), "value": WEIGHT.parse(value.get("value"))}


def _unit(value: Any) -> list[int]:
    numbers = value if isinstance(value, dict) else {}
    layer, unit = numbers.get("layer"), numbers.get("unit")
    return [layer, unit] if type(layer) is int and type(unit) is int else [OUTPUT, 0]


def _saved(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("experiment"), dict):
        raise Invalid(Message("Expected a file saved on this page, received another one."))
    weights = value.get("weights")
    return {
        "experiment": _changed(value["experiment"]),
        "weights": None if weights is None else read_weights(weights),
    }


_OTHER_NETWORK = {Verb.CHANGE.value, Verb.RESTART.value, Verb.LOAD.value}
"""What may make it larger."""

_VALUES: dict[str, Callable[[Any], Any]] = {
    Verb.PAUSE.value: _nothing,
    Verb.RESUME.value: _nothing,
    Verb.STEP_BATCH.value: _nothing,
    Verb.STEP_EPOCH.value: _nothing,
    Verb.SPEED.value: _speed,
    Verb.CHANGE.value: _changed,
    Verb.RESTART.value: _changed,
    Verb.RESET.value: _nothing,
    Verb.UNDO.value: _nothing,
    Verb.LOAD.value: _saved,
    Verb.EDIT.value: _edit,
    Verb.WEIGHT.value: _place,
    Verb.LOOK.value: _unit,
    Verb.SAVE.value: _nothing,
}
"""What can be asked, and how the value that comes with it is read."""
