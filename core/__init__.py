"""Gradient Lab without its page: describe an `Experiment`, `train` it, look at its frames.

`train` brings TensorFlow with it, which takes seconds to import, so it is loaded at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.experiment import Experiment
from core.frame import Frame

if TYPE_CHECKING:
    from core.engine.training.train import train

__all__ = ["Experiment", "Frame", "train"]


def __getattr__(name: str) -> Any:
    if name == "train":
        from core.engine.training.train import train

        return train
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
