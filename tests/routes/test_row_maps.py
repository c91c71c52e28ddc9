"""The feature maps of a row that somebody chose, asked for beside a run's frames."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.routing import Router

from core.experiment import Experiment
from core.live.protocol.questions import Asked
from core.live.records.run import UnknownRun
from core.message import Invalid, Message
from ui import services
from ui.routes.row_maps import row_maps_routes
from ui.routes.tunnel import answered

PICTURES = Experiment(dataset="digits", convolutions={"name": "conv2d", "filters": "2"}, layers=(4,))
RUNS = {"pictures": PICTURES, "dense": Experiment(), "early": PICTURES}


class _Runs:
    def record(self, run: str) -> Any:
        if run not in RUNS:
            raise UnknownRun(run)
        return SimpleNamespace(experiment=RUNS[run], owned_by=lambda visitor: False)

    def checkpoint(self, run: str) -> Any:
        return None if run == "early" else SimpleNamespace(data=b"state")


class _Measurements:
    """Has eight rows, whose maps are their numbers."""

    def ask(self, question: str, body: Any, visitor: str, *, address: str, data: bytes) -> Asked:
        assert question == "row_maps" and data == b"state" and body["experiment"] == PICTURES.flat()
        one = Asked()
        if body["row"] <= 8:
            one.answer.set_result(str(body["row"]).encode())
        else:
            one.answer.set_exception(Invalid(Message("Expected a training row from 1 to 8.")))
        return one


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch):
    """From a run and a body to the status and the body of the answer."""
    monkeypatch.setattr(services, "runs", _Runs)
    monkeypatch.setattr(services, "measurements", _Measurements)
    monkeypatch.setattr(services, "request_rates", lambda: SimpleNamespace(spend=lambda *_: 0.0))

    def ask(run: str, body: Any) -> tuple[int, bytes]:
        request = {"path": f"/lab/runs/{run}/maps", "method": "POST", "body": json.dumps(body)}
        (answer,) = answered({"number": 1, "requests": [request]}, "visitor", Router(row_maps_routes()))[
            "answers"
        ]
        return answer["status"], base64.b64decode(answer["body"])

    return ask


def test_maps_come_as_the_engine_gives_them(post):
    assert post("pictures", {"row": 5}) == (200, b"5")


@pytest.mark.parametrize(
    ("run", "body", "status", "said"),
    [
        ("pictures", {"row": 9}, 400, "from 1 to 8"),
        ("pictures", {"row": 0}, 400, "such as"),
        ("pictures", {"row": True}, 400, "such as"),
        ("pictures", {"row": "5"}, 400, "such as"),
        ("pictures", {}, 400, "such as"),
        ("dense", {"row": 1}, 400, "convolutional"),
        ("early", {"row": 1}, 503, "yet"),
        ("other", {"row": 1}, 404, "does not exist"),
    ],
)
def test_what_cannot_be_shown_says_why(post, run, body, status, said):
    found, told = post(run, body)
    assert found == status and said in json.loads(told)["error"]


def test_rows_of_a_table_of_ones_own_are_its_owners(post, monkeypatch):
    own = SimpleNamespace(
        convolution_layers=PICTURES.convolution_layers, dataset=SimpleNamespace(name="table")
    )
    monkeypatch.setitem(RUNS, "own", own)
    status, told = post("own", {"row": 1})
    assert status == 400 and "table" in json.loads(told)["error"]
