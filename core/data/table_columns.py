"""Mixed columns of a table as numbers: one `ColumnTransformer` of scikit-learn, fitted on the training part.

- Numbers: what is missing filled in, then scaled, each column in the common way or its own.
- Dates: days since 1970, then as numbers.
- Categories: one column for each, or one fewer (dummy coding); rare ones share a column. Those that the
  training part does not have are zeros in all columns.
- Ids and texts are left out, and so is what is to be ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.data.scaling import SCALERS
from core.tables.column import CATEGORY, DATE, NUMBER, WHOLE

if TYPE_CHECKING:
    import pandas

DROP = "drop"
NUMERIC = (NUMBER, WHOLE)
USED = (*NUMERIC, DATE, CATEGORY)
"""Kinds of columns that a network can be given."""
LARGEST = 1e30
"""Numbers beyond that, to either side, count as missing, as infinite ones do: their squares leave the range
of single precision."""
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSettings:
    """How columns become numbers.

    Arguments:
        kinds: of every column that is used, by name, in order; see `core.tables.column.KINDS`.
        missing: ``mean``, ``median`` or ``most_frequent``, by which missing numbers are filled in; missing
            categories always by the most frequent one. ``drop``: nothing is missing any more.
        indicator: also tell the network what was missing: a column for each that has missing numbers, and a
            category of its own.
        dummy: one column fewer for each column of categories.
        rare: categories with a smaller share of the rows than this are merged; 0 for none.
        scaling: of `SCALERS`.
        own_scaling: another one, by column.
    """

    kinds: Mapping[str, str]
    missing: str = "median"
    indicator: bool = False
    dummy: bool = False
    rare: float = 0.0
    scaling: str = "standard"
    own_scaling: Mapping[str, str]

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of the columns of these kinds, in order."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def scaled_by(self) -> dict[str, list[str]]:
        """Columns of numbers and dates by their scaling."""
        found: dict[str, list[str]] = {}
        for name in self.of_kind(*NUMERIC, DATE):
            found.setdefault(self.own_scaling.get(name, self.scaling), []).append(name)
        return found


def as_days(x: Any) -> Any:
    """Dates, shape ``(rows, columns)``, as days since 1970; NaN where they are missing. Numbers stay."""
    frame = x.copy()
    for name in frame.columns:
        if np.issubdtype(frame[name].dtype, np.datetime64):
            days = (frame[name].to_numpy("datetime64[ms]") - np.datetime64(0, "ms")) / _DAY
            frame[name] = days
    return frame.astype(np.float64)


def as_float32(x: Any) -> npt.NDArray[np.float32]:
    """In single precision, as a network takes it."""
    return np.asarray(x, np.float32)


def column_transformer(settings: ColumnSettings, rows: int) -> Any:
    """The `sklearn.compose.ColumnTransformer` of `settings`, not yet fitted.

    Arguments:
        rows: of the training part.
    """
    from sklearn.compose import ColumnTransformer

    steps = [
        (f"numbers_{scaling}", _numbers(settings, scaling, rows), names)
        for scaling, names in settings.scaled_by().items()
    ]
    numbers = settings.of_kind(*NUMERIC, DATE)
    if settings.indicator and settings.missing != DROP and numbers:
        steps.append(("missing", _indicators(), numbers))
    categories = settings.of_kind(CATEGORY)
    if categories:
        steps.append(("categories", _categories(settings), categories))
    return ColumnTransformer(steps, sparse_threshold=0.0, verbose_feature_names_out=False)


def prepared_frame(frame: pandas.DataFrame, settings: ColumnSettings) -> pandas.DataFrame:
    """The columns that are used, as `column_transformer` takes them.

    Categories become texts, infinite numbers and those beyond `LARGEST` count as missing.
    """
    import pandas

    columns = {}
    for name, kind in settings.kinds.items():
        column = frame[name]
        if kind == CATEGORY:
            values = column.astype(object)
            columns[name] = values.where(column.notna(), np.nan)
        elif kind == DATE:
            columns[name] = column.astype("datetime64[ms]")
        else:
            columns[name] = pandas.Series(known(column.to_numpy(np.float64, na_value=np.nan)), frame.index)
    return pandas.DataFrame(columns, index=frame.index)


def known(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """`values` with NaN for what counts as missing."""
    return np.where(np.abs(values) <= LARGEST, values, np.nan)


def feature_names(fitted: Any) -> tuple[str, ...]:
    """Names of the columns that come out of a fitted `column_transformer`, or a pipeline that begins so."""
    try:
        return tuple(str(name) for name in fitted.get_feature_names_out())
    except ValueError:  # a column is called as another one's category
        columns = fitted if hasattr(fitted, "transformers_") else fitted[0]
        columns.set_params(verbose_feature_names_out=True)
        return tuple(str(name) for name in fitted.get_feature_names_out())


def _numbers(settings: ColumnSettings, scaling: str, rows: int) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    steps = [("days", FunctionTransformer(as_days, feature_names_out="one-to-one"))]
    if settings.missing != DROP:
        # A column that the training part has nothing of is 0 throughout, so that none vanishes.
        steps.append(("fill", SimpleImputer(strategy=settings.missing, keep_empty_features=True)))
    return Pipeline([*steps, ("scale", SCALERS[scaling].build(rows))])


def _indicators() -> Any:
    from sklearn.impute import MissingIndicator
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    days = FunctionTransformer(as_days, feature_names_out="one-to-one")
    return Pipeline([("days", days), ("indicator", MissingIndicator(error_on_new=False))])


def _categories(settings: ColumnSettings) -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder

    encode = OneHotEncoder(
        drop="first" if settings.dummy else None,
        min_frequency=settings.rare or None,
        handle_unknown="infrequent_if_exist" if settings.rare else "ignore",
        sparse_output=False,
    )
    if settings.missing == DROP or settings.indicator:  # else a missing value is a category to the encoder
        return Pipeline([("encode", encode)])
    fill = SimpleImputer(strategy="most_frequent", keep_empty_features=True)
    return Pipeline([("fill", fill), ("encode", encode)])
