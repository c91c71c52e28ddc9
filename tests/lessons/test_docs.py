"""docs/lessons.md: its example is a lesson, trains as it says, and every word of the format is there."""

from __future__ import annotations

import re

from core.lessons.blocks import Claim, Sketch, Task
from core.lessons.measures import NAMED_LAYERS, TIMES
from core.lessons.quantities import QUANTITIES
from core.lessons.reading import BLOCKS, read
from core.lessons.scoring import measured_curve, places, right_answer
from core.lessons.trials import with_choices
from tests.conftest import ROOT
from tests.lessons.training import outcome_of

TEXT = (ROOT / "docs/lessons.md").read_text("utf-8")


def test_the_example_is_a_lesson_that_holds() -> None:
    example = re.search(r"<!-- tested -->\n````markdown\n(.*?)````", TEXT, re.DOTALL)
    assert example is not None
    lesson = read(example[1])
    outcomes = {name: outcome_of(trial.experiment) for name, trial in lesson.trials.items()}
    assert all(claim.condition.holds(outcomes) for claim in lesson.blocks(Claim))
    choice, sketch = lesson.predictions.values()
    assert right_answer(choice, outcomes) == 1 and isinstance(sketch, Sketch)  # type: ignore[arg-type]
    measured = measured_curve(sketch, outcomes["larger"], places(sketch, layers=1, epochs=10))
    assert sketch.low <= measured.min() and measured.max() <= sketch.high
    (task,) = lesson.blocks(Task)
    solved = with_choices(lesson.trials[task.experiment].experiment, task.solution, {})
    assert not task.goal.holds(outcomes) and task.goal.holds({task.experiment: outcome_of(solved)})


def test_every_word_of_the_format_is_said() -> None:
    said = set(re.findall(r"`(\w+)`", TEXT))
    metrics = {key for key, entry in QUANTITIES.items() if entry.of_run is not None} - {"recall", "f1"}
    assert said >= {*BLOCKS, *TIMES, *NAMED_LAYERS}
    layers = {key for key, entry in QUANTITIES.items() if entry.of_layer is not None}
    assert said >= layers and metrics & said >= {"loss", "val_loss", "gap", "diverged", "best_epoch"}
