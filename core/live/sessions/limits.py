"""How much one server does at a time: sensible numbers, which whoever runs the server may change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.live.scheduling.cores import cores
from core.live.scheduling.memory import machine_bytes
from core.message import Invalid, Message

HIGHEST = {"training_threads": 256, "sweep_runs": 256, "engine_processes": 64, "engine_spares": 1}
LOWEST = {"engine_processes": 0, "engine_spares": 0}
_HIGHEST = 10_000_000

ROOMY_BYTES = 6 * 2**30
"""Memory of a machine from which on an engine is kept ready to take over."""

LEAST_ENGINE_MEMORY, MOST_ENGINE_MEMORY = 1024, 4096
"""Megabytes for an engine process on a small machine, and where the machine's memory is not known."""

VARIABLES = {
    "GRADIENT_LAB_TRAINING_THREADS": "training_threads",
    "GRADIENT_LAB_RUNNING_PER_OWNER": "running_per_owner",
    "GRADIENT_LAB_WAITING_PER_OWNER": "waiting_per_owner",
    "GRADIENT_LAB_LOADED_RUNS": "total",
    "GRADIENT_LAB_KEPT_PER_OWNER": "kept_per_owner",
    "GRADIENT_LAB_SWEEP_RUNS": "sweep_runs",
    "GRADIENT_LAB_ENGINE_PROCESSES": "engine_processes",
    "GRADIENT_LAB_ENGINE_MEMORY": "engine_memory",
    "GRADIENT_LAB_ENGINE_SPARES": "engine_spares",
}
"""Environment variables and the attribute of `Limits` that each sets."""


def _engine_memory() -> int:
    """A third of this machine's memory, in megabytes; TensorFlow alone needs half a gigabyte."""
    return max(LEAST_ENGINE_MEMORY, machine_bytes() // 3 // 2**20 or MOST_ENGINE_MEMORY)


def _engine_spares() -> int:
    return int(machine_bytes() >= ROOMY_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one server does at a time. Every number is a whole one.

    Arguments:
        running_per_owner: runs of one person that train at the same time; more are queued.
        waiting_per_owner: runs of one person that may be queued; more are refused.
        total: runs kept in memory for all people together.
        kept_per_owner: ended runs that are kept for one person; the oldest are deleted.
        training_threads: runs that compute at the same time; one per core when left out.
        sweep_runs: cells of all sweeps together that are trained at the same time; as many as there are
            training threads when left out.
        engine_processes: processes that train; 0: threads of the server's own process do.
        engine_memory: megabytes that one of them may hold before another takes over.
        engine_spares: 1 to keep another one ready, which takes over at once where one is lost (half a
            gigabyte); 0 where memory is scarce.

    Raises:
        Invalid: a number out of range.
    """

    running_per_owner: int = 4
    waiting_per_owner: int = 20
    total: int = 100
    kept_per_owner: int = 50
    training_threads: int = field(default_factory=cores)
    sweep_runs: int = 0
    engine_processes: int = 1
    engine_memory: int = field(default_factory=_engine_memory)
    engine_spares: int = field(default_factory=_engine_spares)

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
        number = -1
    if not LOWEST.get(name, 1) <= number <= high:
        raise Invalid(
            Message(
                "{name}: expected a whole number from {low} to {high}, received {got}. "
                "Change it, or leave it out for the default.",
                name=shown_as,
                low=LOWEST.get(name, 1),
                high=high,
                got=repr(value),
            )
        )
    return number
