"""The container, held to the library whose format it is, and to files that the browser's reader reads too."""

from __future__ import annotations

import json
import math

import ml_dtypes
import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from core.container import pack, pack_large, unpack, unpack_array
from tests.fixtures.containers import CASES, FOLDER, expected

KINDS = ["f8", "f4", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"]
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
    lambda name: name != "__metadata__"
)
some_arrays = st.dictionaries(
    names,
    st.sampled_from(KINDS).flatmap(
        lambda kind: arrays_of.arrays(
            f"<{kind}" if kind != "?" else "?", arrays_of.array_shapes(min_dims=0, min_side=0)
        )
    ),
    max_size=5,
)
plain = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
some_values = st.dictionaries(st.text(), st.recursive(plain, st.lists, max_leaves=5), max_size=4)
WHOLE = pack({"a": 1}, {"x": np.arange(6.0).reshape(2, 3), "y": np.arange(3, dtype=np.uint8)})


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


@given(some_values, some_arrays)
def test_everything_comes_back_to_the_bit(values, arrays):
    found = unpack(pack(values, arrays))
    assert found.values == values
    assert found.arrays.keys() == arrays.keys()
    assert all(same(found.arrays[name], array) for name, array in arrays.items())
    assert all(array.flags.aligned for array in found.arrays.values())
    assert bytes(pack_large(values, arrays)) == pack(values, arrays)


@given(some_arrays)
def test_the_library_reads_what_is_written_here(arrays):
    found = safetensors.numpy.load(pack({"loss": 0.5}, arrays))
    assert found.keys() == arrays.keys()
    assert all(same(found[name], array) for name, array in arrays.items())


@given(some_values, some_arrays)
def test_what_the_library_writes_is_read_here(values, arrays):
    metadata = {"version": "1", "values": json.dumps(values)}
    found = unpack(safetensors.numpy.save(arrays, metadata))
    assert found.values == values
    assert found.arrays.keys() == arrays.keys()
    assert all(same(found.arrays[name], array) for name, array in arrays.items())


@pytest.mark.parametrize("name", CASES)
def test_the_files_are_what_is_written_today(name):
    assert (FOLDER / f"{name}.safetensors").read_bytes() == pack(*CASES[name])
    assert json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) == expected(CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_the_files_hold_what_they_are_said_to(name):
    found = unpack((FOLDER / f"{name}.safetensors").read_bytes())
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert expected((found.values, found.arrays)) == told


def test_arrays_are_views_and_may_be_written_to_where_the_bytes_may():
    data = bytearray(WHOLE)
    unpack(data).arrays["x"][1, 2] = 7.0
    assert unpack_array(data, "x").tolist() == [[0, 1, 2], [3, 4, 7]]
    with pytest.raises(ValueError, match="read-only"):
        unpack(WHOLE).arrays["x"][0, 0] = 1.0


def test_arrays_need_not_lie_in_order():
    table = np.arange(12.0).reshape(3, 4)
    arrays = {"across": table.T, "every second": table[:, ::2]}
    for data in (pack({}, arrays), pack_large({}, arrays)):
        found = unpack(data).arrays
        assert all(np.array_equal(found[name], array) for name, array in arrays.items())


def test_bfloat16_is_half_of_a_float32():
    array = np.array([1.0, -2.5, math.inf, 3.1415926], np.float32).astype(ml_dtypes.bfloat16)
    data = pack({}, {"weights": array})
    assert len(unpack_array(data, "weights").tobytes()) == 8
    assert unpack_array(data, "weights").astype(float).tolist() == [1.0, -2.5, math.inf, 3.140625]
    ((_name, found),) = safetensors.deserialize(data)
    assert (found["dtype"], found["shape"], bytes(found["data"])) == ("BF16", [4], array.tobytes())


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_bytes_that_were_cut_off_are_no_container(length):
    with pytest.raises(ValueError, match=r"^Expected .*, received"):
        unpack(WHOLE[:length])


@given(st.binary(max_size=200) | st.builds(lambda text: len(text).to_bytes(8, "little") + text, st.binary()))
def test_other_bytes_are_no_container(data):
    with pytest.raises(ValueError, match=r"^Expected"):
        unpack(data)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_broken_byte_breaks_nothing_else(at, byte):
    data = bytearray(WHOLE)
    data[at] = byte
    try:
        found = unpack(data)
    except ValueError:
        return
    assert sum(array.nbytes for array in found.arrays.values()) == 6 * 8 + 3


def headed(text: str, rest: bytes = b"") -> bytes:
    return len(text).to_bytes(8, "little") + text.encode() + rest


@pytest.mark.parametrize(
    "fields",
    [
        '"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}',
        '"x":{"dtype":"F64","shape":[-1],"data_offsets":[0,-8]}',
        '"x":{"dtype":"F64","shape":[1.0],"data_offsets":[0,8]}',
        '"x":{"dtype":"F64","shape":[true],"data_offsets":[0,8]}',
        '"x":{"dtype":"F64","shape":1,"data_offsets":[0,8]}',
        '"x":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}',
        '"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8,8]}',
        '"x":{"dtype":"F7","shape":[1],"data_offsets":[0,8]}',
        '"x":{"dtype":"F64","shape":[1]}',
        '"x":[]',
        '"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}',
    ],
)
def test_a_header_that_does_not_fit_its_bytes_is_refused(fields):
    metadata = '"__metadata__":{"version":"1","values":"{}"}'
    fits = f'{{{metadata},"x":{{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}}}'
    assert unpack(headed(fits, bytes(8))).arrays["x"].tolist() == [0.0]
    with pytest.raises(ValueError, match=r"^Expected"):
        unpack(headed(f"{{{metadata},{fields}}}", bytes(8)))


def test_another_version_is_refused():
    with pytest.raises(ValueError, match="version 1, received '2'"):
        unpack(headed('{"__metadata__":{"version":"2","values":"{}"}}'))
    for metadata in (
        '"values":"{}"',
        '"version":"1"',
        '"version":"1","values":3',
        '"version":"1","values":"3"',
    ):
        with pytest.raises(ValueError, match=r"^Expected"):
            unpack(headed(f'{{"__metadata__":{{{metadata}}}}}'))
    with pytest.raises(ValueError, match="header of a container"):
        unpack(safetensors.numpy.save({"x": np.zeros(1)}))


@pytest.mark.parametrize(
    "array", [np.array(["text"]), np.array([None]), np.zeros(2, ">f8"), np.zeros(2, "f2")]
)
def test_arrays_of_other_types_are_refused(array):
    with pytest.raises(ValueError, match=r"Expected an array of .*float64.* received 'x'"):
        pack({}, {"x": array})


def test_values_that_json_cannot_say_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": math.nan}, {})
    with pytest.raises(TypeError, match="JSON"):
        pack({"loss": np.float32(1)}, {})
    with pytest.raises(ValueError, match="received '__metadata__'"):
        pack({}, {"__metadata__": np.zeros(1)})
