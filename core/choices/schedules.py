"""How the learning rate changes while a run trains: what can be chosen. `core.schedule` computes it.

Definitions are those of `keras.optimizers.schedules` and `keras.callbacks.ReduceLROnPlateau`, with lengths in
epochs in place of steps; one cycle, which Keras does not have, is that of Smith & Topin 2018 as PyTorch's
``OneCycleLR`` defines it.
"""

from __future__ import annotations

from dataclasses import replace

from core.choices.fields import Number, Words
from core.choices.registry import Entry, Registry
from core.choices.stopping import MIN_DELTA, MONITORS, PATIENCE
from core.choices.typed.numbers import Numbers
from core.message import N_


def _epochs(key: str, label: str, help: str, *, default: int, low: int = 0) -> Number:
    marks = tuple(mark for mark in (0, 1, 10, 100, 1000) if mark >= low)
    return Number(
        key=key,
        label=label,
        help=help,
        default=default,
        low=low,
        high=1_000_000,
        integer=True,
        log=True,
        marks=marks,
    )


def _share(
    key: str,
    label: str,
    help: str,
    default: float,
    marks: tuple[float, ...],
    low: float = 0.0,
    high: float = 1.0,
) -> Number:
    return Number(key=key, label=label, help=help, default=default, low=low, high=high, marks=marks)


_WHOLE = _epochs(
    "epochs",
    N_("Over how many epochs"),
    N_("When it has arrived, and stays. 0: at the last epoch of the run."),
    default=0,
)
_END = _share(
    "alpha",
    N_("Share at the end"),
    N_("Where it arrives, as a share of the learning rate."),
    0.0,
    (0.0, 0.01, 0.1, 0.5),
)
_FACTOR = _share(
    "factor",
    N_("Factor"),
    N_("What the learning rate is multiplied by each time."),
    0.5,
    (0.1, 0.5, 0.9, 0.96),
    low=0.001,
)
_EVERY = _epochs("every", N_("Every so many epochs"), N_("How far apart."), default=100, low=1)

