"""Live pictures: one visitor watches so many at a time, which carry so many bytes a second together."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from core.live.runs import Runs
from core.live.sessions.traffic import STRANGERS, Stream, Traffic
from tests.routes import conftest
from tests.routes.viewer import ANN, BEN, LONG, Client, paused_at_start, viewing
from ui import services
from ui.routes.live import TOO_MANY

runs, ann = conftest.runs, conftest.ann


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Traffic:
    traffic = Traffic(streams=2, rate=1e9)
    monkeypatch.setattr(services, "traffic", lambda: traffic)
    return traffic


def test_a_visitor_has_so_many_streams_and_another_one_has_them_too(runs: Runs, few: Traffic) -> None:
    async def watch() -> None:
        run = await paused_at_start(runs)
        async with AsyncExitStack() as open_ones:
            for owner in (ANN, ANN, BEN):
                viewer = await open_ones.enter_async_context(viewing(run, owner))
                await viewer.wait_for_status("paused")
            async with viewing(run, ANN) as one_more:
                await one_more.wait(lambda _: one_more.ended)
            assert one_more.code == TOO_MANY and one_more.messages == []
        async with viewing(run, ANN) as again:
            await again.wait_for_status("paused")

    asyncio.run(watch())


def test_polls_count_as_well(runs: Runs, ann: Client, few: Traffic) -> None:
    run = runs.start(LONG, ANN, paused=True)
    with few.stream(ANN, ""), few.stream(ANN, ""):
        answer = ann.get(f"/lab/runs/{run}/updates")
        assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert ann.get(f"/lab/runs/{run}/updates").status_code == 200


def test_who_takes_too_much_waits_and_nobody_else_does(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    traffic = Traffic(streams=9, rate=1e6, clock=lambda: now)
    monkeypatch.setattr(services, "traffic", lambda: traffic)

    async def watch() -> None:
        run = runs.start(LONG, ANN)
        with traffic.stream(ANN, "") as stream:
            assert stream is not None
            stream.spend(10**9)
            async with viewing(run, ANN) as late, viewing(run, BEN) as quick:
                await late.wait(lambda seen: len(seen) > 0)
                first = len(late.messages)
                await quick.wait(lambda _: len(quick.steps) >= 3)
                assert len(late.messages) == first, "the first bundle, and no other one"

    asyncio.run(watch())


def spent(traffic: Traffic, visitor: str | None, sizes: list[int], address: str = "") -> list[float]:
    with traffic.stream(visitor, address) as stream:
        assert isinstance(stream, Stream)
        return [stream.spend(size) for size in sizes]


def test_bytes_are_counted_over_all_streams_of_a_visitor() -> None:
    now = [0.0]
    traffic = Traffic(streams=5, rate=1000, clock=lambda: now[0])
    assert spent(traffic, "ann", [600, 400]) == [0, 0], "a second's worth at once"
    assert spent(traffic, "ann", [500]) == [0.5], "the same share, whatever the stream"
    assert spent(traffic, "ben", [1000]) == [0]
    now[0] = 1.0
    assert spent(traffic, "ann", [500, 1000]) == [0, 1]
    now[0] = 1000.0
    assert spent(traffic, "ann", [1000, 1]) == [0, 0.001], "no more than a second's worth is kept"


def test_all_have_equal_parts_of_what_all_may_have_together() -> None:
    now = [0.0]
    traffic = Traffic(streams=5, rate=1000, total=1500, clock=lambda: now[0])
    with ExitStack() as held:
        ann, twin, ben, cem = (
            held.enter_context(traffic.stream(one, "")) for one in ("ann", "ann", "ben", "cem")
        )
        assert ann and twin and ben and cem
        assert [ann.spend(700), ben.spend(700)] == [0, 0], "there is enough"
        assert cem.spend(500) == 1, "a third of it each"
        assert ben.spend(50) == 0.1, "who wants less waits less"
        assert [ann.spend(100), twin.spend(100)] == [0.4, 0.4], "one part for all streams of a visitor"
        now[0] = 10.0
        assert [ann.spend(1000), ben.spend(1000)] == [0, 1000 / 750], "two are left"


def sent(traffic: Traffic, sizes: dict[str, int], seconds: float, now: list[float]) -> dict[str, int]:
    """Bytes that each visitor gets who always wants more, of messages of so many bytes."""
    got = dict.fromkeys(sizes, 0)
    with ExitStack() as held:
        streams = {one: held.enter_context(traffic.stream(one, "")) for one in sizes}
        due = dict.fromkeys(sizes, now[0])
        while now[0] < seconds:
            one = min(due, key=due.__getitem__)
            now[0] = max(now[0], due[one])
            stream = streams[one]
            assert stream is not None
            due[one] = now[0] + max(0.02, stream.spend(sizes[one]))
            got[one] += sizes[one]
    return got


def test_together_they_carry_no_more_than_all_may_have_and_the_small_are_not_slowed() -> None:
    now = [0.0]
    traffic = Traffic(streams=5, rate=4000, total=10_000, clock=lambda: now[0])
    sizes = {f"large {at}": 200 for at in range(9)} | {"small": 10}
    got = sent(traffic, sizes, 20.0, now)
    assert sum(got.values()) < 10_000 * 22
    assert got["small"] > 0.9 * 20 * 10 / 0.02
    large = [got[one] for one in sizes if one != "small"]
    assert max(large) < 1.1 * min(large) and sum(large) > 0.8 * 20 * 9 / 10 * 10_000


def test_strangers_share_what_their_address_has() -> None:
    now = [0.0]
    traffic = Traffic(streams=1, rate=1000, clock=lambda: now[0])
    assert spent(traffic, None, [1000 * STRANGERS, 1000 * STRANGERS], "10.0.0.1") == [0, 1]
    assert spent(traffic, None, [1000], "10.0.0.2") == [0]
    with ExitStack() as held:
        opened = [held.enter_context(traffic.stream(None, "10.0.0.1")) for _ in range(STRANGERS + 1)]
        assert [stream is None for stream in opened] == [False] * STRANGERS + [True]


def test_nothing_is_kept_of_visitors_who_are_gone() -> None:
    now = [0.0]
    traffic = Traffic(streams=1, rate=1000, clock=lambda: now[0])
    for at in range(100):
        spent(traffic, f"visitor {at}", [1])
    now[0] = 100.0
    spent(traffic, "ann", [1])
    assert len(traffic._shares) == 1
