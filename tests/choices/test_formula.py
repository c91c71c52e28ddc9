"""Typed formulas: read as Python reads the same text, or refused with a reason; nothing else ever happens."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.choices.typed.formula import HIGHEST, LOWEST, MAX_LENGTH, Formula, read, value_of
from core.message import Invalid, Message

FIELD = Formula(key="deviation", label="Standard deviation", help="Of a weight.", default="1")

numbers = st.one_of(
    st.integers(0, 20).map(str),
    st.floats(0.0, 100.0).map(repr),
    st.sampled_from([".5", "2.", "1E-3", "3e+1"]),
)
leaves = numbers | st.sampled_from(["fan_in", "fan_out"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas put together without any parentheses of our own: what binds closer is the reader's to know."""
    spaces = st.sampled_from(["", " "])
    return st.one_of(
        st.tuples(inner, spaces, st.sampled_from(["+", "-", "*", "/", "^", "**"]), spaces, inner).map(
            "".join
        ),
        st.builds("-{}".format, inner),
        st.builds("( {} )".format, inner),
        st.builds("{}({})".format, st.sampled_from(["sqrt", "log"]), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
    )


formulas = st.recursive(leaves, larger, max_leaves=8)


def as_python_reads_it(text: str, fan_in: float, fan_out: float) -> float:
    """The value by Python's own grammar and its `math`; NaN where that has none."""
    values = {"fan_in": fan_in, "fan_out": fan_out}
    functions: dict[str, Any] = {"sqrt": math.sqrt, "log": math.log, "min": min, "max": max}

    def value(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name):
                return values[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -value(operand)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return float(functions[name](*map(value, arguments)))
            case ast.BinOp(left=first, op=operator, right=second):
                left, right = value(first), value(second)
                match operator:
                    case ast.Add():
                        return left + right
                    case ast.Sub():
                        return left - right
                    case ast.Mult():
                        return left * right
                    case ast.Div():
                        return left / right
                    case ast.Pow():
                        return math.pow(left, right)
        raise AssertionError(ast.dump(node))

    try:
        found = value(ast.parse(text.replace("^", "**"), mode="eval").body)
    except (ArithmeticError, ValueError):
        return math.nan
    return found if math.isfinite(found) else math.nan


def refusal(text: str, judge: Callable[[str], object] = FIELD.parse) -> Message | None:
    """What `judge` says against `text`, if anything."""
    try:
        judge(text)
    except Invalid as error:
        return error.message
    return None


@given(formulas, st.integers(1, 1024), st.integers(1, 1024))
@example("-2 ^ 2", 1, 1)
@example("2 ^ -1 ^ 2", 1, 1)
@example("2 ** 3 ** 2", 1, 1)
@example("8 / 4 / 2 - 3 - 4", 1, 1)
@example("1 / fan_in ^ .5 * 3", 9, 1)
@example("--2", 1, 1)
def test_a_formula_means_what_python_makes_of_it(text: str, fan_in: int, fan_out: int) -> None:
    refused = refusal(text, read)
    if refused is not None:
        assert "at most" in str(refused)  # too long: nothing else is wrong with any of them
        return
    expected = as_python_reads_it(text, float(fan_in), float(fan_out))
    if not math.isnan(expected):
        # pow and log of NumPy and of the C library may differ in the last digit; differences enlarge it.
        assert value_of(text, fan_in, fan_out) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(formulas)
def test_what_the_field_takes_is_a_standard_deviation_for_all_widths(text: str) -> None:
    refused = refusal(text)
    if refused is None:
        fans = [1, 2, 3, 5, 17, 100, 784, 1023, 1024]
        assert all(LOWEST <= value_of(text, *pair) <= HIGHEST for pair in product(fans, fans))
        assert FIELD.parse(FIELD.write(FIELD.parse(text))) == FIELD.parse(text)
    elif "standard deviation" in str(refused):
        given = dict(refused.values)
        assert not LOWEST <= value_of(text, given["fan_in"], given["fan_out"]) <= HIGHEST  # type: ignore[arg-type]
    else:
        assert refusal(text, read) == refused


@given(st.text(max_size=30) | st.text("()+-*/^., 0123456789efan_inoutsqrtlogmxp$", max_size=40))
def test_any_text_is_a_formula_or_is_told_what_was_expected(text: str) -> None:
    refused = refusal(text)
    if refused is None:
        assert math.isfinite(value_of(text, 3, 4))
    else:
        assert str(refused).startswith("Expected")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sqrt(2 / (fan_in + fan_out))", math.sqrt(2 / 400)),
        ("sqrt(2/fan_in)", math.sqrt(2 / 100)),
        ("1 / max(fan_in, fan_out) ^ 0.5", 1 / math.sqrt(300)),
        ("min(log(fan_in + 1), 1e-1)", 0.1),
        ("007 / 0100", 0.07),
    ],
)
def test_known_rules(text: str, value: float) -> None:
    assert FIELD.parse(text) == text
    assert value_of(text, 100, 300) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "expected", "at", "got"),
    [
        ("", "a number", 1, "the end"),
        ("1 +", "a number", 4, "the end"),
        ("2 fan_in", "an operator", 3, "“fan_in”"),
        ("fan / 2", "one of fan_in, fan_out, sqrt, log, min, max", 1, "“fan / 2”"),
        ("1 / __import__('os')", "one of fan_in", 5, "“__import__('os')”"),
        ("fan_in.real", "an operator", 7, "“.real”"),
        ("sqrt 2", "“(”", 6, "“2”"),
        ("(1 + 2", "“)”", 7, "the end"),
        ("min(1)", "“,”", 6, "“)”"),
        ("sqrt(1, 2)", "“)”", 7, "“, 2)”"),
        ("1e999", "a number", 1, "“1e999”"),
        ("fan_in + ²", "a number", 10, "“²”"),
        ("2 // 3", "a number", 4, "“/ 3”"),
        ("[1]", "a number", 1, "“[1]”"),
        ("0x1F", "an operator", 2, "“x1F”"),
        ("1_000", "an operator", 2, "“_000”"),
        ("2j", "an operator", 2, "“j”"),
        ("1 if 1 else 2", "an operator", 3, "“if 1 else 2”"),
        ("lambda: 1", "one of fan_in", 1, "“lambda: 1”"),
        ("\uff46an_in", "a number", 1, "“\uff46an_in”"),
        ("min(1, 2,)", "“)”", 9, "“,)”"),
        ("sqrt()", "a number", 6, "“)”"),
        ("(sqrt)(2)", "“(”", 6, "“)(2)”"),
        ("(1, 2)", "“)”", 3, "“, 2)”"),
        ("1)", "an operator", 2, "“)”"),
        ("2 *** 3", "a number", 5, "“* 3”"),
        ("'1'", "a number", 1, "“'1'”"),
        ("1 # 2", "an operator", 3, "“# 2”"),
    ],
)
def test_an_error_says_what_is_wrong_and_where(text: str, expected: str, at: int, got: str) -> None:
    with pytest.raises(Invalid) as raised:
        FIELD.parse(text)
    message = str(raised.value)
    assert message.startswith(f"Expected {expected}")
    assert f"at character {at}, received {got}." in message


