"""Addresses and methods that there are not, and bodies that are nothing: answered, and no errors of ours."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit import config
from streamlit.testing.v1 import AppTest

from core.live.sessions.networks import LiveNetworks
from tests.routes.viewer import OURS
from ui import services
from ui.routes import PREFIXES, lab_routes, requests
from ui.serving.on_demand import OnDemand

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks is known, and what is asked is read by the server's own process."""
    monkeypatch.setattr(requests, "visitor_of", lambda request: "ann")
    monkeypatch.setattr(services, "networks", lambda: LiveNetworks(cast(Any, None)))
    monkeypatch.setattr(services, "runs", lambda: SimpleNamespace(sweeps=SimpleNamespace(start=None)))


def lab() -> httpx.AsyncClient:
    app = Starlette(middleware=[Middleware(OnDemand, PREFIXES, lab_routes)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://lab", headers=OURS)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/lab/healthx", 404),
        ("OPTIONS", "/lab/healthx", 404),
        ("OPTIONS", "/lab/play", 405),
        ("GET", "/lab/play", 405),
        ("DELETE", "/lab/play/x/commands", 405),
        ("PUT", "/lab/sweeps", 405),
        ("GET", "/lab/runs/", 404),
        ("POST", "/lab/runs/a/b/c", 404),
    ],
)
async def test_what_is_not_there_is_no_error_of_ours(
    method: str, path: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with lab() as client:
            answer = await client.request(method, path)
    assert answer.status_code == status and len(answer.text) < 100
    assert [record for record in caplog.records if record.name != "httpx"] == []


@pytest.mark.parametrize("path", ["/lab/play", "/lab/play/points", "/lab/sweeps"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"1" * 5000,
        b"[" * 16_000,
        b'{"experiment":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"text":' + b"[" * 900 + b"]" * 900 + b',"experiment":{"layers":"\\ud800"}}',
        b'{"experiment":{"\\ud800":1}}',
        b'{"text":"\\ud800,1,1","experiment":{"epochs":NaN},"columns":[NaN],"seeds":Infinity}',
        b'{"experiment":[],"speed":{},"text":1,"columns":{},"seeds":[]}',
    ],
)
async def test_a_crooked_body_is_refused_in_a_few_words(path: str, body: bytes) -> None:
    async with lab() as client:
        answer = await client.post(path, content=body)
    assert answer.status_code == 400 and len(answer.content) < 3000


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"-1e999"])
@pytest.mark.parametrize("path", ["/lab/landscape", "/lab/propagation", "/lab/propagation/map"])
async def test_a_number_that_no_process_can_be_told_goes_no_further(
    path: str, number: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "measurements", lambda: pytest.fail("the engine was asked"))
    async with lab() as client:
        answer = await client.post(path, content=b'{"chosen":{"learning_rate":' + number + b"}}")
    assert answer.status_code == 400 and "Expected JSON" in answer.json()["error"]


def _failing() -> None:
    raise OSError("/home/somebody/lab/secret.py")


def test_a_page_that_fails_tells_no_paths() -> None:
    assert config.get_option("client.showErrorDetails") == "none"
    page = AppTest.from_function(_failing).run()
    told = "".join(f"{one.message}{one.stack_trace}" for one in page.exception)
    assert page.exception and "somebody" not in told and ".py" not in told
