"""What the viewers of a run get."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from core.live.sessions.channel import RECENT, Channel
from core.live.sessions.record import RunRecord, RunStatus, hash_of
from core.live.sessions.runs import QUIET_CHANNELS
from core.wire import frame_event
from tests.fake_trainer import Factory, frame_at, layout_of
from tests.live.watched import ANN, LONG, short


def channel_of(frames: int = 0, encode: Callable = lambda seq, frame: b"%d" % seq) -> Channel:
    record = RunRecord(
        id="run",
        owner_hash=hash_of(ANN),
        created=0.0,
        experiment=LONG,
        learning_rate=0.1,
        status=RunStatus.RUNNING,
        layout=layout_of(2),
    )
    channel = Channel(record, encode)
    for seq in range(frames):
        channel.show(seq, frame_at(seq))
    return channel


def test_a_new_viewer_is_greeted_and_gets_the_latest_frame():
    news = channel_of(5).news(channel_of().seen(None))
    assert news.greet and news.status and [shown.seq for shown in news.frames] == [4]


def test_a_viewer_that_comes_back_gets_what_it_missed():
    channel = channel_of(5)
    news = channel.news(channel.seen(2))
    assert not news.greet and [shown.seq for shown in news.frames] == [3, 4]


@pytest.mark.parametrize("last", [0, 999])
def test_a_viewer_that_was_away_too_long_or_is_of_another_time_starts_anew(last):
    channel = channel_of(3 * RECENT)
    assert channel.news(channel.seen(last)).greet


def test_a_slow_viewer_gets_the_newest_and_nothing_is_kept_for_it():
    channel = channel_of(1)
    seen = channel.news(channel.seen(None)).seen
    for seq in range(1, 1000):
        channel.show(seq, frame_at(seq))
    news = channel.news(seen)
    assert [shown.seq for shown in news.frames] == [999] and not news.greet
    assert len(channel._recent) == RECENT


def test_a_frame_is_encoded_once_for_all_viewers():
    encoded: list[int] = []

    def encode(seq, frame):
        encoded.append(seq)
        return frame_event(seq, frame)

    channel = channel_of(0, encode)

    async def watch() -> list[list[bytes]]:
        bells = [asyncio.Event(), asyncio.Event()]
        for bell in bells:
            channel.join(bell)
        viewers = [channel.news(channel.seen(None)).seen for _ in bells]
        received: list[list[bytes]] = [[], []]
        for seq in range(3):
            channel.show(seq, frame_at(seq))
            for at, bell in enumerate(bells):
                await asyncio.wait_for(bell.wait(), 1)
                bell.clear()
                news = channel.news(viewers[at])
                viewers[at] = news.seen
                received[at] += [channel.event(shown) for shown in news.frames]
        return received

    first, second = asyncio.run(watch())
    assert encoded == [0, 1, 2]
    assert len(first) == 3 and all(a is b for a, b in zip(first, second, strict=True))


def test_nothing_is_encoded_while_nobody_looks():
    encoded: list[int] = []
    channel_of(50, lambda seq, frame: encoded.append(seq) or b"")
    assert encoded == []


def test_quiet_channels_are_bounded_and_old_ones_come_from_the_store(store, make):
    runs = make(Factory())
    first = runs.start(short(1), ANN)
    store.wait(first, RunStatus.FINISHED)
    before = runs.channel(first)
    for _ in range(QUIET_CHANNELS):
        store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)
    after = runs.channel(first)
    assert after is not before
    assert [row.numbers[0] for row in after.past()[1].rows(99)] == [0.0, 10.0]
