"""Choices that are each legal but not together, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import TYPE_CHECKING

from core.choices.convolutions import TooSmall, convolutions_of
from core.choices.initializers import INITIALIZERS
from core.choices.losses import LOSSES
from core.choices.registry import Entry
from core.data.catalogue import DATASETS
from core.data.expansion import MOST_COLUMNS
from core.data.preparation import MOST_CELLS, too_many_components, too_many_features
from core.data.split_choices import SPLITS
from core.data.table_words import MOST_TARGETS, TARGET
from core.data.table_words import targets as targets_of_table
from core.message import Message

if TYPE_CHECKING:
    from core.experiment import Experiment


def _named(entries: Sequence[Entry]) -> Message:
    """Entries of a menu as its reader sees them, each with its key for Python and JSON."""
    labels = {f"name{at}": Message(entry.label) for at, entry in enumerate(entries)}
    keys = {f"key{at}": entry.key for at, entry in enumerate(entries)}
    listed = ", ".join(f"{{name{at}}} ({{key{at}}})" for at in range(len(keys)))
    return Message(listed, **labels, **keys)


def conflicts(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    """What does not go together, as the path of a choice and what is wrong with it."""
    loss, task = experiment.loss_entry, experiment.task
    if task not in loss.tasks:
        yield (
            "loss",
            Message(
                "{loss} does not fit {dataset}. Expected one of: {names}.",
                loss=Message(loss.label),
                dataset=Message(experiment.dataset_entry.label),
                names=", ".join(key for key, other in LOSSES.items() if task in other.tasks),
            ),
        )
    if experiment.label_smoothing and task in loss.tasks and task != "regression" and not loss.smoothed:
        yield (
            "label_smoothing",
            Message(
                "Labels are smoothed for cross-entropies only: expected a smoothing of 0 with {loss}, "
                "received {got}. Set it to 0, or choose one of: {names}.",
                loss=Message(loss.label),
                got=experiment.label_smoothing,
                names=_named([one for one in LOSSES.values() if one.smoothed and task in one.tasks]),
            ),
        )
    optimizer = experiment.optimizer
    if optimizer.name == "sgd" and optimizer["nesterov"] and not optimizer["momentum"]:
        yield (
            "optimizer.nesterov",
            Message("Nesterov needs momentum: expected a momentum above 0, received 0. Raise the momentum."),
        )
    yield from _data_conflicts(experiment)
    yield from _convolution_conflicts(experiment)
    stopping = experiment.stopping
    if task != "regression" and stopping.get("monitor", "").endswith("metric"):
        bound = "value" if stopping.name == "target" else "baseline"
        value = stopping.get(bound) or 0.0
        if value > 1:
            yield (
                f"stopping.{bound}",
                Message(
                    "Accuracy is a share from 0 to 1: expected {meant}, received {got}.",
                    meant=f"{value / 100:g}" if value <= 100 else "0.95",
                    got=value,
                ),
            )
    if experiment.normalization.name == "group":
        yield from _uneven_groups(experiment)
    if INITIALIZERS[experiment.initializer.name].fitted and experiment.bias_scale >= 1:
        # The weights would be divided again and again by what the biases alone bring about.
        yield (
            "bias_scale",
            Message(
                "{initializer} brings the standard deviation of sums with their biases to 1: expected a "
                "bias standard deviation below 1, received {got}. Lower it, or choose another "
                "initializer.",
                initializer=Message(INITIALIZERS[experiment.initializer.name].label),
                got=experiment.bias_scale,
            ),
        )


def _data_conflicts(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    split = experiment.split
    if split.name == "k_fold" and split["fold"] > split["k"]:
        yield (
            "split.fold",
            Message("Expected a fold from 1 to {k}, received {got}.", k=split["k"], got=split["fold"]),
        )
    if SPLITS[split.name].by_column and experiment.dataset.name != "table":
        yield (
            "split",
            Message(
                "{split} goes by a column of your own table: expected one as data set, received {dataset}.",
                split=Message(SPLITS[split.name].label),
                dataset=Message(experiment.dataset_entry.label),
            ),
        )
    if experiment.dataset.name == "table":
        yield from _target_conflicts(experiment)
    features = experiment.feature_count
    if not features:
        return  # a table's columns are counted when it is opened
    expanded = experiment.preparation.widest(features)
    cells = experiment.dataset.get("samples", 0) * expanded
    if expanded > max(MOST_COLUMNS, features):
        yield "expansion", too_many_features(expanded, features)
    elif experiment.preparation.heavy and cells > MOST_CELLS:
        made = (key for key in ("expansion", "decomposition") if getattr(experiment, key).name != "none")
        yield (
            next(made, "scaling"),
            Message(
                "Expected at most {limit} numbers, rows times features, to be prepared in this way; received "
                "{got}. Lower the number of samples, or choose a scaling such as standard and nothing more.",
                limit=MOST_CELLS,
                got=cells,
            ),
        )
    kept = experiment.decomposition.get("count", 0)
    if kept > expanded:
        yield "decomposition.count", too_many_components(kept, expanded)


def _convolution_conflicts(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    if experiment.convolutions.name == "none":
        return
    image = experiment.dataset_entry.image
    if image is None:
        yield (
            "convolutions",
            Message(
                "Convolutional layers look at pictures: expected one of {names} as data set, received "
                "{dataset}. Choose one of them, or no convolutional layers.",
                names=", ".join(key for key, one in DATASETS.items() if one.image),
                dataset=Message(experiment.dataset_entry.label),
            ),
        )
        return
    for key in ("expansion", "decomposition"):
        if getattr(experiment, key).name != "none":
            yield (
                key,
                Message(
                    "Convolutional layers need the pixels as they are: expected none, received {got}. Choose "
                    "none here, or no convolutional layers.",
                    got=getattr(experiment, key).name,
                ),
            )
    found = convolutions_of(experiment.convolutions, image)
    if isinstance(found, TooSmall):
        yield (
            "convolutions.filters",
            Message(
                "Expected pictures of at least {least} by {least} pixels before convolutional layer {layer}, "
                "received {got} by {got}: the layers before it made them smaller. Remove a layer, or choose "
                "padding same, no pooling or strides of 1.",
                least=found.expected,
                layer=found.layer + 1,
                got=found.got,
            ),
        )
    if experiment.initializer.name == "identity":
        yield (
            "initializer",
            Message(
                "Identity is for the kernels of Dense layers: expected another initializer with "
                "convolutional layers, such as he_normal, received identity."
            ),
        )


def _target_conflicts(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    targets = targets_of_table(experiment.dataset)
    if experiment.task != "regression" and len(targets) > 1:
        yield (
            "dataset.columns",
            Message(
                "Several targets are predicted as numbers: expected a target that is a number, received one "
                "of {got} classes. Choose another target, or leave out the word {word}.",
                got=len(experiment.class_names),
                word=TARGET,
            ),
        )
    if len(targets) > MOST_TARGETS:
        yield (
            "dataset.columns",
            Message(
                "Expected at most {limit} targets, received {got}.", limit=MOST_TARGETS, got=len(targets)
            ),
        )


def _uneven_groups(experiment: Experiment) -> Iterator[tuple[str, Message]]:
    groups = experiment.normalization["groups"]
    widths = experiment.hidden_widths
    uneven = next((at for at, units in enumerate(widths) if units % groups), None)
    if uneven is not None:
        common = gcd(*widths)
        yield (
            "normalization.groups",
            Message(
                "Expected a number of groups that divides the units of every hidden layer, such as {meant}; "
                "received {got}, which does not divide the {units} units of layer {layer}.",
                meant=common,
                got=groups,
                units=widths[uneven],
                layer=uneven + 1,
            ),
        )
