"""The same experiment with other luck."""

from __future__ import annotations

from core.experiment import Experiment


def over_seeds(experiment: Experiment, seeds: range) -> tuple[Experiment, ...]:
    """`experiment` once for each of `seeds`, which decide over the data's draw and split, over the initial
    weights and over the order of the rows.

    Of two experiments over the same seeds those at the same place are a pair.
    """
    return tuple(
        experiment.model_copy(update=dict.fromkeys(("data_seed", "weight_seed", "batch_seed"), seed))
        for seed in seeds
    )
