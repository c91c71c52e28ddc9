"""The route that the dial asks: answers, errors in the reader's language, limits."""

from __future__ import annotations

import asyncio
import re
import threading
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from core.experiment import Experiment
from tests.routes.viewer import OURS
from ui import signal_routes
from ui.initialization.question import Question
from ui.initialization.view import view
from ui.language import translator

APP = Starlette(routes=signal_routes.signal_routes())
ASKED = {"experiment": {"layers": "8x3", "initializer": "normal"}, "seeds": 2}


async def _ask(path: str, headers: dict[str, str], **body: Any) -> httpx.Response:
    transport = httpx.ASGITransport(APP)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.post(path, headers=headers, **body)


def ask(path: str = "/lab/signals", headers: dict[str, str] = OURS, **body: Any) -> httpx.Response:
    return asyncio.run(_ask(path, headers, **body))


def test_it_answers_with_the_view_and_keeps_nothing() -> None:
    answer = ask(json=ASKED)
    question = Question(Experiment(layers=(8, 8, 8), initializer="normal"), seeds=2)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == view(question, str)


def test_it_answers_in_the_language_that_is_asked_for() -> None:
    answer = ask("/lab/signals?lang=ko", json={"experiment": {"initializer.gain": "9999"}})
    assert answer.status_code == 400
    assert re.search("[가-힣]", answer.json()["error"])
    question = Question(Experiment(layers=(8, 8, 8), initializer="normal"), seeds=2)
    assert ask("/lab/signals?lang=ko", json=ASKED).json() == view(question, translator("ko"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 10_000,
        b'{"experiment": 1}',
        b"\xff",
        b'{"experiment": {"layers": "\\ud800"}}',
    ],
)
def test_what_is_no_question_is_told(body: bytes) -> None:
    answer = ask(content=body)
    assert answer.status_code == 400
    assert "Expected JSON such as" in answer.json()["error"]


def test_a_wrong_choice_is_named() -> None:
    answer = ask(json={"experiment": {"layers": "many"}})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("“layers”: Expected units per layer")


def test_a_long_body_is_refused() -> None:
    answer = ask(content=b" " * (signal_routes.MAX_BODY + 1))
    assert answer.status_code == 400
    assert str(signal_routes.MAX_BODY) in answer.json()["error"]


@pytest.mark.parametrize("headers", [{}, OURS | {"Origin": "http://elsewhere.example"}])
def test_other_sites_cannot_ask(headers: dict[str, str]) -> None:
    assert ask(headers=headers, json=ASKED).status_code == 403


def test_only_so_many_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, go_on = threading.Lock(), threading.Event()
    under_way, most = 0, 0

    def slow(question: Question, translate: object) -> dict[str, int]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way == signal_routes.AT_ONCE:
                go_on.set()
        assert go_on.wait(10)
        with lock:
            under_way -= 1
        return {"seeds": question.seeds}

    monkeypatch.setattr(signal_routes, "view", slow)

    async def many() -> list[httpx.Response]:
        return await asyncio.gather(*(_ask("/lab/signals", OURS, json=ASKED) for _ in range(6)))

    answers = asyncio.run(many())
    assert [answer.json() for answer in answers] == [{"seeds": 2}] * 6
    assert most == signal_routes.AT_ONCE
