"""What each normalization takes a mean and a variance over: a grid of rows by units, one group in colour.

For images Wu & He (2018, "Group Normalization", figure 2) draw a cube, with places as the third axis: with
one place, as in a dense layer, it is this grid.
"""

from __future__ import annotations

ROWS, UNITS = 6, 8
CELL, GAP, MARGIN = 18, 2, 1
COLOUR, EMPTY = "#4a90b8", "#8d99a4"

Cell = tuple[int, int]


def averaged(normalization: str, groups: int = 2) -> frozenset[Cell]:
    """The cells, (row, unit), whose mean and variance normalize the first cell of them.

    Arguments:
        normalization: key of `core.choices.normalizations.NORMALIZATIONS`.
        groups: of group normalization.
    """
    row, unit = 2, 1
    rows, units = range(ROWS), range(UNITS)
    chosen: dict[str, list[Cell]] = {
        "batch": [(each, unit) for each in rows],
        "layer": [(row, each) for each in units],
        "rms": [(row, each) for each in units],
        "group": [(row, each) for each in units if each * groups // UNITS == unit * groups // UNITS],
        "instance": [(row, unit)],
    }
    return frozenset(chosen[normalization])


def picture(normalization: str, rows: str, units: str) -> str:
    """The grid as SVG, with the names of its axes.

    As a picture of its own it knows no theme: its colours are to be seen on light and dark alike.

    Arguments:
        rows, units: names of the axes, in the reader's language.
    """
    filled = averaged(normalization)
    left, top = 22, 20
    width, height = left + UNITS * CELL + MARGIN, top + ROWS * CELL + MARGIN
    cells = "".join(
        f'<rect x="{left + unit * CELL}" y="{top + row * CELL}" width="{CELL - GAP}" height="{CELL - GAP}" '
        f'rx="2" fill="{COLOUR if (row, unit) in filled else EMPTY}" '
        f'fill-opacity="{1 if (row, unit) in filled else 0.22}"/>'
        for row in range(ROWS)
        for unit in range(UNITS)
    )
    text = f'font-family="sans-serif" font-size="12" fill="{EMPTY}" text-anchor="middle"'
    middle = top + ROWS * CELL / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
        f'<text x="{left + UNITS * CELL / 2}" y="13" {text}>{units}</text>'
        f'<text transform="translate(13 {middle}) rotate(-90)" {text}>{rows}</text>{cells}</svg>'
    )
