"""Frames of a run as a file of events, which TensorBoard shows: scalars and histograms.

Written with TensorFlow's own records and messages, so that nothing else has to be installed.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

EDGE = 1e30
"""Where the outermost buckets end, which hold what lies beyond a histogram's edges."""


def event_file_of(asked: Mapping[str, Any], data: bytes | memoryview) -> bytes:
    """A file for the folder that ``tensorboard --logdir`` is given.

    Scalars are all numbers of the frames; tags of layers are as in ``layer_1/weight_norm``. Of a logarithmic
    histogram the values are log10 of the absolute value, as on screen; what is not finite has no bucket.

    Arguments:
        asked: ``{"created": seconds since 1970}``, when the run began.
        data: the frames, as `core.export.frames.frames_as_parquet` gives them.
    """
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(data))
    edges = json.loads(table.schema.metadata[b"edges"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events"
        with tf.io.TFRecordWriter(str(path)) as writer:
            begin = tf.compat.v1.Event(wall_time=asked["created"], file_version="brain.Event:2")
            writer.write(begin.SerializeToString())
            for row in table.to_pylist():
                event = tf.compat.v1.Event(
                    wall_time=asked["created"] + row["seconds"],
                    step=row["step"],
                    summary=tf.compat.v1.Summary(value=list(_values(row, edges))),
                )
                writer.write(event.SerializeToString())
        return path.read_bytes()


def _values(row: Mapping[str, Any], edges: Mapping[str, Mapping[str, Any]]) -> Iterator[Any]:
    """What one frame shows, as messages of TensorFlow."""
    make = tf.compat.v1.Summary.Value
    for name, value in row.items():
        tag = name.replace(".", "/")
        if name in edges:
            yield make(tag=tag, histo=_histogram(value, **edges[name]))
        elif value is not None and name not in ("step", "seconds"):
            yield make(tag=tag, simple_value=value)


def _histogram(counts: list[int], *, low: float, high: float, bins: int) -> Any:
    """`counts` as `frames_as_parquet` lays them out."""
    under, *inside, over, _nonfinite = counts
    limits = np.linspace(low, high, bins + 1)
    middles = (limits[:-1] + limits[1:]) / 2
    total = under + sum(inside) + over
    return tf.compat.v1.HistogramProto(
        min=low,
        max=high,
        num=total,
        sum=float(np.dot(middles, inside)) + under * low + over * high,
        sum_squares=float(np.dot(middles**2, inside)) + under * low**2 + over * high**2,
        bucket_limit=[*limits.tolist(), EDGE],
        bucket=[under, *inside, over],
    )
