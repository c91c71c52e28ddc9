"""The routes: events as bytes on the wire, commands from the owner only, and a server that stops in time."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from core.experiment import Experiment
from core.message import Message
from core.runs.record import Command, RunStatus, Verb
from core.runs.runs import Runs
from core.store.store import RunStore
from tests.fake_trainer import Factory, FakeTrainer, frame_at
from ui import events, services
from ui.owner import COOKIE, OwnerCookie, owner_of
from ui.routes import MAX_BODY, lab_routes

ANN, BEN = "a" * 43, "b" * 43
LONG = Experiment(epochs=100_000)
OURS = {"X-Gradient-Lab": "1"}


async def _page(request: object) -> HTMLResponse:
    return HTMLResponse("<p>page</p>")


async def _script(request: object) -> StreamingResponse:
    return StreamingResponse(iter([b"let a"]), media_type="text/javascript")


APP = Starlette(
    routes=[Route("/", _page), Route("/script.js", _script), *lab_routes()],
    middleware=[Middleware(OwnerCookie)],
)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")

    def break_some(trainer: FakeTrainer) -> None:
        trainer.fail_at = 30 if trainer.experiment.epochs == 77 else None

    opened = Runs(store, Factory(break_some))
    monkeypatch.setattr(services, "runs", lambda: opened)
    monkeypatch.setattr(services, "store", lambda: store)
    yield opened
    opened.close()
    store.close()


class Client:
    """A browser without streams: it keeps its cookies."""

    def __init__(self, *, cookies: dict[str, str] | None = None, base_url: str = "http://testserver") -> None:
        self.cookies = httpx.Cookies(cookies)
        self._base_url = base_url

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self._ask("GET", path, headers=headers or {})

    def post(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        return self._ask("POST", path, headers=OURS | (headers or {}), **body)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(APP)
            async with httpx.AsyncClient(
                transport=transport, base_url=self._base_url, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())


@pytest.fixture
def ann() -> Client:
    return Client(cookies={COOKIE: ANN})


@dataclass
class Viewer:
    """A browser that reads an event stream as it comes, straight from the ASGI application.

    Arguments:
        blocked: while set, the connection takes nothing, as that of a slow client.
    """

    body: bytes = b""
    head: dict[str, Any] = field(default_factory=dict)
    ended: bool = False
    blocked: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, message: dict[str, Any]) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: not self.blocked)
            if message["type"] == "http.response.start":
                self.head = message
            else:
                self.body += message["body"]
                self.ended = not message.get("more_body")
            self.changed.notify_all()

    async def wait(self, until: Callable[[list[tuple[str, Any, str | None]]], bool]) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: until(self.events))

    async def unblock(self) -> None:
        async with self.changed:
            self.blocked = False
            self.changed.notify_all()

    @property
    def events(self) -> list[tuple[str, Any, str | None]]:
        """Name, data and id of each event; comments are left out."""
        found = []
        for block in self.body.decode().split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if lines:
                found.append((lines["event"], json.loads(lines["data"]), lines.get("id")))
        return found

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.events]

    @property
    def numbers(self) -> list[int]:
        return [data["seq"] for name, data, _ in self.events if name == "frame"]


@asynccontextmanager
async def viewing(run: str, owner: str = ANN, last: int | None = None) -> AsyncIterator[Viewer]:
    """A viewer of `run`, who leaves at the end."""
    viewer, gone = Viewer(), asyncio.Event()
    headers = [(b"cookie", f"{COOKIE}={owner}".encode())]
    if last is not None:
        headers.append((b"last-event-id", str(last).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "scheme": "http",
        "path": f"/lab/runs/{run}/events",
        "query_string": b"lang=en",
        "headers": headers,
    }

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    task = asyncio.create_task(APP(scope, receive, viewer.send))
    try:
        yield viewer
    finally:
        gone.set()
        await viewer.unblock()
        await asyncio.wait_for(task, 5)


async def paused_at_start(runs: Runs) -> str:
    run = runs.start(LONG, ANN, paused=True)
    async with viewing(run) as viewer:
        await viewer.wait(lambda seen: any(data.get("status") == "paused" for _, data, _ in seen))
    return run


class TestEvents:
    def test_a_run_from_its_greeting_to_its_end(self, runs):
        async def watch() -> Viewer:
            run = runs.start(Experiment(epochs=30), ANN, paused=True)
            async with viewing(run) as viewer:
                await viewer.wait(lambda seen: any(data.get("status") == "paused" for _, data, _ in seen))
                runs.command(run, ANN, Command(Verb.RESUME))
                await viewer.wait(lambda seen: bool(seen) and seen[-1][0] == "end")
                await viewer.wait(lambda _: viewer.ended)
            return viewer

        viewer = asyncio.run(watch())
        headers = {name.decode(): value.decode() for name, value in viewer.head["headers"]}
        assert viewer.head["status"] == 200
        assert headers["content-type"].startswith("text/event-stream")
        assert "no-cache" in headers["cache-control"] and headers["x-accel-buffering"] == "no"
        assert viewer.names.count("hello") == 1 and viewer.names.count("end") == 1
        assert viewer.names.index("hello") < viewer.names.index("frame")
        assert viewer.numbers == list(range(len(viewer.numbers)))
        frames = [(data, number) for name, data, number in viewer.events if name == "frame"]
        assert frames[0][0]["step"] == 0 and frames[-1][0]["step"] == 300
        assert all(number == str(data["seq"]) for data, number in frames)
        states = [data["status"] for name, data, _ in viewer.events if name == "status"]
        assert states[-1] == "finished" and "paused" in states[:-1]
        hello = next(data for name, data, _ in viewer.events if name == "hello")
        assert hello["owner"] is True and hello["plane"]["extent"] == 6

    def test_a_viewer_that_comes_back_gets_only_what_it_missed(self, runs):
        async def watch() -> tuple[Viewer, Viewer]:
            run = runs.start(LONG, ANN)
            async with viewing(run) as first:
                await first.wait(lambda _: len(first.numbers) >= 2)
            async with viewing(run, last=first.numbers[-1]) as second:
                await second.wait(lambda _: len(second.numbers) >= 2)
            return first, second

        first, second = asyncio.run(watch())
        assert "hello" not in second.names
        assert second.numbers[0] == first.numbers[-1] + 1

    def test_one_that_names_an_unknown_frame_is_greeted_anew(self, runs):
        async def watch() -> Viewer:
            run = await paused_at_start(runs)
            async with viewing(run, last=987654) as viewer:
                await viewer.wait(lambda seen: len(seen) >= 3)
            return viewer

        assert asyncio.run(watch()).names == ["hello", "frame", "status"]

    def test_every_change_of_status_is_told(self, runs):
        async def watch() -> list[dict[str, Any]]:
            run = await paused_at_start(runs)
            async with viewing(run, owner=BEN) as viewer:
                await viewer.wait(lambda seen: len(seen) >= 3)
                runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.125))
                await viewer.wait(lambda seen: seen[-1][1].get("lr") == 0.125)
                runs.command(run, ANN, Command(Verb.STOP))
                await viewer.wait(lambda seen: seen[-1][0] == "end")
            assert viewer.events[0][1]["owner"] is False
            return [data for name, data, _ in viewer.events if name == "status"]

        states = asyncio.run(watch())
        assert [state["status"] for state in states] == ["paused", "paused", "stopped"]

    def test_a_run_that_failed_before_it_began_ends_with_its_cause(self, runs):
        async def watch() -> Viewer:
            run = runs.start(Experiment(epochs=77), ANN)
            async with viewing(run) as viewer:
                await viewer.wait(lambda seen: bool(seen) and seen[-1][0] == "end")
            return viewer

        viewer = asyncio.run(watch())
        _, state, _ = viewer.events[-2]
        assert state["status"] == "failed" and "on fire" in state["cause"] and state["advice"]

    def test_a_slow_client_skips_frames_and_gets_the_newest(self, runs):
        async def watch() -> Viewer:
            run = await paused_at_start(runs)
            channel = runs.channel(run)
            async with viewing(run) as viewer:
                await viewer.wait(lambda seen: len(seen) >= 3)
                viewer.blocked = True
                for seq in range(1, 1001):
                    channel.show(seq, frame_at(seq, side=None))
                    if seq == 5:
                        await asyncio.sleep(0)  # the stream takes what is there, and then waits to send it
                await viewer.unblock()
                await viewer.wait(lambda _: viewer.numbers[-1] == 1000)
            return viewer

        assert len(asyncio.run(watch()).numbers) < 40

    def test_a_quiet_stream_gives_a_sign_of_life(self, runs, monkeypatch):
        monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)

        async def watch() -> Viewer:
            run = await paused_at_start(runs)
            async with viewing(run) as viewer:
                await viewer.wait(lambda _: viewer.body.count(b": still here\n\n") >= 2)
            return viewer

        assert asyncio.run(watch()).names == ["hello", "frame", "status"]

    def test_streams_end_when_the_server_stops_but_the_run_does_not(self, runs):
        async def watch() -> Viewer:
            run = await paused_at_start(runs)
            async with viewing(run) as viewer:
                await viewer.wait(lambda seen: len(seen) >= 3)
                runs.end_streams()
                await viewer.wait(lambda _: viewer.ended)
            async with viewing(run) as late:
                await late.wait(lambda _: late.ended)
            return viewer

        assert "end" not in asyncio.run(watch()).names, "the browser is to come back"

    def test_nobody_is_left_when_all_viewers_are_gone(self, runs):
        async def watch() -> bool:
            run = await paused_at_start(runs)
            async with viewing(run) as viewer, viewing(run) as other:
                await viewer.wait(lambda seen: len(seen) >= 3)
                await other.wait(lambda seen: len(seen) >= 3)
                assert runs.channel(run).watched
            return runs.channel(run).watched

        assert asyncio.run(watch()) is False

    def test_an_unknown_run_is_not_found(self, runs, ann):
        answer = ann.get("/lab/runs/nothing/events")
        assert answer.status_code == 404 and "does not exist" in answer.json()["error"]

    def test_polling_gives_the_same_events(self, runs):
        async def watch() -> tuple[str, Viewer]:
            run = await paused_at_start(runs)
            async with viewing(run) as viewer:
                await viewer.wait(lambda seen: len(seen) >= 3)
            return run, viewer

        run, viewer = asyncio.run(watch())
        polled = events.events_after(runs, run, ANN, lang="en", after=-1, greeted=False)
        streamed = [{"event": name, "data": data} for name, data, _ in viewer.events]
        assert json.loads(json.dumps(polled)) == streamed
        again = events.events_after(runs, run, ANN, lang="en", after=0, greeted=True)
        assert [event["event"] for event in again] == ["status"]


class TestCommands:
    def wait_for(self, runs: Runs, run: str, status: RunStatus) -> None:
        deadline = time.monotonic() + 5
        while runs.record(run).status is not status:
            assert time.monotonic() < deadline, runs.record(run)
            threading.Event().wait(0.01)

    def test_the_owner_steers(self, runs, ann):
        run = runs.start(LONG, ANN)
        self.wait_for(runs, run, RunStatus.RUNNING)
        answer = ann.post(f"/lab/runs/{run}/commands", json={"verb": "pause"})
        assert answer.status_code == 204 and answer.content == b""
        self.wait_for(runs, run, RunStatus.PAUSED)
        assert ann.post(f"/lab/runs/{run}/commands", json={"verb": "learning_rate", "value": 1}).is_success
        again = ann.post(f"/lab/runs/{run}/commands", json={"verb": "again_new"}).json()["run"]
        assert runs.is_owner(again, ANN) and runs.record(again).parent == run

    def test_nobody_else_does(self, runs):
        run = runs.start(LONG, ANN)
        for cookies in ({COOKIE: BEN}, {COOKIE: "short"}, {}):
            answer = Client(cookies=cookies).post(f"/lab/runs/{run}/commands", json={"verb": "stop"})
            assert answer.status_code == 403 and answer.json()["error"]
        assert not runs.record(run).status.over

    @pytest.mark.parametrize(
        "headers",
        [{"X-Gradient-Lab": ""}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
    )
    def test_other_sites_cannot_use_the_owners_cookie(self, runs, ann, headers):
        run = runs.start(LONG, ANN)
        answer = ann.post(f"/lab/runs/{run}/commands", json={"verb": "stop"}, headers=headers)
        assert answer.status_code == 403 and not runs.record(run).status.over

    def test_our_own_page_can(self, runs, ann):
        run = runs.start(LONG, ANN)
        headers = {"Origin": "http://testserver"}
        answer = ann.post(f"/lab/runs/{run}/commands", json={"verb": "pause"}, headers=headers)
        assert answer.status_code == 204

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"{",
            b'{"verb": 3}',
            b'{"verb": "fly"}',
            b'{"verb": "learning_rate", "value": -1}',
            b'{"verb": "learning_rate", "value": NaN}',
            b'{"verb": "pause", "value": "' + b"x" * MAX_BODY + b'"}',
            b"\xff\xfe",
            b"[" * MAX_BODY,
        ],
    )
    def test_bad_commands_are_answered_in_words(self, runs, ann, body):
        run = runs.start(LONG, ANN)
        answer = ann.post(f"/lab/runs/{run}/commands", content=body)
        assert answer.status_code == 400 and "xpected" in answer.json()["error"]
        assert not runs.record(run).status.over

    def test_errors_speak_the_language_of_the_viewer(self, runs, ann, monkeypatch):
        monkeypatch.setattr("ui.routes.translator", lambda lang: lambda text: f"[{lang}] {text}")
        answer = ann.post("/lab/runs/nothing/commands?lang=ko", json={"verb": "stop"})
        assert answer.status_code == 404
        assert answer.json()["error"].startswith("[ko] This run does not exist")

    def test_health(self, runs, ann, monkeypatch):
        body = ann.get("/lab/health").json()
        assert body == {"ready": services.engine_ready(), "error": None, "store": None}
        monkeypatch.setattr(services.store(), "trouble", Message("The disk is full."))
        assert ann.get("/lab/health").json()["store"] == "The disk is full."


class TestCookie:
    def test_a_page_gives_a_secret_once(self):
        client = Client()
        said = client.get("/").headers["set-cookie"]
        assert "HttpOnly" in said and "SameSite=Lax" in said and "Path=/" in said
        assert "Secure" not in said and owner_of(client.cookies) is not None
        assert "set-cookie" not in client.get("/").headers

    def test_each_visitor_gets_another(self):
        secrets = {Client().get("/").headers["set-cookie"] for _ in range(5)}
        assert len(secrets) == 5

    def test_https_makes_it_secure_also_behind_a_proxy(self):
        assert "Secure" in Client(base_url="https://lab").get("/").headers["set-cookie"]
        proxied = Client().get("/", headers={"X-Forwarded-Proto": "https"})
        assert "Secure" in proxied.headers["set-cookie"]

    def test_only_pages_set_it(self):
        assert "set-cookie" not in Client().get("/script.js").headers

    @pytest.mark.parametrize("value", ["", "short", "a" * 44, "a" * 42 + "\n", "a" * 42 + '"'])
    def test_a_forged_one_is_replaced(self, value):
        assert owner_of({COOKIE: value}) is None


class TestServer:
    """The real server in a process of its own, with a stream open when it is told to stop."""

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_it_stops_within_five_seconds(self, server, how):
        lab = server()
        with httpx.Client(base_url=lab.url, headers=OURS, timeout=20) as client:
            client.get("/")
            assert owner_of(client.cookies) is not None
            store = RunStore(lab.store)
            run = self.an_old_run(store, owner_of(client.cookies))
            store.close()
            run = client.post(f"/lab/runs/{run}/commands", json={"verb": "again_same"}).json()["run"]
            with client.stream("GET", f"/lab/runs/{run}/events") as stream:
                lines = stream.iter_lines()
                assert next(lines) in ("event: status", "id: 0", "event: hello")
                began = time.monotonic()
                lab.process.send_signal(how)
                rest = list(lines)
                assert "event: end" not in rest
            lab.process.wait(10)
        assert time.monotonic() - began < 5
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(lab.url.rpartition(":")[2])), 1)
        assert RunStore(lab.store).record(run).status is RunStatus.INTERRUPTED

    @staticmethod
    def an_old_run(store: RunStore, owner: str | None) -> str:
        from core.runs.record import RunRecord, hash_of

        record = RunRecord(
            id="old",
            owner_hash=hash_of(owner or ""),
            created=0.0,
            experiment=LONG,
            learning_rate=0.1,
            status=RunStatus.FINISHED,
        )
        store.save(record)
        assert store.flush()
        return record.id
