"""Sweeps over choices: which experiments they train, and which choice matters how much."""

from core.sweeps.found import alike, plan_of
from core.sweeps.importance import importances
from core.sweeps.plan import GRID, METHODS, RANDOM, SweepPlan, Trial, Varied

__all__ = ["GRID", "METHODS", "RANDOM", "SweepPlan", "Trial", "Varied", "alike", "importances", "plan_of"]
