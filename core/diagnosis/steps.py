"""How large the steps of an experiment are: numbers that are known before any of them is taken."""

from __future__ import annotations

from core.experiment import Experiment

USUAL_MOMENTUM = 0.9

_PLAIN = {"sgd", "adadelta"}
"""Optimizers that do not divide each gradient by its size."""

_ROLLING = {"sgd", "rmsprop"}
"""Optimizers that carry on a share of the last step as it is."""

_LARGE, _LARGE_ADAPTIVE = 1.0, 0.1
_STEEP = {"mean_squared_error": 4.0}
"""Losses that curve so many times as much as others: the second derivative of a squared error is 2, of half
of one 1, of binary cross-entropy by its logit at most 1/4."""

_USUAL, _USUAL_ADAPTIVE = 0.1, 0.01


def large_rate(experiment: Experiment) -> float:
    """The learning rate from which on it is the likely cause of steps that are too large."""
    if experiment.optimizer.name == "adafactor":  # its steps are shares of the weights
        return _LARGE
    if not _plain(experiment):
        return _LARGE_ADAPTIVE
    if experiment.clipping.name == "off":
        return _LARGE / _STEEP.get(experiment.loss_picked.name, 1.0)
    # However steep the loss, a step is no longer than the rate times the limit.
    return _LARGE / min(float(experiment.clipping["limit"]), 1.0)


def usual_rate(experiment: Experiment) -> float:
    """A learning rate that suits small networks of the usual kind."""
    return _USUAL if _plain(experiment) else _USUAL_ADAPTIVE


def momentum_of(experiment: Experiment) -> float:
    """Share of the last step that is carried on; 0 for optimizers that carry on none as it is."""
    return float(experiment.optimizer["momentum"]) if experiment.optimizer.name in _ROLLING else 0.0


def summed_rate(experiment: Experiment) -> float:
    """The rate of all steps together that a lasting gradient brings about: with momentum m, 1 / (1 - m) of
    the learning rate (Goh 2017, Why Momentum Really Works)."""
    return experiment.learning_rate / (1 - momentum_of(experiment))


def pull(experiment: Experiment) -> float:
    """The share of every weight that penalties take away at a step; above 1 it changes its sign. Where layers
    have penalties of their own, that of the strongest.

    Of the L2 penalty r w^2 the gradient is 2 r w, of which gradient descent takes the learning rate;
    optimizers that divide gradients by their size do not take more where it is larger, and clipping shortens
    it with the rest. Decoupled weight decay is taken times the learning rate by all.
    """
    rate = experiment.learning_rate
    strongest = max(penalty.l2 for penalty in experiment.kernel_penalties)
    whole = experiment.optimizer.name == "sgd" and experiment.clipping.name == "off"
    coupled = 2 * strongest if whole else 0.0
    return rate * (coupled + float(experiment.optimizer["weight_decay"]))


def penalized(experiment: Experiment) -> bool:
    """Whether anything pulls weights towards 0."""
    return any(map(any, experiment.kernel_penalties)) or bool(experiment.optimizer["weight_decay"])


def _plain(experiment: Experiment) -> bool:
    return experiment.optimizer.name in _PLAIN
