"""Gradient Lab without its page: describe an `Experiment`, `train` it, look at its frames.

`open_table` makes a data set of a file or a pandas frame, `pipeline` is what prepared the data, fitted.
`train` brings TensorFlow with it, which takes seconds to import, so it is loaded at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.experiment import Experiment
from core.frame import Frame

if TYPE_CHECKING:
    from core.bundle import pipeline
    from core.engine.training.train import train
    from core.own_table import open_table

__all__ = ["Experiment", "Frame", "open_table", "pipeline", "train"]


def __getattr__(name: str) -> Any:
    if name == "train":
        from core.engine.training.train import train

        return train
    if name == "open_table":
        from core.own_table import open_table

        return open_table
    if name == "pipeline":
        from core.bundle import pipeline

        return pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
