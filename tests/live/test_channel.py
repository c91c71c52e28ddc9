"""What the viewers of a run get."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import numpy as np
import pandas
import pytest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import Greeting
from core.live.records.run import RunRecord, hash_of
from core.live.runs import QUIET_CHANNELS
from core.live.sessions.channel import RECENT, Cursor
from core.live.sessions.network_channel import NetworkChannel
from core.live.sessions.run_channel import RunChannel
from core.own_table import open_table
from tests.fake_trainer import Factory, layout_of, packed_at
from tests.live.watched import ANN, LONG, short


def channel_of(frames: int = 0) -> RunChannel:
    record = RunRecord(
        id="run",
        owner_hash=hash_of(ANN),
        created=0.0,
        choices=LONG,
        learning_rate=0.1,
        status=RunStatus.RUNNING,
        layout=layout_of(2),
    )
    channel = RunChannel(record)
    for seq in range(frames):
        channel.show(seq, packed_at(seq))
    return channel


def test_a_new_viewer_is_greeted_and_gets_the_latest_frame():
    update = channel_of(5).update(Cursor())
    assert update.greet and update.status and [shown.seq for shown in update.frames] == [4]


def test_rows_of_a_table_are_shown_to_its_owner_alone():
    table = pandas.DataFrame({"bonus": np.arange(40.0), "salary": np.arange(40.0) ** 2})
    channel = channel_of()
    own = Experiment(dataset=open_table(table, target="salary"), layers=(4,), epochs=100)
    for experiment, to_all in ((own, False), (Experiment(dataset="sine", epochs=100), True)):
        channel.publish(replace(channel.record, choices=experiment))
        told = {owner: channel.hello(str, owner=owner).values["line"] for owner in (True, False)}
        assert told[True] is not None and (told[False] is not None) == to_all


def test_a_viewer_that_comes_back_gets_what_it_missed():
    channel = channel_of(5)
    update = channel.update(channel.known(Cursor(1, 2)))
    assert not update.greet and [shown.seq for shown in update.frames] == [3, 4]


@pytest.mark.parametrize(("greeting", "last"), [(1, 0), (1, 999), (2, 3 * RECENT - 1), (1, -1)])
def test_a_viewer_that_was_away_too_long_or_is_of_another_time_starts_anew(greeting, last):
    channel = channel_of(3 * RECENT)
    assert channel.update(channel.known(Cursor(greeting, last))).greet


def test_nobody_is_greeted_before_the_layers_are_known():
    channel = channel_of()
    channel.publish(replace(channel.record, layout=None))
    update = channel.update(Cursor())
    assert not update.greet and update.status
    channel.publish(replace(channel.record, layout=layout_of(2)))
    assert channel.update(update.cursor).greet


def test_another_greeting_comes_with_its_first_frame():
    channel = NetworkChannel("network", "full")
    greeting = Greeting(1, LONG, layout_of(2))
    channel.set_greeting(greeting)
    assert not channel.update(Cursor()).greet, "there is nothing to see yet"
    channel.show(1, packed_at(0))
    first = channel.update(Cursor())
    assert first.greet and len(first.frames) == 1
    channel.set_greeting(replace(greeting, number=2))
    held = channel.update(first.cursor)
    assert not held.greet and not held.frames, "no frame is read with another network's shape"
    channel.show(2, packed_at(0))
    second = channel.update(held.cursor)
    assert second.greet and len(second.frames) == 1


def test_a_slow_viewer_gets_the_newest_and_nothing_is_kept_for_it():
    channel = channel_of(1)
    cursor = channel.update(Cursor()).cursor
    for seq in range(1, 1000):
        channel.show(seq, packed_at(seq))
    update = channel.update(cursor)
    assert [shown.seq for shown in update.frames] == [999] and not update.greet
    assert len(channel._recent) == RECENT


def test_who_was_late_gets_the_whole_past_once_the_run_is_over():
    channel = channel_of(1)
    cursor = channel.update(Cursor()).cursor
    for seq in range(1, 60):
        channel.show(seq, packed_at(seq))
    late = channel.update(cursor)
    assert not late.greet and len(late.frames) == 1
    channel.publish(replace(channel.record, status=RunStatus.FINISHED))
    last = channel.update(late.cursor)
    assert last.over and last.greet
    assert channel.hello(str, owner=True).arrays["run"][:, 0].tolist() == list(range(60))
    assert not channel.update(last.cursor).greet


def test_a_frame_is_encoded_once_for_all_viewers():
    channel = channel_of(0)

    async def watch() -> list[list[bytes]]:
        bells = [asyncio.Event(), asyncio.Event()]
        for bell in bells:
            channel.join(bell)
        cursors = [channel.update(Cursor()).cursor for _ in bells]
        received: list[list[bytes]] = [[], []]
        for seq in range(3):
            channel.show(seq, packed_at(seq))
            for at, bell in enumerate(bells):
                await asyncio.wait_for(bell.wait(), 1)
                bell.clear()
                update = channel.update(cursors[at])
                cursors[at] = update.cursor
                received[at] += [channel.bytes_of(shown) for shown in update.frames]
        return received

    first, second = asyncio.run(watch())
    assert len(first) == 3 and all(a is b for a, b in zip(first, second, strict=True))


def test_nothing_is_encoded_while_nobody_looks():
    channel = channel_of(3)
    assert [shown.data for shown in channel._recent] == [None] * 3
    assert channel._recent[-1].frame._data is None


def test_who_trains_is_told_when_the_first_viewer_comes_and_the_last_one_goes():
    channel, told = channel_of(1), []
    channel.tell_watched(told.append)

    async def watch() -> None:
        bells = [asyncio.Event(), asyncio.Event()]
        for bell in bells:
            channel.join(bell)
        for bell in bells:
            channel.leave(bell)

    asyncio.run(watch())
    assert told == [False, True, False]


def test_who_polls_counts_as_a_viewer_until_no_poll_comes_any_more():
    channel, told = channel_of(1), []
    gone = threading.Event()

    def tell(watched: bool) -> None:
        told.append(watched)
        if len(told) > 2:
            gone.set()

    channel.tell_watched(tell)
    for seconds in (0.01, 0.05):
        channel.poll(seconds)
        assert channel.watched
    assert gone.wait(5) and not channel.watched
    assert told == [False, True, False], "polls in between change nothing"


def test_quiet_channels_are_bounded_and_old_ones_come_from_the_store(store, make):
    runs = make(Factory())
    first = runs.start(short(1), ANN)
    store.wait(first, RunStatus.FINISHED)
    before = runs.channel(first)
    for _ in range(QUIET_CHANNELS):
        store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)
    after = runs.channel(first)
    assert after is not before
    past = after.hello(str, owner=True).arrays["run"]
    assert past[:, 0].tolist() == [0.0, 1.0, 10.0]
