"""Runs: who may steer them, how they take turns, and what their viewers get."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.frame import Frame
from core.message import Invalid, Message
from core.runs.channel import RECENT, Channel
from core.runs.record import Command, Limits, NotOwner, RunRecord, RunStatus, UnknownRun, Verb, hash_of
from core.runs.runs import QUIET_CHANNELS, Runs
from core.store.store import RunStore
from core.wire import frame_event
from tests.fake_trainer import STEPS_PER_EPOCH, Factory, FakeTrainer, frame_at, layout_of

ANN, BEN = "a" * 43, "b" * 43
LONG = Experiment(epochs=100_000)


def short(epochs: int = 20) -> Experiment:
    return Experiment(epochs=epochs)


class Watched(RunStore):
    """A store that lets a test wait for what happens to runs."""

    def __init__(self, url: str) -> None:
        self.saved: list[RunRecord] = []
        self.happened = threading.Condition()
        super().__init__(url)

    def add_frame(self, run: str, seq: int, frame: Frame) -> None:
        super().add_frame(run, seq, frame)
        with self.happened:
            self.happened.notify_all()

    def save(self, record: RunRecord) -> None:
        super().save(record)
        with self.happened:
            self.saved.append(record)
            self.happened.notify_all()

    def statuses(self, run: str) -> list[RunStatus]:
        found = [record.status for record in self.saved if record.id == run]
        return [status for at, status in enumerate(found) if at == 0 or status is not found[at - 1]]

    def wait(self, run: str, status: RunStatus, *, times: int = 1, timeout: float = 5.0) -> float:
        """Wait until the run has entered `status` for the `times`th time; returns when that was."""
        with self.happened:
            reached = self.happened.wait_for(lambda: self.statuses(run).count(status) >= times, timeout)
        assert reached, f"{self.statuses(run)} lacks {status}"
        return time.monotonic()


@pytest.fixture
def store(tmp_path: Path):
    opened = Watched(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def make(store: Watched):
    made: list[Runs] = []

    def make_runs(build: Callable[..., FakeTrainer], **options: object) -> Runs:
        made.append(Runs(store, build, **options))
        return made[-1]

    yield make_runs
    for runs in made:
        runs.close()


def steps(runs: Runs, run: str) -> list[int]:
    return [frame.step for _, frame in runs.frames(run)]


class TestLife:
    def test_a_run_goes_through_its_states_and_keeps_its_frames(self, store, make):
        runs = make(Factory())
        run = runs.start(short(), ANN)
        store.wait(run, RunStatus.FINISHED)
        assert store.statuses(run) == ["queued", "preparing", "running", "finished"]
        assert steps(runs, run)[0] == 0 and steps(runs, run)[-1] == 20 * STEPS_PER_EPOCH
        record = runs.record(run)
        assert record.layout == layout_of(2) and record.cause is None
        assert store.state(run).data == b"200"

    def test_at_most_ten_frames_a_second(self, store, make):
        runs = make(Factory())
        run = runs.start(short(100), ANN)  # a second
        began = store.wait(run, RunStatus.RUNNING)
        seconds = store.wait(run, RunStatus.FINISHED) - began
        assert 5 <= len(steps(runs, run)) <= seconds / 0.1 + 2  # and the first and the last

    def test_two_runs_get_the_same_time(self, store, make):
        factory = Factory()
        runs = make(factory)
        ids = [runs.start(LONG, ANN) for _ in range(2)]
        for run in ids:
            store.wait(run, RunStatus.RUNNING)
        before = [len(factory.made[run].turns) for run in ids]
        time.sleep(0.5)  # what is measured: how half a second is shared
        turns = [len(factory.made[run].turns) - then for run, then in zip(ids, before, strict=True)]
        assert abs(turns[0] - turns[1]) <= 1 and min(turns) >= 4
        assert factory.made[ids[0]].threads == factory.made[ids[1]].threads == {"training"}

    def test_a_run_keeps_to_its_speed_and_its_speed_can_change(self, store, make):
        runs = make(Factory())
        run = runs.start(LONG, ANN, speed=40)  # epochs a second: less than the fake trainer can do
        store.wait(run, RunStatus.RUNNING)
        slow = self._frame_after(store, runs, run, seconds=0.8)
        assert 0.8 <= slow.epoch / (40 * slow.seconds) <= 1.1
        runs.command(run, ANN, Command(Verb.SPEED, 0))
        fast = self._frame_after(store, runs, run, seconds=slow.seconds + 0.8)
        assert fast.epoch - slow.epoch > 2 * 40 * (fast.seconds - slow.seconds)
        assert runs.record(run).speed == 0
        assert runs.record(runs.again(run, ANN, new_weights=False)).speed == 0

    @staticmethod
    def _frame_after(store: Watched, runs: Runs, run: str, *, seconds: float) -> Frame:
        """The first stored frame of the run's clock after `seconds`."""

        def late() -> Frame | None:
            return next((frame for _, frame in runs.frames(run) if frame.seconds >= seconds), None)

        with store.happened:
            found = store.happened.wait_for(late, 10)
        assert found
        return found

    def test_preparing_one_run_delays_no_other(self, store, make):
        gate = threading.Event()

        def slow(trainer: FakeTrainer) -> None:
            if trainer.experiment.epochs == 77:
                assert gate.wait(5)

        runs = make(Factory(slow))
        slow_run, quick = runs.start(short(77), ANN), runs.start(short(), ANN)
        store.wait(quick, RunStatus.FINISHED)
        assert runs.record(slow_run).status is RunStatus.PREPARING
        runs.command(slow_run, ANN, Command(Verb.STOP))
        store.wait(slow_run, RunStatus.STOPPED)
        gate.set()

    def test_a_deep_net_shows_its_first_frame_and_trains_once_it_is_compiled(self, store, make):
        def deep(trainer: FakeTrainer) -> None:
            trainer.first_look = 0.35 if trainer.experiment.epochs == 77 else 0.0

        factory = Factory(deep)
        runs = make(factory)
        run, quick = runs.start(short(77), ANN), runs.start(short(), ANN)
        store.wait(quick, RunStatus.FINISHED)
        with store.happened:
            assert store.happened.wait_for(lambda: steps(runs, run) == [0], 3)
        assert runs.record(run).status is RunStatus.PREPARING
        factory.made[run].compiled.set()
        store.wait(run, RunStatus.FINISHED)

    def test_stopping_the_server_stores_states_and_interrupts(self, store, make, tmp_path):
        runs = make(Factory())
        run = runs.start(LONG, ANN)
        store.wait(run, RunStatus.RUNNING)
        runs.close()
        assert store.state(run) is not None
        store.close()
        later = RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")
        assert later.record(run).status is RunStatus.INTERRUPTED
        later.close()


