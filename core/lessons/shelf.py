"""All lessons: those of the lab, and those of a folder of one's own.

A broken file is told, and disturbs no other.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from core.lessons.lesson import Lesson
from core.lessons.problem import Problem
from core.lessons.reading import read
from core.message import Message

FOLDER = Path(__file__).resolve().parent.parent.parent / "lessons"
"""Of the lab's own lessons."""
VARIABLE = "GRADIENT_LAB_LESSONS"
"""The environment variable that names a folder of more lessons."""
MOST_FILES = 500
MOST_BYTES = 1_000_000

_NO_FOLDER = Message(
    "Expected a folder that the lab can read. Name one that is there, or leave the setting out."
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no lesson.

    Arguments:
        file: as it is named below its folder.
        problem: its first line that cannot be used.
    """

    file: str
    problem: Problem

    def said(self) -> Message:
        """In words, with file and line; of what is no line of it, the name alone."""
        if not self.problem.line:
            return Message("{name}: {problem}", name=self.file, problem=self.problem.message)
        return Message(
            "{file}, line {line}: {problem}",
            file=self.file,
            line=self.problem.line,
            problem=self.problem.message,
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Lessons in all languages.

    Arguments:
        lessons: key to language to lesson, in the order of their numbers.
        broken: files that are none.
    """

    lessons: Mapping[str, Mapping[str, Lesson]] = field(default_factory=dict)
    broken: Sequence[Broken] = ()

    def lesson(self, key: str, languages: Sequence[str]) -> Lesson | None:
        """The lesson with that key, in the first of `languages` that it has, else in any."""
        versions = self.lessons.get(key)
        if not versions:
            return None
        return next((versions[each] for each in languages if each in versions), next(iter(versions.values())))

    def listed(self, languages: Sequence[str]) -> list[Lesson]:
        """All of them, each once, by their numbers."""
        found = [lesson for key in self.lessons if (lesson := self.lesson(key, languages))]
        return sorted(found, key=lambda lesson: (lesson.number, lesson.key))


def shelf() -> Shelf:
    """The lessons of the lab and of the folder that the setting names.

    Of two with the same key the folder's counts. Files that have changed are read anew.
    """
    lessons: dict[str, dict[str, Lesson]] = {}
    broken: list[Broken] = []
    own = os.environ.get(VARIABLE, "").strip()
    for folder in (FOLDER, *([Path(own)] if own else ())):
        found, wrong = _of_folder(folder)
        lessons |= found
        broken += wrong
    if own and not _is_readable(Path(own)):
        broken.append(Broken(VARIABLE, Problem(0, _NO_FOLDER)))
    return Shelf(lessons, broken)


def _is_readable(folder: Path) -> bool:
    try:
        return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
    except ValueError:  # a zero byte in the name
        return False


def _of_folder(folder: Path) -> tuple[dict[str, dict[str, Lesson]], list[Broken]]:
    found: dict[str, dict[str, Lesson]] = {}
    broken: list[Broken] = []
    for language, path in _files(folder):
        # A name need not be UTF-8; what is told has to be.
        name = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
        try:
            lesson = _read(path)
            versions = found.setdefault(lesson.key, {})
            if language in versions:
                raise Problem(2, Message("Another file has the key {key} already.", key=lesson.key))
            versions[language] = lesson
        except Problem as problem:
            broken.append(Broken(name, problem))
    return found, broken


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Language and path of each file: ``ko/07-sigmoid.md`` is Korean, one without a folder any language."""
    try:
        paths = sorted([*folder.glob("*.md"), *folder.glob("[a-z][a-z]/*.md")])[:MOST_FILES]
    except OSError:
        return
    for path in paths:
        yield "" if path.parent == folder else path.parent.name, path


def _read(path: Path) -> Lesson:
    """The lesson in a file.

    Raises:
        Problem: it is none, or cannot be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device may never end
            raise Problem(1, Message("Expected a text file, received a folder, a pipe or a device."))
        if status.st_size > MOST_BYTES:
            raise Problem(1, Message("This file is too large for a lesson."))
        found = _read_once(path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(1, Message("This file cannot be read as UTF-8 text.")) from error
    if isinstance(found, Problem):
        raise Problem(found.line, found.message)
    return found


@lru_cache(maxsize=2 * MOST_FILES)
def _read_once(path: Path, changed: int, size: int) -> Lesson | Problem:
    try:
        return read(path.read_text("utf-8"))
    except Problem as problem:
        return problem
