"""A lock on a file that the system keeps: it is free at once when its holder has ended, however that was.

Locks by process number or by time would do neither: containers have the same numbers, and a holder that was
suspended for a while still lives.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What the system answers when somebody else has the lock."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # Of the open file; lockf's belong to the process and go with the first `close` of any.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Holds a file, which is made for that and stays. Not the database's own file: SQLite has locks there.

    Arguments:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take the lock, or see that it is still held; False where somebody else has it.

        Where the file system has no locks, a warning is logged and it counts as taken.

        Raises:
            OSError: the file cannot be opened.
        """
        while self._descriptor is None or not self._names_it():
            self.release()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                _lock(descriptor)
            except OSError as error:
                if error.errno in _HELD:
                    os.close(descriptor)
                    return False
                log.warning(
                    "The file system of %s has no locks (%s): see that only one server uses what is there.",
                    self._path,
                    error,
                )
            self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let somebody else take it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _names_it(self) -> bool:
        """Whether the path still leads to the file that is held: somebody may have tidied it away."""
        assert self._descriptor is not None
        with suppress(OSError):
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        return False
