"""A lesson's file in parts: its header, its steps, and in each step prose and named blocks, with their lines.

Nothing of it is understood here but the lines that part it: ``---`` around the header, ``## `` before a step,
and fences around a block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.lessons.problem import Problem
from core.message import Message

MOST_CHARACTERS = 200_000
CODE = frozenset({"", "python", "text", "json", "sh"})
"""Names behind a fence that mean plain code, which is shown and never run."""

_RULE = "---"
_STEP = re.compile(r"##\s+(?P<title>\S.*)")
_FENCE = re.compile(r"`{3,}|~{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a file.

    Arguments:
        text: without the fences around it.
        line: the first of them.
        name: of a block; "" for prose.
    """

    text: str
    line: int
    name: str = ""


@dataclass(slots=True)
class StepSource:
    """A step as it is written."""

    title: str
    line: int
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A file in parts."""

    header: Part
    steps: tuple[StepSource, ...]


def parted(text: str) -> Source:
    """The parts of a lesson's file.

    Raises:
        Problem: it has no header or no step, is too long, or a block does not end.
    """
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            1,
            Message(
                "Expected a lesson of at most {limit} characters, received {got}. Make two of it.",
                limit=MOST_CHARACTERS,
                got=len(text),
            ),
        )
    lines = text.removeprefix("\ufeff").splitlines()
    header = _header(lines)
    return Source(header, tuple(_steps(lines, header.line + len(header.text.splitlines()) + 1)))


def _header(lines: Sequence[str]) -> Part:
    if lines and lines[0].rstrip() == _RULE:
        for at, line in enumerate(lines[1:], 1):
            if line.rstrip() == _RULE:
                return Part("\n".join(lines[1:at]), 2)
    raise Problem(
        1, Message("Expected a header between two lines of --- at the beginning. See docs/lessons.md.")
    )


def _steps(lines: Sequence[str], first: int) -> list[StepSource]:
    steps: list[StepSource] = []
    prose: list[str] = []
    at = first

    def end_prose() -> None:
        if "".join(prose).strip():
            if not steps:
                raise Problem(
                    first,
                    Message("Expected a step, a line such as “## The question”, before any other text."),
                )
            steps[-1].parts.append(Part("\n".join(prose).strip("\n"), at - len(prose)))
        prose.clear()

    while at <= len(lines):
        line = lines[at - 1]
        fence = _FENCE.match(line)
        name = line[fence.end() :].strip() if fence else ""
        if fence and "`" not in name:
            end = _end_of(lines, at, fence[0])
            if name in CODE:
                prose.extend(lines[at - 1 : end])
            else:
                end_prose()
                if not steps:
                    raise Problem(
                        at,
                        Message("Expected a step, a line such as “## The question”, before any other text."),
                    )
                steps[-1].parts.append(Part("\n".join(lines[at : end - 1]), at + 1, name))
            at = end + 1
            continue
        if heading := _STEP.fullmatch(line.rstrip()):
            end_prose()
            steps.append(StepSource(heading["title"], at))
        else:
            prose.append(line)
        at += 1
    end_prose()
    if not steps:
        raise Problem(first, Message("Expected at least one step, a line such as “## The question”."))
    return steps


def _end_of(lines: Sequence[str], opened: int, fence: str) -> int:
    """The line of the fence that closes the one at line `opened`."""
    for at in range(opened + 1, len(lines) + 1):
        found = lines[at - 1].strip()
        if found.startswith(fence) and not found.strip(fence[0]):
            return at
    raise Problem(
        opened, Message("This block does not end: expected a line of {fence} below it.", fence=fence)
    )
