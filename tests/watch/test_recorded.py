"""Reading recordings: files that are cut, damaged, newer, hostile, or something else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.container import pack
from core.store.recorded import FORMAT, VERSION, NewerRecording, read_recording, unreadable
from tests.fixtures.recordings import EDGES, LAYER, LAYOUT, frame, header


def test_frames_come_back_with_what_the_header_says() -> None:
    found = read_recording(header(loss="mse") + frame(1) + frame(7))
    assert found.about["loss"] == "mse"
    assert [each.step for each in found.frames] == [1, 7]
    assert found.frames[0].unpack(found.layout).val_loss is None
    assert not found.cut


def test_wherever_a_file_is_cut_its_whole_frames_are_read() -> None:
    whole = header() + frame(1) + frame(2)
    begins = [len(header()), len(header()) + len(frame(1))]
    for end in range(begins[0] + 1, len(whole)):
        found = read_recording(whole[:end])
        assert len(found.frames) == sum(end >= each for each in begins[1:])
        assert found.cut == (end not in begins)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 some other file, of no few bytes",
        b"\x00" * 64,
        header()[:50],
        pack({"format": "something else"}, {}),
        header(version="1"),
        header(version=0),
        header(layout=None),
        header(layout={**LAYOUT, "layers": []}),
        header(layout={**LAYOUT, "layers": [{**LAYER, "weights": {**EDGES, "high": -2.0}}]}),
        header(layout={**LAYOUT, "layers": [{**LAYER, "weights": {**EDGES, "bins": -3}}]}),
        header() + header(),
        header() + frame(1, bins=13),
        header() + frame(2) + frame(2),
        header() + frame(float("nan")),
        header() + frame(1e300),
        header() + frame(1, epoch=float("inf")),
        header() + frame(1, values={"measures": {"auc": "<b>"}}),
        header() + frame(1, values={"measures": [1]}),
        header() + frame(1, values={"missing": ["loss"]}),
        header() + frame(1, values={"best": "no epoch"}),
        header() + frame(2.0**31),
        header() + frame(1, arrays={"weights": np.zeros(4)}),
        header() + frame(1, arrays={"counts": np.zeros((1, 12), np.uint64)}),
        header() + frame(1, values={"measures": dict.fromkeys(map(str, range(101)), 0.0)}),
        header() + frame(1, values={"measures": {"a\nb": 0.0}}),
        header() + frame(1) + b"garbage of more than eight bytes",
        header(layout={**LAYOUT, "layers": [LAYER, LAYER]}) + frame(1, layers=2),
        header(layout={**LAYOUT, "layers": [{**LAYER, "name": ""}]}) + frame(1),
        header(layout={**LAYOUT, "layers": [{**LAYER, "name": "x" * 201}]}) + frame(1),
        header(layout={**LAYOUT, "layers": [{**LAYER, "weights": {**EDGES, "bins": 10**9}}]}),
        header(layout={**LAYOUT, "layers": [LAYER, {**LAYER, "name": "b", "weights": {**EDGES, "bins": 4}}]}),
    ],
    ids=str,
)
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expected|damaged"):
        read_recording(data)


def test_values_of_any_depth_are_refused() -> None:
    deep = json.dumps({"format": FORMAT, "version": VERSION, "layout": LAYOUT})
    deep = deep[:-1] + ',"deep":' + "[" * 200_000 + "]" * 200_000 + "}"
    body = json.dumps({"__metadata__": {"version": "1", "values": deep}}).encode()
    with pytest.raises(ValueError, match="Expected"):
        read_recording(len(body).to_bytes(8, "little") + body)


def test_every_changed_byte_is_read_or_refused() -> None:
    whole = header() + frame(1) + frame(2)
    rng = np.random.default_rng(0)
    for at in rng.choice(len(whole), 400, replace=False):
        changed = bytearray(whole)
        changed[at] ^= int(rng.integers(1, 256))
        try:
            found = read_recording(bytes(changed))
        except ValueError:
            continue
        for each in found.frames:
            each.unpack(found.layout)


def test_a_newer_one_is_told_as_such() -> None:
    with pytest.raises(NewerRecording, match="received 2"):
        read_recording(header(version=2))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 another file, of no few bytes", "received another one"),
        (header(version=2), "Update Gradient Lab"),
        (header() + frame(1) + frame(2, bins=13), "frame 2 is damaged"),
        (header() + frame(1) + b"\xff" * 99, "frame 2 is damaged"),
    ],
    ids=["another", "newer", "frame", "garbage"],
)
def test_whoever_brought_it_is_told_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=r"Expected|damaged") as raised:
        read_recording(data)
    assert said in str(unreadable(raised.value))
