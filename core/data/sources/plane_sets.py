"""The data sets in the plane: Playground's, and some for more classes."""

from __future__ import annotations

from collections.abc import Callable

from core.choices.fields import Number, Words
from core.choices.registry import Picked
from core.choices.typed.points import CLASSES, Points, classes_in
from core.data.dataset import Dataset, noise, samples
from core.data.raw import RawData
from core.data.sources import planes
from core.message import N_

_LABEL_NOISE = noise(N_("Moves each point before its label is decided, so that the classes overlap."))
_POINT_NOISE = noise(N_("Moves the points themselves, so that the classes run into each other."))
# As classColour of ui/js/shared/colours.js draws them.
_COLOURS = (N_("Orange"), N_("Blue"), N_("Teal"), N_("Pink"), N_("Purple"), N_("Olive"))


def _plane(key: str, label: str, help: str, moved: Number, load: Callable[[Picked, int], RawData]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(500), moved),
        task="binary",
        features=2,
        classes=_COLOURS[:2],
        plane=True,
        load=load,
    )


def _surface(key: str, label: str, help: str, load: Callable[[Picked, int], RawData]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(1200), _LABEL_NOISE),
        task="regression",
        features=2,
        plane=True,
        load=load,
    )


def _many(key: str, label: str, help: str, load: Callable[[Picked, int], RawData]) -> Dataset:
    classes = Number(
        key="classes",
        label=N_("Classes"),
        help=N_("How many classes there are, each with a colour of its own."),
        default=3,
        low=3,
        high=CLASSES,
        integer=True,
    )
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(500), _POINT_NOISE, classes),
        task="multiclass",
        features=2,
        classes=_COLOURS,
        count=lambda picked: int(picked["classes"]),
        plane=True,
        load=load,
    )


PLANE_SETS: tuple[Dataset, ...] = (
    _plane(
        "circle",
        N_("Circle"),
        N_("One class inside, the other around it: a single line cannot part them."),
        _LABEL_NOISE,
        planes.circle,
    ),
    _plane(
        "xor",
        N_("XOR"),
        N_("Opposite quarters share a class: the smallest problem that needs a hidden layer."),
        _LABEL_NOISE,
        planes.xor,
    ),
    Dataset(
        key="gate",
        label=N_("Logic gate"),
        help=N_(
            "Two bits and what a gate makes of them. A single unit can learn AND and OR; of XOR it gets "
            "three corners of four at best, since no line parts them."
        ),
        parameters=(
            Words(
                key="gate",
                label=N_("Gate"),
                help=N_("AND: both bits are 1. OR: one at least is. XOR: exactly one is."),
                options={"and": "AND", "or": "OR", "xor": "XOR"},
                default="and",
            ),
            samples(200),
            _POINT_NOISE,
        ),
        task="binary",
        features=2,
        classes=_COLOURS[:2],
        plane=True,
        load=planes.gate,
    ),
    _plane(
        "gauss",
        N_("Gauss"),
        N_("Two clouds: a network without hidden layers parts them."),
        _POINT_NOISE,
        planes.gauss,
    ),
    _plane(
        "spiral",
        N_("Spiral"),
        N_("Two arms wound into each other: hard, and a good test of depth."),
        _POINT_NOISE,
        planes.spiral,
    ),
    _plane(
        "moons",
        N_("Moons"),
        N_("Two half circles that grip each other."),
        _POINT_NOISE,
        planes.moons,
    ),
    _many(
        "clouds",
        N_("Clouds"),
        N_("Three to six clouds around the middle, one for each class."),
        planes.clouds,
    ),
    _many(
        "arms",
        N_("Spiral with more arms"),
        N_("Three to six arms wound into each other, one for each class."),
        planes.arms,
    ),
    Dataset(
        key="points",
        label=N_("Custom points"),
        help=N_("Points that you draw or paste, of two to six classes."),
        parameters=(
            Points(
                key="points",
                label=N_("Points"),
                help=N_(
                    "One point a line: x1, x2, class, as in 1.5, -2, 0. Both coordinates go from -6 to 6; a "
                    "class is a number from 0 to 5, or a name."
                ),
            ),
        ),
        task="binary",
        features=2,
        classes=_COLOURS,
        count=lambda picked: classes_in(picked["points"]),
        plane=True,
        load=planes.points,
    ),
    _surface(
        "plane",
        N_("Plane (regression)"),
        N_("A number that rises evenly from one corner to the other."),
        planes.plane,
    ),
    _surface(
        "hills",
        N_("Gauss (regression)"),
        N_("Six smooth hills and hollows, to be predicted as a number."),
        planes.hills,
    ),
)
"""In the order of the menu."""
