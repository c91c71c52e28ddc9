"""Measurements that are asked for and dropped, or asked for in crowds, keep nobody else waiting."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Scope
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from core.cancellation import Cancelled, cancelled_by, give_way, go_on
from core.experiment import Experiment
from core.live.answering import precedence
from core.live.answering.answers import QUESTIONS, Answers, Question
from core.live.answering.turns import BUSY, CROWDED, Turns
from core.live.protocol.questions import Asked, Busy, Superseded
from core.live.sessions.limits import Limits
from tests.routes.viewer import ANN, BEN
from ui import services, watching
from ui.owner import HEADER, signed
from ui.routes import propagation, tunnel
from ui.routes.requests import RETRY_AFTER

WITHIN = 20


class Bench:
    """Answers questions that take as long as is wished, unless they are not wanted any more."""

    def __init__(self, at_once: int = 2) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.free = threading.Event()
        self._changed = threading.Condition()
        self._made: list[Turns] = []
        self.answers = Answers({"propagation": Question(self._answer, at_once)})

    def turns(self, most_waiting: int = 32, most_of_address: int | None = None) -> Turns:
        question = Question(str, 2, long=lambda body: body.get("large", False))
        self._made.append(
            Turns(
                self.answers,
                most_waiting=most_waiting,
                most_of_address=most_of_address,
                questions={"propagation": question},
            )
        )
        return self._made[-1]

    def end(self) -> None:
        for turns in self._made:
            turns.end_questions()
        self.free.set()

    def _answer(self, body: Any) -> Any:
        self._note(self.begun, body)
        try:
            while body["long"] and not self.free.wait(0.005):
                go_on()
        finally:
            self._note(self.ended, body)
        return {"name": body["name"]}

    def _note(self, noted: list[str], body: Any) -> None:
        with self._changed:
            noted.append(body["name"])
            self._changed.notify_all()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, WITHIN), (self.begun, self.ended)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.end()


def ask(
    turns: Turns, name: str, visitor: str, *, long: bool = True, large: bool = False, address: str = ""
) -> Asked:
    """Ask what takes until the bench is free if it is `long`, and what counts for that if it is `large`."""
    body = {"name": name, "long": long, "large": large}
    return turns.ask("propagation", body, visitor, address=address)


def test_one_visitors_crowd_is_one_measurement_and_the_newest(bench: Bench) -> None:
    turns = bench.turns()
    asked = [ask(turns, str(number), ANN) for number in range(12)]
    bench.wait(lambda: bench.begun == ["0"])
    small = ask(turns, "small", BEN, long=False)
    assert small.answer.result(WITHIN) == {"name": "small"}, "nobody else waits"
    assert bench.begun == ["0", "small"]
    for superseded in asked[1:-1]:
        assert isinstance(superseded.answer.exception(WITHIN), Superseded)
    bench.free.set()
    assert asked[0].answer.result(WITHIN) and asked[-1].answer.result(WITHIN)
    assert bench.begun == ["0", "small", "11"]


def test_what_is_asked_and_dropped_ends(bench: Bench) -> None:
    turns = bench.turns()
    for number in range(12):
        asked = ask(turns, str(number), ANN)
        bench.wait(lambda number=number: str(number) in bench.begun)
        asked.cancel()
    bench.wait(lambda: len(bench.ended) == 12)
    assert ask(turns, "small", ANN, long=False).answer.result(WITHIN) == {"name": "small"}


def test_what_is_dropped_in_line_is_never_begun(bench: Bench) -> None:
    turns = bench.turns()
    ask(turns, "first", ANN)
    dropped = ask(turns, "dropped", ANN)
    dropped.cancel()
    assert dropped.answer.cancelled()
    bench.free.set()
    last = ask(turns, "last", ANN)
    assert last.answer.result(WITHIN)
    assert "dropped" not in bench.begun


def test_too_many_are_told_that_the_server_is_busy(bench: Bench) -> None:
    turns = bench.turns(most_waiting=3)
    for number in range(5):
        ask(turns, str(number), f"visitor {number}")
    with pytest.raises(Busy):
        ask(turns, "5", "visitor 5")
    assert ask(turns, "newer", "visitor 4"), "in the place of an earlier one"


def test_visitors_take_turns(bench: Bench) -> None:
    turns = bench.turns()
    for visitor in (ANN, BEN):
        ask(turns, f"{visitor[0]}1", visitor)
        bench.wait(lambda visitor=visitor: f"{visitor[0]}1" in bench.begun)
        ask(turns, f"{visitor[0]}2", visitor)
    third = ask(turns, "third", "c" * 43)
    bench.free.set()
    assert third.answer.result(WITHIN)
    bench.wait(lambda: len(bench.ended) == 5)
    assert sorted(bench.begun[:2]) == ["a1", "b1"]


def test_large_ones_take_one_of_two_places(bench: Bench) -> None:
    turns = bench.turns()
    for number in range(12):
        ask(turns, f"large {number}", f"cookie {number}", large=True, address="a")
    small = ask(turns, "small", BEN, long=False, address="b")
    assert small.answer.result(WITHIN) == {"name": "small"}
    assert bench.begun == ["large 0", "small"]
    bench.free.set()
    bench.wait(lambda: len(bench.ended) == 13)


def test_addresses_take_turns_and_then_their_visitors(bench: Bench) -> None:
    turns = bench.turns()
    for number in range(6):
        ask(turns, f"a{number}", f"cookie {number}", address="a")
    for number in range(2):
        ask(turns, f"b{number}", f"other {number}", address="b")
    bench.wait(lambda: len(bench.begun) == 2)
    bench.free.set()
    bench.wait(lambda: len(bench.ended) == 8)
    assert sorted(bench.begun[:2]) == ["a0", "a1"]
    assert bench.begun[2] == "b0", "the address that has none"
    assert bench.begun.index("b1") <= 4, "and then each in its turn"


def test_an_address_waits_with_a_part_of_all_only(bench: Bench) -> None:
    turns = bench.turns(most_waiting=6, most_of_address=3)
    for number in range(5):
        ask(turns, f"a{number}", f"cookie {number}", address="a")
    with pytest.raises(Busy) as refused:
        ask(turns, "a5", "cookie 5", address="a")
    assert refused.value.message == CROWDED
    assert ask(turns, "newer", "cookie 4", address="a"), "in the place of an earlier one"
    for number in range(3):
        ask(turns, f"b{number}", f"other {number}", address="b")
    with pytest.raises(Busy) as refused:
        ask(turns, "c", "third", address="c")
    assert refused.value.message == BUSY


def test_half_of_all_may_wait_of_one_address_where_nothing_else_is_set() -> None:
    assert Limits().waiting_measurements_per_address == 16
    assert Limits(waiting_measurements=1).waiting_measurements_per_address == 1
    variable = "GRADIENT_LAB_WAITING_MEASUREMENTS_PER_ADDRESS"
    assert Limits.from_environment({variable: "5"}).waiting_measurements_per_address == 5


def test_what_takes_long_waits_for_what_does_not_and_then_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "WAITS", WITHIN)
    parts: list[str] = []
    begun, enough = threading.Event(), threading.Event()

    def answer(body: Any) -> None:
        if body == "short":
            begun.set()
            assert enough.wait(WITHIN)
            parts.append("short")
            return
        assert begun.wait(WITHIN)
        enough.set()
        give_way()
        parts.append("long")

    answers = Answers({"map": Question(answer, long=lambda body: body == "long")})
    asked = [answers.ask("map", body) for body in ("long", "short")]
    for each in asked:
        each.answer.result(WITHIN)
    answers.end_questions()
    assert parts == ["short", "long"]


def test_what_takes_long_has_a_part_of_the_time_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "WAITS", 0.0)
    order = precedence.Precedence()
    wait = order.behind()
    with order.first():
        wait()  # comes back


def test_what_waits_for_short_ones_ends_when_nobody_wants_it() -> None:
    order, unwanted = precedence.Precedence(), threading.Event()
    unwanted.set()
    with order.first(), cancelled_by(unwanted), pytest.raises(Cancelled):
        order.behind()()


def network(layers: str, **more: Any) -> dict[str, Any]:
    return {"experiment": {"layers": layers}, **more}


@pytest.mark.parametrize(
    ("body", "long"),
    [
        (network("1024x100"), True),
        (network("1024x29", seeds=8), True),
        (network("256x12", seeds=8), True),
        ({"columns": [{"layers": "1024x3"}] * 2}, True),
        (network("256x50"), False),
        (network("8x2", seeds=8), False),
        ({"experiment": {}}, False),
        (network("many"), False),
        ({"experiment": 7, "seeds": "x"}, False),
        ({"columns": "7"}, False),
    ],
)
def test_whether_a_measurement_takes_long_is_told_from_its_question(body: dict[str, Any], long: bool) -> None:
    assert QUESTIONS["propagation"].long(body) is long


@pytest.mark.parametrize(
    ("body", "long"),
    [(network("1024x100"), True), (network("1024"), True), (network("64x50"), False), (network("0"), False)],
)
def test_whether_a_map_takes_long_is_told_from_its_question(body: dict[str, Any], long: bool) -> None:
    assert QUESTIONS["map"].long(body) is long


# Over HTTP


async def dropped(path: str, body: Any, bench: Bench) -> int:
    """Ask, and leave once the measurement has begun; the status of what nobody reads."""
    told: list[Message] = []
    messages = [{"type": "http.request", "body": json.dumps(body).encode()}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.to_thread(bench.wait, lambda: bool(bench.begun))
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    headers = [(HEADER.encode(), signed(ANN).encode()), (b"x-gradient-lab", b"1")]
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
    }
    await Starlette(routes=propagation.propagation_routes())(scope, receive, send)
    return int(told[0]["status"])


def test_whoever_closes_the_connection_ends_the_measurement(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = bench.turns()
    monkeypatch.setattr(services, "measurements", lambda: turns)
    body = {"name": "dropped", "long": True}
    assert asyncio.run(dropped("/lab/propagation", body, bench)) == propagation.LEFT
    bench.wait(lambda: bench.ended == ["dropped"])


def through_tunnel(name: str, *, left: Callable[[], bool], lang: str = "en") -> tuple[int, bytes]:
    body = json.dumps({"name": name, "long": True})
    request = {"path": f"/lab/propagation?lang={lang}", "method": "POST", "body": body}
    found = tunnel.answered({"number": 1, "requests": [request]}, signed(ANN), left=left)["answers"][0]
    return found["status"], base64.b64decode(found["body"])


def test_whoever_leaves_streamlits_channel_ends_the_measurement(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = bench.turns()
    monkeypatch.setattr(services, "measurements", lambda: turns)
    status, _ = through_tunnel("dropped", left=lambda: bool(bench.begun))
    assert status == propagation.LEFT
    bench.wait(lambda: bench.ended == ["dropped"])


def said(text: str) -> RerunData:
    """A page is to run again, because of what a component says."""
    return RerunData(widget_states=WidgetStates(widgets=[WidgetState(id="page", json_trigger_value=text)]))


def asked_instead(of: int, **more: int) -> str:
    return json.dumps([{"event": "requests", "value": {"number": of + 1, "requests": [], **more}}])


def test_a_question_that_is_given_up_for_another_one_ends(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, requests, number = bench.turns(), ScriptRequests(), 1_700_000_000_000
    monkeypatch.setattr(services, "measurements", lambda: turns)
    monkeypatch.setattr(watching, "get_script_run_ctx", lambda: SimpleNamespace(script_requests=requests))
    left = watching._left(number)
    assert not left()
    for other in ("", "[", "7", '[{"event": "requests"}, 1, {"value": [1]}]', "[" * 100_000):
        requests.request_rerun(said(other))
        assert not left(), "the page runs again for something else"
    requests.request_rerun(said(asked_instead(number)))
    assert not left(), "another component asks"
    threading.Thread(
        target=lambda: (
            bench.wait(lambda: bool(bench.begun)),
            requests.request_rerun(said(asked_instead(number, given_up=number))),
        )
    ).start()
    assert through_tunnel("given up", left=left)[0] == propagation.LEFT
    bench.wait(lambda: bench.ended == ["given up"])
    assert not watching._left(number + 1)()


def test_a_page_that_is_stopped_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = ScriptRequests()
    monkeypatch.setattr(watching, "get_script_run_ctx", lambda: SimpleNamespace(script_requests=requests))
    left = watching._left(1)
    requests.request_stop()
    assert left()


@pytest.mark.parametrize(("most_waiting", "code"), [(0, 503), (1, 429)])
def test_refusals_have_a_status_and_words(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, most_waiting: int, code: int
) -> None:
    turns = bench.turns(most_waiting=max(1, most_waiting))
    monkeypatch.setattr(services, "measurements", lambda: turns)
    ask(turns, "first", ANN)
    if code == 503:
        ask(turns, "other", BEN)
        ask(turns, "waiting", "c" * 43)
    superseding = threading.Event()

    def left() -> bool:
        if code == 429 and not superseding.is_set():
            superseding.set()
            ask(turns, "newer", ANN)
        return False

    status, body = through_tunnel("refused", left=left, lang="ko")
    assert status == code
    assert re.search("[가-힣]", json.loads(body)["error"])


def test_who_is_put_off_is_told_when_to_ask_again(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    turns = bench.turns(most_waiting=0)
    monkeypatch.setattr(services, "measurements", lambda: turns)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=propagation.propagation_routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://lab") as client:
            return await client.post("/lab/propagation", json={}, headers={"X-Gradient-Lab": "1"})

    answer = asyncio.run(asked())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER))


# What is measured


class Layers:
    """A flag that is set after so many looks at it."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.engine
