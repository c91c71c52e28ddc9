"""What all processes of the server hold after many networks, page loads and files: it has to stay flat.

The lab is served as its users serve it. One visitor plays with networks that all differ, one after another,
so that each is compiled; then pages are loaded, then networks are saved and opened. What is held is counted
after a tenth of each kind, and at its end.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx
from websockets.sync.client import ClientConnection, connect

from bench.browser import NO_CHROMIUM, PATIENCE, ROOT, browser, chromium, free_port, served, wait_for_answer
from bench.result import Bar, Line
from bench.rounds import progress
from bench.startup import LAB_USABLE
from core.experiment import Experiment
from core.live.protocol.speeds import DEFAULT_SPEED
from core.live.sessions.limits import Limits
from ui.owner import COOKIE

NETWORKS = PAGES = 300
FILES = 100
EARLY = 10
"""The first count is made after so small a part."""

MOST_GROWTH = 1.15
PLAYED_SECONDS = 1.5
"""How long each network is played with: it is compiled in that time."""

SETTLED_SECONDS = 4.0
"""For so long nothing may begin or end before what is held is counted."""

SESSION_SECONDS = 125.0
"""Streamlit keeps the sessions of visitors who left for two minutes, should they come back, and lets them go
when the next one leaves."""

_SERVERS_OWN = 450
"""Megabytes that the server's process may take, with Streamlit's sessions."""


_ANOTHER = 350
"""Megabytes of an engine that is ready or takes over: without TensorFlow's code, which all map."""


class Held(NamedTuple):
    """What processes hold together."""

    megabytes: float
    descriptors: int
    threads: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One kind of thing that was done many times.

    Arguments:
        what: what was done, and how often.
        first, last: what was held after `early` times, and after all; of memory what was usual meanwhile, in
            the first `early` times and in the last.
    """

    what: str
    early: int
    first: Held
    last: Held


def lines(rounds: int | None) -> Sequence[Line]:
    """Each kind of thing, and the most that was held at any time.

    Arguments:
        rounds: networks, and page loads; a third as many files.
    """
    path = chromium()
    if path is None or not Path("/proc/self/task").is_dir():
        missing = NO_CHROMIUM if path is None else "no /proc"
        return [Line(what="memory of all processes", unit="MB", missing=missing)]
    networks, files = rounds or NETWORKS, rounds // 3 if rounds else FILES
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, browser(path) as opened:
        port = free_port()
        with served(ROOT, "app.py", port, Path(data)) as process:
            wait_for_answer(port, process)
            url = f"http://127.0.0.1:{port}"

            def load(number: int) -> None:
                context = opened.new_context(
                    bypass_csp=True, viewport={"width": 1366, "height": 768}, locale="en-US"
                )
                page = context.new_page()
                page.goto(url, wait_until="commit")
                page.wait_for_function(LAB_USABLE, timeout=1000 * PATIENCE, polling="raf")
                context.close()

            def forget() -> None:
                progress(f"waits {SESSION_SECONDS:.0f} s until sessions are let go of")
                time.sleep(SESSION_SECONDS)
                load(0)

            with Visitor(url) as visitor, Watch(process.pid) as watch:
                visitor.wait_for_engine()
                load(0)
                stages = [
                    many("networks played with", networks, visitor.play, watch),
                    many("page loads", rounds or PAGES, load, watch, forget),
                    many("files saved and opened", max(1, files), visitor.save_and_open, watch),
                ]
            return [*(line for stage in stages for line in of_stage(stage)), at_most(watch.most)]


def of_stage(stage: Stage) -> list[Line]:
    """A line for each thing that is held."""
    return [
        Line(
            what=f"{stage.what}: {name}",
            unit=unit,
            values=(float(value),),
            against=f"after {stage.early}",
            references=(float(reference),),
            bar=Bar("at most", MOST_GROWTH),
        )
        for name, unit, value, reference in zip(
            ("memory of all processes", "open descriptors", "threads"),
            ("MB", "descriptors", "threads"),
            stage.last,
            stage.first,
            strict=True,
        )
    ]


def at_most(megabytes: float) -> Line:
    """The most that was held, beside what the settings allow: engines, what is ready, what takes over."""
    limits = Limits.from_environment()
    engines = limits.engine_processes
    budget = _SERVERS_OWN + engines * limits.engine_memory + (engines + limits.engine_spares) * _ANOTHER
    return Line(
        what="the most that all processes held",
        unit="MB",
        values=(megabytes,),
        against="what the settings allow",
        references=(float(budget),),
        bar=Bar("at most", 1),
        note="GRADIENT_LAB_ENGINE_MEMORY, engines that are ready or take over, and the server's own process",
    )


def many(
    what: str,
    times: int,
    act: Callable[[int], None],
    watch: Watch,
    forget: Callable[[], None] = lambda: None,
) -> Stage:
    """Do something many times, and count what is held early and in the end.

    Arguments:
        forget: waits until what is kept for a while on purpose is gone; called before each count.
    """
    early = max(1, times // EARLY)
    counts = []
    for number in range(times):
        if number in (0, times - early):
            watch.begin()
        act(number)
        if number + 1 in (early, times):
            usual = watch.usual()
            forget()
            counts.append(watch.settled()._replace(megabytes=usual))
            progress(f"{what}: after {number + 1} {counts[-1]}")
    return Stage(f"{times} {what}", early, counts[0], counts[-1])


class Watch:
    """Counts what a process and its children hold, and remembers the most of it.

    Arguments:
        pid: of the process.
    """

    def __init__(self, pid: int) -> None:
        self.most = 0.0
        """Megabytes."""
        self._samples: list[float] = []
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._count_on, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def begin(self) -> None:
        """Look at what is held from now on."""
        self._samples = []

    def usual(self) -> float:
        """Megabytes that were held since then: the median, since engines are replaced."""
        return median(self._samples or [self.held().megabytes])

    def held(self) -> Held:
        """What is held now."""
        counts = [_held_by(pid) for pid in processes(self._pid)]
        return Held(*(sum(numbers) for numbers in zip(*counts, strict=True)))

    def settled(self) -> Held:
        """The same when no process has begun or ended for a while, as many as the settings have there be."""
        limits = Limits.from_environment()
        expected = 1 + limits.engine_processes + limits.engine_spares
        deadline, since, before = time.monotonic() + PATIENCE, time.monotonic(), processes(self._pid)
        while time.monotonic() < deadline:
            time.sleep(0.2)
            now = processes(self._pid)
            if now != before or len(now) != expected:
                since, before = time.monotonic(), now
            elif time.monotonic() - since >= SETTLED_SECONDS:
                break
        return self.held()

    def _count_on(self) -> None:
        while not self._ended.wait(0.5):
            megabytes = self.held().megabytes
            self._samples.append(megabytes)
            self.most = max(self.most, megabytes)


def processes(pid: int) -> set[int]:
    """A process and all that descend from it."""
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += map(int, children.read_text("ascii").split())
            except OSError:
                continue  # the thread has ended
    return found


def _held_by(pid: int) -> Held:
    """What one process holds; of memory that several map, such as TensorFlow's own, its share."""
    place = Path(f"/proc/{pid}")
    try:
        lines = (place / "smaps_rollup").read_text("ascii").splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return Held(
            kilobytes * 1024 / 1e6, len(list((place / "fd").iterdir())), len(list((place / "task").iterdir()))
        )
    except (OSError, StopIteration):
        return Held(0.0, 0, 0)  # it has ended


