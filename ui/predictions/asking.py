"""What a run's newest state says, asked of the engine and kept for whoever looks again.

Answers are kept by run, part and where the run stands: while nothing moves, looking again costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from core.bundle import prepare
from core.data.cache import BoundedCache
from core.data.sources.availability import availability
from core.live.records.run import RunRecord
from core.live.runs import Standing
from core.memory import cache_bytes
from core.message import Invalid, Message
from core.model.size import work
from core.predictions.predictions import Predictions, RowLayers
from core.predictions.rows import PartRows
from ui.services import measurements, runs
from ui.watching import asker, owner

PATIENCE = 60.0
"""Seconds that an answer may take."""

NOT_YET = Message("This run has reported no state yet. This page looks again by itself.")
NO_STATE = Message(
    "No state of this run is kept: it ended before its first step, or made room for newer runs. Start it "
    "again."
)
WENT_ON = Message(
    "The run has gone on since its test part was asked for. What it says now of those rows is not shown: "
    "they answer once."
)
BUSY = Message("The server is busy. Try again in a moment.")

_KEPT = "predictions:kept"
T = TypeVar("T", Predictions, RowLayers)
_predictions: BoundedCache[tuple[Any, ...], Predictions] = BoundedCache(cache_bytes() // 8)
_layers: BoundedCache[tuple[Any, ...], RowLayers] = BoundedCache(cache_bytes() // 32)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What a session had last.

    Arguments:
        of: run and part.
        standing: where the run stood.
    """

    of: tuple[str, str]
    standing: Standing
    predictions: Predictions


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the network says, and the rows that it is said of."""

    predictions: Predictions
    rows: PartRows


def found(record: RunRecord, part: str) -> Found | Message:
    """What a state of a run says about a part of its data; or why that cannot be told.

    It waits for the answer. While the run trains, that is the answer which this session had last, until
    `look` has brought another one: what is turned or chosen meanwhile asks nothing. Whoever calls it has seen
    that the visitor may see the data.
    """
    there = availability(record.experiment.dataset.name)
    if there.state != "here":
        return there.message
    kept: _Kept | None = st.session_state.get(_KEPT)
    try:
        if kept is None or kept.of != (record.id, part) or record.status.over:
            kept = _newest(record, part)
        tested = record.tested
        if part == "test" and (tested is None or tested.step != kept.predictions.step):
            return WENT_ON
        return Found(kept.predictions, PartRows(record.experiment, prepare(record.experiment), part))
    except Invalid as error:
        return error.message


def look(record: RunRecord, part: str) -> bool:
    """Get the newest answer, and wait for it; whether it is another one than this session had last."""
    kept: _Kept | None = st.session_state.get(_KEPT)
    if kept is not None and kept.of == (record.id, part) and kept.standing == runs().standing(record.id):
        return False
    try:
        _newest(record, part)
    except Invalid:
        st.session_state.pop(_KEPT, None)  # the page says why
    return True


def layers(record: RunRecord, part: str, place: int, step: int) -> RowLayers | Message:
    """What every layer makes of one row, likewise.

    Arguments:
        step: of the predictions that are shown: while the run trains nothing is asked again before they
            change.
    """
    key = (record.id, part, place, runs().standing(record.id) if record.status.over else step)
    asked = {"part": part, "place": place}
    try:
        return _layers.get(key, lambda: _asked("layers", record, asked, RowLayers))
    except Invalid as error:
        return error.message


def _newest(record: RunRecord, part: str) -> _Kept:
    """What the newest state says, which the session keeps."""
    standing = runs().standing(record.id)
    answer = _predictions.get(
        (record.id, part, standing), lambda: _asked("predictions", record, {"part": part}, Predictions)
    )
    kept = _Kept((record.id, part), standing, answer)
    st.session_state[_KEPT] = kept
    return kept


def _asked(question: str, record: RunRecord, asked: dict[str, Any], kind: type[T]) -> T:
    checkpoint = runs().checkpoint(record.id)
    if checkpoint is None:
        raise Invalid(NO_STATE if record.status.over else NOT_YET)
    experiment = record.experiment
    body = {"experiment": experiment.flat(), "work": work(experiment), **asked}
    read: Callable[[bytes], T] = kind.from_bytes
    answering = measurements().ask(question, body, owner(), address=asker(), data=checkpoint.data)
    try:
        return read(answering.answer.result(PATIENCE))
    except (TimeoutError, CancelledError):
        answering.cancel()
        raise Invalid(BUSY) from None
