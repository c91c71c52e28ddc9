"""On what a benchmark ran, without which its numbers say little."""

from __future__ import annotations

import ctypes
import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = {"TensorFlow": "tensorflow", "Keras": "keras", "NumPy": "numpy", "Streamlit": "streamlit"}


def environment() -> dict[str, str]:
    """Label to value: the machine, the versions, and how busy the machine is with other things."""
    return {
        "Measured": time.strftime("%Y-%m-%d"),
        "CPU": _cpu(),
        "Cores": f"{cores()} of {os.cpu_count()} may be used",
        "Memory": _memory(),
        "System": platform.platform(),
        "Python": platform.python_version(),
        **{label: _version(package) for label, package in PACKAGES.items()},
        "Load before": _load(),
    }


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def resident_bytes() -> int:
    """Memory that this process holds now.

    Raises:
        OSError: this system does not tell (it has no /proc).
    """
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def give_back_unused() -> None:
    """Have the C library return freed memory to the system, where it can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    except (AttributeError, ValueError, OSError):
        return "unknown"


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return "unknown"
    return f"{os.getloadavg()[0]:.2f} (mean of the last minute; near 0 on a machine with nothing else to do)"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
