"""Frames, layouts and messages as bytes or JSON, and back, without pickle."""

from __future__ import annotations

import math
import struct
from dataclasses import asdict
from typing import Any

from core.frame import Edges, LayerLayout, RunLayout
from core.message import Message
from core.packed import HISTOGRAMS, PackedFrame

_VERSION = 2
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
    """Read what `frame_to_bytes` wrote; None for a frame of another format, as older versions wrote them."""
    import pyarrow

    version, size = _HEAD.unpack_from(data)
    if version != _VERSION:
        return None
    return PackedFrame(pyarrow.decompress(memoryview(data)[_HEAD.size :], size, _COMPRESSION, asbytes=True))


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


def message_to_json(message: Message | None) -> dict[str, Any] | None:
    """`message` as plain JSON values, still in its source language."""
    if message is None:
        return None
    return {"text": message.text, "values": {key: _value_to_json(value) for key, value in message.values}}


def message_from_json(body: dict[str, Any] | None) -> Message | None:
    """Read what `message_to_json` wrote."""
    if body is None:
        return None
    values = {
        key: message_from_json(value) if isinstance(value, dict) else value
        for key, value in body["values"].items()
    }
    return Message(body["text"], **values)


def _value_to_json(value: object) -> object:
    if isinstance(value, Message):
        return message_to_json(value)
    # Databases refuse NaN in JSON; a message shows the same three letters either way.
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value:g}"
    return value if isinstance(value, bool | int | float) else str(value)
