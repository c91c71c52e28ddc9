"""Surfaces on which optimizers race: losses of two weights, of which each shows one difficulty.

The browser computes them (``ui/js/explore/optimizers/surfaces.js``).
"""

from __future__ import annotations

from core.choices.fields import Number
from core.choices.registry import Entry, Parameter, Registry
from core.message import N_

REACH = 5.0
"""How far from 0 a race may begin."""


def _start(x: float, y: float) -> tuple[Number, Number]:
    help = N_("Where all optimizers begin; click or drag in the picture, too.")
    across = Number(key="x", label=N_("Start, w₁"), help=help, default=x, low=-REACH, high=REACH)
    return across, Number(key="y", label=N_("Start, w₂"), help=help, default=y, low=-REACH, high=REACH)


def _surface(key: str, label: str, help: str, start: tuple[float, float], *more: Parameter) -> Entry:
    return Entry(key=key, label=label, help=help, parameters=(*_start(*start), *more))


def _condition(default: float) -> Number:
    return Number(
        key="condition",
        label=N_("Condition number"),
        help=N_("The steepest curvature over the flattest; contours are its root times as long as wide."),
        default=default,
        low=1.0,
        high=1000.0,
        log=True,
        marks=(1.0, 10.0, 30.0, 100.0, 1000.0),
    )


SURFACES: Registry[Entry] = Registry(
    _surface(
        "ravine",
        N_("Ravine"),
        N_("Steep across, flat along: what is small enough for one direction is too small for the other."),
        (-1.8, 0.9),
        _condition(30.0),
        Number(
            key="angle",
            label=N_("Angle (degrees)"),
            help=N_("Rules that scale each weight by itself lose their advantage where it lies askew."),
            default=0.0,
            low=0.0,
            high=90.0,
            marks=(0.0, 30.0, 45.0, 90.0),
        ),
    ),
    _surface(
        "bowl",
        N_("Bowl"),
        N_("Equally steep in all directions: the gradient points at the minimum."),
        (-1.6, 1.2),
    ),
    _surface(
        "saddle",
        N_("Saddle"),
        N_(
            "Nearly on the ridge, where the gradient leads to a point that is no minimum and nearly vanishes."
        ),
        (-1.5, 0.01),
    ),
    _surface(
        "plateau",
        N_("Plateau"),
        N_("A hollow in a plain: far out the gradient is nearly 0."),
        (-2.6, 1.3),
    ),
    _surface(
        "rosenbrock",
        N_("Rosenbrock"),
        N_("A bent, narrow valley: easy to find, hard to follow to the minimum at (1, 1)."),
        (-1.2, 1.0),
    ),
    _surface(
        "beale",
        N_("Beale"),
        N_("Flat in the middle, steep walls outside; the minimum is at (3, 0.5)."),
        (0.5, 1.5),
    ),
    _surface(
        "minima",
        N_("Several minima"),
        N_("Four valleys of different depths (Styblinski and Tang); the deepest is at (−2.9, −2.9)."),
        (0.6, 0.4),
    ),
    _surface(
        "noisy",
        N_("Noisy"),
        N_("A ravine whose gradients have noise, as those of small batches; all optimizers meet the same."),
        (-1.6, 1.2),
        _condition(4.0),
        Number(
            key="noise",
            label=N_("Noise"),
            help=N_("Standard deviation of what is added to each part of the gradient."),
            default=1.0,
            low=0.0,
            high=10.0,
            log=True,
            marks=(0.0, 0.1, 1.0, 10.0),
        ),
        Number(
            key="seed",
            label=N_("Seed"),
            help=N_("Another one gives other noise; the same one the same again."),
            default=0,
            low=0,
            high=999,
            integer=True,
        ),
    ),
)
"""All surfaces by key, in the order of the menu."""
