"""How long a person waits between pressing Train and the first picture, and the first that moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.experiments import deep, playground
from bench.keras_fit import Fit
from bench.lab import Lab, opened
from bench.result import Bar, Line
from bench.rounds import in_turn, progress
from bench.watching import Watchers, watchers
from core.experiment import Experiment
from core.live.protocol.command import SPEED

ROUNDS, DEEP_ROUNDS = 5, 3
_OWNER = "o" * 43


class _Wait:
    """Measures one kind of network.

    Arguments:
        experiments: what is started, another one each time.

    Attributes:
        moving: seconds to the first moving frame of every start.
    """

    def __init__(self, lab: Lab, viewers: Watchers, experiments: Iterator[Experiment]) -> None:
        self._lab = lab
        self._viewers = viewers
        self._experiments = experiments
        self.moving: list[float] = []

    def first_frame(self) -> float:
        """Seconds to the first frame of the next experiment; nothing of it goes on afterwards."""
        started = self._lab.start(next(self._experiments), _OWNER, speed=SPEED.default)
        viewer = self._viewers.watch(self._lab.channel(started))
        first = viewer.first() - started.at
        self.moving.append(viewer.first_moving() - started.at)
        self._lab.end(started)
        self._viewers.leave(viewer)
        return first

    def fit(self) -> float:
        """Seconds that `fit` takes for its first epoch of a network of the same kind, compile included."""
        fresh = Fit(next(self._experiments))
        return fresh.compile_seconds + fresh.seconds(1)


def lines(rounds: int | None) -> Sequence[Line]:
    """A shape trained before, a new one, and a deep new one."""
    found: list[Line] = []
    with opened() as lab, watchers() as viewers:
        progress("warming up: the lab, and fit")
        for layers in ((8, 8, 8), (5, 5)):
            warm = lab.start(playground(layers=layers), _OWNER)
            viewer = viewers.watch(lab.channel(warm))
            viewer.first_moving()
            lab.end(warm)
            viewers.leave(viewer)
            Fit(playground(layers=layers)).seconds(1)
        kinds = (
            (
                "a shape trained before (2-8-8-8-2)",
                _again(),
                Bar("at most", 0.1, of="value"),
                rounds or ROUNDS,
            ),
            ("a new playground net", _fresh(), Bar("at most", 0.5, of="value"), rounds or ROUNDS),
            (
                "30 layers of 64 with batch normalization, new",
                _deep(),
                Bar("at most", 0.25),
                rounds or DEEP_ROUNDS,
            ),
        )
        for name, experiments, bar, times in kinds:
            progress(name)
            found += _measured(name, _Wait(lab, viewers, experiments), bar, times)
    return found


def _measured(name: str, wait: _Wait, bar: Bar, rounds: int) -> Iterator[Line]:
    times = in_turn({"first frame": wait.first_frame, "fit": wait.fit}, rounds)
    for what, values in (("first frame", times["first frame"]), ("first moving frame", tuple(wait.moving))):
        yield Line(
            what=f"Train to the {what}: {name}",
            unit="s",
            values=values,
            against="fit's first epoch",
            references=times["fit"],
            bar=bar,
            note="from Runs.start, at the speed of the Train button, to the frame in a viewer's channel; "
            "beside compile() and fit(epochs=1) of a new model of such a shape, its layers built beforehand",
        )


def _again() -> Iterator[Experiment]:
    seed = 1
    while True:
        yield playground(weight_seed=seed)
        seed += 1


def _fresh() -> Iterator[Experiment]:
    """A shape that nothing in this process has seen, each time."""
    units = 3
    while True:
        units += 1
        for layers in ((units, 8, 7), (8, units, 6), (7, 6, units)):
            yield playground(layers=layers)


def _deep() -> Iterator[Experiment]:
    units = 64
    while True:
        yield deep((64,) * 29 + (units,))
        units -= 1
