"""All pages behind proxies: one that passes no WebSockets of ours, one that passes none of our routes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.lab import PATIENCE, Lab

pytestmark = pytest.mark.browser


def without_websockets(page: Page) -> None:
    page.route_web_socket("**/lab/**", lambda socket: socket.close())


def without_routes(page: Page) -> None:
    without_websockets(page)
    page.route("**/lab/**", lambda route: route.abort())


@pytest.fixture(params=[without_websockets, without_routes], ids=lambda proxy: proxy.__name__)
def behind(request: pytest.FixtureRequest, visitor: Callable[..., Lab]) -> Callable[[str], Lab]:
    """A visitor of a page behind a proxy."""

    def arrive(address: str) -> Lab:
        lab = visitor()
        request.param(lab.page)
        lab.open(address)
        return lab

    return arrive


def test_a_network_is_played_with(behind: Callable[[str], Lab]) -> None:
    lab = behind("/playground?layers=3-2")
    lab.await_panel("it.updates > 0 && it.status === 'paused'")
    lab.press("play")
    lab.await_panel("it.status === 'running' && it.epoch > 5")
    first = lab.number("updates")
    lab.await_panel(f"it.updates > {first + 3}")
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    assert lab.panel("blank") == "0"


def test_a_run_is_watched_and_steered(behind: Callable[[str], Lab]) -> None:
    lab = behind("/?layers=4-3&epochs=100000")
    lab.train()
    lab.await_panel("it.status === 'running' && it.updates > 3 && it.step > 0")
    lab.press("pause")
    lab.await_panel("it.status === 'paused'")
    assert lab.panel("blank") == "0"
    lab.press("stop")
    lab.await_panel("it.status === 'stopped'")


def test_weights_are_measured(behind: Callable[[str], Lab]) -> None:
    lab = behind("/initialization?layers=8x3")
    lab.await_panel("it.seeds === '5' && it.kind")
    lab.view("map")
    lab.page.locator(".panel .area-measured-map[data-scales='48']").wait_for(timeout=PATIENCE)
