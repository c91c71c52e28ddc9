"""Frames as events: TensorBoard's own reader finds every number and histogram."""

from __future__ import annotations

from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from core.engine.inspection.tensorboard_file import event_file_of
from core.export.frames import frames_as_parquet
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
