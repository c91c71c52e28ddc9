"""What there is to point out of a run at its end: the Playground's findings, by the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from core.bundle import DataBundle
from core.class_weights import weights_of_rows
from core.diagnosis.divergence import divergence
from core.diagnosis.evidence import Evidence, of_frame
from core.diagnosis.findings import Found, diagnose
from core.diagnosis.fitting import Fit
from core.engine.program.device_data import DeviceData
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.training.beginning import kernels_and_biases
from core.engine.training.row_facts import confusion_of, evens_classes, facts_of
from core.experiment import Experiment
from core.frame import Frame
from core.model.plan import Plan
from core.statistics.nearest_neighbours import neighbours_score, r_squared


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
    over: bool,
) -> tuple[Found, ...]:
    """What a trained network shows, the most pressing first.

    Arguments:
        experiment: with the learning rate of now.
        frame: the look at `state`.
        program, data, bundle: of the run.
        begun: gives the network before its first step; asked only where something is wrong.
        diverged: whether the loss is no number any more.
        over: whether there is nothing left to train.
    """
    if diverged:
        return (divergence(experiment, begun()),)
    network = program.step_functions.network
    kernels, biases = kernels_and_biases(network, program.variables(state))
    learnt, val_learnt = _learnt(program.plan, frame, program, state, data)
    losses = (frame.loss, frame.val_loss)
    fit = fit_of(experiment, state, bundle, losses, (learnt, val_learnt), over=over)
    return diagnose(
        of_frame(
            experiment,
            frame.layers,
            kernels,
            biases,
            rows=bundle,
            learnt=learnt,
            before=begun if state.step else None,
            fit=fit,
            facts=facts_of(experiment, bundle, lambda: confusion_of(program, state, bundle)),
        )
    )


def fit_of(
    experiment: Experiment,
    state: TrainState,
    bundle: DataBundle,
    losses: tuple[float, float | None],
    learnt: tuple[float, float],
    *,
    over: bool,
) -> Fit | None:
    """How well a network fits its rows; None before it has a history.

    Arguments:
        experiment, state, bundle: of the run.
        losses: of the training and the validation part now.
        learnt: accuracy or R^2 of both.
        over: whether there is nothing left to train.
    """
    history = state.progress.history
    if not history:
        return None
    loss, val_loss = losses
    now = [] if val_loss is None else [(history[-1][0], loss, val_loss)]
    return Fit(
        history=(*history, *now),
        learnt=learnt[0],
        val_learnt=learnt[1],
        chance=1 / len(bundle.class_names) if bundle.class_names else 0.0,
        baseline=partial(_baseline, bundle) if aims_at_score(experiment, bundle) else _not_compared,
        over=over,
        least=_least(experiment, bundle),
    )


def aims_at_score(experiment: Experiment, bundle: DataBundle) -> bool:
    """Whether training makes accuracy or R^2 of the validation part large, by which neighbours are compared.

    Where some rows or classes count more, or others are drawn, more of the rest is got wrong on purpose.
    """
    if evens_classes(experiment, bundle):
        return False
    return experiment.task != "regression" or experiment.loss_entry.of_means


def _not_compared() -> float:
    return float("nan")


def _least(experiment: Experiment, bundle: DataBundle) -> tuple[float, float]:
    """What the losses of both parts cannot fall below; rows for training with their weights."""
    of_rows = experiment.loss_entry.least
    classes = len(bundle.class_names)
    weights = weights_of_rows(experiment.class_weight, bundle.y_train, classes, bundle.weights_train)
    own = of_rows(bundle.y_train) if weights is None else of_rows(bundle.y_train) * weights
    return float(own.mean()), float(of_rows(bundle.y_val).mean()) if len(bundle.y_val) else 0.0


@lru_cache(16)
def _baseline(bundle: DataBundle) -> float:
    return neighbours_score(bundle.x_train, bundle.y_train, bundle.x_val, bundle.y_val)


def _learnt(
    plan: Plan, frame: Frame, program: Program, state: TrainState, data: DeviceData
) -> tuple[float, float]:
    """Accuracy in the training and the validation part; or R^2 of the first rows of the one, and of the
    other."""
    if plan.classes:
        return frame.metric or 0.0, frame.val_metric or 0.0
    parts = data.first(program.probe_rows), data.validation
    own, other = (
        r_squared(np.asarray(y).reshape(len(x), -1), program.predict(state, x).reshape(len(x), -1))
        for x, y in parts
    )
    return own, other
