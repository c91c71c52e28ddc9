"""The rows behind predictions: in their own units, as the network is given them, and as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle
from core.data.raw import Floats, Rows
from core.data.sources import own_tables
from core.experiment import Experiment
from core.message import Translate

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class PartRows:
    """The rows of a part.

    Arguments:
        experiment, bundle: whose.
        part: one of `core.predictions.predictions.PARTS`.
    """

    experiment: Experiment
    bundle: DataBundle
    part: str

    @property
    def prepared(self) -> Floats:
        """What the network is given, shape ``(rows, columns)``."""
        return self._of(self.bundle.x_train, self.bundle.x_val, self.bundle.x_test)

    @property
    def raw(self) -> Floats:
        """Features in their own units, shape ``(rows, features)``."""
        return self._of(self.bundle.raw_train, self.bundle.raw_val, self.bundle.raw_test)

    @property
    def truth(self) -> npt.NDArray[Any]:
        """Class indices or targets as the network is given them; see `DataBundle.y_train`."""
        bundle = self.bundle
        return self._of(bundle.y_train, bundle.y_val, bundle.y_test)

    @property
    def numbers(self) -> Rows:
        """Which rows of the loaded data they are, shape ``(rows,)``."""
        return self._of(self.bundle.train_rows, self.bundle.val_rows, self.bundle.test_rows)

    @property
    def added(self) -> int:
        """How many of them, the last ones, balancing has added."""
        added = self.bundle.added
        return 0 if added is None or self.part != "training" else len(added.rows)

    def _of(self, train: T, val: T, test: T) -> T:
        return {"training": train, "validation": val, "test": test}[self.part]

    def is_added(self, place: int) -> bool:
        """Whether balancing has added the row."""
        return place >= len(self.numbers) - self.added

    def frame(self, places: Sequence[int] | Rows, translate: Translate = str) -> pandas.DataFrame:
        """Rows as they were loaded, of a table of one's own with all its columns; by their numbers there.

        Arguments:
            places: of the rows among those of the part.
            translate: of the names of the lab's columns.
        """
        import pandas as pd

        chosen = np.asarray(places, np.int64)
        numbers = self.numbers[chosen]
        if self.experiment.dataset.name == "table":
            table = own_tables.find(self.experiment.dataset["table"])
            found: pd.DataFrame = table.data.take(numbers).to_pandas()
            return found.set_index(pd.Index(numbers))
        names = [translate(name) for name in self.bundle.raw_names]
        return pd.DataFrame(self.raw[chosen], columns=names, index=pd.Index(numbers))

    def picture(self, place: int) -> npt.NDArray[np.uint8] | None:
        """The row as a picture, 0 to 255, shape ``(height, width)``; None where it is none."""
        size = self.experiment.dataset_entry.image
        if size is None:
            return None
        largest = float(self.bundle.raw_train.max()) or 1.0
        # Digits go from 0 to 16 and MNIST to 255; noise may leave the range.
        grey: npt.NDArray[np.uint8] = np.clip(self.raw[place] / largest * 255, 0, 255).astype(np.uint8)
        return grey.reshape(size)


def worst(losses: npt.NDArray[np.floating], among: npt.NDArray[Any], most: int) -> Rows:
    """Which of `among` have the largest losses, the largest first, at most so many."""
    order = np.argsort(-losses[among], kind="stable")[:most]
    return among[order].astype(np.int64)
