"""What every answer tells browsers to keep from, who may embed a page, and under which names it is served."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

import app as lab
from core.message import Invalid
from ui.owner import COOKIE
from ui.serving.headers import EMBEDDED_BY, HOSTS, Headers, Reach, ServedHosts


def _page(request: Request) -> Response:
    return HTMLResponse("<p>page</p>")


def _broken(request: Request) -> Response:
    raise RuntimeError("broken")


def ask(path: str = "/", headers: dict[str, str] | None = None, **given: str) -> httpx.Response:
    reach = Reach.from_environment(given)
    routes = [
        Route("/", _page),
        Route("/broken", _broken),
        Route("/text", lambda _: PlainTextResponse("text")),
        Route("/same", lambda _: Response(status_code=304)),
    ]
    middleware = [Middleware(Headers, reach.embedded_by), Middleware(ServedHosts, reach.hosts)]
    served = Starlette(routes=routes, middleware=middleware)

    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(served, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab.example:8501") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(asking())


def policy(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _space, value in parts}


@pytest.mark.parametrize("path", ["/", "/text", "/broken", "/nothing", "/same"])
def test_every_answer_has_them(path: str) -> None:
    answer = ask(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert policy(answer)["object-src"] == "'none'"
    assert answer.status_code == {"/broken": 500, "/nothing": 404, "/same": 304}.get(path, 200)


def test_a_page_runs_scripts_of_the_server_alone() -> None:
    scripts = policy(ask())["script-src"].split()
    assert scripts[:2] == ["'self'", "blob:"] and all(one.startswith("'sha256-") for one in scripts[2:])
    assert policy(ask("/same")) == policy(ask()), "browsers keep it in place of the page's own"


@pytest.mark.parametrize(
    ("setting", "stranger", "known"),
    [
        ("", "*", "'self'"),
        (
            "https://a.example, http://b:80",
            "https://a.example http://b:80",
            "'self' https://a.example http://b:80",
        ),
        ("self", "'self'", "'self'"),
        ("none", "'none'", "'none'"),
    ],
)
def test_a_page_is_embedded_where_it_carries_no_cookie(setting: str, stranger: str, known: str) -> None:
    given = {EMBEDDED_BY: setting}
    assert policy(ask(**given))["frame-ancestors"] == stranger
    answer = ask(headers={"cookie": f"other=1; {COOKIE}=x"}, **given)
    assert policy(answer)["frame-ancestors"] == known and "Cookie" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("lab.example", 200),
        ("LAB.example:8501", 200),
        ("lab.example.", 200),
        ("[::1]:8501", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("evil.lab.example", 421),
        ("", 421),
    ],
)
def test_only_names_of_the_setting_are_served(host: str, status: int) -> None:
    answer = ask(headers={"host": host}, **{HOSTS: "lab.example, [::1]"})
    assert answer.status_code == status and "nosniff" in answer.headers.values()
    assert ask(headers={"host": host}).status_code == 200, "all are, where nothing is set"


def test_a_websocket_of_another_name_is_refused_and_others_pass_untouched() -> None:
    told: list[Message] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        told.append({"type": "passed", "send": send})

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    app = Headers(ServedHosts(inner, frozenset({"lab.example"})))
    for host in (b"evil.example", b"lab.example"):
        scope: dict[str, Any] = {"type": "websocket", "path": "/", "headers": [(b"host", host)]}
        asyncio.run(app(scope, receive, send))
    assert told == [{"type": "websocket.close", "code": 1008}, {"type": "passed", "send": send}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (HOSTS, "a;b"),
        (HOSTS, "http://a"),
        (EMBEDDED_BY, "https://a; script-src *"),
        (EMBEDDED_BY, "a.example"),
    ],
)
def test_a_setting_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=f"{name}: expected names such as"):
        Reach.from_environment({name: value})


def test_the_lab_has_them_before_all_else() -> None:
    kinds = [each.cls for each in lab.app._user_middleware]
    assert kinds[:2] == [Headers, ServedHosts]
