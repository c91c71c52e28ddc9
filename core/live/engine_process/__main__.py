"""The engine as a program: ``python -m core.live.engine_process ADDRESS FOLDER DISK THREADS``.

`EngineProcess` starts it. It reads its secret from standard input, and ends when that is closed: with the
process that started it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from multiprocessing.connection import Client
from pathlib import Path

from core.data.sources import own_tables
from core.live.engine_process.server import Server
from core.store.stored_tables import StoredTables

NICENESS = 5
"""How much the engine stands back: pages come first where both want the same core."""


def main(address: str, folder: str, disk: str, threads: int) -> None:
    """Train until the other side is gone."""
    secret = sys.stdin.buffer.readline().strip()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    for number in (signal.SIGINT, signal.SIGTERM):
        # They are for the process that started this one: terminals and systemd send them to all together, and
        # it still wants the states.
        signal.signal(number, signal.SIG_IGN)
    own_tables.use(StoredTables())
    Server(Client(address, authkey=secret), Path(folder), Path(disk), threads=threads).start()
    threading.Thread(target=_end_with_parent, args=(folder, disk), name="parent", daemon=True).start()
    threading.Event().wait()


def _end_with_parent(*folders: str) -> None:
    sys.stdin.buffer.read()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
