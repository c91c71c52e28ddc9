"""Frames, layouts and messages in the form in which they are stored."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace

import numpy as np
from sqlalchemy import insert

from core.frame import Boundary
from core.live.protocol.status import RunStatus
from core.message import Message, message_from_json, message_to_json
from core.store.codec import (
    frame_from_bytes,
    frame_to_bytes,
    layout_from_json,
    layout_to_json,
)
from core.store.store import RunStore
from core.store.tables import FRAMES
from tests.fake_trainer import layout_of, packed_at
from tests.store.stored import a_record


def test_a_frame_comes_back_to_the_bit():
    for changes in ({}, {"side": None}, {"loss": float("nan"), "val_loss": None}):
        packed = packed_at(7, **changes)
        assert frame_from_bytes(frame_to_bytes(packed)).data == packed.data


def test_what_is_stored_takes_less_than_what_is_sent():
    axis = np.linspace(-6, 6, 100, dtype=np.float32)
    surface = 0.5 + 0.5 * np.tanh(np.sin(axis)[:, None] * np.cos(axis)[None, :])
    packed = packed_at(1, layers=4, boundary=Boundary(surface, 6.0))
    assert len(frame_to_bytes(packed)) < 0.8 * len(packed.data)


def test_runs_of_the_first_version_appear_without_their_frames(url):
    """Its format was JSON under zlib."""
    text = json.dumps({"step": 0, "layers": []}).encode()
    old = struct.pack("<BI", 1, len(text)) + zlib.compress(text)
    assert frame_from_bytes(old) is None
    store = RunStore(url)
    store.save(a_record(status=RunStatus.FINISHED, layout=layout_of(2)))
    store.add_frame("run", 1, packed_at(10))
    assert store.flush()
    with store.engine.begin() as connection:
        connection.execute(insert(FRAMES), [{"run": "run", "seq": 0, "step": 0, "data": old}])
    assert [(seq, frame.step) for seq, frame in store.frames("run")] == [(1, 10)]
    assert store.record("run") == a_record(status=RunStatus.FINISHED, layout=layout_of(2))
    assert store.last_seq("run") == 1
    store.close()


def test_layout_and_message_round_trip():
    layout = replace(layout_of(3), target_std=(7.8, 2.0))
    assert layout_from_json(layout_to_json(layout)) == layout
    assert layout_from_json(layout_to_json(None)) is None
    message = Message("{what} at {rate}", what=Message("Diverged"), rate=0.1)
    assert message_from_json(message_to_json(message)) == message
    odd = Message("{rate}", rate=float("nan"))
    assert str(message_from_json(message_to_json(odd))) == str(odd)
