"""The route that the dial asks: answers, errors in the reader's language, limits."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from core.experiment import Experiment
from core.live.answering.answers import AT_ONCE, Answers
from core.live.answering.turns import Turns
from core.message import rendered
from core.propagation.answer import compare, measured
from core.propagation.map import GradientMap
from core.propagation.question import ComparisonQuestion, Question
from tests.routes.viewer import OURS
from ui import services
from ui.language import translator
from ui.owner import HEADER, signed
from ui.routes import in_lines, propagation

pytestmark = pytest.mark.engine

APP = Starlette(routes=propagation.propagation_routes())
ASKED = {"experiment": {"layers": "8x3", "initializer": "normal"}, "seeds": 2}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Whoever answers does so in this process, where tests can see it."""
    made = Answers()
    turns = Turns(made, most_waiting=32)
    monkeypatch.setattr(services, "measurements", lambda: turns)
    yield made
    made.end_questions()


async def _ask(path: str, headers: dict[str, str], **body: Any) -> httpx.Response:
    transport = httpx.ASGITransport(APP)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.post(path, headers=headers, **body)


def ask(path: str = "/lab/propagation", headers: dict[str, str] = OURS, **body: Any) -> httpx.Response:
    return asyncio.run(_ask(path, headers, **body))


def test_it_answers_with_the_view_and_keeps_nothing() -> None:
    answer = ask(json=ASKED)
    question = Question(Experiment(layers=(8, 8, 8), initializer="normal"), seeds=2)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == rendered(measured(question), str)


def test_it_answers_in_the_language_that_is_asked_for() -> None:
    answer = ask("/lab/propagation?lang=ko", json={"experiment": {"initializer.gain": "9999"}})
    assert answer.status_code == 400
    assert re.search("[가-힣]", answer.json()["error"])
    question = Question(Experiment(layers=(8, 8, 8), initializer="normal"), seeds=2)
    assert ask("/lab/propagation?lang=ko", json=ASKED).json() == rendered(
        measured(question), translator("ko")
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 10_000,
        b'{"experiment": 1}',
        b"\xff",
    ],
)
def test_what_is_no_question_is_told(body: bytes) -> None:
    answer = ask(content=body)
    assert answer.status_code == 400
    assert "Expected JSON such as" in answer.json()["error"]


def test_half_a_surrogate_pair_is_told() -> None:
    answer = ask(content=b'{"experiment": {"layers": "\\ud800"}}')
    assert answer.status_code == 400
    assert "layers" in answer.json()["error"]


def test_a_wrong_choice_is_named() -> None:
    answer = ask(json={"experiment": {"layers": "many"}})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("“layers”: Expected units per layer")


def test_a_long_body_is_refused() -> None:
    answer = ask(content=b" " * (propagation.MAX_BODY + 1))
    assert answer.status_code == 400
    assert str(propagation.MAX_BODY) in answer.json()["error"]


@pytest.mark.parametrize("headers", [{}, OURS | {"Origin": "http://elsewhere.example"}])
def test_other_sites_cannot_ask(headers: dict[str, str]) -> None:
    assert ask(headers=headers, json=ASKED).status_code == 403


def test_only_so_many_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, go_on = threading.Lock(), threading.Event()
    under_way, most = 0, 0

    def slow(asked: dict[str, Any]) -> dict[str, int]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
            if under_way == AT_ONCE:
                go_on.set()
        assert go_on.wait(10)
        with lock:
            under_way -= 1
        return {"seeds": asked["seeds"]}

    monkeypatch.setattr("core.propagation.answer.answer", slow)

    async def many() -> list[httpx.Response]:
        visitors = [OURS | {HEADER: signed(str(number) * 43)} for number in range(6)]
        return await asyncio.gather(*(_ask("/lab/propagation", each, json=ASKED) for each in visitors))

    answers = asyncio.run(many())
    assert [answer.json() for answer in answers] == [{"seeds": 2}] * 6
    assert most == AT_ONCE


# The map


MAPPED = {"experiment": {"layers": "8x3", "initializer": "normal"}}


@pytest.fixture
def small_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a whole one says is tested where it is measured."""
    monkeypatch.setattr("core.propagation.map.SCALES", 6)
    monkeypatch.setattr("core.propagation.map.DEPTHS", (9, 100))


@pytest.mark.usefixtures("small_maps")
def test_the_map_comes_line_by_line() -> None:
    answer = ask("/lab/propagation/map", json=MAPPED)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    experiment = Experiment(layers=(8, 8, 8), initializer="normal")
    assert lines == json.loads(json.dumps(list(GradientMap.of(Question(experiment)).lines())))
    assert len(lines) == 1 + 6 + 1


@pytest.mark.usefixtures("small_maps")
def test_the_map_says_in_the_readers_language_why_there_is_no_theory() -> None:
    choices = {"layers": "8x2", "initializer": "identity"}
    answer = ask("/lab/propagation/map?lang=ko", json={"experiment": choices})
    assert re.search("[가-힣]", json.loads(answer.text.splitlines()[-1])["note"])


@pytest.mark.parametrize(
    ("body", "told"),
    [({"experiment": {"layers": ""}}, "hidden layer"), ({"experiment": {"initializer": "zeros"}}, "scale")],
)
def test_what_has_no_map_is_told(body: dict[str, Any], told: str) -> None:
    answer = ask("/lab/propagation/map", json=body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert ask("/lab/propagation/map", headers={}, json=body).status_code == 403


def test_a_map_that_goes_wrong_is_not_taken_for_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: GradientMap) -> Iterator[dict[str, Any]]:
        yield {"scales": [1.0]}
        raise MemoryError("no room")

    monkeypatch.setattr(GradientMap, "lines", broken)
    with pytest.raises(MemoryError):
        ask("/lab/propagation/map", json=MAPPED)


def test_a_reader_who_leaves_stops_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    left, ended = threading.Event(), threading.Event()

    def endless(self: GradientMap) -> Iterator[dict[str, Any]]:
        try:
            yield {"at": 0}
            left.wait(60)
            while True:
                yield {"at": 1}
        finally:
            ended.set()

    async def stays() -> Any:
        await asyncio.Event().wait()

    async def leave() -> None:
        lines = in_lines._lines(Request({"type": "http", "headers": []}, stays), "map", MAPPED, str)
        assert json.loads(await anext(lines)) == {"at": 0}
        await lines.aclose()
        left.set()

    monkeypatch.setattr(GradientMap, "lines", endless)
    asyncio.run(leave())
    assert ended.wait(60)


# Side by side


def test_columns_are_answered_together() -> None:
    choices = [{"layers": "8x3", "initializer": "normal"}, {"layers": "8x3", "activation": "relu"}]
    answer = ask("/lab/propagation?lang=ko", json={"columns": choices, "seeds": 2})
    questions = tuple(Question(Experiment.lenient(one)[0], seeds=2) for one in choices)
    assert answer.status_code == 200
    assert answer.json() == rendered(compare(ComparisonQuestion(questions)), translator("ko"))


def test_columns_that_are_too_many_are_refused() -> None:
    answer = ask(json={"columns": [{}] * 5})
    assert answer.status_code == 400
    assert "1 to 4 columns, received 5" in answer.json()["error"]


def test_four_columns_with_all_their_choices_fit_into_a_request() -> None:
    longest = Experiment(
        layers=(8,), initializer={"name": "per_layer", "spread": (0.123456,) * 50 + (1.0,) * 51}
    )
    columns = [longest.flat()] * 4
    assert ask(json={"columns": columns, "inputs": "normal", "seeds": 1}).status_code == 200
