"""Frames as bytes: everything comes back to the bit, the boundary as it is drawn."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.frame import Boundary, Curve, Edges, Frame, Histogram, LayerFrame, LayerLayout, RunLayout
from core.packed import HISTOGRAMS, LAYER_NUMBERS, RUN_NUMBERS, PackedFrame
from tests.fake_trainer import frame_at
from tests.fixtures import frames as frame_files

CLASSES, TARGETS = (0.0, 1.0), (-1.0, 1.0)
number = st.floats(allow_nan=True, allow_infinity=True)
count = st.integers(0, 2**32 - 1)


def bits(value: object) -> object:
    """Something that is equal only for values that are equal to the bit; NaN has no sign and equals NaN."""
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tobytes()
    if isinstance(value, float):
        return "nan" if math.isnan(value) else np.float64(value).tobytes()
    if isinstance(value, tuple):
        return tuple(bits(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return tuple(bits(getattr(value, item.name)) for item in fields(value))
    return type(value), value


@st.composite
def histograms(draw: st.DrawFn, bins: int) -> Histogram:
    edges = Edges(draw(number), draw(number), bins)
    largest = draw(st.sampled_from([3, 2**16 - 1, 2**16, 2**32 - 1]))
    counts = draw(arrays.arrays(np.int64, edges.bins, elements=st.integers(0, largest)))
    return Histogram(edges, counts, draw(count), draw(count), draw(count))


@st.composite
def frames(draw: st.DrawFn, boundaries: st.SearchStrategy[Boundary | None]) -> Frame:
    layers = draw(st.integers(1, 4))
    bins = [draw(st.integers(1, 50)) for _ in HISTOGRAMS]
    return Frame(
        step=draw(st.integers(0, 2**53)),
        **{name: draw(number) for name in ("epoch", "seconds", "learning_rate", "loss", "metric")},
        val_loss=draw(st.none() | number),
        val_metric=draw(st.none() | number),
        layers=tuple(
            LayerFrame(
                str(index + 1) if index < layers - 1 else "out",
                draw(st.integers(1, 10_000)),
                *(draw(histograms(of_one)) for of_one in bins),
                **{name: draw(number) for name in LAYER_NUMBERS},
            )
            for index in range(layers)
        ),
        boundary=draw(boundaries),
        best_epoch=draw(st.none() | st.integers(1, 10**6)),
        maps=draw(st.none() | arrays.arrays(np.float32, st.integers(1, 9))),
    )


def surfaces(low: float, high: float) -> st.SearchStrategy[npt.NDArray[np.float32]]:
    side = st.integers(1, 6).map(lambda side: (side, side))
    value = st.floats(low, high, width=32)
    return side.flatmap(lambda shape: arrays.arrays(np.float32, shape, elements=value))


def layout_of(frame: Frame) -> RunLayout:
    layers = (
        LayerLayout(layer.name, layer.units, *(getattr(layer, name).edges for name in HISTOGRAMS))
        for layer in frame.layers
    )
    return RunLayout(tuple(layers), 10, "accuracy")


@pytest.mark.slow
@given(frames(st.none()))
def test_all_numbers_come_back_to_the_bit(frame):
    packed = PackedFrame(PackedFrame.of(frame, CLASSES).data)
    assert bits(packed.unpack(layout_of(frame))) == bits(frame)
    assert packed.step == frame.step
    assert bits(packed.seconds) == bits(frame.seconds) and bits(packed.number("loss")) == bits(frame.loss)
    told = [getattr(layer, name) for layer in frame.layers for name in LAYER_NUMBERS]
    assert bits(packed.numbers[len(RUN_NUMBERS) :]) == bits(np.array(told))


@pytest.mark.slow
@given(frames(surfaces(-1.0, 1.0).map(lambda values: Boundary(values, 6.0))))
def test_a_boundary_comes_back_within_half_a_level_and_all_else_to_the_bit(frame):
    again = PackedFrame.of(frame, TARGETS).unpack(layout_of(frame))
    assert bits(replace(again, boundary=None)) == bits(replace(frame, boundary=None))
    assert again.boundary.values.dtype == np.float32 and again.boundary.extent == 6.0
    error = np.abs(again.boundary.values.astype(float) - frame.boundary.values)
    assert error.max() <= 0.5 * 2 / 255 + 1e-6
    assert PackedFrame.of(again, TARGETS).data == PackedFrame.of(frame, TARGETS).data, "packing twice is once"


@pytest.mark.parametrize(
    ("value_range", "values", "levels"),
    [
        (CLASSES, [0.0, 0.5, 1.0, math.nan], [0, 128, 255, 128]),
        (TARGETS, [-1.0, 0.0, 7.0, -math.inf], [0, 128, 255, 0]),
        (TARGETS, [math.inf, 3e38, -3e38, 0.999], [255, 255, 0, 255]),
    ],
)
def test_what_lies_outside_is_drawn_as_the_end_and_what_is_unknown_as_the_middle(value_range, values, levels):
    surface = np.array(values, np.float32).reshape(2, 2)
    packed = PackedFrame.of(frame_at(0, boundary=Boundary(surface, 6.0)), value_range)
    assert packed.contents.arrays["boundary"].ravel().tolist() == levels
    assert packed.contents.arrays["boundary_range"].tolist() == [*value_range, 6.0]
    assert np.array_equal(surface.ravel(), np.array(values, np.float32), equal_nan=True), "it is not changed"


@pytest.mark.parametrize("units", [0, 1, 3])
def test_a_curve_comes_back_to_the_bit(units):
    rng = np.random.default_rng(1)
    values, rest = (rng.standard_normal(5).astype(np.float32) for _ in range(2))
    values[0] = np.nan
    parts = rng.standard_normal((units, 5)).astype(np.float32)
    frame = replace(
        frame_at(0, side=None), curve=Curve(values, np.arange(units, dtype=np.uint16), parts, rest)
    )
    packed = PackedFrame(PackedFrame.of(frame, CLASSES).data)
    packed.check(layout_of(frame))
    assert bits(packed.unpack(layout_of(frame)).curve) == bits(frame.curve)
    assert PackedFrame.of(frame, CLASSES).size > PackedFrame.of(frame_at(0, side=None), CLASSES).size


def test_before_it_is_packed_it_says_the_same():
    packed = PackedFrame.of(frame_at(12, layers=3), CLASSES)
    before = packed.step, packed.seconds
    values, arrays = packed.contents
    assert packed.data == PackedFrame(packed.data).data
    assert values == packed.contents.values == {"missing": ["val_metric"]}
    assert arrays.keys() == packed.contents.arrays.keys()
    assert all(bits(array) == bits(packed.contents.arrays[name]) for name, array in arrays.items())
    assert before == (packed.step, packed.seconds) == (12, 0.012)


def test_what_stays_the_same_is_in_no_frame():
    packed = PackedFrame.of(frame_at(12, layers=3), CLASSES)
    shapes = {name: array.shape for name, array in packed.contents.arrays.items()}
    assert shapes == {
        "run": (8,),
        "layers": (3, 9),
        "counts": (3, 4 * 40),
        "outside": (3, 4, 3),
        "boundary": (4, 4),
        "boundary_range": (3,),
    }


def test_the_files_of_the_browsers_tests_are_what_is_sent_today():
    """See tests/fixtures/README.md."""
    for name, (data, expected) in frame_files.files().items():
        assert (frame_files.FOLDER / f"{name}.safetensors").read_bytes() == data
        said = json.loads((frame_files.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        assert said == json.loads(json.dumps({"greeting": frame_files.GREETING, "expected": expected}))


def test_what_is_missing_is_told_from_what_is_no_number():
    made = replace(frame_at(3), loss=math.inf, val_loss=math.nan, val_metric=None)
    for packed in (PackedFrame.of(made, (0.0, 1.0)), PackedFrame(PackedFrame.of(made, (0.0, 1.0)).data)):
        assert packed.told("loss") == math.inf and packed.told("val_metric") is None
        assert math.isnan(packed.told("val_loss"))
