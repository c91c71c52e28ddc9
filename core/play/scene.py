"""One look at a played network as bytes: numbers, weights and pictures, as they go to the browser.

Little-endian. The head takes 96 bytes: the number of the greeting that the scene belongs to (u32), points
along one side of the large picture and of a unit's (u16 each), layer and unit that the large picture shows
(i16 each; layer -1 is the output), weights, units, bytes of the frame, classes of the confusion matrices and
bytes of a weight (u32 each), epoch and step (f64), and loss, metric, validation loss, validation metric, R^2
and validation R^2 (f64, NaN where there is none). Then follow

- the frame: what `core.packed.PackedFrame.changing` gives, padded to a multiple of 8 bytes;
- both confusion matrices (u32), training first, row by row: a row is a true class, a column an answer;
- the biases of all layers (f32); then all weights, layer by layer, those that leave a unit together, as f32
  or, of large networks, the upper half of each f32 (bfloat16), padded to a multiple of 4 bytes;
- levels (u8): what each unit responds to, then the large picture, the row of the smallest x2 first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.packed import PackedFrame

WHOLE_WEIGHTS = 2048
"""Up to so many weights each takes four bytes; of more, two are enough to draw them."""

_HEAD = struct.Struct("<IHHhhIIIII8d")
OUTPUT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is shown of a network at one moment.

    Arguments:
        number: of the greeting that says what stays the same.
        epoch, step: how far training is.
        numbers: loss, metric and R^2 of both parts, shape ``(2, 3)``.
        frame: statistics of the layers.
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
        frame = self.frame.changing
        width = 4 if len(self.weights) <= WHOLE_WEIGHTS else 2
        (loss, metric, fit), (val_loss, val_metric, val_fit) = self.numbers.tolist()
        head = _HEAD.pack(
            self.number,
            len(self.picture),
            self.thumbs.shape[1],
            self.layer,
            self.unit,
            len(self.weights),
            len(self.biases),
            len(frame),
            self.confusion.shape[1],
            width,
            self.epoch,
            self.step,
            loss,
            metric,
            val_loss,
            val_metric,
            fit,
            val_fit,
        )
        weights = self.weights.astype("<f4")
        parts = (
            head,
            frame,
            bytes(-len(frame) % 8),
            self.confusion.astype("<u4").tobytes(),
            self.biases.astype("<f4").tobytes(),
            weights.tobytes() if width == 4 else np.ascontiguousarray(weights.view("<u2")[1::2]).tobytes(),
            bytes(-len(self.weights) * width % 4),
            self.thumbs.tobytes(),
            self.picture.tobytes(),
        )
        return b"".join(parts)
