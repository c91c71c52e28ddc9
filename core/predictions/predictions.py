"""What a network says about the rows of a part, as it crosses from whoever computed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.container import Data, pack, unpack

PARTS = ("training", "validation", "test")
"""Parts of the data. The test part is shown of runs alone that were asked for it, which is kept with them."""

MOST_ROWS = 20_000
"""Rows of a part that are looked at; of more they are taken at even distances."""
MOST_NUMBERS = 2_000_000
"""Numbers that all predictions together may be: 8 MB."""
MOST_WORK, FEWEST_ROWS = 2e10, 100
"""Multiplications that predicting may take, about a second on two cores, but for so many rows at least."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, weakref_slot=True)
class Predictions:
    """What a network says about rows of a part, and what is right.

    Arguments:
        step: optimizer steps that it was trained for.
        of: rows of the whole part.
        loss, metric: what `keras.Model.evaluate` gives for these rows: mean loss with penalties; accuracy, or
            the mean absolute error of the target as the network is given it.
        places: of the rows among those of the part, rising, shape ``(rows,)``.
        answers: what `keras.Model.predict` gives: probabilities of the classes (of class 1 alone where the
            output layer has one unit), -1 to 1 where it is tanh, or targets; shape ``(rows, outputs)``.
            Logits are made probabilities.
        truth: class indices, shape ``(rows,)``, or targets as the network is given them, shape
            ``(rows, outputs)``.
        losses: of every row, with penalties on activations, shape ``(rows,)``.
        middle: where the output layer has one unit for two classes: from where on it is class 1.
    """

    step: int
    of: int
    loss: float
    metric: float
    places: npt.NDArray[np.int64]
    answers: npt.NDArray[np.float32]
    truth: npt.NDArray[Any]
    losses: npt.NDArray[np.float32]
    middle: float

    @property
    def rows(self) -> int:
        """How many rows are looked at."""
        return len(self.places)

    @property
    def whole(self) -> bool:
        """Whether they are all rows of the part."""
        return self.rows == self.of

    @property
    def finite(self) -> bool:
        """Whether every prediction is a number: a network that diverged says nothing."""
        return bool(np.isfinite(self.answers).all())

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(each.nbytes for each in (self.places, self.answers, self.truth, self.losses))

    def to_bytes(self) -> bytes:
        """All of it, as a container (`core.container`); `from_bytes` gives it back."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "places": self.places,
            "answers": self.answers,
            "truth": self.truth,
            "losses": self.losses,
            "numbers": np.array([self.loss, self.metric, self.middle]),  # JSON has no NaN
        }
        return pack({"step": self.step, "of": self.of}, arrays)

    @classmethod
    def from_bytes(cls, data: Data) -> Predictions:
        """Read what `to_bytes` wrote."""
        values, arrays = unpack(data)
        loss, metric, middle = arrays["numbers"].tolist()
        return cls(
            step=values["step"],
            of=values["of"],
            loss=loss,
            metric=metric,
            places=arrays["places"],
            answers=arrays["answers"],
            truth=arrays["truth"],
            losses=arrays["losses"],
            middle=middle,
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, weakref_slot=True)
class RowLayers:
    """One row on its way through a network.

    Arguments:
        step: optimizer steps that it was trained for.
        sums: z of every layer, what its activation is applied to, each of shape ``(units,)``; of
            convolutional layers ``(height, width, filters)``.
        outputs: a = phi(z), likewise; the last is the network's.
        answer: what `keras.Model.predict` gives for the row, logits made probabilities.
    """

    step: int
    sums: tuple[npt.NDArray[np.float32], ...]
    outputs: tuple[npt.NDArray[np.float32], ...]
    answer: npt.NDArray[np.float32]

    @property
    def logits(self) -> bool:
        """Whether the network ends in logits: only sigmoid or softmax makes its answer of them."""
        return not np.array_equal(self.answer, self.outputs[-1], equal_nan=True)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays together."""
        return sum(each.nbytes for each in (*self.sums, *self.outputs, self.answer))

    def to_bytes(self) -> bytes:
        """All of it, as a container (`core.container`); `from_bytes` gives it back."""
        arrays = {f"z{at}": each for at, each in enumerate(self.sums)}
        arrays |= {f"a{at}": each for at, each in enumerate(self.outputs)}
        return pack({"step": self.step, "layers": len(self.sums)}, arrays | {"answer": self.answer})

    @classmethod
    def from_bytes(cls, data: Data) -> RowLayers:
        """Read what `to_bytes` wrote."""
        values, arrays = unpack(data)
        layers = range(values["layers"])
        return cls(
            step=values["step"],
            sums=tuple(arrays[f"z{at}"] for at in layers),
            outputs=tuple(arrays[f"a{at}"] for at in layers),
            answer=arrays["answer"],
        )


def places_of(rows: int, *, outputs: int, work: int) -> npt.NDArray[np.int64]:
    """Which of a part's rows are looked at: all, or as many as the bounds allow, at even distances.

    Arguments:
        rows: of the part.
        outputs: units of the output layer.
        work: multiplications that one row takes.
    """
    affordable = max(FEWEST_ROWS, int(MOST_WORK // max(work, 1)))
    most = min(rows, MOST_ROWS, MOST_NUMBERS // outputs, affordable)
    return np.linspace(0, rows - 1, most).astype(np.int64) if most < rows else np.arange(rows)
