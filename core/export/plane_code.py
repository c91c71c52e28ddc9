"""Code that draws the data sets which are made of random numbers: points in the plane, and curves.

Each is the same draw as that of `core.data.sources`, with what was picked written out and noise only where
there is some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.choices.registry import Picked
from core.choices.typed.points import points_of
from core.export.code import Line, listed, literal
from core.message import Message

Drawn = Callable[[Picked, int], list[Line]]
"""Code that makes `points` and `y`, or `x` and `y`, of what was picked and a seed."""

_MOVED = Message("Noise moves each point before its label is decided.")
_MOVES = Message("Noise moves the points.")


def _rng(seed: int) -> str:
    return f"rng = np.random.default_rng({seed})"


def _halves(picked: Picked) -> tuple[int, int]:
    zeros = picked["samples"] // 2
    return picked["samples"] - zeros, zeros


def _share(picked: Picked) -> str:
    return f"{literal(float(picked['noise']))} / 100"


def _labelled(picked: Picked, reach: str) -> list[Line]:
    """`labelled`, where noise moves the points before they are labelled."""
    if not picked["noise"]:
        return []
    moved = f"labelled = points + rng.uniform(-{reach}, {reach}, points.shape) * {_share(picked)}"
    return [_MOVED, moved]


def _place(picked: Picked) -> str:
    return "labelled" if picked["noise"] else "points"


def _y(picked: Picked, made: str) -> str:
    """Code that makes `y` of where the points are, ``{at}``."""
    return f"y = {made.format(at=_place(picked))}"


def _moved(picked: Picked, reach: str) -> list[Line]:
    if not picked["noise"]:
        return []
    return [_MOVES, f"points = points + rng.uniform(-{reach}, {reach}, points.shape) * {_share(picked)}"]


def _deviation(picked: Picked) -> str:
    return f"np.sqrt(0.5 + 7 * {_share(picked)})" if picked["noise"] else "np.sqrt(0.5)"


def _circle(picked: Picked, seed: int) -> list[Line]:
    inside, outside = _halves(picked)
    return [
        _rng(seed),
        f"radius = np.concatenate([rng.uniform(0, 2.5, {inside}), rng.uniform(3.5, 5, {outside})])",
        f"angle = rng.uniform(0, 2 * np.pi, {inside + outside})",
        "points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])",
        *_labelled(picked, "5"),
        _y(picked, "(np.hypot({at}[:, 0], {at}[:, 1]) < 2.5).astype(int)"),
    ]


def _xor(picked: Picked, seed: int) -> list[Line]:
    return [
        _rng(seed),
        f"points = rng.uniform(-5, 5, ({picked['samples']}, 2))",
        "points += np.where(points > 0, 0.3, -0.3)",
        *_labelled(picked, "5"),
        _y(picked, "({at}[:, 0] * {at}[:, 1] >= 0).astype(int)"),
    ]


def _gate(picked: Picked, seed: int) -> list[Line]:
    return [
        *([_rng(seed)] if picked["noise"] else []),
        f"corner = np.arange({picked['samples']}) % 4",
        "bits = np.column_stack([corner % 2, corner // 2])",
        "points = np.where(bits, 3.0, -3.0)",
        *_moved(picked, "3"),
        f"y = np.logical_{picked['gate']}(bits[:, 0], bits[:, 1]).astype(int)",
    ]


def _gauss(picked: Picked, seed: int) -> list[Line]:
    ones, zeros = _halves(picked)
    return [
        _rng(seed),
        f"y = np.repeat([1, 0], [{ones}, {zeros}])",
        "centre = np.where(y == 1, 2.0, -2.0)[:, None]",
        f"points = rng.normal(centre, {_deviation(picked)}, (len(y), 2))",
    ]


def _spiral(picked: Picked, seed: int) -> list[Line]:
    ones, zeros = _halves(picked)
    return [
        *([_rng(seed)] if picked["noise"] else []),
        f"y = np.repeat([1, 0], [{ones}, {zeros}])",
        f"along = np.concatenate([np.arange({ones}) / {ones}, np.arange({zeros}) / {zeros}])",
        "angle = 1.75 * 2 * np.pi * along + np.where(y == 1, 0, np.pi)",
        "points = np.column_stack([5 * along * np.sin(angle), 5 * along * np.cos(angle)])",
        *_moved(picked, "1"),
    ]


def _moons(picked: Picked, seed: int) -> list[Line]:
    lower, upper = _halves(picked)
    return [
        *([_rng(seed)] if picked["noise"] else []),
        f"y = np.repeat([1, 0], [{lower}, {upper}])",
        f"angle = np.concatenate([np.linspace(0, np.pi, {lower}), np.linspace(0, np.pi, {upper})])",
        "arc = np.column_stack([np.cos(angle), np.sin(angle)])",
        "arc = np.where(y[:, None] == 1, (1.0, 0.5) - arc, arc)",
        "points = 10 / 3 * (arc - (0.5, 0.25))",
        *_moved(picked, "2"),
    ]


def _clouds(picked: Picked, seed: int) -> list[Line]:
    samples, classes = picked["samples"], picked["classes"]
    return [
        _rng(seed),
        f"y = np.arange({samples}) * {classes} // {samples}",
        f"angle = 2 * np.pi * y / {classes}",
        "centre = np.column_stack([3.5 * np.sin(angle), 3.5 * np.cos(angle)])",
        f"points = rng.normal(centre, {_deviation(picked)})",
    ]


def _arms(picked: Picked, seed: int) -> list[Line]:
    samples, classes = picked["samples"], picked["classes"]
    return [
        *([_rng(seed)] if picked["noise"] else []),
        f"y = np.arange({samples}) * {classes} // {samples}",
        "sizes = np.bincount(y)",
        "starts = np.cumsum(sizes) - sizes",
        f"along = (np.arange({samples}) - starts[y]) / sizes[y]",
        f"angle = 2 * np.pi * (3.5 / {classes} * along + y / {classes})",
        "points = np.column_stack([5 * along * np.sin(angle), 5 * along * np.cos(angle)])",
        *_moved(picked, "1"),
    ]


def _points(picked: Picked, seed: int) -> list[Line]:
    x, y = points_of(picked["points"])
    # As short as they are in single precision.
    rows = [f"({', '.join(literal(float(str(each))) for each in row)})" for row in x]
    lines = [", ".join(line) for line in batched(rows, 4)]
    labels = [", ".join(map(literal, line)) for line in batched(y.tolist(), 25)]
    return [f"points = np.array([\n{listed(lines)}\n])", f"y = np.array([\n{listed(labels)}\n])"]


def batched(values: Sequence[Any], length: int) -> list[Sequence[Any]]:
    """`values` in parts of `length`."""
    return [values[at : at + length] for at in range(0, len(values), length)]


def _plane(picked: Picked, seed: int) -> list[Line]:
    return [
        _rng(seed),
        f"points = rng.uniform(-6, 6, ({picked['samples']}, 2))",
        *_labelled(picked, "6"),
        _y(picked, "{at}.sum(axis=1) / 10"),
    ]


def _hills(picked: Picked, seed: int) -> list[Line]:
    return [
        _rng(seed),
        f"points = rng.uniform(-6, 6, ({picked['samples']}, 2))",
        *_labelled(picked, "6"),
        Message("Six cones of radius 2, three up and three down; the nearest one counts."),
        "tops = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])",
        f"away = np.linalg.norm({_place(picked)}[:, None, :] - tops, axis=2)",
        "heights = np.array([1, -1, 1, -1, 1, -1]) * np.clip(1 - away / 2, 0, 1)",
        "y = heights[np.arange(len(heights)), np.abs(heights).argmax(axis=1)]",
    ]


def _curve(reach: str, curve: str) -> Drawn:
    """A curve of one input.

    Arguments:
        reach: how far the input goes to both sides.
        curve: what is made of it, with ``{x}`` for the input.
    """

    def drawn(picked: Picked, seed: int) -> list[Line]:
        lines: list[Line] = [
            _rng(seed),
            f"x = rng.uniform(-{reach}, {reach}, {picked['samples']})",
            f"y = {curve.format(x='x')}",
        ]
        if picked["noise"]:
            lines += [
                Message("Noise, in percent of the curve's standard deviation."),
                f"along = np.linspace(-{reach}, {reach}, 1001)",
                f"spread = np.std({curve.format(x='along')})",
                f"y = y + rng.standard_normal(len(x)) * spread * {_share(picked)}",
            ]
        return [*lines, "x = x[:, None]"]

    return drawn


def _angle(picked: Picked, seed: int) -> list[Line]:
    lines: list[Line] = [
        _rng(seed),
        f"x = rng.uniform(-np.pi, np.pi, {picked['samples']})",
        "y = np.column_stack([np.cos(x), np.sin(x)])",
    ]
    if picked["noise"]:
        lines += [
            Message("Noise, in percent of the standard deviation of a sine."),
            f"y += rng.standard_normal(y.shape) * np.sqrt(0.5) * {_share(picked)}",
        ]
    return [*lines, "x = x[:, None]"]


PLANES: Mapping[str, Drawn] = {
    "circle": _circle,
    "xor": _xor,
    "gate": _gate,
    "gauss": _gauss,
    "spiral": _spiral,
    "moons": _moons,
    "clouds": _clouds,
    "arms": _arms,
    "points": _points,
    "plane": _plane,
    "hills": _hills,
}
"""Data sets that make `points` in the plane."""

CURVES: Mapping[str, Drawn] = {
    "sine": _curve("2 * np.pi", "np.sin({x})"),
    "step": _curve("3", "({x} >= 0).astype(float)"),
    "cubic": _curve("2.2", "{x}**3 - 3 * {x}"),
    "angle": _angle,
}
"""Data sets of one input."""

FEATURES: Mapping[str, str] = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1 * x1",
    "x2_squared": "x2 * x2",
    "x1x2": "x1 * x2",
    "sin_x1": "np.sin(x1)",
    "sin_x2": "np.sin(x2)",
    "cos_x1": "np.cos(x1)",
    "cos_x2": "np.cos(x2)",
}
"""What is made of a point, by the keys of `core.data.features.FEATURES`."""
