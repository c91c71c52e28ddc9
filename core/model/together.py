"""Which networks may train together, and what they have to have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.choices.activations import ACTIVATIONS
from core.experiment import Experiment, Penalty
from core.model.plan import QUICK_EVALUATION, Plan

MOST_WEIGHTS = 5_000
"""Kernel weights of a network up to which it trains faster among others: larger ones are quicker by
themselves, in matrix products of libraries that are made for them."""

_NOTHING = Penalty(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Penalties:
    """Where any network of a population has a penalty: what is compiled; how strong it is, is a value.

    Arguments:
        kernels, biases, activities: see `core.model.regularization.Regularization`.
    """

    kernels: bool
    biases: bool
    activities: bool

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> Penalties:
        """Those of networks that train together."""
        given = [plan.regularization for plan in plans]
        return cls(
            kernels=any(any(each) for one in given for each in one.kernels),
            biases=any(any(each) for one in given for each in one.biases),
            activities=any(any(each) for one in given for each in one.activities),
        )


def common_plan(plan: Plan) -> Plan:
    """What networks that train together have in common: all but how strong their penalties are."""
    given = plan.regularization
    return replace(
        plan,
        regularization=replace(
            given,
            kernels=(_NOTHING,) * len(given.kernels),
            biases=(_NOTHING,) * len(given.biases),
            activities=(_NOTHING,) * len(given.activities),
        ),
    )


def takes(experiment: Experiment, plan: Plan) -> bool:
    """Whether a network can train in a population; any other trains by itself, with the same numbers.

    A population has no normalization, no dropout or noise, no convolutional layers, no slopes that are learnt
    and no weights of rows. Its optimizer works entry by entry, at every step, and keeps no averages. Nothing
    but the last epoch and a loss that is no number ends training, nothing at an epoch's end changes the
    learning rate, and looking at the validation part takes no time.
    """
    return not (
        plan.convolutions
        or plan.weighted
        or plan.averages
        or plan.normalization.name != "none"
        or plan.regularization.random
        or any(ACTIVATIONS[each.name].learns for each in plan.activations)
        or not plan.by_entry
        or not {"global_clipnorm", "gradient_accumulation_steps"}.isdisjoint(dict(plan.optimizer_options))
        or plan.weights > MOST_WEIGHTS
        or plan.val_rows * plan.work > QUICK_EVALUATION
        or experiment.validation_freq > 1
        or experiment.stopping.name != "off"
        or experiment.schedule.name == "plateau"
    )
