"""Events as bytes on the wire: from the greeting to the end, for whoever comes late, slow or again."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.packed import PackedFrame
from tests.fake_trainer import packed_at
from tests.routes.viewer import ANN, BEN, LONG, Viewer, paused_at_start, viewing
from ui import events


def step_of(text: str) -> int:
    return PackedFrame(base64.b64decode(text)).step


def test_a_run_from_its_greeting_to_its_end(runs):
    async def watch() -> Viewer:
        run = runs.start(Experiment(epochs=30), ANN, paused=True)
        async with viewing(run) as viewer:
            await viewer.wait_for_status("paused")
            runs.command(run, ANN, Command(Verb.RESUME))
            await viewer.wait(lambda seen: bool(seen) and seen[-1][0] == "end")
            await viewer.wait(lambda _: viewer.ended)
        return viewer

    viewer = asyncio.run(watch())
    headers = {name.decode(): value.decode() for name, value in viewer.head["headers"]}
    assert viewer.head["status"] == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert "no-cache" in headers["cache-control"] and headers["x-accel-buffering"] == "no"
    assert viewer.names.count("hello") == 1 and viewer.names.count("end") == 1
    assert viewer.names.index("hello") < viewer.names.index("frame")
    assert viewer.numbers == list(range(len(viewer.numbers)))
    frames = [data for name, data, _ in viewer.events if name == "frame"]
    assert [step_of(frames[0]), step_of(frames[-1])] == [0, 300]
    states = [said["status"] for said in viewer.statuses]
    assert states[-1] == "finished" and "paused" in states[:-1]
    hello = next(data for name, data, _ in viewer.events if name == "hello")
    assert hello["owner"] is True and hello["plane"]["extent"] == 6


def test_a_viewer_that_comes_back_gets_only_what_it_missed(runs):
    async def watch() -> tuple[Viewer, Viewer]:
        run = runs.start(LONG, ANN)
        async with viewing(run) as first:
            await first.wait(lambda _: len(first.numbers) >= 2)
        async with viewing(run, last=first.numbers[-1]) as second:
            await second.wait(lambda _: len(second.numbers) >= 2)
        return first, second

    first, second = asyncio.run(watch())
    assert "hello" not in second.names
    assert second.numbers[0] == first.numbers[-1] + 1


def test_one_that_names_an_unknown_frame_is_greeted_anew(runs):
    async def watch() -> Viewer:
        run = await paused_at_start(runs)
        async with viewing(run, last=987654) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
        return viewer

    assert asyncio.run(watch()).names == ["hello", "frame", "status"]


def test_every_change_of_status_is_told(runs):
    async def watch() -> list[dict[str, Any]]:
        run = await paused_at_start(runs)
        async with viewing(run, owner=BEN) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.125))
            await viewer.wait(lambda _: viewer.statuses[-1]["lr"] == 0.125)
            runs.command(run, ANN, Command(Verb.STOP))
            await viewer.wait(lambda seen: seen[-1][0] == "end")
        assert viewer.events[0][1]["owner"] is False
        return viewer.statuses

    states = asyncio.run(watch())
    assert [state["status"] for state in states] == ["paused", "paused", "stopped"]


def test_a_run_that_failed_before_it_began_ends_with_its_cause(runs):
    async def watch() -> Viewer:
        run = runs.start(Experiment(epochs=77), ANN)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: bool(seen) and seen[-1][0] == "end")
        return viewer

    viewer = asyncio.run(watch())
    _, state, _ = viewer.events[-2]
    assert state["status"] == "failed" and "on fire" in state["cause"] and state["advice"]


def test_a_slow_client_skips_frames_and_gets_the_newest(runs):
    async def watch() -> Viewer:
        run = await paused_at_start(runs)
        channel = runs.channel(run)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            viewer.blocked = True
            for seq in range(1, 1001):
                channel.show(seq, packed_at(seq, side=None))
                if seq == 5:
                    await asyncio.sleep(0)  # the stream takes what is there, and then waits to send it
            await viewer.unblock()
            await viewer.wait(lambda _: viewer.numbers[-1] == 1000)
        return viewer

    assert len(asyncio.run(watch()).numbers) < 40


def test_a_quiet_stream_gives_a_sign_of_life(runs, monkeypatch):
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)

    async def watch() -> Viewer:
        run = await paused_at_start(runs)
        async with viewing(run) as viewer:
            await viewer.wait(lambda _: viewer.body.count(b": still here\n\n") >= 2)
        return viewer

    assert asyncio.run(watch()).names == ["hello", "frame", "status"]


def test_streams_end_when_the_server_stops_but_the_run_does_not(runs):
    async def watch() -> Viewer:
        run = await paused_at_start(runs)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
            runs.end_streams()
            await viewer.wait(lambda _: viewer.ended)
        async with viewing(run) as late:
            await late.wait(lambda _: late.ended)
        return viewer

    assert "end" not in asyncio.run(watch()).names, "the browser is to come back"


def test_nobody_is_left_when_all_viewers_are_gone(runs):
    async def watch() -> bool:
        run = await paused_at_start(runs)
        async with viewing(run) as viewer, viewing(run) as other:
            await viewer.wait(lambda seen: len(seen) >= 3)
            await other.wait(lambda seen: len(seen) >= 3)
            assert runs.channel(run).watched
        return runs.channel(run).watched

    assert asyncio.run(watch()) is False


def test_an_unknown_run_is_not_found(runs, ann):
    answer = ann.get("/lab/runs/nothing/events")
    assert answer.status_code == 404 and "does not exist" in answer.json()["error"]


def test_polling_gives_the_same_events(runs):
    async def watch() -> tuple[str, Viewer]:
        run = await paused_at_start(runs)
        async with viewing(run) as viewer:
            await viewer.wait(lambda seen: len(seen) >= 3)
        return run, viewer

    run, viewer = asyncio.run(watch())
    polled = events.events_after(runs, run, ANN, lang="en", after=-1, greeted=False)
    streamed = [
        {"event": name, "data": data} | ({"id": int(number)} if number else {})
        for name, data, number in viewer.events
    ]
    assert json.loads(json.dumps(polled)) == streamed
    again = events.events_after(runs, run, ANN, lang="en", after=0, greeted=True)
    assert [event["event"] for event in again] == ["status"]
