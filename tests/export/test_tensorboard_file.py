"""Frames as events: TensorBoard's own reader, and TensorBoard itself, find every number and histogram."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from core.engine.inspection.tensorboard_file import EDGE, event_file_of
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.export.frames import frames_as_parquet
from core.packed import HISTOGRAMS, LAYER_NUMBERS, RUN_NUMBERS
from tests.fixtures.frames import frame

pytestmark = pytest.mark.engine


def test_tensorboard_reads_scalars_and_histograms(tmp_path: Path) -> None:
    frames = [frame(step) for step in (0, 10, 20)]
    path = tmp_path / "events.out.tfevents.gradient_lab"
    path.write_bytes(event_file_of({"created": 1e9}, frames_as_parquet(frames)))
    found = EventAccumulator(str(tmp_path), size_guidance={"tensors": 0, "histograms": 0})
    found.Reload()
    assert [event.step for event in found.Scalars("loss")] == [0, 10, 20]
    assert [event.value for event in found.Scalars("loss")] == [one.loss for one in frames]
    assert "val_metric" not in found.Tags()["scalars"]
    for layer in frames[1].layers:
        value = found.Scalars(f"layer_{layer.name}/weight_norm")[1]
        assert value.value == pytest.approx(layer.weight_norm)
        shown = found.Histograms(f"layer_{layer.name}/weights")[1].histogram_value
        counts = [layer.weights.under, *layer.weights.counts.tolist(), layer.weights.over]
        assert list(shown.bucket) == counts
        assert shown.num == sum(counts)


@contextmanager
def tensorboard(folder: Path) -> Iterator[Callable[..., Any]]:
    """TensorBoard on the logs of a folder, as people start it; gives what asks its HTTP API."""
    log = folder.with_suffix(".log")
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--host", "127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--port", "0"], stdout=output, stderr=subprocess.STDOUT)

    def ask(route: str, **query: str) -> Any:
        address = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if address is None:
            raise urllib.error.URLError("it has not said yet where it answers")
        with urllib.request.urlopen(f"{address[0]}/data/plugin/{route}?{urlencode(query)}") as answer:
            return json.load(answer)

    try:
        _wait_for(lambda: ask("scalars/tags"), process, log)
        yield ask
    finally:
        process.terminate()
        process.wait()


def _wait_for(loaded: Callable[[], Any], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError):
            if loaded():
                return
        time.sleep(0.1)
    raise AssertionError(f"TensorBoard has not read the log (exit {process.poll()}): {log.read_text()}")


@pytest.mark.slow
def test_tensorboard_shows_what_the_frames_of_a_run_hold(tmp_path: Path) -> None:
    trainer = Trainer(Experiment(layers=(4, 3), epochs=3, metrics=("f1",)), compiles=False)
    frames = [trainer.frame()]
    while not trainer.finished:
        trainer.advance_steps(trainer.epoch_end - trainer.step)
        frames.append(trainer.frame())
    folder = tmp_path / "logs"
    folder.mkdir()
    log = event_file_of({"created": 1e9}, frames_as_parquet(frames))
    (folder / "events.out.tfevents.gradient_lab").write_bytes(log)
    steps = [frame.step for frame in frames]
    with tensorboard(folder) as ask:

        def series(kind: str, tag: str) -> list[Any]:
            """Values by step; the time of each is checked on the way."""
            found = ask(f"{kind}/{kind}", run=".", tag=tag)
            assert [at for _, at, _ in found] == steps
            np.testing.assert_allclose([at for at, _, _ in found], [1e9 + each.seconds for each in frames])
            return [value for _, _, value in found]

        def shown(tag: str, expected: list[float]) -> None:
            np.testing.assert_array_equal(np.float32(series("scalars", tag)), np.float32(expected))

        for name in RUN_NUMBERS:
            if name not in ("step", "seconds"):
                shown(name, [getattr(frame, name) for frame in frames])
        shown("f1", [frame.measures["f1"] for frame in frames])
        for at, layer in enumerate(frames[0].layers):
            for name in LAYER_NUMBERS:
                shown(f"layer_{layer.name}/{name}", [getattr(frame.layers[at], name) for frame in frames])
            for name in HISTOGRAMS:
                for frame, buckets in zip(
                    frames, series("histograms", f"layer_{layer.name}/{name}"), strict=True
                ):
                    _same(buckets, getattr(frame.layers[at], name))


def _same(buckets: list[list[float]], histogram: Any) -> None:
    """Buckets are left edge, right edge and count of each; empty ones are all alike."""
    edges = histogram.edges
    rights = [*np.linspace(edges.low, edges.high, edges.bins + 1), EDGE]
    counts = [histogram.under, *histogram.counts.tolist(), histogram.over]
    expected = {round(right, 6): count for right, count in zip(rights, counts, strict=True) if count}
    assert {round(right, 6): count for _, right, count in buckets if count} == expected
