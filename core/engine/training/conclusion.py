"""What there is to point out of a run at its end: the Playground's findings, by the same numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.bundle import DataBundle
from core.diagnosis.divergence import divergence
from core.diagnosis.evidence import Evidence, of_frame
from core.diagnosis.findings import Found, diagnose
from core.engine.program.device_data import DeviceData
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.training.beginning import kernels_and_biases
from core.experiment import Experiment
from core.frame import Frame
from core.model.plan import Plan


def final_findings(
    experiment: Experiment,
    frame: Frame,
    state: TrainState,
    *,
    program: Program,
    data: DeviceData,
    bundle: DataBundle,
    begun: Callable[[], Evidence],
    diverged: bool,
) -> tuple[Found, ...]:
    """What a trained network shows, the most pressing first.

    Arguments:
        experiment: with the learning rate of now.
        frame: the look at `state`.
        program, data, bundle: of the run.
        begun: gives the network before its first step; asked only where something is wrong.
        diverged: whether the loss is no number any more.
    """
    if diverged:
        return (divergence(experiment, begun()),)
    network = program.step_functions.network
    kernels, biases = kernels_and_biases(network, program.variables(state))
    return diagnose(
        of_frame(
            experiment,
            frame.layers,
            kernels,
            biases,
            rows=bundle,
            learnt=_learnt(program.plan, frame, program, state, data),
            before=begun if state.step else None,
        )
    )


def _learnt(plan: Plan, frame: Frame, program: Program, state: TrainState, data: DeviceData) -> float:
    """Accuracy in the training part, or R^2 of its first rows."""
    if plan.classes:
        return frame.metric or 0.0
    x, y = data.first(program.probe_rows)
    answers = program.predict(state, x)
    target = np.asarray(y, np.float64).reshape(answers.shape)
    with np.errstate(all="ignore"):
        return float(1 - np.sum((target - answers) ** 2) / np.sum((target - target.mean()) ** 2))
