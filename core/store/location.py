"""Where runs are kept, and what belongs beside them. Loads no database library: every page asks for it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

URL_VARIABLE = "GRADIENT_LAB_STORE"
_FILE = "gradient_lab.sqlite"


def default_url() -> str:
    """Where runs are kept: ``$GRADIENT_LAB_STORE``, else a file in the user's data folder.

    A folder that cannot be written (a read-only container) is replaced by one for temporary files.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        return given
    folder = data_folder()
    if not _writable(folder):
        folder = Path(tempfile.gettempdir()) / "gradient_lab"
        folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / _FILE}"


def data_folder() -> Path:
    """The user's data folder of the lab; it may not be there yet."""
    return Path(platformdirs.user_data_dir("gradient_lab", appauthor=False))


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for any other database."""
    scheme, _, rest = url.partition("://")
    path = rest.partition("?")[0].removeprefix("/")
    if scheme.partition("+")[0] != "sqlite" or not path or path.startswith(("file:", ":")):
        return None
    return Path(path)


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
