"""The menu of data sets: what each is, for whom it is interesting, and how it is loaded."""

from __future__ import annotations

from core.choices.losses import Task
from core.choices.registry import Registry
from core.data.dataset import Dataset, noise, samples
from core.data.sources import fetched_tables, images, tables
from core.data.sources.line_sets import LINE_SETS
from core.data.sources.own_table_set import OWN_TABLE
from core.data.sources.plane_sets import PLANE_SETS
from core.message import N_

__all__ = ["DATASETS", "Dataset"]

_FEATURE_NOISE = noise(
    N_("Adds normal noise to every feature, in percent of that feature's standard deviation.")
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
        parameters=(samples(rows, high=rows), _FEATURE_NOISE),
        task=task,
        features=features,
        classes=classes,
        image=image,
        load=tables.loader(key),
    )


def _fetched(key: str, label: str, help: str, *, rows: int, default: int) -> Dataset:
    columns = fetched_tables.FETCHED[key].columns
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(default, high=rows), _FEATURE_NOISE),
        task="regression",
        features=len(columns),
        columns=columns,
        load=fetched_tables.loader(key),
    )


def _images(key: str, label: str, help: str, classes: tuple[str, ...]) -> Dataset:
    return Dataset(
        key=key,
        label=label,
        help=help,
        parameters=(samples(6000, high=70_000, low=100), _FEATURE_NOISE),
        task="multiclass",
        features=784,
        classes=classes,
        image=(28, 28),
        load=images.loader(key),
    )


_DIGITS = tuple("0123456789")

DATASETS: Registry[Dataset] = Registry(
    *PLANE_SETS,
    *LINE_SETS,
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
    _fetched(
        "auto_mpg",
        N_("Auto MPG (regression)"),
        N_("392 cars of 1970 to 1982; the target is how many miles they go on a gallon."),
        rows=392,
        default=392,
    ),
    _fetched(
        "california_housing",
        N_("California housing (regression)"),
        N_(
            "Up to 20,640 districts of California in 1990; the target is the median price of a house, in "
            "dollars."
        ),
        rows=20_640,
        default=5000,
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
    OWN_TABLE,
)
