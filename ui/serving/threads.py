"""Threads for what the lab's routes do: Streamlit's own routes never wait behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 32
"""At a time; they read the store and check what was sent, and wait for nobody."""

_limiter: RunVar[CapacityLimiter] = RunVar("threads of the lab")


async def in_thread(act: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Call `act` in a thread of the lab's own."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(THREADS)
        _limiter.set(limiter)
    return await to_thread.run_sync(partial(act, *args, **named), limiter=limiter)


async def settled(future: Future[T], seconds: float) -> T:
    """What comes of `future`, waited for without a thread; whoever stops waiting does not cancel it.

    Raises:
        TimeoutError: nothing within `seconds`.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def tell(_: Future[T]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and who waited with it
            loop.call_soon_threadsafe(done.set)

    future.add_done_callback(tell)
    async with asyncio.timeout(seconds):
        await done.wait()
    return future.result()
