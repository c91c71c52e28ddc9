"""All rows in two dimensions: the first two principal components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.tables.column import CATEGORY, NUMBER, WHOLE
from core.tables.table import Table

MOST_CATEGORIES = 20
"""A category with more values is left out: each would be a direction of its own."""
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Rows as points.

    Arguments:
        points: float64, shape ``(rows, 2)``.
        explained: shares of the variance that the two components have.
        columns: what went in, by name.
        left_out: what did not, by name; the target is in neither.
    """

    points: npt.NDArray[np.float64]
    explained: tuple[float, float]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


def projection(table: Table, target: str | None = None) -> Projection | None:
    """Principal components of standardized numbers and of categories as 0 and 1, the target left out.

    Missing numbers count as the column's mean, missing categories as none of them. None where there are
    fewer than two columns (after coding) or three rows.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    others = [column for column in table.columns if column.name != target]
    there = {column.name: table.data.column(column.name).null_count < table.rows for column in others}
    numbers = [one.name for one in others if one.kind in (NUMBER, WHOLE) and there[one.name]][:MOST_COLUMNS]
    categories = [one.name for one in others if one.kind == CATEGORY and _few(table, one.name)][:MOST_COLUMNS]
    if not numbers and not categories:
        return None
    chosen = {*numbers, *categories}
    known = [np.arange(len(table.categories(name)), dtype=float) for name in categories]
    encoder = OneHotEncoder(categories=known, handle_unknown="ignore", sparse_output=False)
    coded = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("categories", encoder, categories),
        ]
    ).fit_transform(_frame(table, numbers, categories))
    if coded.shape[0] < 3 or coded.shape[1] < 2 or not coded.std(axis=0).any():
        return None
    solver = "randomized" if coded.shape[1] > 100 else "covariance_eigh" if len(coded) > 1000 else "full"
    fitted = PCA(2, svd_solver=solver, random_state=0)
    points = fitted.fit_transform(coded)
    shares = fitted.explained_variance_ratio_
    return Projection(
        points,
        (float(shares[0]), float(shares[1])),
        (*numbers, *categories),
        tuple(column.name for column in others if column.name not in chosen),
    )


def _few(table: Table, name: str) -> bool:
    return 1 < len(table.categories(name)) <= MOST_CATEGORIES


def _frame(table: Table, numbers: list[str], categories: list[str]) -> Any:
    import pandas

    found: dict[str, Any] = {}
    for name in numbers:
        values = table.numbers(name)
        values = np.where(np.isfinite(values), values, np.nan)
        found[name] = np.clip(values, -1e150, 1e150)  # squares have to stay numbers
    for name in categories:
        found[name] = table.codes(name).astype(float)  # -1, missing, is none of the categories
    return pandas.DataFrame(found)
