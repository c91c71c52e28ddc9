"""Predictions to choose, tasks, claims and links of a lesson, read from what a teacher wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.lessons.blocks import (
    HIGHEST_ONE,
    LOWEST_ONE,
    Answer,
    Choice,
    Claim,
    Open,
    Task,
    Trial,
)
from core.lessons.conditions import Measured
from core.lessons.measured_blocks import (
    named_trials,
    read_bounds,
    read_condition,
    read_measure,
    read_measured,
)
from core.lessons.names import name_in
from core.lessons.problem import Problem
from core.lessons.trials import flattened, with_choices
from core.lessons.written import Node, Written
from core.message import Message

Trials = Mapping[str, Trial]

SEEDS = 3
"""For which a claim has to hold, where it does not say."""
MOST_SEEDS = 10
PAGES = (
    "playground",
    "train",
    "data",
    "initialization",
    "explore",
    "predictions",
    "normalization",
    "regularization",
    "runs",
    "guide",
)
"""Pages of the lab to which a lesson may lead."""


def read_choice(given: Written, trials: Trials) -> Choice:
    """A prediction to choose: answers by bounds of a number, by experiment, or one that is right."""
    name, question = name_in(given, "name"), given.text("question")
    which = given.one_of("which", ("", LOWEST_ONE, HIGHEST_ONE), "")
    measured: Measured | None = None
    among: tuple[str, ...] = ()
    if which:
        among = named_trials(given, "among", trials)
        measured = Measured(measure=read_measure(given), experiment=among[0])
    elif given.has("quantity"):
        measured = read_measured(given, trials)
    answers = tuple(_answer(part, among, measured) for part in given.parts("answers"))
    if len(answers) < 2:
        raise Problem(given.line_of("answers"), Message("Expected two answers or more."))
    if measured is None and sum(answer.right for answer in answers) != 1:
        raise Problem(
            given.line_of("answers"),
            Message(
                "Expected a quantity that decides which answer is right, or exactly one answer with “right: "
                "yes”."
            ),
        )
    return Choice(name=name, question=question, answers=answers, measured=measured, among=among, which=which)


def _answer(given: Written, among: tuple[str, ...], measured: Measured | None) -> Answer:
    answer = Answer(says=given.text("says"))
    if among:
        answer = replace(answer, experiment=given.one_of("experiment", among))
    elif measured is not None:
        bounds = read_bounds(given)
        if bounds is None:
            raise Problem(given.line, Message("Expected a line “at_least: …” or “at_most: …” here."))
        answer = replace(answer, bounds=bounds)
    else:
        answer = replace(answer, right=given.one_of("right", ("yes", "no"), "no") == "yes")
    given.done()
    return answer


def read_task(given: Written, trials: Trials) -> Task:
    """Something to reach by changing an experiment."""
    may_change = {
        path: tuple(option.text() for option in node.listed())
        for path, node in given.need("may_change").mapping().items()
    }
    begin = trials[given.one_of("experiment", trials)].experiment
    line = given.line_of("may_change")
    for path, options in may_change.items():
        for option in options:
            with_choices(begin, {path: option}, {path: given.need("may_change").mapping()[path].line})
    solution, lines = flattened(given.need("solution").mapping(), line)
    most = given.whole("most", 1, 5, 1)
    for path, text in solution.items():
        if text not in may_change.get(path, ()):
            raise Problem(
                lines[path],
                Message("Expected the solution to be made of what may be changed, and of its options."),
            )
    if len(solution) > most:
        raise Problem(given.line_of("solution"), Message("The solution changes more than the task allows."))
    goal = Written(given.need("goal").inside(experiment=given.need("experiment")))
    condition = read_condition(goal, trials)
    goal.done()
    return Task(
        name=name_in(given, "name"),
        says=given.text("says"),
        experiment=given.text("experiment"),
        most=most,
        may_change=may_change,
        goal=condition,
        solution=solution,
        hints=tuple(node.text() for node in _listed(given, "hints")),
    )


def _listed(given: Written, key: str) -> list[Node]:
    found = given.get(key)
    if found is None:
        return []
    return found.listed() if isinstance(found.value, list) else [found]  # a hint may have commas


def read_claim(given: Written, trials: Trials) -> Claim:
    """What a sentence says in numbers."""
    return Claim(condition=read_condition(given, trials), seeds=given.whole("seeds", 1, MOST_SEEDS, SEEDS))


def read_open(given: Written) -> Open:
    """A link to a page of the lab."""
    query = given.get("query")
    texts = {} if query is None else {key: node.text() for key, node in query.mapping().items()}
    return Open(page=given.one_of("page", PAGES), label=given.text("label"), query=texts)
