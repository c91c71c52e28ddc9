"""What the Train page is given of a table."""

from __future__ import annotations

from core.data.catalogue import DATASETS
from core.experiment import Experiment
from core.message import Invalid
from core.own_table import picked
from core.tables import Table
from ui.data.setting import DataSetting


def experiment_of(table: Table, setting: DataSetting, target: str | None) -> Experiment | None:
    """The experiment that trains on a table as it is; None where nothing is to be predicted, or cannot be."""
    if not setting.own:
        return Experiment(dataset=DATASETS.pick(setting.source))
    if target is None:
        return None
    try:
        return Experiment(dataset=picked(table, target))
    except Invalid:
        return None
