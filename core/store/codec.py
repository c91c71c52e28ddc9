"""Frames and layouts as bytes or JSON, and back, without pickle."""

from __future__ import annotations

import math
import struct
from dataclasses import asdict
from typing import Any

from core.frame import Edges, LayerLayout, RunLayout
from core.packed import HISTOGRAMS, PackedFrame
from core.store.version2 import upgraded_frame

_VERSION = 3
_HEAD = struct.Struct("<BI")
_COMPRESSION = "lz4"
_MOST_COMPRESSED = 256
"""LZ4 makes at most 255 bytes of one: whoever claims more would only have memory set aside."""


def frame_to_bytes(frame: PackedFrame) -> bytes:
    """`frame` as it is stored: for four layers 4 to 9 kB with a boundary of 100x100, and 1 to 2 kB without.

    LZ4 costs less time than writing the bytes that it saves; zlib would cost six times as much.
    """
    # Comes with Streamlit; loaded by the thread that writes, not at start.
    import pyarrow

    content: bytes = pyarrow.compress(frame.data, _COMPRESSION, asbytes=True)
    return _HEAD.pack(_VERSION, len(frame.data)) + content


def frame_from_bytes(data: bytes) -> PackedFrame | None:
    """Read what `frame_to_bytes` wrote, also that of version 2; None for one of the first version.

    Raises:
        ValueError: bytes of no frame.
    """
    import pyarrow

    if len(data) < _HEAD.size:
        raise ValueError(f"Expected a frame of at least {_HEAD.size} bytes, received {len(data)}.")
    version, size = _HEAD.unpack_from(data)
    if version == 1:
        return None
    if version not in (2, _VERSION):
        raise ValueError(f"Expected a frame of version 1 to {_VERSION}, received {version}.")
    if size > _MOST_COMPRESSED * len(data):
        raise ValueError(f"Expected what {len(data)} bytes of LZ4 can hold, received {size} bytes.")
    try:
        content = pyarrow.decompress(memoryview(data)[_HEAD.size :], size, _COMPRESSION, asbytes=True)
        packed = PackedFrame(upgraded_frame(content) if version == 2 else content)
    except (OSError, struct.error) as error:
        raise ValueError(f"Expected a frame under LZ4, received other bytes: {error}.") from error
    packed.check()
    return packed


def layout_to_json(layout: RunLayout | None) -> dict[str, Any] | None:
    """`layout` as plain JSON values."""
    return None if layout is None else asdict(layout)


def layout_from_json(body: dict[str, Any] | None) -> RunLayout | None:
    """Read what `layout_to_json` wrote.

    Raises:
        ValueError: it is no layout.
    """
    if body is None:
        return None
    try:
        layers = tuple(
            LayerLayout(
                str(layer["name"]), _count(layer["units"]), *(_edges(**layer[name]) for name in HISTOGRAMS)
            )
            for layer in body["layers"]
        )
        if not layers or body["metric"] not in ("accuracy", "error"):
            raise ValueError("no layers, or an unknown metric")
        deviations = tuple(map(_deviation, body.get("target_std", ())))
        return RunLayout(layers, _count(body["steps_per_epoch"]), body["metric"], deviations)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"Expected the layout of a run, received {body!r:.80} ({error}).") from error


def _edges(low: float, high: float, bins: int) -> Edges:
    if not all(type(number) in (int, float) for number in (low, high)):
        raise ValueError("edges that are no numbers")
    return Edges(low, high, _count(bins))


def _deviation(value: float) -> float:
    if type(value) not in (int, float) or not 0 < value < math.inf:
        raise ValueError(f"{value!r} in place of a standard deviation")
    return float(value)


def _count(value: int) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(f"{value!r} in place of a whole number from 1 on")
    return value