class TestSteering:
    def test_pause_comes_at_once_and_resume_goes_on(self, store, make):
        factory = Factory()
        runs = make(factory)
        run = runs.start(LONG, ANN)
        store.wait(run, RunStatus.RUNNING)
        asked = time.monotonic()
        runs.command(run, ANN, Command(Verb.PAUSE))
        assert store.wait(run, RunStatus.PAUSED) - asked < 0.3
        held = factory.made[run].step
        assert steps(runs, run)[-1] == held, "the frame that is shown is the state that is held"
        assert store.state(run).data == str(held).encode()
        runs.command(run, ANN, Command(Verb.RESUME))
        store.wait(run, RunStatus.RUNNING, times=2)
        runs.command(run, ANN, Command(Verb.STOP))
        store.wait(run, RunStatus.STOPPED)
        assert steps(runs, run)[-1] == factory.made[run].step > held

    def test_pausing_and_resuming_does_not_give_two_turns(self, store, make):
        factory = Factory()
        runs = make(factory)
        ids = [runs.start(LONG, ANN) for _ in range(2)]
        for run in ids:
            store.wait(run, RunStatus.RUNNING)
        for turn in range(3):
            runs.command(ids[0], ANN, Command(Verb.PAUSE))
            runs.command(ids[0], ANN, Command(Verb.RESUME))
            store.wait(ids[0], RunStatus.RUNNING, times=turn + 2)
        before = [len(factory.made[run].turns) for run in ids]
        time.sleep(0.4)
        turns = [len(factory.made[run].turns) - then for run, then in zip(ids, before, strict=True)]
        assert abs(turns[0] - turns[1]) <= 1

    def test_steps_of_a_batch_and_of_an_epoch(self, store, make):
        runs = make(Factory())
        run = runs.start(LONG, ANN, paused=True)
        store.wait(run, RunStatus.PAUSED)
        assert steps(runs, run) == [0]
        for times, (verb, expected) in enumerate(
            [(Verb.STEP_BATCH, 1), (Verb.STEP_BATCH, 2), (Verb.STEP_EPOCH, 10), (Verb.STEP_EPOCH, 20)], 2
        ):
            runs.command(run, ANN, Command(verb))
            store.wait(run, RunStatus.PAUSED, times=times)
            assert steps(runs, run)[-1] == expected

    def test_the_learning_rate_changes_on_the_way(self, store, make):
        factory = Factory()
        runs = make(factory)
        run = runs.start(LONG, ANN, paused=True)
        store.wait(run, RunStatus.PAUSED)
        runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.5))
        runs.command(run, ANN, Command(Verb.STEP_BATCH))
        store.wait(run, RunStatus.PAUSED, times=2)
        assert factory.made[run].learning_rate == 0.5 == runs.record(run).learning_rate
        assert runs.frames(run)[-1][1].learning_rate == 0.5

    @pytest.mark.parametrize(
        ("verb", "value"),
        [
            ("learning_rate", 0),
            ("learning_rate", "fast"),
            ("learning_rate", None),
            ("pause", 3),
            ("fly", None),
        ],
    )
    def test_bad_commands_say_what_was_expected(self, verb, value):
        with pytest.raises(Invalid, match=r"Expected .*(received|Received)"):
            Command.read(verb, value)

    def test_commands_given_while_it_is_prepared_are_carried_out_after(self, store, make):
        gate = threading.Event()
        factory = Factory(lambda trainer: gate.wait(5))
        runs = make(factory)
        run = runs.start(LONG, ANN)
        runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.25))
        runs.command(run, ANN, Command(Verb.PAUSE))
        gate.set()
        store.wait(run, RunStatus.PAUSED)
        assert factory.made[run].learning_rate == 0.25

    def test_only_the_owner_steers(self, store, make):
        runs = make(Factory())
        run = runs.start(LONG, ANN)
        assert runs.is_owner(run, ANN) and not runs.is_owner(run, BEN) and not runs.is_owner(run, None)
        for other in (BEN, None):
            with pytest.raises(NotOwner):
                runs.command(run, other, Command(Verb.STOP))
        with pytest.raises(UnknownRun):
            runs.command("nothing", ANN, Command(Verb.STOP))
        assert [record.id for record in runs.runs_of(ANN)] == [run] and runs.runs_of(BEN) == []
        assert ANN not in repr(runs.record(run)), "the secret itself is kept nowhere"

    def test_again_with_the_same_weights_or_new_ones(self, store, make):
        runs = make(Factory())
        run = runs.start(short(), ANN)
        same, new = runs.again(run, BEN, new_weights=False), runs.again(run, BEN, new_weights=True)
        assert runs.record(same).experiment == runs.record(run).experiment
        assert runs.record(same).parent == run and runs.is_owner(same, BEN)
        changed = runs.record(new).experiment
        assert changed.weight_seed != short().weight_seed
        assert changed.model_copy(update={"weight_seed": short().weight_seed}) == short()

    def test_a_stopped_run_goes_on_from_its_stored_state(self, store, make):
        factory = Factory()
        runs = make(factory)
        run = runs.start(LONG, ANN)
        store.wait(run, RunStatus.RUNNING)
        runs.command(run, ANN, Command(Verb.STOP))
        store.wait(run, RunStatus.STOPPED)
        first = factory.made[run]
        numbers = [seq for seq, _ in runs.frames(run)]
        runs.command(run, ANN, Command(Verb.STEP_BATCH))
        store.wait(run, RunStatus.PAUSED, times=2)
        again = factory.made[run]
        assert again is not first and again.step == first.step + 1
        assert first.seconds <= again.seconds < first.seconds + 1, "the clock of the run goes on too"
        assert steps(runs, run) == sorted(set(steps(runs, run)))
        assert [seq for seq, _ in runs.frames(run)][: len(numbers)] == numbers

    def test_a_run_that_is_over_cannot_be_stepped(self, store, make):
        runs = make(Factory())
        run = runs.start(short(1), ANN)
        store.wait(run, RunStatus.FINISHED)
        runs.command(run, ANN, Command(Verb.STOP))  # pressed a moment too late: nothing to complain about
        with pytest.raises(Invalid, match="over"):
            runs.command(run, ANN, Command(Verb.STEP_EPOCH))


