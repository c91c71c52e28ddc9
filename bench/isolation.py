"""What pages and people feel of an engine that works hard, or is killed: it trains in a process of its own.

The lab is served as its users serve it, and asked over HTTP, over its WebSockets and by a headless Chromium
on the same cores. Runs begin as the panel's "again" begins them, from records that stand in the store.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import numpy as np
from websockets.sync.client import connect

from bench.browser import NO_CHROMIUM, PATIENCE, ROOT, browser, chromium, free_port, served, wait_for_answer
from bench.experiments import deep, huge, playground
from bench.result import Bar, Line
from bench.rounds import progress
from bench.startup import LAB_USABLE
from core.container import unpack
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, hash_of
from core.packed import RUN_NUMBERS
from core.store.store import RunStore
from ui.owner import COOKIE, signed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 20
KILLS = 3
_OWNER = "o" * 43
_DEEP = "30 layers of 64 with batch normalization are built, compiled and trained"
_HUGE = "64 layers of 1024 are built and trained"
_TRAINED_SECONDS = 4.0


class Lab:
    """The server, asked as a visitor's browser asks it."""

    def __init__(self, port: int, pid: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pid = pid
        self._client = httpx.Client(
            base_url=self.url,
            headers={"X-Gradient-Lab": "1", "Cookie": f"{COOKIE}={signed(_OWNER)}"},
            timeout=PATIENCE,
        )

    def again(self, record: str) -> str:
        """Start what the record says; the new run's id."""
        return str(self.command(record, "again_same").json()["run"])

    def command(self, run: str, verb: str, value: float | None = None) -> httpx.Response:
        """Have a command carried out."""
        answer = self._client.post(f"/lab/runs/{run}/commands", json={"verb": verb, "value": value})
        return answer.raise_for_status()

    def wait_for_engine(self) -> None:
        """Wait until TensorFlow is loaded."""
        while not self._client.get("/lab/health").json()["ready"]:
            time.sleep(0.05)

    @contextmanager
    def frames(self, run: str) -> Iterator[Iterator[int]]:
        """Watch the run: the steps of its frames as they come."""
        with connect(f"{self.url.replace('http', 'ws')}/lab/runs/{run}/live", max_size=None) as socket:

            def steps() -> Iterator[int]:
                for number, data in enumerate(socket):
                    if number % 2:
                        socket.send("")
                    if data and "kind" not in (contents := unpack(data)).values:  # type: ignore[arg-type]
                        yield int(contents.arrays["run"][RUN_NUMBERS.index("step")])

            yield steps()

    @property
    def engine(self) -> int:
        """Its engine's process: that of its children which has used most of the processor."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            children += (task / "children").read_text().split()
        return max(map(int, children), key=_used)

    @property
    def megabytes(self) -> float:
        """Resident memory of the server's own process."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _used(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def lines(rounds: int | None) -> Sequence[Line]:
    """Page loads and commands beside large networks, recovery, and the server's memory."""
    path = chromium()
    if path is None or not Path("/proc/self/task").is_dir():
        return [
            Line(
                what="pages beside the engine", unit="s", missing=NO_CHROMIUM if path is None else "no /proc"
            )
        ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data, browser(path) as opened:
        _write_records(Path(data))
        port = free_port()
        with served(ROOT, "app.py", port, Path(data)) as process:
            wait_for_answer(port, process)
            lab = Lab(port, process.pid)
            lab.wait_for_engine()
            empty = lab.megabytes
            _load(opened, lab)  # warms both
            found = _beside(opened, lab, rounds or ROUNDS)
            kills = [_recovery(lab) for _ in range(KILLS)]
            return [*found, *_others(empty, lab.megabytes, kills)]


def _write_records(folder: Path) -> None:
    """Records to begin again from: a small run, deep ones of different shapes, a huge one."""
    store = RunStore(f"sqlite:///{folder / 'runs.sqlite'}")
    shapes = {f"deep{number}": deep((64,) * 29 + (64 - number,)) for number in range(32)}
    for run, experiment in {"small": playground(), "huge": huge(), **shapes}.items():
        store.save(_record(run, experiment))
    store.flush()
    store.close()


def _record(run: str, experiment: Experiment) -> RunRecord:
    return RunRecord(
        id=run,
        owner_hash=hash_of(_OWNER),
        created=0.0,
        choices=experiment,
        learning_rate=experiment.learning_rate,
        status=RunStatus.FINISHED,
    )


def _beside(opened: Browser, lab: Lab, rounds: int) -> list[Line]:
    small = lab.again("small")
    measured = {}
    for name, neighbour in (("", None), (_DEEP, _one_deep_after_another), (_HUGE, _one_huge)):
        with _working(lab, neighbour):
            pages, commands = [], []
            for _ in range(rounds):
                pages.append(_load(opened, lab))
                commands += [_timed(lambda: lab.command(small, "learning_rate", 0.02)) for _ in range(5)]
        measured[name] = (_p95(pages), _p95(commands))
        progress(f"{name or 'quiet'}: page {measured[name][0]:.3f} s, command {measured[name][1]:.4f} s")
    lab.command(small, "stop")
    quiet_page, quiet_command = measured.pop("")
    found = []
    for name, (page, command) in measured.items():
        found.append(
            _line(
                f"a page until it can be used, 95th percentile, while {name}",
                page,
                quiet_page,
                Bar("at most", 1.4),
            )
        )
        found.append(
            _line(
                f"a command, 95th percentile, while {name}",
                command,
                quiet_command,
                Bar("at most", 0.02, of="difference"),
            )
        )
    return found


def _line(what: str, value: float, reference: float, bar: Bar) -> Line:
    return Line(what=what, unit="s", values=(value,), against="quiet", references=(reference,), bar=bar)


@contextmanager
def _working(lab: Lab, neighbour: Callable[[Lab, threading.Event], None] | None) -> Iterator[None]:
    """Beside `neighbour`, from half a second after it began."""
    if neighbour is None:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=neighbour, args=(lab, ended))
    thread.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        ended.set()
        thread.join()


_shapes = count()


def _one_deep_after_another(lab: Lab, ended: threading.Event) -> None:
    """Each of a new shape, and for as long as it takes to train for a few seconds."""
    while not ended.is_set():
        run = lab.again(f"deep{next(_shapes) % 32}")
        with lab.frames(run) as steps:
            next(step for step in steps if step)
        ended.wait(_TRAINED_SECONDS)
        lab.command(run, "stop")


def _one_huge(lab: Lab, ended: threading.Event) -> None:
    run = lab.again("huge")
    ended.wait()
    lab.command(run, "stop")


def _load(opened: Browser, lab: Lab) -> float:
    """Seconds until a new visitor can use the first page."""
    context = opened.new_context(bypass_csp=True, viewport={"width": 1366, "height": 768}, locale="en-US")
    page = context.new_page()

    def load() -> None:
        page.goto(lab.url, wait_until="commit")
        page.wait_for_function(LAB_USABLE, timeout=1000 * PATIENCE, polling="raf")

    took = _timed(load)
    context.close()
    return took


def _recovery(lab: Lab) -> float:
    """Seconds from killing the engine under load to a frame of a later step."""
    runs = [lab.again("small"), lab.again(f"deep{next(_shapes) % 32}")]
    lab.command(runs[0], "speed", 100)
    with lab.frames(runs[0]) as steps, lab.frames(runs[1]) as others:
        next(step for step in others if step)
        last = next(step for step in steps if step)
        os.kill(lab.engine, signal.SIGKILL)
        killed = time.perf_counter()
        # What was on its way when it was killed still comes; what it had shown does not come again.
        for step in steps:
            if time.perf_counter() - killed > 0.2 and step > last:
                break
            last = max(last, step)
        took = time.perf_counter() - killed
    for run in runs:
        lab.command(run, "stop")
    progress(f"after a kill: {took:.2f} s")
    return took


def _others(empty: float, visited: float, kills: Sequence[float]) -> list[Line]:
    return [
        Line(
            what="the engine is killed under load: until the next frame",
            unit="s",
            values=tuple(kills),
            bar=Bar("at most", 5, of="value"),
            note="a watched run of 2-8-8-8-2 beside 30 layers of 64; kill -9",
        ),
        Line(
            what="memory of the server's process, no visitor yet",
            unit="MB",
            values=(empty,),
            bar=Bar("at most", 300, of="value"),
        ),
        Line(what="memory of the server's process after all this", unit="MB", values=(visited,)),
    ]


def _p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
