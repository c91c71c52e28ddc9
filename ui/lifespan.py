"""From the server's start to its end: what is loaded when, and what is closed."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import NoReturn

from ui import services
from ui.greeting import greet, tell_devices
from ui.serving.connections import guarded
from ui.serving.quiet_log import quieten
from ui.serving.server_limits import ServerLimits, raise_descriptors, requests_per_visitor
from ui.serving.threads import in_thread
from ui.signing import checked_key

log = logging.getLogger(__name__)

ALONE_SECONDS = 4.0
"""How long the engine waits for a first page, which comes sooner without it."""

ENGINE_SECONDS = 120.0
"""How long the console waits to say what it trains on."""

TIDY_SECONDS = 600.0
"""Between two looks for tables that nobody has used for too long."""

REFUSED = 1
"""Exit code of a server that cannot start."""

GRACE_SECONDS = 1
"""How long requests may go on after the server was told to stop: what is half sent then is dropped."""

LAST_SECONDS = 4.7
"""So long after it was told to stop the process ends, whatever is open still."""

_SWITCH_SECONDS = 0.0001
"""While modules are loaded, the event loop gets its turn sooner than after Python's usual 0.005 s."""


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Answer at once, load and open everything in the background, close it at the end."""
    limits = _checked_settings()
    quieten()
    ended = threading.Event()
    threading.Thread(target=_get_ready, args=(ended,), name="get-ready", daemon=True).start()
    threading.Thread(target=_tidy, args=(ended,), name="tidying", daemon=True).start()
    with _streams_end_at_a_signal(), guarded(asyncio.get_running_loop(), limits):
        try:
            yield
        finally:
            ended.set()
            services.page_is_shown()  # whoever waits for it need not wait any longer
            await in_thread(services.close)


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
        greet()
        if services.in_this_process():
            services.load_engine()
        # A second or two for whoever first opens a table, if not now.
        import sklearn.datasets
        import sklearn.model_selection
        import sklearn.tree  # noqa: F401

        gc.freeze()
    finally:
        sys.setswitchinterval(usual)
    services.wait_for_engine(ENGINE_SECONDS)
    if not ended.is_set():
        tell_devices()


def _tidy(ended: threading.Event) -> None:
    """Now and then let go of what is over its time."""
    while not ended.wait(TIDY_SECONDS):
        services.tidy_tables()


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
    except BaseException as error:
        if callable(signal.getsignal(signal.SIGTERM)):  # a server of its own, not one inside another program
            _refuse(error)
        raise


def _checked_settings() -> ServerLimits:
    """The settings that count before anything of `core` is loaded."""
    try:
        checked_key()
        requests_per_visitor()
        return ServerLimits.from_environment(raise_descriptors())
    except ValueError as error:
        _refuse(error)


def _refuse(error: BaseException) -> NoReturn:
    """End a server that cannot do its work: it says why, and whoever started it sees it by the exit code.

    At once: as long as it is open, visitors come who cannot be served.
    """
    told = isinstance(error, ValueError)  # in words for whoever started it, as `core.message.Invalid` is
    log.critical("Gradient Lab cannot start. %s", error, exc_info=None if told else error)
    services.close()
    logging.shutdown()
    os._exit(REFUSED)


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
        _end_soon(number, handlers[signal.Signals(number)])
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


def _end_soon(number: int, handler: object) -> None:
    """Have the server wait for nobody, and its process end by the same signal where it still hangs.

    uvicorn would wait for as long as somebody has sent half a request, or reads an answer slowly.
    """
    config = getattr(getattr(handler, "__self__", None), "config", None)
    if config is not None and getattr(config, "timeout_graceful_shutdown", 0) is None:
        config.timeout_graceful_shutdown = GRACE_SECONDS

    def end() -> None:
        log.warning("Something did not end in time: the process ends now.")
        logging.shutdown()
        os._exit(128 + number)

    last = threading.Timer(LAST_SECONDS, end)
    last.daemon = True
    last.start()
