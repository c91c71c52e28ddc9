"""The explorer of scaling: by hand, and what it does to the bowl that gradient descent walks in."""

from __future__ import annotations

from core.choices.fields import Number, Switch, Words
from core.choices.registry import Menu
from core.choices.typed.number_table import NumberTable
from core.data.scaling import SCALERS
from core.explorers.explorer import Explorer
from core.message import N_


def _start(key: str, label: str, default: float) -> Number:
    return Number(
        key=key,
        group="bowl",
        label=label,
        help=N_("Where gradient descent begins, the same in both bowls; drag it in a picture, too."),
        default=default,
        low=-4.0,
        high=4.0,
    )


SCALING_EXPLORER = Explorer(
    key="scaling",
    label=N_("Scaling"),
    help=N_(
        "Min-max, standardization and the others computed by hand on a small table, and gradient descent on "
        "its loss before and after."
    ),
    fields=(
        Words(
            key="part",
            label=N_("What is shown"),
            help=N_("The numbers of the table, or the loss of a model with two weights on it."),
            options={"steps": N_("Step by step"), "bowl": N_("Loss bowl and descent")},
            default="steps",
        ),
        Menu(
            key="scaler",
            label=N_("Scaling"),
            help=N_("What is done to each column of features by itself."),
            registry=SCALERS,
            default="standard",
        ),
        NumberTable(
            key="table",
            elsewhere=True,
            label=N_("Table"),
            help=N_("In each row two features, x1 and x2, and the target y."),
            default=(
                (0.2, 3.0, 2.1),
                (0.5, 9.0, 5.8),
                (0.9, 5.0, 4.0),
                (1.1, 12.0, 8.5),
                (1.6, 7.0, 6.4),
            ),
            low=-10_000.0,
            high=10_000.0,
            rows=(2, 8),
            columns=(3, 3),
        ),
        Number(
            key="rate",
            group="bowl",
            label=N_("Learning rate"),
            help=N_("Of gradient descent, the same in both bowls."),
            default=0.01,
            low=1e-7,
            high=10.0,
            log=True,
            marks=(1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1.0),
        ),
        Switch(
            key="best",
            group="bowl",
            label=N_("Each at its best rate"),
            help=N_(
                "2 / (smallest + largest curvature): the rate at which the slowest direction is quickest. "
                "A learning rate of your own turns it off."
            ),
            default=True,
        ),
        Number(
            key="steps",
            group="bowl",
            label=N_("Steps"),
            help=N_("How many steps gradient descent takes."),
            default=40,
            low=1,
            high=200,
            integer=True,
        ),
        _start("w1", N_("Start: w1"), -3.0),
        _start("w2", N_("Start: w2"), 3.0),
    ),
)