@pytest.mark.parametrize("initializer", ["he_normal", "orthogonal", "lsuv"])
def test_a_measurement_looks_often_whether_it_is_wanted(initializer: str) -> None:
    from core.propagation.answer import answer

    texts = Experiment(layers=(16,) * 40, initializer=initializer).flat()
    looks = Layers(10**9)
    with cancelled_by(looks):  # type: ignore[arg-type]
        answer({"experiment": texts})
    taken = 10**9 - looks.left
    assert taken > 5 * 40, "several times in each layer"
    for at in (0, 45, taken // 2, taken - 1):
        with cancelled_by(Layers(at)), pytest.raises(Cancelled):  # type: ignore[arg-type]
            answer({"experiment": texts})


@pytest.mark.engine
def test_a_map_ends_in_all_its_threads() -> None:
    from core.propagation.map import GradientMap
    from core.propagation.question import Question as Asking

    unwanted = threading.Event()
    lines = GradientMap.of(Asking(Experiment(layers=(8,) * 50))).lines()
    with cancelled_by(unwanted):
        assert "scales" in next(lines) and next(lines)["at"] == 0
        unwanted.set()
        with pytest.raises(Cancelled):
            list(lines)
    assert not [each for each in threading.enumerate() if each.name.startswith("map_")]
