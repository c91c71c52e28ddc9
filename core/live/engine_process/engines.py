"""Trains in processes of their own, looks after them, and has sessions go on when one is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from core.live.engine_process import messages
from core.live.engine_process.fleet import Fleet
from core.live.engine_process.link import Sent
from core.live.engine_process.process import EngineProcess
from core.live.engine_process.receiving import deliver
from core.live.protocol.command import Command
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job, Kind
from core.live.protocol.questions import Asked, Part
from core.live.protocol.status import RunStatus
from core.message import Invalid, Message

RESTARTED = Message("The engine was restarted before that was done. Try it again.")
POISON = Message(
    "Training this ended the engine {times} times in a row: it may need more memory than there is. Choose "
    "fewer layers, fewer units or a smaller batch, then start it again."
)
MOST_LOSSES = 3
"""So often in a row a session may lose its engine before it has reported a state."""


@dataclass(slots=True)
class _Session:
    """A session, who is told of it, and the process that trains it."""

    kind: Kind
    reports: Reports
    engine: EngineProcess
    watched: bool = False


@dataclass(slots=True)
class _Open:
    """A reply that is to come."""

    engine: EngineProcess
    answer: Future[Any]
    part: Part | None = None
    session: str | None = field(default=None)


class Engines:
    """An executor, and who answers questions (`Executor`, `AnswersProtocol`). Safe to use from any thread.

    Arguments:
        processes: how many.
        threads: sessions that train at the same time, in all of them together.
        memory: bytes that one process may hold; one that holds more is replaced, and its sessions go on in
            another, to the bit. 0 for no bound.
        spare: whether another one is kept ready, which takes over at once.
        changed: told when one is ready, or none can be started.
    """

    def __init__(
        self,
        *,
        processes: int = 1,
        threads: int,
        memory: int = 0,
        spare: bool = False,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._threads = max(1, threads // processes)
        self._changed = changed
        self._lock = threading.RLock()
        self._sessions: dict[str, _Session] = {}
        self._losses: dict[str, int] = {}
        self._open: dict[int, _Open] = {}
        self._numbers = count(1)
        with self._lock:  # a process that ends at once is told of when there is a fleet
            self._fleet = Fleet(
                processes,
                self._start,
                memory=memory,
                spare=spare,
                lock=self._lock,
                taken_over=self._resume,
            )

    @property
    def ready(self) -> bool:
        """Whether one has loaded TensorFlow."""
        return self._fleet.ready

    @property
    def unable(self) -> Message | None:
        """Why nothing can be trained, in words."""
        return self._fleet.unable

    @property
    def processes(self) -> list[int]:
        """Ids of the processes."""
        return [engine.id for engine in self._fleet.engines]

    # Executor

    def submit(self, job: Job, reports: Reports) -> None:
        """Have a session trained by the process that has the fewest."""
        with self._lock:
            if self._given_up(job, reports):
                return
            engine = min(self._fleet.engines, key=self._load)
            self._sessions[job.session] = _Session(job.kind, reports, engine)
            engine.send("submit", messages.job_to_json(job), job.state)

    def command(self, session: str, command: Command) -> Future[Any]:
        """Have a session do something."""
        with self._lock:
            found = self._sessions.get(session)
            if found is None:
                gone: Future[Any] = Future()
                gone.set_exception(Invalid(Message("This network has failed. Begin a new one.")))
                return gone
            if found.engine.gone:
                lost: Future[Any] = Future()
                lost.set_exception(Invalid(self.unable or RESTARTED))
                return lost
            number, opened = self._expect(found.engine, session=session)
            values = {"id": number, "session": session, **messages.command_to_json(command)}
            found.engine.send("command", values)
            return opened.answer

    def watch(self, session: str, watched: bool) -> None:
        """Say whether anyone looks at a session."""
        with self._lock:
            found = self._sessions.get(session)
            if found is not None and found.watched != watched:
                found.watched = watched
                found.engine.send("watch", {"session": session, "watched": watched})

    def release(self, session: str) -> None:
        """Let a session at rest go; `Reports.released` follows."""
        self._send(session, "release")

    def forget(self, session: str) -> None:
        """Let a session go, whatever it does."""
        with self._lock:
            self._send(session, "forget")
            self._drop(session)

    def close(self) -> None:
        """Have all states reported, and end the processes."""
        with self._lock:
            engines = self._fleet.close()
        for engine in engines:
            engine.close()
        with self._lock:
            self._fail_open(lambda opened: True)

    # Questions

    def ask(self, question: str, body: Any, part: Part | None = None) -> Asked:
        """Have a question answered by the process that has the fewest sessions."""
        asked = Asked()
        with self._lock:
            engine = min(self._fleet.engines, key=self._load)
            if engine.gone:
                asked.answer.set_exception(Invalid(self.unable or RESTARTED))
                return asked
            number, opened = self._expect(engine, part=part, answer=asked.answer)
            engine.send("ask", {"id": number, "question": question, "body": body})
        asked.on_cancel(lambda: self._cancel(number, opened))
        return asked

    def end_questions(self) -> None:
        """Answer no question that is open: the server stops, and waits for whoever asked."""
        with self._lock:
            self._fail_open(lambda opened: opened.session is None)

    def _cancel(self, number: int, opened: _Open) -> None:
        with self._lock:
            if self._open.pop(number, None) is not None:
                opened.engine.send("cancel", {"id": number})
                opened.answer.cancel()

    # What the processes tell

    def _receive(self, engine: EngineProcess, sent: Sent) -> None:
        values = sent.values
        if sent.kind == "ready":
            with self._lock:
                self._fleet.begun(engine)
            self._changed()
        elif sent.kind == "unable":
            self._fleet.unable = Message.from_json(values["message"])
            self._changed()
        elif sent.kind == "vitals":
            engine.resident = values["resident"]
            with self._lock:
                self._fleet.bound_memory(engine)
        elif sent.kind == "surrendered":
            self._replaced(engine)
        elif sent.kind in ("reply", "part"):
            self._answer(sent)
        else:
            self._report(engine, sent)

    def _report(self, engine: EngineProcess, sent: Sent) -> None:
        session = sent.values["session"]
        with self._lock:
            found = self._sessions.get(session)
            if found is None or found.engine is not engine:
                return  # it goes on elsewhere
            if sent.kind == "state":
                self._losses.pop(session, None)
            over = sent.kind == "status" and RunStatus(sent.values["status"]).over
            if over or (sent.kind == "released" and sent.values["gone"]):
                self._drop(session)
        deliver(sent, found.reports, network=found.kind is Kind.NETWORK)

    def _answer(self, sent: Sent) -> None:
        number = sent.values["id"]
        with self._lock:
            opened = self._open.get(number)
            if opened is not None and sent.kind == "reply":
                del self._open[number]
        if opened is None:
            return
        if sent.kind == "part":
            assert opened.part is not None
            opened.part(sent.values["part"])
        elif "error" in sent.values:
            opened.answer.set_exception(messages.error_from_json(sent.values["error"]))
        else:
            opened.answer.set_result(sent.values["answer"])

    # Looking after them

    def _start(self) -> EngineProcess:
        return EngineProcess(threads=self._threads, receive=self._receive, lost=self._lost)

    def _lost(self, engine: EngineProcess) -> None:
        """A process is gone: its sessions go on in a new one, from what they reported last."""
        with self._lock:
            self._fail_open(lambda opened: opened.engine is engine)
            goes_on = self._fleet.lose(engine)
            for session in self._of(engine) if goes_on else ():
                self._losses[session] = self._losses.get(session, 0) + 1
        if goes_on:
            self._resume(engine)
        elif self.unable is not None:
            self._changed()

    def _replaced(self, engine: EngineProcess) -> None:
        """A process has reported all states and trains no more."""
        with self._lock:
            self._fail_open(lambda opened: opened.engine is engine)
        self._resume(engine)
        engine.send("close", {})

    def _resume(self, engine: EngineProcess) -> None:
        with self._lock:
            lost = [(session, self._sessions.pop(session).reports) for session in self._of(engine)]
        for session, reports in lost:
            reports.lost(session)

    def _given_up(self, job: Job, reports: Reports) -> bool:
        """Whether a session has lost its engine too often."""
        if self._losses.get(job.session, 0) < MOST_LOSSES:
            return False
        self._losses.pop(job.session)
        cause = Message(POISON.text, times=MOST_LOSSES)
        threading.Thread(
            target=reports.status, args=(job.session, RunStatus.FAILED, cause), name="given-up"
        ).start()  # not under the lock of whoever submits
        return True

    def _of(self, engine: EngineProcess) -> list[str]:
        return [session for session, found in self._sessions.items() if found.engine is engine]

    def _load(self, engine: EngineProcess) -> int:
        return len(self._of(engine))

    def _send(self, session: str, kind: str) -> None:
        with self._lock:
            if (found := self._sessions.get(session)) is not None:
                found.engine.send(kind, {"session": session})

    def _drop(self, session: str) -> None:
        self._sessions.pop(session, None)
        self._losses.pop(session, None)
        self._fail_open(lambda opened: opened.session == session)

    def _expect(
        self,
        engine: EngineProcess,
        *,
        session: str | None = None,
        part: Part | None = None,
        answer: Future[Any] | None = None,
    ) -> tuple[int, _Open]:
        number = next(self._numbers)
        opened = self._open[number] = _Open(engine, answer or Future(), part, session)
        return number, opened

    def _fail_open(self, which: Callable[[_Open], bool]) -> None:
        for number in [number for number, opened in self._open.items() if which(opened)]:
            self._open.pop(number).answer.set_exception(Invalid(RESTARTED))
