"""The engine's side of the line: it trains what it is told to, answers, and tells what happens."""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from core.live.answering.answers import Answers
from core.live.engine_process import messages
from core.live.engine_process.link import Link, Sent
from core.live.protocol.command import Command
from core.live.protocol.executor import Build
from core.live.protocol.questions import Asked
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import FrameProtocol, Greeting
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.responsive import responsive
from core.memory import resident_bytes
from core.message import Message, message_to_json

log = logging.getLogger(__name__)

VITALS_SECONDS = 1.0
"""Between two signs of life."""


class Server:
    """Trains for the process at the other end.

    Arguments:
        connection: to it.
        folder, disk: where large arrays are shared, and the largest.
        threads: sessions that train at the same time.
        build: makes trainers; the engine's own when left out.
    """

    def __init__(
        self,
        connection: Connection[Any, Any],
        folder: Path,
        disk: Path,
        *,
        threads: int,
        build: Build | None = None,
    ) -> None:
        self._executor = ThreadExecutor(
            build or _build, populations=None if build else _build_population, threads=threads
        )
        self._answers = Answers()
        self._asked: dict[int, Asked] = {}
        self._link = Link(connection, receive=self._receive, lost=_end, folder=folder, disk=disk)
        self._told = _Told(self._link)
        self._acts: Mapping[str, Callable[[Sent], None]] = {
            "submit": self._submit,
            "command": self._command,
            "watch": lambda sent: self._executor.watch(sent.values["session"], sent.values["watched"]),
            "release": lambda sent: self._executor.release(sent.values["session"]),
            "forget": lambda sent: self._executor.forget(sent.values["session"]),
            "surrender": lambda sent: self._executor.surrender(partial(self._link.send, "surrendered", {})),
            "ask": self._ask,
            "cancel": self._cancel,
            "close": self._close,
        }

    def start(self) -> None:
        """Begin to listen, and load TensorFlow meanwhile."""
        self._link.start()
        threading.Thread(target=self._load, name="load", daemon=True).start()
        threading.Thread(target=self._tell_vitals, name="vitals", daemon=True).start()

    def _load(self) -> None:
        try:
            import core.engine.training.trainer  # noqa: F401
            from core.engine.devices import accelerators
        except ImportError as error:
            log.exception("TensorFlow cannot be loaded.")
            message = Message("TensorFlow cannot be loaded: {error}", error=str(error))
            self._link.send("unable", {"message": message_to_json(message)})
            return
        gc.collect()
        gc.freeze()  # a collection would otherwise walk through all of TensorFlow: 140 ms each
        found = accelerators()
        self._link.send("ready", {"resident": resident_bytes(os.getpid()), "devices": found})

    def _tell_vitals(self) -> None:
        with responsive(lambda: self._executor.busy):
            while True:
                self._link.send("vitals", {"resident": resident_bytes(os.getpid())})
                time.sleep(VITALS_SECONDS)

    def _receive(self, sent: Sent) -> None:
        self._acts[sent.kind](sent)

    def _submit(self, sent: Sent) -> None:
        self._executor.submit(messages.job_from_json(sent.values, sent.data), self._told)

    def _command(self, sent: Sent) -> None:
        reply = self._executor.command(sent.values["session"], messages.command_from_json(sent.values))
        reply.add_done_callback(partial(self._reply, sent.values["id"]))

    def _ask(self, sent: Sent) -> None:
        number = sent.values["id"]
        part = partial(self._tell_part, number)
        question, body = sent.values["question"], sent.values["body"]
        asked = self._asked[number] = self._answers.ask(question, body, part, sent.data)
        asked.answer.add_done_callback(partial(self._reply, number))

    def _tell_part(self, number: int, part: Any) -> None:
        self._link.send("part", {"id": number, "part": part})

    def _cancel(self, sent: Sent) -> None:
        if (asked := self._asked.get(sent.values["id"])) is not None:
            asked.cancel()

    def _reply(self, number: int, done: Future[Any]) -> None:
        self._asked.pop(number, None)
        error = None if done.cancelled() else done.exception()
        if done.cancelled():
            self._link.send("reply", {"id": number, "cancelled": True})
        elif error is None and isinstance(done.result(), bytes):
            self._link.send("reply", {"id": number}, done.result())
        elif error is None:
            self._link.send("reply", {"id": number, "answer": done.result()})
        else:
            self._link.send("reply", {"id": number, "error": messages.error_to_json(error)})

    def _close(self, sent: Sent) -> None:
        threading.Thread(target=self._end, name="closing").start()

    def _end(self) -> None:
        self._executor.close()
        self._link.close()
        _end()


class _Told:
    """Tells the other side what happens to sessions (`core.live.protocol.executor.Reports`)."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def greeting(self, session: str, greeting: Greeting) -> None:
        self._link.send("greeting", {"session": session, "greeting": messages.greeting_to_json(greeting)})

    def status(
        self, session: str, status: RunStatus, cause: Message | None = None, detail: str | None = None
    ) -> None:
        told = {"status": status.value, "cause": message_to_json(cause), "detail": detail}
        self._link.send("status", {"session": session, **told})

    def notes(self, session: str, notes: Mapping[str, Any]) -> None:
        self._link.send("notes", {"session": session, "notes": notes})

    def setting(self, session: str, command: Command) -> None:
        self._link.send("setting", {"session": session, **messages.command_to_json(command)})

    def frame(self, session: str, frame: FrameProtocol) -> None:
        values = {"session": session, "step": frame.step, "seconds": frame.seconds}
        self._link.send("frame", values, frame.data)

    def state(self, session: str, step: int, data: bytes | memoryview) -> None:
        self._link.send("state", {"session": session, "step": step}, data)

    def released(self, session: str, *, gone: bool) -> None:
        self._link.send("released", {"session": session, "gone": gone})

    def lost(self, session: str) -> None:
        raise NotImplementedError("Nothing in this process is lost while it lives.")


def _build(job: Any) -> Any:
    from core.engine.build import build

    return build(job)


def _build_population(trainers: Any) -> Any:
    from core.engine.build import build_population

    return build_population(trainers)


def _end() -> None:
    # At once: XLA may be compiling, and nobody is left to wait for it.
    os._exit(0)
