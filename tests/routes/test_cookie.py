"""The signed secret in a cookie that says who started a run."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.routes.viewer import ANN, BEN, LONG, Client
from ui import services
from ui.owner import COOKIE, OwnerCookie, owner_of, signed


def test_a_page_gives_a_secret_once():
    client = Client()
    said = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in said and "SameSite=Lax" in said and "Path=/" in said
    assert "Secure" not in said and owner_of(client.cookies) is not None
    assert "set-cookie" not in client.get("/").headers


def test_each_visitor_gets_another():
    secrets = {Client().get("/").headers["set-cookie"] for _ in range(5)}
    assert len(secrets) == 5


def test_https_makes_it_secure_also_behind_a_proxy():
    assert "Secure" in Client(base_url="https://lab").get("/").headers["set-cookie"]
    proxied = Client().get("/", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in proxied.headers["set-cookie"]


def test_only_pages_set_it():
    assert "set-cookie" not in Client().get("/script.js").headers


@pytest.mark.parametrize(
    "value", ["", "short", "a" * 43, f"{'a' * 43}.{'a' * 43}", signed(ANN) + "\n", signed(ANN)[1:], "a" * 87]
)
def test_a_forged_one_is_replaced(value):
    assert owner_of({COOKIE: value}) is None


def test_one_signed_for_somebody_else_does_not_count():
    assert owner_of({COOKIE: f"{BEN}.{signed(ANN).partition('.')[2]}"}) is None


def given_for(cookie: str) -> str | None:
    """The visitor that a page makes of who comes with that cookie."""
    app = Starlette(
        routes=[Route("/", lambda request: HTMLResponse("page"))],
        middleware=[Middleware(OwnerCookie, services.owns_something)],
    )

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.get("/", headers={"cookie": f"{COOKIE}={cookie}"})

    return owner_of(asyncio.run(ask()).cookies)


def test_an_earlier_versions_cookie_is_signed_where_something_belongs_to_it(runs):
    runs.start(LONG, ANN)
    assert services.store().flush()
    assert given_for(ANN) == ANN


def test_any_other_unsigned_cookie_is_replaced(runs):
    assert given_for(BEN) not in (None, BEN)
