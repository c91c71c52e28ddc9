"""The routes of the playground: who may ask, what is told about what is wrong, and what a file holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from core.choices.typed.points import points_of
from core.engine.build import build
from core.experiment import Experiment
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions.networks import LiveNetworks
from tests.routes.viewer import ANN, BEN, OURS
from ui import services
from ui.owner import COOKIE, signed
from ui.routes import play

APP = Starlette(routes=play.play_routes())
TEXTS = Experiment(dataset="circle", layers=(3,)).flat()


@pytest.fixture(autouse=True)
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveNetworks]:
    executor = ThreadExecutor(build, threads=1)
    made = LiveNetworks(executor)
    monkeypatch.setattr(services, "networks", lambda: made)
    yield made
    made.end_streams()
    executor.close()


async def ask(
    method: str, path: str, *, owner: str | None = ANN, headers: dict[str, str] = OURS, **body: object
) -> httpx.Response:
    transport = httpx.ASGITransport(APP)
    cookies = {COOKIE: signed(owner)} if owner else {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", cookies=cookies
    ) as client:
        return await client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


pytestmark = [pytest.mark.anyio, pytest.mark.engine]


async def opened(**texts: str) -> str:
    answer = await ask("POST", "/lab/play", json={"experiment": TEXTS | texts})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["play"])


async def test_a_network_is_made_and_obeys() -> None:
    session = await opened()
    assert (
        await ask("POST", f"/lab/play/{session}/commands", json={"verb": "step_batch"})
    ).status_code == 204
    place = {"layer": 0, "from": 0, "to": 0}
    answer = await ask("POST", f"/lab/play/{session}/commands", json={"verb": "weight", "value": place})
    assert answer.status_code == 200
    assert isinstance(answer.json()["value"], float)


async def test_wrong_choices_are_told_by_path_and_in_the_language() -> None:
    wrong = {"experiment": TEXTS | {"learning_rate": "fast", "layers": "99"}}
    answer = await ask("POST", "/lab/play?lang=ko", json=wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"].keys() == {"learning_rate"}
    assert re.search("[가-힣]", answer.json()["errors"]["learning_rate"])
    answer = await ask("POST", "/lab/play", json={"experiment": TEXTS | {"layers": "99"}})
    assert "32" in answer.json()["errors"]["layers"]
    answer = await ask("POST", "/lab/play", json={"experiment": {"dataset": "points"}})
    assert answer.json()["errors"].keys() == {"dataset.points"}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 9999, b"\xff", b'{"experiment": 1}', b'{"speed": 5}']
)
async def test_what_is_no_request_is_refused(body: bytes) -> None:
    answer = await ask("POST", "/lab/play", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_a_request_has_an_end() -> None:
    answer = await ask("POST", "/lab/play", content=b" " * (play.MAX_BODY + 1))
    assert answer.status_code == 400


async def test_only_the_visitor_who_made_it_may_ask() -> None:
    session = await opened()
    commands, file, updates = (f"/lab/play/{session}/{name}" for name in ("commands", "file", "updates"))
    for owner in (BEN, None):
        for method, path in (("POST", commands), ("GET", file), ("GET", updates)):
            answer = await ask(
                method, path, owner=owner, **({"json": {"verb": "resume"}} if method == "POST" else {})
            )
            assert answer.status_code == 403, (owner, path)
    assert (await ask("POST", commands, headers={}, json={"verb": "resume"})).status_code == 403, (
        "another site"
    )
    for path in ("commands", "file", "updates"):
        method = "POST" if path == "commands" else "GET"
        assert (
            await ask(
                method, f"/lab/play/none/{path}", **({"json": {"verb": "resume"}} if method == "POST" else {})
            )
        ).status_code == 404


async def test_a_saved_file_opens_the_same_network() -> None:
    session = await opened(layers="4-2")
    await ask("POST", f"/lab/play/{session}/commands", json={"verb": "step_epoch"})
    file = await ask("GET", f"/lab/play/{session}/file")
    assert "attachment" in file.headers["content-disposition"]
    saved = json.loads(file.text)
    assert saved["gradient_lab"] == 1
    assert Experiment.lenient(saved["experiment"])[1] == {}
    other = await opened()
    answer = await ask("POST", f"/lab/play/{other}/commands", json={"verb": "load", "value": saved})
    assert answer.status_code == 204
    assert (await ask("GET", f"/lab/play/{other}/file")).json() == saved


async def test_pasted_points_come_back_in_their_short_form() -> None:
    answer = await ask("POST", "/lab/play/points", json={"text": "x1,x2,class\n1,2,0\n-3.5;4;1\n<b>, 0, 1"})
    assert answer.status_code == 400
    assert "4" in answer.json()["error"], "the line is named"
    answer = await ask("POST", "/lab/play/points", json={"text": "x1,x2,class\n1,2,0\n-3.5;4;1"})
    assert answer.json()["count"] == 2
    points, labels = points_of(answer.json()["points"])
    assert abs(points - [[1, 2], [-3.5, 4]]).max() < 0.002
    assert labels.tolist() == [0, 1]


@pytest.mark.parametrize("text", ["", " \n\t\n"])
async def test_pasting_nothing_is_told(text: str) -> None:
    answer = await ask("POST", "/lab/play/points", json={"text": text})
    assert (answer.status_code, "received none" in answer.json()["error"]) == (400, True)
