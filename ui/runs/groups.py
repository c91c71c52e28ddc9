"""Runs in groups: by a tag, or by a choice in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.differing import differing
from core.live.listed import ListedRun
from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from ui.language import _
from ui.runs.cells import Written, digits, percent
from ui.runs.described import choice_name, choice_text

if TYPE_CHECKING:
    import pandas

BY_TAG = "tag"
"""Groups are the tags; a run with several is in several groups."""


def ways(records: Sequence[RunRecord], said: Mapping[str, Labels]) -> dict[str, str]:
    """What runs can be grouped by, with names: their tags, and the choices in which they differ."""
    experiments = [record.experiment for record in records if record.foreign is None]
    tagged = any(record.id in said and said[record.id].tags for record in records)
    found = {BY_TAG: _("Tag")} if tagged else {}
    return found | {path: choice_name(path, experiments, whole=True) for path in differing(experiments)}


def grouped(records: Sequence[RunRecord], said: Mapping[str, Labels], by: str) -> dict[str, list[str]]:
    """Ids of the runs of each group, by the group's name, in the order of `records`.

    Arguments:
        by: one of `ways`; whatever else it is, nothing is grouped.
    """
    groups: dict[str, list[str]] = {}
    if by == BY_TAG:
        for record in records:
            tags = said[record.id].tags if record.id in said else ()
            for tag in tags or ("–",):
                groups.setdefault(tag, []).append(record.id)
        return groups if set(groups) != {"–"} else {}
    chosen = [record for record in records if record.foreign is None]
    experiments = [record.experiment for record in chosen]
    for record, text in zip(chosen, differing(experiments).get(by, ()), strict=False):
        groups.setdefault(choice_text(by, text, experiments), []).append(record.id)
    recorded = [record.id for record in records if record.foreign is not None]
    return groups | {"–": groups.get("–", []) + recorded} if groups and recorded else groups


def menu(key: str, place: Any, options: Mapping[str, str], value: str, choose: Callable[[str], None]) -> None:
    """Choose what to group by, or nothing.

    Arguments:
        place: where it is drawn.
        value: what the page's setting says.
        choose: called with the choice, "" for none.
    """
    names = {"": _("Nothing"), **options}
    st.session_state[key] = value if value in names else ""
    place.selectbox(
        _("Group by"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=lambda: choose(st.session_state[key]),
    )


def summary(runs: Sequence[ListedRun], groups: Mapping[str, Sequence[str]]) -> pandas.DataFrame:
    """A row for each group: how many runs, and mean and standard deviation of their best numbers."""
    import pandas as pd

    by_id = {run.record.id: run for run in runs}
    rows = []
    for name, ids in groups.items():
        row: dict[str, Any] = {"group": name, "runs": len(ids)}
        for column, best in _BESTS.items():
            found = [number for run in ids if (number := best(by_id[run])) is not None]
            row[column] = fmean(found) if found else None
            row[f"{column}_std"] = stdev(found) if len(found) > 1 else None
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(columns()))
    return frame[[name for name in frame if not frame[name].isna().all()]]


def columns() -> dict[str, Any]:
    """What is shown of each column of `summary`, in order."""
    config = st.column_config
    number = config.NumberColumn
    spread = _("Standard deviation over the runs of the group.")
    return {
        "group": config.TextColumn(_("Group"), pinned=True),
        "runs": number(_("Runs")),
        "val_loss": number(_("Lowest validation loss, mean")),
        "val_loss_std": number(_("± of the loss"), help=spread),
        "accuracy": number(_("Best accuracy, mean")),
        "accuracy_std": number(_("± of the accuracy"), help=spread),
        "error": number(_("Lowest error, mean")),
        "error_std": number(_("± of the error"), help=spread),
    }


WRITTEN: dict[str, Written] = {
    **dict.fromkeys(("val_loss", "error"), digits(4)),
    **dict.fromkeys(("val_loss_std", "error_std"), digits(2)),
    **dict.fromkeys(("accuracy", "accuracy_std"), percent),
}
"""How numbers of columns are written; see `ui.runs.cells.displayed`."""


def _val_loss(run: ListedRun) -> float | None:
    return None if run.best is None else run.best.val_loss


def _accuracy(run: ListedRun) -> float | None:
    return None if run.best is None or not run.record.classes else run.best.val_metric_high


def _error(run: ListedRun) -> float | None:
    low = None if run.best is None or run.record.classes else run.best.val_metric_low
    return None if low is None else low * run.record.unit


_BESTS = {"val_loss": _val_loss, "accuracy": _accuracy, "error": _error}
