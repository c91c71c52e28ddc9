"""What people typed is never code in what they take home."""

from __future__ import annotations

import ast
import json

import numpy as np
import pandas
import pytest

from core.experiment import Experiment
from core.export import notebook, script
from core.own_table import open_table
from core.tables import of

HOSTILE = [
    "\"); __import__('os').system('touch /tmp/owned') #",
    "'); raise SystemExit #",
    "a\nimport os\nos.abort()\n",
    "a\r\x0bimport os\x0c\u2028import os\x85",
    '"""\nimport os\n"""',
    "'''\\",
    "\\",
    "\\N{DIGIT ONE}{0}%s{name}",
    "\u202e\u2066 # import os",
    "</script><script>alert(1)</script>",
]


def chosen(name: str, value: str) -> Experiment:
    """A table whose columns and categories have these names."""
    frame = pandas.DataFrame(
        {
            name: np.arange(40) % 7 / 3,
            "sort": ["a", value] * 20,
            f"{name} too": pandas.Timestamp("2024-01-01"),
            f"target {name}": [f"{value}1", f"{value}2"] * 20,
        }
    )
    opened = of(frame)
    number, _sort, _date, target = (column.name for column in opened.columns)  # line ends are spaces there
    return Experiment(
        dataset=open_table(opened, target=target, columns={number: "log"}),
        split={"name": "group", "column": "sort"},
        layers=(2,),
        epochs=1,
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_values_stay_inside_their_quotes(hostile: str) -> None:
    wild, tame = chosen(hostile, hostile), chosen("plain", "tame")
    assert shape(script(wild)) == shape(script(tame))
    cells = zip(json.loads(notebook(wild))["cells"], json.loads(notebook(tame))["cells"], strict=True)
    for one, other in cells:
        if one["cell_type"] == "code":
            assert shape(one["source"]) == shape(other["source"])
        else:
            assert one["source"] == other["source"]


def shape(text: str) -> str:
    """A program with every text in it left out, and its comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def test_a_formula_is_written_from_its_tree() -> None:
    text = script(Experiment(initializer={"name": "formula", "deviation": "sqrt(2/fan_in)^2 + min(1, 2)"}))
    assert "return sqrt(2.0 / fan_in) ** 2.0 + min(1.0, 2.0)" in text
