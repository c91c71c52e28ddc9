"""WebSockets: whoever sends thousands of messages at once is read as fast as may be, and others meanwhile."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from ui.owner import COOKIE, signed
from ui.serving import in_turn
from ui.serving.in_turn import ACKNOWLEDGEMENTS, READ_BYTES, RERUNS, SESSIONS, InTurn
from ui.serving.request_rates import BURST_SECONDS, LONGEST_SECONDS, RequestRates

ANN = "a" * 43


def scope(path: str, address: str = "here", visitor: str | None = ANN) -> Scope:
    cookie = [] if visitor is None else [(b"cookie", f"{COOKIE}={signed(visitor)}".encode())]
    return {"type": "websocket", "path": path, "headers": cookie, "client": (address, 1)}


class Flood:
    """uvicorn's side of a connection: a message is always there."""

    def __init__(self) -> None:
        self.transport = SimpleNamespace(max_size=2**18)
        self.given = 0

    async def receive(self) -> Message:
        self.given += 1
        return {"type": "websocket.receive", "text": "a"}


class Reads:
    """An app that reads so many messages, then has had enough."""

    def __init__(self, messages: int) -> None:
        self.left = messages
        self.codes: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(self.left):
            await receive()
            self.left -= 1

    async def send(self, message: Message) -> None:
        self.codes.append(message["code"])


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited for, without waiting."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0)

    monkeypatch.setattr(in_turn, "asyncio", SimpleNamespace(sleep=note))
    return waits


@pytest.mark.unit
@pytest.mark.parametrize(("path", "each"), [("/_stcore/stream", 1), ("/lab/play/1/live", ACKNOWLEDGEMENTS)])
def test_messages_beyond_the_rate_wait_and_others_have_their_turn(
    slept: list[float], path: str, each: int
) -> None:
    flood, turns = Flood(), 0
    rates = RequestRates(RERUNS, address=4)
    burst = int(RERUNS * BURST_SECONDS) * each
    app = Reads(burst + 10)

    async def others() -> None:
        nonlocal turns
        while app.left:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        middleware = InTurn(app, lambda: rates)
        await asyncio.gather(middleware(scope(path), flood.receive, app.send), others())

    asyncio.run(both())
    assert flood.given == len(slept) == burst + 10 and turns >= burst
    assert sum(1 for seconds in slept if seconds > 0) in range(1, 11)
    assert flood.transport.max_size == READ_BYTES


@pytest.mark.unit
def test_a_visitor_has_so_many_sessions_and_another_one_has_them_too() -> None:
    middleware, closed = InTurn(_open_for_long, lambda: RequestRates(100, address=30)), Reads(0)

    async def attack() -> None:
        async def connected() -> Message:
            return {"type": "websocket.connect"}

        def opens(**who: Any) -> asyncio.Task[None]:
            return asyncio.create_task(middleware(scope("/_stcore/stream", **who), connected, closed.send))

        held = [opens() for _ in range(SESSIONS)]
        await asyncio.sleep(0)
        await opens()
        assert closed.codes == [1013]
        held += [opens(visitor="b" * 43), opens(visitor=None)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in held)
        held[0].cancel()
        await asyncio.gather(held[0], return_exceptions=True)
        held.append(opens())
        await asyncio.sleep(0)
        assert closed.codes == [1013]
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        assert not middleware._sessions

    asyncio.run(attack())


async def _open_for_long(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


@pytest.mark.unit
def test_requests_of_every_kind_wait_and_are_refused(slept: list[float]) -> None:
    rates, answers = RequestRates(1.0, address=30, clock=lambda: 0.0), []

    async def done(scope: Scope, receive: Receive, send: Send) -> None:
        answers.append(200)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    middleware = InTurn(done, lambda: rates)
    page = {**scope("/"), "type": "http", "method": "GET"}

    async def ask() -> None:
        for _ in range(20):
            await middleware(page, Flood().receive, send)
        await middleware({**page, **scope("/", visitor="b" * 43), "type": "http"}, Flood().receive, send)

    asyncio.run(ask())
    let_in = int(BURST_SECONDS + LONGEST_SECONDS)
    assert answers == [200] * let_in + [429] * (20 - let_in) + [200]
    assert len(slept) == LONGEST_SECONDS
