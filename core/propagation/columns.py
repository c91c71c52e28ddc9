"""Settings side by side: same shape, seed and inputs; only the initialization and what it meets differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from core.choices.former import renewed
from core.experiment import Experiment

VARYING = (
    "activation",
    "layer_activations",
    "initializer",
    "bias_scale",
    "normalization",
)
"""Fields of an experiment that each column has for itself."""

MOST_COLUMNS = 4
MAX_LENGTH = 4000
"""Characters of all columns in an address."""

_BETWEEN = "~"  # stands in no choice

Column = Mapping[str, str]
"""The fields of `VARYING` and their parameters, as texts by path."""


def column_of(experiment: Experiment) -> dict[str, str]:
    """The column of an experiment: all of its own choices."""
    return {path: text for path, text in experiment.flat().items() if _is_own(path)}


def with_column(experiment: Experiment, column: Column) -> Experiment | None:
    """`experiment` with the choices of `column`; None when something about them is wrong."""
    shared = {path: text for path, text in experiment.flat().items() if not _is_own(path)}
    wanted = {path: text for path, text in renewed(column)[0].items() if _is_own(path)}
    found, errors = Experiment.lenient(shared | wanted)
    return None if errors else found


def read_columns(experiment: Experiment, columns: Any) -> tuple[Experiment, ...]:
    """The columns that a browser tells, as experiments; those that are wrong, or too many, are left out."""
    if not isinstance(columns, list):
        return ()
    right = [column for column in columns if isinstance(column, dict) and _texts(column)]
    return tuple(found for column in right[:MOST_COLUMNS] if (found := with_column(experiment, column)))


def columns_to_text(columns: Sequence[Experiment]) -> str:
    """Columns as they stand in an address: what differs from the defaults."""
    changes = [{path: text for path, text in one.changes().items() if _is_own(path)} for one in columns]
    return _BETWEEN.join(urlencode(column) for column in changes)


def columns_from_text(experiment: Experiment, text: str) -> tuple[Experiment, ...]:
    """The columns of an address; those that are wrong, or too many, are left out."""
    if not text or len(text) > MAX_LENGTH:
        return ()
    columns: list[dict[str, str]] = [
        dict(parse_qsl(part, keep_blank_values=True)) for part in text.split(_BETWEEN)
    ]
    return read_columns(experiment, columns)


def columns_in(text: str) -> int:
    """How many columns the text of an address asks for, right or wrong."""
    return text.count(_BETWEEN) + 1 if text else 0


def _is_own(path: str) -> bool:
    return path.split(".", maxsplit=1)[0] in VARYING


def _texts(column: Mapping[Any, Any]) -> bool:
    return all(isinstance(item, str) for pair in column.items() for item in pair)