class Visitor:
    """Somebody who plays, as a browser's script asks the server.

    Arguments:
        url: of the server.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.Client(base_url=url, headers={"X-Gradient-Lab": "1"}, timeout=PATIENCE)
        self._client.get("/").raise_for_status()  # gives the cookie
        self._network = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._client.close()

    def wait_for_engine(self) -> None:
        """Wait until TensorFlow is loaded."""
        while not self._client.get("/lab/health").json()["ready"]:
            time.sleep(0.05)

    def play(self, number: int) -> None:
        """Open network `number`, all of them different, and train it for a while."""
        layers = (3 + number % 20, 3 + number // 20)
        experiment = Experiment.model_validate({"dataset": "circle", "layers": layers})
        body = {"experiment": experiment.flat(), "speed": DEFAULT_SPEED}
        self._network = self._post("/lab/play", body)["play"]
        with self._watched(self._network) as socket:
            self._command("resume")
            ended = time.monotonic() + PLAYED_SECONDS
            while time.monotonic() < ended:
                socket.recv(timeout=PATIENCE)
                socket.send("")
            self._command("pause")

    def save_and_open(self, number: int) -> None:
        """Save the latest network, and open the file."""
        saved = self._client.get(f"/lab/play/{self._network}/file").raise_for_status().json()
        self._command("load", saved)

    def _command(self, verb: str, value: Any = None) -> None:
        self._post(f"/lab/play/{self._network}/commands", {"verb": verb, "value": value})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._client.post(path, json=body).raise_for_status()
        return answer.json() if answer.content else None

    @contextmanager
    def _watched(self, network: str) -> Iterator[ClientConnection]:
        address = f"{self._url.replace('http', 'ws')}/lab/play/{network}/live"
        cookie = {"Cookie": f"{COOKIE}={self._client.cookies[COOKIE]}"}
        with connect(address, additional_headers=cookie, max_size=None) as socket:
            yield socket
