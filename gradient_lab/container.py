"""Writing the lab's containers: safetensors with one JSON text as its metadata.

`core.container` of the lab describes and reads them; the tests hold these bytes to those that it writes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

VERSION = "1"
_CODES = {
    np.dtype("<f8"): "F64",
    np.dtype("<f4"): "F32",
    np.dtype("<u4"): "U32",
    np.dtype("<u2"): "U16",
    np.dtype("u1"): "U8",
}
_ALIGNED = 8


def pack(values: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """`values` and `arrays` as bytes.

    Arguments:
        values: what JSON can say, without NaN and infinity.
        arrays: by name, of the types of `_CODES`.

    Raises:
        ValueError: a value that JSON cannot say.
        KeyError: an array of another type.
    """
    text = json.dumps(values, separators=(",", ":"), allow_nan=False)
    ordered = sorted(arrays, key=lambda name: -arrays[name].itemsize)
    body: dict[str, Any] = {"__metadata__": {"version": VERSION, "values": text}}
    end = 0
    for name in ordered:
        array = arrays[name]
        begin, end = end, end + array.nbytes
        body[name] = {"dtype": _CODES[array.dtype], "shape": array.shape, "data_offsets": (begin, end)}
    header = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    header = header.ljust(-(-len(header) // _ALIGNED) * _ALIGNED)
    data = [arrays[name].tobytes() for name in ordered]
    return b"".join([struct.pack("<Q", len(header)), header, *data])
