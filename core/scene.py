"""One look at a played network as bytes: numbers, weights and pictures, as they go to the browser.

It is a container (`core.container`). Its arrays are those of the frame (`core.packed`), with `run` counted on
from the networks before this one, and

- `r2`, float32: R^2 of the training and the validation part; NaN where there is none.
- `confusion`, shape ``(2, K, K)``: counts, training first; a row is a true class, a column a prediction.
- `biases` and `weights`: of all layers, layer by layer, those that leave a unit together; as float32, and the
  weights of large networks as bfloat16.
- `thumbs`, uint8, shape ``(units, thumb, thumb)``: levels of what each unit responds to.
- `picture`, uint8, shape ``(side, side)``: the large one, the row of the smallest x2 first.

Its values are the `number` of the greeting that it belongs to, and `layer` and `unit` of the large picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.container import Array, pack
from core.packed import RUN_NUMBERS, PackedFrame

WHOLE_WEIGHTS = 2048
"""Up to so many weights each takes four bytes; of more, two are enough to draw them."""

OUTPUT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is shown of a network at one moment.

    Arguments:
        number: of the greeting that says what stays the same.
        epoch, step: how far training is.
        numbers: loss, metric and R^2 of both parts, shape ``(2, 3)``.
        frame: statistics of the layers, and the same losses and metrics.
        confusion: counts, shape ``(2, K, K)``.
        biases, weights: of all layers, flat.
        layer, unit: what the large picture shows; layer -1 is the output.
        thumbs: levels, shape ``(units, thumb, thumb)``.
        picture: levels, shape ``(side, side)``.
    """

    number: int
    epoch: float
    step: int
    numbers: npt.NDArray[np.float32]
    frame: PackedFrame
    confusion: npt.NDArray[np.int32]
    biases: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    layer: int
    unit: int
    thumbs: npt.NDArray[np.uint8]
    picture: npt.NDArray[np.uint8]

    @property
    def seconds(self) -> float:
        """Time that training has taken; nobody counts it."""
        return 0.0

    @property
    def data(self) -> bytes:
        """The bytes that this module describes."""
        return self.pack()

    def pack(self) -> bytes:
        """The bytes that this module describes."""
        values, arrays = self.frame.contents
        run = arrays["run"].copy()
        run[RUN_NUMBERS.index("step")], run[RUN_NUMBERS.index("epoch")] = self.step, self.epoch
        arrays |= {
            "run": run,
            "r2": self.numbers[:, 2],
            "confusion": self.confusion,
            "biases": self.biases,
            "weights": _short(self.weights),
            "thumbs": self.thumbs,
            "picture": self.picture,
        }
        return pack({**values, "number": self.number, "layer": self.layer, "unit": self.unit}, arrays)


def _short(weights: npt.NDArray[np.float32]) -> Array:
    if len(weights) <= WHOLE_WEIGHTS:
        return weights
    import ml_dtypes

    return weights.astype(ml_dtypes.bfloat16)
