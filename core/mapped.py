"""Files whose bytes are read where the system keeps them, not copied into a process."""

from __future__ import annotations

import mmap
from contextlib import suppress
from pathlib import Path


def mapped(path: Path) -> memoryview:
    """The bytes of a file that is removed: they go when nobody uses them any more."""
    with path.open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    with suppress(PermissionError):  # Windows keeps files that are mapped: the folder is emptied at the end
        path.unlink()
    return data


def rest(data: bytes | memoryview) -> None:
    """Let go of the memory that reading `mapped` bytes took; whoever reads them again gets them again."""
    source = data.obj if isinstance(data, memoryview) else None
    if isinstance(source, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        source.madvise(mmap.MADV_DONTNEED)
