"""A frame as one string of bytes, made once: what viewers are sent, what is stored, what waits in memory.

It is a container (`core.container`) of these arrays:

- `run`, float64: `RUN_NUMBERS`; NaN for a number that is missing.
- `layers`, float64, shape ``(layers, 9)``: the `LAYER_NUMBERS` of each.
- `counts`, shape ``(layers, bins)``: of each layer its `HISTOGRAMS`, one behind another.
- `outside`, shape ``(layers, 4, 3)``: what each of these has under, over, and not finite.
- `boundary`, uint8, shape ``(side, side)``, for data in the plane: 0 to 255 over its range.
- `boundary_range`, float64, with it: what 0 and 255 stand for, and the boundary's extent.
- `curve`, float32, shape ``(points,)``, for data with one input; with it `curve_units`, uint16,
  `curve_parts`, float32, shape ``(units, points)``, and `curve_rest`, float32, shape ``(points,)``, of
  `core.frame.Curve`.
- `moments`, float32, shape ``(hidden, 4)``, with batch normalization, `dropped`, uint8, shape ``(hidden,
  rows, units)``, with dropout, and `weights`, float32, where they are asked for: as `core.frame.Frame` has
  them.
- `maps`, float32, for convolutional networks: feature maps of one row (`core.feature_maps`).

Its values say which validation numbers are `missing` and not just NaN, if any is, and which epoch is the
`best` where its weights are kept. What stays the same during a run stands in no frame but in the run's
`RunLayout`; the greeting tells it to viewers (`core.wire.hello`).

All of it comes back to the bit, except the boundary: it is kept as it is drawn, in 255 steps over its range.
That takes a quarter of its float32, and nobody sees the difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from core.container import Array, Contents, pack, read_header, unpack, unpack_array
from core.frame import MOMENTS, Boundary, Curve, Edges, Frame, Histogram, LayerFrame, RunLayout
from core.json_numbers import number

RUN_NUMBERS = ("step", "epoch", "seconds", "learning_rate", "loss", "metric", "val_loss", "val_metric")
HISTOGRAMS = ("activations", "preactivation_gradients", "weight_gradients", "weights")
LAYER_NUMBERS = tuple(
    field.name for field in fields(LayerFrame) if field.name not in {"name", "units", *HISTOGRAMS}
)
LEVELS = 255

_MAY_MISS = ("val_loss", "val_metric")
_OUTSIDE = ("under", "over", "nonfinite")
_run_numbers = attrgetter(*RUN_NUMBERS)
_histograms = attrgetter(*HISTOGRAMS)
_layer_numbers = attrgetter(*LAYER_NUMBERS)
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
            frame: a histogram has as many bins in all layers.
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
            self._data = data = pack(_values(frame), _arrays(frame, *self._value_range))
            self._frame = None
        return data

    @property
    def size(self) -> int:
        """About how many bytes it takes as it is, of which nothing is packed for this."""
        frame, data = self._frame, self._data
        if frame is None:
            return len(data or b"")
        counts: int = sum(each.counts.nbytes for layer in frame.layers for each in _histograms(layer))
        pictures = [frame.boundary.values] if frame.boundary else []
        if frame.curve:
            pictures += _curve_arrays(frame.curve).values()
        if frame.maps is not None:
            pictures.append(frame.maps)
        return counts + sum(each.nbytes for each in pictures)

    @property
    def contents(self) -> Contents:
        """What the bytes hold, for whoever packs it together with more."""
        frame = self._frame
        if frame is None:
            return unpack(self.data)
        return Contents(_values(frame), _arrays(frame, *self._value_range))

    @property
    def step(self) -> int:
        """Optimizer steps taken so far."""
        frame = self._frame
        return int(self.number("step")) if frame is None else frame.step

    @property
    def seconds(self) -> float:
        """Time that the run has taken so far."""
        frame = self._frame
        return self.number("seconds") if frame is None else frame.seconds

    def number(self, name: str) -> float:
        """One of `RUN_NUMBERS`; NaN where it is missing."""
        return float(unpack_array(self.data, "run")[RUN_NUMBERS.index(name)])

    def told(self, name: str) -> float | None:
        """One of `RUN_NUMBERS`, which may be NaN or infinite; None where it is missing."""
        number = self.number(name)
        missing = math.isnan(number) and name in self.contents.values.get("missing", ())
        return None if missing else number

    @property
    def numbers(self) -> Numbers:
        """`RUN_NUMBERS`, then the `LAYER_NUMBERS` of each layer; NaN for a number that is missing."""
        data = self.data
        return np.concatenate([unpack_array(data, "run"), unpack_array(data, "layers").ravel()])

    @property
    def further(self) -> tuple[Mapping[str, float | None], npt.NDArray[np.float32] | None]:
        """`Frame.measures` and `Frame.moments`, where there are any."""
        values, arrays = self.contents
        return values.get("measures", {}), arrays.get("moments")

    def check(self, layout: RunLayout | None = None) -> None:
        """See that the bytes are those of a frame, for whoever got them from elsewhere.

        Arguments:
            layout: of its run; when left out, a frame of any run will do.

        Raises:
            ValueError: they are not.
        """
        header = read_header(self.data)
        kinds = {name: (place.dtype.kind, place.shape) for name, place in header.places.items()}
        layers, bins = kinds.get("counts", ("", ()))[1] or (0, 0)
        if layout is not None:
            layers, bins = len(layout.layers), sum(edges.bins for edges in _histograms(layout.layers[0]))
        expected = {
            "run": ("f", (len(RUN_NUMBERS),)),
            "layers": ("f", (layers, len(LAYER_NUMBERS))),
            "counts": ("u", (layers, bins)),
            "outside": ("u", (layers, len(HISTOGRAMS), len(_OUTSIDE))),
        }
        if "boundary" in kinds:
            side = kinds["boundary"][1][:1]
            expected |= {"boundary": ("u", side * 2), "boundary_range": ("f", (3,))}
        if "curve" in kinds:
            points, units = kinds["curve"][1], kinds.get("curve_units", ("", ()))[1]
            expected |= {
                "curve": ("f", points),
                "curve_units": ("u", units),
                "curve_parts": ("f", (*units, *points)),
                "curve_rest": ("f", points),
            }
        if "moments" in kinds:
            expected["moments"] = ("f", (layers - 1, len(MOMENTS)))
        if "dropped" in kinds:
            expected["dropped"] = ("u", (layers - 1, *kinds["dropped"][1][1:3]))
        if "weights" in kinds:
            expected["weights"] = ("f", kinds["weights"][1][:1])
        if "maps" in kinds:
            expected["maps"] = ("f", kinds["maps"][1][:1])
        if kinds != expected:
            raise ValueError(f"Expected a frame with {expected}, received {kinds}.")
        if not math.isfinite(self.number("step")):
            raise ValueError("Expected a frame at a step, received one without.")

    def unpack(self, layout: RunLayout) -> Frame:
        """The frame; its boundary is at most half a level from the one that was packed.

        Arguments:
            layout: of its run.
        """
        values, arrays = unpack(self.data)
        run: dict[str, Any] = dict(zip(RUN_NUMBERS, arrays["run"].tolist(), strict=True))
        run["step"] = int(run["step"])
        run |= dict.fromkeys(values.get("missing", ()))
        boundary = arrays.get("boundary")
        return Frame(
            **run,
            layers=tuple(_layers(layout, arrays["layers"], arrays["counts"], arrays["outside"])),
            boundary=None if boundary is None else _boundary(boundary, arrays["boundary_range"]),
            measures={
                key: math.nan if value is None else value for key, value in values.get("measures", {}).items()
            },
            best_epoch=values.get("best"),
            curve=_curve(arrays) if "curve" in arrays else None,
            moments=arrays.get("moments"),
            dropped=arrays.get("dropped"),
            weights=arrays.get("weights"),
            maps=arrays.get("maps"),
        )


def _values(frame: Frame) -> dict[str, Any]:
    missing = [name for name in _MAY_MISS if getattr(frame, name) is None]
    values: dict[str, Any] = {"missing": missing} if missing else {}
    if frame.measures:
        values["measures"] = {key: number(value) for key, value in frame.measures.items()}
    if frame.best_epoch is not None:
        values["best"] = frame.best_epoch
    return values


def _arrays(frame: Frame, low: float, high: float) -> dict[str, Array]:
    numbers: list[float | None] = [*_run_numbers(frame)]
    counts: list[Any] = []
    outside: list[int] = []
    for layer in frame.layers:
        numbers += _layer_numbers(layer)
        for histogram in _histograms(layer):
            counts.append(histogram.counts)
            outside += _outside(histogram)
    layers = len(frame.layers)
    floats = np.array(numbers, np.float64)
    held = np.concatenate([*counts, outside])
    # Counts are of a probe batch or a kernel: two bytes are enough for most networks, and four for all.
    held = held.astype(np.uint16 if np.maximum.reduce(held) < 2**16 else np.uint32)
    arrays: dict[str, Array] = {
        "run": floats[: len(RUN_NUMBERS)],
        "layers": floats[len(RUN_NUMBERS) :].reshape(layers, -1),
        "counts": held[: -len(outside)].reshape(layers, -1),
        "outside": held[-len(outside) :].reshape(layers, len(HISTOGRAMS), len(_OUTSIDE)),
    }
    if frame.boundary is not None:
        arrays["boundary"] = _levels(frame.boundary, low, high)
        arrays["boundary_range"] = np.array((low, high, frame.boundary.extent))
    if frame.curve is not None:
        arrays |= _curve_arrays(frame.curve)
    further = {
        "moments": frame.moments,
        "dropped": frame.dropped,
        "weights": frame.weights,
        "maps": frame.maps,
    }
    arrays |= {name: array for name, array in further.items() if array is not None}
    return arrays


def _curve_arrays(curve: Curve) -> dict[str, Array]:
    return {
        "curve": curve.values,
        "curve_units": curve.units,
        "curve_parts": curve.parts,
        "curve_rest": curve.rest,
    }


def _curve(arrays: Mapping[str, Array]) -> Curve:
    return Curve(arrays["curve"], arrays["curve_units"], arrays["curve_parts"], arrays["curve_rest"])


def _levels(boundary: Boundary, low: float, high: float) -> npt.NDArray[np.uint8]:
    values = boundary.values
    # To see whether that is needed takes less than to do it. No comparison with NaN holds: it is found too.
    if not (low <= np.minimum.reduce(values, axis=None) and np.maximum.reduce(values, axis=None) <= high):
        values = np.nan_to_num(values.clip(low, high), nan=(low + high) / 2)
    scale = LEVELS / (high - low)
    levels = values * scale
    levels += 0.5 - low * scale
    return levels.astype(np.uint8)


def _layers(layout: RunLayout, numbers: Array, counts: Array, outside: Array) -> Iterator[LayerFrame]:
    edges: list[tuple[Edges, ...]] = [_histograms(layer) for layer in layout.layers]
    ends = np.cumsum([each.bins for each in edges[0]])
    bins = zip(*np.split(counts.astype(np.int64), ends[:-1], axis=1), strict=True)
    parts = zip(layout.layers, edges, bins, outside.tolist(), numbers.tolist(), strict=True)
    for layer, own, of_layer, beside, rest in parts:
        histograms = [
            Histogram(one, held, *out) for one, held, out in zip(own, of_layer, beside, strict=True)
        ]
        named: dict[str, Any] = dict(zip((*HISTOGRAMS, *LAYER_NUMBERS), (*histograms, *rest), strict=True))
        yield LayerFrame(layer.name, layer.units, **named)


def _boundary(levels: Array, ends: Array) -> Boundary:
    low, high, extent = ends.tolist()
    values = levels.astype(np.float32) * np.float32((high - low) / LEVELS) + np.float32(low)
    return Boundary(values, extent)
