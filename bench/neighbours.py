"""A run that someone watches, while others beside it build deep networks and train huge ones."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench.experiments import deep, huge, playground
from bench.lab import Lab, opened
from bench.result import Bar, Line
from bench.rounds import progress
from bench.watching import Viewer, Watchers, watchers
from core.experiment import Experiment

ROUNDS = 1
_QUIET_SECONDS = 8.0
_TRAINING_SECONDS = 15.0
_PEOPLE = ("watched", "other")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a watched run felt of its neighbour; all in seconds.

    Arguments:
        usual: median gap between its frames before.
        building: largest gap from Train to the neighbour's first moving frame.
        training: largest gap from then on, until it was stopped.
        note: what the neighbour did.
    """

    usual: float
    building: float
    training: float
    note: str


def lines(rounds: int | None) -> Sequence[Line]:
    """Beside 30x64 with batch normalization, then beside 64x1024."""
    with opened() as lab, watchers() as viewers:
        shapes = [(64,) * 29 + (64 - number,) for number in range(rounds or ROUNDS)]
        beside_deep = [_beside(lab, viewers, deep(layers)) for layers in shapes]
        beside_huge = [_beside(lab, viewers, huge())]
    name = "30 layers of 64 with batch normalization"
    return [
        _line(f"until {name} are built and move", beside_deep, [it.building for it in beside_deep]),
        _line(f"while {name} are compiled and train", beside_deep, [it.training for it in beside_deep]),
        _line("until 64 layers of 1024 are built and move", beside_huge, [it.building for it in beside_huge]),
        _line("while 64 layers of 1024 train", beside_huge, [it.training for it in beside_huge]),
    ]


def _line(when: str, measured: Sequence[_Beside], largest: Sequence[float]) -> Line:
    return Line(
        what=f"largest gap between frames {when}",
        unit="s",
        values=(max(largest),),  # the worst of all rounds: a median would hide it
        against="its usual gap",
        references=(median(it.usual for it in measured),),
        bar=Bar("at most", 0.5, of="difference"),
        note="a watched run of 2-8-8-8-2 without a speed limit; its usual gap is the median over "
        f"{_QUIET_SECONDS:.0f} s before; {'; '.join(it.note for it in measured)}",
    )


@contextmanager
def _watched(lab: Lab, viewers: Watchers) -> Iterator[Viewer]:
    """A run that is seen: another each time, for at its speed a million epochs are over in a minute."""
    started = lab.start(playground(), _PEOPLE[0])
    viewer = viewers.watch(lab.channel(started))
    lab.compiled(started)
    viewer.first_moving()
    time.sleep(1.0)
    yield viewer
    if lab.channel(started).record.status.over:
        raise RuntimeError("The run that is watched was over before its neighbour.")
    lab.end(started)
    viewers.leave(viewer)


def _beside(lab: Lab, viewers: Watchers, experiment: Experiment) -> _Beside:
    """What a viewer sees before and while `experiment` is started, compiled, trained and stopped."""
    with _watched(lab, viewers) as viewer:
        return _seen_beside(lab, viewers, viewer, experiment)


def _seen_beside(lab: Lab, viewers: Watchers, viewer: Viewer, experiment: Experiment) -> _Beside:
    begin = time.perf_counter()
    time.sleep(_QUIET_SECONDS)
    end = time.perf_counter()
    usual, quiet = viewer.usual_gap(begin, end), max(viewer.gaps(begin, end))
    progress(f"quiet: usual gap {usual:.3f} s, largest {quiet:.3f} s")
    other = lab.start(experiment, _PEOPLE[1])
    other_viewer = viewers.watch(lab.channel(other))
    moving = other_viewer.first_moving()
    lab.compiled(other)
    time.sleep(_TRAINING_SECONDS)
    stopped, steps = time.perf_counter(), lab.step(other)
    building, training = max(viewer.gaps(other.at, moving)), max(viewer.gaps(moving, stopped))
    lab.end(other)
    viewers.leave(other_viewer)
    time.sleep(2.0)
    progress(f"largest gap until it moves {building:.3f} s, then {training:.3f} s")
    note = (
        f"largest gap before {quiet:.2f} s; the neighbour moved after {moving - other.at:.1f} s and took "
        f"{steps} steps in {stopped - other.at:.0f} s"
    )
    return _Beside(usual, building, training, note)
