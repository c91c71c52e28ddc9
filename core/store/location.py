"""Where runs are kept."""

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
    folder = Path(platformdirs.user_data_dir("gradient_lab", appauthor=False))
    if not _writable(folder):
        folder = Path(tempfile.gettempdir()) / "gradient_lab"
        folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / _FILE}"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
