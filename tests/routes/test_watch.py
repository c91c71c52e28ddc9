"""What programs send: whose it is, what is taken of it, and that nothing else is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import numpy as np
import pytest

from core.live import far_fits
from core.live.protocol.status import RunStatus
from core.live.runs import Runs
from core.live.sessions.limits import Limits
from core.packed import LAYER_NUMBERS
from core.store.watch_tokens import WatchTokens
from tests.fixtures import recordings
from tests.fixtures.recordings import header
from tests.routes.viewer import ANN, APP, BEN, Client, viewing
from ui import services, watch_token
from ui.owner import COOKIE, signed
from ui.routes.watch import MAX_BODY

NET = header(model={"name": "net", "class": "Sequential"}, epochs=4, loss="mse")


@pytest.fixture
def send(runs: Runs) -> Callable[..., httpx.Response]:
    """Sends as Ann's program does."""
    token = watch_token.new_token(ANN)

    def post(
        path: str, body: bytes | AsyncIterator[bytes] = b"", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        told = {watch_token.HEADER: token, "X-Gradient-Lab": ""} | (headers or {})
        return Client().post(path, content=body, headers=told)

    return post


@pytest.fixture
def run(send: Callable[..., httpx.Response]) -> str:
    """A run that has begun, without a frame."""
    return str(send("/lab/watch", NET).json()["run"])


def frame(step: float, **changes: Any) -> bytes:
    """A frame, one second after the one of the step before."""
    return recordings.frame(step, **{"seconds": 1.0 if np.isnan(step) else step} | changes)


def steps(runs: Runs, run: str) -> list[int]:
    return list(runs.frame_steps(run).values())


def test_a_run_that_is_sent_is_its_owners_and_goes_on_until_its_end(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    assert send(f"/lab/watch/{run}", frame(1) + frame(2)).json() == {"step": 2}
    record = runs.record(run)
    assert (record.status, record.owned_by(ANN), record.owned_by(BEN)) == (RunStatus.RUNNING, True, False)
    assert [each.id for each in runs.runs_of(ANN)] == [run] and runs.runs_of(BEN) == []
    assert send(f"/lab/watch/{run}", frame(2) + frame(3, epoch=5.0)).json() == {"step": 3}
    assert steps(runs, run) == [1, 2, 3], "what is sent again is there once"
    assert send(f"/lab/watch/{run}").json() == {"step": 3}
    assert send(f"/lab/watch/{run}/end").status_code == 204 == send(f"/lab/watch/{run}/end").status_code
    record = runs.record(run)
    assert record.status is RunStatus.FINISHED and record.foreign is not None and record.foreign.epochs == 5


def test_viewers_see_frames_as_they_come(runs: Runs, run: str, send: Callable[..., httpx.Response]) -> None:
    async def look() -> None:
        async with viewing(run) as viewer:
            for step in (1, 2, 3):
                sent = await asyncio.to_thread(send, f"/lab/watch/{run}", frame(step))
                assert sent.is_success
                await viewer.wait(lambda _, step=step: viewer.steps[-1:] == [step])
            assert viewer.statuses[-1]["status"] == "running"
            await asyncio.to_thread(send, f"/lab/watch/{run}/end")
            await viewer.wait_for_status("finished")
            await asyncio.to_thread(send, f"/lab/watch/{run}", frame(4))  # of another `fit`
            await viewer.wait(lambda _: viewer.steps[-1:] == [4])
            await asyncio.to_thread(runs.far_fits.stop, run)
            await viewer.wait(lambda _: viewer.ended)
            assert viewer.statuses[-1]["status"] == "stopped"

    asyncio.run(look())


def test_viewers_get_the_way_to_frames_that_come_at_once(
    run: str, send: Callable[..., httpx.Response]
) -> None:
    async def look() -> None:
        async with viewing(run) as viewer:
            assert (await asyncio.to_thread(send, f"/lab/watch/{run}", frame(1))).is_success
            await viewer.wait(lambda _: viewer.steps[-1:] == [1])
            await asyncio.to_thread(send, f"/lab/watch/{run}", frame(2) + frame(3) + frame(4))
            await viewer.wait(lambda _: viewer.names.count("hello") > 1 and viewer.steps[-1:] == [4])
            greeting = [message.contents for message in viewer.messages if message.kind == "hello"][-1]
            assert greeting.arrays["run"][:, 0].tolist() == [1, 2, 3, 4]

    asyncio.run(look())


def test_what_is_wrong_is_told_while_it_goes_on(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    numbers = np.zeros((1, len(LAYER_NUMBERS)))
    send(f"/lab/watch/{run}", frame(1, arrays={"layers": numbers}, values={"measures": {"late": 0.5}}))
    channel = runs.channel(run)
    assert [found["key"] for found in channel.status(str)["findings"]] == ["stuck"]
    send(f"/lab/watch/{run}", frame(2, values={"measures": {"late": 0.5, "later": 2.0}}))
    told = channel.hello(str, owner=True)
    assert told.values["history"]["measures"] == ("late", "later")
    assert np.array_equal(told.arrays["measures"], np.float32([[0.5, np.nan], [0.5, 2]]), equal_nan=True)


@pytest.mark.parametrize(
    "body",
    [
        b"garbage",
        NET,
        frame(2)[:-5],
        frame(2) + frame(2),
        frame(2) + NET,
        frame(2, bins=13),
        frame(np.nan),
        frame(2, epoch=np.nan),
        frame(2) + b"\xff" * 99,
    ],
    ids=["garbage", "a header twice", "cut", "a step twice", "a header", "bins", "no step", "NaN", "more"],
)
def test_what_is_no_frame_is_refused_and_nothing_of_it_is_kept(
    runs: Runs, run: str, send: Callable[..., httpx.Response], body: bytes
) -> None:
    send(f"/lab/watch/{run}", frame(1))
    answer = send(f"/lab/watch/{run}", body)
    assert answer.status_code == 400 and well_said(answer)
    assert steps(runs, run) == [1]
    assert send(f"/lab/watch/{run}", frame(3)).json() == {"step": 3}


def well_said(answer: httpx.Response) -> bool:
    """Whether a refusal says what was expected, what was received, and then what to do."""
    said = re.fullmatch(
        r"Expected [^.]+(\.[^. ][^.]*)*, received [^.]+(\.[^. ][^.]*)*\. .+", answer.json()["error"]
    )
    return said is not None


@pytest.mark.parametrize("body", [b"", b"x", frame(1), NET + frame(1), NET[:-1], header(version=2)])
def test_a_run_begins_with_a_header_alone(
    runs: Runs, send: Callable[..., httpx.Response], body: bytes
) -> None:
    answer = send("/lab/watch", body)
    assert answer.status_code == 400 and well_said(answer)
    assert runs.runs_of(ANN) == []


def test_numbers_that_are_none_are_taken_as_such(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    nothing = {"layers": np.full((1, len(LAYER_NUMBERS)), np.nan)}
    assert send(f"/lab/watch/{run}", frame(1, loss=np.nan, arrays=nothing)).is_success
    send(f"/lab/watch/{run}/end")
    assert runs.record(run).status is RunStatus.DIVERGED
    runs.channel(run).hello(str, owner=True)


def test_a_token_that_is_not_the_visitors_newest_is_worthless(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    newest = watch_token.new_token(ANN)
    assert watch_token.token_of(ANN) == newest and watch_token.token_of(BEN) is None
    others = [
        {},
        {watch_token.HEADER: ""},
        {watch_token.HEADER: signed(ANN)},
        {watch_token.HEADER: f"{newest[:22]}.{'A' * 43}"},
        {watch_token.HEADER: f"{'A' * 22}{newest[22:]}"},
    ]
    for headers in others:
        answer = send(f"/lab/watch/{run}", frame(1), headers)
        assert answer.status_code == 401 and well_said(answer) and "page Runs" in answer.json()["error"]
    assert send(f"/lab/watch/{run}", frame(1), {watch_token.HEADER: newest}).is_success
    cookie = Client(cookies={COOKIE: signed(ANN)})
    assert cookie.post("/lab/watch", content=NET).status_code == 401, "a cookie is no token"
    assert steps(runs, run) == [1]


def test_nobody_sends_to_anothers_run(runs: Runs, run: str, send: Callable[..., httpx.Response]) -> None:
    bens = {watch_token.HEADER: watch_token.new_token(BEN)}
    for path in (f"/lab/watch/{run}", f"/lab/watch/{run}/end", "/lab/watch/none"):
        answer = send(path, frame(1), bens)
        assert answer.status_code == 404 and well_said(answer)
    assert runs.record(run).status is RunStatus.RUNNING


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_pages_of_other_sites_cannot_send(
    runs: Runs, send: Callable[..., httpx.Response], origin: str
) -> None:
    answer = send("/lab/watch", NET, {"Origin": origin})
    assert answer.status_code == 403 and well_said(answer)
    assert runs.runs_of(ANN) == []


def test_too_much_is_refused_before_it_is_read(
    runs: Runs, run: str, send: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = send(f"/lab/watch/{run}", b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413 and "Watch fewer layers" in answer.json()["error"]

    async def unmeasured() -> AsyncIterator[bytes]:
        yield b"x" * MAX_BODY
        yield b"x"

    unsaid = send(f"/lab/watch/{run}", unmeasured())
    assert (unsaid.status_code, unsaid.json()) == (413, answer.json())
    send(f"/lab/watch/{run}", frame(1))
    monkeypatch.setattr(Limits, "sent", 0)
    answer = send(f"/lab/watch/{run}", frame(2))
    assert answer.status_code == 413 and "Send fewer frames" in answer.json()["error"]
    assert (runs.record(run).status, steps(runs, run)) == (RunStatus.STOPPED, [1])
    assert send(f"/lab/watch/{run}", frame(3)).status_code == 410


def test_so_many_programs_send_at_a_time(runs: Runs, run: str, send: Callable[..., httpx.Response]) -> None:
    limit = Limits().running_per_owner
    keyed = header(key="k")
    mine = [send("/lab/watch", keyed).json()["run"] for _ in range(3)]
    assert len({*mine}) == 1, "a header that is sent again begins nothing"
    for _ in range(limit - 2):
        assert send("/lab/watch", NET).is_success
    answer = send("/lab/watch", NET)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert send("/lab/watch", NET, {watch_token.HEADER: watch_token.new_token(BEN)}).is_success
    send(f"/lab/watch/{mine[0]}/end")
    assert send("/lab/watch", NET).is_success


def test_a_client_that_goes_in_the_middle_leaves_nothing(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    send(f"/lab/watch/{run}", frame(1))
    token = watch_token.token_of(ANN)
    assert token is not None
    messages = iter(
        [
            {"type": "http.request", "body": frame(2) + frame(3)[:40], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Any:
        return next(messages)

    async def sent(message: Any) -> None:
        pass

    path = f"/lab/watch/{run}"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(watch_token.HEADER.encode(), token.encode())],
        "client": ("1.2.3.4", 5),
        "scheme": "http",
        "server": ("testserver", 80),
    }
    asyncio.run(APP(scope, receive, sent))
    assert steps(runs, run) == [1]


def test_a_program_that_is_not_heard_of_is_broken_off_and_goes_on_when_it_is(
    runs: Runs, run: str, send: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(f"/lab/watch/{run}", frame(1))
    empty = send("/lab/watch", NET).json()["run"]
    monkeypatch.setattr(far_fits, "VANISHED_SECONDS", -1.0)
    runs.far_fits._look()
    record = runs.record(run)
    assert record.status is RunStatus.INTERRUPTED and "not heard of" in str(record.cause)
    assert send(f"/lab/watch/{empty}", frame(1)).status_code == 404, "of one without a frame nothing is kept"

    async def look() -> None:
        async with viewing(run) as viewer:
            await viewer.wait_for_status("interrupted")
            assert viewer.statuses[-1]["advice"] is None
            await asyncio.to_thread(send, f"/lab/watch/{run}", frame(2))
            await viewer.wait(lambda _: viewer.steps[-1:] == [2])
            await viewer.wait_for_status("running")

    asyncio.run(look())
    assert steps(runs, run) == [1, 2]


def test_its_owner_stops_and_deletes_it(
    runs: Runs, run: str, send: Callable[..., httpx.Response], ann: Client
) -> None:
    send(f"/lab/watch/{run}", frame(1))
    ben = Client(cookies={COOKIE: signed(BEN)})
    assert ben.post(f"/lab/runs/{run}/commands", json={"verb": "stop"}).status_code == 403
    assert ann.post(f"/lab/runs/{run}/commands", json={"verb": "pause"}).status_code == 400
    assert ann.post(f"/lab/runs/{run}/commands", json={"verb": "stop"}).status_code == 204
    assert runs.record(run).status is RunStatus.STOPPED
    answer = send(f"/lab/watch/{run}", frame(2))
    assert answer.status_code == 410 and well_said(answer) and "stopped" in answer.json()["error"]
    runs.delete(run, ANN)
    answer = send(f"/lab/watch/{run}", frame(2))
    assert answer.status_code == 410 and well_said(answer) and "deleted" in answer.json()["error"]


def test_another_fit_goes_on_in_the_same_run(
    runs: Runs, run: str, send: Callable[..., httpx.Response]
) -> None:
    send(f"/lab/watch/{run}", frame(1))
    send(f"/lab/watch/{run}/end")
    assert send(f"/lab/watch/{run}", frame(2)).is_success
    assert (runs.record(run).status, steps(runs, run)) == (RunStatus.RUNNING, [1, 2])


def test_where_the_database_does_not_answer_the_program_is_told(
    runs: Runs, send: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def connect(self) -> None:
            raise OSError("gone")

    monkeypatch.setattr(services, "watch_tokens", lambda: WatchTokens(Broken()))  # type: ignore[arg-type]
    answer = send("/lab/watch", NET)
    assert answer.status_code == 503 and "database" in answer.json()["error"]
