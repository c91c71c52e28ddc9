"""Commands: from the owner only, and from our own page only; and whether the server is ready."""

from __future__ import annotations

import threading
import time

import pytest

from core.live.protocol.status import RunStatus
from core.live.runs import Runs
from core.message import Message
from tests.routes.viewer import ANN, BEN, LONG, Client
from ui import services
from ui.owner import COOKIE, signed
from ui.routes.runs import MAX_BODY


def wait_for(runs: Runs, run: str, status: RunStatus) -> None:
    deadline = time.monotonic() + 5
    while runs.record(run).status is not status:
        assert time.monotonic() < deadline, runs.record(run)
        threading.Event().wait(0.01)


def test_the_owner_steers(runs, ann):
    run = runs.start(LONG, ANN)
    wait_for(runs, run, RunStatus.RUNNING)
    answer = ann.post(f"/lab/runs/{run}/commands", json={"verb": "pause"})
    assert answer.status_code == 204 and answer.content == b""
    wait_for(runs, run, RunStatus.PAUSED)
    assert ann.post(f"/lab/runs/{run}/commands", json={"verb": "learning_rate", "value": 1}).is_success
    again = ann.post(f"/lab/runs/{run}/commands", json={"verb": "again_new"}).json()["run"]
    assert runs.is_owner(again, ANN) and runs.record(again).parent == run


def test_nobody_else_does(runs):
    run = runs.start(LONG, ANN)
    for cookies in ({COOKIE: signed(BEN)}, {COOKIE: ANN}, {COOKIE: "short"}, {}):
        answer = Client(cookies=cookies).post(f"/lab/runs/{run}/commands", json={"verb": "stop"})
        assert answer.status_code == 403 and answer.json()["error"]
    assert not runs.record(run).status.over


@pytest.mark.parametrize(
    "headers",
    [{"X-Gradient-Lab": ""}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_other_sites_cannot_use_the_owners_cookie(runs, ann, headers):
    run = runs.start(LONG, ANN)
    answer = ann.post(f"/lab/runs/{run}/commands", json={"verb": "stop"}, headers=headers)
    assert answer.status_code == 403 and not runs.record(run).status.over


def test_our_own_page_can(runs, ann):
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
        rb'{"verb": "\ud800"}',
        b'{"verb": "learning_rate", "value": -1}',
        b'{"verb": "learning_rate", "value": NaN}',
        b'{"verb": "pause", "value": "' + b"x" * MAX_BODY + b'"}',
        b"\xff\xfe",
        b"[" * MAX_BODY,
    ],
)
def test_bad_commands_are_answered_in_words(runs, ann, body):
    run = runs.start(LONG, ANN)
    answer = ann.post(f"/lab/runs/{run}/commands", content=body)
    assert answer.status_code == 400 and "xpected" in answer.json()["error"]
    assert not runs.record(run).status.over


def test_errors_speak_the_language_of_the_viewer(runs, ann, monkeypatch):
    monkeypatch.setattr("ui.routes.requests.translator", lambda lang: lambda text: f"[{lang}] {text}")
    answer = ann.post("/lab/runs/nothing/commands?lang=ko", json={"verb": "stop"})
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("[ko] This run does not exist")


def test_health(runs, ann, monkeypatch):
    body = ann.get("/lab/health").json()
    assert body == {"ready": services.engine_ready(), "error": None, "store": None}
    monkeypatch.setattr(services._services, "store", services.store())
    monkeypatch.setattr(services.store(), "trouble", Message("The disk is full."))
    assert ann.get("/lab/health").json()["store"] == "The disk is full."
