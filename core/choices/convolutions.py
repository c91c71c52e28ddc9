"""Convolutional layers before the Dense ones, by Keras's terms, and the shapes that they make of a
picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from core.choices.fields import Number, Words
from core.choices.registry import Entry, Picked, Registry
from core.choices.typed.numbers import Numbers
from core.message import N_

MOST_CONVOLUTIONS, MOST_FILTERS = 8, 128
"""Convolutional layers of a network, and filters of one: on a processor more of them take too long to
watch."""

LOOKED_AT = 2048
"""Outputs of one layer and row that are looked at: of large feature maps every k-th place across and down."""

Shape = tuple[int, int, int]
"""Height, width, channels."""

SAME, VALID = "same", "valid"
NO_POOLING, MAX_POOLING, AVERAGE_POOLING = "none", "max", "average"

CONVOLUTIONS: Registry[Entry] = Registry(
    Entry(
        key="none",
        label=N_("None"),
        help=N_("Dense layers alone: they do not know which pixels lie side by side."),
    ),
    Entry(
        key="conv2d",
        aliases=("cnn", "convolutional"),
        label=N_("Conv2D"),
        help=N_(
            "Filters of a few weights that slide over the picture and look for the same thing everywhere. "
            "Activation, normalization, regularization and initializer are those of all hidden layers; the "
            "first layers are these."
        ),
        parameters=(
            Numbers(
                key="filters",
                label=N_("Filters"),
                help=N_("How many filters each convolutional layer has, first to last, such as 8, 16."),
                default=(8.0, 16.0),
                low=1,
                high=MOST_FILTERS,
                integer=True,
                most=MOST_CONVOLUTIONS,
            ),
            Number(
                key="kernel_size",
                label=N_("Kernel size"),
                help=N_("Pixels across and down that a filter sees at a time (kernel_size in Keras)."),
                default=3,
                low=1,
                high=7,
                integer=True,
                marks=(1, 3, 5, 7),
            ),
            Number(
                key="strides",
                label=N_("Strides"),
                help=N_("How many pixels a filter moves on at a time; 2 halves height and width."),
                default=1,
                low=1,
                high=3,
                integer=True,
            ),
            Words(
                key="padding",
                label=N_("Padding"),
                help=N_(
                    "same: zeros around the picture, so that it keeps its size; valid: filters stay inside "
                    "it."
                ),
                options={SAME: N_("same"), VALID: N_("valid")},
                default=SAME,
            ),
            Words(
                key="pooling",
                label=N_("Pooling"),
                help=N_(
                    "Behind the activation of each convolutional layer: squares of pixels become one, their "
                    "largest or their mean (MaxPooling2D, AveragePooling2D)."
                ),
                options={
                    NO_POOLING: N_("none"),
                    MAX_POOLING: N_("maximum"),
                    AVERAGE_POOLING: N_("average"),
                },
                default=MAX_POOLING,
            ),
            Number(
                key="pool_size",
                label=N_("Pool size"),
                help=N_("Pixels across and down of such a square (pool_size in Keras)."),
                default=2,
                low=2,
                high=4,
                integer=True,
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Convolution:
    """One convolutional layer with its pooling. Hashable, since it is part of a plan.

    Arguments:
        inputs: what a row is that it is given.
        sums: what the convolution makes of it, z.
        outputs: what is left after pooling: what the next layer is given.
        kernel_size, strides: pixels, across and down.
        padding: ``"same"`` or ``"valid"``.
        pooling: ``"none"``, ``"max"`` or ``"average"``.
        pool_size: pixels; it moves on by as many.
    """

    inputs: Shape
    sums: Shape
    outputs: Shape
    kernel_size: int
    strides: int
    padding: str
    pooling: str
    pool_size: int

    @property
    def filters(self) -> int:
        """Its units: channels of what it makes."""
        return self.sums[2]

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """Height and width, channels of its inputs, filters: as Keras lays a kernel out."""
        return self.kernel_size, self.kernel_size, self.inputs[2], self.filters

    @property
    def weights(self) -> int:
        """Entries of its kernel."""
        return prod(self.kernel_shape)

    @property
    def work(self) -> int:
        """Multiplications that one row takes."""
        return self.sums[0] * self.sums[1] * self.weights

    @property
    def before(self) -> tuple[int, int]:
        """Zeros above and left of the inputs. Of an odd number TensorFlow puts one more behind than
        before."""
        if self.padding == VALID:
            return 0, 0
        above, left = (
            max((out - 1) * self.strides + self.kernel_size - given, 0) // 2
            for out, given in zip(self.sums[:2], self.inputs[:2], strict=True)
        )
        return above, left

    @property
    def every(self) -> int:
        """Of its maps every so many places across and down are looked at (see `LOOKED_AT`)."""
        step = 1
        while -(-self.sums[0] // step) * -(-self.sums[1] // step) * self.filters > LOOKED_AT:
            if step >= max(self.sums[:2]):
                break
            step += 1
        return step

    @property
    def looked_at(self) -> int:
        """Outputs of a row that are looked at."""
        return -(-self.sums[0] // self.every) * -(-self.sums[1] // self.every) * self.filters


@dataclass(frozen=True, slots=True)
class TooSmall:
    """Why a picture cannot pass all layers.

    Arguments:
        layer: the first that it cannot pass, from 0.
        expected, got: its smaller side, in pixels, as it has to be there and as it is.
    """

    layer: int
    expected: int
    got: int


@lru_cache(maxsize=256)
def convolutions_of(picked: Picked, image: tuple[int, int]) -> tuple[Convolution, ...] | TooSmall:
    """The layers that were picked, for pictures of that height and width in one channel."""
    found = tuple(_layers(picked, image))
    wrong = next((each for each in found if isinstance(each, TooSmall)), None)
    return wrong or tuple(each for each in found if isinstance(each, Convolution))


def filters_of(picked: Picked) -> tuple[int, ...]:
    """Filters of each convolutional layer; none where there is none."""
    return tuple(int(count) for count in picked.get("filters", ()))


def _layers(picked: Picked, image: tuple[int, int]) -> Iterator[Convolution | TooSmall]:
    """Layer by layer, up to the first that the picture cannot pass."""
    given: Shape = (*image, 1)
    for layer, filters in enumerate(filters_of(picked)):
        size, stride, pool = picked["kernel_size"], picked["strides"], picked["pool_size"]
        if picked["padding"] == VALID and min(given[:2]) < size:
            yield TooSmall(layer, size, min(given[:2]))
            return
        reach = size if picked["padding"] == VALID else 1
        height, width = ((side - reach) // stride + 1 for side in given[:2])
        pooled = height, width
        if picked["pooling"] != NO_POOLING:
            pooled = height // pool, width // pool
            if not min(pooled):
                yield TooSmall(layer, _least(picked, pool), min(given[:2]))
                return
        found = Convolution(
            inputs=given,
            sums=(height, width, filters),
            outputs=(*pooled, filters),
            kernel_size=size,
            strides=stride,
            padding=picked["padding"],
            pooling=picked["pooling"],
            pool_size=pool,
        )
        yield found
        given = found.outputs


def _least(picked: Picked, pool: int) -> int:
    """Side of the smallest picture of which a layer leaves one pooled pixel."""
    reach: int = picked["kernel_size"] if picked["padding"] == VALID else 1
    return (pool - 1) * int(picked["strides"]) + reach
