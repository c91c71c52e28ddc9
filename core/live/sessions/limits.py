"""How much one server does at a time: sensible numbers, which whoever runs the server may change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.live.scheduling.cores import cores
from core.live.sessions import memory_shares
from core.memory import machine_bytes
from core.settings import whole_number

HIGHEST = {
    "training_threads": 256,
    "sweep_runs": 256,
    "sweep_together": 128,
    "engine_processes": 64,
    "engine_spares": 1,
}
LOWEST = {"engine_processes": 0, "engine_spares": 0, "rewind_stored": 0}
_HIGHEST = 10_000_000

VARIABLES = {
    "GRADIENT_LAB_TRAINING_THREADS": "training_threads",
    "GRADIENT_LAB_RUNNING_PER_OWNER": "running_per_owner",
    "GRADIENT_LAB_WAITING_PER_OWNER": "waiting_per_owner",
    "GRADIENT_LAB_LOADED_RUNS": "total",
    "GRADIENT_LAB_RUNS_PER_ADDRESS": "runs_per_address",
    "GRADIENT_LAB_NETWORKS_PER_ADDRESS": "networks_per_address",
    "GRADIENT_LAB_SWEEPS_PER_ADDRESS": "sweeps_per_address",
    "GRADIENT_LAB_KEPT_PER_OWNER": "kept_per_owner",
    "GRADIENT_LAB_SWEEP_RUNS": "sweep_runs",
    "GRADIENT_LAB_SWEEP_TOGETHER": "sweep_together",
    "GRADIENT_LAB_WAITING_MEASUREMENTS": "waiting_measurements",
    "GRADIENT_LAB_WAITING_MEASUREMENTS_PER_ADDRESS": "waiting_measurements_per_address",
    "GRADIENT_LAB_ENGINE_PROCESSES": "engine_processes",
    "GRADIENT_LAB_ENGINE_MEMORY": "engine_memory",
    "GRADIENT_LAB_ENGINE_SPARES": "engine_spares",
    "GRADIENT_LAB_RUN_MEMORY": "run_memory",
    "GRADIENT_LAB_RUN_MEMORY_PER_OWNER": "run_memory_per_owner",
    "GRADIENT_LAB_NETWORK_MEMORY": "network_memory",
    "GRADIENT_LAB_NETWORK_MEMORY_PER_OWNER": "network_memory_per_owner",
    "GRADIENT_LAB_STORED": "stored",
    "GRADIENT_LAB_STORED_PER_OWNER": "stored_per_owner",
    "GRADIENT_LAB_REWIND_STORED": "rewind_stored",
    "GRADIENT_LAB_STREAMS_PER_VISITOR": "streams_per_visitor",
    "GRADIENT_LAB_STREAM_RATE_PER_VISITOR": "stream_rate_per_visitor",
    "GRADIENT_LAB_STREAM_RATE": "stream_rate",
    "GRADIENT_LAB_TABLES_PER_OWNER": "tables_per_owner",
    "GRADIENT_LAB_TABLES_STORED": "tables_stored",
    "GRADIENT_LAB_TABLES_STORED_PER_OWNER": "tables_stored_per_owner",
    "GRADIENT_LAB_TABLES_PER_ADDRESS": "tables_per_address",
    "GRADIENT_LAB_TABLES_STORED_PER_ADDRESS": "tables_stored_per_address",
    "GRADIENT_LAB_TABLES_DAYS": "tables_days",
    "GRADIENT_LAB_UPLOAD_MEMORY": "upload_memory",
    "GRADIENT_LAB_RECORDING_SIZE": "recording_size",
}
"""Environment variables and the attribute of `Limits` that each sets."""


def _engine_spares() -> int:
    return memory_shares.spares(machine_bytes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one server does at a time. Every number is a whole one.

    Arguments:
        running_per_owner: runs of one person that train at the same time; more are queued.
        waiting_per_owner: runs of one person that may be queued; more are refused.
        total: runs kept in memory for all people together.
        runs_per_address: runs of one network address that train, wait or are paused; a class may share one.
        networks_per_address: networks of one network address that are played with, out of `NETWORKS` in all;
            they may take the same part of `network_memory`. Those not used for longest are let go of.
        sweeps_per_address: sweeps of one network address that are trained at the same time.
        kept_per_owner: ended runs that are kept for one person; the oldest are deleted.
        training_threads: runs that compute at the same time; one per core when left out.
        sweep_runs: cells of all sweeps together that are trained at the same time; as many as there are
            training threads when left out.
        sweep_together: cells of a sweep that are trained at once by one function, where their networks are
            small and alike; they count as one of `sweep_runs`. 1: each is trained by itself.
        waiting_measurements: measurements of untrained networks that may wait for their turn, of all people
            together; more are refused.
        waiting_measurements_per_address: the same of one network address; half of that when left out.
        engine_processes: processes that train; 0: threads of the server's own process do.
        engine_memory: megabytes that one of them may hold before another takes over.
        engine_spares: 1 to keep another one ready, which takes over at once where one is lost (half a
            gigabyte); 0 where memory is scarce.
        run_memory: megabytes that the runs with the engines may take together, as `core.model.size` knows
            them beforehand; where one more would exceed it, paused ones are kept in the store alone, and
            what does not fit then is queued.
        run_memory_per_owner: the same for the runs of one person; a run that takes more by itself is refused.
        network_memory: megabytes that all networks which people play with may take together, with what can be
            undone; those that were not used for longest are let go of.
        network_memory_per_owner: the same for one person.
        stored: megabytes that everything stored of runs may take; the oldest that are over go first.
        stored_per_owner: the same for one person; a run whose state alone would exceed it is refused.
        rewind_stored: megabytes that the states of one run's way may take of that, from which any of its
            steps is reached again; 0: none are kept, and a run is taken again from its beginning.
        streams_per_visitor: pictures that one visitor may follow at a time.
        stream_rate_per_visitor: kilobytes a second that they carry together; each is drawn less often then.
        stream_rate: kilobytes a second that the streams of all visitors carry together, in equal parts where
            they want more.
        tables_per_owner: tables of one's own that are kept for one person; one more is refused.
        tables_stored: megabytes that the tables of all people may take, a part of `stored`; where one more
            would exceed it, those go that whoever has most has not used for longest.
        tables_stored_per_owner: the same for one person; what would exceed it is refused.
        tables_per_address: tables that are kept of one network address; a class may share one.
        tables_stored_per_address: megabytes that those may take; half of `tables_stored` when left out.
        tables_days: days after which a table that nobody has used goes.
        upload_memory: megabytes of uploaded files that wait to be read, of all people together; more are
            refused.
        recording_size: megabytes of a recording of `gradient_lab.Watch` that is opened, where
            `server.maxUploadSize` of Streamlit bounds it too, or that is sent, see `sent`.

    Raises:
        Invalid: a number out of range.
    """

    running_per_owner: int = 4
    waiting_per_owner: int = 20
    total: int = 100
    runs_per_address: int = 500
    networks_per_address: int = 150
    sweeps_per_address: int = 50
    kept_per_owner: int = 50
    training_threads: int = field(default_factory=cores)
    sweep_runs: int = 0
    sweep_together: int = 128
    waiting_measurements: int = 32
    waiting_measurements_per_address: int = 0
    engine_processes: int = 1
    engine_memory: int = 0
    engine_spares: int = field(default_factory=_engine_spares)
    streams_per_visitor: int = 16
    stream_rate_per_visitor: int = 4000
    stream_rate: int = 50_000
    run_memory: int = 0
    run_memory_per_owner: int = 0
    network_memory: int = field(default_factory=lambda: memory_shares.networks(machine_bytes()))
    network_memory_per_owner: int = 0
    stored: int = field(default_factory=lambda: memory_shares.stored(machine_bytes()))
    stored_per_owner: int = 0
    rewind_stored: int = 8
    tables_per_owner: int = 20
    tables_stored: int = 0
    tables_stored_per_owner: int = 0
    tables_per_address: int = 400
    tables_stored_per_address: int = 0
    tables_days: int = 30
    upload_memory: int = field(default_factory=lambda: memory_shares.uploads(machine_bytes()))
    recording_size: int = 50

    def __post_init__(self) -> None:
        self._default("sweep_runs", self.training_threads)
        self._default("waiting_measurements_per_address", -(-self.waiting_measurements // 2))
        self._default("engine_memory", memory_shares.engine(machine_bytes(), self.engine_processes))
        runs = memory_shares.runs(self.engine_processes, self.engine_memory, self.network_memory)
        self._default("run_memory", runs)
        self._default("run_memory_per_owner", memory_shares.runs_of_one(self.run_memory))
        self._default("network_memory_per_owner", memory_shares.networks_of_one(self.network_memory))
        self._default("stored_per_owner", memory_shares.stored_of_one(self.stored))
        self._default("tables_stored", memory_shares.tables(self.stored))
        self._default("tables_stored_per_owner", memory_shares.tables_of_one(self.tables_stored))
        self._default("tables_stored_per_address", -(-self.tables_stored // 2))
        for name in VARIABLES.values():
            _checked(name, getattr(self, name), name)

    def _default(self, name: str, number: int) -> None:
        """Have what was left out follow from the others."""
        if not getattr(self, name):
            object.__setattr__(self, name, number)

    @property
    def sent(self) -> int:
        """Megabytes that a run of somebody's own program may take while it is sent: room is kept for them."""
        return max(1, min(self.recording_size, self.stored_per_owner // 8))

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
    return whole_number(value, shown_as, LOWEST.get(name, 1), HIGHEST.get(name, _HIGHEST))
