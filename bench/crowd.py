"""A hundred runs of a hundred people at once: how much, how evenly, how soon they pause, how large."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from bench.environment import cores, give_back_unused, resident_bytes
from bench.experiments import playground
from bench.lab import Lab, Started, opened
from bench.result import Bar, Line
from bench.rounds import progress
from bench.waiting import wait_for
from bench.watching import watchers
from core.live.protocol.command import Verb
from core.live.protocol.status import RunStatus

ROUNDS = 2
PEOPLE = 100
_SHAPE = "2-8-8-8-2, 250 rows, batch 10, SGD, no speed limit"
_STEPS_PER_EPOCH = 25
_ALONE_SECONDS, _CROWD_SECONDS = 5.0, 20.0
_SETTLE_SECONDS, _GATHERED_SECONDS = 1.0, 5.0
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class _Window:
    """What was done in a window of time.

    Arguments:
        rate: epochs per second of all runs together.
        evenness: progress of the slowest run over that of the fastest.
    """

    rate: float
    evenness: float


def lines(rounds: int | None) -> Sequence[Line]:
    """All lines come from one crowd."""
    rounds = rounds or ROUNDS
    with opened() as lab:
        alone = _alone(lab, rounds)
        idle = _settled_memory()
        people, took = _gathered(lab)
        progress(f"all {PEOPLE} have begun after {took:.1f} s")
        time.sleep(_GATHERED_SECONDS)
        early = resident_bytes()
        unwatched = [_window(lab, people, _CROWD_SECONDS) for _ in range(rounds)]
        watched = _watched(lab, people, rounds)
        late = resident_bytes()
        pauses = _pauses(lab, people)
        for started in people:
            lab.end(started)
        alone += _alone(lab, rounds)
    return [
        *_speed_lines("nobody watches", alone, unwatched, Bar("at least", 0.75), Bar("at least", 0.8)),
        *_speed_lines("all are watched", alone, watched, None, None),
        Line(
            what=f"{PEOPLE} runs: pause, 95th percentile",
            unit="s",
            values=(quantiles(pauses, n=20)[-1],),
            bar=Bar("at most", 0.2, of="value"),
            note="from Runs.command to the record that says paused; each run once, in random order, resumed "
            f"at once so that the crowd stays whole; the longest took {max(pauses):.3f} s",
        ),
        Line(
            what=f"{PEOPLE} runs: memory",
            unit="MB",
            values=((early - idle) / _MEGABYTE,),
            bar=Bar("at most", 300, of="value"),
            note="resident memory 5 s after the last has begun, less that of the same process with one such "
            f"run trained and gone, what it left unused given back ({idle / _MEGABYTE:.0f} MB)",
        ),
        Line(
            what=f"{PEOPLE} runs: memory after all windows",
            unit="MB",
            values=((late - idle) / _MEGABYTE,),
            note="the same later, when every run has a longer past and has been watched",
        ),
        Line(
            what=f"{PEOPLE} runs: until all have begun",
            unit="s",
            values=(took,),
            note="all started at once, until the last has taken a step",
        ),
    ]


def _speed_lines(
    who: str, alone: list[float], windows: list[_Window], speed: Bar | None, fairness: Bar | None
) -> list[Line]:
    return [
        Line(
            what=f"{PEOPLE} runs, {who}: all together",
            unit="epochs/s",
            values=tuple(window.rate for window in windows),
            against=f"one run alone, unwatched, times {cores()} cores",
            references=tuple(rate * cores() for rate in alone),
            bar=speed,
            note=f"{_SHAPE}; {_CROWD_SECONDS:.0f} s a window, alone {_ALONE_SECONDS:.0f} s, before and after",
        ),
        Line(
            what=f"{PEOPLE} runs, {who}: slowest over fastest",
            unit="of the fastest",
            values=tuple(window.evenness for window in windows),
            bar=fairness and Bar(fairness.side, fairness.limit, of="value"),
            note="progress in the same windows",
        ),
    ]


def _alone(lab: Lab, rounds: int) -> list[float]:
    started = lab.start(playground(), "alone")
    lab.compiled(started)
    wait_for(lambda: lab.step(started) > _STEPS_PER_EPOCH, "the first epoch")
    time.sleep(_SETTLE_SECONDS)
    rates = [_window(lab, [started], _ALONE_SECONDS).rate for _ in range(rounds)]
    lab.end(started)
    return rates


def _settled_memory() -> int:
    gc.collect()
    give_back_unused()  # or the crowd would seem to fit into what compiling has left
    time.sleep(_SETTLE_SECONDS)
    return resident_bytes()


def _gathered(lab: Lab) -> tuple[list[Started], float]:
    """Everybody presses Train; returns when the last run has taken a step, and how long that took."""
    began = time.perf_counter()
    people = [
        lab.start(playground(weight_seed=number, batch_seed=number, data_seed=number), f"person {number}")
        for number in range(1, PEOPLE + 1)
    ]
    wait_for(lambda: all(lab.step(started) for started in people), "every run's first step")
    return people, time.perf_counter() - began


def _window(lab: Lab, people: Sequence[Started], seconds: float) -> _Window:
    began, before = time.perf_counter(), [lab.step(started) for started in people]
    time.sleep(seconds)
    took = time.perf_counter() - began
    done = [lab.step(started) - steps for started, steps in zip(people, before, strict=True)]
    for started in people:
        if (why := lab.failed(started)) is not None:
            raise RuntimeError(f"A run that should go on has ended: {why}")
    window = _Window(sum(done) / _STEPS_PER_EPOCH / took, min(done) / max(done))
    progress(f"{len(people)} at once: {window.rate:.0f} epochs/s, slowest over fastest {window.evenness:.2f}")
    return window


def _watched(lab: Lab, people: Sequence[Started], rounds: int) -> list[_Window]:
    """The same with a viewer of each run, who costs the frames but no network."""
    with watchers() as viewers:
        sights = [viewers.watch(lab.channel(started)) for started in people]
        time.sleep(2.0)
        windows = [_window(lab, people, _CROWD_SECONDS) for _ in range(rounds)]
        viewers.leave(*sights)
    return windows


def _pauses(lab: Lab, people: Sequence[Started]) -> list[float]:
    rng = random.Random(0)
    found = []
    for started in rng.sample(people, len(people)):
        channel = lab.channel(started)
        began = time.perf_counter()
        lab.command(started, Verb.PAUSE)
        wait_for(lambda channel=channel: channel.record.status is RunStatus.PAUSED, "a pause", 30.0)  # type: ignore[misc]
        found.append(time.perf_counter() - began)
        lab.command(started, Verb.RESUME)
        time.sleep(rng.uniform(0.02, 0.1))
    return found
