"""A table as bytes for a store: Parquet, with what Parquet does not know in its metadata."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import Any

from core.message import Invalid, Message
from core.tables.assumptions import Assumptions
from core.tables.column import Column
from core.tables.table import Table

_KEY = b"gradient-lab table"
_VERSION = 1


def to_bytes(table: Table) -> bytes:
    """A table as Parquet (Zstandard) with columns, assumptions and messages in its metadata."""
    from pyarrow import parquet

    about = {
        "version": _VERSION,
        "name": table.name,
        "columns": [asdict(column) for column in table.columns],
        "types": [_type_name(field.type) for field in table.data.schema],
        "assumptions": table.assumptions.to_json(),
        "messages": [message.to_json() for message in table.messages],
    }
    # Numbers for names: those of people are in the metadata.
    data = table.data.rename_columns([str(at) for at in range(len(table.columns))])
    data = data.replace_schema_metadata({_KEY: json.dumps(about).encode()})
    sink = io.BytesIO()
    parquet.write_table(data, sink, compression="zstd")
    return sink.getvalue()


def from_bytes(data: bytes) -> Table:
    """Read what `to_bytes` gave: the same table, with the same `hash`.

    Raises:
        Invalid: they are something else.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        found = parquet.read_table(io.BytesIO(data), use_threads=True)
        about = json.loads((found.schema.metadata or {})[_KEY])
        columns = tuple(Column(**column) for column in about["columns"])
        arrays = [_as_type(column, name) for column, name in zip(found.columns, about["types"], strict=True)]
        return Table(
            name=about["name"],
            columns=columns,
            data=pyarrow.table(arrays, names=[column.name for column in columns]),
            assumptions=Assumptions.from_json(about["assumptions"]),
            messages=tuple(Message.from_json(message) for message in about["messages"]),
        )
    except (pyarrow.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise Invalid(
            Message("These bytes are not a stored table, or a damaged one. Open the table's file again.")
        ) from error


def _type_name(kind: Any) -> str:
    import pyarrow

    return f"dictionary {kind.index_type}" if pyarrow.types.is_dictionary(kind) else str(kind)


def _as_type(column: Any, name: str) -> Any:
    """Parquet forgets how many bits the codes of categories have."""
    import pyarrow

    if not name.startswith("dictionary "):
        return column
    one = column.combine_chunks()
    if not pyarrow.types.is_dictionary(one.type):
        one = one.dictionary_encode()
    codes = one.indices.cast(name.removeprefix("dictionary "))
    return pyarrow.DictionaryArray.from_arrays(codes, one.dictionary)
