"""A lesson: a question, steps, and in them prose and live blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from core.lessons.blocks import Block, Choice, Prediction, Run, Sketch, Task, Trial

B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a lesson that is on screen at a time."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson in one language.

    Arguments:
        key: in addresses, and by which progress is kept: the same in all languages.
        number: where it stands in the list.
        title, question: what it is called, and what it asks.
        minutes: that it takes, about.
        steps: first to last.
    """

    key: str
    number: int
    title: str
    question: str
    minutes: int
    steps: tuple[Step, ...]

    def blocks(self, kind: type[B]) -> Iterator[B]:
        """All blocks of a kind, in order."""
        for step in self.steps:
            yield from (block for block in step.blocks if isinstance(block, kind))

    @cached_property
    def trials(self) -> Mapping[str, Trial]:
        """Its experiments by name."""
        return {trial.name: trial for trial in self.blocks(Trial)}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What they are called, by name."""
        return {name: trial.label for name, trial in self.trials.items()}

    @cached_property
    def predictions(self) -> Mapping[str, Prediction]:
        """What is predicted, by name."""
        found: list[Prediction] = [*self.blocks(Choice), *self.blocks(Sketch)]
        return {each.name: each for each in found}

    @cached_property
    def tasks(self) -> Mapping[str, Task]:
        """Its tasks by name."""
        return {task.name: task for task in self.blocks(Task)}

    def run_of(self, experiment: str) -> Run | None:
        """The run that trains an experiment."""
        return next((run for run in self.blocks(Run) if experiment in run.experiments), None)
