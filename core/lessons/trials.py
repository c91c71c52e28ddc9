"""The experiments of a lesson, read from what a teacher wrote: choices as in a link of the lab."""

from __future__ import annotations

from collections.abc import Mapping

from core.choices.fields import shown
from core.differing import completed
from core.experiment import DEFAULT, Experiment
from core.lessons.blocks import Trial
from core.lessons.names import name_in
from core.lessons.problem import Problem
from core.lessons.written import Node, Written
from core.message import Message

MOST_EPOCHS = 200
"""Of a run side by side with others, see `core.live.records.series`."""


def read_trial(given: Written, known: Mapping[str, Trial]) -> Trial:
    """The experiment that a block describes; `known` are those above it, which it may be like.

    Raises:
        Problem: a choice is wrong, or its name is taken.
    """
    name = name_in(given, "name")
    if name in known:
        raise Problem(
            given.line_of("name"), Message("There is another one named {name} above.", name=shown(name))
        )
    label, like = given.text("label"), given.one_of("like", ("", *known), "")
    base = known[like].experiment if like else DEFAULT
    changed, lines = flattened(given.rest(), given.line)
    experiment = with_choices(base, changed, lines)
    if experiment.epochs > MOST_EPOCHS:
        raise Problem(
            lines.get("epochs", given.line),
            Message(
                "Expected at most {limit} epochs, received {got}.", limit=MOST_EPOCHS, got=experiment.epochs
            ),
        )
    return Trial(name=name, label=label, experiment=experiment, changed=changed, like=like)


def flattened(nodes: Mapping[str, Node], line: int) -> tuple[dict[str, str], dict[str, int]]:
    """Choices by path as texts, and their lines: ``optimizer: {name: sgd, momentum: 0.9}`` is two."""
    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    for path, node in nodes.items():
        if isinstance(node.value, dict):
            for key, part in node.value.items():
                full = path if key == "name" else f"{path}.{key}"
                texts[full], lines[full] = part.text(), part.line
        else:
            texts[path], lines[path] = node.text(), node.line
    return texts, lines


def with_choices(base: Experiment, changed: Mapping[str, str], lines: Mapping[str, int]) -> Experiment:
    """`base` with other choices.

    Raises:
        Problem: one of them is wrong, at its line.
    """
    experiment, errors = Experiment.lenient(completed(base, changed))
    for path, message in errors.items():
        at = lines.get(path) or next(
            (line for key, line in lines.items() if key.partition(".")[0] == path.partition(".")[0]),
            min(lines.values(), default=1),
        )
        raise Problem(at, Message("{name}: {problem}", name=path, problem=message))
    return experiment
