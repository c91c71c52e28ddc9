"""Which networks XLA compiles: it is known without TensorFlow, and decides which random numbers are drawn."""

from __future__ import annotations

from core.model.plan import Plan

XLA_WEIGHTS = 20_000_000
"""Larger networks run as graphs without XLA: one step of theirs takes over a tenth of a second, and others'
programs wait for XLA's threads while a call lasts. They are as fast either way, and ready sooner."""

XLA_MAPS_WORK = 5_000_000
"""The same as `XLA_WEIGHTS` of convolutional networks whose steps take more multiplications: TensorFlow's
convolutions are the quickest of large pictures, XLA of small ones."""


def compiled_by_xla(plan: Plan) -> bool:
    """Whether the steps of `plan` are compiled by XLA; otherwise they run as a graph of TensorFlow."""
    maps = plan.work * plan.batch_size if plan.convolutions else 0
    return plan.weights <= XLA_WEIGHTS and maps <= XLA_MAPS_WORK
