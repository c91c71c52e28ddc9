"""Requests over Streamlit's own channel: the same routes, for the same visitor, and no others."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from core.container import unpack
from core.live.protocol.status import RunStatus
from tests.routes.test_commands import wait_for
from tests.routes.viewer import ANN, BEN, LONG
from ui.owner import signed
from ui.routes.tunnel import MOST_REQUESTS, answered


def asked(*requests: dict[str, Any], visitor: str = signed(ANN)) -> list[tuple[int, bytes]]:
    found = answered({"number": 7, "requests": list(requests)}, visitor)
    assert found["number"] == 7
    json.dumps(found)  # it stands in a component's data
    return [(answer["status"], base64.b64decode(answer["body"])) for answer in found["answers"]]


def test_a_run_is_watched_and_steered(runs):
    run = runs.start(LONG, ANN)
    wait_for(runs, run, RunStatus.RUNNING)
    pause = {
        "path": f"/lab/runs/{run}/commands?lang=en",
        "method": "POST",
        "body": json.dumps({"verb": "pause"}),
    }
    (done, nothing), (status, body) = asked(pause, {"path": f"/lab/runs/{run}/updates?lang=en&after="})
    assert (done, nothing, status) == (204, b"", 200)
    wait_for(runs, run, RunStatus.PAUSED)
    _, arrays = unpack(body)
    assert unpack(arrays["0"].tobytes()).values["owner"] is True


def test_nobody_steers_what_is_another_visitors(runs):
    run = runs.start(LONG, ANN)
    stop = {"path": f"/lab/runs/{run}/commands", "method": "POST", "body": json.dumps({"verb": "stop"})}
    ((status, _),) = asked(stop, visitor=signed(BEN))
    assert status == 403 and not runs.record(run).status.over


def test_refusals_are_in_the_visitors_language(runs):
    ((status, body),) = asked({"path": "/lab/runs/nothing/updates?lang=ko"})
    assert status == 404 and any("가" <= letter <= "힣" for letter in json.loads(body)["error"])


@pytest.mark.parametrize(
    "path", ["/", "/lab/assets/x/train.js", "/_stcore/health", "//lab/runs/x/updates", ""]
)
def test_only_the_labs_own_routes_are_reached(runs, path):
    assert asked({"path": path}) == [(404, b"")]


def test_requests_have_a_bound(runs):
    assert len(asked(*[{"path": "/lab/runs/x/updates"}] * 99)) == MOST_REQUESTS
