"""The server's signature: what tells visitors that it made from names that somebody made up.

Every page needs it, the first one too, which comes before `core` is loaded.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import secrets
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)

STORE_VARIABLE = "GRADIENT_LAB_STORE"
KEY_VARIABLE = "GRADIENT_LAB_SECRET"
LEAST_KEY = 32
"""Characters of a key that is set: fewer can be guessed."""
_CONTEXT = b"gradient_lab visitor\0"

_lock = threading.Lock()
_kept: dict[str, bytes] = {}


def signature_of(secret: str, context: bytes = _CONTEXT) -> str:
    """The server's signature of a visitor's secret: 43 letters, digits, ``-`` and ``_``.

    Arguments:
        context: what is signed; a signature of one thing is worth nothing as one of another.
    """
    signed = hmac.new(_key(), context + secret.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(signed).decode().rstrip("=")


def key_file(url: str) -> Path:
    """Where the key of a store lies: beside the database's file, else in the user's data folder."""
    file = _database_file(url)
    if file is None:
        file = Path(platformdirs.user_data_dir("gradient_lab", appauthor=False)) / "gradient_lab.sqlite"
    return file.with_name(f"{file.name}.key")


def checked_key() -> bytes | None:
    """The key that is set (`KEY_VARIABLE`), None without one.

    Raises:
        Invalid: it is too short.
    """
    given = os.environ.get(KEY_VARIABLE, "")
    if given and len(given) < LEAST_KEY:
        from core.message import Invalid, Message

        raise Invalid(
            Message(
                "{name}: expected at least {least} characters, received {got}. Make one with "
                "`openssl rand -hex 32`, or leave it out for a key that is kept beside the store.",
                name=KEY_VARIABLE,
                least=LEAST_KEY,
                got=len(given),
            )
        )
    return given.encode() or None


def _key() -> bytes:
    """The key, read or made at first use: it outlives the server, so that visitors keep their runs."""
    given = checked_key()
    if given is not None:
        return given
    store = os.environ.get(STORE_VARIABLE, "")
    with _lock:
        if store not in _kept:
            _kept[store] = _read_or_made(key_file(store))
        return _kept[store]


def _read_or_made(path: Path) -> bytes:
    try:
        with suppress(FileNotFoundError):
            return _read(path)
        return _made(path)
    except (OSError, ValueError) as error:
        log.warning(
            "The key that signs visitors cannot be kept in %s (%s): after the next start nobody is known any "
            "more. Let the server write there, or set %s.",
            path,
            error,
            KEY_VARIABLE,
        )
        return secrets.token_bytes(32)


def _read(path: Path) -> bytes:
    key = path.read_bytes().strip()
    if len(key) < LEAST_KEY:
        raise ValueError(f"expected at least {LEAST_KEY} bytes, found {len(key)}: delete the file")
    return key


def _made(path: Path) -> bytes:
    """A new key; that of whoever was quicker, where two servers begin at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        with suppress(FileExistsError):
            os.link(name, path)  # never half a key, and never in place of another
    finally:
        os.unlink(name)
    return _read(path)


def _database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for any other database."""
    scheme, _, rest = url.partition("://")
    path = rest.partition("?")[0].removeprefix("/")
    if scheme.partition("+")[0] != "sqlite" or not path or path.startswith(("file:", ":")):
        return None
    return Path(path)
