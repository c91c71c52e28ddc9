"""Who asks, where browsers keep cookies back: inside a page of another site."""

from __future__ import annotations

import secrets

import pytest
from starlette.requests import Request

from ui.owner import COOKIE, HEADER, signed, visitor_of

COOKIES, TOLD = secrets.token_urlsafe(32), secrets.token_urlsafe(32)


def request(*, cookie: str = "", header: str = "") -> Request:
    headers = {"cookie": cookie, HEADER: header}
    raw = [(name.encode(), text.encode()) for name, text in headers.items() if text]
    return Request({"type": "http", "headers": raw})


def test_the_cookie_counts_first() -> None:
    assert visitor_of(request(cookie=f"{COOKIE}={signed(COOKIES)}")) == COOKIES
    assert visitor_of(request(cookie=f"{COOKIE}={signed(COOKIES)}", header=signed(TOLD))) == COOKIES


def test_without_a_cookie_the_script_names_itself() -> None:
    assert visitor_of(request(header=signed(TOLD))) == TOLD
    assert visitor_of(request(cookie=f"{COOKIE}={TOLD}", header=signed(TOLD))) == TOLD


@pytest.mark.parametrize(
    "header",
    ["", "short", TOLD, f"{TOLD}.{TOLD}", signed(TOLD) + "x", f"{signed(TOLD)[:-1]}!", "a" * 4000],
    ids=["empty", "short", "not signed", "another signature", "too long", "wrong letter", "far too long"],
)
def test_what_is_no_secret_is_nobody(header: str) -> None:
    assert visitor_of(request(header=header)) is None
