"""Files that nobody asked for: each is bounded, a session has few, and all together fit the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
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
from ui.serving.uploads import FILES_PER_SESSION, Kept, Uploads, largest_file

pytestmark = pytest.mark.anyio

LARGE, PIECE = 200 * 2**20, 2**18
SMALL = 2
"""Bytes of a file in the tests that have a server of their own; what stands around it comes on top."""
AROUND = 2**16


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Keeping:
    """A server that keeps what is sent, as Streamlit does.

    Arguments:
        most: bytes of all sessions together.
        largest: bytes of one file.
    """

    def __init__(self, most: int = 10**9, largest: int = 10**6) -> None:
        self.files: dict[str, dict[str, int]] = {}
        self.held = asyncio.Event()
        self.begun = asyncio.Event()
        self.held.set()
        route = Route("/lab/_stcore/upload_file/{session}/{file}", self._put, methods=["PUT", "DELETE"])
        app = Uploads(Starlette(routes=[route]), lambda: most, self._kept, lambda: largest)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lab")

    def _kept(self, session: str) -> Kept:
        return Kept(self.files.get(session, {}), sum(sum(files.values()) for files in self.files.values()))

    async def _put(self, request: Request) -> Response:
        self.begun.set()
        await self.held.wait()
        files = self.files.setdefault(request.path_params["session"], {})
        if request.method == "PUT":
            files[request.path_params["file"]] = len(await request.body())
        else:
            files.pop(request.path_params["file"], None)
        return Response(status_code=204)

    async def put(self, session: str, file: str, method: str = "PUT", size: int = SMALL) -> int:
        address = f"/lab/_stcore/upload_file/{session}/{file}"
        return (await self.client.request(method, address, content=bytes(size))).status_code


def test_a_file_is_as_large_as_tables_of_ones_own_need() -> None:
    assert config.get_option("server.maxUploadSize") == 50
    assert largest_file() == 50 * 2**20


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
        assert client.put(f"{files}/0", files=file(51 * 2**20)).status_code == 413
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
    lab = Keeping()
    assert [await lab.put("a", str(at)) for at in range(FILES_PER_SESSION)] == [204] * FILES_PER_SESSION
    assert await lab.put("a", "more") == 413 and "more" not in lab.files["a"]
    assert await lab.put("b", "more") == 204, "another session's"
    assert await lab.put("a", "0") == 204, "the same again"
    assert await lab.put("a", "0", "DELETE") == 204
    assert await lab.put("a", "more") == 204


async def test_files_on_their_way_count() -> None:
    lab = Keeping()
    lab.held.clear()
    coming = [asyncio.create_task(lab.put("a", str(at))) for at in range(FILES_PER_SESSION)]
    await lab.begun.wait()
    await asyncio.sleep(0)
    assert await lab.put("a", "more") == 413
    lab.held.set()
    assert await asyncio.gather(*coming) == [204] * FILES_PER_SESSION


async def test_a_session_holds_as_much_as_two_of_the_largest_files() -> None:
    lab = Keeping(largest=10 * AROUND)
    assert await lab.put("a", "0", size=10 * AROUND) == 204
    assert await lab.put("a", "1", size=9 * AROUND) == 204, "the next one comes before the last one goes"
    assert await lab.put("a", "2", size=3 * AROUND) == 413
    assert await lab.put("b", "0", size=10 * AROUND) == 204, "another session's"
    assert await lab.put("a", "1", size=10 * AROUND) == 204, "in its own place"


async def test_all_sessions_together_hold_what_the_memory_allows() -> None:
    lab = Keeping(most=30 * AROUND, largest=10 * AROUND)
    assert [await lab.put(str(at), "0", size=10 * AROUND) for at in range(3)] == [204] * 3
    assert await lab.put("more", "0", size=AROUND) == 503
    assert await lab.put("0", "0", "DELETE") == 204
    assert await lab.put("more", "0", size=AROUND) == 204


async def test_one_that_does_not_tell_its_size_counts_as_the_largest() -> None:
    lab = Keeping(most=15 * AROUND, largest=10 * AROUND)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    lab.held.clear()
    address = "/lab/_stcore/upload_file/a/0"
    first = asyncio.create_task(lab.client.put(address, content=pieces()))
    await lab.begun.wait()
    assert await lab.put("b", "0", size=5 * AROUND) == 503
    lab.held.set()
    assert (await first).status_code == 204
    assert await lab.put("b", "0", size=5 * AROUND) == 204, "now its size is known"


async def test_one_file_fits_a_memory_that_is_smaller_than_it() -> None:
    assert await Keeping(most=1, largest=10 * AROUND).put("a", "0", size=10 * AROUND) == 204
