"""How much the rows of each class count in training (`class_weight` of `keras.Model.fit`)."""

from __future__ import annotations

from core.choices.registry import Entry, Registry
from core.choices.typed.numbers import Numbers
from core.message import N_

CLASS_WEIGHTS: Registry[Entry] = Registry(
    Entry(key="off", label=N_("Off"), help=N_("Every row counts the same.")),
    Entry(
        key="balanced",
        label=N_("Balanced"),
        help=N_("A row counts the more, the fewer rows its class has: all classes together count the same."),
    ),
    Entry(
        key="typed",
        label=N_("Weights of your own"),
        help=N_(
            "A number for each class: twice the number is as if every row of the class were there twice."
        ),
        parameters=(
            Numbers(
                key="weights",
                label=N_("Weight of each class"),
                help=N_("In the order of the classes: 1, 5. The last one is for all classes that follow."),
                default=(1.0,),
                low=0.0,
                high=1000.0,
            ),
        ),
    ),
)
