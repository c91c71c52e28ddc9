"""Values and arrays as one string of bytes: the form of everything that is sent, stored or passed on.

The format is safetensors (https://huggingface.co/docs/safetensors): the length of a header in 8 bytes, the
header as JSON with type, shape and place of each array, then the arrays. Everything is little-endian. What no
array holds stands in the header's ``__metadata__`` as one JSON text, beside the `VERSION` of that convention.

The wider an array's numbers, the earlier it comes, and the header is padded to a multiple of 8 bytes: so
every array lies where its type may be read in place, and readers copy nothing.

The library of that name reads and writes the same bytes, and the tests hold this module to it. The lab does
not call it: it takes ten times as long for a frame, and of 200 MB it makes several copies, during which no
other thread runs Python for 0.7 s. `pack_large` copies them once, and others wait for 10 ms.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Data = bytes | bytearray | memoryview

VERSION = "1"
"""Of how values stand in the header."""

_TYPES = {
    "F64": "<f8",
    "I64": "<i8",
    "U64": "<u8",
    "F32": "<f4",
    "I32": "<i4",
    "U32": "<u4",
    "I16": "<i2",
    "U16": "<u2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}
_BFLOAT16 = "BF16"
_CODES = {np.dtype(kind): code for code, kind in _TYPES.items()}
_LENGTH = struct.Struct("<Q")
_ALIGNED = 8
_json = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_METADATA = "__metadata__"
_KEPT, _MOST_KEPT = 256, 4096
"""Headers that are remembered, and bytes of one: all frames of a run have the same."""


class Contents(NamedTuple):
    """What `unpack` gives: plain JSON values, and arrays by name."""

    values: dict[str, Any]
    arrays: dict[str, Array]


class Place(NamedTuple):
    """Where an array of `size` numbers lies: at `offset` of the whole, in bytes."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    size: int
    offset: int