class TestFailures:
    def test_a_broken_worker_leaves_the_others_alone(self, store, make):
        def break_some(trainer: FakeTrainer) -> None:
            trainer.fail_at = 30 if trainer.experiment.epochs == 77 else None

        runs = make(Factory(break_some))
        bad, good = runs.start(short(77), ANN), runs.start(short(), ANN)
        store.wait(bad, RunStatus.FAILED)
        store.wait(good, RunStatus.FINISHED)
        record = runs.record(bad)
        assert "the graphics card is on fire" in str(record.cause)
        assert "Traceback" in record.detail and "advance" in record.detail
        assert steps(runs, bad)[0] == 0, "what it had shown stays"
        store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)

    def test_data_that_are_not_there_speak_for_themselves(self, store, make):
        def refuse(trainer: FakeTrainer) -> None:
            raise DataUnavailable(Message("MNIST is not on this machine."))

        runs = make(Factory(refuse))
        run = runs.start(short(), ANN)
        store.wait(run, RunStatus.FAILED)
        assert runs.record(run).cause == Message("MNIST is not on this machine.")

    def test_a_run_that_diverges_keeps_its_frames(self, store, make):
        def diverge(trainer: FakeTrainer) -> None:
            trainer.diverge_at = 250

        runs = make(Factory(diverge))
        run = runs.start(LONG, ANN)
        store.wait(run, RunStatus.DIVERGED)
        assert str(runs.record(run).cause) == f"It diverged at step {steps(runs, run)[-1]}."
        losses = [frame.loss for _, frame in runs.frames(run)]
        assert losses[:-1] == [0.5] * (len(losses) - 1) and losses[-1] != losses[-1]

    def test_a_store_in_trouble_stops_no_run_and_is_told_to_viewers(self, store, make, monkeypatch):
        def full(connection, batch):
            raise OSError(28, "No space left on device")

        runs = make(Factory())
        watched = runs.start(LONG, ANN, paused=True)
        store.wait(watched, RunStatus.PAUSED)
        assert store.flush()
        channel = runs.channel(watched)
        before = channel.news(channel.seen(None)).seen
        assert not channel.news(before).status
        told = threading.Event()
        store.watch_trouble(told.set)
        monkeypatch.setattr("core.store.store.write", full)
        other = runs.start(short(), BEN)
        assert told.wait(3) and "No space left" in str(runs.trouble)
        assert channel.news(before).status, "viewers are told"
        store.wait(other, RunStatus.FINISHED)
        assert steps(runs, other)[-1] == 20 * STEPS_PER_EPOCH, "what waits in memory is shown"


