"""A PostgreSQL server of the tests' own: a socket in a folder, no network, gone with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

EVERYWHERE = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
"""What holds in every database."""

SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "max_connections": "50"}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """A server; gives the URL of its database ``template1``."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    somebody: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:  # PostgreSQL does not run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        somebody |= {"user": owner.pw_uid, "group": owner.pw_gid}
    data = folder / "data"

    def run(program: str, *arguments: str | Path) -> None:
        command = [bin_folder / program, "-D", data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **somebody)

    run("initdb", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://tests@/template1?host={folder}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
