"""What the second version of the store wrote, in today's form.

A frame was a head of 8 bytes (bytes of a count, missing validation numbers, layers, side of the boundary),
the numbers of the run and of each layer, all counts, what they had outside, the boundary's levels, and what
stays the same during a run: of each layer its units and the ends and bins of its histograms; with a boundary,
its range and extent.

A training state was ``GLS2``, the length of a JSON head, the head, and then the vectors whose sizes it says.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from core.container import Array, pack, pack_large

_FRAME_HEAD = struct.Struct("<BBHHxx")
_RUN_NUMBERS, _LAYER_NUMBERS, _HISTOGRAMS, _OUTSIDE = 8, 9, 4, 3
_FIXED = 1 + 3 * _HISTOGRAMS
"""Numbers of a layer that stay the same: units; low, high and bins of each histogram."""
_MAY_MISS = ("val_loss", "val_metric")

_STATE = b"GLS2"
_STATE_HEAD = struct.Struct("<4sI")
_VECTORS: dict[str, np.dtype[Any]] = {
    "values": np.dtype("<f4"),
    "counters": np.dtype("<i8"),
    "best_weights": np.dtype("<f4"),
}


def upgraded_frame(data: bytes) -> bytes:
    """A frame as `core.packed` lays it out today."""
    width, missing, layers, side = _FRAME_HEAD.unpack_from(data)
    numbers = np.frombuffer(data, "<f8", _RUN_NUMBERS + layers * _LAYER_NUMBERS, _FRAME_HEAD.size)
    fixed = layers * _FIXED + (3 if side else 0)
    same = np.frombuffer(data, "<f8", offset=len(data) - 8 * fixed)
    bins = int(same[: layers * _FIXED].reshape(layers, _FIXED)[:, 3::3].sum())
    outside = layers * _HISTOGRAMS * _OUTSIDE
    held = np.frombuffer(data, f"<u{width}", bins + outside, _FRAME_HEAD.size + numbers.nbytes)
    arrays = {
        "run": numbers[:_RUN_NUMBERS],
        "layers": numbers[_RUN_NUMBERS:].reshape(layers, _LAYER_NUMBERS),
        "counts": held[:bins].reshape(layers, -1),
        "outside": held[bins:].reshape(layers, _HISTOGRAMS, _OUTSIDE),
    }
    if side:
        arrays["boundary"] = np.frombuffer(data, np.uint8, side * side, len(data) - same.nbytes - side * side)
        arrays["boundary"] = arrays["boundary"].reshape(side, side)
        arrays["boundary_range"] = same[-3:]
    absent = [name for bit, name in enumerate(_MAY_MISS) if missing & 1 << bit]
    return pack({"missing": absent} if absent else {}, arrays)


def upgraded_state(data: bytes | memoryview) -> bytes | memoryview:
    """A training state as `TrainState.to_bytes` writes it today; `data` itself where it is none of then."""
    if bytes(data[: len(_STATE)]) != _STATE:
        return data
    _, length = _STATE_HEAD.unpack_from(data)
    begin = _STATE_HEAD.size + length
    head: dict[str, Any] = json.loads(bytes(data[_STATE_HEAD.size : begin]))
    arrays: dict[str, Array] = {}
    for (name, dtype), size in zip(_VECTORS.items(), head["sizes"], strict=True):
        if size >= 0:  # -1: it is not there
            arrays[name] = np.frombuffer(data, dtype, size, begin)
            begin += arrays[name].nbytes
    progress, patience = head["progress"], head["patience"]
    values = {"step": head["step"], "rows": progress["rows"]}
    arrays["sums"] = np.array([progress["loss"], progress["score"]])
    for name in ("epoch", "validation"):
        if progress[name] is not None:
            arrays[name] = np.array(progress[name])
    if patience is not None:
        best, best_epoch, wait = patience
        values["patience"] = {"best_epoch": best_epoch, "wait": wait}
        arrays["best"] = np.array(best)
    return pack_large(values, arrays)
