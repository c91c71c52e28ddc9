"""What `gradient_lab.Watch`, to a file and to a lab, costs somebody's own `fit` of the same network."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
from sqlalchemy import select

from bench.browser import ROOT, free_port, served, wait_for_answer
from bench.result import Bar, Line
from bench.rounds import in_turn
from bench.waiting import wait_for
from core.live.records.run import hash_of
from core.packed import PackedFrame
from core.store.recorded import read_recording
from core.store.tables import RUNS, open_engine
from core.store.watch_tokens import WatchTokens
from gradient_lab import Watch
from ui.signing import KEY_VARIABLE
from ui.watch_token import signed

ROWS, INPUTS, HIDDEN, CLASSES, BATCH = 12_000, 784, 128, 10, 32
FRAMES_PER_SECOND = 10.0
SECONDS = 2.0
"""About how long a measurement takes."""
ROUNDS = 15


def lines(rounds: int | None) -> Sequence[Line]:
    """Seconds of an epoch with and without, and how many frames there were."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, INPUTS)).astype(np.float32)
    y = rng.integers(0, CLASSES, ROWS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _lab(Path(folder)) as lab:
        path = Path(folder) / "run.glab"
        to_file = Watch(path, frames_per_second=FRAMES_PER_SECOND)
        to_lab = Watch(lab[0], token=lab[1], frames_per_second=FRAMES_PER_SECOND)
        sides = {
            "file": _Side(x, y, [to_file]),
            "lab": _Side(x, y, [to_lab]),
            "plain": _Side(x, y, []),
        }
        seconds = {name: side.seconds(1) for name, side in sides.items()}
        first = seconds["file"] - seconds["plain"]
        epochs = max(1, round(SECONDS / sides["plain"].seconds(1)))
        for side in (sides["file"], sides["lab"]):
            side.seconds(1)
        found = in_turn(
            {name: lambda side=side: side.seconds(epochs) for name, side in sides.items()},  # type: ignore[misc]
            rounds or ROUNDS,
        )
        assert to_file.stopped is None and to_lab.stopped is None, (to_file.stopped, to_lab.stopped)
        written = [frame.number("seconds") for frame in read_recording(path.read_bytes()).frames]
        sent = _sent(lab[0], Path(folder))
    plain = sides["plain"].model.get_weights()
    same = {
        name: all(map(np.array_equal, sides[name].model.get_weights(), plain)) for name in ("file", "lab")
    }
    return [
        _overhead("fit with Watch", found["file"], found["plain"], same["file"], first, "to a file"),
        _overhead(
            "fit with Watch, sent to a lab",
            found["lab"],
            found["plain"],
            same["lab"],
            first,
            "to a lab in a process of its own on this machine, which takes, checks and stores what comes",
        ),
        _frames("frames while it trains", written),
        _frames("frames that the lab has of it", sent),
    ]


def _overhead(
    what: str,
    values: tuple[float, ...],
    references: tuple[float, ...],
    same: bool,
    first: float,
    where: str,
) -> Line:
    return Line(
        what=what,
        unit="s/epoch",
        values=values,
        against="fit alone",
        references=references,
        bar=Bar("at most", 1.1),
        note=f"{where}; {INPUTS}-{HIDDEN}-{CLASSES}, {ROWS} rows, batch {BATCH}, SGD, equally many epochs; "
        f"weights in the end {'the same to the bit' if same else 'NOT THE SAME'}; the first look, once, "
        f"took {first:.1f} s more",
    )


def _frames(what: str, seconds: Sequence[float]) -> Line:
    return Line(
        what=what,
        unit="frames/s",
        values=((len(seconds) - 1) / (seconds[-1] - seconds[0]),),
        note=f"mean of {len(seconds)} frames, the first look included; at most {FRAMES_PER_SECOND:g} are "
        "asked for, and looking takes 8 % of the time at most: on a busy machine there are fewer",
    )


@contextmanager
def _lab(folder: Path) -> Iterator[tuple[str, str]]:
    """Address and token of a lab that runs, and is ready."""
    os.environ.setdefault(KEY_VARIABLE, secrets.token_hex(32))
    port = free_port()
    with served(ROOT, "app.py", port, folder) as process:
        wait_for_answer(port, process)
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: _json(f"{url}/lab/health")["ready"], "the lab's engine")
        engine = open_engine(_database(folder))
        name = WatchTokens(engine).renew(hash_of("bench"))
        engine.dispose()
        yield url, signed(name)


def _sent(url: str, folder: Path) -> list[float]:
    """Seconds of the first and the last frame that a lab has, and of all between, evenly."""
    engine = open_engine(_database(folder))
    with engine.connect() as connection:
        run = connection.execute(select(RUNS.c.id)).scalar_one()
    engine.dispose()
    frames = _json(f"{url}/lab/runs/{run}/frames")["seq"]
    first, last = (_seconds(f"{url}/lab/runs/{run}/frames/{frames[at]}") for at in (0, -1))
    return list(np.linspace(first, last, len(frames)))


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'runs.sqlite'}"


def _seconds(url: str) -> float:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return PackedFrame(answer.read()).seconds


def _json(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=30) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found


class _Side:
    """A network, the same on every side, and how it is trained."""

    def __init__(self, x: Any, y: Any, callbacks: list[Any]) -> None:
        keras.utils.set_random_seed(0)
        self.model = keras.Sequential(
            [
                keras.Input((INPUTS,)),
                keras.layers.Dense(HIDDEN, activation="relu"),
                keras.layers.Dense(CLASSES, activation="softmax"),
            ]
        )
        self.model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        self._data, self._callbacks, self._seed = (x, y), callbacks, 0

    def seconds(self, epochs: int) -> float:
        """Seconds of an epoch, by one call of `fit`."""
        self._seed += 1
        keras.utils.set_random_seed(self._seed)  # the same order of rows on both sides
        began = time.perf_counter()
        self.model.fit(*self._data, batch_size=BATCH, epochs=epochs, verbose=0, callbacks=self._callbacks)
        return (time.perf_counter() - began) / epochs
