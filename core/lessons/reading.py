"""A lesson's file, understood: its header, and every block by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from core.choices.fields import shown, unknown
from core.lessons.blocks import (
    Block,
    Choice,
    Compare,
    Prose,
    Remember,
    Sketch,
    Task,
    Trial,
    Watch,
)
from core.lessons.lesson import Lesson, Step
from core.lessons.measured_blocks import read_run, read_sketch
from core.lessons.names import name_in
from core.lessons.problem import Problem
from core.lessons.source import Part, StepSource, parted
from core.lessons.told_blocks import read_choice, read_claim, read_open, read_task
from core.lessons.trials import read_trial
from core.lessons.written import Written, written
from core.message import Message

Trials = Mapping[str, Trial]

_READERS: dict[str, Callable[[Written, Trials], Block]] = {
    "experiment": read_trial,
    "run": read_run,
    "predict": read_choice,
    "sketch": read_sketch,
    "task": read_task,
    "claim": read_claim,
    "compare": lambda given, trials: Compare(given.text("prediction")),
    "watch": lambda given, trials: Watch(given.one_of("experiment", trials)),
    "open": lambda given, trials: read_open(given),
}
REMEMBER = "remember"
"""A block whose content is Markdown."""
BLOCKS = (*_READERS, REMEMBER)
"""Names that may stand behind a fence."""


def read(text: str) -> Lesson:
    """The lesson that `text` is.

    Raises:
        Problem: something in it cannot be used; the first such thing.
    """
    source = parted(text)
    header = written(source.header.text, source.header.line)
    key, number, title = name_in(header, "key"), header.whole("number", 1, 999), header.text("title")
    question, minutes = header.text("question"), header.whole("minutes", 1, 240)
    header.done()
    trials = _trials(source.steps)
    steps = tuple(_step(step, trials) for step in source.steps)
    lesson = Lesson(key=key, number=number, title=title, question=question, minutes=minutes, steps=steps)
    _names_are_known(lesson, source.steps)
    return lesson


def _trials(steps: tuple[StepSource, ...]) -> dict[str, Trial]:
    """All experiments: blocks may speak of those that stand below."""
    found: dict[str, Trial] = {}
    for step in steps:
        for part in step.parts:
            if part.name == "experiment":
                trial = read_trial(written(part.text, part.line), found)
                found[trial.name] = trial
    return found


def _step(source: StepSource, trials: Trials) -> Step:
    return Step(source.title, tuple(_block(part, trials) for part in source.parts))


def _block(part: Part, trials: Trials) -> Block:
    if not part.name:
        return Prose(part.text)
    if part.name == REMEMBER:
        return Remember(part.text)
    if part.name not in _READERS:
        raise Problem(
            part.line - 1,
            Message(
                "{problem} Code that is only shown is named python or text.",
                problem=unknown(part.name, dict.fromkeys(BLOCKS)),
            ),
        )
    given = written(part.text, part.line)
    if part.name == "experiment":
        return trials[given.text("name")]
    block = _READERS[part.name](given, trials)
    given.done()
    return block


def _names_are_known(lesson: Lesson, sources: tuple[StepSource, ...]) -> None:
    """See that what is compared is predicted, what is predicted is trained, and no name is there twice."""
    seen: set[str] = set()
    for step, source in zip(lesson.steps, sources, strict=True):
        for block, part in zip(step.blocks, source.parts, strict=True):
            complain = partial(Problem, part.line)
            if isinstance(block, Choice | Sketch | Task):
                if block.name in seen:
                    raise complain(
                        Message("There is another one named {name} above.", name=shown(block.name))
                    )
                seen.add(block.name)
            if isinstance(block, Choice | Sketch):
                _is_trained(lesson, block.experiments, complain)
            if isinstance(block, Compare) and block.prediction not in lesson.predictions:
                raise complain(unknown(block.prediction, lesson.predictions))


def _is_trained(lesson: Lesson, experiments: tuple[str, ...], complain: Callable[[Message], Problem]) -> None:
    for name in experiments:
        if lesson.run_of(name) is None:
            raise complain(
                Message(
                    "Expected a run block that trains {name}: else nothing is measured.", name=shown(name)
                )
            )
