"""What the live panel shows before training: the data of the experiment in the form."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.bundle import DataBundle, prepare
from core.choices.typed.points import EXTENT
from core.data.raw import ANOTHERS_TABLE, DataUnavailable
from core.data.sources.availability import availability
from core.experiment import FIELDS, Experiment
from core.line import line_of
from core.message import Message
from core.preview import Histogram, preview
from ui.language import translator

MAX_POINTS = 2000
MAX_IMAGES = 30
_GROUPS = {"data", "preparation"}
"""What the data depend on."""


@dataclass(frozen=True, slots=True)
class DataView:
    """The data of an experiment as the live panel takes them.

    Arguments:
        preview: for the component's `data`; None while the data are not on this machine.
        notice: what to know about data that are not here, or too few.
        missing: the data cannot be had, so that training cannot start.
    """

    preview: dict[str, Any] | None = None
    notice: Message | None = None
    missing: bool = False

    @property
    def rows(self) -> tuple[int, int] | None:
        """Of the training and the validation part; None while they are not known."""
        return None if self.preview is None else (self.preview["rows"]["train"], self.preview["rows"]["val"])


def data_view(
    experiment: Experiment, lang: str, *, anothers: bool = False, table: str | None = None
) -> DataView:
    """Look at the experiment's data, without waiting for a download.

    Arguments:
        anothers: they are a table of somebody else, which is shown to nobody else.
        table: what the visitor calls the table of one's own that they are.
    """
    if anothers:
        return DataView(notice=ANOTHERS_TABLE, missing=True)
    there = availability(experiment.dataset.name)
    if there.state != "here":
        return DataView(notice=there.message, missing=there.state == "missing")
    try:
        found = _preview(_data_choices(experiment), lang)
        return DataView(found if table is None else found | {"title": table})
    except DataUnavailable as error:
        return DataView(notice=error.message, missing=True)


def _data_choices(experiment: Experiment) -> Experiment:
    """The experiment with everything at its default that the data do not depend on."""
    kept = (key for key, field in FIELDS.items() if field.group in _GROUPS or key == "data_seed")
    return Experiment(**{key: getattr(experiment, key) for key in kept})


@lru_cache(maxsize=64)
def _preview(experiment: Experiment, lang: str) -> dict[str, Any]:
    translate = translator(lang)
    bundle, entry = prepare(experiment), experiment.dataset_entry
    classes = [translate(name) for name in bundle.class_names]
    return {
        "title": translate(entry.label),
        "rows": {"train": len(bundle.y_train), "val": len(bundle.y_val)},
        "features": [
            {"name": translate(item.name), "before": _bars(item.before), "after": _bars(item.after)}
            for item in preview(bundle).features
        ],
        "points": _points(bundle, classes) if entry.plane else None,
        "line": line_of(experiment),
        "images": _images(bundle, classes) if entry.image else None,
    }


def _bars(histogram: Histogram) -> dict[str, Any]:
    return {"low": histogram.low, "high": histogram.high, "counts": list(histogram.counts)}


def _points(bundle: DataBundle, classes: list[str]) -> dict[str, Any]:
    """Rows in the plane, in their own units; a fair share of both parts when there are too many."""
    assert bundle.points_train is not None and bundle.points_val is not None
    rows = np.concatenate([bundle.points_train, bundle.points_val])
    labels = np.concatenate([bundle.y_train, bundle.y_val])
    part = np.repeat([0, 1], [len(bundle.y_train), len(bundle.y_val)])
    if len(rows) > MAX_POINTS:
        # The parts are in random order, so every n-th row is a fair sample.
        chosen = np.linspace(0, len(rows) - 1, MAX_POINTS).astype(int)
        rows, labels, part = rows[chosen], labels[chosen], part[chosen]
    regression = not classes
    if regression:
        labels = labels * bundle.target_std + bundle.target_mean
    return {
        "x": np.round(rows[:, 0].astype(float), 3).tolist(),
        "y": np.round(rows[:, 1].astype(float), 3).tolist(),
        "label": np.round(labels.astype(float), 3).tolist() if regression else labels.tolist(),
        "part": part.tolist(),
        "extent": EXTENT,
        "classes": classes,
        "regression": regression,
    }


def _images(bundle: DataBundle, classes: list[str]) -> dict[str, Any]:
    rows = bundle.raw_train[:MAX_IMAGES]
    # Digits go from 0 to 16 and MNIST to 255; noise may leave the range.
    grey = np.clip(rows / bundle.raw_train.max() * 255, 0, 255).astype(np.uint8)
    return {
        "side": int(np.sqrt(rows.shape[1])),
        "pixels": [base64.b64encode(row.tobytes()).decode() for row in grey],
        "labels": [classes[label] for label in bundle.y_train[:MAX_IMAGES]],
    }
