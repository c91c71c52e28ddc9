"""Mixed columns of a table through one pipeline, fitted on the training part."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from core.data.estimated import Estimated
from core.data.expansion import MOST_COLUMNS
from core.data.preparation import Preparation, Steps, check_rows, too_many_components, too_many_features
from core.data.prepared_parts import PreparedParts
from core.data.raw import DataUnavailable, Floats
from core.data.split_choices import Parts
from core.data.table_columns import NUMERIC, ColumnSettings, as_float32, column_transformer, feature_names
from core.data.table_rows import TableRows
from core.message import Message
from core.tables.column import CATEGORY, DATE

MOST_CELLS = 100_000_000
"""Numbers that a table may become: 400 MB in single precision."""
_ROWS = 8192


def table_pipeline(settings: ColumnSettings, steps: Steps, rows: int) -> Any:
    """From the mixed columns of a table to what the network is given: one pipeline, not yet fitted.

    Arguments:
        settings: how columns become numbers; the common scaling is that of `steps`.
        rows: of the training part.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    columns = column_transformer(replace(settings, scaling=steps.scaling.name), rows)
    single = FunctionTransformer(as_float32, feature_names_out="one-to-one")
    return Pipeline([("columns", columns), *steps.after_scaling(), ("float32", single)])


def of_table(table: TableRows, parts: Parts, steps: Steps) -> PreparedParts:
    """Prepare mixed columns.

    Raises:
        DataUnavailable: they would be too many numbers, or fewer than components are wanted.
    """
    train, val, test = (table.frame.iloc[rows] for rows in (parts.train, parts.val, parts.test))
    check_rows(steps, len(train))
    _check_cells(table)
    pipeline = table_pipeline(table.settings, steps, len(train))
    columns = pipeline[0]
    plain = replace(table.settings, scaling="none", own_scaling={})
    # What overflows, or has no spread at all, is a result, and the network shows what comes of it.
    with np.errstate(all="ignore"):
        numbers = columns.fit_transform(train)
        _check_columns(steps, numbers.shape[1])
        pipeline[1:].fit(numbers)  # the steps are the pipeline's own
        unscaled = column_transformer(plain, len(train)).fit(train)
    whole = Estimated(pipeline)
    x_train = _applied(pipeline, train)
    return PreparedParts(
        raw=(_applied(unscaled, train), _applied(unscaled, val), _applied(unscaled, test)),
        x=(x_train, _applied(pipeline, val), _applied(pipeline, test)),
        scaled_train=x_train if steps.only_scale else as_float32(numbers),
        points=None,
        fitted=Preparation(whole if steps.only_scale else Estimated(columns), whole),
        raw_names=feature_names(unscaled),
        names=feature_names(pipeline),
    )


def _applied(fitted: Any, frame: Any) -> Floats:
    """Transform in blocks of rows; categories that the training part does not have are zeros, as intended."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.filterwarnings("ignore", "Found unknown categories", UserWarning)
        if not len(frame):  # which scikit-learn refuses
            return np.empty((0, len(feature_names(fitted))), np.float32)
        blocks = [
            np.asarray(fitted.transform(frame.iloc[at : at + _ROWS]), np.float32)
            for at in range(0, len(frame), _ROWS)
        ]
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _check_cells(table: TableRows) -> None:
    """Refuse more numbers than there is room for, before any is made."""
    settings = table.settings
    numbers = len(settings.of_kind(*NUMERIC, DATE)) * (2 if settings.indicator else 1)
    categories = sum(table.frame[name].nunique() for name in settings.of_kind(CATEGORY))
    columns = numbers + categories
    if columns > MOST_COLUMNS or columns * len(table.frame) > MOST_CELLS:
        raise DataUnavailable(
            Message(
                "The table becomes up to {columns} columns of {rows} rows; expected at most {limit} columns "
                "and {cells} numbers in all. Ignore columns with many categories, or change their kind.",
                columns=columns,
                rows=len(table.frame),
                limit=MOST_COLUMNS,
                cells=MOST_CELLS,
            )
        )


def _check_columns(steps: Steps, columns: int) -> None:
    """What an experiment checks by itself where its features are known without the data."""
    if not columns:
        raise DataUnavailable(
            Message(
                "Nothing is left to learn from: the columns have one value each in the training part. Choose "
                "other columns, or one-hot coding."
            )
        )
    expanded, kept = steps.widest(columns), steps.decomposition.get("count", 0)
    if expanded > MOST_COLUMNS:
        raise DataUnavailable(too_many_features(expanded, columns))
    if kept > expanded:
        raise DataUnavailable(too_many_components(kept, expanded))
