"""When a run is looked at: the rule of `FramePacing`, and what viewers and the store get by it."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Kind
from core.live.protocol.status import RunStatus
from core.live.scheduling import pacing as module
from core.live.scheduling.pacing import PACES, FramePacing, Pace
from core.live.sessions.channel import Channel
from core.live.sweeps.progress import SweepStatus
from tests.fake_trainer import Factory, FakeTrainer
from tests.live.sweeping import SMALL, wait_for
from tests.live.watched import ANN, LONG, Watched, short, steps

PACE = Pace(frame=0.1, quiet_frame=1.0, look_rest=1.5, crowded_look_rest=4.0, unseen_look_rest=12.0)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; each look takes 0.02 seconds."""

    class Clock:
        now = 100.0

        def monotonic(self) -> float:
            return self.now

    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def looked(clock) -> FramePacing:
    """The looks at a run that has just had one, in the middle of training."""

    def take_time(trainer: FakeTrainer, what: str) -> None:
        clock.now += 0.02

    looks = FramePacing(PACE, shown_step=-1)
    assert looks.look(FakeTrainer(LONG, on=take_time, step=5)) is not None
    return looks


def test_the_first_step_is_shown_at_once(clock):
    looks, trainer = FramePacing(PACE, shown_step=-1), FakeTrainer(LONG)
    assert looks.look(trainer).step == 0
    assert looks.wait(clock.now, age=0.0, watched=False) == 0.0
    assert looks.owed(crowded=True, watched=False) == 0.0
    trainer.step = 1
    assert looks.look(trainer).step == 1
    assert looks.wait(clock.now, age=0.0, watched=True) == pytest.approx(0.1)


def test_frames_of_a_watched_run_lie_a_tenth_of_a_second_apart(clock):
    looks = looked(clock)
    assert looks.wait(clock.now, age=1000.0, watched=True) == pytest.approx(0.08)


@pytest.mark.parametrize(("age", "apart"), [(0.0, 0.1), (2.0, 0.1), (10.0, 0.5), (20.0, 1.0), (9000.0, 1.0)])
def test_frames_that_nobody_watches_get_rarer_as_the_run_gets_older(clock, age, apart):
    looks = looked(clock)
    assert looks.wait(clock.now, age=age, watched=False) == pytest.approx(apart - 0.02)


def test_a_look_is_earned_by_training(clock):
    looks = looked(clock)
    assert looks.owed(crowded=False, watched=False) == pytest.approx(0.03)
    assert looks.owed(crowded=True, watched=True) == pytest.approx(0.08)
    assert looks.owed(crowded=True, watched=False) == pytest.approx(0.24)
    looks.rest(0.05)
    assert looks.owed(crowded=False, watched=True) < 0 < looks.owed(crowded=True, watched=True)
    looks.rest(0.04)
    assert looks.owed(crowded=True, watched=True) < 0 < looks.owed(crowded=True, watched=False)


def test_what_a_look_aside_costs_is_earned_like_any_other(clock):
    def take_time(trainer: FakeTrainer, what: str) -> None:
        clock.now += 0.02

    looks, trainer = FramePacing(PACE, shown_step=7), FakeTrainer(LONG, on=take_time, step=9)
    finish = looks.aside(trainer)
    assert looks.took == pytest.approx(0.02)
    trainer.step = 12
    clock.now += 0.05  # somebody else's time
    assert finish().step == 9
    assert looks.took == pytest.approx(0.02)
    assert looks.shown_step == 9
    trainer.step = 9
    assert looks.aside(trainer) is None


def test_ends_of_epochs_are_shown_until_looks_have_cost_their_share(clock):
    looks = looked(clock)
    for step in range(6, 30):
        if not looks.affords_epoch(crowded=False):
            break
        looks.look(FakeTrainer(LONG, on=lambda *_: setattr(clock, "now", clock.now + 0.02), step=step))
    assert step - 6 == 12, "and one before: a quarter of a second, 0.02 s each"
    assert not looks.affords_epoch(crowded=False)
    looks.rest(1.0)
    assert not looks.affords_epoch(crowded=False), "earned or not: training is held up all the same"
    looks.rest(0.03, idle=0.03)
    assert looks.affords_epoch(crowded=False), "keeping to its speed, it has time for looks"
    assert not looks.affords_epoch(crowded=True), "somebody waits"


@pytest.mark.parametrize(("shown", "following"), [(0, 0), (90, 90), (990, 999), (50_000, 50_500)])
def test_late_epochs_are_shown_in_steps_of_a_hundredth(shown, following):
    assert FramePacing(PACE, shown_step=shown).next_epoch == following


def test_what_is_played_with_is_shown_by_the_clock_alone():
    assert not FramePacing(PACES[Kind.NETWORK], shown_step=5).affords_epoch(crowded=False)


@pytest.mark.parametrize("speed", [0.0, 200.0])
def test_a_quick_run_is_shown_at_the_end_of_every_epoch(store: Watched, make, speed, monkeypatch):
    monkeypatch.setattr(
        FramePacing, "affords_epoch", lambda looks, *, crowded: True
    )  # on a busy machine, too
    runs = make(Factory())
    run = runs.start(short(60), ANN, speed=speed)
    store.wait(run, RunStatus.FINISHED)
    assert set(range(0, 600 + 1, 10)) <= set(steps(runs, run))


