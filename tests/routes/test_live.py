"""What a viewer gets, over a WebSocket and polled: from the greeting to the end, late, slow or again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from core.container import Contents, unpack
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.runs import Runs
from tests.fake_trainer import packed_at
from tests.routes.viewer import ANN, BEN, LONG, Client, Viewer, paused_at_start, step_of, viewing
from ui.owner import signed
from ui.routes import live


def watched(runs: Runs, look: Callable[[str], Coroutine[Any, Any, Any]]) -> Any:
    """What `look` gives, at a run that is paused at its start."""

    async def watch() -> Any:
        return await look(await paused_at_start(runs))

    return asyncio.run(watch())


def test_a_run_from_its_greeting_to_its_end(runs):
    async def watch() -> Viewer:
        run = runs.start(Experiment(epochs=30), ANN, paused=True)
        async with viewing(run) as viewer:
            await viewer.wait_for_status("paused")
            runs.command(run, ANN, Command(Verb.RESUME))
            await viewer.wait(lambda seen: bool(seen) and seen[-1].kind == "end")
            await viewer.wait(lambda _: viewer.ended)
        return viewer

    viewer = asyncio.run(watch())
    assert viewer.names.count("hello") == 2, "once more at its end, with the whole past"
    assert viewer.names.count("end") == 1
    assert viewer.names.index("hello") < viewer.names.index("frame")
    assert viewer.steps == sorted(viewer.steps)
    assert (viewer.steps[0], viewer.steps[-1]) == (0, 300)
    states = [said["status"] for said in viewer.statuses]
    assert states[-1] == "finished" and "paused" in states[:-1]
    hello = next(message.contents.values for message in viewer.messages if message.kind == "hello")
    assert hello["owner"] is True and hello["plane"]["extent"] == 6


def test_a_viewer_that_comes_back_is_told_the_past(runs):
    async def watch() -> tuple[Viewer, Viewer]:
        run = runs.start(LONG, ANN)
        async with viewing(run) as first:
            await first.wait(lambda _: len(first.steps) >= 2)
        async with viewing(run) as second:
            await second.wait(lambda _: len(second.steps) >= 2)
        return first, second

    first, second = asyncio.run(watch())
    assert second.names[0] == "hello"
    past = second.messages[0].contents.arrays["run"][:, 0]
    assert set(first.steps) <= set(past), "nothing is lost of what came in between"


def test_every_change_of_status_is_told(runs):
    async def look(run: str) -> list[dict[str, Any]]:
        async with viewing(run, owner=BEN) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.125))
            await viewer.wait(lambda _: viewer.statuses[-1]["lr"] == 0.125)
            runs.command(run, ANN, Command(Verb.STOP))
            await viewer.wait(lambda seen: seen[-1].kind == "end")
        assert viewer.messages[0].contents.values["owner"] is False
        return viewer.statuses

    assert [state["status"] for state in watched(runs, look)] == ["paused", "paused", "stopped"]


def test_a_run_that_failed_before_it_began_ends_with_its_cause(runs):
    async def watch() -> Viewer:
        run = runs.start(Experiment(epochs=77), ANN)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: bool(seen) and seen[-1].kind == "end")
        return viewer

    state = asyncio.run(watch()).statuses[-1]
    assert state["status"] == "failed" and "on fire" in state["cause"] and state["advice"]


def test_a_page_that_is_busy_gets_the_newest_and_no_queue(runs):
    async def look(run: str) -> tuple[int, Viewer]:
        channel = runs.channel(run)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            before = len(viewer.messages)
            viewer.blocked = True
            for seq in range(1, 1001):
                channel.show(seq, packed_at(seq, side=None))
                await asyncio.sleep(0)
            unread = len(viewer.messages) - before
            viewer.unblock()
            await viewer.wait(lambda _: viewer.steps[-1] == 1000)
        return unread, viewer

    unread, viewer = watched(runs, look)
    assert unread <= live.WINDOW
    assert len(viewer.steps) <= 3 + 2 * live.WINDOW


def test_a_quiet_connection_gives_a_sign_of_life(runs, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)

    async def look(run: str) -> Viewer:
        async with viewing(run) as viewer:
            await viewer.wait(lambda _: viewer.signs_of_life >= 2 * live.WINDOW)
        return viewer

    assert watched(runs, look).names == ["hello", "frame", "status"]


def test_viewers_are_let_go_when_the_server_stops_but_the_run_is_not(runs):
    async def look(run: str) -> Viewer:
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            runs.end_streams()
            await viewer.wait(lambda _: viewer.ended)
        async with viewing(run) as late:
            await late.wait(lambda _: late.ended)
        return viewer

    viewer = watched(runs, look)
    assert "end" not in viewer.names and viewer.code == live.GONE, "the browser is to come back"


def test_nobody_is_left_when_all_viewers_are_gone(runs):
    async def look(run: str) -> bool:
        async with viewing(run) as viewer, viewing(run) as other:
            await viewer.wait(lambda seen: len(seen) >= 3)
            await other.wait(lambda seen: len(seen) >= 3)
            assert runs.channel(run).watched
        return runs.channel(run).watched

    assert watched(runs, look) is False


def test_an_unknown_run_is_told_apart_from_a_lost_connection(runs, ann):
    async def watch() -> Viewer:
        async with viewing("nothing") as viewer:
            await viewer.wait(lambda _: viewer.ended)
        return viewer

    assert asyncio.run(watch()).code == live.UNKNOWN
    answer = ann.get("/lab/runs/nothing/updates")
    assert answer.status_code == 404 and "does not exist" in answer.json()["error"]


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [("https://evil.example", False), ("null", False), ("http://testserver", True), (None, True)],
)
def test_pages_of_other_sites_cannot_watch_with_the_visitors_cookie(runs, origin, accepted):
    async def look(run: str) -> Viewer:
        async with viewing(run, headers={"origin": origin} if origin else {}) as viewer:
            await viewer.wait(lambda seen: viewer.ended or len(seen) >= 3)
        return viewer

    viewer = watched(runs, look)
    assert (viewer.accepted, bool(viewer.messages)) == (accepted, accepted)


@pytest.mark.parametrize(
    ("secret", "owner"), [(signed(ANN), True), (ANN, False), (signed(BEN), False), ("", False)]
)
def test_a_page_without_cookies_names_itself_first(runs, secret, owner):
    async def look(run: str) -> Viewer:
        async with viewing(run, owner=None, query="&named=1") as viewer:
            viewer.sent.put_nowait({"type": "websocket.receive", "text": secret})
            await viewer.wait(lambda seen: len(seen) >= 3)
        return viewer

    assert watched(runs, look).messages[0].contents.values["owner"] is owner


def polled(client: Client, run: str, after: str = "", wait: int = 0) -> tuple[str, list[Contents]]:
    answer = client.get(f"/lab/runs/{run}/updates?after={after}&wait={wait}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    values, arrays = unpack(answer.content)
    return values["after"], [unpack(arrays[str(at)].tobytes()) for at in range(len(arrays))]


def kinds(messages: list[Contents]) -> list[str]:
    return [message.values.get("kind", "frame") for message in messages]


def test_polling_gives_the_same_messages_and_then_what_is_new(runs, ann):
    async def look(run: str) -> tuple[str, Viewer]:
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
        return run, viewer

    run, viewer = watched(runs, look)
    after, messages = polled(ann, run)
    assert kinds(messages) == viewer.names
    assert [message.values for message in messages] == [
        message.contents.values for message in viewer.messages
    ]
    assert kinds(polled(ann, run, after)[1]) == ["status"]
    for seq in (1, 2):
        runs.channel(run).show(seq, packed_at(seq, side=None))
    after, messages = polled(ann, run, after)
    assert kinds(messages) == ["frame", "frame", "status"]
    assert [step_of(message) for message in messages[:2]] == [1, 2]
    assert kinds(polled(ann, run, after)[1]) == ["status"]


@pytest.mark.parametrize("after", ["1.987654", "2.0", "x", "9" * 99, "."])
def test_who_names_what_is_not_there_is_greeted_anew(runs, ann, after):
    async def look(run: str) -> str:
        return run

    assert kinds(polled(ann, watched(runs, look), after)[1]) == ["hello", "frame", "status"]


def test_a_poll_waits_for_something_new(runs, ann):
    async def look(run: str) -> str:
        return run

    run = watched(runs, look)
    after, _ = polled(ann, run)
    runs.command(run, ANN, Command(Verb.RESUME))
    after, messages = polled(ann, run, after, wait=5)
    assert len(messages) > 1 or messages[0].values["status"] != "paused"
