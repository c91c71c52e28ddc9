"""What the page "Predictions" shows, as it stands in an address beside the run's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.message import N_, Message
from core.predictions.predictions import PARTS
from ui.setting import PageSetting

PART_NAMES = {"training": N_("Training"), "validation": N_("Validation"), "test": N_("Test")}
"""Keys and names of the parts of the data."""

OF_CLASSES = {
    "matrix": N_("Confusion matrix"),
    "curves": N_("ROC and precision-recall"),
    "calibration": N_("Calibration"),
    "rows": N_("Rows"),
    "layers": N_("Through the network"),
}
OF_NUMBERS = {
    "predicted": N_("Predicted and true"),
    "residuals": N_("Residuals"),
    "rows": N_("Rows"),
    "layers": N_("Through the network"),
}
"""Keys and names of the views, of classes and of numbers."""

MOST_PLACES = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionsSetting:
    """What the page shows.

    Arguments:
        part: one of `PARTS`.
        view: one of `OF_CLASSES` or `OF_NUMBERS`; the first one where it is none of the task's.
        threshold: from where on a row counts as the class, in thousandths; None for the middle.
        label: class that is looked at, or target of several numbers.
        cell: true and predicted class whose rows are shown.
        row: place of the row, among those of the part, that goes through the network.
    """

    part: str = "validation"
    view: str = ""
    threshold: int | None = None
    label: int | None = None
    cell: tuple[int, int] | None = None
    row: int | None = None


def from_address(texts: Mapping[str, str]) -> tuple[PredictionsSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is left out."""
    start = PredictionsSetting()
    part, view = texts.get("part", start.part), texts.get("view", start.view)
    cell = re.fullmatch(r"([0-9]{1,4})-([0-9]{1,4})", texts.get("cell", ""), re.ASCII)
    setting = PredictionsSetting(
        part=part if part in PARTS else start.part,
        view=view if view in OF_CLASSES | OF_NUMBERS else start.view,
        threshold=_number(texts.get("threshold", ""), -1000, 1000),
        label=_number(texts.get("class", ""), 0, 9999),
        cell=None if cell is None else (int(cell[1]), int(cell[2])),
        row=_number(texts.get("row", ""), 0, MOST_PLACES),
    )
    return setting, ()


def to_address(setting: PredictionsSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = PredictionsSetting()
    texts = {"part": setting.part} if setting.part != start.part else {}
    if setting.view:
        texts["view"] = setting.view
    numbers = {"threshold": setting.threshold, "class": setting.label, "row": setting.row}
    texts |= {name: str(number) for name, number in numbers.items() if number is not None}
    return texts if setting.cell is None else texts | {"cell": "{}-{}".format(*setting.cell)}


def _number(text: str, low: int, high: int) -> int | None:
    if re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII) is None:
        return None
    return min(max(int(text), low), high)


PAGE = PageSetting(
    key="predictions", read=from_address, write=to_address, start=PredictionsSetting, watching=True
)
