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
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from ui.serving.assets import ENTRIES, EXPLORE, INITIALIZATION, PLAYGROUND, TRAIN, asset_routes, source
from ui.serving.bundle import bundle
from ui.serving.delivery import NoDelay, Preload
from ui.serving.modules import imported, in_order, modules
from ui.serving.on_demand import OnDemand
from ui.serving.static_files import _ELEMENTS, StaticFiles, element_scripts


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
    return HTMLResponse("<!doctype html>")


@pytest.mark.parametrize(
    ("page", "script"),
    [
        ("/", TRAIN),
        ("/base/", TRAIN),
        ("/playground", PLAYGROUND),
        ("/initialization", INITIALIZATION),
        ("/explore", EXPLORE),
    ],
)
def test_a_page_names_its_script_and_it_is_there(page: str, script: str) -> None:
    routes = [*asset_routes(), Route(page, html), Route("/guide", html), Route("/d/", PlainTextResponse("1"))]
    app = Starlette(routes=routes, middleware=[Middleware(Preload)])
    ours, *elements = ask(app, page).headers["link"].split(", ")
    target, relation = ours.split(";")
    assert relation.strip() == "rel=modulepreload"
    named = list(element_scripts()) if script == TRAIN else []
    assert [each.split(";")[0].strip("<>") for each in elements] == named
    assert all(each.endswith("; rel=modulepreload; fetchpriority=low") for each in elements)
    answer = ask(app, "/" + target.strip("<>"))
    assert answer.status_code == 200
    assert answer.text == source(script)
    assert "immutable" in answer.headers["cache-control"]
    assert "link" not in ask(app, "/guide").headers
    assert "link" not in ask(app, "/d/").headers


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
    for entry in ENTRIES.values():
        order = in_order(entry, modules())
        assert order[-1] == entry
        for at, name in enumerate(order):
            assert set(imported(name, modules()[name])) <= set(order[:at])
        reached |= set(order)
    assert reached == modules().keys()


def test_pages_share_only_what_is_shared() -> None:
    for entry in ENTRIES.values():
        page = entry.partition("/")[0]
        assert {name.partition("/")[0] for name in in_order(entry, modules())} == {page, "shared"}


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


def test_modules_become_one_in_the_order_in_which_they_need_each_other() -> None:
    texts = {
        "a/a.js": """import { b, c as d } from "../b/b.js";
export const css = b;
export async function go() {}
export const { e, f } = d;
""",
        "b/b.js": "export function b() {}\nexport function* c() {}\nexport class g {}\nfunction kept() {}\n",
    }
    text = bundle("a/a.js", texts)
    assert text.index("function b()") < text.index("const { b, c: d } = $b_b;") < text.index("const css =")
    assert "return { b, c, g };" in text and "return { css, go, e, f };" in text
    assert text.endswith("export const { css, go, e, f } = $a_a;\n")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"a/a.js": 'import { b } from "./b.js";', "a/b.js": 'import { a } from "./a.js";'}, "no circle"),
        ({"a/a.js": 'import { b } from "../b/nothing.js";'}, "b/nothing.js in"),
        ({"a/a.js": 'import { b } from "b.js";', "b.js": ""}, "relative paths"),
        ({"a/a.js": 'import { b } from "https://somewhere/b.js";'}, "relative paths"),
        ({"a/a.js": 'import * as b from "./b.js";', "a/b.js": ""}, "plain import"),
        ({"a/a.js": 'export { b } from "./b.js";', "a/b.js": ""}, "plain import or export"),
        ({"a/a.js": "export default function () {}"}, "plain import or export"),
        ({"a/a.js": "export let count = 0;"}, "plain import or export"),
    ],
)
def test_what_cannot_be_put_together_is_told(texts: dict[str, str], said: str) -> None:
    with pytest.raises(ImportError, match=said):
        bundle("a/a.js", texts)
