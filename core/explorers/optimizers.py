"""The explorer of optimizers."""

from __future__ import annotations

from core.choices.fields import Number, Words
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Menu
from core.choices.typed.several import Several
from core.explorers.explorer import Explorer
from core.explorers.racers import RacersParameters
from core.explorers.surfaces import SURFACES
from core.message import N_

MOST_STEPS = 1000
CONTOUR, SOLID = "contour", "solid"

OPTIMIZER_EXPLORER = Explorer(
    key="optimizers",
    label=N_("Optimizers"),
    help=N_("All optimizers race from one point, and one of them is followed step by step, in numbers."),
    fields=(
        Menu(
            key="surface",
            label=N_("Surface"),
            help=N_("The loss, by two weights."),
            registry=SURFACES,
            default="ravine",
        ),
        Number(
            key="rate",
            label=N_("Learning rate η"),
            help=N_("The same for all. Too small: slow. Too large: the way jumps about, or leaves."),
            default=0.05,
            low=1e-4,
            high=10.0,
            log=True,
            marks=(0.001, 0.01, 0.1, 1.0),
        ),
        Number(
            key="steps",
            label=N_("Steps"),
            help=N_("How many steps the race has."),
            default=100,
            low=10,
            high=MOST_STEPS,
            log=True,
            integer=True,
            marks=(10, 50, 100, 200, 500, 1000),
        ),
        Words(
            key="picture",
            label=N_("Picture"),
            help=N_("Lines of equal loss from above, or the surface as a landscape that can be turned."),
            options={CONTOUR: N_("Contour"), SOLID: N_("3-D")},
            default=CONTOUR,
        ),
        Menu(
            key="optimizer",
            label=N_("Followed"),
            help=N_("The optimizer that is followed step by step; each keeps its own parameters."),
            registry=OPTIMIZERS,
            default="sgd",
        ),
        Number(
            key="step",
            label=N_("Step"),
            help=N_("The step that is shown in numbers."),
            default=20,
            low=1,
            high=MOST_STEPS,
            integer=True,
            elsewhere=True,
        ),
        Number(
            key="turn",
            label=N_("Turn (degrees)"),
            help=N_("From which side the landscape is seen."),
            default=-30.0,
            low=-180.0,
            high=180.0,
            elsewhere=True,
        ),
        Number(
            key="tilt",
            label=N_("Tilt (degrees)"),
            help=N_("From how far above the landscape is seen: at 90 from right above."),
            default=40.0,
            low=5.0,
            high=90.0,
            elsewhere=True,
        ),
        Several(
            key="hidden",
            label=N_("Hidden"),
            help=N_("Optimizers that are not drawn."),
            registry=OPTIMIZERS,
            default=(),
            elsewhere=True,
        ),
        RacersParameters(
            key="others",
            label=N_("Parameters of the others"),
            help=N_("What differs from the defaults, of optimizers that are not followed."),
            elsewhere=True,
        ),
    ),
)
