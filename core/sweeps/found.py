"""A sweep's plan found again from what it trained, where the run that it began from is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.choices.registry import Menu
from core.experiment import FIELDS, Experiment
from core.message import Invalid
from core.sweeps.plan import SweepPlan


def plan_of(trained: Sequence[Experiment], wanted: SweepPlan) -> SweepPlan | None:
    """`wanted` with a base that makes it train exactly `trained`; None where there is none.

    Every trial has all choices of the base that are not varied. Where entries of a menu are varied, only the
    trials with the base's own entry have that entry's parameters, so one trial of each is tried.

    Arguments:
        trained: at least one experiment.
        wanted: what is varied and how; its base says nothing.
    """
    menus = [each.path for each in wanted.varied if isinstance(FIELDS.get(each.path), Menu)]
    tried: dict[tuple[str, ...], Experiment] = {}
    for experiment in trained:
        tried.setdefault(tuple(getattr(experiment, path).name for path in menus), experiment)
    for base in tried.values():
        plan = replace(wanted, base=base)
        try:
            if plan.trains(trained):
                return plan
        except (Invalid, KeyError):  # it has no such choice, or takes no such value
            continue
    return None


def alike(one: SweepPlan, base: Experiment) -> bool:
    """Whether a plan would train the same from `base`."""
    varied = {each.path for each in one.varied}
    seeds = {"data_seed", "weight_seed", "batch_seed"} if one.seeds > 1 else set()

    def kept(experiment: Experiment) -> dict[str, str]:
        return {
            path: text
            for path, text in experiment.flat().items()
            if path not in varied | seeds and path.partition(".")[0] not in varied
        }

    return kept(one.base) == kept(base)
