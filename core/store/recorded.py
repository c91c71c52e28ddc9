"""Reading what `gradient_lab.Watch` writes or sends, checked: it may be anybody's.

A recording is containers (`core.container`), one behind another: the first is the header, the others are
frames (`core.packed`). Whoever records may be killed at any time, so the last frame may be cut off.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.container import leading_header, read_header, unpack
from core.frame import Edges, RunLayout
from core.message import Message
from core.packed import HISTOGRAMS, RUN_NUMBERS, PackedFrame
from core.store.codec import layout_from_json

FORMAT = "gradient-lab recording"
VERSION = 1
_LENGTH = struct.Struct("<Q")
_MOST_HEADER = 16 * 2**20
"""Bytes of a container's header; a longer one is none of ours."""
_MOST_STEPS = 2**31
_MOST_LAYERS, _MOST_BINS, _MOST_MEASURES, _LONGEST_NAME = 1000, 1000, 100, 200
_ARRAYS = {"run": "f8", "layers": "f8", "counts": "u", "outside": "u"}
"""The arrays of a frame: Watch looks at no more."""
_MAY_MISS = {"val_loss", "val_metric"}


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A run of somebody's own program.

    Arguments:
        about: what its header says, as JSON values: model, optimizer, loss, versions, what was left out.
        layout: names, widths and histogram edges of its layers.
        frames: by rising step.
        cut: whether the file ends within a frame, which is left out.
    """

    about: Mapping[str, Any]
    layout: RunLayout
    frames: tuple[PackedFrame, ...]
    cut: bool


class Beginning(NamedTuple):
    """What a header says.

    Arguments:
        about: as in `Recorded`.
        layout: likewise.
    """

    about: Mapping[str, Any]
    layout: RunLayout


class NewerRecording(ValueError):
    """It was written by a later version."""


class DamagedRecording(ValueError):
    """It begins as a recording, and goes on as none.

    Arguments:
        frame: the first that is none, from 1.
        error: what is wrong with it.
    """

    def __init__(self, frame: int, error: object) -> None:
        super().__init__(f"Frame {frame} is damaged: {error}")
        self.frame, self.reason = frame, error


def unsendable(error: ValueError) -> Message:
    """Why what a program sends is refused, for whoever runs it.

    Arguments:
        error: what `read_beginning` or `read_frames` raised.
    """
    if isinstance(error, NewerRecording):
        return Message(
            "Expected what the gradient_lab.Watch of this lab's version sends, received that of a newer one. "
            "Update Gradient Lab, or install gradient_lab from its checkout."
        )
    if isinstance(error, DamagedRecording):
        return Message(
            "Expected whole frames as gradient_lab.Watch sends them, received a damaged one, number {frame}. "
            "Install gradient_lab from the checkout of this lab, and let the program train once more. "
            "({reason})",
            frame=error.frame,
            reason=str(error.reason)[:300],
        )
    return Message(
        "Expected what gradient_lab.Watch sends first, its header, received something else. Install "
        "gradient_lab from the checkout of this lab, and let the program train once more. ({reason})",
        reason=str(error)[:300],
    )


def unreadable(error: ValueError) -> Message:
    """Why a file cannot be opened, for whoever brought it.

    Arguments:
        error: what `read_recording` raised.
    """
    if isinstance(error, NewerRecording):
        return Message(
            "Expected a recording as this version of Gradient Lab reads it, received one of a newer version. "
            "Update Gradient Lab."
        )
    if isinstance(error, DamagedRecording):
        return Message(
            "Expected a whole recording, received one whose frame {frame} is damaged. Copy the file once "
            "more, in binary mode, or record the run again.",
            frame=error.frame,
        )
    return Message(
        "Expected a file that gradient_lab.Watch wrote, received another one, or one whose beginning is "
        "damaged. Choose the file that Watch was given the name of, or record the run again."
    )


def read_recording(data: bytes) -> Recorded:
    """The recording that the bytes of a file are.

    Raises:
        NewerRecording: a later version wrote it.
        ValueError: it is no recording, or a damaged one.
    """
    whole, cut = _split(data)
    if not whole:
        raise ValueError("Expected a recording of Watch, received a file without a header.")
    about = _about(whole[0])
    layout = _layout(about)
    frames = tuple(_frames(whole[1:], layout))
    return Recorded(about, layout, frames, cut)


def read_beginning(data: bytes) -> Beginning:
    """The header of a recording, alone.

    Raises:
        NewerRecording: a later version wrote it.
        ValueError: it is none, or not alone.
    """
    found = read_recording(data)
    if found.frames or found.cut:
        raise ValueError("Expected a header alone, received more.")
    return Beginning(found.about, found.layout)


def read_frames(data: bytes, layout: RunLayout) -> tuple[PackedFrame, ...]:
    """Frames of a recording whose header came before, one behind another.

    Raises:
        ValueError: something else is among them, or the last one is not all there.
    """
    whole, cut = _split(data)
    if cut:
        raise DamagedRecording(len(whole) + 1, "it is not all there")
    return tuple(_frames(whole, layout))


def _split(data: bytes) -> tuple[list[memoryview], bool]:
    """The containers that are there whole, and whether another one was begun."""
    found: list[memoryview] = []
    rest = memoryview(data)
    while rest:
        if len(rest) < _LENGTH.size:
            return found, True
        (length,) = _LENGTH.unpack_from(rest)
        if length > _MOST_HEADER:
            told = f"Expected a recording of Watch, received other bytes at {len(data) - len(rest)}."
            raise DamagedRecording(len(found), told) if found else ValueError(told)
        if length > len(rest) - _LENGTH.size:
            return found, True
        try:
            end = leading_header(rest).end
        except ValueError as error:
            if not found:
                raise
            raise DamagedRecording(len(found), error) from error
        if end > len(rest):
            return found, True
        found.append(rest[:end])
        rest = rest[end:]
    return found, False


def _about(data: memoryview) -> dict[str, Any]:
    try:
        about = unpack(data).values
    except RecursionError as error:
        raise ValueError("Expected the header of a recording, received one too deep to be read.") from error
    if about.get("format") != FORMAT:
        raise ValueError("Expected a recording of Watch, received a container of something else.")
    version = about.get("version")
    if type(version) is not int or version < 1:
        raise ValueError(f"Expected a recording of version {VERSION}, received {version!r:.80}.")
    if version > VERSION:
        raise NewerRecording(f"Expected a recording of version {VERSION} at most, received {version}.")
    return about


def _layout(about: Mapping[str, Any]) -> RunLayout:
    layout = layout_from_json(about.get("layout"))
    if layout is None:
        raise ValueError("Expected a recording with the layout of its run, received one without.")
    for layer in layout.layers:
        for name in HISTOGRAMS:
            edges: Edges = getattr(layer, name)
            if not -math.inf < edges.low < edges.high < math.inf:
                raise ValueError(f"Expected edges from low to high, received {edges}.")
            if not edges.bins == getattr(layout.layers[0], name).bins <= _MOST_BINS:
                raise ValueError(
                    f"Expected at most {_MOST_BINS} bins, as many in all layers, received {edges}."
                )
    names = [layer.name for layer in layout.layers]
    if len(names) > _MOST_LAYERS or len(set(names)) < len(names) or not all(map(_is_name, names)):
        raise ValueError(f"Expected at most {_MOST_LAYERS} layers, each with a name, received {names!r:.80}.")
    return layout


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _frames(parts: list[memoryview], layout: RunLayout) -> Iterator[PackedFrame]:
    last = -1
    for at, part in enumerate(parts):
        frame = PackedFrame(bytes(part))
        try:
            frame.check(layout)
            _check_arrays(frame)
            _check_values(unpack(part).values)
        except (ValueError, RecursionError) as error:
            raise DamagedRecording(at + 1, error) from error
        numbers = dict(zip(RUN_NUMBERS, frame.numbers.tolist(), strict=False))
        if not last < numbers["step"] < _MOST_STEPS:
            told = f"Expected a frame after step {last}, received one at {numbers['step']:g}."
            raise DamagedRecording(at + 1, told)
        if not all(0 <= numbers[name] < math.inf for name in ("epoch", "seconds")):
            told = f"Expected a frame with its epoch and time, received {numbers}."
            raise DamagedRecording(at + 1, told)
        last = frame.step
        yield frame


def _check_arrays(frame: PackedFrame) -> None:
    found = {name: place.dtype for name, place in read_header(frame.data).places.items()}
    if found.keys() != _ARRAYS.keys():
        raise ValueError(f"Expected the arrays of a frame, received {[*found]!r:.80}.")
    for name, dtype in found.items():
        if not (dtype.str[1:] == _ARRAYS[name] or (dtype.kind == _ARRAYS[name] and dtype.itemsize <= 4)):
            raise ValueError(f"Expected {name!r} of other numbers, received {dtype}.")


def _check_values(values: Mapping[str, Any]) -> None:
    missing, measures = values.get("missing", []), values.get("measures", {})
    if not isinstance(missing, list) or not all(isinstance(each, str) for each in missing):
        raise ValueError(f"Expected names, received {missing!r:.80}.")
    if not set(missing) <= _MAY_MISS or set(values) - {"missing", "measures"}:
        raise ValueError(f"Expected the values of a frame, received {values!r:.80}.")
    if not isinstance(measures, dict) or len(measures) > _MOST_MEASURES:
        raise ValueError(f"Expected numbers by name, received {measures!r:.80}.")
    if not all(map(_is_name, measures)):
        raise ValueError(f"Expected names of numbers, received {[*measures]!r:.80}.")
    for value in measures.values():
        if not (value is None or (type(value) in (int, float) and math.isfinite(value))):
            raise ValueError(f"Expected a number, received {value!r:.80}.")
