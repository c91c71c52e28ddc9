"""A table belongs to whoever brought it: nobody else trains on it, though a run or a link names it."""

from __future__ import annotations

from core.data.raw import ANOTHERS_TABLE, DataUnavailable
from core.experiment import Experiment
from core.store.store import RunStore


def check_table(store: RunStore, experiment: Experiment, owner_hash: str) -> None:
    """See that the data of an experiment are no table of somebody else.

    Raises:
        DataUnavailable: they are.
    """
    if experiment.dataset.name != "table":
        return
    if store.is_anothers(owner_hash, str(experiment.dataset["table"])):
        raise DataUnavailable(ANOTHERS_TABLE)
