"""How the memory of a machine is shared out, unless settings say otherwise; all in megabytes.

Everything together stays within three quarters of a machine of 2 GB and more: the server's process (a third
of a gigabyte), one engine at its bound, and another one that takes over, or is kept ready.
"""

from __future__ import annotations

MEGABYTE = 2**20

LEAST_ENGINE, UNKNOWN_ENGINE = 1024, 4096
"""For an engine on a small machine, and where the machine's memory is not known."""

ENGINE_ITSELF = 700
"""What an engine holds that trains nothing: TensorFlow."""

ROOMY = 6 * 1024
"""Memory of a machine from which on an engine is kept ready to take over."""

_LEAST_MACHINE, _USUAL_MACHINE = 1024, 8192


def engine(machine: int, engines: int) -> int:
    """For each of the engine processes: half of the machine's memory for all of them.

    Arguments:
        machine: bytes, 0 where that is not known.
        engines: how many.
    """
    return max(LEAST_ENGINE, (machine // 2 // MEGABYTE or UNKNOWN_ENGINE) // max(1, engines))


def spares(machine: int) -> int:
    """Engines that are kept ready."""
    return int(machine >= ROOMY * MEGABYTE)


def runs(engines: int, of_engine: int, networks: int) -> int:
    """For all runs that are with the engines, beside `networks`.

    Arguments:
        engines: how many.
        of_engine: what each may hold.
        networks: for those that people play with.
    """
    return max(1, engines) * max(of_engine - ENGINE_ITSELF - networks, of_engine // 8, 1)


def runs_of_one(of_all: int) -> int:
    """For the runs of one person: what is left lets others train."""
    return max(1, of_all * 3 // 4)


def networks(machine: int) -> int:
    """For all networks that people play with."""
    return _known(machine) // 16


def networks_of_one(of_all: int) -> int:
    """For those of one person."""
    return max(1, of_all // 2)


def stored(machine: int) -> int:
    """For what is stored of all runs."""
    return 2 * _known(machine)


def stored_of_one(of_all: int) -> int:
    """For what is stored of the runs of one person."""
    return max(1, of_all // 8)


def tables(stored: int) -> int:
    """For the tables of all people, of what may be stored."""
    return max(1, stored // 4)


def tables_of_one(of_all: int) -> int:
    """For those of one person."""
    return max(1, of_all // 8)


def uploads(machine: int) -> int:
    """For uploaded files that wait to be read."""
    return _known(machine) // 16


def _known(machine: int) -> int:
    return max(_LEAST_MACHINE, machine // MEGABYTE or _USUAL_MACHINE)
