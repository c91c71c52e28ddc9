"""What the whole process shares: the store, the runs, and TensorFlow, loaded when the first page is up."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from core.live.protocol.executor import Executor
    from core.live.protocol.questions import AnswersProtocol
    from core.live.sessions.networks import LiveNetworks
    from core.live.sessions.runs import Runs
    from core.message import Message
    from core.store.store import RunStore

log = logging.getLogger(__name__)

ALONE_SECONDS = 4.0
"""How long TensorFlow waits for a first page, which comes sooner without it."""

_SWITCH_SECONDS = 0.0001
"""While modules are loaded, the event loop gets its turn sooner than after Python's usual 0.005 s."""


@dataclass(slots=True)
class _Services:
    store: RunStore | None = None
    runs: Runs | None = None
    networks: LiveNetworks | None = None
    executor: Executor | None = None
    answers: AnswersProtocol | None = None
    loaded: bool = False
    load_error: Message | None = None
    kept: ExitStack = field(default_factory=ExitStack)
    page_shown: threading.Event = field(default_factory=threading.Event)


_services = _Services()
_lock = threading.RLock()


def store() -> RunStore:
    """The store of this process, opened at first use."""
    with _lock:
        if _services.store is None:
            from core.store.store import RunStore

            _services.store = RunStore()
        return _services.store


def executor() -> Executor:
    """Who trains everything: runs and networks that are changed while they train share its threads."""
    with _lock:
        if _services.executor is None:
            _begin_engine()
        assert _services.executor is not None
        return _services.executor


def answers() -> AnswersProtocol:
    """Who measures on request."""
    executor()
    assert _services.answers is not None
    return _services.answers


def _begin_engine() -> None:
    """Start the engine: in processes of its own, or in threads of this one where the settings say so."""
    from core.data.sources import images
    from core.live.sessions.limits import Limits

    limits = Limits.from_environment()
    if limits.engine_processes:
        from core.live.engine_process.engines import Engines

        engines = Engines(
            processes=limits.engine_processes,
            threads=limits.training_threads,
            memory=limits.engine_memory * 2**20,
            spare=bool(limits.engine_spares),
        )
        _services.executor = _services.answers = engines
        images.fetch_by(lambda key: engines.ask("dataset", key).answer.result())
        return
    from core.engine.build import build
    from core.live.answering.answers import Answers
    from core.live.scheduling.executor import ThreadExecutor

    _services.executor = ThreadExecutor(build, threads=limits.training_threads)
    _services.answers = Answers()


def runs() -> Runs:
    """The runs of this process; training can be asked for before TensorFlow is loaded."""
    with _lock:
        if _services.runs is None:
            from core.live.sessions.limits import Limits
            from core.live.sessions.runs import Runs

            _services.runs = Runs(store(), executor(), limits=Limits.from_environment())
        return _services.runs


def networks() -> LiveNetworks:
    """The networks of this process that are changed while they train."""
    with _lock:
        if _services.networks is None:
            from core.live.sessions.networks import LiveNetworks

            _services.networks = LiveNetworks(executor())
        return _services.networks


def page_is_shown() -> None:
    """Say that a browser shows the first page: now TensorFlow is in nobody's way."""
    _services.page_shown.set()


def engine_ready() -> bool:
    """Whether TensorFlow is loaded, wherever it trains."""
    executor = _services.executor
    return _services.loaded or bool(getattr(executor, "ready", False))


def engine_error() -> Message | None:
    """Why TensorFlow cannot be loaded, in words."""
    return _services.load_error or getattr(_services.executor, "unable", None)


def close() -> None:
    """Stop training, save what waits and let go of everything; `runs` opens it again."""
    with _lock:
        if _services.networks is not None:
            _services.networks.end_streams()
        if _services.runs is not None:
            _services.runs.close()
        if _services.executor is not None:
            _services.executor.close()
        if _services.store is not None:
            _services.store.close()
        _services.networks = _services.runs = _services.executor = _services.answers = None
        _services.store = None


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
            page_is_shown()  # whoever waits for it need not wait any longer
            _services.kept.close()
            await run_in_threadpool(close)


def _busy() -> bool:
    """Whether someone waits: for the engine, or for a run."""
    current = _services.runs
    return not engine_ready() or (current is not None and current.busy)


def _get_ready(ended: threading.Event) -> None:
    """Load and open what a visitor needs, in the order in which it is needed."""
    gc.freeze()  # collections while modules are loaded would walk through all of Streamlit: 80 ms in sum
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        _prepare_page()
        _services.page_shown.wait(ALONE_SECONDS)
        with _lock:
            if ended.is_set():
                return
            _open()
        if _in_this_process():
            _load_engine()
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
    import ui.live.panel
    import ui.watching  # noqa: F401
    from core.experiment import DEFAULT
    from ui.language import SOURCE
    from ui.live_data import data_view

    data_view(DEFAULT, SOURCE)


def _open() -> None:
    """Open store and runs; a server that cannot do that ends, and says why."""
    try:
        runs()
    except BaseException:
        if callable(signal.getsignal(signal.SIGTERM)):
            signal.raise_signal(signal.SIGTERM)
        raise


def _in_this_process() -> bool:
    """Whether threads of this process train."""
    from core.live.scheduling.executor import ThreadExecutor

    return isinstance(executor(), ThreadExecutor)


def _load_engine() -> None:
    from core.live.scheduling.responsive import responsive

    _services.kept.enter_context(responsive(_busy))
    try:
        import core.engine.training.trainer  # noqa: F401
    except ImportError as error:
        from core.message import Message

        log.exception("TensorFlow cannot be loaded.")
        _services.load_error = Message("TensorFlow cannot be loaded: {error}", error=str(error))
        return
    gc.collect()
    gc.freeze()  # a collection would otherwise walk through all of TensorFlow: 140 ms each
    _services.loaded = True


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
        for service in (_services.runs, _services.networks):
            if service is not None:
                loop.call_soon_threadsafe(service.end_streams)
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
