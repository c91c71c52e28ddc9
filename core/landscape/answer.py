"""The race, its plane and its sharpness, in parts as JSON."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.cancellation import give_way
from core.engine.training.loss_surface import Doubles, LossSurface, Vector
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.json_numbers import number
from core.landscape.plane import Plane, extent
from core.landscape.question import MOST_STEPS, Race
from core.message import Invalid, Message

POINTS = 100
"""Of a way, beside its beginning."""
SHARP_POINTS = 32
"""Of these at which sharpness is measured: each takes about twenty products with the Hessian."""

LARGEST = 1e6
"""A weight of this size ends a way: what follows is no landscape that could be drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """The weights on a run's way.

    Arguments:
        steps: at which they were.
        weights: shape ``(points, size)``.
        diverged: whether it ended because numbers stopped being finite, or became too large to draw.
    """

    steps: list[int]
    weights: Vector
    diverged: bool


def answer(body: Any) -> Generator[Any]:
    """First each run's way, then the plane with its rows of losses, then sharpness, point by point.

    ``{"way", "steps", "losses", "epochs", "diverged"}`` for each run, numbered; ``{"a", "b", "places",
    "beside"}``, where the ways lie on the plane, and how much of their distance lies beside it; for each
    value of b, from the lowest, ``{"row", "losses"}``; ``{"sharp", "step", "value", "limit"}``, of a run at
    a step: the largest eigenvalue of the Hessian, and the one from which on plain gradient descent at that
    rate does not settle, where it is that.

    Raises:
        Invalid: see `Race.read`.
        Cancelled: nobody waits for it any more.
    """
    race = Race.read(body)
    trainers = [Trainer(experiment) for experiment in race.experiments]
    for trainer in trainers:
        _check_length(trainer)
    for trainer in trainers:  # both at once: whoever looks waits for the slower one
        trainer.program.compile(owner=trainer.owner)
    surface = LossSurface(trainers[0])
    ways = []
    for at, trainer in enumerate(trainers):
        ways.append(train(trainer, surface))
        yield _way(at, ways[-1], surface, trainer)
    plane = _plane(race, trainers[0], ways)
    places = [plane.places(way.weights) for way in ways]
    a, b = (np.linspace(-1, 1, 41),) * 2 if race.random else extent(places)
    yield {
        "a": _rounded(a),
        "b": _rounded(b),
        "places": [[_rounded(place) for place in each] for each in places],
        "beside": [number(float(plane.beside(way.weights).max())) for way in ways],
    }
    for at, height in enumerate(b):
        give_way()
        yield {"row": at, "losses": _rounded(surface.losses(plane.row(a, float(height))))}
    yield from _sharpness(race, ways, surface)


def train(trainer: Trainer, surface: LossSurface) -> Way:
    """Train to the end and keep the weights on the way."""
    trainer.wait_until_compiled()
    marks = np.unique(np.linspace(0, trainer.last_step, POINTS + 1).round().astype(int)).tolist()
    steps, kept = [0], [surface.weights(trainer).copy()]
    for mark in marks[1:]:
        give_way()
        trainer.advance_steps(mark - trainer.step)
        weights = surface.weights(trainer)
        if trainer.diverged or not np.abs(weights).max() < LARGEST:  # NaN is not below it either
            return Way(steps, np.stack(kept), True)
        steps.append(trainer.step)
        kept.append(weights.copy())
    return Way(steps, np.stack(kept), False)


def _check_length(trainer: Trainer) -> None:
    if trainer.last_step > MOST_STEPS:
        raise Invalid(
            Message(
                "Expected at most {limit} steps here, received {got}. Choose fewer epochs or larger batches.",
                limit=MOST_STEPS,
                got=trainer.last_step,
            )
        )


def _way(at: int, way: Way, surface: LossSurface, trainer: Trainer) -> dict[str, Any]:
    return {
        "way": at,
        "steps": way.steps,
        "losses": _rounded(surface.losses(way.weights), digits=8),
        "epochs": trainer.experiment.epochs,
        "diverged": way.diverged,
    }


def _plane(race: Race, trainer: Trainer, ways: list[Way]) -> Plane:
    if not race.random:
        return Plane.through([way.weights for way in ways])
    shapes = [tuple(weight.shape) for weight in trainer.program.step_functions.network.trainable]
    return Plane.random(ways[0].weights[-1], shapes, race.direction_seed)


def _sharpness(race: Race, ways: list[Way], surface: LossSurface) -> Generator[Any]:
    for at, (experiment, way) in enumerate(zip(race.experiments, ways, strict=True)):
        chosen = np.unique(np.linspace(0, len(way.steps) - 1, SHARP_POINTS).round().astype(int))
        for index in chosen.tolist():
            yield {
                "sharp": at,
                "step": way.steps[index],
                "value": number(surface.sharpness(way.weights[index])),
                "limit": stable_limit(experiment),
            }


def stable_limit(experiment: Experiment) -> float | None:
    """The curvature above which gradient descent at this rate does not settle on a quadratic: 2 / rate, with
    momentum m 2 (1 + m) / rate (Cohen et al. 2021, section 2). None for other optimizers, which scale each
    weight's steps by themselves, and for Nesterov's momentum."""
    if experiment.optimizer.name != "sgd" or experiment.optimizer["nesterov"]:
        return None
    return 2 * (1 + float(experiment.optimizer["momentum"])) / experiment.learning_rate


def _rounded(values: Doubles, digits: int = 6) -> list[float | None]:
    return [float(f"{value:.{digits}g}") if np.isfinite(value) else None for value in values.tolist()]
