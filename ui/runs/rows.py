"""Runs as the rows of a table: what differs between them, and their numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from core.differing import differing
from core.experiment import DEFAULT, Experiment
from core.live.listed import ListedRun
from core.live.records.best import Best
from core.live.records.foreign import Foreign
from core.packed import PackedFrame
from ui import address
from ui.form.examples import label_of
from ui.language import _, address_language, say
from ui.moments import moment
from ui.runs.cells import Written, digits, percent
from ui.runs.described import choice_name, choice_text, status_words

if TYPE_CHECKING:
    import pandas

OWN_COLUMN = "run"
"""Names of columns are language-neutral; `columns` says what is shown of them."""


def table(runs: Sequence[ListedRun]) -> pandas.DataFrame:
    """A row for each run. Columns of which no run has anything are left out."""
    import pandas as pd

    chosen = [each.record.experiment for each in runs if each.record.foreign is None]
    differences = iter(what_differs(chosen))
    rows = [
        _row(each, _of_foreign(each.record.foreign) if each.record.foreign else next(differences))
        for each in runs
    ]
    frame = pd.DataFrame(rows, columns=list(columns()))
    kept = [name for name in frame if name in _ALWAYS or not frame[name].replace("", None).isna().all()]
    return frame[kept]


def _of_foreign(foreign: Foreign) -> str:
    return " · ".join(each for each in (foreign.model, foreign.optimizer, foreign.loss) if each)


def what_differs(experiments: Sequence[Experiment]) -> list[str]:
    """Of each experiment the choices in which it is not like all others, in a line, without the data set.

    One alone is compared with the defaults. Those that tell it from the runs most like it come first, so that
    a line that is cut still tells them apart.
    """
    among = [*experiments, DEFAULT] if len(experiments) == 1 else list(experiments)
    found = differing(among)
    order = _tell_apart(list(found.values()), list(found)) if found else [[]] * len(among)
    if "dataset" in found:  # the column before says which; what another has of its own says nothing
        found = {path: texts for path, texts in found.items() if path.partition(".")[0] != "dataset"}
    names = {path: choice_name(path, among) for path in found}
    lines = []
    for at in range(len(experiments)):
        chosen = ((path, found[path][at]) for path in order[at] if path in found)
        said = [f"{names[path]} {choice_text(path, text, among)}" for path, text in chosen if text]
        lines.append(" · ".join(said))
    return lines


def _tell_apart(texts: Sequence[Sequence[str | None]], paths: Sequence[str]) -> list[list[str]]:
    """Of each run all `paths`, first those in which it differs from the runs most like it on the same data.

    Arguments:
        texts: of each path that of each run.
    """
    order = []
    by_run = list(zip(*texts, strict=True))
    for one in by_run:
        nearest: list[set[str]] = []
        for other in by_run:
            pairs = zip(paths, one, other, strict=True)
            different = {path for path, mine, its in pairs if mine != its}
            of_choices = {path for path in different if path.partition(".")[0] != "dataset"}
            if of_choices == different and different:
                nearest.append(different)
        fewest = min(map(len, nearest), default=0)
        counts = Counter(path for different in nearest if len(different) == fewest for path in different)
        order.append(sorted(paths, key=lambda path: -counts[path]))
    return order


def columns() -> dict[str, Any]:
    """What is shown of each column, in order."""
    config = st.column_config
    number = config.NumberColumn
    error = _(
        "Mean absolute error, validation part: in the target's own unit; of several targets in standard "
        "deviations."
    )
    return {
        OWN_COLUMN: config.TextColumn(_("Run"), pinned=True, width=120),
        "pinned": config.CheckboxColumn(_("Pinned"), width=70),
        "tags": config.ListColumn(_("Tags"), width=120),
        "state": config.TextColumn(_("State"), width=90),
        "differs": config.TextColumn(
            _("What differs"),
            width=230,
            help=_("The choices in which a run is not like all others here."),
        ),
        "curve": config.LineChartColumn(
            _("Validation loss"),
            width=110,
            help=_("From its beginning until now."),
        ),
        "best_val_loss": number(_("Lowest"), width=90, help=_("Lowest validation loss of all frames.")),
        "val_loss": number(_("Latest"), width=90, help=_("Latest validation loss.")),
        "best_accuracy": number(_("Best accuracy"), help=_("Of the validation part.")),
        "accuracy": number(_("Latest accuracy"), help=_("Of the validation part.")),
        "best_error": number(_("Lowest error"), help=error),
        "error": number(_("Latest error"), help=error),
        "loss": number(_("Training loss")),
        "progress": config.ProgressColumn(_("Progress"), format="percent", width=100),
        "epochs": number(_("Epochs"), format="%.0f", help=_("Epochs trained so far.")),
        "seconds": number(_("Time in s"), format="%.1f", help=_("Seconds of training, pauses not counted.")),
        "per_epoch": number(_("ms per epoch"), format="%.1f", help=_("What an epoch costs on average.")),
        "note": config.TextColumn(_("Note"), width=200),
        "began": config.TextColumn(_("Started"), width=120),
        "cause": config.TextColumn(_("Why it ended"), width=200),
        "train": config.LinkColumn(_("Train"), display_text=_("Open"), width=70),
        "predictions": config.LinkColumn(_("Predictions"), display_text=_("Open"), width=90),
    }


WRITTEN: dict[str, Written] = {
    **dict.fromkeys(("best_val_loss", "val_loss", "best_error", "error", "loss"), digits(4)),
    **dict.fromkeys(("best_accuracy", "accuracy"), percent),
}
"""How numbers of columns are written; see `ui.runs.cells.displayed`."""

_ALWAYS = {OWN_COLUMN, "state", "differs", "progress", "train", "predictions"}


def _row(run: ListedRun, differs: str) -> dict[str, Any]:
    record, last, best = run.record, run.last, run.best or Best()
    foreign = record.foreign
    query = urlencode(address.naming(record.id))
    opened = urlencode(address.write({"opened": record.id}, lang=address_language(), run=None))
    row: dict[str, Any] = {
        OWN_COLUMN: run.labels.name or (label_of(record.experiment) if foreign is None else foreign.name),
        "pinned": run.labels.pinned or None,
        "tags": list(run.labels.tags) or None,
        "note": " ".join(run.labels.note.split()),
        "state": status_words(record.status, run.place),
        "differs": differs,
        "curve": curve(run) or None,
        "progress": 0.0,
        "began": moment(record.created),
        "cause": "" if record.cause is None else say(record.cause),
        "train": f"./?{query}" if foreign is None else f"./runs?{opened}",
        "predictions": f"./predictions?{query}" if foreign is None else None,
    }
    if last is None:
        return row
    epoch, seconds = last.number("epoch"), last.seconds
    row |= {
        "val_loss": _told(last, "val_loss"),
        "best_val_loss": best.val_loss,
        "loss": _told(last, "loss"),
        "progress": min(epoch / (record.experiment.epochs if foreign is None else foreign.epochs), 1.0),
        "epochs": epoch,
        "seconds": seconds,
        "per_epoch": 1000 * seconds / epoch if epoch > 0 else None,
    }
    metric = _told(last, "val_metric")
    if not record.classes:
        unit = record.unit
        return row | {"error": _times(metric, unit), "best_error": _times(best.val_metric_low, unit)}
    return row | {"accuracy": metric, "best_accuracy": best.val_metric_high}


def curve(run: ListedRun) -> list[float]:
    """The validation loss at some moments, first to last; none without a validation part."""
    numbers = (frame.number("val_loss") for frame in run.looks)
    return [number for number in numbers if math.isfinite(number)]


def _told(frame: PackedFrame, name: str) -> float | None:
    """A number of a frame; infinite where it was not finite, None where there is none."""
    number = frame.told(name)
    return number if number is None or math.isfinite(number) else math.inf


def _times(number: float | None, unit: float) -> float | None:
    return None if number is None else number * unit
