"""How much may be uploaded: Streamlit bounds each file, and keeps as many as are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

FILES_PER_SESSION = 4
"""Files of one session at a time, with those that are on their way; each has `server.maxUploadSize` at most,
and all together have twice that. A page lets one go when it is read, a browser when another one
is chosen."""

_ROUTE = "/_stcore/upload_file/"
_MEGABYTE = 2**20
_AROUND = 2**16
"""What stands around a file in the body of a request, at most."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What Streamlit keeps.

    Arguments:
        files: ids of the files of a session, and their bytes.
        total: bytes of the files of all sessions.
    """

    files: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


def kept_files(session: str) -> Kept:
    """What Streamlit keeps just now."""
    from streamlit import runtime
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return Kept()
    sessions = [*manager.file_storage.items()]
    sizes = {name: {key: len(file.data) for key, file in [*files.items()]} for name, files in sessions}
    return Kept(sizes.get(session, {}), sum(sum(files.values()) for files in sizes.values()))


def largest_file() -> int:
    """Bytes that Streamlit takes of one file."""
    from streamlit import config

    return int(config.get_option("server.maxUploadSize")) * _MEGABYTE


class Uploads:
    """Middleware that refuses a file that is too much, of a session or of all, before any of it is read.

    Arguments:
        app: the server.
        most: bytes of all sessions together.
        kept: what is kept, as a session sees it.
        largest: bytes of one file.
    """

    def __init__(
        self,
        app: ASGIApp,
        most: Callable[[], int],
        kept: Callable[[str], Kept] = kept_files,
        largest: Callable[[], int] = largest_file,
    ) -> None:
        self._app = app
        self._most = most
        self._kept = kept
        self._largest = largest
        self._coming: dict[tuple[str, str], int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or _ROUTE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        session, _, file = scope["path"].partition(_ROUTE)[2].partition("/")
        size = self._size(scope)
        if (refused := self._refused(session, file, size)) is not None:
            await refused(scope, receive, send)
            return
        self._coming[session, file] = size
        try:
            await self._app(scope, receive, send)
        finally:
            del self._coming[session, file]

    def _refused(self, session: str, file: str, size: int) -> PlainTextResponse | None:
        kept = self._kept(session)
        coming = {known: bytes_ for (at, known), bytes_ in self._coming.items() if at == session}
        others = {known: bytes_ for known, bytes_ in (dict(kept.files) | coming).items() if known != file}
        if file in coming or len(others) >= FILES_PER_SESSION:
            return PlainTextResponse("Too many files. Remove one first.", 413)
        if sum(others.values()) + size > 2 * self._largest() + _AROUND:
            return PlainTextResponse("Too large together. Remove a file first.", 413)
        if kept.total + sum(self._coming.values()) + size > max(self._most(), self._largest() + _AROUND):
            return PlainTextResponse("The server is busy with other files. Try again soon.", 503)
        return None

    def _size(self, scope: Scope) -> int:
        """Bytes that a request may bring: those that it tells, or the most that are taken."""
        told, most = Headers(scope=scope).get("content-length", ""), self._largest() + _AROUND
        return min(int(told), most) if told.isascii() and told.isdecimal() and len(told) < 16 else most
