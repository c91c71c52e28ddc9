"""docs/coverage.md: that its places are on screen and its tests are there."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from core.experiment import FIELDS
from core.hyperparameters import GROUPS
from core.lessons.shelf import shelf
from tests.conftest import ROOT

Row = tuple[str, str, str]


def _rows() -> list[Row]:
    lines = (ROOT / "docs/coverage.md").read_text("utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")
    ]
    return [(row[0], row[1], row[2]) for row in cells if row[0] not in ("Concept", "---")]


ROWS = _rows()


@cache
def _words() -> frozenset[str]:
    """Every text that a page may show, in English; `test_language` holds the catalogue complete."""
    titles = {versions["en"].title for versions in shelf().lessons.values()}
    with (ROOT / "locales/ko/LC_MESSAGES/gradient_lab.po").open("rb") as file:
        return frozenset(str(entry.id) for entry in read_po(file)) | titles


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, functions))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_concept_is_on_screen_and_tested(row: Row) -> None:
    _concept, places, tests = row
    words = [word.strip() for place in places.split(";") for word in place.split("›")]
    assert [word for word in words if word not in _words()] == []
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests)
    assert named and len(named) == len(tests.split(";"))
    assert [name for path, name in named if name not in _tests(path)] == []


def _fields_by_label() -> dict[str, str]:
    """The group of the form that a choice stands in, by the choice's label."""
    return {field.label: GROUPS[field.group] for field in FIELDS.values()}


def test_choices_stand_in_the_group_of_the_form_that_is_named() -> None:
    groups, checked = _fields_by_label(), 0
    for concept, places, _tests in ROWS:
        for place in places.split(";"):
            page, *words = (word.strip() for word in place.split("›"))
            if page != "Train" or not words:
                continue
            assert words[0] in groups.values() or words[0] not in groups, f"{concept}: in which group?"
            if words[0] in groups.values() and words[1:] and words[1] in groups:
                assert groups[words[1]] == words[0], f"{concept}: {words[1]} is in {groups[words[1]]}"
                checked += 1
    assert checked > 40


def test_no_concept_is_there_twice() -> None:
    concepts = [row[0] for row in ROWS]
    assert len(concepts) == len(set(concepts)) > 80
