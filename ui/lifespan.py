"""From the server's start to its end: what is loaded when, and what is closed."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from starlette.concurrency import run_in_threadpool

from ui import services

ALONE_SECONDS = 4.0
"""How long the engine waits for a first page, which comes sooner without it."""

_SWITCH_SECONDS = 0.0001
"""While modules are loaded, the event loop gets its turn sooner than after Python's usual 0.005 s."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Answer at once, load and open everything in the background, close it at the end."""
    ended = threading.Event()
    threading.Thread(target=_get_ready, args=(ended,), name="get-ready", daemon=True).start()
    with _streams_end_at_a_signal():
        try:
            yield
        finally:
            ended.set()
            services.page_is_shown()  # whoever waits for it need not wait any longer
            await run_in_threadpool(services.close)


def _get_ready(ended: threading.Event) -> None:
    """Load and open what a visitor needs, in the order in which it is needed."""
    gc.freeze()  # collections while modules are loaded would walk through all of Streamlit: 80 ms in sum
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        _prepare_page()
        services.wait_for_page(ALONE_SECONDS)
        if not _opened(ended):
            return
        if services.in_this_process():
            services.load_engine()
        import sklearn.datasets  # noqa: F401  # a second for whoever first picks a table, if not now

        gc.freeze()
    finally:
        sys.setswitchinterval(usual)


def _prepare_page() -> None:
    """Load the modules and the data of the first page while the browser still loads Streamlit.

    Whoever else needs modules of `core` meanwhile (a page, the routes) asks for `core` as a whole first, and
    so waits until it is loaded. Who begins with one of its modules holds that one while waiting for `core`,
    which may be waiting for the very same: Python then breaks one of the two off.
    """
    import ui.form
    import ui.train.panel
    import ui.watching  # noqa: F401
    from core.experiment import DEFAULT
    from ui.language import SOURCE
    from ui.train.data import data_view

    data_view(DEFAULT, SOURCE)


def _opened(ended: threading.Event) -> bool:
    """Open store and runs, unless the server has ended; one that cannot do that ends, and says why."""
    try:
        return services.opened_unless(ended)
    except BaseException:
        if callable(signal.getsignal(signal.SIGTERM)):
            signal.raise_signal(signal.SIGTERM)
        raise


@contextmanager
def _streams_end_at_a_signal() -> Iterator[None]:
    """End all streams as soon as the server is told to stop.

    uvicorn waits for open responses before it ends the lifespan, so the lifespan's end would come too
    late: an event stream stays open by nature.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals; whoever runs the server here closes by itself
        return
    loop = asyncio.get_running_loop()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def end_streams(number: int, frame: FrameType | None) -> None:
        services.end_streams(loop)
        handler = handlers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    chained = [number for number, handler in handlers.items() if callable(handler)]
    for number in chained:
        signal.signal(number, end_streams)
    try:
        yield
    finally:
        for number in chained:
            signal.signal(number, handlers[number])
