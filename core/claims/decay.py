"""Weight decay and L2 penalty: the same under plain gradient descent, and two things under Adam.

I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019 (arXiv:1711.05101). Keras's weight
decay multiplies a weight by 1 - lr d at each step; the penalty l w^2 has the gradient 2 l w, which under
plain gradient descent multiplies it by 1 - 2 lr l. So d = 2 l gives the same there; Adam divides the gradient
by its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.experiment import Experiment
from core.frame import Frame

OPTIMIZERS = ("sgd", "adam")
L2 = 0.01
STEPS_PER_FRAME, FRAMES = 5, 60

_CHOICES: dict[str, Any] = {
    "dataset": "circle",
    "layers": (8, 8),
    "batch_size": 10,
    "steps_per_epoch": STEPS_PER_FRAME,
    "epochs": FRAMES,
    "learning_rate": 0.05,
    "exclude_from_weight_decay": True,
}


def experiments() -> tuple[Experiment, ...]:
    """For each of `OPTIMIZERS` a run with an L2 penalty and one with a weight decay of twice its strength;
    both on kernels alone."""
    return tuple(
        Experiment(**_CHOICES, **penalized)
        for optimizer in OPTIMIZERS
        for penalized in (
            {"optimizer": optimizer, "l2": L2},
            {"optimizer": {"name": optimizer, "weight_decay": 2 * L2}},
        )
    )


def differences(one: Sequence[Frame], other: Sequence[Frame]) -> npt.NDArray[np.float64]:
    """The largest difference of a weight by step, of frames at the same steps, and the largest weight.

    Returns:
        Step, largest |difference|, largest |weight|, shape ``(frames, 3)``.
    """
    rows = [
        (
            first.step,
            float(np.max(np.abs(first.weights.astype(float) - second.weights))),
            float(np.max(np.abs(first.weights))),
        )
        for first, second in zip(one, other, strict=False)
        if first.weights is not None and second.weights is not None and first.step == second.step
    ]
    return np.array(rows, float).reshape(-1, 3)
