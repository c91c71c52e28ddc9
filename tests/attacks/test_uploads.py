"""Files that nobody asked for: each is small, and a session has few."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from itertools import chain, repeat
from select import select
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.attacks.visitor import visitor
from tests.serving import Server
from ui.serving.uploads import FILES_PER_SESSION, Uploads

pytestmark = pytest.mark.anyio

LARGE, PIECE = 100 * 2**20, 2**16


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


# Streamlit's own route, where a session is open


@contextmanager
def session(lab: Server) -> Iterator[tuple[httpx.Client, str]]:
    """A browser, and where its files go; it is open as long as its connection."""
    with visitor(lab) as client:
        client.get("/_stcore/health")
        client.headers["X-Xsrftoken"] = client.cookies["_streamlit_xsrf"]
        address = f"{lab.url.replace('http', 'ws')}/_stcore/stream"
        with connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=None, max_queue=None
        ) as socket:
            asked = BackMsg()
            asked.rerun_script.query_string = ""
            socket.send(asked.SerializeToString())
            told = ForwardMsg()
            while told.WhichOneof("type") != "new_session":
                data = socket.recv(timeout=60)
                assert isinstance(data, bytes)
                told.ParseFromString(data)
            yield client, f"/_stcore/upload_file/{told.new_session.initialize.session_id}"


def file(size: int) -> dict[str, tuple[str, bytes]]:
    return {"file": ("file", bytes(size))}


@pytest.mark.slow
def test_an_open_session_may_upload_little(lab: Server) -> None:
    with session(lab) as (client, files):
        for at in range(FILES_PER_SESSION):
            assert client.put(f"{files}/{at}", files=file(1000)).status_code == 204
        assert client.put(f"{files}/more", files=file(1000)).status_code == 413
        assert client.put(f"{files}/0", files=file(2 * 2**20)).status_code == 413
        assert client.delete(f"{files}/0").status_code == 204
        assert client.put(f"{files}/more", files=file(1000)).status_code == 204


@pytest.mark.slow
@pytest.mark.parametrize("told", [True, False], ids=["told", "in pieces"])
def test_a_file_too_large_is_refused_before_it_is_read(lab: Server, told: bool) -> None:
    begin = b'--b\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'
    with (
        session(lab) as (client, files),
        closing(HTTPConnection(urlsplit(lab.url).netloc, timeout=60)) as connection,
    ):
        connection.putrequest("PUT", f"{files}/0")
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        for name, value in {
            "Cookie": cookies,
            "X-Xsrftoken": client.headers["X-Xsrftoken"],
            "Content-Type": "multipart/form-data; boundary=b",
            **({"Content-Length": str(LARGE)} if told else {"Transfer-Encoding": "chunked"}),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        sent = 0
        for piece in chain([begin], repeat(bytes(PIECE), LARGE // PIECE)):
            if told or select([connection.sock], [], [], 0)[0]:
                break  # it answers
            sent += len(piece)
            with suppress(ConnectionError):  # it answers, and reads no further
                connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        assert connection.getresponse().status == 413
    assert sent < LARGE / 2, "it takes what the sockets hold"


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
