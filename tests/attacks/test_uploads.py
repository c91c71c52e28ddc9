"""Files that nobody asked for: each is small, and a session has few."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config

from ui.serving.uploads import FILES_PER_SESSION, Uploads

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Kept:
    """A server that keeps what is sent, as Streamlit does."""

    def __init__(self) -> None:
        self.files: dict[str, set[str]] = {}
        self.held = asyncio.Event()
        self.begun = asyncio.Event()
        self.held.set()
        route = Route("/lab/_stcore/upload_file/{session}/{file}", self._put, methods=["PUT", "DELETE"])
        app = Uploads(Starlette(routes=[route]), lambda session: self.files.get(session, set()))
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lab")

    async def _put(self, request: Request) -> Response:
        self.begun.set()
        await self.held.wait()
        files = self.files.setdefault(request.path_params["session"], set())
        (files.add if request.method == "PUT" else files.discard)(request.path_params["file"])
        return Response(status_code=204)

    async def put(self, session: str, file: str, method: str = "PUT") -> int:
        address = f"/lab/_stcore/upload_file/{session}/{file}"
        return (await self.client.request(method, address, content=b"{}")).status_code


def test_a_file_is_no_larger_than_the_pages_need() -> None:
    assert config.get_option("server.maxUploadSize") == 1


async def test_a_session_has_few_files_and_may_change_them() -> None:
    lab = Kept()
    assert [await lab.put("a", str(at)) for at in range(FILES_PER_SESSION)] == [204] * FILES_PER_SESSION
    assert await lab.put("a", "more") == 413 and "more" not in lab.files["a"]
    assert await lab.put("b", "more") == 204, "another session's"
    assert await lab.put("a", "0") == 204, "the same again"
    assert await lab.put("a", "0", "DELETE") == 204
    assert await lab.put("a", "more") == 204


async def test_files_on_their_way_count() -> None:
    lab = Kept()
    lab.held.clear()
    coming = [asyncio.create_task(lab.put("a", str(at))) for at in range(FILES_PER_SESSION)]
    await lab.begun.wait()
    await asyncio.sleep(0)
    assert await lab.put("a", "more") == 413
    lab.held.set()
    assert await asyncio.gather(*coming) == [204] * FILES_PER_SESSION
