"""A name for a table that follows from its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from core.tables.assumptions import Assumptions
from core.tables.column import Column

_VERSION = "gradient-lab table 1"


def fingerprint(columns: Sequence[Column], data: Any, assumptions: Assumptions) -> str:
    """SHA-256 of a table, as hexadecimal digits. It does not depend on how Arrow lays out its memory.

    Arguments:
        data: the `pyarrow.Table`.
    """
    about = [_VERSION, data.num_rows, [asdict(column) for column in columns], assumptions.to_json()]
    digest = hashlib.sha256(json.dumps(about, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace"))
    for column in data.columns:
        if _is_plain(column):
            _digest_in_chunks(digest, column)
            continue
        for piece in _pieces(column):
            digest.update(len(piece).to_bytes(8, "little"))
            digest.update(piece)
    return digest.hexdigest()


def _is_plain(column: Any) -> bool:
    import pyarrow

    return bool(pyarrow.types.is_floating(column.type)) and not column.null_count


def _digest_in_chunks(digest: Any, column: Any) -> None:
    """The same as `_pieces` gives for numbers without gaps, which need not be copied into one array."""
    for piece in (str(column.type).encode(), b""):
        digest.update(len(piece).to_bytes(8, "little"))
        digest.update(piece)
    values = [_plain(chunk) for chunk in column.chunks]
    digest.update(sum(map(len, values)).to_bytes(8, "little"))
    for chunk in values:
        digest.update(chunk)


def _pieces(column: Any) -> Iterator[Any]:
    """Type, missing values, and values, as bytes."""
    import pyarrow
    import pyarrow.compute as compute

    types = pyarrow.types
    array = column.combine_chunks()
    if types.is_dictionary(array.type):
        yield b"categories"
        for text in array.dictionary.to_pylist():
            yield text.encode()
        yield _plain(array.indices.cast(pyarrow.int32()).fill_null(-1))
        return
    yield str(array.type).encode()
    yield _bits(array.is_null()) if array.null_count else b""
    if types.is_string(array.type):
        filled = array.fill_null("") if array.null_count else array
        yield _plain(compute.binary_length(filled))
        # Copied, so that it begins where its buffer does.
        joined = pyarrow.concat_arrays([filled, pyarrow.array([], filled.type)])
        offsets = np.frombuffer(joined.buffers()[1], np.int32)[
            joined.offset : joined.offset + len(joined) + 1
        ]
        first, last = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
        yield memoryview(joined.buffers()[2] or b"")[first:last]
        return
    if types.is_timestamp(array.type):
        array = array.cast(pyarrow.int64())
    yield _plain(array.fill_null(0) if array.null_count else array)


def _plain(array: Any) -> Any:
    values = np.ascontiguousarray(array.to_numpy(zero_copy_only=False))
    return values.view(np.uint8).data


def _bits(array: Any) -> bytes:
    return np.packbits(array.to_numpy(zero_copy_only=False)).tobytes()