@pytest.mark.parametrize(
    ("text", "fan_in", "fan_out"),
    [
        ("0", 1, 1),
        ("1 - 1", 1, 1),
        ("log(fan_in)", 1, 1),
        ("sqrt(fan_out - 2)", 1, 1),
        ("fan_in - 500", 1, 1),
        ("1 / (fan_in - 700) ^ 2", 700, 1),
        ("(fan_out - 701) ^ 2", 1, 701),
        ("10 ^ fan_in", 7, 1),
        ("2 ^ -fan_out", 1, 40),
    ],
)
def test_a_rule_that_fails_for_some_widths_is_refused(text: str, fan_in: int, fan_out: int) -> None:
    with pytest.raises(Invalid, match=f"for fan_in = {fan_in} and fan_out = {fan_out}"):
        FIELD.parse(text)


def test_length_has_a_limit_and_bounds_the_depth() -> None:
    longest = " + ".join(["1"] * 25)
    assert value_of(longest, 1, 1) == 25 and len(longest) <= MAX_LENGTH < len(f"{longest} + 1")
    with pytest.raises(Invalid, match=f"at most {MAX_LENGTH} characters, received 101"):
        read(f"{longest} + 1")
    for opening, closing in (("(", ")"), ("-", ""), ("1^", ""), ("sqrt(", ")"), ("min(1,", ")")):
        depth = (MAX_LENGTH - 1) // len(opening + closing)
        assert abs(value_of(opening * depth + "1" + closing * depth, 1, 1)) == 1


@pytest.mark.parametrize("value", [5, 0.1, None, True, ["1"], {"a": 1}])
def test_only_text_is_a_formula(value: object) -> None:
    with pytest.raises(Invalid, match="Expected the text of a formula"):
        FIELD.parse(value)


def test_spaces_are_put_in_order() -> None:
    assert FIELD.parse("  1 /\n fan_in ") == "1 / fan_in"
    assert np.isclose(value_of("1/fan_in", 4, 1), 0.25)
