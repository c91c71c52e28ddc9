"""What the runs of a lesson have given so far."""

from __future__ import annotations

from collections.abc import Iterable

from core.claims.outcomes import Outcome
from core.experiment import Experiment
from core.lessons.blocks import Run
from core.lessons.lesson import Lesson
from ui.side_by_side import outcomes_of


def experiments_of(lesson: Lesson, run: Run) -> tuple[Experiment, ...]:
    """What a run trains."""
    return tuple(lesson.trials[name].experiment for name in run.experiments)


def found(lesson: Lesson, names: Iterable[str]) -> dict[str, Outcome]:
    """Outcomes of experiments, by name; those that nobody has begun to train are left out."""
    outcomes: dict[str, Outcome] = {}
    for name in names:
        run = lesson.run_of(name)
        of_run = None if run is None or name in outcomes else outcomes_of(experiments_of(lesson, run))
        if run is not None and of_run is not None:
            outcomes |= dict(zip(run.experiments, of_run, strict=True))
    return outcomes


def are_over(outcomes: dict[str, Outcome], names: Iterable[str]) -> bool:
    """Whether all these were trained to the end."""
    return all(name in outcomes and outcomes[name].over for name in names)