class TestLimits:
    def test_more_than_the_limit_wait_in_line_and_know_their_place(self, store, make):
        runs = make(Factory(), limits=Limits(running_per_owner=1))
        first, second, third = (runs.start(LONG, ANN) for _ in range(3))
        other = runs.start(LONG, BEN)
        store.wait(first, RunStatus.RUNNING)
        store.wait(other, RunStatus.RUNNING)
        assert [runs.place(run) for run in (first, second, third, other)] == [None, 1, 2, None]
        runs.command(second, ANN, Command(Verb.STOP))
        store.wait(second, RunStatus.STOPPED)
        assert runs.place(third) == 1
        runs.command(first, ANN, Command(Verb.STOP))
        store.wait(third, RunStatus.RUNNING)

    def test_a_queue_has_an_end(self, store, make):
        runs = make(Factory(), limits=Limits(running_per_owner=1, waiting_per_owner=2))
        for _ in range(3):
            runs.start(LONG, ANN)
        with pytest.raises(Invalid, match="at most 2"):
            runs.start(LONG, ANN)
        runs.start(LONG, BEN)

    def test_a_paused_run_makes_room_and_comes_back_where_it_was(self, store, make):
        factory = Factory()
        runs = make(factory, limits=Limits(total=1))
        first = runs.start(LONG, ANN)
        store.wait(first, RunStatus.RUNNING)
        second = runs.start(LONG, BEN)
        assert runs.record(second).status is RunStatus.QUEUED
        runs.command(first, ANN, Command(Verb.PAUSE))
        store.wait(second, RunStatus.RUNNING)
        assert runs.record(first).status is RunStatus.PAUSED
        held = factory.made[first].step
        runs.command(first, ANN, Command(Verb.STEP_BATCH))
        assert runs.record(first).status is RunStatus.QUEUED
        runs.command(second, BEN, Command(Verb.STOP))
        store.wait(first, RunStatus.PAUSED, times=2)
        assert factory.made[first].step == held + 1

    def test_the_oldest_ended_runs_are_deleted(self, store, make):
        runs = make(Factory(), limits=Limits(kept_per_owner=2))
        ids = []
        for _ in range(4):
            ids.append(runs.start(short(1), ANN))
            store.wait(ids[-1], RunStatus.FINISHED)
        assert [record.id for record in runs.runs_of(ANN)] == ids[:0:-1]
        with pytest.raises(UnknownRun):
            runs.record(ids[0])

    def test_long_runs_do_not_fill_the_disk(self, store):
        from core.runs.live import LiveRun

        record = RunRecord(
            id="long", owner_hash=hash_of(ANN), created=0.0, experiment=LONG, learning_rate=0.1
        )
        live = LiveRun(Channel(record, lambda seq, frame: b""), store, next_seq=0, paused=False)
        stored: list[int] = []
        store.add_frame = lambda run, seq, frame: stored.append(seq)
        frame = frame_at(0, layers=1, side=None)
        hour = 36_000
        for at in range(hour):
            live.add(replace(frame, step=at, seconds=at / 10))
        assert stored[:100] == list(range(100))
        assert 1000 < len(stored) < 6000
        live.set_status(RunStatus.PAUSED)
        assert stored[-1] == hour - 1, "the last one is always there"