class _Field(NamedTuple):
    """What a header says of an array; `offsets` count from the header's end."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offsets: tuple[int, int]


class Header(NamedTuple):
    """What a header says; `end` is where the last array ends."""

    values: str
    places: dict[str, Place]
    end: int


def pack(values: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """`values` and `arrays` as bytes.

    Arguments:
        values: what JSON can say. It has no NaN and no infinity: numbers that may be one go into an array.
        arrays: by name, of the types of `_TYPES` or bfloat16 (of the package `ml_dtypes`).

    Raises:
        ValueError: an array of another type, or a value that JSON cannot say.
        TypeError: a value that JSON cannot say.
    """
    header, order = _header_for(values, arrays)
    return b"".join([header, *[arrays[name].tobytes() for name in order]])


def pack_large(values: Mapping[str, Any], arrays: Mapping[str, Array]) -> memoryview:
    """The same for hundreds of megabytes: copied once, by NumPy, which lets other threads go on meanwhile."""
    header, order = _header_for(values, arrays)
    flat = (np.ascontiguousarray(arrays[name]).reshape(-1).view(np.uint8) for name in order)
    return np.concatenate([np.frombuffer(header, np.uint8), *flat]).data


def unpack(data: Data) -> Contents:
    """Read what `pack` wrote. The arrays are views of `data`, and can be written to if it can.

    Raises:
        ValueError: bytes of another format, or not all of them.
    """
    header = read_header(data)
    arrays = {name: _view(data, place) for name, place in header.places.items()}
    values = json.loads(header.values)
    if not isinstance(values, dict):
        raise ValueError(f"Expected the values of a container, received {header.values[:80]!r}.")
    return Contents(values, arrays)


def unpack_array(data: Data, name: str) -> Array:
    """One of the arrays: a fraction of the work for whoever needs no other.

    Raises:
        ValueError: as `unpack`.
        KeyError: there is no such array.
    """
    return _view(data, read_header(data).places[name])


def read_header(data: Data) -> Header:
    """What the header of `data` says, checked against all of `data`.

    Raises:
        ValueError: as `unpack`.
    """
    header = leading_header(data)
    if header.end != len(data):
        raise ValueError(f"Expected {header.end} bytes in all, received {len(data)}.")
    return header


def leading_header(data: Data) -> Header:
    """What the header of the container that `data` begins with says, whether or not all of it is there.

    Raises:
        ValueError: bytes of another format, or not all of the header.
    """
    begin = _LENGTH.size
    if len(data) < begin:
        raise ValueError(f"Expected a container of at least {begin} bytes, received {len(data)}.")
    (length,) = _LENGTH.unpack_from(data)
    if length > len(data) - begin:
        raise ValueError(f"Expected a header of {length} bytes, received {len(data) - begin}.")
    text = bytes(data[begin : begin + length])
    return _parsed(text) if length <= _MOST_KEPT else _parsed.__wrapped__(text)


def _header_for(values: Mapping[str, Any], arrays: Mapping[str, Array]) -> tuple[bytes, tuple[str, ...]]:
    text = _json(values) if values else "{}"
    fields = tuple([(name, array.dtype, array.shape) for name, array in arrays.items()])
    return (_header if len(text) <= _MOST_KEPT else _header.__wrapped__)(text, fields)


@lru_cache(maxsize=_KEPT)
def _header(
    values: str, fields: tuple[tuple[str, np.dtype[Any], tuple[int, ...]], ...]
) -> tuple[bytes, tuple[str, ...]]:
    """The header with its length, and the names of the arrays in the order in which they follow."""
    ordered = sorted(fields, key=lambda field: -field[1].itemsize)
    body: dict[str, Any] = {_METADATA: {"version": VERSION, "values": values}}
    end = 0
    for name, dtype, shape in ordered:
        begin, end = end, end + dtype.itemsize * math.prod(shape)
        body[name] = {"dtype": _code(name, dtype), "shape": shape, "data_offsets": (begin, end)}
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    padded = text.ljust(-(-len(text) // _ALIGNED) * _ALIGNED)
    return _LENGTH.pack(len(padded)) + padded, tuple(name for name, _, _ in ordered)


def _code(name: str, dtype: np.dtype[Any]) -> str:
    code = _BFLOAT16 if dtype.name == "bfloat16" else _CODES.get(dtype)
    if code is None or name == _METADATA:
        expected = ", ".join((*map(str, _CODES), "bfloat16"))
        raise ValueError(f"Expected an array of {expected}, received {name!r} of {dtype}.")
    return code


@lru_cache(maxsize=_KEPT)
def _parsed(text: bytes) -> Header:
    try:
        body = json.loads(text)
        metadata = body.pop(_METADATA)
        version, values = metadata["version"], metadata["values"]
        fields = {name: _field(**field) for name, field in body.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"Expected the header of a container, received {text[:80]!r}.") from error
    if version != VERSION or not isinstance(values, str):
        raise ValueError(f"Expected a container of version {VERSION}, received {version!r}.")
    begin = _LENGTH.size + len(text)
    places, end = {}, 0
    for name, field in sorted(fields.items(), key=lambda item: item[1].offsets):
        first, last = field.offsets
        size = math.prod(field.shape)
        if first != end or last != first + size * field.dtype.itemsize:
            raise ValueError(
                f"Expected {name!r}, {field.shape} of {field.dtype}, at {end}, received {first} to {last}."
            )
        places[name] = Place(field.dtype, field.shape, size, begin + first)
        end = last
    return Header(values, places, begin + end)


def _field(dtype: str, shape: list[int], data_offsets: list[int]) -> _Field:
    first, last = data_offsets
    if not all(type(number) is int and number >= 0 for number in (*shape, first, last)):
        raise ValueError("Expected sizes and places as whole numbers.")
    return _Field(_dtype(dtype), tuple(shape), (first, last))


def _dtype(code: str) -> np.dtype[Any]:
    if code != _BFLOAT16:
        return np.dtype(_TYPES[code])
    import ml_dtypes  # comes with Keras; loaded by the few who need it

    found: np.dtype[Any] = np.dtype(ml_dtypes.bfloat16)
    return found


def _view(data: Data, place: Place) -> Array:
    return np.frombuffer(data, place.dtype, place.size, place.offset).reshape(place.shape)
