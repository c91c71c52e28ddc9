"""A small picture of how a schedule changes the learning rate over a run."""

from __future__ import annotations

import numpy as np

from core.experiment import Experiment
from core.schedule import Span, factors, scheduled

PER_EPOCH = 100
"""Steps of an epoch, for the picture: those of the data are not known before they are loaded."""

POINTS, WIDTH, HEIGHT, MARGIN = 241, 280, 56, 3
COLOUR = "#4a90b8"


def rates(experiment: Experiment) -> np.ndarray | None:
    """The learning rate at equal distances from the first step to the last; None where it only depends on how
    training goes, or not on time at all."""
    if not scheduled(experiment.schedule):
        return None
    span = Span(experiment.epochs, lambda epoch: epoch * PER_EPOCH)
    at = np.linspace(0, max(experiment.epochs * PER_EPOCH - 1, 1), POINTS).astype(np.int64)
    return np.asarray(experiment.learning_rate * factors(experiment.schedule, at, span))


def told(values: np.ndarray) -> tuple[float, float, float]:
    """The first, the last and the largest rate; one that is nearly 0 beside the largest is 0."""
    top = float(values.max())
    first, last = (float(value) if value > 1e-6 * top else 0.0 for value in (values[0], values[-1]))
    return first, last, top


def picture(values: np.ndarray) -> str:
    """A line as SVG, from 0 at the bottom to the largest of `values` at the top.

    As a picture of its own it knows no theme: its colour is to be seen on light and dark alike.
    """
    top = float(values.max()) or 1.0
    x = np.linspace(MARGIN, WIDTH - MARGIN, len(values))
    y = HEIGHT - MARGIN - values / top * (HEIGHT - 2 * MARGIN)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    ground = HEIGHT - MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="M0 {ground}H{WIDTH}" stroke="{COLOUR}" stroke-opacity="0.4"/>'
        f'<polyline points="{points}" fill="none" stroke="{COLOUR}" stroke-width="1.5"/></svg>'
    )
