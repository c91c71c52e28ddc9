"""Commands of a network that is let go of are answered at once, and nobody's thread waits for any."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest
from anyio import to_thread

from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Job
from core.live.scheduling.executor import ThreadExecutor
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.doing import Gate
from tests.live.watched import LONG
from ui.serving import threads
from ui.serving.threads import in_thread, settled


class Silent:
    """Nobody is told of anything."""

    def __getattr__(self, name: str) -> object:
        return lambda *args, **named: None


def test_what_is_pending_fails_when_its_session_is_let_go_of() -> None:
    gate = Gate()
    executor = ThreadExecutor(Factory(lambda trainer: setattr(trainer, "on", gate)), threads=1)
    executor.submit(
        Job(session="one", experiment=LONG, learning_rate=0.1),
        Silent(),  # type: ignore[arg-type]
    )
    assert gate.reached.wait(20)
    waiting = [executor.command("one", Command(Verb.STEP_BATCH)) for _ in range(27)]
    executor.forget("one")
    assert all(isinstance(reply.exception(0), Invalid) for reply in waiting)  # with the turn still under way
    gate.open()
    executor.close()


def test_late_answers_take_no_thread() -> None:
    later: list[Future[int]] = [Future() for _ in range(5 * threads.THREADS)]

    async def ask() -> list[int]:
        waiting = [asyncio.create_task(settled(future, 20)) for future in later]
        await asyncio.sleep(0)
        assert await in_thread(lambda: 7) == 7
        for number, future in enumerate(later):
            future.set_result(number)
        return await asyncio.gather(*waiting)

    assert asyncio.run(ask()) == list(range(len(later)))


def test_whoever_stops_waiting_cancels_nothing() -> None:
    later: Future[int] = Future()

    async def ask() -> None:
        with pytest.raises(TimeoutError):
            await settled(later, 0.01)

    asyncio.run(ask())
    later.set_result(1)
    assert later.result(0) == 1


def test_the_labs_threads_are_not_those_of_others() -> None:
    async def ask() -> int:
        opened = threading.Event()
        held = [asyncio.create_task(in_thread(opened.wait, 20)) for _ in range(3 * threads.THREADS)]
        await asyncio.sleep(0.05)
        found = await to_thread.run_sync(lambda: 7)
        opened.set()
        await asyncio.gather(*held)
        return found

    assert asyncio.run(ask()) == 7
