"""A frame as one string of bytes, made once: what viewers are sent, what is stored, what waits in memory.

Little-endian. The head takes 8 bytes: bytes of a count (2 or 4), which validation numbers are missing (bit 0
the loss, bit 1 the metric), layers (16 bits), side of the boundary (16 bits, 0 without one), 16 bits unused.
Then follow

- numbers, float64: `RUN_NUMBERS`, and the `LAYER_NUMBERS` of each layer;
- counts: the bins of each layer's `HISTOGRAMS`; then under, over and nonfinite of each;
- the boundary, a byte a point in the order of `Boundary.values`: 0 to 255 over its range;
- what stays the same during a run, float64: of each layer its units, and low, high and bins of its
  histograms; with a boundary, the range's ends and its extent. Viewers know these from their greeting.

All of it comes back to the bit, except the boundary: it is kept as it is drawn, in 255 steps over its range.
That takes a quarter of its float32, and nobody sees the difference.
"""

from __future__ import annotations

import struct
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from core.frame import Boundary, Edges, Frame, Histogram, LayerFrame

RUN_NUMBERS = ("step", "epoch", "seconds", "learning_rate", "loss", "metric", "val_loss", "val_metric")
HISTOGRAMS = ("activations", "preactivation_gradients", "weight_gradients", "weights")
LAYER_NUMBERS = tuple(
    field.name for field in fields(LayerFrame) if field.name not in {"name", "units", *HISTOGRAMS}
)
LEVELS = 255

_HEAD = struct.Struct("<BBHHxx")
_STEP = struct.Struct("<d")
_OUTSIDE = ("under", "over", "nonfinite")
_FIXED_PER_LAYER = 1 + 3 * len(HISTOGRAMS)
_run_numbers = attrgetter(*RUN_NUMBERS)
_histograms = attrgetter(*HISTOGRAMS)
_layer_numbers = attrgetter(*LAYER_NUMBERS)
_edges = attrgetter("low", "high", "bins")
_outside = attrgetter(*_OUTSIDE)

Numbers = npt.NDArray[np.float64]