class TestChannel:
    def channel(self, frames: int = 0, encode: Callable = lambda seq, frame: b"%d" % seq) -> Channel:
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

    def test_a_new_viewer_is_greeted_and_gets_the_latest_frame(self):
        news = self.channel(5).news(self.channel().seen(None))
        assert news.greet and news.status and [shown.seq for shown in news.frames] == [4]

    def test_a_viewer_that_comes_back_gets_what_it_missed(self):
        channel = self.channel(5)
        news = channel.news(channel.seen(2))
        assert not news.greet and [shown.seq for shown in news.frames] == [3, 4]

    @pytest.mark.parametrize("last", [0, 999])
    def test_a_viewer_that_was_away_too_long_or_is_of_another_time_starts_anew(self, last):
        channel = self.channel(3 * RECENT)
        assert channel.news(channel.seen(last)).greet

    def test_a_slow_viewer_gets_the_newest_and_nothing_is_kept_for_it(self):
        channel = self.channel(1)
        seen = channel.news(channel.seen(None)).seen
        for seq in range(1, 1000):
            channel.show(seq, frame_at(seq))
        news = channel.news(seen)
        assert [shown.seq for shown in news.frames] == [999] and not news.greet
        assert len(channel._recent) == RECENT

    def test_a_frame_is_encoded_once_for_all_viewers(self):
        encoded: list[int] = []

        def encode(seq, frame):
            encoded.append(seq)
            return frame_event(seq, frame, (0.0, 1.0))

        channel = self.channel(0, encode)

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

    def test_nothing_is_encoded_while_nobody_looks(self):
        encoded: list[int] = []
        self.channel(50, lambda seq, frame: encoded.append(seq) or b"")
        assert encoded == []

    def test_quiet_channels_are_bounded_and_old_ones_come_from_the_store(self, store, make):
        runs = make(Factory())
        first = runs.start(short(1), ANN)
        store.wait(first, RunStatus.FINISHED)
        before = runs.channel(first)
        for _ in range(QUIET_CHANNELS):
            store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)
        after = runs.channel(first)
        assert after is not before
        assert [row.numbers[0] for row in after.past()[1].rows(99)] == [0.0, 10.0]
