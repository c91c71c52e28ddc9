"""Answers of a network with more than two classes as levels, 0 to 255, which browsers draw as colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

SURE = 31
"""A level is class * 32 + 0 to 31, how sure the network is: 0 is even odds."""
NOWHERE = 255
"""Level of a point for which the network's answer is not a number."""


def class_levels(answers: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Which class the network answers, and how sure it is, in one whole number from 0 to 255.

    Arguments:
        answers: probabilities of more than two classes, shape ``(points, classes)``, at most 7 of them.

    Returns:
        class * 32 + 0 to 31 (0: as likely as any class, 31: certain); `NOWHERE` where a probability is not a
        number.
    """
    even = 1 / answers.shape[1]
    share = np.clip((answers.max(axis=1) - even) / (1 - even), 0, 1)
    levels = answers.argmax(axis=1) * (SURE + 1) + np.rint(share * SURE)
    return np.where(np.isfinite(share), levels, NOWHERE).astype(np.float32)
