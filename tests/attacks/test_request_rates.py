"""Who asks too fast waits, or is refused; whoever else asks is not kept waiting by that."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import httpx
import pytest
from starlette.applications import Starlette

from tests.routes.viewer import ANN, OURS
from ui import services
from ui.owner import COOKIE, signed
from ui.routes import requests
from ui.routes.play import play_routes
from ui.serving.request_rates import (
    BURST_SECONDS,
    BYTES,
    LONGEST_SECONDS,
    RequestRates,
    TooManyRequests,
)


class Clock:
    """Goes as a test has it go."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.unit
def test_a_burst_is_free_and_then_the_rate_holds() -> None:
    clock = Clock()
    rates = RequestRates(10.0, address=30, clock=clock)
    free = int(10 * BURST_SECONDS)
    assert [rates.spend("ann", "here") for _ in range(free)] == [0.0] * free
    assert [round(rates.spend("ann", "here"), 6) for _ in range(3)] == [0.1, 0.2, 0.3]
    assert rates.spend("ben", "here") == 0.0
    clock.now += 0.3
    assert rates.spend("ann", "here") == pytest.approx(0.1)
    clock.now += 1000
    assert [rates.spend("ann", "here") for _ in range(free)] == [0.0] * free
    assert rates.spend("ann", "here") > 0


@pytest.mark.unit
def test_what_would_wait_long_is_refused_and_counts_for_nothing() -> None:
    clock = Clock()
    rates = RequestRates(10.0, address=30, clock=clock)
    waits = [rates.spend("ann", "here") for _ in range(int(10 * (BURST_SECONDS + LONGEST_SECONDS)))]
    assert max(waits) == pytest.approx(LONGEST_SECONDS)
    for _ in range(1000):
        with pytest.raises(TooManyRequests) as refused:
            rates.spend("ann", "here")
    assert refused.value.seconds == 1
    clock.now += refused.value.seconds
    assert rates.spend("ann", "here") <= LONGEST_SECONDS


@pytest.mark.unit
def test_many_names_of_one_address_share_what_it_has() -> None:
    clock = Clock()
    rates = RequestRates(1.0, address=30, clock=clock)
    free = int(30 * BURST_SECONDS)
    assert {rates.spend(f"made up {number}", "there") for number in range(free)} == {0.0}
    assert rates.spend("one more", "there") > 0
    assert rates.spend("ann", "here") == 0.0 and rates.spend(None, "elsewhere") == 0.0
    clock.now += 1000
    rates.spend("ann", "here")
    assert len(rates._buckets) == 2  # of made-up names nothing is kept


def pasted(text: str, lang: str = "en") -> httpx.Response:
    """Have pasted points read, as the page does."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=play_routes()))
        cookies, url = {COOKIE: signed(ANN)}, "http://testserver"
        async with httpx.AsyncClient(transport=transport, base_url=url, cookies=cookies) as client:
            return await client.post(f"/lab/play/points?lang={lang}", json={"text": text}, headers=OURS)

    return asyncio.run(ask())


def test_a_page_waits_its_turn_and_is_told_when_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, slept = Clock(), []
    rates = RequestRates(1.0, address=30, clock=clock)
    monkeypatch.setattr(services, "request_rates", lambda: rates)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(requests, "sleep", sleep)
    while not slept:
        rates.spend(ANN, "127.0.0.1")  # as the middleware does
        assert pasted("1, 2, 0").status_code == 200
    assert 0 < slept[0] < 1.1
    with suppress(TooManyRequests):
        while True:
            rates.spend(ANN, "127.0.0.1", 0.001)
    answer = pasted("1, 2, 0", "ko")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert "초 뒤에" in answer.json()["error"]
    clock.now += 1000
    assert pasted("1, 2, 0").status_code == 200 and len(slept) == 1


def test_a_long_body_counts_by_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    rates, counted = RequestRates(1000.0, address=30), []
    monkeypatch.setattr(services, "request_rates", lambda: rates)
    monkeypatch.setattr(rates, "spend", lambda visitor, address, cost: counted.append(cost) or 0.0)
    pasted("1")
    pasted(" " * 10 * BYTES)
    assert counted == [pytest.approx(0, abs=0.01), pytest.approx(10, abs=0.01)]
