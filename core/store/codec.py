"""Frames, layouts and messages as bytes or JSON, and back, without pickle and without losing a bit."""

from __future__ import annotations

import json
import math
import struct
import zlib
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from core.frame import Boundary, Edges, Frame, Histogram, LayerFrame, LayerLayout, RunLayout
from core.message import Message

_VERSION = 1
_HEAD = struct.Struct("<BI")
_HISTOGRAMS = ("activations", "preactivation_gradients", "weight_gradients", "weights")
_PLAIN = tuple(field.name for field in fields(LayerFrame) if field.name not in _HISTOGRAMS)


def frame_to_bytes(frame: Frame) -> bytes:
    """`frame` as bytes: for four layers about 24 kB with a boundary of 100x100, and 2 kB without.

    Everything but the boundary is JSON, which writes a float so that the same one is read back (NaN and
    infinity too). The boundary is written as differences of neighbours, byte plane by byte plane: a
    smooth surface then compresses to half of what its float32 take.
    """
    body: dict[str, Any] = {
        "step": frame.step,
        "epoch": frame.epoch,
        "seconds": frame.seconds,
        "learning_rate": frame.learning_rate,
        "loss": frame.loss,
        "metric": frame.metric,
        "val_loss": frame.val_loss,
        "val_metric": frame.val_metric,
        "layers": [_layer_to_json(layer) for layer in frame.layers],
    }
    surface = b""
    if frame.boundary is not None:
        body["boundary"] = {"side": len(frame.boundary.values), "extent": frame.boundary.extent}
        surface = _planes_of(frame.boundary.values)
    text = json.dumps(body, separators=(",", ":")).encode()
    return _HEAD.pack(_VERSION, len(text)) + zlib.compress(text + surface, 1)


def frame_from_bytes(data: bytes) -> Frame:
    """Read what `frame_to_bytes` wrote.

    Raises:
        ValueError: bytes of another format.
    """
    version, length = _HEAD.unpack_from(data)
    if version != _VERSION:
        raise ValueError(f"Expected a frame of format {_VERSION}, received format {version}.")
    content = zlib.decompress(data[_HEAD.size :])
    body = json.loads(content[:length])
    shape = body.pop("boundary", None)
    boundary = shape and Boundary(_surface_of(content[length:], shape["side"]), shape["extent"])
    layers = tuple(_layer_from_json(layer) for layer in body.pop("layers"))
    return Frame(**body, layers=layers, boundary=boundary)


def _planes_of(values: npt.NDArray[np.float32]) -> bytes:
    bits = np.ascontiguousarray(values, dtype="<f4").view("<i4")
    steps = np.diff(np.diff(bits, axis=0, prepend=np.int32(0)), axis=1, prepend=np.int32(0))
    return steps.view(np.uint8).reshape(-1, 4).T.tobytes()


def _surface_of(planes: bytes, side: int) -> npt.NDArray[np.float32]:
    steps = np.frombuffer(planes, np.uint8).reshape(4, -1).T.copy().view("<i4").reshape(side, side)
    # Differences and sums both wrap around at 32 bits, so the sums give the very same bits.
    bits = np.cumsum(np.cumsum(steps, axis=1, dtype=np.int32), axis=0, dtype=np.int32)
    return bits.view(np.float32)


def _layer_to_json(layer: LayerFrame) -> dict[str, Any]:
    histograms = {name: _histogram_to_json(getattr(layer, name)) for name in _HISTOGRAMS}
    return {name: getattr(layer, name) for name in _PLAIN} | histograms


def _layer_from_json(body: dict[str, Any]) -> LayerFrame:
    return LayerFrame(**body | {name: _histogram_from_json(body[name]) for name in _HISTOGRAMS})


def _histogram_to_json(histogram: Histogram) -> list[Any]:
    edges = histogram.edges
    outside = [histogram.under, histogram.over, histogram.nonfinite]
    return [edges.low, edges.high, edges.bins, histogram.counts.tolist(), *outside]


def _histogram_from_json(body: list[Any]) -> Histogram:
    low, high, bins, counts, under, over, nonfinite = body
    return Histogram(Edges(low, high, bins), np.array(counts, np.int64), under, over, nonfinite)


def layout_to_json(layout: RunLayout | None) -> dict[str, Any] | None:
    """`layout` as plain JSON values."""
    return None if layout is None else asdict(layout)


def layout_from_json(body: dict[str, Any] | None) -> RunLayout | None:
    """Read what `layout_to_json` wrote."""
    if body is None:
        return None
    layers = tuple(
        LayerLayout(layer["name"], layer["units"], *(Edges(**layer[name]) for name in _HISTOGRAMS))
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
