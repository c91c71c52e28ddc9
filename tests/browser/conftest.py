"""Visitors of the lab who come with browsers of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.lab import LAPTOP, PICTURES, Lab
from tests.conftest import FAILED


@pytest.fixture
def visitor(chromium: Any, url: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Lab]]:
    """Opens browsers of their own (cookies, language, theme); no script error may happen in any.

    How each page looked at the end is kept where a test has failed.
    """
    contexts, labs, errors = [], [], []

    def arrive(*, locale: str = "en-US", dark: bool = False, size: tuple[int, int] = LAPTOP) -> Lab:
        context = chromium.new_context(
            bypass_csp=True,  # Playwright waits by scripts that the page's policy forbids; see test_policy.py
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        labs.append(Lab(page, url, PICTURES))
        return labs[-1]

    yield arrive
    for lab in labs:
        lab.stop_runs()
    for number, context in enumerate(contexts):
        for page in context.pages if request.node.stash[FAILED] or errors else ():
            page.screenshot(path=PICTURES / "last" / f"{request.node.name}-{number}.png")
        context.close()
    assert errors == []


@pytest.fixture
def at_playground(visitor: Callable[..., Lab]) -> Callable[..., Lab]:
    """A visitor of the page "Playground" at an address, who waits until a network is shown."""

    def arrive(address: str = "", **screen: Any) -> Lab:
        lab = visitor(**screen)
        lab.open(f"/playground{address}")
        lab.await_panel("it.updates > 0 && it.status === 'paused'")
        return lab

    return arrive
