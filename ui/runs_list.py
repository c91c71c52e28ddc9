"""A visitor's runs, as the Runs page lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from core.experiment import FIELDS, Experiment
from core.frame import Frame
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.runs import Runs
from core.live.sessions.messages import activation_names
from core.presets import PRESETS
from ui import form
from ui.language import _, plain, say
from ui.train.words import panel_words

WIDTHS = (6, 2, 2, 3, 4)
_COLOURS = {RunStatus.RUNNING: "green", RunStatus.FAILED: "red", RunStatus.DIVERGED: "orange"}


def runs_list(runs: Runs, records: Sequence[RunRecord]) -> None:
    """One row for each run, newest first; its name opens it."""
    for record in records:
        stored = runs.frames(record.id, at_most=2)
        with st.container(border=True, key=f"run:{record.id}"):
            _row(record, stored[-1][1] if stored else None, runs.place(record.id))


def describe(experiment: Experiment) -> str:
    """What a run trains, in a line: its example if it is one, else what differs from the defaults."""
    preset = next((item for item in PRESETS.values() if item.experiment() == experiment), None)
    if preset is not None:
        return _(preset.label)
    said = [_(experiment.dataset_entry.label), FIELDS["layers"].write(experiment.layers)]
    said.append(activation_names(experiment, _))
    menus = ("initializer", "optimizer")
    said += [_(FIELDS[key].registry[getattr(experiment, key).name].label) for key in menus]  # type: ignore[attr-defined]
    return " · ".join((*said, f"{experiment.learning_rate:g}"))


def _row(record: RunRecord, frame: Frame | None, place: int | None) -> None:
    what, moment, status, progress, losses = st.columns(WIDTHS, vertical_alignment="center", gap="small")
    what.page_link(
        "train.py",
        label=plain(describe(record.experiment)),
        query_params=form.opening(record.experiment, record.id),
        icon=":material/monitoring:",
    )
    moment.markdown(f":small[{_moment(record.created)}]")
    label = panel_words(_)[f"status_{record.status.value}"].format(place=place or "–")
    status.badge(label, color=_COLOURS.get(record.status, "gray"), help=_cause(record))  # type: ignore[arg-type]
    epochs = record.experiment.epochs
    epoch = min(frame.epoch, epochs) if frame else 0.0
    done = _("Epoch {epoch} of {epochs}").format(epoch=f"{epoch:.0f}", epochs=epochs)
    progress.progress(epoch / epochs, text=done)
    losses.markdown(f":small[{_losses(frame)}]")


def _moment(seconds: float) -> str:
    """When the run was started, by the visitor's clock."""
    try:
        zone: tzinfo = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return datetime.fromtimestamp(seconds, zone).strftime("%Y-%m-%d %H:%M")


def _losses(frame: Frame | None) -> str:
    if frame is None:
        return "–"
    validation = "–" if frame.val_loss is None else f"{frame.val_loss:.4g}"
    loss, val_loss = _("Training loss"), _("Validation loss")
    return f"{loss} {frame.loss:.4g} · {val_loss} {validation}"


def _cause(record: RunRecord) -> str | None:
    return None if record.cause is None else plain(say(record.cause))
