"""What runs are compared by, in words."""

from __future__ import annotations

from core.experiment import Experiment
from ui.language import _


def is_share(measure: str, experiment: Experiment) -> bool:
    """Whether the numbers are shares of 1, the higher the better; else they are errors or losses."""
    return measure == "val_metric" and experiment.task != "regression"


def measure_name(measure: str, experiment: Experiment) -> str:
    """What ``"val_metric"`` or ``"val_loss"`` is called for what `experiment` predicts."""
    if measure == "val_loss":
        return _("Validation loss")
    return _("Validation accuracy") if is_share(measure, experiment) else _("Mean absolute error")
