"""When training ends before the last epoch.

Early stopping is that of `keras.callbacks.EarlyStopping`; its `mode` follows from what is monitored.
"""

from __future__ import annotations

from core.choices.fields import Number, Switch, Words
from core.choices.registry import Entry, Registry
from core.choices.typed.optional_number import OptionalNumber
from core.message import N_

MONITORS = {
    "val_loss": N_("Validation loss"),
    "loss": N_("Training loss"),
    "val_metric": N_("Validation accuracy or error"),
    "metric": N_("Training accuracy or error"),
}
"""Numbers of an epoch that can be watched."""

PATIENCE = Number(
    key="patience",
    label=N_("Patience"),
    help=N_("How many epochs without improvement are allowed."),
    default=10,
    low=0,
    high=1000,
    integer=True,
)
MIN_DELTA = Number(
    key="min_delta",
    label=N_("Minimum delta"),
    help=N_("A smaller change than this is not an improvement."),
    default=0.0,
    low=0.0,
    high=10.0,
    log=True,
    marks=(0.0, 1e-4, 1e-3, 1e-2),
)

STOPPING: Registry[Entry] = Registry(
    Entry(key="off", label=N_("Off"), help=N_("Train all epochs.")),
    Entry(
        key="early",
        label=N_("Early stopping"),
        help=N_("Stop when the monitored quantity has not improved for a while."),
        parameters=(
            Words(
                key="monitor",
                label=N_("Monitored quantity"),
                help=N_("What has to improve. The validation loss tells when overfitting begins."),
                options=MONITORS,
                default="val_loss",
            ),
            PATIENCE,
            MIN_DELTA,
            OptionalNumber(
                key="baseline",
                label=N_("Baseline"),
                help=N_(
                    "Patience also runs out while the monitored quantity has not got past this value. Empty: "
                    "there is none."
                ),
                low=0.0,
                high=1e6,
            ),
            Number(
                key="start_from_epoch",
                label=N_("Epochs to warm up"),
                help=N_("So many epochs are not looked at: at the beginning of training numbers jump."),
                default=0,
                low=0,
                high=1_000_000,
                integer=True,
            ),
            Switch(
                key="restore_best",
                label=N_("Restore the best weights"),
                help=N_("Go back to the weights of the best epoch when training stops early."),
                default=True,
            ),
        ),
    ),
    Entry(
        key="checkpoint",
        label=N_("Keep the best weights"),
        help=N_(
            "Train all epochs, and end with the weights of the best of them: what ModelCheckpoint keeps with "
            "save_best_only."
        ),
        parameters=(
            Words(
                key="monitor",
                label=N_("Monitored quantity"),
                help=N_(
                    "What says which epoch is the best: accuracy the highest, a loss or an error the lowest."
                ),
                options=MONITORS,
                default="val_loss",
            ),
        ),
    ),
    Entry(
        key="target",
        label=N_("Stop at a target value"),
        help=N_(
            "Stop at the end of the first epoch in which the monitored quantity is as good as you ask for."
        ),
        parameters=(
            Words(
                key="monitor",
                label=N_("Monitored quantity"),
                help=N_("Accuracy has to rise to the value, a loss or an error to fall to it."),
                options=MONITORS,
                default="val_loss",
            ),
            Number(
                key="value",
                label=N_("Target value"),
                help=N_("Accuracy as a share: 0.95 is 95%."),
                default=0.1,
                low=0.0,
                high=1000.0,
                log=True,
                marks=(0.0, 0.001, 0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99, 1.0),
            ),
        ),
    ),
)
