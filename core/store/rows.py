"""Records as rows of the database, and back, checked: anybody may have written the row."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from core.diagnosis.findings import Found
from core.diagnosis.nonfinite import NonFinite
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.foreign import Foreign
from core.live.records.grid import Grid
from core.live.records.run import RunRecord
from core.live.records.series import Series
from core.live.records.sweep import Sweep
from core.live.records.tested import Tested
from core.message import Message, message_from_json, message_to_json
from core.store.broken import whole
from core.store.codec import layout_from_json, layout_to_json

_NO_CHOICES: list[str] = []
"""In place of the choices of a run that has none: versions that do not know such runs leave it out."""


def record_to_row(record: RunRecord) -> dict[str, Any]:
    """`record` as a row of the table of runs."""
    return {
        "id": record.id,
        "owner_hash": record.owner_hash,
        "created": record.created,
        "experiment": _NO_CHOICES if record.choices is None else record.choices.flat(),
        "learning_rate": record.learning_rate,
        "speed": record.speed,
        "status": record.status.value,
        "layout": layout_to_json(record.layout),
        "cause": message_to_json(record.cause),
        "detail": record.detail,
        "notes": None if record.notes is None else dict(record.notes),
        "parent": record.parent,
        "ordinal": record.ordinal,
        "tested": None if record.tested is None else record.tested.to_json(),
        "rates": None if record.rates is None else [list(change) for change in record.rates],
        "first_step": record.first_step,
        "recorded": None if record.foreign is None else record.foreign.to_json(),
    }


def record_from_row(row: Row[Any]) -> RunRecord:
    """Read what `record_to_row` wrote; choices that this version no longer knows fall back to defaults.

    Raises:
        ValueError: it is none of a run.
    """
    foreign = _foreign(row.recorded)
    choices = _experiment(row.experiment) if foreign is None else None
    learning_rate = _number(row.learning_rate)
    return RunRecord(
        id=_text(row.id),
        owner_hash=_text(row.owner_hash),
        created=_number(row.created),
        choices=choices,
        learning_rate=learning_rate,
        speed=_number(row.speed),
        status=RunStatus(row.status),
        layout=layout_from_json(whole(row.layout)),
        cause=_message(row.cause),
        detail=None if row.detail is None else _text(row.detail),
        notes=_notes(row.notes),
        parent=None if row.parent is None else _text(row.parent),
        ordinal=int(_number(row.ordinal)),
        tested=_tested(row.tested),
        first_step=int(_number(row.first_step)),
        rates=_rates(row.rates, changed=choices is not None and learning_rate != choices.learning_rate),
        foreign=foreign,
    )


def sweep_to_row(sweep: Sweep) -> dict[str, Any]:
    """`sweep` as a row of the table of sweeps."""
    grid = sweep.grid
    return {
        "id": sweep.id,
        "owner_hash": sweep.owner_hash,
        "created": sweep.created,
        "experiment": grid.base.flat(),
        **_parts(grid),
        "stopped": sweep.stopped,
        "ordinal": sweep.ordinal,
    }


def sweep_from_row(row: Row[Any]) -> Sweep:
    """Read what `sweep_to_row` wrote; choices that this version no longer knows fall back to defaults.

    Raises:
        ValueError: it is none of a sweep.
    """
    return Sweep(
        id=_text(row.id),
        owner_hash=_text(row.owner_hash),
        created=_number(row.created),
        grid=_grid(row),
        stopped=bool(row.stopped),
        ordinal=int(_number(row.ordinal)),
    )


def _parts(grid: Grid | Series) -> dict[str, Any]:
    if isinstance(grid, Series):
        variants = [variant.changes() for variant in grid.variants]
        kept: Any = variants if grid.every_epoch else {"ends_of": variants}
        return {"scales": [], "depths": [], "steps": 0, "variants": kept}
    scales, depths = list(grid.scales), list(grid.depths)
    return {"scales": scales, "depths": depths, "steps": grid.steps, "variants": None}


def _grid(row: Row[Any]) -> Grid | Series:
    variants = whole(row.variants)
    if variants is None:
        return Grid.read(_experiment(row.experiment), whole(row.scales), whole(row.depths), row.steps)
    every_epoch = not (isinstance(variants, dict) and [*variants] == ["ends_of"])
    if not every_epoch:
        variants = variants["ends_of"]
    if not isinstance(variants, list):
        raise ValueError(f"Expected the experiments of a series, received {variants!r:.80}.")
    return Series.read([_experiment(variant) for variant in variants], every_epoch=every_epoch)


def _experiment(value: Any) -> Experiment:
    texts = whole(value)
    if not isinstance(texts, dict):
        raise ValueError(f"Expected the choices of an experiment, received {texts!r:.80}.")
    try:
        return _read(frozenset(texts.items()))
    except TypeError:  # a value that is no text
        return Experiment.lenient(texts)[0]


@lru_cache(maxsize=1000)
def _read(texts: frozenset[tuple[str, str]]) -> Experiment:
    """The experiment that `texts` by path make: lists ask for the same ones again and again."""
    return Experiment.lenient(dict(texts))[0]


def _message(value: Any) -> Message | None:
    try:
        message = message_from_json(whole(value))
        _ = None if message is None else str(message)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise ValueError(f"Expected a message, received {value!r:.80}.") from error
    return message


def _notes(value: Any) -> Mapping[str, Any] | None:
    """What there is to point out of a run, or None where this version cannot tell it."""
    notes = whole(value)
    try:
        best, measured = notes["best"], notes["measured"]
        for found in notes["findings"]:
            _ = str(Found.from_json(found).said)
        if not (best is None or isinstance(best, int)) or not (measured is None or len(measured) == 2):
            return None
        if "nonfinite" in notes:
            NonFinite.from_json(notes["nonfinite"])
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        return None
    return dict(notes)


def _tested(value: Any) -> Tested | None:
    """What a test part gave, or None where this version cannot tell it."""
    values = whole(value)
    try:
        return None if values is None else Tested.from_json(values)
    except ValueError:
        return None


def _foreign(value: Any) -> Foreign | None:
    body = whole(value)
    return None if body is None else Foreign.from_json(body)


def _rates(value: Any, *, changed: bool) -> tuple[tuple[int, float], ...] | None:
    """Changes of the learning rate; of a run of before, none or unknown ones.

    Arguments:
        changed: whether the rate is another one than it began with.
    """
    values = whole(value)
    if values is None:
        return None if changed else ()
    try:
        return tuple((int(_number(step)), _number(rate)) for step, rate in values)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"Expected text, received {value!r:.80}.")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"Expected a number, received {value!r:.80}.")
    return float(value)
