"""The column of a table that says how much each row counts: `sample_weight` of `keras.Model.fit`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from core.choices.fields import shown
from core.choices.typed.column_choices import Words
from core.data.raw import DataUnavailable
from core.data.table_columns import NUMERIC, known
from core.data.table_words import WEIGHT
from core.message import Message
from core.tables import Table


def weights_of(table: Table, choices: Mapping[str, Words], target: str) -> npt.NDArray[np.float64] | None:
    """The weight of each row, NaN where it is missing; None where no column has weights.

    Raises:
        DataUnavailable: no column of numbers, one below 0, all 0, or several columns; in words.
    """
    names = [name for name, words in choices.items() if WEIGHT in words]
    if not names:
        return None
    name = names[0]
    if len(names) > 1 or name == target:
        raise DataUnavailable(
            Message(
                "Expected one column of weights, which is not the target, received {got}. Take the word "
                "{word} from the others.",
                got=", ".join(shown(each) for each in names),
                word=WEIGHT,
            )
        )
    column = table.column(name)
    if column.kind not in NUMERIC:
        raise DataUnavailable(
            Message(
                "Expected weights that are numbers; {column} is of the kind {kind}. Choose another column, "
                "or change its kind.",
                column=shown(name),
                kind=Message(column.kind),
            )
        )
    values = known(table.numbers(name))
    if not np.nanmin(values, initial=np.inf) >= 0 or not np.nansum(values) > 0:
        raise DataUnavailable(
            Message(
                "Expected weights of 0 and more in {column}, some of them above 0, received {low} to {high}. "
                "Choose another column.",
                column=shown(name),
                low=_least(values),
                high=_least(-values, -1.0),
            )
        )
    return values


def _least(values: npt.NDArray[np.float64], sign: float = 1.0) -> str:
    found = values[~np.isnan(values)]
    return f"{sign * found.min():g}" if len(found) else "–"
