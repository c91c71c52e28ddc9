"""A recording: a file of containers, one behind another, the first of them the header, the others frames.

Each container says in its own header where it ends. Whatever is cut off in the middle, by a killed process or
a full disk, costs the last frame alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradient_lab.container import pack

FORMAT = "gradient-lab recording"
VERSION = 1


class Recording:
    """The file at `path`. Nothing is written, and a file that is there stays, until `begin`.

    It is open only while something is written: a training that is broken off leaves nothing open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, header: Mapping[str, Any]) -> None:
        """Write the header, in place of whatever the file held."""
        self._path.write_bytes(b"")
        self.add(pack({"format": FORMAT, "version": VERSION, **header}, {}))

    def alive(self) -> None:
        """`fit` goes on: the file need not know."""

    def end(self) -> None:
        """`fit` has ended: all is written by then."""

    def add(self, container: bytes) -> None:
        """Write a container whole, or not at all.

        Raises:
            OSError: it could not be written, or the file is gone; what was written before is kept.
        """
        with self._path.open("r+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            rest = memoryview(container)
            try:
                while rest:  # a disk that fills takes some first, and refuses then
                    rest = rest[file.write(rest) or 0 :]
            except OSError:
                file.truncate(end)
                raise
