"""The menu of data sets: what each is, for whom it is interesting, and how it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.choices.fields import Number
from core.choices.losses import Task
from core.choices.registry import Entry, Picked, Registry
from core.data import images, planes, tables
from core.data.raw import RawData
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Entry):
    """A data set and what can be known about it without loading it.

    Arguments:
        task: two classes, more classes, or a number to predict.
        features: number of columns of x.
        classes: names of the classes as shown (source text of the catalogue); empty for regression.
        plane: drawn as points in the plane, both coordinates within about -6 to 6.
        image: height and width when a row is a picture; None otherwise.
        load: takes the picked parameters and the data seed, returns the rows, always the same ones
            for the same arguments.
    """

    task: Task
    features: int
    classes: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    plane: bool = False
    image: tuple[int, int] | None = None
    load: Callable[[Picked, int], RawData]


def _samples(default: int, *, high: int = 10_000, low: int = 20) -> Number:
    return Number(
        key="samples",
        label=N_("Samples"),
        help=N_("How many rows are used in all, training and validation together."),
        default=default,
        low=low,
        high=high,
        integer=True,
        log=True,
    )


def _noise(help: str) -> Number:
    return Number(
        key="noise",
        label=N_("Noise (%)"),
        help=help,
        default=0.0,
        low=0.0,
        high=50.0,
        marks=(0.0, 5.0, 10.0, 25.0, 50.0),
    )


_LABEL_NOISE = _noise(N_("Moves each point before its label is decided, so that the classes overlap."))
_POINT_NOISE = _noise(N_("Moves the points themselves, so that the classes run into each other."))
_FEATURE_NOISE = _noise(N_("Adds normal noise to every feature, in percent of that feature's spread."))
_PLANE = (N_("Horizontal (x1)"), N_("Vertical (x2)"))
_SIDES = (N_("Orange"), N_("Blue"))


def _plane(key: str, label: str, help: str, noise: Number, load: Callable[[Picked, int], RawData]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(_samples(500), noise),
        task="binary",
        features=2,
        classes=_SIDES,
        feature_names=_PLANE,
        plane=True,
        load=load,
    )


def _surface(key: str, label: str, help: str, load: Callable[[Picked, int], RawData]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(_samples(1200), _LABEL_NOISE),
        task="regression",
        features=2,
        feature_names=_PLANE,
        plane=True,
        load=load,
    )


def _table(
    key: str,
    label: str,
    help: str,
    *,
    rows: int,
    features: int,
    task: Task = "multiclass",
    classes: tuple[str, ...] = (),
    image: tuple[int, int] | None = None,
) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(_samples(rows, high=rows), _FEATURE_NOISE),
        task=task,
        features=features,
        classes=classes,
        image=image,
        load=tables.loader(key),
    )


def _images(key: str, label: str, help: str, classes: tuple[str, ...]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(_samples(6000, high=70_000, low=100), _FEATURE_NOISE),
        task="multiclass",
        features=784,
        classes=classes,
        image=(28, 28),
        load=images.loader(key),
    )


_DIGITS = tuple("0123456789")

DATASETS: Registry[Dataset] = Registry(
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
    _table(
        "iris",
        N_("Iris"),
        N_("150 flowers, 4 measurements, 3 species."),
        rows=150,
        features=4,
        classes=("setosa", "versicolor", "virginica"),
    ),
    _table(
        "wine",
        N_("Wine"),
        N_("178 wines, 13 chemical measurements of very different size, 3 growers: try it without scaling."),
        rows=178,
        features=13,
        classes=("class_0", "class_1", "class_2"),
    ),
    _table(
        "breast_cancer",
        N_("Breast cancer"),
        N_("569 biopsies, 30 measurements, benign or malignant."),
        rows=569,
        features=30,
        task="binary",
        classes=(N_("malignant"), N_("benign")),
    ),
    _table(
        "digits",
        N_("Digits 8x8"),
        N_("1,797 handwritten digits of 8 by 8 pixels."),
        rows=1797,
        features=64,
        classes=_DIGITS,
        image=(8, 8),
    ),
    _table(
        "diabetes",
        N_("Diabetes (regression)"),
        N_("442 patients, 10 measurements; the target is the disease's progress a year later."),
        rows=442,
        features=10,
        task="regression",
    ),
    _images(
        "mnist",
        N_("MNIST"),
        N_("Up to 70,000 handwritten digits of 28 by 28 pixels."),
        _DIGITS,
    ),
    _images(
        "fashion_mnist",
        N_("Fashion-MNIST"),
        N_("Up to 70,000 pictures of clothes, 28 by 28 pixels: harder than digits."),
        (
            N_("T-shirt"),
            N_("Trousers"),
            N_("Pullover"),
            N_("Dress"),
            N_("Coat"),
            N_("Sandal"),
            N_("Shirt"),
            N_("Sneaker"),
            N_("Bag"),
            N_("Ankle boot"),
        ),
    ),
)
