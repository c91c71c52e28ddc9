"""Frames and layouts as bytes or JSON, and back, without pickle."""

from __future__ import annotations

import struct
from dataclasses import asdict
from typing import Any

from core.frame import Edges, LayerLayout, RunLayout
from core.packed import HISTOGRAMS, PackedFrame
from core.store.version2 import upgraded_frame

_VERSION = 3
_HEAD = struct.Struct("<BI")
_COMPRESSION = "lz4"


def frame_to_bytes(frame: PackedFrame) -> bytes:
    """`frame` as it is stored: for four layers 4 to 9 kB with a boundary of 100x100, and 1 to 2 kB without.

    LZ4 costs less time than writing the bytes that it saves; zlib would cost six times as much.
    """
    # Comes with Streamlit; loaded by the thread that writes, not at start.
    import pyarrow  # type: ignore[import-untyped]

    content: bytes = pyarrow.compress(frame.data, _COMPRESSION, asbytes=True)
    return _HEAD.pack(_VERSION, len(frame.data)) + content


def frame_from_bytes(data: bytes) -> PackedFrame | None:
    """Read what `frame_to_bytes` wrote, also that of version 2; None for a frame of another format."""
    import pyarrow

    version, size = _HEAD.unpack_from(data)
    if version not in (2, _VERSION):
        return None
    content = pyarrow.decompress(memoryview(data)[_HEAD.size :], size, _COMPRESSION, asbytes=True)
    return PackedFrame(upgraded_frame(content) if version == 2 else content)


def layout_to_json(layout: RunLayout | None) -> dict[str, Any] | None:
    """`layout` as plain JSON values."""
    return None if layout is None else asdict(layout)


def layout_from_json(body: dict[str, Any] | None) -> RunLayout | None:
    """Read what `layout_to_json` wrote."""
    if body is None:
        return None
    layers = tuple(
        LayerLayout(layer["name"], layer["units"], *(Edges(**layer[name]) for name in HISTOGRAMS))
        for layer in body["layers"]
    )
    return RunLayout(layers, body["steps_per_epoch"], body["metric"])
