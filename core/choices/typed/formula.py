"""Formulas that people type: a standard deviation from fan_in and fan_out, such as ``sqrt(2 / fan_in)``.

What is typed is looked at token by token: numbers, fan_in, fan_out, ``+ - * / ^ **``, parentheses, and the
functions sqrt, log (the natural one), min and max of two. Only these, in an order that makes a formula, go to
`ast.parse`, whose tree says what binds closer; nothing of it is ever run.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.choices.fields import MAX_UNITS, Field, check_size, shown
from core.message import Invalid, Message

MAX_LENGTH = 100
"""Characters, which bounds how deep a formula can be, too."""
LOWEST, HIGHEST = 1e-12, 1e6
"""Standard deviations that a formula may give: with any gain, single precision holds the weights."""
VARIABLES = ("fan_in", "fan_out")
EXAMPLE = "sqrt(2 / (fan_in + fan_out))"

_ARGUMENTS: Mapping[str, int] = {"sqrt": 1, "log": 1, "min": 2, "max": 2}
"""How many each function takes."""
NAMES = (*VARIABLES, *_ARGUMENTS)

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sqrt": np.sqrt,
    "log": np.log,
    "min": np.minimum,
    "max": np.maximum,
}
_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.UAdd: np.positive,
    ast.USub: np.negative,
}
_PYTHON = {"+": "+", "-": "-", "*": "*", "/": "/", "^": "**", "**": "**"}
"""Operators as Python writes them."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>\*\*|\S)|(?P<end>\Z))"
)


_AT_A_TIME = 16
"""Fans whose values are looked at together: what is wrong from the beginning is found at once."""

_OPERAND = Message("a number, fan_in, fan_out, a function or an opening parenthesis")
_OPERATOR = Message("an operator such as + or the end")
_ONE_OF_THE_NAMES = Message("one of {names}", names=", ".join(NAMES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Field):
    """A formula in fan_in and fan_out that is above 0 whatever the widths. Its value is its text.

    Arguments:
        default: where it starts.
    """

    default: str

    def parse(self, value: Any) -> str:
        """The text, its spaces in order.

        Raises:
            Invalid: no formula, or not a number from `LOWEST` to `HIGHEST` for all widths of layers.
        """
        if not isinstance(value, str):
            raise Invalid(
                Message(
                    "Expected the text of a formula such as {example}, received {got}.",
                    example=EXAMPLE,
                    got=shown(value),
                )
            )
        check_size(value)
        text = " ".join(value.split())
        _check(text)
        return text


def value_of(text: str, fan_in: int, fan_out: int) -> float:
    """What a formula gives for a layer.

    Raises:
        Invalid: `text` is no formula.
    """
    return float(_evaluate(read(text), {"fan_in": np.float64(fan_in), "fan_out": np.float64(fan_out)}))


@lru_cache(maxsize=256)
def read(text: str) -> ast.expr:
    """The tree of a formula.

    Raises:
        Invalid: it is too long, or no formula; the message says where.
    """
    if len(text) > MAX_LENGTH:
        raise Invalid(
            Message(
                "Expected a formula of at most {limit} characters, received {got}. Make it shorter.",
                limit=MAX_LENGTH,
                got=len(text),
            )
        )
    return ast.parse(" ".join(_checked(text)), mode="eval").body


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> Any:
    """NumPy's arithmetic: what is not defined is infinite or NaN."""
    with np.errstate(all="ignore"):
        match node:
            case ast.Constant(value=float(number)):
                return np.float64(number)
            case ast.Name(id=name):
                return values[name]
            case ast.UnaryOp(op=operator, operand=operand):
                return _OPERATORS[type(operator)](_evaluate(operand, values))
            case ast.BinOp(left=left, op=operator, right=right):
                return _OPERATORS[type(operator)](_evaluate(left, values), _evaluate(right, values))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return _FUNCTIONS[name](*(_evaluate(each, values) for each in arguments))
    raise AssertionError(ast.dump(node))


@lru_cache(maxsize=256)
def _check(text: str) -> None:
    """Refuse a formula that gives no usable standard deviation for some widths: all of them are tried."""
    tree, fans = read(text), np.arange(1.0, MAX_UNITS + 1)
    for some in fans.reshape(-1, _AT_A_TIME):
        values = np.broadcast_to(
            _evaluate(tree, {"fan_in": some[:, None], "fan_out": fans}), (_AT_A_TIME, MAX_UNITS)
        )
        usable = (values >= LOWEST) & (values <= HIGHEST)
        if usable.all():
            continue
        fan_in, fan_out = np.unravel_index(np.argmin(usable), usable.shape)
        raise Invalid(
            Message(
                "Expected a standard deviation from {low} to {high} for all fans up to {limit}, received "
                "{got} for fan_in = {fan_in} and fan_out = {fan_out}. Change the formula, for example to "
                "{example}.",
                low=LOWEST,
                high=HIGHEST,
                limit=MAX_UNITS,
                got=float(values[fan_in, fan_out]),
                fan_in=int(some[fan_in]),
                fan_out=int(fan_out) + 1,
                example=EXAMPLE,
            )
        )


def _checked(text: str) -> Iterator[str]:
    """The tokens of a formula as Python writes them, each where it may stand.

    Raises:
        Invalid: a token where another one has to stand.
    """
    missing: list[int] = []
    """For each open parenthesis the arguments that its function still lacks."""
    operand, end = False, 0
    """Whether one has just been read, and where."""
    while True:
        kind, token, begin, end = _token(text, end)
        if not operand:
            if kind == "number" and math.isfinite(float(token)):
                operand = True
                yield repr(float(token))
            elif token in VARIABLES:
                operand = True
                yield token
            elif token in _ARGUMENTS:
                yield token
                _kind, opening, begin, end = _token(text, end)
                if opening != "(":
                    raise _wrong(shown("("), text, begin)
                missing.append(_ARGUMENTS[token] - 1)
                yield opening
            elif token == "(":
                missing.append(0)
                yield token
            elif token in {"+", "-"}:
                yield token
            else:
                raise _wrong(_ONE_OF_THE_NAMES if kind == "name" else _OPERAND, text, begin)
        elif token in _PYTHON:
            operand = False
            yield _PYTHON[token]
        elif token == "," and missing and missing[-1]:
            operand = False
            missing[-1] -= 1
            yield token
        elif token == ")" and missing and not missing[-1]:
            missing.pop()
            yield token
        elif kind == "end" and not missing:
            return
        else:
            raise _wrong(shown("," if missing[-1] else ")") if missing else _OPERATOR, text, begin)


def _token(text: str, begin: int) -> tuple[str, str, int, int]:
    """Kind, text, begin and end of the token at `begin`."""
    match = _TOKEN.match(text, begin)
    assert match is not None and match.lastgroup is not None  # some sign, or the end
    kind = match.lastgroup
    return kind, match[kind], match.start(kind), match.end()


def _wrong(expected: Message | str, text: str, begin: int) -> Invalid:
    """What is said when `expected` has to stand at `begin`, from 0, and does not."""
    return Invalid(
        Message(
            "Expected {what} at character {at}, received {got}. Example of a formula: {example}.",
            what=expected,
            at=begin + 1,
            got=shown(text[begin:]) if text[begin:] else Message("the end"),
            example=EXAMPLE,
        )
    )
