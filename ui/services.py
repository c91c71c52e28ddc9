"""What the whole process shares: the store, the runs, and who trains."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ui.serving.in_turn import VISITORS_PER_ADDRESS
from ui.serving.request_rates import RequestRates
from ui.serving.server_limits import requests_per_visitor

if TYPE_CHECKING:
    from core.live.answering.turns import Turns
    from core.live.protocol.executor import Executor
    from core.live.protocol.questions import AnswersProtocol
    from core.live.runs import Runs
    from core.live.sessions.networks import LiveNetworks
    from core.live.sessions.traffic import Traffic
    from core.message import Message
    from core.store.lesson_progress import LessonProgress
    from core.store.store import RunStore
    from core.store.user_tables import UserTables
    from core.store.watch_tokens import WatchTokens

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Services:
    store: RunStore | None = None
    tables: UserTables | None = None
    runs: Runs | None = None
    networks: LiveNetworks | None = None
    executor: Executor | None = None
    answers: AnswersProtocol | None = None
    measurements: Turns | None = None
    loaded: bool = False
    load_error: Message | None = None
    kept: ExitStack = field(default_factory=ExitStack)
    page_shown: threading.Event = field(default_factory=threading.Event)
    engine_told: threading.Event = field(default_factory=threading.Event)
    devices: list[str] | None = None


_services = _Services()
_lock = threading.RLock()


def store() -> RunStore:
    """The store of this process, opened at first use."""
    with _lock:
        if _services.store is None:
            from core.data.sources import own_tables
            from core.store.store import RunStore
            from core.store.stored_tables import StoredTables

            _services.store = RunStore()
            own_tables.use(StoredTables(_services.store.engine))
        return _services.store


def store_trouble() -> Message | None:
    """Why nothing can be stored just now; a store that is not open yet is not waited for."""
    return None if _services.store is None else _services.store.trouble


def tables() -> UserTables:
    """The tables that visitors brought."""
    with _lock:
        if _services.tables is None:
            from core.live.sessions.limits import Limits
            from core.live.sessions.memory_shares import MEGABYTE
            from core.store.table_quota import TableQuota
            from core.store.user_tables import UserTables

            limits = Limits.from_environment()
            quota = TableQuota(
                count=limits.tables_per_owner,
                own_bytes=limits.tables_stored_per_owner * MEGABYTE,
                all_bytes=limits.tables_stored * MEGABYTE,
                days=limits.tables_days,
                address_count=limits.tables_per_address,
                address_bytes=limits.tables_stored_per_address * MEGABYTE,
            )
            _services.tables = UserTables(store().engine, quota)
        return _services.tables


def watch_tokens() -> WatchTokens:
    """Whose runs programs send."""
    from core.store.watch_tokens import WatchTokens

    return WatchTokens(store().engine)


def lesson_progress() -> LessonProgress:
    """How far visitors are in lessons."""
    from core.store.lesson_progress import LessonProgress

    return LessonProgress(store().engine)


def tidy_tables() -> None:
    """Let go of tables whose time is over; a store that is not open yet has none to look after."""
    with _lock:
        opened = None if _services.store is None else tables()
    if opened is not None:
        opened.tidy()


def anothers_table(names: tuple[str, ...], secret: str | None) -> bool:
    """Whether one of these hashes is that of a table of somebody else than the visitor with that secret."""
    from core.live.records.run import hash_of

    return any(store().is_anothers(hash_of(secret or ""), name) for name in names)


@cache
def upload_bytes() -> int:
    """What all uploaded files that wait to be read may take together."""
    from core.live.sessions.limits import Limits
    from core.live.sessions.memory_shares import MEGABYTE

    return Limits.from_environment().upload_memory * MEGABYTE


@cache
def recording_megabytes() -> int:
    """The largest recording of somebody's own program that is opened."""
    from core.live.sessions.limits import Limits
    from ui.serving.uploads import largest_file

    return min(Limits.from_environment().recording_size, largest_file() // 2**20)


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


def measurements() -> Turns:
    """Who measures what visitors ask for, in turns."""
    with _lock:
        if _services.measurements is None:
            from core.live.answering.turns import Turns
            from core.live.sessions.limits import Limits

            limits = Limits.from_environment()
            _services.measurements = Turns(
                answers(),
                most_waiting=limits.waiting_measurements,
                most_of_address=limits.waiting_measurements_per_address,
            )
        return _services.measurements


def _begin_engine() -> None:
    """Start the engine: in processes of its own, or in threads of this one where the settings say so."""
    from core.data.sources import fetched_tables, images
    from core.live.sessions.limits import Limits

    limits = Limits.from_environment()
    if limits.engine_processes:
        from core.live.engine_process.engines import Engines

        engines = Engines(
            processes=limits.engine_processes,
            threads=limits.training_threads,
            memory=limits.engine_memory * 2**20,
            spare=bool(limits.engine_spares),
            changed=_services.engine_told.set,
        )
        _services.executor = _services.answers = engines
        for source in (images, fetched_tables):
            source.fetch_by(lambda key: engines.ask("dataset", key).answer.result())
        return
    from core.engine.build import build, build_population
    from core.live.answering.answers import Answers
    from core.live.scheduling.executor import ThreadExecutor

    _services.executor = ThreadExecutor(build, populations=build_population, threads=limits.training_threads)
    _services.answers = Answers()


def runs() -> Runs:
    """The runs of this process; training can be asked for before TensorFlow is loaded."""
    with _lock:
        if _services.runs is None:
            from core.live.runs import Runs
            from core.live.sessions.limits import Limits

            _services.runs = Runs(store(), executor(), limits=Limits.from_environment())
        return _services.runs


def networks() -> LiveNetworks:
    """The networks of this process that are changed while they train."""
    with _lock:
        if _services.networks is None:
            from core.live.sessions.limits import Limits
            from core.live.sessions.networks import LiveNetworks

            _services.networks = LiveNetworks(executor(), Limits.from_environment())
        return _services.networks


def owns_something(secret: str) -> bool:
    """Whether a run or a map in the store belongs to a visitor's secret."""
    from core.live.records.run import hash_of

    return store().knows_owner(hash_of(secret))


@cache
def traffic() -> Traffic:
    """Who streams how much. The event loop asks, so this waits for no other service to be opened."""
    from core.live.sessions.limits import Limits
    from core.live.sessions.traffic import Traffic

    limits = Limits.from_environment()
    return Traffic(
        streams=limits.streams_per_visitor,
        rate=1000.0 * limits.stream_rate_per_visitor,
        total=1000.0 * limits.stream_rate,
    )


@cache
def request_rates() -> RequestRates:
    """Who may ask how often."""
    return RequestRates(requests_per_visitor(), address=VISITORS_PER_ADDRESS)


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


def devices() -> list[str] | None:
    """What trains besides the processor's cores; None while that is not known."""
    found: list[str] | None = getattr(_services.executor, "devices", _services.devices)
    return found


def wait_for_engine(seconds: float) -> None:
    """Wait until the engine is ready, or says why it is not, or `seconds` have passed."""
    _services.engine_told.wait(seconds)


def wait_for_page(seconds: float) -> None:
    """Wait until a browser shows the first page, or `seconds` have passed."""
    _services.page_shown.wait(seconds)


def opened_unless(ended: threading.Event) -> bool:
    """Open store and runs and start the engine, unless `ended`; returns whether they are open."""
    with _lock:
        if ended.is_set():
            return False
        runs()
        return True


def end_streams(loop: asyncio.AbstractEventLoop) -> None:
    """Let all viewers, and whoever waits for an answer, go: the server stops."""
    for service in (_services.runs, _services.networks):
        if service is not None:
            loop.call_soon_threadsafe(service.end_streams)
    asked = _services.measurements or _services.answers
    if asked is not None:
        loop.call_soon_threadsafe(asked.end_questions)


def close() -> None:
    """Stop training, save what waits and let go of everything; `runs` opens it again."""
    with _lock:
        if _services.networks is not None:
            _services.networks.end_streams()
        if _services.runs is not None:
            _services.runs.close()
        if _services.executor is not None:
            from core.data.sources import fetched_tables, images

            _services.executor.close()
            images.fetch_by(images.fetch)  # an engine that is closed answers nobody
            fetched_tables.fetch_by(fetched_tables.fetch)
        if _services.store is not None:
            from core.data.sources import own_tables

            own_tables.use(None)
            _services.store.close()
        _services.kept.close()
        _services.networks = _services.runs = _services.executor = _services.answers = None
        _services.measurements = None
        _services.store = _services.tables = None


def _busy() -> bool:
    """Whether someone waits: for the engine, or for a run."""
    current = _services.runs
    return not engine_ready() or (current is not None and current.busy)


def in_this_process() -> bool:
    """Whether threads of this process train."""
    from core.live.scheduling.executor import ThreadExecutor

    return isinstance(executor(), ThreadExecutor)


def load_engine() -> None:
    """Load TensorFlow into this process, whose threads train."""
    from core.live.engine_process.tensorflow_log import quiet
    from core.live.scheduling.responsive import responsive

    _services.kept.enter_context(responsive(_busy))
    try:
        with quiet():
            import core.engine.training.trainer  # noqa: F401
            from core.engine.devices import accelerators

            _services.devices = accelerators()
    except ImportError as error:
        from core.message import Message

        log.exception("TensorFlow cannot be loaded.")
        _services.load_error = Message("TensorFlow cannot be loaded: {error}", error=str(error))
        return
    gc.collect()
    gc.freeze()  # a collection would otherwise walk through all of TensorFlow: 140 ms each
    _services.loaded = True
    _services.engine_told.set()
