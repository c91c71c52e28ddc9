"""Formulas that people type: a standard deviation from fan_in and fan_out, such as ``sqrt(2 / fan_in)``.

What is typed is read by the grammar below and nothing else; it is never given to Python. Multiplication
binds closer than addition, a power closer than a sign, and powers are read from the right, as in Python:

    sum     = product, {("+" | "-"), product}
    product = signed, {("*" | "/"), signed}
    signed  = ("+" | "-"), signed | power
    power   = atom, [("^" | "**"), signed]
    atom    = number | "fan_in" | "fan_out" | function, "(", sum, {",", sum}, ")" | "(", sum, ")"

Functions: sqrt, log (the natural one), min and max of two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.choices.fields import MAX_UNITS, Field, shown
from core.message import Invalid, Message

MAX_LENGTH = 100
MAX_DEPTH = 12
"""How many parentheses, functions, signs and powers may stand inside each other."""
LOWEST, HIGHEST = 1e-12, 1e6
"""Standard deviations that a formula may give: with any gain, single precision holds the weights."""
VARIABLES = ("fan_in", "fan_out")
EXAMPLE = "sqrt(2 / (fan_in + fan_out))"

_FUNCTIONS: Mapping[str, int] = {"sqrt": 1, "log": 1, "min": 2, "max": 2}
"""Arguments that each takes."""
NAMES = (*VARIABLES, *_FUNCTIONS)

_APPLIED: Mapping[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "negative": np.negative,
    "sqrt": np.sqrt,
    "log": np.log,
    "min": np.minimum,
    "max": np.maximum,
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>\*\*|\S)|(?P<end>\Z))"
)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Variable:
    """``fan_in`` or ``fan_out``."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or a function and what it is applied to."""

    name: str
    operands: tuple[Node, ...]


Node = Constant | Variable | Operation


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
def read(text: str) -> Node:
    """The tree of a formula.

    Raises:
        Invalid: it is too long, too deep, or not of the grammar; the message says where.
    """
    if len(text) > MAX_LENGTH:
        raise Invalid(
            Message(
                "Expected a formula of at most {limit} characters, received {got}. Make it shorter.",
                limit=MAX_LENGTH,
                got=len(text),
            )
        )
    return _Reader(text).formula()


def _evaluate(node: Node, values: Mapping[str, Any]) -> Any:
    """NumPy's arithmetic: what is not defined is infinite or NaN."""
    match node:
        case Constant():
            return np.float64(node.value)
        case Variable():
            return values[node.name]
        case Operation():
            operands = [_evaluate(each, values) for each in node.operands]
            with np.errstate(all="ignore"):
                return _APPLIED[node.name](*operands)


@lru_cache(maxsize=256)
def _check(text: str) -> None:
    """Refuse a formula that gives no usable standard deviation for some widths: all of them are tried."""
    fans = np.arange(1.0, MAX_UNITS + 1)
    values = np.broadcast_to(
        _evaluate(read(text), {"fan_in": fans[:, None], "fan_out": fans}),
        (MAX_UNITS, MAX_UNITS),
    )
    usable = (values >= LOWEST) & (values <= HIGHEST)
    if not usable.all():
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
                fan_in=int(fan_in) + 1,
                fan_out=int(fan_out) + 1,
                example=EXAMPLE,
            )
        )


class _Reader:
    """Reads the grammar by recursive descent: one method a rule, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = 0
        self._next(0)

    def formula(self) -> Node:
        node = self._sum()
        if self._kind != "end":
            raise self._wrong(Message("an operator such as + or the end"))
        return node

    def _sum(self) -> Node:
        node = self._product()
        while self._token in {"+", "-"}:
            node = Operation(self._take(), (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._token in {"*", "/"}:
            node = Operation(self._take(), (node, self._signed()))
        return node

    def _signed(self) -> Node:
        # Whatever stands inside something else is read through here.
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Invalid(
                Message(
                    "Expected at most {limit} parentheses, signs and powers inside each other, received more "
                    "at character {at}. Write the formula in a simpler way.",
                    limit=MAX_DEPTH,
                    at=self._at,
                )
            )
        if self._token in {"+", "-"}:
            negative = self._take() == "-"
            node = self._signed()
            node = Operation("negative", (node,)) if negative else node
        else:
            node = self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        base = self._atom()
        if self._token not in {"^", "**"}:
            return base
        self._take()
        return Operation("^", (base, self._signed()))

    def _atom(self) -> Node:
        if self._kind == "number" and math.isfinite(float(self._token)):
            return Constant(float(self._take()))
        if self._kind == "name":
            return self._named()
        if self._token == "(":
            return self._bracketed(1)[0]
        raise self._wrong(Message("a number, fan_in, fan_out, a function or an opening parenthesis"))

    def _named(self) -> Node:
        if self._token in VARIABLES:
            return Variable(self._take())
        if self._token in _FUNCTIONS:
            name = self._take()
            return Operation(name, self._bracketed(_FUNCTIONS[name]))
        raise self._wrong(Message("one of {names}", names=", ".join(NAMES)))

    def _bracketed(self, count: int) -> tuple[Node, ...]:
        """`count` sums with commas between them, in parentheses."""
        self._expect("(")
        nodes = [self._sum()]
        for _number in range(1, count):
            self._expect(",")
            nodes.append(self._sum())
        self._expect(")")
        return tuple(nodes)

    def _expect(self, sign: str) -> None:
        if self._token != sign:
            raise self._wrong(shown(sign))
        self._take()

    def _take(self) -> str:
        token = self._token
        self._next(self._end)
        return token

    def _next(self, begin: int) -> None:
        match = _TOKEN.match(self._text, begin)
        assert match is not None and match.lastgroup is not None  # some sign, or the end
        self._kind, self._token, self._end = match.lastgroup, match[match.lastgroup], match.end()
        self._at = match.start(match.lastgroup) + 1

    def _wrong(self, expected: Message | str) -> Invalid:
        return Invalid(
            Message(
                "Expected {what} at character {at}, received {got}. Example of a formula: {example}.",
                what=expected,
                at=self._at,
                got=Message("the end") if self._kind == "end" else shown(self._text[self._at - 1 :]),
                example=EXAMPLE,
            )
        )
