"""What the page can show: networks that fit a screen, data whose inputs can be drawn."""

from __future__ import annotations

from core.choices.fields import shown
from core.data.catalogue import DATASETS, Dataset
from core.experiment import FIELDS, Experiment
from core.live.sessions.drawable import MOST_LAYERS, MOST_UNITS, undrawable
from core.message import Message

OFFERED: dict[str, Dataset] = {key: entry for key, entry in DATASETS.items() if entry.plane}
"""Data sets of the page: those in the plane."""


def within(layers: tuple[int, ...]) -> tuple[int, ...]:
    """As much of a network as the page can show."""
    return tuple(min(units, MOST_UNITS) for units in layers[:MOST_LAYERS])


def fits(experiment: Experiment) -> bool:
    """Whether the page can show all of it."""
    return experiment.dataset.name in OFFERED and not undrawable(experiment)


def too_large(layers: tuple[int, ...]) -> Message:
    """What to say where a network was cut to what the page can show."""
    return Message(
        "Expected at most {layers} hidden layers of at most {units} units on this page, received {got}. "
        "The network is cut to that size.",
        layers=MOST_LAYERS,
        units=MOST_UNITS,
        got=shown(FIELDS["layers"].write(layers)),
    )
