"""Parquet files and pandas frames: columns that already have types."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.choices.fields import shown
from core.message import Message
from core.tables.assumptions import Assumptions
from core.tables.column import CATEGORY, DATE, NUMBER, WHOLE
from core.tables.limits import TableLimits
from core.tables.number_columns import about_numbers
from core.tables.numbers import of_floats
from core.tables.opening import broken, too_large
from core.tables.size import check_size
from core.tables.texts import Texts
from core.tables.unreadable import UnreadableTable
from core.tables.values import Different, Typed, categories, one_array, smallest

if TYPE_CHECKING:
    import pandas

_BATCH = 1 << 16
_INDEX = "__index_level_0__"


def read_parquet(data: bytes, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    """The columns of a Parquet file, read piece by piece until it is whole or too large.

    Raises:
        UnreadableTable: see `core.tables.reading.read`.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(io.BytesIO(data)) as opened:
            about = opened.metadata
            check_size(about.num_columns, about.num_rows, file, limits)
            groups = (about.row_group(at) for at in range(about.num_row_groups))
            if sum(max(group.total_byte_size, 0) for group in groups) > limits.bytes:
                raise too_large(file, limits)
            schema = opened.schema_arrow
            if any(pyarrow.types.is_nested(field.type) for field in schema):
                raise _unknown(next(field for field in schema if pyarrow.types.is_nested(field.type)), file)
        # Texts that repeat stay what they are in the file: a place in a list.
        texts = [field.name for field in schema if pyarrow.types.is_string(field.type)]
        with parquet.ParquetFile(io.BytesIO(data), read_dictionary=texts) as opened:
            table = _gathered(opened, file, limits)
    except (pyarrow.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise broken(file, error) from error
    return _texts(table, file, given, limits)


def of_frame(frame: pandas.DataFrame, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    """The columns of a frame; its index is left out.

    Raises:
        UnreadableTable: a column has values that no table has.
    """
    import pyarrow

    frame = frame.set_axis([str(name) for name in frame.columns], axis=1)
    check_size(frame.shape[1], frame.shape[0], file, limits)
    arrays = []
    for at in range(frame.shape[1]):
        series = frame.iloc[:, at]
        try:
            arrays.append(pyarrow.chunked_array([pyarrow.array(series, from_pandas=True)]))
        except (pyarrow.ArrowException, TypeError, ValueError):
            arrays.append(pyarrow.chunked_array([pyarrow.array(series.astype(str), pyarrow.string())]))
    schema = pyarrow.schema([(name, array.type) for name, array in zip(frame.columns, arrays, strict=True)])
    return _texts(pyarrow.Table.from_arrays(arrays, schema=schema), file, given, limits)


def _gathered(opened: Any, file: str, limits: TableLimits) -> Any:
    import pyarrow

    batches, size = [], 0
    for batch in opened.iter_batches(batch_size=_BATCH):
        batches.append(batch)
        size += batch.nbytes
        if size > 2 * limits.bytes:
            raise too_large(file, limits)
    return pyarrow.Table.from_batches(batches, opened.schema_arrow if not batches else None)


def _texts(table: Any, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    if table.num_rows == 0:
        raise UnreadableTable(Message("There is a heading, and nothing below it. Add rows."), file=file)
    names = tuple(table.column_names)
    index = names[0] == _INDEX if given.index is None else given.index
    if names[-1] == _INDEX and given.index is None:
        # pandas writes an index that is no plain count as the last column.
        names = (names[-1], *names[:-1])
        table = table.select([table.num_columns - 1, *range(table.num_columns - 1)])
        index = True
    columns = [_known(column, name, file, limits) for column, name in zip(table.columns, names, strict=True)]
    messages = (Message("The first column numbers the rows: it is left out."),) if index else ()
    assumed = replace(given, index=index)
    return Texts(names, ("",) * len(names), columns, lambda row: row + 1, assumed, messages)


def _known(column: Any, name: str, file: str, limits: TableLimits) -> Any:
    """A column of texts, categories, numbers, switches or dates; what else there is, made one of these."""
    import pyarrow
    import pyarrow.compute as compute

    types = pyarrow.types
    kind = column.type
    if types.is_dictionary(kind):
        if types.is_string(kind.value_type) or types.is_large_string(kind.value_type):
            if sum(map(_characters, column.chunks)) > limits.bytes:
                raise too_large(file, limits)
            return compute.cast(column, pyarrow.string())
        column = compute.cast(column, kind.value_type)
    kind = column.type
    if types.is_large_string(kind) or types.is_string_view(kind) or types.is_null(kind):
        return compute.cast(column, pyarrow.string())
    if types.is_decimal(kind) or types.is_float16(kind):
        return compute.cast(column, pyarrow.float64())
    if types.is_date(kind):
        return compute.cast(column, pyarrow.timestamp("ms"))
    if types.is_string(kind) or types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
        return column
    if types.is_timestamp(kind):
        return compute.cast(column, pyarrow.timestamp("ms"), safe=False)
    raise _unknown(pyarrow.field(name, kind), file)


def _characters(chunk: Any) -> int:
    """Bytes of a chunk's texts, written out."""
    import pyarrow.compute as compute

    return int(compute.sum(compute.binary_length(chunk.dictionary).take(chunk.indices)).as_py() or 0)


def of_type(column: Any, name: str, limits: TableLimits) -> Typed:
    """The column of a kind that its type says, which is not a text's."""
    import pyarrow
    import pyarrow.compute as compute

    types = pyarrow.types
    if types.is_boolean(column.type):
        return Typed(CATEGORY, categories(Different(compute.cast(column, pyarrow.string())), limits))
    if types.is_timestamp(column.type):
        return Typed(DATE, one_array(column))
    if types.is_integer(column.type):
        if column.type == pyarrow.uint64():
            return Typed(NUMBER, one_array(compute.cast(column, pyarrow.float64(), safe=False)))
        return Typed(WHOLE, one_array(smallest(compute.cast(column, pyarrow.int64()))))
    meant = of_floats(compute.cast(column, pyarrow.float64()))
    return Typed(NUMBER, meant.data, about_numbers(meant, name))


def _unknown(field: Any, file: str) -> UnreadableTable:
    return UnreadableTable(
        Message(
            "Expected numbers, texts, dates, true or false; found {kind}. Leave the column out.",
            kind=shown(str(field.type)),
        ),
        file=file,
        column=field.name,
    )
