"""Waking viewers: many at once, from any thread, and nobody in a loop that has ended."""

from __future__ import annotations

import asyncio
import threading

from core.live.sessions.broadcaster import MOST_GATHER_SECONDS, Broadcaster, HandOut


def handing_out(bell: asyncio.Event) -> HandOut:
    return lambda loop: bell.set()


def test_what_comes_within_a_moment_is_handed_out_together(monkeypatch):
    async def wake() -> int:
        loop, broadcaster, rung = (
            asyncio.get_running_loop(),
            Broadcaster(),
            [asyncio.Event() for _ in range(20)],
        )
        calls = []
        passed_on = loop.call_soon_threadsafe
        monkeypatch.setattr(
            loop, "call_soon_threadsafe", lambda *what: (calls.append(what), passed_on(*what))[1]
        )

        def ring() -> None:
            for bell in rung:
                broadcaster.ring(loop, handing_out(bell))

        for _ in range(2):
            thread = threading.Thread(target=ring)
            thread.start()
            thread.join()  # holds the loop up, so that all of it comes in one moment
            await asyncio.wait_for(asyncio.gather(*(bell.wait() for bell in rung)), 5)
            for bell in rung:
                bell.clear()
        return len(calls)

    assert asyncio.run(wake()) == 2


def test_the_more_there_were_the_longer_news_are_gathered(monkeypatch):
    async def waits() -> list[float]:
        loop, broadcaster, found = asyncio.get_running_loop(), Broadcaster(), []
        later = loop.call_later
        monkeypatch.setattr(
            loop, "call_later", lambda delay, *what: (found.append(delay), later(0, *what))[1]
        )
        for many in (1, 1, 10, 500, 1, 1):
            rung = [asyncio.Event() for _ in range(many)]
            for bell in rung:
                broadcaster.ring(loop, handing_out(bell))
            for bell in rung:
                await bell.wait()
        return found

    ten_before, hundreds_before = asyncio.run(waits())
    assert 0 < ten_before < hundreds_before == MOST_GATHER_SECONDS, "whoever is alone does not wait"


def test_one_that_fails_stops_no_other():
    async def wake() -> list[str]:
        loop, broadcaster, rung = (
            asyncio.get_running_loop(),
            Broadcaster(),
            [asyncio.Event() for _ in range(2)],
        )
        told: list[str] = []
        loop.set_exception_handler(lambda _, context: told.append(str(context["exception"])))

        def failing(_: asyncio.AbstractEventLoop) -> None:
            raise ValueError("cannot be encoded")

        for hand_out in (handing_out(rung[0]), failing, handing_out(rung[1])):
            broadcaster.ring(loop, hand_out)
        await asyncio.wait_for(asyncio.gather(*(bell.wait() for bell in rung)), 5)
        return told

    assert asyncio.run(wake()) == ["cannot be encoded"]


def test_a_loop_that_has_ended_is_no_trouble():
    loop = asyncio.new_event_loop()
    broadcaster, bell = Broadcaster(), asyncio.Event()
    broadcaster.ring(loop, handing_out(bell))
    loop.close()
    for _ in range(2):
        broadcaster.ring(loop, handing_out(bell))
    assert not bell.is_set()
