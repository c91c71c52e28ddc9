"""Every sentence of a lesson that claims a number, trained; and that its questions and tasks can be answered.

A seed of each claim is tried, and all that it names with ``LESSONS=all``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from core.claims.outcomes import Outcome
from core.experiment import Experiment
from core.lessons.blocks import Choice, Claim, Sketch, Task
from core.lessons.lesson import Lesson
from core.lessons.measures import START, Measure
from core.lessons.scoring import measured_curve, places, right_answer, score
from core.lessons.shelf import shelf
from core.lessons.theory import theory_curve
from core.lessons.trials import with_choices
from core.significance import over_seeds
from tests.lessons.training import outcome_of
from tests.sampling import wanted

ALL = wanted("LESSONS")
LESSONS = {key: versions["en"] for key, versions in sorted(shelf().lessons.items())}
FULL_MARKS = 90
"""Nearly: what theory's own curve has to reach, where a profile before training is sketched."""


def trained(lesson: Lesson, names: Iterable[str], seed: int, *measures: Measure) -> dict[str, Outcome]:
    found = {}
    for name in names:
        (experiment,) = over_seeds(lesson.trials[name].experiment, range(seed, seed + 1))
        found[name] = outcome_of(as_long_as_needed(experiment, *measures))
    return found


def as_long_as_needed(experiment: Experiment, *measures: Measure) -> Experiment:
    """What is measured before training alone needs hardly any."""
    if all(measure.when == START and not measure.over_when for measure in measures):
        return experiment.model_copy(update={"epochs": 1, "steps_per_epoch": 1})
    return experiment


def seeds(of_claim: int) -> range:
    return range(of_claim) if ALL else range(1)


def claims() -> Iterator[tuple[str, int, Claim]]:
    for key, lesson in LESSONS.items():
        yield from ((key, at, claim) for at, claim in enumerate(lesson.blocks(Claim)))


@pytest.mark.parametrize(
    ("key", "claim"), [pytest.param(key, claim, id=f"{key}-{at}") for key, at, claim in claims()]
)
def test_a_claim_holds(key: str, claim: Claim) -> None:
    lesson, measured = LESSONS[key], claim.condition.measured
    for seed in seeds(claim.seeds):
        outcomes = trained(lesson, measured.experiments, seed, measured.measure)
        said = claim.condition.said(lesson.labels)
        assert claim.condition.holds(outcomes), f"seed {seed}: {measured.of(outcomes):.4g}; {said}"


def predictions(kind: type[Choice] | type[Sketch]) -> list[tuple[str, str]]:
    return [
        (key, name)
        for key, lesson in LESSONS.items()
        for name, found in lesson.predictions.items()
        if isinstance(found, kind)
    ]


@pytest.mark.parametrize(("key", "name"), predictions(Choice))
def test_one_and_the_same_answer_is_right_with_every_seed(key: str, name: str) -> None:
    choice = LESSONS[key].predictions[name]
    assert isinstance(choice, Choice)
    measures = [choice.measured.measure] if choice.measured else []
    found = {
        right_answer(choice, trained(LESSONS[key], choice.experiments, seed, *measures)) for seed in seeds(3)
    }
    assert len(found) == 1 and None not in found


@pytest.mark.parametrize(("key", "name"), predictions(Sketch))
def test_what_is_sketched_lies_in_its_plot_and_theory_scores_near_full_marks(key: str, name: str) -> None:
    lesson, sketch = LESSONS[key], LESSONS[key].predictions[name]
    assert isinstance(sketch, Sketch)
    experiment = lesson.trials[sketch.experiment].experiment
    at = places(sketch, layers=len(experiment.layers), epochs=experiment.epochs)
    for seed in seeds(3):
        outcome = trained(lesson, [sketch.experiment], seed, sketch.measure)[sketch.experiment]
        measured = measured_curve(sketch, outcome, at)
        assert score(sketch, measured.tolist(), measured) == 100
        there = measured[measured == measured]
        assert len(there) and sketch.low <= there.min() and there.max() <= sketch.high
        theory = theory_curve(sketch, experiment)
        if theory is not None:
            assert (score(sketch, theory.tolist(), measured) or 0) >= FULL_MARKS


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key, lesson in LESSONS.items() for name in lesson.tasks]
)
def test_a_task_is_open_at_first_and_can_be_done(key: str, name: str) -> None:
    lesson, task = LESSONS[key], LESSONS[key].tasks[name]
    base, measure = lesson.trials[task.experiment].experiment, task.goal.measured.measure
    assert isinstance(task, Task)
    solved = with_choices(base, task.solution, {})
    for seed in seeds(2):
        before, after = (
            {task.experiment: outcome_of(as_long_as_needed(each, measure))}
            for each in (*over_seeds(base, range(seed, seed + 1)), *over_seeds(solved, range(seed, seed + 1)))
        )
        assert not task.goal.holds(before) and task.goal.holds(after)
