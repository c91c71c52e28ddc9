"""What is done to gradients before an optimizer uses them, and to weights afterwards: clipping, averaging."""

from __future__ import annotations

from core.choices.fields import Number
from core.choices.registry import Entry, Registry
from core.message import N_


def _limit(help: str) -> Number:
    return Number(
        key="limit",
        label=N_("Limit"),
        help=help,
        default=1.0,
        low=1e-4,
        high=1000.0,
        log=True,
        marks=(0.01, 0.1, 1.0, 10.0),
    )


CLIPPING: Registry[Entry] = Registry(
    Entry(key="off", label=N_("Off"), help=N_("Gradients are used as they are.")),
    Entry(
        key="clipvalue",
        label=N_("By value"),
        help=N_("Cuts every entry of a gradient off at the limit; directions change."),
        parameters=(_limit(N_("Largest size of an entry.")),),
    ),
    Entry(
        key="clipnorm",
        label=N_("By norm"),
        help=N_("Shortens the gradient of each kernel and each bias by itself, where it is too long."),
        parameters=(_limit(N_("Largest norm of a gradient.")),),
    ),
    Entry(
        key="global_clipnorm",
        label=N_("By global norm"),
        help=N_("Shortens all gradients together, so that the direction of the step stays."),
        parameters=(_limit(N_("Largest norm of all gradients together.")),),
    ),
)
"""Keys are Keras's arguments."""

AVERAGING: Registry[Entry] = Registry(
    Entry(key="off", label=N_("Off"), help=N_("Training ends with the weights of the last step.")),
    Entry(
        key="ema",
        label=N_("Moving average"),
        help=N_("Keeps a moving average of the weights beside them; training ends with the average."),
        aliases=("use_ema",),
        parameters=(
            Number(
                key="momentum",
                label=N_("Momentum of the average"),
                help=N_("Share of the average that stays at each step (ema_momentum in Keras)."),
                default=0.99,
                low=0.0,
                high=0.9999,
                marks=(0.9, 0.99, 0.999),
            ),
            Number(
                key="overwrite_frequency",
                label=N_("Steps between overwriting"),
                help=N_(
                    "After so many steps the weights are replaced by the average "
                    "(ema_overwrite_frequency in Keras). 0: only at the end."
                ),
                default=0,
                low=0,
                high=100_000,
                integer=True,
                log=True,
                marks=(0, 10, 100, 1000),
            ),
        ),
    ),
)
