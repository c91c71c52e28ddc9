"""Sweeps over the lab's routes: started, watched and steered, by whom, and what is told."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import httpx
import pytest

from core.experiment import Experiment
from core.live.runs import Runs
from tests.routes.test_live import kinds, polled
from tests.routes.viewer import ANN, BEN, Client
from ui.owner import COOKIE, signed
from ui.routes.sweeps import MAX_BODY, NUMBERS

BASE = Experiment(dataset="circle", layers=(6,), initializer={"name": "he_normal", "gain": 7.0})
ASKED: dict[str, Any] = {"experiment": BASE.flat(), "scales": [1, 0.5], "depths": [1, 3, 5], "steps": 7}


def start(client: Client, **changes: Any) -> str:
    answer = client.post("/lab/sweeps", json=ASKED | changes)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["sweep"])


def told(client: Client, sweep: str) -> dict[str, Any]:
    answer = client.get(f"/lab/sweeps/{sweep}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


def wait_for(client: Client, sweep: str, status: str) -> dict[str, Any]:
    deadline = time.monotonic() + 10
    while (body := told(client, sweep))["status"] != status:
        assert time.monotonic() < deadline, body
        threading.Event().wait(0.01)
    return body


def test_a_sweep_is_started_and_watched_until_it_is_over(runs: Runs, ann: Client):
    sweep = start(ann)
    body = wait_for(ann, sweep, "finished")
    assert (body["done"], body["total"], body["remaining"]) == (6, 6, None)
    assert (body["scales"], body["depths"], body["steps"]) == ([0.5, 1.0], [1, 3, 5], 7)
    assert (body["dial"], body["metric"], body["owner"], body["store"]) == ("gain", "accuracy", True, None)
    assert Experiment.lenient(body["experiment"]) == (BASE, {})
    cells = body["cells"]
    assert cells["status"] == ["finished"] * 6
    for at, run in enumerate(cells["run"]):
        record, last = runs.record(run), runs.frames(run)[-1][1]
        assert record.experiment.layers == (6,) * body["depths"][at // 2]
        assert record.experiment.initializer["gain"] == body["scales"][at % 2]
        for name in NUMBERS:
            expected = getattr(last, name)
            expected = None if expected is None else pytest.approx(expected, rel=1e-4)
            assert cells[name][at] == expected
    _, messages = polled(ann, cells["run"][0])
    assert {"hello", "end"} <= set(kinds(messages)), "a click on a cell opens its run"


def test_who_trains_a_map_is_told_that_no_other_can_begin(runs: Runs, ann: Client):
    ben = Client(cookies={COOKIE: signed(BEN)})
    theirs, own = start(ann, steps=5000), start(ben, steps=5000)
    assert told(ben, theirs)["busy"] is told(ben, own)["busy"] is True
    assert told(Client(), theirs)["busy"] is False
    assert ben.post(f"/lab/sweeps/{own}/commands", json={"verb": "stop"}).status_code == 204
    assert told(ben, theirs)["busy"] is False
    for client in (ann, ben):
        client.post(f"/lab/sweeps/{theirs}/commands", json={"verb": "stop"})


def test_anyone_may_watch_and_only_the_owner_steers(runs: Runs, ann: Client):
    sweep = start(ann, steps=5000)
    for client in (Client(cookies={COOKIE: signed(BEN)}), Client()):
        assert told(client, sweep)["owner"] is False
        for verb in ("stop", "resume"):
            answer = client.post(f"/lab/sweeps/{sweep}/commands", json={"verb": verb})
            assert answer.status_code == 403 and answer.json()["error"]
    assert told(ann, sweep)["status"] == "running"
    answer = ann.post(f"/lab/sweeps/{sweep}/commands", json={"verb": "stop"})
    assert answer.status_code == 204 and answer.content == b""
    body = told(ann, sweep)
    assert body["status"] == "stopped"
    assert (body["cells"]["run"][-1], body["cells"]["status"][-1]) == (None, "stopped")
    assert ann.post(f"/lab/sweeps/{sweep}/commands", json={"verb": "resume"}).status_code == 204
    assert told(ann, sweep)["status"] == "running"
    assert "Stop the other one first" in ann.post("/lab/sweeps", json=ASKED).json()["error"]


@pytest.mark.parametrize(
    "headers",
    [{"X-Gradient-Lab": ""}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_other_sites_start_and_steer_nothing(runs: Runs, ann: Client, headers: dict[str, str]):
    assert ann.post("/lab/sweeps", json=ASKED, headers=headers).status_code == 403
    assert runs.sweeps.of(ANN) == []
    assert Client().post("/lab/sweeps", json=ASKED).status_code == 403, "nobody's sweep could be stopped"


def test_a_run_that_diverged_says_so_by_its_status_and_not_by_a_number(runs: Runs, ann: Client):
    def diverge(trainer: Any) -> None:
        trainer.diverge_at = 1

    runs._executor._build._prepare = diverge
    body = wait_for(ann, start(ann), "finished")
    assert body["cells"]["status"] == ["diverged"] * 6 and body["cells"]["loss"] == [None] * 6
    assert body["done"] == 6


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"experiment": None}, "Expected JSON"),
        ({"experiment": {"learning_rate": "fast"}}, "learning_rate”: Expected a number"),
        ({"experiment": {"colour": "red"}}, "colour"),
        ({"experiment": {"layers": "0"}}, "Add a hidden layer"),
        ({"experiment": {"initializer": "zeros"}}, "initializer with a scale"),
        ({"scales": "1"}, "Expected a list"),
        ({"scales": None}, "Expected a list"),
        ({"depths": list(range(1, 14))}, "received 13"),
        ({"depths": [[1]]}, "whole number"),
        ({"steps": 0}, "whole number"),
        (
            {"experiment": {"layers": "1024"}, "steps": 5000, "depths": list(range(50, 62))},
            "billion multiplications",
        ),
        ({"experiment": {"note": "x" * MAX_BODY}}, "bytes"),
    ],
)
def test_bad_grids_are_answered_in_words(runs: Runs, ann: Client, changes: dict[str, Any], said: str):
    answer = ann.post("/lab/sweeps", content=json.dumps(ASKED | changes).encode())
    assert answer.status_code == 400 and said in answer.json()["error"]
    assert runs.sweeps.of(ANN) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"verb": 3}', b'{"verb": ["stop"]}', b"[" * MAX_BODY])
def test_bad_requests_are_answered_in_words(runs: Runs, ann: Client, body: bytes):
    sweep = start(ann, steps=5000)
    for path in ("/lab/sweeps", f"/lab/sweeps/{sweep}/commands"):
        answer = ann.post(path, content=body)
        assert answer.status_code == 400 and "Expected" in answer.json()["error"]
    assert told(ann, sweep)["status"] == "running"


def test_what_is_not_there_is_told_in_the_language_of_the_viewer(runs: Runs, ann: Client, monkeypatch):
    monkeypatch.setattr("ui.routes.requests.translator", lambda lang: lambda text: f"[{lang}] {text}")
    for answer in (
        ann.get("/lab/sweeps/nothing?lang=ko"),
        ann.post("/lab/sweeps/nothing/commands?lang=ko", json={"verb": "stop"}),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"].startswith("[ko] This map does not exist")


@pytest.mark.slow
def test_the_server_passes_such_requests_to_the_lab(url: str):
    answer = httpx.get(f"{url}/lab/sweeps/nothing", timeout=30)
    assert answer.status_code == 404 and "does not exist" in answer.json()["error"]
