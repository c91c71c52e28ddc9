"""How much one server does at a time: sensible numbers, which whoever runs the server may change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.live.scheduling.cores import cores
from core.message import Invalid, Message

HIGHEST = {"training_threads": 256, "sweep_runs": 256}
_HIGHEST = 100_000

VARIABLES = {
    "GRADIENT_LAB_TRAINING_THREADS": "training_threads",
    "GRADIENT_LAB_RUNNING_PER_OWNER": "running_per_owner",
    "GRADIENT_LAB_WAITING_PER_OWNER": "waiting_per_owner",
    "GRADIENT_LAB_LOADED_RUNS": "total",
    "GRADIENT_LAB_KEPT_PER_OWNER": "kept_per_owner",
    "GRADIENT_LAB_SWEEP_RUNS": "sweep_runs",
}
"""Environment variables and the attribute of `Limits` that each sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one server does at a time. Every number is a whole one, at least 1.

    Arguments:
        running_per_owner: runs of one person that train at the same time; more are queued.
        waiting_per_owner: runs of one person that may be queued; more are refused.
        total: runs kept in memory for all people together.
        kept_per_owner: ended runs that are kept for one person; the oldest are deleted.
        training_threads: runs that compute at the same time; one per core when left out.
        sweep_runs: cells of all sweeps together that are trained at the same time; as many as there are
            training threads when left out.

    Raises:
        Invalid: a number out of range.
    """

    running_per_owner: int = 4
    waiting_per_owner: int = 20
    total: int = 100
    kept_per_owner: int = 50
    training_threads: int = field(default_factory=cores)
    sweep_runs: int = 0

    def __post_init__(self) -> None:
        if not self.sweep_runs:
            object.__setattr__(self, "sweep_runs", self.training_threads)
        for name in VARIABLES.values():
            _checked(name, getattr(self, name), name)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """The limits that `VARIABLES` set; those that are not set, or empty, stay as they are.

        Arguments:
            environment: the process's own when left out.

        Raises:
            Invalid: a value that is no whole number in range.
        """
        given = os.environ if environment is None else environment
        texts = {variable: given.get(variable, "").strip() for variable in VARIABLES}
        numbers = {
            VARIABLES[variable]: _checked(VARIABLES[variable], text, variable)
            for variable, text in texts.items()
            if text
        }
        return cls(**numbers)


def _checked(name: str, value: int | str, shown_as: str) -> int:
    high = HIGHEST.get(name, _HIGHEST)
    try:
        number = int(value)
    except ValueError:
        number = 0
    if not 1 <= number <= high:
        raise Invalid(
            Message(
                "{name}: expected a whole number from 1 to {high}, received {got}. "
                "Change it, or leave it out for the default.",
                name=shown_as,
                high=high,
                got=repr(value),
            )
        )
    return number
