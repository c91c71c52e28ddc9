"""No regular expression of the lab takes long, whatever the text: see `tests.patterns`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.patterns import complaints, in_javascript, in_python

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = [
    ROOT / "app.py",
    *(path for room in ("core", "ui", "pages", "bench") for path in (ROOT / room).rglob("*.py")),
]
JAVASCRIPT = [
    path
    for path in (ROOT / "ui" / "js").rglob("*.js")
    if "node_modules" not in path.parts and "tests" not in path.parts
]


@pytest.mark.slow
def test_all_patterns_of_the_lab_are_plain() -> None:
    patterns = [one for path in PYTHON if "node_modules" not in path.parts for one in in_python(path)]
    scripts = [one for path in JAVASCRIPT for one in in_javascript(path)]
    assert len(patterns) > 20 and len(scripts) > 15  # they are found
    wrong = {
        f"{one.where} {one.text!r}": found
        for one in (*patterns, *scripts)
        if (found := complaints(one.text, one.flags, searched=one.searched))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s*[x×*]\s*",
        r"(a+)+b",
        r"(a|a)*b",
        r"a*a*b",
        r"\d+\d+x",
        r"\s+$",
        r"(\w*,?)*",
        r"\{[^}]*\}",
        r"x[^;]*x",
        r"([a-z_]+|[0-9a-f]+)*;",
    ],
)
def test_what_takes_long_is_found(pattern: str) -> None:
    assert complaints(pattern)


@pytest.mark.parametrize(
    "pattern", [r"[\s,]+", r"\d{1,6}(?:x\d{1,6})?", r'"[^"]*"?', r"^[^x]+x", r"a(?:b|c)*d"]
)
def test_what_takes_no_longer_than_the_text_is_let_pass(pattern: str) -> None:
    assert complaints(pattern) == []
