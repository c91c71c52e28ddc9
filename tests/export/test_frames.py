"""Frames of a run as tables: every number of every frame, and it reads back as it is."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from pyarrow import parquet

from core.export.frames import frames_as_csv, frames_as_parquet
from core.frame import Frame
from tests.fixtures.frames import frame


@pytest.fixture
def frames() -> list[Frame]:
    first = frame(step=0)
    return [
        replace(first, val_loss=None, measures={}),
        replace(frame(step=7), loss=float("nan"), val_loss=0.1, measures={"f1": 0.25}),
        replace(frame(step=9), loss=float("inf"), val_loss=1 / 3, measures={"f1": float("nan")}),
    ]


def test_csv_has_every_number(frames: list[Frame]) -> None:
    rows = list(csv.DictReader(io.StringIO(frames_as_csv(frames).decode())))
    assert [row["step"] for row in rows] == ["0", "7", "9"]
    assert [row["val_loss"] for row in rows] == ["", "0.1", repr(1 / 3)]
    assert [row["loss"] for row in rows][1:] == ["nan", "inf"]
    assert [row["f1"] for row in rows] == ["", "0.25", "nan"]
    for row, shown in zip(rows, frames, strict=True):
        for layer in shown.layers:
            assert float(row[f"layer_{layer.name}.update_ratio"]) == layer.update_ratio


def test_parquet_has_histograms_and_their_edges(frames: list[Frame]) -> None:
    table = parquet.read_table(io.BytesIO(frames_as_parquet(frames)))
    edges = json.loads(table.schema.metadata[b"edges"])
    assert table.column("val_loss").to_pylist() == [None, 0.1, 1 / 3]
    for layer in frames[0].layers:
        name = f"layer_{layer.name}.weights"
        under, *counts, over, nonfinite = table.column(name).to_pylist()[0]
        assert (under, over, nonfinite) == (layer.weights.under, layer.weights.over, layer.weights.nonfinite)
        np.testing.assert_array_equal(counts, layer.weights.counts)
        assert edges[name] == {
            "low": layer.weights.edges.low,
            "high": layer.weights.edges.high,
            "bins": layer.weights.edges.bins,
        }


def test_no_frames_are_a_table_without_rows() -> None:
    assert parquet.read_table(io.BytesIO(frames_as_parquet([]))).num_rows == 0
    assert frames_as_csv([]).count(b"\n") == 1
