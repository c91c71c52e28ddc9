"""How much a session may upload: Streamlit bounds each file, and keeps as many as are sent."""

from __future__ import annotations

from collections.abc import Callable, Collection

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

FILES_PER_SESSION = 4
"""Files of one session at a time, with those that are on their way; each has `server.maxUploadSize` at most.
A page lets one go when another one is chosen."""

_ROUTE = "/_stcore/upload_file/"


def kept_files(session: str) -> Collection[str]:
    """Ids of the files that Streamlit keeps for a session."""
    from streamlit import runtime
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    # Asked without making an entry: the manager's dictionary has a default.
    files = manager.file_storage.get(session, {}) if isinstance(manager, MemoryUploadedFileManager) else {}
    return tuple(files)


class Uploads:
    """Middleware that refuses one file too many of a session before any of it is read.

    Arguments:
        app: the server.
        kept: ids of the files that are kept for a session.
    """

    def __init__(self, app: ASGIApp, kept: Callable[[str], Collection[str]] = kept_files) -> None:
        self._app = app
        self._kept = kept
        self._coming: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or _ROUTE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        session, _, file = scope["path"].partition(_ROUTE)[2].partition("/")
        others = {*self._kept(session), *(known for at, known in self._coming if at == session)} - {file}
        if len(others) >= FILES_PER_SESSION or (session, file) in self._coming:
            await PlainTextResponse("Too many files. Remove one first.", 413)(scope, receive, send)
            return
        self._coming.add((session, file))
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming.discard((session, file))
