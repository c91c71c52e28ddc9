"""The program of every choice is Python, needs nothing of this project, and reads like one."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from core.experiment import Experiment
from core.export import notebook, script
from core.export.code import literal
from core.export.script import imports_of, sections_of
from tests.export.cases import MIXED, experiment, one_by_one, tables

CASES = {**one_by_one(), **MIXED, **tables()}
OUTSIDE = {"functools", "imblearn", "keras", "math", "numpy", "pandas", "sklearn"}


@pytest.mark.parametrize("name", CASES)
def test_it_is_python_that_imports_nothing_of_ours(name: str) -> None:
    text = script(experiment(CASES[name]))
    tree = ast.parse(text)
    assert imported(tree) <= OUTSIDE
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {alias for node in tree.body for alias in bound(node)} <= used
    assert max(map(len, text.splitlines())) <= 110
    assert "\n\n\n\n" not in text and text.endswith("\n")


def imported(tree: ast.Module) -> set[str]:
    """First names of the modules that are imported."""
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    modules |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    return {name.partition(".")[0] for name in modules}


def bound(node: ast.stmt) -> list[str]:
    """Names that an import binds."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    return [each.asname or each.name for each in node.names]


def test_it_has_only_what_the_experiment_needs() -> None:
    text = without_comments(script(Experiment()))
    for absent in ("callbacks", "Dropout", "weights", "pandas", "x_test", "Regularizer", "metrics_"):
        assert absent not in text


def test_comments_are_in_the_language_of_the_reader() -> None:
    plain, other = script(Experiment()), script(Experiment(), lambda text: f"§ {text}")
    assert without_comments(other) == without_comments(plain)
    assert "§" not in plain
    assert other.count("# §") > 8


def without_comments(text: str) -> str:
    return ast.unparse(ast.parse(text))


@pytest.mark.parametrize(
    "value", ["a'b\"c\n", "\\", "\u202e", "\ud800", "'''", 0.1, -3, True, None, (1,), ["a"], {"a": 1}]
)
def test_a_literal_reads_back_as_the_same_value(value: Any) -> None:
    text = literal(value)
    assert ast.literal_eval(text) == value
    assert text.isprintable()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), [object()]])
def test_nothing_else_becomes_a_literal(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        literal(value)


@pytest.mark.parametrize("name", ["residual", "table-rare"])
def test_a_notebook_has_the_same_code_in_cells(name: str) -> None:
    chosen = experiment(CASES[name])
    cells = json.loads(notebook(chosen))["cells"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    sections = sections_of(chosen)
    assert code[0] == "\n".join(imports_of(sections))
    assert code[1:-1] == [section.code(str) for section in sections]
    assert len({cell["id"] for cell in cells}) == len(cells)
