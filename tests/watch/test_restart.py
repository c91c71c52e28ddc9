"""A real `fit` that is sent to a real server, which is killed on the way and started again."""

from __future__ import annotations

import json
import signal
import time
import urllib.request
from contextlib import suppress
from typing import Any

import keras

from core.live.protocol.questions import Busy
from core.live.records.run import hash_of
from core.store.tables import open_engine
from core.store.watch_tokens import WatchTokens
from gradient_lab import Watch
from tests.serving import Server, Servers
from tests.store.stored import selected
from tests.watch.test_watch import data, sequential
from ui.watch_token import signed

EPOCHS = 12


def a_token(server: Server) -> str:
    engine, names = open_engine(server.store), []

    def made() -> bool:
        with suppress(Busy):  # the server has not opened its store yet
            names.append(WatchTokens(engine).renew(hash_of("a" * 43)))
        return bool(names)

    until(made)
    engine.dispose()
    return signed(names[-1])


def steps(server: Server, run: str) -> list[int]:
    with urllib.request.urlopen(f"{server.url}/lab/runs/{run}/frames", timeout=30) as answer:
        found: list[int] = json.loads(answer.read())["step"]
        return found


def until(true: Any, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def test_a_run_goes_on_when_a_lab_that_was_killed_is_back(server: Servers) -> None:
    first = server()
    port = int(first.url.rpartition(":")[2])
    watch = Watch(first.url, token=a_token(first), frames_per_second=100)
    labs = [first]

    def at(epoch: int, _: Any) -> None:
        if epoch == 2:  # what it has stored is there after it
            until(lambda: selected(first.store, "select count(*) from frames") != [(0,)])
            first.stop(signal.SIGKILL)
        elif epoch == 6:
            labs.append(server(store=first.store, port=port))

    model = sequential()
    model.compile("sgd", "mse", metrics=["mae"])
    events = keras.callbacks.LambdaCallback(on_epoch_begin=at)
    history = model.fit(*data(), batch_size=4, epochs=EPOCHS, verbose=0, callbacks=[watch, events])
    assert watch.stopped is None and len(history.epoch) == EPOCHS
    (run,) = [str(found) for (found,) in selected(first.store, "select id from runs")]
    last = EPOCHS * 12
    until(lambda: steps(labs[-1], run)[-1:] == [last])
    found = steps(labs[-1], run)
    assert found[0] == 1 and found == sorted({*found})
    assert any(step > 7 * 12 for step in found[:-1]), "frames of after it are there, besides the last"
    until(lambda: selected(first.store, "select status from runs") == [("finished",)])
    labs[-1].stop()
