"""The past of a run, asked for frame by frame."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace

import pytest
from starlette.routing import Router

from core.live.records.run import UnknownRun
from tests.fake_trainer import packed_at
from ui import services
from ui.routes.past import past_routes
from ui.routes.tunnel import answered
from ui.serving.request_rates import TooManyRequests

FRAMES = {3: packed_at(0), 5: packed_at(40)}


class _Runs:
    def record(self, run: str) -> None:
        if run != "run":
            raise UnknownRun(run)

    def frame_steps(self, run: str) -> dict[int, int]:
        return {seq: frame.step for seq, frame in FRAMES.items()}

    def packed_frame(self, run: str, seq: int):
        return FRAMES.get(seq) if run == "run" else None


@pytest.fixture
def get(monkeypatch):
    """From a path below ``/lab/runs`` to the status and the body of the answer."""
    monkeypatch.setattr(services, "runs", _Runs)
    monkeypatch.setattr(services, "request_rates", lambda: SimpleNamespace(spend=lambda *_: 0.0))

    def ask(path: str) -> tuple[int, bytes]:
        asked = {"number": 1, "requests": [{"path": f"/lab/runs/{path}"}]}
        (answer,) = answered(asked, "visitor", Router(past_routes()))["answers"]
        return answer["status"], base64.b64decode(answer["body"])

    return ask


def test_frames_are_listed_and_come_as_they_were_shown(get):
    status, body = get("run/frames")
    assert (status, json.loads(body)) == (200, {"seq": [3, 5], "step": [0, 40]})
    assert get("run/frames/5") == (200, bytes(FRAMES[5].data))


@pytest.mark.parametrize("path", ["other/frames", "other/frames/3", "run/frames/4", f"run/frames/{10**30}"])
def test_what_is_not_there_is_told(get, path):
    status, body = get(path)
    assert status == 404 and "does not exist" in json.loads(body)["error"]


@pytest.mark.parametrize("path", ["run/frames", "run/frames/3"])
def test_who_asks_too_often_waits(get, monkeypatch, path):
    def spend(*_):
        raise TooManyRequests(7)

    monkeypatch.setattr(services, "request_rates", lambda: SimpleNamespace(spend=spend))
    status, body = get(path)
    assert status == 429 and "8 seconds" in json.loads(body)["error"]
