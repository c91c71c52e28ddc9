"""How much memory a process holds, and how much this machine, or the container in it, has."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

CGROUPS, OWN_CGROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")

MOST_CACHE = 256 * 2**20


def resident_bytes(process: int) -> int:
    """Memory that a process holds; 0 where that cannot be told."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return _peak_bytes() if process == os.getpid() else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _peak_bytes() -> int:
    """The most that this process has held, where it cannot be told what it holds now."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def machine_bytes() -> int:
    """Memory of this machine, or what a container may have of it; 0 where that cannot be told."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
    return min(machine, container_bytes() or machine)


def cache_bytes() -> int:
    """For each cache of a process that keeps costly values; of a small machine a thirty-second part."""
    return min(MOST_CACHE, machine_bytes() // 32 or MOST_CACHE)


def container_bytes(groups: Path = CGROUPS, own: Path = OWN_CGROUPS) -> int:
    """What the control groups of this process allow it, both versions of them; 0 where none says anything.

    The files are ``memory.max`` and ``memory.limit_in_bytes``. The limits of all groups above count as well.
    """
    found = []
    for path in _limits(groups, own):
        with suppress(OSError, ValueError):  # "max" is no number
            found.append(int(path.read_text(encoding="ascii")))
    return min(found, default=0)


def _limits(groups: Path, own: Path) -> Iterator[Path]:
    # A container sees its own group as the root; without one of its own the path leads down from there.
    yield groups / "memory.max"
    yield groups / "memory" / "memory.limit_in_bytes"
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers not in ("", "memory"):
            continue
        root, name = (groups / "memory", "memory.limit_in_bytes") if controllers else (groups, "memory.max")
        folder = root / path.lstrip("/")
        while folder != root and root in folder.parents:
            yield folder / name
            folder = folder.parent
