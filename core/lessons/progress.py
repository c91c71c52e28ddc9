"""How far somebody is in a lesson: steps seen, predictions made, tasks done."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.lessons.lesson import Lesson

MOST_POINTS = 100
"""Of a sketch."""

Predicted = int | tuple[float, ...]
"""Which answer, from 0; or the values of a sketch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is in a lesson.

    Arguments:
        seen: numbers of steps, from 1.
        predicted: by the prediction's name.
        scores: points of predictions that were compared, by name.
        done: names of tasks.
    """

    seen: frozenset[int] = frozenset()
    predicted: Mapping[str, Predicted] = field(default_factory=dict)
    scores: Mapping[str, int] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    def saw(self, step: int) -> Progress:
        """With another step."""
        return replace(self, seen=self.seen | {step})

    def predicts(self, name: str, predicted: Predicted) -> Progress:
        """With another prediction, whose former score counts no more."""
        scores = {key: value for key, value in self.scores.items() if key != name}
        return replace(self, predicted={**self.predicted, name: predicted}, scores=scores)

    def scored(self, name: str, points: int) -> Progress:
        """With the points of a prediction."""
        return replace(self, scores={**self.scores, name: points})

    def finished(self, task: str) -> Progress:
        """With another task done."""
        return replace(self, done=self.done | {task})

    def complete(self, lesson: Lesson) -> bool:
        """Whether every step was seen, every prediction made, and every task done."""
        return (
            len(self.seen) >= len(lesson.steps)
            and self.predicted.keys() >= lesson.predictions.keys()
            and self.done >= lesson.tasks.keys()
        )

    @property
    def points(self) -> int | None:
        """The mean score of what was compared; None before anything was."""
        return round(sum(self.scores.values()) / len(self.scores)) if self.scores else None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        predicted = {
            name: found if isinstance(found, int) else list(found) for name, found in self.predicted.items()
        }
        return {
            "seen": sorted(self.seen),
            "predicted": predicted,
            "scores": dict(self.scores),
            "done": sorted(self.done),
        }

    @classmethod
    def of_json(cls, body: Any, lesson: Lesson) -> Progress:
        """What `to_json` wrote, as far as it is about `lesson` as it is today."""
        if not isinstance(body, dict):
            return cls()
        steps = range(1, len(lesson.steps) + 1)
        predicted = {
            name: found
            for name, value in _mapping(body.get("predicted")).items()
            if name in lesson.predictions and (found := read_predicted(value)) is not None
        }
        scores = {
            name: value
            for name, value in _mapping(body.get("scores")).items()
            if name in predicted and type(value) is int and 0 <= value <= 100
        }
        return cls(
            seen=frozenset(each for each in _listed(body.get("seen")) if type(each) is int and each in steps),
            predicted=predicted,
            scores=scores,
            done=frozenset(
                each for each in _listed(body.get("done")) if isinstance(each, str) and each in lesson.tasks
            ),
        )


def read_predicted(value: Any) -> Predicted | None:
    """A prediction that a browser or the store has; None where it is none."""
    if type(value) is int:
        return value
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_POINTS:
        return None
    if not all(type(each) in (int, float) and math.isfinite(each) for each in value):
        return None
    return tuple(float(each) for each in value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
