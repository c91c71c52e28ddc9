"""What `core.tables.profiling` finds, kept for whoever looks again: by content, so that it is anybody's."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.tables import Table, profiling
from core.tables.profiling import (
    Correlations,
    Distribution,
    Finding,
    Projection,
    correlations,
    distribution,
    findings,
    projection,
    sampled,
)
from core.tables.profiling.correlations import Method

_BY_CONTENT: dict[Any, Any] = {Table: lambda table: table.hash}
_ENTRIES = 100
MOST_CELLS_AT_ONCE, MOST_COLUMNS_AT_ONCE = 200_000, 60
"""Of a table whose warnings take less than a tenth of a second, so that nobody has to ask for them."""


@st.cache_data(max_entries=_ENTRIES, show_spinner=False, hash_funcs=_BY_CONTENT)
def distinct(table: Table) -> tuple[int, ...]:
    """How many different values each column has."""
    return profiling.distinct(table)


@st.cache_data(max_entries=_ENTRIES, show_spinner=False, hash_funcs=_BY_CONTENT)
def distributions(table: Table, names: tuple[str, ...], target: str | None) -> tuple[Distribution, ...]:
    """The distributions of some columns, of a sample where the table is large."""
    rows = sampled(table).table
    return tuple(distribution(rows, name, target) for name in names)


@st.cache_data(max_entries=_ENTRIES, show_spinner=False, hash_funcs=_BY_CONTENT)
def correlated(table: Table, target: str | None, method: Method) -> Correlations:
    """Correlations, of a sample where the table is large."""
    return correlations(sampled(table).table, target, method)


@st.cache_data(max_entries=_ENTRIES, show_spinner=False, hash_funcs=_BY_CONTENT)
def projected(table: Table, target: str | None) -> Projection | None:
    """Principal components, of a sample where the table is large."""
    return projection(sampled(table).table, target)


@st.cache_data(max_entries=_ENTRIES, show_spinner=False, hash_funcs=_BY_CONTENT)
def found(table: Table, target: str | None) -> tuple[Finding, ...]:
    """Warnings."""
    return findings(table, target)


def noticed(table: Table, target: str | None) -> tuple[Finding, ...] | None:
    """Warnings of a table that is small enough to look at whenever it is shown; None of a larger one."""
    columns = len(table.columns)
    if columns > MOST_COLUMNS_AT_ONCE or table.rows * columns > MOST_CELLS_AT_ONCE:
        return None
    return found(table, target)