SCHEDULES: Registry[Entry] = Registry(
    Entry(
        key="none",
        label=N_("Constant"),
        help=N_("The same learning rate at every step, unless you change it while the run trains."),
        aliases=("constant",),
    ),
    Entry(
        key="step",
        label=N_("Steps"),
        help=N_("Multiplied by a factor every so many epochs, and the same in between."),
        aliases=("step_decay",),
        parameters=(_FACTOR, _EVERY),
    ),
    Entry(
        key="piecewise_constant",
        label=N_("Steps of your own"),
        help=N_("Factors that you set, each from an epoch on that you set."),
        aliases=("piecewise_constant_decay",),
        parameters=(
            Numbers(
                key="boundaries",
                label=N_("After epochs"),
                help=N_("After which epochs it changes: 100, 200."),
                default=(100.0, 200.0),
                low=1,
                high=1_000_000,
                integer=True,
            ),
            Numbers(
                key="factors",
                label=N_("Factors"),
                help=N_(
                    "What the learning rate is multiplied by from then on, one for each: 0.1, 0.01. The last "
                    "one is for all epochs that follow."
                ),
                default=(0.1, 0.01),
                low=0.0,
                high=100.0,
            ),
        ),
    ),
    Entry(
        key="exponential",
        label=N_("Exponential decay"),
        help=N_("Falls by the same factor in equal times, at every step a little."),
        aliases=("exponential_decay",),
        parameters=(_FACTOR, _EVERY),
    ),
    Entry(
        key="inverse_time",
        label=N_("Inverse time decay"),
        help=N_("1 / (1 + rate × time): falls fast at first and ever more slowly."),
        aliases=("inverse_time_decay",),
        parameters=(
            Number(
                key="decay_rate",
                label=N_("Decay rate"),
                help=N_("At 1 it is half after the first period, a third after the second."),
                default=1.0,
                low=0.001,
                high=1000.0,
                log=True,
                marks=(0.1, 1.0, 10.0),
            ),
            _EVERY,
        ),
    ),
    Entry(
        key="polynomial",
        label=N_("Polynomial decay"),
        help=N_(
            "Falls to a share of itself along a power of the time that is left; power 1 is a straight line."
        ),
        aliases=("polynomial_decay",),
        parameters=(
            _WHOLE,
            _END,
            Number(
                key="power",
                label=N_("Power"),
                help=N_("1: straight. Above: falls early. Below: falls late."),
                default=1.0,
                low=0.1,
                high=10.0,
                log=True,
                marks=(0.5, 1.0, 2.0, 3.0),
            ),
        ),
    ),
    Entry(
        key="cosine",
        label=N_("Cosine decay"),
        help=N_("Falls along half a cosine: slowly, then fast, then slowly. With a warm-up, if you like."),
        aliases=("cosine_decay",),
        parameters=(
            _WHOLE,
            _END,
            _epochs(
                "warmup",
                N_("Warm-up epochs"),
                N_("Before that it rises from 0 in a straight line over so many epochs. 0: no warm-up."),
                default=0,
            ),
        ),
    ),
    Entry(
        key="cosine_restarts",
        label=N_("Cosine decay with restarts"),
        help=N_("Falls along a cosine again and again, each time from above (Loshchilov & Hutter 2017)."),
        aliases=("cosine_decay_restarts",),
        parameters=(
            _epochs("first", N_("First period"), N_("Epochs until the first restart."), default=100, low=1),
            Number(
                key="t_mul",
                label=N_("Longer each time"),
                help=N_("What each period is longer than the one before by, as a factor."),
                default=2.0,
                low=1.0,
                high=10.0,
                marks=(1.0, 1.5, 2.0),
            ),
            _share(
                "m_mul",
                N_("Lower each time"),
                N_("What each period begins with, as a share of what the one before began with."),
                1.0,
                (0.5, 0.8, 1.0),
                low=0.01,
            ),
            _END,
        ),
    ),
    Entry(
        key="one_cycle",
        label=N_("One cycle"),
        help=N_("Rises to the learning rate and falls far below where it began (Smith & Topin 2018)."),
        parameters=(
            _WHOLE,
            _share(
                "rise",
                N_("Share of the rise"),
                N_("Share of the time in which it rises."),
                0.3,
                (0.1, 0.3, 0.5),
                low=0.01,
                high=0.99,
            ),
            Number(
                key="start",
                label=N_("Begins at a part of"),
                help=N_("It begins at the learning rate divided by this."),
                default=25.0,
                low=1.0,
                high=1000.0,
                log=True,
                marks=(1.0, 10.0, 25.0, 100.0),
            ),
            Number(
                key="end",
                label=N_("Ends at a part of its beginning"),
                help=N_("It ends at where it began divided by this."),
                default=1e4,
                low=1.0,
                high=1e6,
                log=True,
                marks=(1.0, 100.0, 1e4),
            ),
        ),
    ),
    Entry(
        key="plateau",
        label=N_("Reduce on plateau"),
        help=N_("Multiplied by a factor whenever the monitored quantity has not improved for a while."),
        aliases=("reduce_lr_on_plateau",),
        parameters=(
            Words(
                key="monitor",
                label=N_("Monitored quantity"),
                help=N_("What has to improve. The validation loss tells when overfitting begins."),
                options=MONITORS,
                default="val_loss",
            ),
            _share(
                "factor",
                N_("Factor"),
                N_("What the learning rate is multiplied by each time."),
                0.1,
                (0.1, 0.2, 0.5),
                low=0.001,
                high=0.999,
            ),
            PATIENCE,
            replace(MIN_DELTA, default=1e-4),
            Number(
                key="cooldown",
                label=N_("Cooldown"),
                help=N_("Epochs after a reduction during which none is counted."),
                default=0,
                low=0,
                high=1000,
                integer=True,
            ),
            Number(
                key="min_lr",
                label=N_("Smallest learning rate"),
                help=N_("It is not reduced below this."),
                default=0.0,
                low=0.0,
                high=1.0,
                log=True,
                marks=(0.0, 1e-6, 1e-5, 1e-4, 1e-3),
            ),
        ),
    ),
)
