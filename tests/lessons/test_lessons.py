"""The lab's own lessons: they are in order, say the same in every language, and can be taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from core.lessons.blocks import Choice, Compare, Prose, Remember, Run, Task
from core.lessons.lesson import Lesson
from core.lessons.shelf import FOLDER, shelf
from ui.language import LANGUAGES

KEYS = sorted(shelf().lessons)
SAID = {"label", "says", "question", "hints", "text", "title"}
"""What differs from language to language."""


def test_no_file_is_broken() -> None:
    assert [str(broken.said()) for broken in shelf().broken] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_language_has_the_same_blocks(key: str) -> None:
    versions = shelf().lessons[key]
    assert set(versions) == set(LANGUAGES)
    plain = {language: bare(lesson) for language, lesson in versions.items()}
    for language in versions:
        assert plain[language] == plain["en"], language


def bare(found: Any) -> Any:
    """`found` without what people read."""
    if isinstance(found, Prose | Remember):
        return type(found).__name__
    if isinstance(found, Lesson) or (is_dataclass(found) and not hasattr(found, "model_dump")):
        return {
            each.name: bare(getattr(found, each.name))
            for each in fields(found)
            if each.name not in SAID  # type: ignore[arg-type]
        }
    if isinstance(found, Mapping):
        return {name: bare(value) for name, value in found.items()}
    if isinstance(found, tuple):
        return [bare(value) for value in found]
    return found


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lesson_has_all_that_a_lesson_has(key: str, language: str) -> None:
    lesson = shelf().lessons[key][language]
    blocks = [block for step in lesson.steps for block in step.blocks]
    for kind in (Run, Compare, Task, Remember):
        assert any(isinstance(block, kind) for block in blocks), kind
    compared = {block.prediction for block in blocks if isinstance(block, Compare)}
    assert compared == lesson.predictions.keys() != set(), "each prediction is compared"
    assert 4 <= len(lesson.steps) <= 9 and lesson.question.endswith("?")
    assert all(step.blocks for step in lesson.steps)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_asked_is_asked_before_it_is_shown(key: str) -> None:
    lesson = shelf().lessons[key]["en"]
    blocks = [block for step in lesson.steps for block in step.blocks]
    for block in blocks:
        if isinstance(block, Compare):
            prediction = lesson.predictions[block.prediction]
            runs = [run for name in prediction.experiments if (run := lesson.run_of(name))]
            assert blocks.index(prediction) < blocks.index(block)
            assert all(blocks.index(run) < blocks.index(block) for run in runs)
            if isinstance(prediction, Choice) and prediction.experiments:
                assert blocks.index(prediction) < max(map(blocks.index, runs)), "before its last run"


def test_numbers_and_names_of_files_agree() -> None:
    for language in LANGUAGES:
        names = sorted(path.stem for path in (FOLDER / language).glob("*.md"))
        lessons = [versions[language] for versions in shelf().lessons.values()]
        numbers = sorted(lesson.number for lesson in lessons)
        assert [int(name.partition("-")[0]) for name in names] == numbers and len({*numbers}) == len(numbers)


def test_a_lesson_that_is_not_there_in_a_language_is_shown_in_another() -> None:
    key = KEYS[0]
    only = replace(shelf(), lessons={key: {"ko": shelf().lessons[key]["ko"]}})
    assert only.lesson(key, ("en",)) is only.lessons[key]["ko"]
    assert only.lesson("nowhere", ("en",)) is None