class PackedFrame:
    """A frame as bytes, laid out as this module says. Safe to use from any thread.

    It is packed when the bytes are first asked for: whoever asks does so for many frames in a row, which
    takes a third of the time that it would take whenever one comes. The frame itself is then let go.

    Arguments:
        data: the bytes.
    """

    __slots__ = ("_data", "_frame", "_value_range")

    def __init__(self, data: bytes) -> None:
        self._frame: Frame | None = None
        self._value_range = (0.0, 1.0)
        self._data: bytes | None = data

    @classmethod
    def of(cls, frame: Frame, value_range: tuple[float, float]) -> PackedFrame:
        """Pack `frame`.

        Arguments:
            frame: its layers have the names that `LayerFrame` lays down, since names are not kept.
            value_range: what the boundary's levels 0 and 255 stand for. Values outside are drawn, and kept,
                as its ends; NaN as its middle, where neither class is preferred.
        """
        packed = cls(b"")
        packed._frame, packed._value_range, packed._data = frame, value_range, None
        return packed

    @property
    def data(self) -> bytes:
        """The bytes."""
        # In this order: another thread, done in between, puts the bytes there before it lets the frame go.
        frame, data = self._frame, self._data
        if data is None:
            assert frame is not None
            self._data = data = _pack(frame, *self._value_range)
            self._frame = None
        return data

    @property
    def step(self) -> int:
        """Optimizer steps taken so far."""
        frame = self._frame
        return int(self._number("step")) if frame is None else frame.step

    @property
    def seconds(self) -> float:
        """Time that the run has taken so far."""
        frame = self._frame
        return self._number("seconds") if frame is None else frame.seconds

    @property
    def layers(self) -> int:
        """Layers of the network."""
        return int(_HEAD.unpack_from(self.data)[2])

    @property
    def numbers(self) -> Numbers:
        """`RUN_NUMBERS`, then the `LAYER_NUMBERS` of each layer; NaN for a number that is missing."""
        count = len(RUN_NUMBERS) + self.layers * len(LAYER_NUMBERS)
        return np.frombuffer(self.data, "<f8", count, _HEAD.size)

    @property
    def changing(self) -> memoryview:
        """The bytes without those that stay the same during a run."""
        data = self.data
        _, _, layers, side = _HEAD.unpack_from(data)
        return memoryview(data)[: -_fixed_bytes(layers, side)]

    def unpack(self) -> Frame:
        """The frame; its boundary is at most half a level from the one that was packed."""
        width, missing, layers, side = _HEAD.unpack_from(self.data)
        fixed = np.frombuffer(self.data, "<f8", offset=len(self.data) - _fixed_bytes(layers, side))
        parts = fixed[: layers * _FIXED_PER_LAYER].reshape(layers, _FIXED_PER_LAYER)
        values = self.numbers.tolist()
        run: dict[str, Any] = dict(zip(RUN_NUMBERS, values, strict=False))
        run["step"] = int(run["step"])
        for bit, name in enumerate(("val_loss", "val_metric")):
            if missing & 1 << bit:
                run[name] = None
        start = _HEAD.size + 8 * len(values)
        histograms = iter(self._histograms(parts[:, 1:].reshape(-1, 3), width, start))
        rest = iter(values[len(RUN_NUMBERS) :])
        frames = []
        for index, units in enumerate(parts[:, 0].astype(int).tolist()):
            of_layer: dict[str, Any] = dict(zip(HISTOGRAMS, histograms, strict=False))
            of_layer |= zip(LAYER_NUMBERS, rest, strict=False)
            frames.append(LayerFrame(str(index + 1) if index < layers - 1 else "out", units, **of_layer))
        return Frame(**run, layers=tuple(frames), boundary=self._boundary(side, fixed) if side else None)

    def _number(self, name: str) -> float:
        offset = _HEAD.size + 8 * RUN_NUMBERS.index(name)
        return float(_STEP.unpack_from(self.data, offset)[0])

    def _histograms(self, edges: Numbers, width: int, start: int) -> list[Histogram]:
        bins = edges[:, 2].astype(int)
        total = int(bins.sum())
        kept = np.frombuffer(self.data, f"<u{width}", total + len(bins) * len(_OUTSIDE), start)
        counts = np.split(kept[:total].astype(np.int64), np.cumsum(bins)[:-1])
        outside = kept[total:].reshape(-1, len(_OUTSIDE)).tolist()
        return [
            Histogram(Edges(low, high, int(size)), held, *out)
            for (low, high, size), held, out in zip(edges.tolist(), counts, outside, strict=True)
        ]

    def _boundary(self, side: int, fixed: Numbers) -> Boundary:
        low, high, extent = fixed[-3:].tolist()
        end = len(self.data) - 8 * len(fixed)
        levels = np.frombuffer(self.data, np.uint8, side * side, end - side * side)
        values = levels.astype(np.float32) * np.float32((high - low) / LEVELS) + np.float32(low)
        return Boundary(values.reshape(side, side), extent)


def _fixed_bytes(layers: int, side: int) -> int:
    return 8 * (layers * _FIXED_PER_LAYER + (3 if side else 0))


def _pack(frame: Frame, low: float, high: float) -> bytes:
    numbers: list[float | None] = [*_run_numbers(frame)]
    counts: list[Any] = []
    outside: list[int] = []
    fixed: list[float] = []
    for layer in frame.layers:
        numbers += _layer_numbers(layer)
        fixed.append(layer.units)
        for histogram in _histograms(layer):
            fixed += _edges(histogram.edges)
            counts.append(histogram.counts)
            outside += _outside(histogram)
    held = np.concatenate([*counts, outside])
    # Counts are of a probe batch or a kernel: two bytes are enough for most networks, and four for all.
    width = 2 if np.maximum.reduce(held) < 2**16 else 4
    side, levels = 0, b""
    if frame.boundary is not None:
        side, levels = len(frame.boundary.values), _levels(frame.boundary, low, high)
        fixed += (low, high, frame.boundary.extent)
    missing = (frame.val_loss is None) | (frame.val_metric is None) << 1
    parts = (
        _HEAD.pack(width, missing, len(frame.layers), side),
        np.array(numbers, "<f8").tobytes(),
        held.astype(f"<u{width}").tobytes(),
        levels,
        np.array(fixed, "<f8").tobytes(),
    )
    return b"".join(parts)


def _levels(boundary: Boundary, low: float, high: float) -> bytes:
    values = boundary.values
    # To see whether that is needed takes less than to do it. No comparison with NaN holds: it is found too.
    if not (low <= np.minimum.reduce(values, axis=None) and np.maximum.reduce(values, axis=None) <= high):
        values = np.nan_to_num(values.clip(low, high), nan=(low + high) / 2)
    scale = LEVELS / (high - low)
    levels = values * scale
    levels += 0.5 - low * scale
    return levels.astype(np.uint8).tobytes()
