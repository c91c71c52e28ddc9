"""Trains in processes of their own, looks after them, and has sessions go on when one is gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
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
from core.live.scheduling.pending import GONE
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
    """A session, who is told of it, and the process that trains it.

    Arguments:
        memory: bytes that it may take.
        together: what it and its companions are called.
        trains: whether it is prepared or trains.
    """

    kind: Kind
    reports: Reports
    engine: EngineProcess
    memory: int
    together: str = ""
    watched: bool = False
    trains: bool = True

    @property
    def busy(self) -> bool:
        """Whether it is trained now: a network rests while nobody looks."""
        return self.trains and (self.watched or self.kind is Kind.RUN)


@dataclass(slots=True)
class _Open:
    """A reply that is to come, and the message that asks for it."""

    engine: EngineProcess
    message: tuple[str, dict[str, Any]]
    answer: Future[Any]
    part: Part | None = None
    data: bytes | memoryview | None = None
    session: str | None = None
    begun: bool = False


class Engines:
    """An executor, and who answers questions (`Executor`, `AnswersProtocol`). Safe to use from any thread.

    Arguments:
        processes: how many.
        threads: sessions that train at the same time, in all of them together.
        memory: bytes that one process may hold; one that holds more is replaced, and so is one that holds
            much for nothing. Its sessions go on in another, to the bit. 0 for no bound.
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
        self.takes_together = True
        self.devices: list[str] | None = None
        """What they train on besides the processor's cores, once one is ready."""
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
                answering=lambda engine: any(opened.begun for opened in self._opened(engine)),
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
        """Have a session trained by the process that has the fewest, or that has its companions."""
        with self._lock:
            if self._given_up(job, reports):
                return
            together = job.together.name if job.together is not None else ""
            engine = self._with(together) or min(self._fleet.engines, key=self._load)
            self._sessions[job.session] = _Session(job.kind, reports, engine, job.memory, together)
            engine.send("submit", messages.job_to_json(job), job.state)

    def command(self, session: str, command: Command) -> Future[Any]:
        """Have a session do something."""
        with self._lock:
            found = self._sessions.get(session)
            if found is None:
                gone: Future[Any] = Future()
                gone.set_exception(Invalid(GONE))
                return gone
            if found.engine.gone:
                lost: Future[Any] = Future()
                lost.set_exception(Invalid(self.unable or RESTARTED))
                return lost
            values = {"session": session, **messages.command_to_json(command)}
            number, opened = self._expect(found.engine, ("command", values), session=session)
            if not self._fleet.leaves(found.engine):  # else it is sent to the next one
                self._send_open(number, opened)
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

    def ask(
        self, question: str, body: Any, part: Part | None = None, data: bytes | memoryview | None = None
    ) -> Asked:
        """Have a question answered by the process that has the fewest sessions."""
        asked = Asked()
        with self._lock:
            engine = min(self._fleet.engines, key=self._load)
            if engine.gone:
                asked.answer.set_exception(Invalid(self.unable or RESTARTED))
                return asked
            message = ("ask", {"question": question, "body": body})
            number, opened = self._expect(engine, message, part=part, answer=asked.answer)
            opened.data = data
            self._send_open(number, opened)
        asked.on_cancel(lambda: self._cancel(number, opened))
        return asked

    def end_questions(self) -> None:
        """Answer no question that is open: the server stops, and waits for whoever asked."""
        with self._lock:
            self._fail_open(lambda opened: opened.session is None)

    def _cancel(self, number: int, opened: _Open) -> None:
        with self._lock:
            if number in self._open:
                opened.engine.send("cancel", {"id": number})

    # What the processes tell

    def _receive(self, engine: EngineProcess, sent: Sent) -> None:
        values = sent.values
        if sent.kind == "ready":
            self.devices = list(values.get("devices", ()))
            engine.resident = engine.at_first = values["resident"]
            with self._lock:
                self._fleet.begun(engine)
            self._changed()
        elif sent.kind == "unable":
            self._fleet.unable = Message.from_json(values["message"])
            self._changed()
        elif sent.kind == "vitals":
            engine.resident = values["resident"]
            with self._lock:
                self._bound_memory(engine)
        elif sent.kind == "surrendered":
            self._replaced(engine)
        elif sent.kind in ("reply", "part"):
            self._answer(sent)
            with self._lock:
                self._fleet.answered(engine)
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
            over = False
            if sent.kind == "status":
                status = RunStatus(sent.values["status"])
                over, found.trains = status.over, status is not RunStatus.PAUSED
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
            opened.begun = True
            assert opened.part is not None
            opened.part(sent.values["part"])
        elif "cancelled" in sent.values:
            opened.answer.cancel()
        elif "error" in sent.values:
            opened.answer.set_exception(messages.error_from_json(sent.values["error"]))
        elif sent.data is not None:
            opened.answer.set_result(bytes(sent.data))
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

    def _bound_memory(self, engine: EngineProcess) -> None:
        sessions = [found for found in self._sessions.values() if found.engine is engine]
        quiet = not (self._opened(engine) or any(found.busy for found in sessions))
        self._fleet.bound_memory(engine, needed=sum(found.memory for found in sessions), quiet=quiet)

    def _replaced(self, engine: EngineProcess) -> None:
        """A process has reported all states and trains no more: it ends, then its sessions go on elsewhere.

        In this order, since both may be large. What was asked of it and not done is asked of the next.
        """
        engine.kill()
        self._resume(engine)
        with self._lock:
            for number, opened in [*self._open.items()]:
                if opened.engine is engine:
                    self._ask_again(number, opened)

    def _ask_again(self, number: int, opened: _Open) -> None:
        session = self._sessions.get(opened.session) if opened.session is not None else None
        if opened.session is None and not opened.begun:
            opened.engine = min(self._fleet.engines, key=self._load)
        elif session is not None:
            opened.engine = session.engine
        else:
            del self._open[number]
            opened.answer.set_exception(Invalid(RESTARTED))
            return
        self._send_open(number, opened)

    def _send_open(self, number: int, opened: _Open) -> None:
        kind, values = opened.message
        opened.engine.send(kind, {"id": number, **values}, opened.data)

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

    def _with(self, together: str) -> EngineProcess | None:
        """Where the companions of a session are."""
        beside = (
            found.engine for found in self._sessions.values() if together and found.together == together
        )
        return next((engine for engine in beside if not engine.gone and not self._fleet.leaves(engine)), None)

    def _opened(self, engine: EngineProcess) -> list[_Open]:
        return [opened for opened in self._open.values() if opened.engine is engine]

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
        self._fail_open(lambda opened: opened.session == session, GONE)

    def _expect(
        self,
        engine: EngineProcess,
        message: tuple[str, dict[str, Any]],
        *,
        session: str | None = None,
        part: Part | None = None,
        answer: Future[Any] | None = None,
    ) -> tuple[int, _Open]:
        number = next(self._numbers)
        opened = self._open[number] = _Open(engine, message, answer or Future(), part, session=session)
        return number, opened

    def _fail_open(self, which: Callable[[_Open], bool], why: Message = RESTARTED) -> None:
        for number in [number for number, opened in self._open.items() if which(opened)]:
            self._open.pop(number).answer.set_exception(Invalid(why))
