"""How pages and scripts reach the browser: at once, named early, and as few as possible."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from ui.delivery import NoDelay, PreloadPanel
from ui.live.assets import asset_routes, bundle, panel_source
from ui.on_demand import OnDemand


def ask(app: Callable[..., object], path: str, *, times: int = 1) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab") as client:
            answers = await asyncio.gather(*(client.get(path) for _ in range(times)))
        return answers[-1]

    return asyncio.run(asking())


async def delayed(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers whether small writes of this connection wait for those before."""
    connection = receive.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]
    no_delay = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await PlainTextResponse("no" if no_delay else "yes")(scope, receive, send)


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[..., object]], str]]:
    """Serves an app as ``streamlit run`` does: on a socket that does not name its protocol."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: Callable[..., object]) -> str:
        listening = socket.socket(family=socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.append((server, thread))
        thread.start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join()


def test_answers_leave_at_once(serve: Callable[[Callable[..., object]], str]) -> None:
    retrying = httpx.HTTPTransport(retries=10)  # until the server listens
    with httpx.Client(transport=retrying, timeout=20) as client:
        assert client.get(serve(delayed)).text == "yes"  # else the middleware is no longer needed
        assert client.get(serve(NoDelay(delayed))).text == "no"


def test_no_delay_lives_without_a_connection() -> None:
    async def fine(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("fine")(scope, receive, send)

    assert ask(NoDelay(fine), "/").text == "fine"


def html(request: Request) -> Response:
    return HTMLResponse("<!doctype html>")


def test_the_first_page_names_the_panel_and_it_is_there() -> None:
    routes = [
        *asset_routes(),
        Route("/", html),
        Route("/guide", html),
        Route("/d/", PlainTextResponse("1")),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(PreloadPanel)])
    target, relation = ask(app, "/").headers["link"].split(";")
    assert relation.strip() == "rel=modulepreload"
    script = ask(app, "/" + target.strip("<>"))
    assert script.status_code == 200
    assert script.text == panel_source()
    assert "immutable" in script.headers["cache-control"]
    assert "link" not in ask(app, "/guide").headers
    assert "link" not in ask(app, "/d/").headers


def test_routes_are_loaded_once_when_they_are_asked_for() -> None:
    loaded = []

    def load() -> Sequence[BaseRoute]:
        loaded.append(True)
        return [Route("/lab/runs/{run}", lambda request: PlainTextResponse(request.path_params["run"]))]

    app = Starlette(routes=[Route("/", html), Route("/lab/{path:path}", OnDemand(load))])
    ask(app, "/")
    assert not loaded
    assert ask(app, "/lab/runs/a1", times=5).text == "a1"
    assert ask(app, "/lab/nothing").status_code == 404
    assert loaded == [True]


def test_modules_become_one_in_the_order_in_which_they_need_each_other() -> None:
    sources = {
        "a": 'import { b, c } from "./b.js";\nexport const css = b;\nexport async function go() {}\n',
        "b": "export function b() {}\nexport class c {}\nfunction kept() {}\n",
    }
    text = bundle(sources, "a")
    assert text.index("function b()") < text.index("const { b, c } = $b;") < text.index("const css =")
    assert "return { b, c };" in text
    assert text.endswith("export const { css, go } = $a;\n")


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"a": 'import { b } from "./b.js";', "b": 'import { a } from "./a.js";'}, "order"),
        ({"a": 'import { b } from "./nothing.js";'}, "order"),
        ({"a": 'import * as b from "./b.js";', "b": ""}, "plain import"),
        ({"a": 'import { b as c } from "./b.js";', "b": "export const b = 1;", "c": ""}, "plain import"),
        ({"a": "export default function () {}"}, "plain import or export"),
        ({"a": "export let count = 0;"}, "plain import or export"),
    ],
)
def test_what_cannot_be_bundled_is_told(sources: dict[str, str], said: str) -> None:
    with pytest.raises(ImportError, match=said):
        bundle(sources, "a")
