"""A table of one's own: typed columns, their values, and what reading them took for granted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import shown
from core.message import Invalid, Message
from core.tables.assumptions import Assumptions
from core.tables.column import CATEGORY, DATE, NUMBER, WHOLE, Column
from core.tables.fingerprint import fingerprint
from core.tables.values import as_texts

if TYPE_CHECKING:
    import pandas

_NUMERIC = (NUMBER, WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A table, which nothing changes.

    Arguments:
        name: of its file, for people; it is not part of `hash`.
        columns: in the order of the file; ids and texts are among them.
        data: a `pyarrow.Table` with a column for each of `columns`, under the same names: float64 for
            numbers, integers for whole numbers, dictionaries of sorted strings for categories, timestamps in
            milliseconds for dates, strings for texts and ids. What is missing is null, and nothing is NaN.
        assumptions: all that was found or given. `read` with them reads the same file the same way.
        messages: what was assumed, in words.
    """

    name: str
    columns: tuple[Column, ...]
    data: Any
    assumptions: Assumptions
    messages: tuple[Message, ...] = ()
    _hash: str = field(default="", init=False, repr=False)

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.data.num_rows)

    @property
    def nbytes(self) -> int:
        """The memory that its values take."""
        return int(self.data.nbytes)

    @property
    def hash(self) -> str:
        """SHA-256 of columns, values and assumptions, 64 hexadecimal digits.

        The file's name is no part of it. Computed when it is first asked for.
        """
        if not self._hash:
            object.__setattr__(self, "_hash", fingerprint(self.columns, self.data, self.assumptions))
        return self._hash

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            Invalid: there is none.
        """
        at: int = self.data.schema.get_field_index(name)
        if at >= 0:
            return self.columns[at]
        raise Invalid(
            Message(
                "Expected the name of a column, received {got}. There are {names}.",
                got=shown(name),
                names=shown(", ".join(column.name for column in self.columns)),
            )
        )

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Values of a column of numbers, shape ``(rows,)``, NaN where they are missing.

        Raises:
            Invalid: there is no such column, or it is of another kind.
        """
        self._expect(name, _NUMERIC)
        values = self.data.column(name).cast("float64").to_numpy()
        return np.asarray(values, np.float64)

    def dates(self, name: str) -> npt.NDArray[np.datetime64]:
        """Values of a column of dates, ``datetime64[ms]``, shape ``(rows,)``, NaT where they are missing.

        Raises:
            Invalid: there is no such column, or it is of another kind.
        """
        self._expect(name, (DATE,))
        return np.asarray(self.data.column(name).to_numpy(), "datetime64[ms]")

    def codes(self, name: str) -> npt.NDArray[np.int32]:
        """For every row its place among `categories`, shape ``(rows,)``; -1 where the value is missing.

        Raises:
            Invalid: there is no such column, or it is of another kind.
        """
        self._expect(name, (CATEGORY,))
        codes = self._one(name).indices.cast("int32").fill_null(-1).to_numpy(zero_copy_only=False)
        return np.asarray(codes, np.int32)

    def categories(self, name: str) -> tuple[str, ...]:
        """The different values of a column of categories, sorted.

        Raises:
            Invalid: there is no such column, or it is of another kind.
        """
        self._expect(name, (CATEGORY,))
        return tuple(self._one(name).dictionary.to_pylist())

    def texts(self, name: str) -> list[str | None]:
        """Values of any column as texts; None where they are missing."""
        self.column(name)
        return list(as_texts(self.data.column(name)).to_pylist())

    def frame(self) -> pandas.DataFrame:
        """A new frame: categories as `Categorical`, whole numbers of which some are missing as float64."""
        return self.data.to_pandas()

    def renamed(self, name: str) -> Table:
        """The same table under another name for people; its `hash` stays."""
        return replace(self, name=name)

    def _one(self, name: str) -> Any:
        return self.data.column(name).combine_chunks()

    def _expect(self, name: str, kinds: tuple[str, ...]) -> None:
        kind = self.column(name).kind
        if kind not in kinds:
            raise Invalid(
                Message(
                    "{column}: expected a column of the kind {kinds}, received one of the kind {kind}. "
                    "Choose another column, or change its kind.",
                    column=shown(name),
                    kinds=Message(kinds[0]),
                    kind=Message(kind),
                )
            )
