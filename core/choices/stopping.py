"""When training ends before the last epoch, as `keras.callbacks.EarlyStopping` defines it."""

from __future__ import annotations

from core.choices.fields import Number, Switch, Words
from core.choices.registry import Entry, Registry
from core.message import N_

STOPPING: Registry[Entry] = Registry(
    Entry(key="off", label=N_("Off"), help=N_("Train all epochs.")),
    Entry(
        key="early",
        label=N_("Early stopping"),
        help=N_("Stop when the watched number has not improved for a while."),
        parameters=(
            Words(
                key="monitor",
                label=N_("Watched number"),
                help=N_("What has to improve. The validation loss tells when overfitting begins."),
                options={
                    "val_loss": N_("Validation loss"),
                    "loss": N_("Training loss"),
                    "val_metric": N_("Validation accuracy or error"),
                    "metric": N_("Training accuracy or error"),
                },
                default="val_loss",
            ),
            Number(
                key="patience",
                label=N_("Patience"),
                help=N_("How many epochs without improvement are allowed."),
                default=10,
                low=0,
                high=1000,
                integer=True,
            ),
            Number(
                key="min_delta",
                label=N_("Minimum delta"),
                help=N_("A smaller change than this is not an improvement."),
                default=0.0,
                low=0.0,
                high=10.0,
                log=True,
                marks=(0.0, 1e-4, 1e-3, 1e-2),
            ),
            Switch(
                key="restore_best",
                label=N_("Restore the best weights"),
                help=N_("Go back to the weights of the best epoch when training stops early."),
                default=True,
            ),
        ),
    ),
)