def test_cells_of_a_map_are_shown_by_the_clock_alone(store: Watched, make):
    asked: dict[str, bool] = {}

    def build(job):
        asked[job.session] = job.by_epochs
        return FakeTrainer(job.experiment)

    runs = make(build)
    alone, sweep = runs.start(short(1), ANN), runs.sweeps.start(SMALL, ANN)
    store.until(lambda: len(asked) > 1)
    assert asked.pop(alone) and not any(asked.values())
    wait_for(runs, sweep, SweepStatus.FINISHED)


def test_a_step_is_shown_once(clock):
    looks, trainer = FramePacing(PACE, shown_step=7), FakeTrainer(LONG, step=7)
    assert looks.look(trainer) is None
    trainer.step = 8
    assert looks.look(trainer).step == 8
    assert looks.look(trainer) is None


class Shown:
    """How many frames a channel was given."""

    def __init__(self, channel: Channel) -> None:
        self.frames = 0
        self._show = channel.show
        channel.show = self.count

    def count(self, seq, frame):
        self.frames += 1
        return self._show(seq, frame)


@pytest.mark.parametrize(("watched", "share"), [(False, 0.1), (True, 0.25)])
@pytest.mark.slow
def test_looks_take_a_bounded_share_of_a_crowded_machine(store: Watched, make, watched, share, monkeypatch):
    """Two dear runs on one thread: a fifth of the time at most goes into looks, less when nobody watches."""
    monkeypatch.setattr(Channel, "watched", watched)
    spent = {"advance": 0.0, "frame": 0.0}

    class Timed(FakeTrainer):
        def frame(self):
            module.time.sleep(0.02)
            spent["frame"] += 0.02
            return super().frame()

        def advance_steps(self, steps):
            before = self.step
            super().advance_steps(steps)
            spent["advance"] += (self.step - before) / 1000

    from core.live.sessions.limits import Limits

    runs = make(lambda job: Timed(job.experiment), limits=Limits(training_threads=1))
    ids = [runs.start(LONG, ANN) for _ in range(2)]
    for run in ids:
        store.wait(run, RunStatus.RUNNING)
    spent.update(advance=0.0, frame=0.0)
    store.until(lambda: spent["advance"] > 1.5, timeout=20)
    assert 0 < spent["frame"] / (spent["frame"] + spent["advance"]) < share


def test_a_viewer_who_arrives_gets_frames_at_full_rate_at_once(store: Watched, make, monkeypatch):
    monkeypatch.setattr(module, "QUIET_SHARE", 100.0)  # an old run at once: nobody watches, a frame a second
    runs = make(Factory())
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    channel = runs.channel(run)
    shown = Shown(channel)

    async def watch() -> tuple[float, int]:
        loop, bell = asyncio.get_running_loop(), asyncio.Event()
        channel.join(bell)
        began = loop.time()
        before = shown.frames
        while shown.frames < before + 5:
            await asyncio.wait_for(bell.wait(), 2)
            bell.clear()
        channel.leave(bell)
        return loop.time() - began, shown.frames

    took, _ = asyncio.run(watch())
    assert took < 1.5, "five frames, ten a second; unwatched they would take five seconds"


def test_a_run_that_nobody_watches_still_shows_where_it_comes_to_rest(store: Watched, make, monkeypatch):
    monkeypatch.setattr(module, "QUIET_SHARE", 1e9)
    factory = Factory()
    runs = make(factory)
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    for times in (1, 2):
        runs.command(run, ANN, Command(Verb.PAUSE))
        store.wait(run, RunStatus.PAUSED, times=times)
        assert steps(runs, run)[-1] == factory.made[run].step
        runs.command(run, ANN, Command(Verb.RESUME))
        store.wait(run, RunStatus.RUNNING, times=times + 1)
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    assert steps(runs, run)[0] == 0 and steps(runs, run)[-1] == factory.made[run].step


class Dear(FakeTrainer):
    """A trainer whose looks are worth another thread; there they wait until `seen` is set."""

    seen = threading.Event()

    def frame(self):
        time.sleep(0.005)
        return super().frame()

    def begin_frame(self):
        frame = FakeTrainer.frame(self)

        def finish():
            assert self.seen.wait(30)
            return frame

        return finish


def test_a_run_alone_trains_on_while_it_is_looked_at(store: Watched, make):
    """The look can only end when training has gone on, and its frame is of the step at which it began."""
    began: list[int] = []

    class Waiting(Dear):
        seen = threading.Event()

        def begin_frame(self):
            began.append(self.step)
            return super().begin_frame()

        def advance_steps(self, steps):
            super().advance_steps(steps)
            if began and self.step > began[0]:
                self.seen.set()

    runs = make(lambda job: Waiting(job.experiment))
    run = runs.start(short(60), ANN)
    store.wait(run, RunStatus.FINISHED)
    assert began and began[0] in steps(runs, run)
    assert steps(runs, run) == sorted(set(steps(runs, run)))


def test_what_breaks_a_look_aside_breaks_the_run(store: Watched, make):
    class Broken(Dear):
        def begin_frame(self):
            def finish():
                raise MemoryError("no room for this look")

            return finish

    runs = make(lambda job: Broken(job.experiment))
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.FAILED)
    assert "not enough memory" in str(runs.record(run).cause)
