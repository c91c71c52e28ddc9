"""What the second version of the store wrote, in today's form.

A training state was ``GLS2``, the length of a JSON head, the head, and then the vectors whose sizes it says.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from core.container import Array, pack_large

_STATE = b"GLS2"
_STATE_HEAD = struct.Struct("<4sI")
_VECTORS: dict[str, np.dtype[Any]] = {
    "values": np.dtype("<f4"),
    "counters": np.dtype("<i8"),
    "best_weights": np.dtype("<f4"),
}


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
