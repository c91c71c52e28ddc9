"""What strangers ask of a served lab: answers are short, nobody else waits, and nothing of others is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from core.live.sessions.limits import Limits
from tests.attacks.visitor import OURS, opened, ready, visitor
from tests.serving import Server
from ui.routes.live import TOO_MANY

pytestmark = pytest.mark.slow

SHORT = 3000
"""Characters of an answer."""


@pytest.fixture
def ann(lab: Server) -> Iterator[httpx.Client]:
    with visitor(lab) as client:
        ready(client)
        yield client


@pytest.mark.parametrize(
    "experiment",
    [{"layers": "8" + " " * 60_000 + "8"}, {f"name{at}": "1" for at in range(180_000)}],
    ids=["spaces", "names"],
)
def test_long_texts_get_a_short_refusal(ann: httpx.Client, experiment: dict[str, str]) -> None:
    answer = ann.post("/lab/play", json={"experiment": experiment})
    assert answer.status_code == 400 and len(answer.text) < SHORT


def test_a_made_up_name_is_nobodys(lab: Server) -> None:
    with httpx.Client(
        base_url=lab.url, headers=OURS, cookies={"gradient_lab": "a" * 43}, timeout=60
    ) as stranger:
        assert stranger.post("/lab/play", json={"experiment": {}}).status_code == 403


def test_large_measurements_asked_and_dropped_keep_nobody_waiting(lab: Server, ann: httpx.Client) -> None:
    large = {"experiment": {"layers": "1024x100"}, "seeds": 1}
    with visitor(lab) as stranger, ThreadPoolExecutor(30) as pool:

        def dropped() -> int:
            with suppress(httpx.ReadTimeout):
                return stranger.post("/lab/propagation", json=large, timeout=3).status_code
            return 0

        assert {*pool.map(lambda _: dropped(), range(30))} <= {0, 429}
        small = stranger.post("/lab/propagation", json={"experiment": {"layers": "4"}}, timeout=20)
    assert small.status_code == 200, "half a minute of work was left"


def test_commands_of_networks_that_are_let_go_of_are_answered(lab: Server) -> None:
    with visitor(lab, timeout=30) as stranger, ThreadPoolExecutor(27) as pool:
        ready(stranger)
        address = f"/lab/play/{opened(stranger)}/commands"
        asked = [pool.submit(stranger.post, address, json={"verb": "step_batch"}) for _ in range(27)]
        networks = [opened(stranger) for _ in range(8)]
        assert {each.result().status_code for each in asked} <= {204, 400, 404}
        assert len({*networks}) == 8


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/lab/healthx", 404), ("OPTIONS", "/lab/play", 405)]
)
def test_what_is_not_there_is_no_error(
    lab: Server, ann: httpx.Client, method: str, path: str, status: int
) -> None:
    said = len(lab.log.read_bytes())
    assert ann.request(method, path).status_code == status
    assert b"Traceback" not in lab.log.read_bytes()[said:]


def test_a_file_with_a_weight_that_is_none_changes_nothing(ann: httpx.Client) -> None:
    play = f"/lab/play/{opened(ann)}"
    saved = ann.get(f"{play}/file").json()
    weights = [[int("9" * 400), *saved["weights"][0][1:]], *saved["weights"][1:]]
    answer = ann.post(f"{play}/commands", json={"verb": "load", "value": {**saved, "weights": weights}})
    assert answer.status_code == 400 and "weights" in answer.json()["error"]
    assert ann.get(f"{play}/file").json() == saved


@pytest.mark.parametrize("path", ["/", "/lab/health", "/lab/nothing", "/_stcore/health"])
def test_every_answer_has_headers(ann: httpx.Client, path: str) -> None:
    headers = ann.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "object-src 'none'" in headers["content-security-policy"]


def test_one_visitor_watches_so_much(lab: Server) -> None:
    most = Limits().streams_per_visitor
    with visitor(lab) as stranger, ExitStack() as held:
        cookie = "; ".join(f"{name}={value}" for name, value in stranger.cookies.items())
        address = f"{lab.url.replace('http', 'ws')}/lab/play/{opened(stranger)}/live"
        for _ in range(most):
            socket = held.enter_context(connect(address, additional_headers={"Cookie": cookie}))
            assert socket.recv(timeout=20)
        one_more = held.enter_context(connect(address, additional_headers={"Cookie": cookie}))
        with pytest.raises(ConnectionClosed) as refused:
            one_more.recv(timeout=20)
        assert refused.value.rcvd is not None and refused.value.rcvd.code == TOO_MANY
