"""The secret in a cookie that says who started a run."""

from __future__ import annotations

import pytest

from tests.routes.viewer import Client
from ui.owner import COOKIE, owner_of


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


@pytest.mark.parametrize("value", ["", "short", "a" * 44, "a" * 42 + "\n", "a" * 42 + '"'])
def test_a_forged_one_is_replaced(value):
    assert owner_of({COOKIE: value}) is None
