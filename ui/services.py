"""What the whole process shares: the store, the runs, and TensorFlow, loaded while the page is already up."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import FrameType

from starlette.concurrency import run_in_threadpool

from core.message import Message
from core.runs.runs import Runs
from core.runs.training import Job, Trains
from core.store.store import RunStore

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Services:
    store: RunStore | None = None
    runs: Runs | None = None
    engine_ready: bool = False
    engine_error: Message | None = None


_services = _Services()
_lock = threading.RLock()


def store() -> RunStore:
    """The store of this process, opened at first use."""
    with _lock:
        if _services.store is None:
            _services.store = RunStore()
        return _services.store


def runs() -> Runs:
    """The runs of this process; training can be asked for before TensorFlow is loaded."""
    with _lock:
        if _services.runs is None:
            _services.runs = Runs(store(), _build)
        return _services.runs


def engine_ready() -> bool:
    """Whether TensorFlow is loaded."""
    return _services.engine_ready


def engine_error() -> Message | None:
    """Why TensorFlow cannot be loaded, in words."""
    return _services.engine_error


def close() -> None:
    """Stop training, save what waits and let go of everything; `runs` opens it again."""
    with _lock:
        if _services.runs is not None:
            _services.runs.close()
        if _services.store is not None:
            _services.store.close()
        _services.runs = _services.store = None


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Open everything when the server starts, load TensorFlow in the background, close it at the end."""
    await run_in_threadpool(runs)
    threading.Thread(target=_load_engine, name="load-tensorflow", daemon=True).start()
    with _streams_end_at_a_signal():
        try:
            yield
        finally:
            await run_in_threadpool(close)


def _build(job: Job) -> Trains:
    from core.engine.state import TrainState
    from core.engine.trainer import Trainer

    state = TrainState.from_bytes(job.state) if job.state else None
    return Trainer(job.experiment, state=state, learning_rate=job.learning_rate)


def _load_engine() -> None:
    try:
        import core.engine.trainer  # noqa: F401
    except ImportError as error:
        log.exception("TensorFlow cannot be loaded.")
        _services.engine_error = Message("TensorFlow cannot be loaded: {error}", error=str(error))
        return
    gc.collect()
    gc.freeze()  # a collection would otherwise walk through all of TensorFlow: 140 ms each
    _services.engine_ready = True


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
        loop.call_soon_threadsafe(runs().end_streams)
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
