"""How pages and scripts reach the browser: at once, named early, and as few as possible."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pytest
import streamlit
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from ui.delivery import NoDelay, Preload
from ui.on_demand import OnDemand
from ui.serving.assets import INITIALIZATION, PLAYGROUND, TRAIN, asset_routes
from ui.serving.modules import imported, in_order, modules, needed
from ui.static_files import _ELEMENTS, StaticFiles, element_scripts


def ask(
    app: Callable[..., object], path: str, *, times: int = 1, headers: dict[str, str] | None = None
) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab") as client:
            answers = await asyncio.gather(*(client.get(path, headers=headers) for _ in range(times)))
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
    if "if-none-match" in request.headers or "if-modified-since" in request.headers:
        return Response(status_code=304)
    page = "<!doctype html><head><title>Page</title></head>"
    return HTMLResponse(page, headers={"ETag": '"1"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"})


def in_parts(request: Request) -> Response:
    return StreamingResponse(iter(["<!doctype html><he", "ad></head><bo", "dy>"]), media_type="text/html")


@pytest.fixture
def pages() -> Starlette:
    routes = [
        *asset_routes(),
        Route("/", html),
        Route("/parts/", in_parts),
        Route("/guide", html),
        Route("/d/", PlainTextResponse("1")),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Preload)])


def test_the_first_page_names_its_scripts_and_they_are_there(pages: Starlette) -> None:
    first = ask(pages, "/")
    links = re.findall(r'<link rel="modulepreload" href="\./([^"]+)"( fetchpriority="low")?>', first.text)
    assert first.text.index("<link") < first.text.index("</head>")
    ours = {path: ask(pages, f"/{path}") for path, low in links if not low}
    assert {path.split("/", 3)[3]: script.text for path, script in ours.items()} == {
        name: modules()[name] for name in needed(TRAIN)
    }
    assert all("immutable" in script.headers["cache-control"] for script in ours.values())
    assert [path for path, low in links if low] == list(element_scripts())


def test_only_pages_are_changed_and_they_stay_whole(pages: Starlette) -> None:
    parts = ask(pages, "/parts/").text
    assert parts.startswith("<!doctype html><head><link") and parts.endswith("</head><body>")
    assert "modulepreload" not in ask(pages, "/guide").text
    assert ask(pages, "/d/").text == "1"


def test_a_browser_asks_for_the_first_page_each_time(pages: Starlette) -> None:
    known = {"If-None-Match": '"1"', "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
    assert ask(pages, "/guide", headers=known).status_code == 304
    first = ask(pages, "/", headers=known)
    assert first.status_code == 200
    assert not {"etag", "last-modified"} & set(first.headers)


def test_streamlits_page_has_a_head_to_put_links_in() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    assert page.count("</head>") == 1


def test_scripts_of_elements_come_with_all_that_they_import() -> None:
    folder = Path(streamlit.__file__).parent / "static"
    at_once = set(re.findall(r"static/js/[\w.-]+\.js", (folder / "index.html").read_text("utf-8")))
    scripts = element_scripts()
    assert len(set(scripts)) == len(scripts) and not at_once & set(scripts)
    names = {Path(script).name.partition(".")[0] for script in scripts}
    assert set(_ELEMENTS) <= names  # else Streamlit has other names by now
    for script in scripts:
        text = (folder / "static" / "js" / Path(script).name).read_text("utf-8")
        needed = {f"static/js/{name}" for name in re.findall(r'(?:from|import)"\./([^"]+)"', text)}
        assert needed <= at_once | set(scripts), script


def test_files_from_memory_are_those_of_streamlit() -> None:
    theirs = create_streamlit_static_handler(str(Path(streamlit.__file__).parent / "static"), None)
    ours = StaticFiles(theirs)
    compared = ("content-type", "cache-control", "content-length")
    for path in (
        "/" + element_scripts()[0],
        "/favicon.png",
        "/",
        "/static/js/nothing.js",
        "/static/js/../..",
    ):
        expected, found = ask(theirs, path), ask(ours, path)
        assert (found.status_code, found.content) == (expected.status_code, expected.content), path
        assert [found.headers.get(name) for name in compared] == [
            expected.headers.get(name) for name in compared
        ], path


def test_only_files_whose_name_never_means_another_come_from_memory(tmp_path: Path) -> None:
    for name in ("a.1f.js", "plain.js"):
        (tmp_path / name).write_text("once", "utf-8")
    app = StaticFiles(PlainTextResponse("asked"), tmp_path)
    assert ask(app, "/static/a.1f.js").text == "once"
    (tmp_path / "a.1f.js").unlink()
    assert ask(app, "/static/a.1f.js").text == "once"
    assert ask(app, "/static/plain.js").text == "asked"
    assert ask(app, "/static/a.1f.js", headers={"Range": "bytes=0-1"}).text == "asked"
    assert ask(app, "/elsewhere/static/a.1f.js").text == "asked"


def test_routes_are_loaded_once_when_they_are_asked_for() -> None:
    loaded = []

    def load() -> Sequence[BaseRoute]:
        loaded.append(True)
        return [Route("/lab/runs/{run}", lambda request: PlainTextResponse(request.path_params["run"]))]

    app = OnDemand(
        Starlette(routes=[Route("/", html), Route("/lab/assets", html)]), ("/lab/runs/", "/lab/x"), load
    )
    assert ask(app, "/").status_code == ask(app, "/lab/assets").status_code == 200
    assert not loaded
    assert ask(app, "/lab/runs/a1", times=5).text == "a1"
    assert ask(app, "/lab/x/nothing").status_code == 404
    assert loaded == [True]


def test_every_module_is_reached_from_a_page_and_behind_what_it_imports() -> None:
    reached: set[str] = set()
    for entry in (TRAIN, PLAYGROUND, INITIALIZATION):
        order = needed(entry)
        assert order[-1] == entry
        for at, name in enumerate(order):
            assert set(imported(name, modules()[name])) <= set(order[:at])
        reached |= set(order)
    assert reached == modules().keys()


def test_pages_share_only_what_is_shared() -> None:
    for entry in (TRAIN, PLAYGROUND, INITIALIZATION):
        page = entry.partition("/")[0]
        assert {name.partition("/")[0] for name in needed(entry)} == {page, "shared"}


def test_imports_are_read_from_all_statements_and_nothing_else() -> None:
    text = """import { a,
  b as c } from "./b.js";
import * as all from "../other/all.js";
import "./effects.js";
export { d } from "./d.js";
export * from "./e.js";
import first, { second } from "../f.js";
/** @param {import("./types.js").Told} told, from "./comment.js" */
export const from = "./text.js";
export function said() { return "from './text.js'"; }
"""
    assert imported("folder/a.js", text) == [
        f"{name}.js" for name in ("folder/b", "other/all", "folder/effects", "folder/d", "folder/e", "f")
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"a/a.js": 'import { b } from "./b.js";', "a/b.js": 'import { a } from "./a.js";'}, "no circle"),
        ({"a/a.js": 'import { b } from "../b/nothing.js";'}, "b/nothing.js in"),
        ({"a/a.js": 'import { b } from "b.js";', "b.js": ""}, "relative paths"),
        ({"a/a.js": 'import { b } from "https://somewhere/b.js";'}, "relative paths"),
    ],
)
def test_imports_that_cannot_be_followed_are_told(texts: dict[str, str], said: str) -> None:
    with pytest.raises(ImportError, match=said):
        in_order("a/a.js", texts)
