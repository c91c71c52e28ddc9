"""Batches that are near to those that are too large, or too small, and with which nothing is wrong."""

from __future__ import annotations

from itertools import product

from bench.diagnosing.sick import CIRCLE, MOONS, RELU, SPIRAL, TRAINED
from bench.diagnosing.tables import Made

SLOWLY = 5
"""Times as many steps as usual."""


def neighbours() -> Made:
    """Large batches of a loss that has come to rest; of many rows, of which they are a small part; and batch
    normalization over as many rows as is usual."""
    resting = {**CIRCLE, "dataset": {"name": "gauss", "noise": 60.0}, "layers": (4,), "learning_rate": 0.3}
    for rows in (128, 512):
        yield {**resting, "batch_size": rows}, SLOWLY * TRAINED
    for name in ("circle", "spiral"):
        many = {"name": name, "samples": 5000, "noise": 30.0}
        yield {**CIRCLE, "dataset": many, "learning_rate": 0.1, "batch_size": 64}, TRAINED
    for base, rows in product(({**SPIRAL, **RELU}, MOONS), (16, 32)):
        yield {**base, "normalization": "batch", "batch_size": rows}, TRAINED
    for base in (SPIRAL, MOONS):
        yield {**base, "normalization": "layer", "batch_size": 2}, TRAINED
