"""Where runs are kept."""

from __future__ import annotations

import getpass
import logging
import os
import re
import stat
import tempfile
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)

URL_VARIABLE = "GRADIENT_LAB_STORE"
_FILE = "gradient_lab.sqlite"


def default_url() -> str:
    """Where runs are kept: ``$GRADIENT_LAB_STORE``, else a file in the user's data folder.

    A folder that cannot be written (a read-only container) is replaced by one for temporary files.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        return given
    folder = Path(platformdirs.user_data_dir("gradient_lab", appauthor=False))
    if not _writable(folder):
        folder = _temporary_folder()
    return f"sqlite:///{folder / _FILE}"


def _temporary_folder() -> Path:
    """A folder among the temporary ones that is this user's alone, the same at every start.

    Whatever else lies under its name, somebody's folder or a link to one, is left alone for a new folder.
    """
    name = re.sub(r"[^\w.-]", "_", _user())
    folder = Path(tempfile.gettempdir()) / f"gradient_lab-{name}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        pass
    else:
        if _private(folder) and _writable(folder):
            return folder
    made = Path(tempfile.mkdtemp(prefix=f"gradient_lab-{name}-"))
    log.warning("%s is not a folder of yours alone: runs are kept in %s until the next start.", folder, made)
    return made


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # containers run under numbers that have no name
        return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _private(folder: Path) -> bool:
    """Whether `folder` is a real one of this user in which nobody else may read or write."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True  # Windows keeps temporary files apart by user
    return found.st_uid == os.getuid() and not found.st_mode & 0o077


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
